"""Coded values, distances and the line under every map, as people read them."""

import os
from collections.abc import Sequence
from typing import Final

import pandas as pd

from lib.base.i18n import Lang, translator
from lib.terms import taxonomy

# 审图号: set by whoever runs the dashboard with reviewed boundaries.
REVIEW_NUMBER_VARIABLE: Final = "ATLAS_MAP_REVIEW_NUMBER"
_TERMS = {t.code: t for t in (*taxonomy.CHAINS, *taxonomy.CLUSTERS, *taxonomy.STATUSES)}


def focus(chains: Sequence[str], clusters: Sequence[str], lang: Lang) -> list[str]:
    """Return the names of chains and clusters, the one that is both named once."""
    return list(dict.fromkeys(_TERMS[code].name(lang) for code in (*chains, *clusters)))


def status(code: str, source_date: str | None, lang: Lang) -> str:
    """Return a status with the date it was true at, as far as that is known."""
    t = translator(lang)
    as_of = t("截至 {date}").format(date=source_date) if pd.notna(source_date) else t("日期未见")
    return t("{status}（{as_of}）").format(status=_TERMS[code].name(lang), as_of=as_of)


def kilometres(metres: float, lang: Lang) -> str:
    """Return a distance between two seats as it may be said: approximate, and far ones rounded."""
    t = translator(lang)
    km = metres / 1000
    return t("约 {km} km").format(km=f"{km:.0f}" if km < 50 else f"{round(km, -1):.0f}")


def boundaries(lang: Lang) -> str:
    """Return what stands under every map: that boundaries are schematic, and their review number
    where the host has set one."""
    t = translator(lang)
    said = (t("边界仅为示意"), os.environ.get(REVIEW_NUMBER_VARIABLE, ""))
    return " · ".join(filter(None, said))
