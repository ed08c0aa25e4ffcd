"""A whole zone by spreadsheet: its rows to take away, and what comes back as proposals."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Any, Final

import numpy as np
import streamlit as st

from lib.access.permissions import Propose, User, may
from lib.base.cells import named
from lib.editions import current as editions
from lib.intake import fields, reader
from lib.intake.base import Base
from lib.intake.compare import CellChange
from lib.intake.plan import Choices, Plan
from lib.intake.proposals import propose_changes
from lib.outputs import maker
from lib.outputs.exports import Extract
from lib.outputs.orders import ExtractOrder
from lib.query.filters import ResourceFilter
from lib.register.schema import as_read
from lib.ui.parts import frame, html
from lib.ui.steward import deeds, draft, loading
from lib.ui.view import View

# Cells shown; all of them are proposed.
_MOST: Final = 200
# How many files have been proposed: the next has a field of its own, empty again.
_ROUND: Final = "sw_sheet_round"


def draw(view: View, user: User, base: Base, park: str) -> None:
    """Draw the way out and in; nothing is proposed before it was seen."""
    t = view.t
    with st.container(key="sw_sheet", border=True, gap="small"):
        note = t("取表、填写、载回；编号列请勿改动")
        st.html(html.panel_title(t("整个园区用表格"), note))
        name = view.vocabulary.seats[park].name(view.lang)
        st.download_button(
            t("取{park}现有名录（Excel）").format(park=frame.literal(name)),
            partial(_rows, view, park),
            file_name=f"{name}-{date.today().isoformat()}.xlsx",
            key=f"sw_rows_{park}",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.container(key="sw_drop"):
            given = st.file_uploader(
                t("载回填好的表（每个至多 20 MB）"),
                accept_multiple_files=True,
                max_upload_size=reader.MOST_BYTES >> 20,
                key=f"sw_sheet_{st.session_state.get(_ROUND, 0)}",
            )
        if given:
            _read(view, user, base, given)


def _rows(view: View, park: str) -> bytes:
    edition = view.edition
    selection = ResourceFilter(view.vocabulary, park=(park,))
    rows = np.flatnonzero(selection.mask(edition.members))
    what = selection.describe(view.lang, len(rows))
    extract = Extract(edition, rows, what, view.lang, date.today().isoformat())
    return maker.shared().make(ExtractOrder.of(extract, "xlsx")).read_bytes()


def _read(view: View, user: User, base: Base, given: Sequence[Any]) -> None:
    t = view.t
    held = draft.current(given, user)
    found = held.plan(Choices())
    st.html(f'<p class="said">{escape(found.counts(view.lang))}</p>')
    for problem in found.unread:
        st.error(frame.literal(problem.text(view.lang)))
    if found.faults:
        loading.faults(view, held, found)
    changes = found.difference.changed
    mine = [each for each in changes if _may(user, base, each)]
    for remark in _remarks(view, found, len(changes) - len(mine)):
        st.info(frame.literal(remark))
    if not found.is_sound:
        st.warning(t("请先改正表中的错误，再载入一次；尚未提交任何提议。"))
    elif mine:
        _offer(view, base, mine)
    else:
        st.info(t("所填与登记册相同，没有可提议的。"))


def _may(user: User, base: Base, each: CellChange) -> bool:
    return may(user, Propose(base.by_id[each.id]["park"], each.field))


def _remarks(view: View, found: Plan, refused: int) -> list[str]:
    """What of a list is no proposal."""
    t = view.t
    counts = (
        (t("{n} 行是登记册没有的：新增请把名录交数据管理员载入。"), len(found.difference.added)),
        (t("{n} 行与登记册相近而不能确定：请在表中写明编号。"), len(found.asked)),
        (t("{n} 格属别的园区，或是须由数据管理员改的列：未列入提议。"), refused),
    )
    return [words.format(n=n) for words, n in counts if n]


def _offer(view: View, base: Base, mine: Sequence[CellChange]) -> None:
    t = view.t
    shown = [each for each in mine if not each.is_derived]
    read = partial(as_read, vocabulary=view.vocabulary, lang=view.lang)
    rows = [
        [
            escape(each.id),
            html.zh(named(each.name)),
            escape(t(fields.heading(each.field))),
            f"<del>{escape(named(read(each.field, each.before)))}</del>",
            f"<ins>{escape(named(read(each.field, each.after)))}</ins>",
        ]
        for each in shown[:_MOST]
    ]
    st.html(html.table([t("编号"), t("名称"), t("列"), t("原值"), t("新值")], rows))
    if len(shown) > _MOST:
        st.caption(t("另有 {n} 处").format(n=len(shown) - _MOST))
    with st.form(key="sw_sheet_send", border=False, enter_to_submit=False):
        source = st.text_input(t("本次所填的依据"), key="sw_sheet_why", max_chars=500)
        label = t("全部提交审定（{n} 格）").format(n=len(shown))
        pressed = st.form_submit_button(label, type="primary", icon=":material/send:")
    if pressed:
        _propose(view, base, mine, source)


def _propose(view: View, base: Base, mine: Sequence[CellChange], source: str) -> None:
    def deed(user: User) -> str:
        made = propose_changes(editions.holder().store.database, user, base, mine, source)
        draft.drop()
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        return view.t("已提交 {n} 件提议；审定后发布。").format(n=len(made))

    deeds.do(view, deed)
