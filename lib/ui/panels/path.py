"""The innovation path of a chain, a cluster or all resources: which place has which step, what the
edition does not hold, and who could fill it. One piece for parks and for the corridor's nodes."""

from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from lib import analysis
from lib.analysis import Trail
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.query.listing import Rows
from lib.terms.tags import Tag
from lib.terms.taxonomy import CORRIDOR, Vocabulary
from lib.terms.words import kilometres
from lib.ui.parts import html, matrix, nearest
from lib.ui.parts.nearest import trail
from lib.ui.view import View

# So many institutions are named as able to fill one gap.
_MOST_CALLED: Final = 20


def area_name(vocabulary: Vocabulary, lang: Lang, area: Tag | None) -> str:
    """Return the focus area's name, or that all resources are meant."""
    t = translator(lang)
    return vocabulary.term(area).name(lang) if area else t("不分链（全部资源）")


def _place(vocabulary: Vocabulary, lang: Lang, places: str, code: str) -> str:
    return vocabulary.terms[places][code].short(lang)


def _zero(view: View, of: Trail, row: str, column: str) -> str:
    """The words of a cell that counts nothing: who is nearest to have the step, and of a place that
    the edition says nothing of, why."""
    t, place, step = view.t, Tag.parse(row).code, Tag.parse(column).code
    silent = of.silent.get(place)
    if not step:
        return t(silent) if silent else "0"
    gap = of.zero(place, step)
    if not gap or not of.nearest(gap):
        return t("均未收录")
    form = t("→{nearest}") if gap.offers else t("走廊外→{nearest}")
    there = form.format(nearest=nearest.offer(view.edition, view.lang, of, gap))
    if not silent:
        return there
    why = analysis.missing_because(view.edition.members, of, gap)
    return t("{why} {nearest}").format(why=t(why), nearest=there)


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
    note = t("按整个登记册，不随筛选；→ 该环节最近的所在，管委会驻地间直线距离，±数公里")
    st.html(html.panel_title(title, note))
    if len(view.selection.focus) > 1:
        st.html(html.quiet(t("选了不止一个链或集群：路径与补链只看其中第一个。")))
    counts = _counts(view.edition, of.places, of.area)
    matrix.draw(view, f"path_{of.places}", title, counts, partial(_zero, view, of), whole=t("合计"))


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
    gap = of.zero(places[0], steps[0]) if len(places) == len(steps) == 1 else None
    found = of.nearest(gap) if gap else None
    if not gap or not found:
        passes = view.passes
        if of.places == "corridor":
            passes = passes & view.edition.members.carries("corridor", (CORRIDOR,))
        rows = np.flatnonzero(passes)
        return Called((t("资源"), t("{n} 项，点开见卡片").format(n=len(rows))), rows)
    tag, there = found
    title = t("可联系：{place}").format(place=view.vocabulary.term(tag).short(view.lang))
    note = t("{here}{why} · 直线{km}").format(
        here=_place(view.vocabulary, view.lang, of.places, gap.place),
        why=t(analysis.missing_because(view.edition.members, of, gap)),
        km=kilometres(there.distance_m, view.lang),
    )
    offered = analysis.offered(view.edition.members, of, gap)
    return Called((title, note), np.flatnonzero(offered))


def table(view: View, of: Trail) -> str:
    """Return all gaps as a table: where, which step, who has it, how far, whom to call."""
    return _table(view.edition, view.lang, of.places, of.area)


@lru_cache(maxsize=64)
def _table(edition: Edition, lang: Lang, places: str, area: Tag | None) -> str:
    t, of = translator(lang), trail(edition, places, area)
    where, rows = edition.vocabulary.terms[places], []
    for gap in of.gaps:
        place = where[gap.place].short(lang)
        step = edition.vocabulary.terms["category"][gap.step].short(lang)
        who, far, called = t("登记册中无一处收录"), "", ""
        if found := of.nearest(gap):
            tag, there = found
            name = edition.vocabulary.term(tag).short(lang)
            who = name if gap.offers else t("{place}（走廊外）").format(place=name)
            far = kilometres(there.distance_m, lang)
            fills = np.flatnonzero(analysis.offered(edition.members, of, gap))
            called = "；".join(
                row["name"] + (f"（{row['phone']}）" if row["phone"] else "")
                for row in edition.register.rows(fills[:_MOST_CALLED])
            )
            if len(fills) > _MOST_CALLED:
                called = t("{names}等 {n} 家").format(names=called, n=len(fills))
        rows.append([*map(escape, (place, step, who, far)), html.zh(called)])
    head = [t("所在"), t("未收录的环节"), t("最近的所在"), t("直线距离"), t("可联系的机构")]
    listed = html.table(head, rows)
    return listed + "".join(f"<p>{html.quiet(line)}</p>" for line in _silent(edition, lang, of))


def _silent(edition: Edition, lang: Lang, of: Trail) -> list[str]:
    """Which places are no rows of the gaps, and for what reason."""
    t, where = translator(lang), edition.vocabulary.terms[of.places]
    form = t("{places}：{why}，零不等于没有，故不列入本表。")
    lines = []
    for why in dict.fromkeys(of.silent.values()):
        silent = [where[code].short(lang) for code, each in of.silent.items() if each == why]
        lines.append(form.format(places=t("、").join(silent), why=t(why)))
    return lines
