"""The innovation path of a chain, a cluster or all resources: which place has which step, what the
edition does not hold, and who could fill it. One piece for parks and for the corridor's nodes."""

from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from lib import analysis
from lib.analysis import Trail
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.query.listing import Rows
from lib.terms import words
from lib.terms.tags import Tag
from lib.terms.taxonomy import CORRIDOR, Vocabulary
from lib.ui.parts import html, matrix
from lib.ui.view import View


@lru_cache(maxsize=64)
def trail(edition: Edition, places: str, area: Tag | None) -> Trail:
    """Return the path of `area` (`None`: all resources) over parks ("park") or nodes ("corridor").

    Read from the whole register, whatever the filter: a complement must not be lost to it.
    """
    return analysis.trail(edition.members, places, area)


def area_name(vocabulary: Vocabulary, lang: Lang, area: Tag | None) -> str:
    """Return the focus area's name, or that all resources are meant."""
    t = translator(lang)
    return vocabulary.term(area).name(lang) if area else t("不分链（全部资源）")


def _place(view: View, places: str, code: str) -> str:
    return view.vocabulary.terms[places][code].short(view.lang)


def _zero(view: View, of: Trail, row: str, column: str) -> str:
    """The words of a cell that counts nothing: why, or who is nearest to have the step."""
    place, step = Tag.parse(row).code, Tag.parse(column).code
    if reason := of.silent.get(place):
        return view.t(reason)
    if not step:
        return "0"
    gap = of.gap(place, step)
    if not gap or not gap.offers:
        return view.t("均未收录")
    nearest = gap.offers[0]
    name = _place(view, of.places, nearest.place)
    return f"→{name} {words.kilometres(nearest.distance_m, view.lang)}"


@lru_cache(maxsize=64)
def _counts(edition: Edition, places: str, area: Tag | None) -> pd.DataFrame:
    """The path's counts as a matrix draws them: labelled by options, each row's whole first."""
    counts = trail(edition, places, area).counts.rename(
        index=lambda place: str(Tag(places, place)),
        columns=lambda step: str(Tag("category", step)),
    )
    counts.insert(0, analysis.WHOLE, counts.sum(axis=1))
    return counts


def draw(view: View, of: Trail) -> None:
    """Draw the path as a matrix whose cells filter to place and step."""
    t = view.t
    title = t("创新路径 · {area}").format(area=area_name(view.vocabulary, view.lang, of.area))
    note = t("按整个登记册，不随筛选；→ 该环节最近的所在，管委会驻地间直线距离")
    st.html(html.panel_title(title, note))
    if len(view.selection.focus) > 1:
        st.html(html.quiet(t("选了不止一个链或集群：路径与补链只看其中第一个。")))
    counts = _counts(view.edition, of.places, of.area)
    matrix.draw(
        view, f"path_{of.places}", title, counts, partial(_zero, view, of), whole=t("各环节")
    )


@dataclass(frozen=True)
class Called:
    """The resources to list beside a path: those of the filter, or where the filter names a gap,
    those of the nearest place that has the step."""

    title: tuple[str, str]
    rows: Rows


def called(view: View, of: Trail) -> Called:
    """Return what to list for the filter's place and step."""
    t = view.t
    places, steps = getattr(view.selection, of.places), view.selection.category
    gap = of.gap(places[0], steps[0]) if len(places) == len(steps) == 1 else None
    if not gap or not gap.offers:
        passes = view.passes
        if of.places == "corridor":
            passes = passes & view.edition.members.carries("corridor", (CORRIDOR,))
        rows = np.flatnonzero(passes)
        return Called((t("资源"), t("{n} 项，点开见卡片").format(n=len(rows))), rows)
    nearest = gap.offers[0]
    title = t("可联系：{place}").format(place=_place(view, of.places, nearest.place))
    note = t("{here}未收录 · {km}").format(
        here=_place(view, of.places, gap.place),
        km=words.kilometres(nearest.distance_m, view.lang),
    )
    offered = analysis.offered(view.edition.members, of, gap)
    return Called((title, note), np.flatnonzero(offered))


def table(view: View, of: Trail) -> str:
    """Return all gaps as a table: where, which step, who has it, how far, whom to call."""
    return _table(view.edition, view.lang, of.places, of.area)


@lru_cache(maxsize=64)
def _table(edition: Edition, lang: Lang, places: str, area: Tag | None) -> str:
    t, of = translator(lang), trail(edition, places, area)
    names, phones = (edition.frame[column].to_numpy() for column in ("name", "phone"))
    where, rows = edition.vocabulary.terms[places], []
    for gap in of.gaps:
        place = where[gap.place].short(lang)
        step = edition.vocabulary.terms["category"][gap.step].short(lang)
        who, far, called = t("登记册中无一处收录"), "", ""
        if gap.offers:
            nearest = gap.offers[0]
            who = where[nearest.place].short(lang)
            far = words.kilometres(nearest.distance_m, lang)
            found = np.flatnonzero(analysis.offered(edition.members, of, gap))
            called = "；".join(
                names[i] + ("" if pd.isna(phones[i]) else f"（{phones[i]}）") for i in found
            )
        rows.append([*map(escape, (place, step, who, far)), html.zh(called)])
    head = [t("所在"), t("未收录的环节"), t("最近的所在"), t("直线距离"), t("可联系的机构")]
    return html.table(head, rows)
