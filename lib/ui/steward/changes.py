"""What a list would change: cell by cell, page by page, with its positions on a map; what is ticked
is not taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final, Literal

import pandas as pd
import streamlit as st

from lib.base.i18n import Lang, mark
from lib.intake import fields, moves
from lib.intake.additions import needed
from lib.intake.compare import ROW, Difference
from lib.intake.plan import Plan
from lib.register.schema import as_read
from lib.ui.parts import frame, html
from lib.ui.steward import positions
from lib.ui.steward.draft import Draft
from lib.ui.steward.questions import key_of, page, tick
from lib.ui.view import View

# Lines shown at once: what a page of them weighs is what every one of 20,000 rows costs.
_LINES: Final = 50
# With fewer there is nothing to look for.
_FILTERED: Final = 12
Kind = Literal["changed", "added", "removed"]
_KINDS: Final[Mapping[Kind, str]] = {
    "changed": mark("改动"),
    "added": mark("新增"),
    "removed": mark("移除"),
}
_ADDED: Final = mark("新增一行")
_REMOVED: Final = mark("移除一行")
# Counts what was decided for many lines at once: the table then begins anew.
_TURN: Final = "sw_turn"


@dataclass(frozen=True)
class Line:
    """One change: of which resource, of which kind and column (`ROW`: the whole row), from what to
    what."""

    id: str
    field: str
    kind: Kind
    park: str
    name: str
    before: str
    after: str

    @property
    def own(self) -> tuple[str, str]:
        """What it is rejected by (see `Difference.without`)."""
        return self.id, self.field

    def holds(self, text: str) -> bool:
        """Whether a text, folded, stands in it."""
        parts = self.id, self.name, self.before, self.after
        return any(text in part.casefold() for part in parts)


@lru_cache(maxsize=2)
def lines(found: Plan, lang: Lang) -> tuple[Line, ...]:
    """Return what a plan changes in words, without what follows of itself."""
    difference, by_id = found.difference, found.base.by_id
    changed = [
        Line(
            *(c.id, c.field, "changed", by_id[c.id]["park"], c.name),
            *(_words(found, c.field, cell, lang) for cell in (c.before, c.after)),
        )
        for c in difference.changed
        if not c.is_derived
    ]
    added = [
        Line(a.id, ROW, "added", a.values["park"], a.name, "", _summary(found, a.values, lang))
        for a in difference.added
    ]
    removed = [Line(r.id, ROW, "removed", r.park, r.name, r.name, "") for r in difference.removed]
    return (*changed, *added, *removed)


def _summary(found: Plan, values: Mapping[str, str], lang: Lang) -> str:
    shown = ("park", "category", "address", "phone", "website")
    parts = (_words(found, name, values.get(name, ""), lang) for name in shown)
    return " · ".join(filter(None, parts))


def _words(found: Plan, name: str, cell: str, lang: Lang) -> str:
    return as_read(name, cell, found.base.vocabulary, lang)


def draw(view: View, held: Draft, found: Plan) -> Difference:
    """Draw what would change and where; return what is left of it."""
    t, every = view.t, lines(found, view.lang)
    if not every:
        return found.difference
    with st.container(key="sw_changes", border=True, gap="small"):
        st.html(html.panel_title(t("将要改动"), t("勾选的不采纳；其余都采纳")))
        chosen = _filtered(view, every) if len(every) > _FILTERED else every
        _positions(view, found, chosen)
        _table(view, held, chosen, is_all=len(chosen) == len(every))
        rejected = held.decided.rejected & {line.own for line in every}
        if rejected:
            st.caption(t("{n} 处不采纳").format(n=len(rejected)))
        accepted = found.difference.without(rejected)
        if derived := sum(change.is_derived for change in accepted.changed):
            text = t("另有 {n} 格随之而变，不逐一列出：位置依据与误差、区划代码、链群并列等。")
            st.caption(text.format(n=derived))
        if found.additions:
            _added_terms(view, found, accepted)
    return accepted


def _filtered(view: View, every: Sequence[Line]) -> tuple[Line, ...]:
    """Ask which changes to look at."""
    t = view.t
    with st.container(key="sw_look", horizontal=True, vertical_alignment="bottom"):
        kinds: dict[str, str] = {
            k: t(name) for k, name in _KINDS.items() if any(x.kind == k for x in every)
        }
        kind = _one_of(view, t("看哪一种"), kinds, "sw_kind", 150)
        codes = {line.park for line in every}
        parks = {p.code: p.name(view.lang) for p in view.vocabulary.parks if p.code in codes}
        park = _one_of(view, t("哪一园区"), parks, "sw_of_park", 200)
        present = dict.fromkeys(line.field for line in every if line.field)
        columns = {name: t(fields.heading(name)) for name in present}
        column = _one_of(view, t("哪一列"), columns, "sw_of_column", 180)
        text = st.text_input(
            t("含有文字"), key="sw_with_text", placeholder=t("编号、名称或内容"), width=220
        ).strip()
    folded = text.casefold()
    return tuple(
        line
        for line in every
        if (kind is None or line.kind == kind)
        and (park is None or line.park == park)
        and (column is None or line.field == column)
        and (not folded or line.holds(folded))
    )


def _one_of(view: View, label: str, names: Mapping[str, str], key: str, width: int) -> str | None:
    """Ask for one of several, or all (`None`); of one there is nothing to ask."""
    if len(names) < 2:
        return None
    return st.selectbox(
        label,
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=view.t("全部"),
        key=key,
        width=width,
    )


def _positions(view: View, found: Plan, chosen: Sequence[Line]) -> None:
    """Draw the positions that the changes move, bring and take."""
    drawn = moves.of(_moves(found), {line.id for line in chosen if _is_placed(line)})
    note = view.t("整体朝同一方向偏移，多半是坐标系选错了；边界仅为示意。")
    positions.draw(view, found.base.sources, drawn, note, is_open=True)


@lru_cache(maxsize=2)
def _moves(found: Plan) -> tuple[moves.Move, ...]:
    return moves.moves(found.difference, found.base)


def _is_placed(line: Line) -> bool:
    return line.field in (ROW, "lon", "lat")


def _table(view: View, held: Draft, chosen: Sequence[Line], *, is_all: bool) -> None:
    """Draw a page of changes, and keep which of them are ticked."""
    t, rejected = view.t, held.decided.rejected
    said = {"added": t(_ADDED), "removed": t(_REMOVED)}
    if not chosen:
        st.caption(t("没有这样的改动。"))
        return
    shown = page(chosen, f"sw_changes_page_{key_of((len(chosen), chosen[0].own))}", _LINES)
    table = pd.DataFrame(
        [
            (
                line.id,
                line.name,
                said.get(line.kind) or t(fields.heading(line.field)),
                line.before,
                line.after,
            )
            for line in shown
        ],
        columns=[t("编号"), t("名称"), t("列"), t("原值"), t("新值")],
    )
    turn = st.session_state.get(_TURN, 0)
    owns = [line.own for line in shown]
    rows = tick(table, owns, rejected, held.decided.opened, "rejected", turn)
    with st.container(horizontal=True):
        every = {line.own for line in chosen}
        named = t("全部 {n} 处") if is_all else t("筛选出的 {n} 处")
        which = named.format(n=len(chosen))
        st.button(
            t("{which}都不采纳").format(which=which),
            key="sw_reject_all",
            on_click=partial(_reject, held, every, ()),
        )
        st.button(
            t("{which}都采纳").format(which=which),
            key="sw_accept_all",
            on_click=partial(_reject, held, (), every),
        )
        ids = {shown[number].id for number in rows}
        whole = {line.own for line in lines_of(chosen, ids)}
        if len(whole) > len(rows):
            st.button(
                t("所勾选的资源整条不采纳"),
                key="sw_reject_rows",
                on_click=partial(_reject, held, whole, ()),
            )


def lines_of(every: Iterable[Line], ids: Iterable[str]) -> list[Line]:
    """Return the changes of some resources."""
    wanted = set(ids)
    return [line for line in every if line.id in wanted]


def _reject(held: Draft, more: Iterable[tuple[str, str]], fewer: Iterable[tuple[str, str]]) -> None:
    held.decided.rejected |= set(more)
    held.decided.rejected -= set(fewer)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _added_terms(view: View, found: Plan, accepted: Difference) -> None:
    """Say which terms the vocabulary gets."""
    t = view.t
    names = [addition.name(view.lang) for addition in needed(found.additions, accepted)]
    if names:
        text = t("同时新增用语：{names}").format(names=t("、").join(names))
        st.caption(frame.literal(text))
