"""Coded values, distances and the line under every map, as people read them."""

from collections.abc import Sequence
from math import ceil

import pandas as pd

from lib.base import settings
from lib.base.i18n import Lang, translator
from lib.terms.taxonomy import Vocabulary


def focus(
    chains: Sequence[str], clusters: Sequence[str], vocabulary: Vocabulary, lang: Lang
) -> list[str]:
    """Return the names of chains and clusters, the one that is both named once."""
    terms = [vocabulary.terms["chain"][code] for code in chains]
    terms += [vocabulary.terms["cluster"][code] for code in clusters]
    return list(dict.fromkeys(term.name(lang) for term in terms))


def status(code: str, source_date: str | None, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return a status with the date it was true at, as far as that is known."""
    t = translator(lang)
    as_of = t("截至 {date}").format(date=source_date) if pd.notna(source_date) else t("日期未见")
    return t("{status}（{as_of}）").format(
        status=vocabulary.terms["status"][code].name(lang), as_of=as_of
    )


def kilometres(metres: float, lang: Lang) -> str:
    """Return a distance between two seats as it may be said: seats are points in zones some
    kilometres wide, so to 5 km, and far ones to 10."""
    step = 5 if metres < 50_000 else 10
    return _about(metres, step, lang)


def apart(metres: float, uncertain_m: float, lang: Lang) -> str:
    """Return a distance between two positions as it may be said, when both together are known to
    `uncertain_m`: no finer than that, and one that may be none as the most it may be."""
    step = 1 if uncertain_m <= 1000 else 5 if uncertain_m <= 5000 else 10
    if metres > max(uncertain_m, step * 500):
        return _about(metres, step, lang)
    most = ceil((metres + uncertain_m) / 1000 / step) * step
    t = translator(lang)
    return t("{km} km 以内").format(km=most)


def _about(metres: float, step: int, lang: Lang) -> str:
    km = round(metres / 1000 / step) * step
    t = translator(lang)
    return t("约 {km} km").format(km=km)


def along_line(km: float, lang: Lang) -> str:
    """Return a distance along the corridor's line, in words."""
    t = translator(lang)
    return t("沿线约 {km} km").format(km=f"{round(km, -1):.0f}")


def off_line(km: float, lang: Lang) -> str:
    """Return how far a spur's node lies off the corridor's line, in words."""
    t = translator(lang)
    return t("支线：距 G2 约 {km} km").format(km=f"{round(km, -1):.0f}")


def via(places: Sequence[str], lang: Lang) -> str:
    """Return through which places a way leads, in words; empty where through none."""
    t = translator(lang)
    return t("经{places}").format(places=t("、").join(places)) if places else ""


def measured(lang: Lang) -> str:
    """Return in words how distances of the corridor are measured."""
    t = translator(lang)
    return t(
        "沿 G2：两驻地在示意线上最近的点之间，沿线逐段相加。直线：两驻地之间，不经中间节点，"
        "故首尾短于逐段之和。均为近似，50 km 以上取整到 10 km。"
    )


def boundaries(lang: Lang) -> str:
    """Return what stands under every map that the atlas draws itself: that boundaries are
    schematic, and their review number where the host has set one. Beside the official map the
    number is that map's, and does not stand here."""
    t = translator(lang)
    number = "" if settings.tianditu() else settings.MAP_REVIEW_NUMBER.value
    return " · ".join(filter(None, (t("边界仅为示意"), number)))


def official(lang: Lang) -> str:
    """Return what stands under every map on 天地图's tiles: whose they are, and their review
    number."""
    t = translator(lang)
    credit = t("© 国家基础地理信息中心 · 天地图")
    return f"{credit} · {settings.MAP_REVIEW_NUMBER.value}"


def dot(worth: int, lang: Lang) -> str:
    """Return what a dot of a pack is, in words."""
    t = translator(lang)
    return t("一点一项") if worth == 1 else t("一点 = {n} 项").format(n=worth)


def position(basis: str, radius_m: int, lang: Lang) -> str:
    """Return in words how far a position can be trusted."""
    t = translator(lang)
    if basis == "area":
        return t("仅知在该区域内（±{km} km）").format(km=f"{radius_m / 1000:g}")
    return t("位置约 ±{km} km").format(km=f"{radius_m / 1000:g}")
