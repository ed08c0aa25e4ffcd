"""What a workbook brings of the scorecard, milestones, agreements and facts: row by row, what is
ticked is not taken."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from lib.base.i18n import Lang, mark, translator
from lib.base.tables import split
from lib.intake import forms
from lib.intake.plan import Plan
from lib.intake.yearbook import RowChange
from lib.ui.parts import html
from lib.ui.steward.draft import Draft
from lib.ui.steward.questions import page, tick
from lib.ui.view import View

_LINES: Final = 50
_HOWS: Final = {"added": mark("新增"), "changed": mark("改动"), "removed": mark("移除")}


def draw(view: View, held: Draft, found: Plan) -> tuple[RowChange, ...]:
    """Draw what the tables' rows would become; return what is left of it."""
    t, brought = view.t, found.brought
    if not brought.sheets:
        return ()
    rejected = held.decided.rows_rejected
    with st.container(key="sw_tables", border=True, gap="small"):
        names = t("、").join(t(forms.form(file).name) for file in brought.files)
        note = t("勾选的整行不采纳；其余都采纳")
        st.html(html.panel_title(t("附表：{names}").format(names=names), note))
        if brought.left_empty:
            text = t("{n} 行指标没有填写，未读取。")
            st.caption(text.format(n=brought.left_empty))
        if not brought.changes:
            st.caption(t("与现有内容一致。"))
            return ()
        shown = page(brought.changes, "sw_tables_page", _LINES)
        table = pd.DataFrame(
            [_cells(change, found, view.lang) for change in shown],
            columns=[t("表"), t("改动"), t("内容"), t("原值"), t("新值")],
        )
        owns = [change.own for change in shown]
        tick(table, owns, rejected, held.decided.opened, "tables")
        left = tuple(change for change in brought.changes if change.own not in rejected)
        if len(left) < len(brought.changes):
            st.caption(t("{n} 处不采纳").format(n=len(brought.changes) - len(left)))
    return left


def _cells(change: RowChange, found: Plan, lang: Lang) -> Sequence[str]:
    """A change in words: table, kind, what the row says, cells before and after."""
    t = translator(lang)
    which = forms.form(change.file)
    known = forms.terms(which, found.base.vocabulary)
    shown = change.cells if change.how == "changed" else ()
    sides = [
        t("；").join(
            f"{t(which.field(cell[0]).heading)}：{_words(cell[side], known.get(cell[0], {}), lang)}"
            for cell in shown
        )
        for side in (1, 2)
    ]
    cells = change.after or change.before
    if change.how != "changed":
        telling = (
            name
            for name in which.names
            if name not in (*which.key, *which.title) and not _is_english(name)
        )
        said = [_words(cells[name], known.get(name, {}), lang) for name in telling]
        sides[change.how == "added"] = " · ".join(filter(None, said))
    title = " · ".join(
        _words(cells[name], known.get(name, {}), lang) for name in which.title if cells[name]
    )
    return t(which.name), t(_HOWS[change.how]), title, *sides


def _is_english(name: str) -> bool:
    return name.endswith("_en")


def _words(cell: str, known: Mapping[str, Mapping[Lang, str]], lang: Lang) -> str:
    parts = split(cell) if known else (cell,)
    return translator(lang)("、").join(known[p][lang] if p in known else p for p in parts)
