"""What was published: the log, what differs between two publications, an older one made current."""

from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Connection

from lib.access.permissions import Action, User, may
from lib.base.cells import named
from lib.base.i18n import BEIJING, mark
from lib.base.problems import DataProblem
from lib.editions import building
from lib.editions import current as editions
from lib.editions.comparison import Comparison, compare
from lib.editions.store import CHECKOUT, REGISTER, Conflict, Publication
from lib.intake.forms import FORMS
from lib.query.address import Address
from lib.register.schema import COLUMNS, as_read
from lib.ui import signed
from lib.ui.parts import frame, html
from lib.ui.steward import publishing
from lib.ui.steward.deeds import NO_REASON, NOT_ABLE
from lib.ui.view import View

MOST: Final = 50
# Of a comparison more is what files are for.
_MOST_CHANGES: Final = 200
# By whom the checkout's own data are.
_SHIPPED: Final = mark("随程序安装")
_MEANWHILE: Final = mark("另一发布同时进行，没有恢复。")
_ONCE_MORE: Final = mark("请再试一次。")
_TABLES: Final = {form.file: form.name for form in FORMS}
_HEADINGS: Final = {column.name: column.heading for column in COLUMNS}


def draw(view: View, user: User) -> None:
    """Draw the log of publications, with what a steward may do with them."""
    t, store = view.t, editions.holder().store
    publications = store.publications(MOST)
    with st.container(key="sw_log", border=True, gap="small"):
        title = html.panel_title(t("各次发布"), t("新的在前；恢复旧版是又一次发布，历史不改"))
        st.html(title + _log(view, publications))
    if len(publications) > 1:
        _compared(view, publications)
        if may(user, Action.RESTORE):
            _restored(view, publications)


def _log(view: View, publications: tuple[Publication, ...]) -> str:
    t = view.t
    head = [t("次"), t("查看"), t("时间（北京）"), t("发布人"), t("事由"), t("版本"), t("记录")]
    rows = [
        [
            str(each.number),
            _way(view, each),
            escape(moment(each.at)),
            escape(t(_SHIPPED)) if each.by == CHECKOUT else html.zh(named(each.by)),
            html.zh(named(each.reason)),
            f"<code>{each.digest[:8]}</code>",
            f"<code>{each.record[:8]}</code>" if each.record else escape(t("— 无记录")),
        ]
        for each in publications
    ]
    return html.table(head, rows)


def _way(view: View, publication: Publication) -> str:
    """The link to the start page as this publication made it."""
    query = Address(view.edition.filter(), view.lang, edition=publication.number).to_query()
    link, name = escape(f"./?{urlencode(query)}"), escape(view.t("看这一版"))
    return f'<a href="{link}">{name}</a>'


def moment(at: str) -> str:
    """A moment of the store (ISO 8601, UTC) in Beijing, to the second."""
    return datetime.fromisoformat(at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _compared(view: View, publications: tuple[Publication, ...]) -> None:
    t, store = view.t, editions.holder().store
    by_number = {each.number: each for each in publications}
    numbers = list(by_number)
    with st.container(key="sw_compare", border=True, gap="small"):
        st.html(html.panel_title(t("比较两版"), ""))
        with st.container(horizontal=True):
            # Of the newest and the one before, also when another has come.
            before = st.selectbox(t("从"), numbers, index=1, key=f"sw_before_{numbers[0]}")
            after = st.selectbox(t("到"), numbers, index=0, key=f"sw_after_{numbers[0]}")
        try:
            sources = [store.sources(by_number[n].digest) for n in (before, after)]
        except DataProblem as problem:
            st.error(frame.literal(problem.text(view.lang)))
            return
        st.html(difference(view, compare(*sources)))


def difference(view: View, found: Comparison) -> str:
    """Return what differs between two editions: in one line, then cell by cell."""
    t = view.t
    counts = t(
        "新增 {added} 项，移除 {removed} 项，改动 {changed} 格；其他文件 {files} 个。"
    ).format(
        added=len(found.added),
        removed=len(found.removed),
        changed=len(found.changed),
        files=len(found.files),
    )
    added, removed = t("新增一行"), t("移除一行")
    rows = [[escape(i), html.zh(n), f"<ins>{added}</ins>", "", ""] for i, n in found.added.items()]
    rows += [
        [escape(i), html.zh(n), f"<del>{removed}</del>", "", ""] for i, n in found.removed.items()
    ]

    def read(column: str, cell: str) -> str:
        return escape(named(as_read(column, cell, view.vocabulary, view.lang)))

    rows += [
        [
            escape(cell.resource_id),
            html.zh(named(cell.name)),
            escape(t(_HEADINGS.get(cell.column, cell.column))),
            f"<del>{read(cell.column, cell.before)}</del>",
            f"<ins>{read(cell.column, cell.after)}</ins>",
        ]
        for cell in found.changed
    ]
    rows += [["", escape(t(_TABLES.get(name, name))), "", "", ""] for name in found.files]
    more = len(rows) - _MOST_CHANGES
    head = [t("编号"), t("名称或文件"), t("列"), t("原值"), t("新值")]
    table = html.table(head, rows[:_MOST_CHANGES]) if rows else ""
    rest = html.quiet(t("另有 {n} 处").format(n=more)) if more > 0 else ""
    return f"<p>{escape(counts)}</p>{table}{rest}"


def _restored(view: View, publications: tuple[Publication, ...]) -> None:
    t, store = view.t, editions.holder().store
    with st.container(key="sw_restore", border=True, gap="small"):
        st.html(html.panel_title(t("恢复某一版"), t("所有打开的页面随即换用它")))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            numbers = [each.number for each in publications[1:]]
            number = st.selectbox(t("第几次发布"), numbers, key="sw_restored")
            reason = st.text_input(t("事由"), key="sw_why", max_chars=200)
            pressed = st.button(
                t("恢复"),
                key="sw_restore_now",
                icon=":material/history:",
                disabled=publishing.is_going(),
            )
        if not pressed:
            return
        if not reason.strip():
            st.error(t(NO_REASON))
            return
        user = signed.able(Action.RESTORE)
        if user is None:
            st.error(t(NOT_ABLE))
            return
        old = next(each for each in publications if each.number == number)
        text = t("已恢复第 {n} 次发布的内容。").format(n=number)

        def also(connection: Connection, _: Publication) -> None:
            publishing.check_able(connection, user, Action.RESTORE)

        def deed() -> str:
            # What this version of the atlas cannot serve must not become current.
            building.prepare(store.sources(old.digest))
            try:
                store.restore(number, user.name, reason, publications[0].number, also)
            except Conflict as error:
                raise DataProblem(REGISTER, _MEANWHILE, _ONCE_MORE) from error
            editions.holder().refresh()
            return text

        publishing.begin(view, deed)
