"""A list in: what its columns and words mean, what is wrong, what would change, and publishing."""

from functools import partial
from html import escape
from pathlib import PurePath
from typing import Any, Final

import streamlit as st
from sqlalchemy import Connection

from lib.access.permissions import Action, User
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current as editions
from lib.editions.store import Publication
from lib.intake import fields, reader, senders, workbook
from lib.intake.additions import grown, needed
from lib.intake.apply import merged, publish
from lib.intake.base import Base
from lib.intake.compare import Difference
from lib.intake.plan import Plan
from lib.intake.yearbook import RowChange, applied
from lib.register.rows import MOST_CHARACTERS, particulars
from lib.ui import signed
from lib.ui.parts import frame, html
from lib.ui.steward import asking, brought, changes, draft, publishing
from lib.ui.steward.deeds import NO_REASON, NOT_ABLE, texts
from lib.ui.steward.draft import Draft
from lib.ui.steward.questions import key_of, page
from lib.ui.view import View

# Faults shown at once, and notes in all: the marked workbook and the command line have every one.
_FAULTS: Final = 50
_NOTES: Final = 100
_ABOUT: Final = {
    "version": mark("版本"),
    "date": mark("日期"),
    "provenance_zh": mark("来历（中文）"),
    "provenance_en": mark("来历（英文）"),
}
# How many lists the session has published: the next has a field of its own, empty again.
_ROUND: Final = "sw_round"


def draw(view: View) -> None:
    """Draw the whole walk of a list, as far as it has come."""
    user = signed.able(Action.LOAD)
    if user is None:
        return
    files = _files(view)
    if not files:
        draft.drop()
        return
    try:
        held = draft.current(files, user)
        found = held.plan(asking.choices(view, held))
        _walk(view, held, found)
    except (DataProblem, DataProblems) as error:
        st.error(frame.literal(texts(error, view)))


def _files(view: View) -> list[Any]:
    t = view.t
    with st.container(key="sw_files", border=True, gap="small"):
        note = t("核对、比较都不改动登记册；发布后才生效，并可恢复旧版")
        st.html(html.panel_title(t("载入名录"), note))
        kinds = t("、").join(f".{suffix}" for suffix in reader.SUFFIXES)
        with st.container(key="sw_drop"):
            given = st.file_uploader(
                t("选择或拖入一个或多个文件（{kinds}，每个至多 20 MB）").format(kinds=kinds),
                accept_multiple_files=True,
                max_upload_size=reader.MOST_BYTES >> 20,
                key=f"sw_upload_{st.session_state.get(_ROUND, 0)}",
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            parks = {park.code: park.name(view.lang) for park in view.vocabulary.parks}
            park = st.selectbox(
                t("给园区的空白表"),
                list(parks),
                format_func=parks.__getitem__,
                key="sw_blank_park",
                width=240,
            )
            st.download_button(
                t("下载空白表"),
                partial(_blank, view, park),
                file_name=f"{parks[park]}.xlsx",
                key="sw_blank",
                icon=":material/download:",
                on_click="ignore",
            )
            st.download_button(
                t("成绩单、大事记、协议、要事的填报表"),
                partial(_blank_tables, view),
                file_name=t("成绩单等填报表.xlsx"),
                key="sw_blank_tables",
                icon=":material/download:",
                on_click="ignore",
            )
    return list(given)


def _blank(view: View, park: str) -> bytes:
    labels = Base(view.edition.sources).labels
    return workbook.blank(labels, view.vocabulary.seats[park], view.lang)


def _blank_tables(view: View) -> bytes:
    return workbook.blank_tables(Base(view.edition.sources), view.lang)


def _walk(view: View, held: Draft, found: Plan) -> None:
    """Draw what came of the list, and the way to publish it."""
    t = view.t
    with st.container(key="sw_found", border=True, gap="small"):
        st.html(html.panel_title(t("核对结果"), ""))
        st.html(f'<p class="said">{escape(found.counts(view.lang))}</p>')
        for problem in found.unread:
            st.error(frame.literal(problem.text(view.lang)))
        _notes(view, found)
        if found.faults:
            faults(view, held, found)
    accepted = changes.draw(view, held, found)
    rows = brought.draw(view, held, found)
    if not held.is_current and not publishing.is_going():
        st.warning(t("比较之后已有另一版发布，下面的改动是与旧版相比。"))
        if st.button(t("与现在的一版重新比较"), key="sw_again", icon=":material/refresh:"):
            draft.drop()
            st.rerun()
    elif found.is_sound and not found.asked and (accepted or rows):
        _publish(view, held, found, accepted, rows)
    elif found.is_sound and not found.asked:
        st.info(t("没有要改的：名录与登记册一致，或改动都不采纳。"))
    else:
        st.info(t("错误与待定都处理之后才能发布：在上面指定含义、作出决定，或改正文件再载入。"))


def _notes(view: View, found: Plan) -> None:
    t = view.t
    # What should be looked at stands first.
    lines = [
        t("“{name}”视作登记册的“{own}”（相近 {score}），请过目").format(
            name=m.record.name, own=m.candidates[0].name, score=f"{m.candidates[0].score:.0f}"
        )
        for m in found.matches
        if m.how == "alike"
    ]
    lines += [note.text(view.lang) for note in found.notes]
    lines += [change.text(view.lang) for change in found.cleaning.changes]
    if lines:
        items = "".join(f"<li>{html.zh(line)}</li>" for line in lines[:_NOTES])
        summary = t("读入时做了什么（{n}）").format(n=len(lines))
        st.html(html.folded(summary, f"<ul>{items}</ul>"))


def faults(view: View, held: Draft, found: Plan) -> None:
    """Draw what is wrong with a list, and each file with it marked to take away."""
    t = view.t
    head = [t("文件 · 表"), t("行"), t("列"), t("内容"), t("问题与改法")]
    rows = [
        [
            html.zh(" · ".join(filter(None, (fault.file, fault.sheet)))),
            str(fault.row),
            html.zh(fault.column) or escape(t(fields.heading(fault.field))),
            html.zh(fault.value[:80]),
            escape(fault.words(view.lang)),
        ]
        for fault in page(found.faults, "sw_faults_page", _FAULTS)
    ]
    st.html(html.table(head, rows))
    with st.container(horizontal=True):
        for book in held.books:
            if any(fault.file == book.file for fault in found.faults):
                st.download_button(
                    t("下载标注后的 {name}").format(name=frame.literal(book.file)),
                    partial(workbook.marked, book, found, view.lang),
                    file_name=f"{PurePath(book.file).stem}.marked.xlsx",
                    key=f"sw_marked_{key_of(book.file)}",
                    icon=":material/download:",
                    on_click="ignore",
                )


def _publish(
    view: View, held: Draft, found: Plan, accepted: Difference, rows: tuple[RowChange, ...]
) -> None:
    """Ask for the register's own line and the reason, and publish."""
    t, own = view.t, particulars(held.base.sources)
    with st.form(key="sw_publish", border=True, enter_to_submit=False):
        st.html(html.panel_title(t("发布"), t("所有打开的页面随即换用新版")))
        with st.container(horizontal=True):
            about = {
                name: st.text_input(
                    t(heading), own[name], key=f"sw_{name}", max_chars=MOST_CHARACTERS
                )
                for name, heading in _ABOUT.items()
            }
        reason = st.text_input(t("事由"), key="sw_reason", max_chars=200)
        pressed = st.form_submit_button(
            t("发布"),
            type="primary",
            icon=":material/publish:",
            disabled=publishing.is_going(),
        )
    if not pressed:
        return
    if not reason.strip():
        st.error(t(NO_REASON))
        return
    user = _still_able()
    if user is None:
        st.error(t(NOT_ABLE))
        return
    store, why = editions.holder().store, reason.strip()
    said = t("已发布：第 {n} 次发布，{changed} 处改动。")
    parts = (accepted.changed, accepted.added, accepted.removed, rows)

    def deed() -> str:
        base = grown(held.base, needed(found.additions, accepted))
        sources = applied(merged(base, accepted, about).sources, rows)
        also = partial(_also, held, found, user)
        publication = publish(store, base, sources, user.name, why, also)
        editions.holder().refresh()
        return said.format(n=publication.number, changed=sum(map(len, parts)))

    publishing.begin(view, deed, _start_anew)


def _start_anew() -> None:
    draft.drop()
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _also(held: Draft, found: Plan, user: User, connection: Connection, _: Publication) -> None:
    """Check within the publication's transaction that who publishes still may, and keep what the
    sender's headings and words mean, for his next list."""
    publishing.check_able(connection, user, Action.PUBLISH)
    choices = found.choices
    sender = held.decided.sender
    senders.remember(connection, sender, user.name, choices.mapping, choices.rules.terms)


def _still_able() -> User | None:
    """Who is signed in, where he may load and publish."""
    return signed.able(Action.LOAD) and signed.able(Action.PUBLISH)
