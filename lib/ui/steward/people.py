"""账户: who may sign in and as what; accounts made, changed and ended by who keeps them."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from lib.access import accounts, passwords
from lib.access.accounts import Account
from lib.access.permissions import ROLES, User
from lib.base.cells import named
from lib.base.database import Database
from lib.base.problems import DataProblem
from lib.editions import current as editions
from lib.ui.parts import frame, html
from lib.ui.steward import deeds
from lib.ui.steward.versions import moment
from lib.ui.view import View

# Counts what was done: the next has fields of its own, empty again.
_ROUND: Final = "sw_people_round"


def draw(view: View, user: User) -> None:
    """Draw all accounts, a form for a new one, and what can be done with one."""
    t = view.t
    try:
        every = accounts.every(editions.holder().store.database)
    except DataProblem as problem:
        st.error(frame.literal(problem.text(view.lang)))
        return
    turn = st.session_state.get(_ROUND, 0)
    with st.container(key="sw_people", border=True, gap="small"):
        note = t("停用的账户留在记录里，用户名不再给别人")
        st.html(html.panel_title(t("账户"), note) + _table(view, every))
    _new(view, turn)
    _one(view, [each for each in every if not each.ended and each.name != user.name], turn)


def _table(view: View, every: Sequence[Account]) -> str:
    t = view.t
    head = [
        t("用户名"),
        t("账户角色"),
        t("园区（编辑员）"),
        t("建立（北京时间）"),
        t("停用（北京时间）"),
    ]
    rows = [
        [
            escape(named(each.name)),
            escape(t(ROLES[each.role])),
            escape(_parks(view).get(each.park, each.park)),
            escape(moment(each.created)),
            escape(moment(each.ended) if each.ended else ""),
        ]
        for each in every
    ]
    return html.table(head, rows)


def _parks(view: View) -> dict[str, str]:
    return {park.code: park.name(view.lang) for park in view.vocabulary.parks}


def _new(view: View, turn: int) -> None:
    t = view.t
    with st.form(key="sw_people_new", border=True, enter_to_submit=False):
        note = t("密码须有 12 个字符以上；请当面或另行告知本人")
        st.html(html.panel_title(t("新建一个账户"), note))
        with st.container(horizontal=True):
            name = st.text_input(t("用户名"), key=f"sw_name_{turn}", max_chars=40)
            role, park = _role(view, f"new_{turn}")
        password, again = _password(view, f"new_{turn}")
        pressed = st.form_submit_button(t("新建一个账户"), type="primary")
    if pressed:
        said = t("已新建账户 {name}。").format(name=accounts.folded(name))
        deed = partial(accounts.add, name=name, role=role, park=park, password=password)
        _do(view, deed, said, is_alike=password == again)


def _one(view: View, others: Sequence[Account], turn: int) -> None:
    """Ask for an account, and draw what can be done with it: none of it with one's own."""
    t = view.t
    if not others:
        return
    with st.container(key="sw_people_one", border=True, gap="small"):
        note = t("更改或停用后，该账户在各处的登录立即结束")
        st.html(html.panel_title(t("更改账户"), note))
        by_name = {each.name: each for each in others}
        chosen = st.selectbox(
            t("账户"),
            list(by_name),
            index=None,
            format_func=lambda name: f"{named(name)} · {t(ROLES[by_name[name].role])}",
            placeholder=t("选一个账户"),
            key=f"sw_account_{turn}",
        )
        if chosen is None:
            return
        if by_name[chosen].is_made_here:
            _changed(view, by_name[chosen], turn)
        with st.form(key="sw_people_end", border=False):
            st.checkbox(
                t("停用后不能恢复，用户名也不再给别人"), key=(sure := f"sw_sure_{turn}_{chosen}")
            )
            if st.form_submit_button(t("停用此账户")):
                if st.session_state[sure]:
                    said = t("已停用账户 {name}。").format(name=chosen)
                    _do(view, partial(accounts.end, name=chosen), said)
                else:
                    st.error(t("请先勾选上面一项。"))


def _changed(view: View, account: Account, turn: int) -> None:
    t, name = view.t, account.name
    with (
        st.form(key="sw_people_role", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        role, park = _role(view, f"{turn}_{name}", account)
        if st.form_submit_button(t("改角色")):
            said = t("已更改 {name} 的角色。").format(name=name)
            _do(view, partial(accounts.set_role, name=name, role=role, park=park), said)
    with st.form(key="sw_people_password", border=False, enter_to_submit=False):
        password, again = _password(view, f"{turn}_{name}")
        if st.form_submit_button(t("改密码")):
            said = t("已更改 {name} 的密码。").format(name=name)
            deed = partial(accounts.set_password, name=name, password=password)
            _do(view, deed, said, is_alike=password == again)


def _role(view: View, key: str, account: Account | None = None) -> tuple[str, str]:
    """Ask for a role and, of an editor, the zone."""
    t, roles, parks = view.t, list(ROLES), _parks(view)
    role = st.selectbox(
        t("账户角色"),
        roles,
        index=roles.index(account.role) if account else 0,
        format_func=lambda code: t(ROLES[code]),
        key=f"sw_role_{key}",
    )
    codes = list(parks)
    park = st.selectbox(
        t("园区（只有编辑员须填）"),
        codes,
        index=codes.index(account.park) if account and account.park in parks else None,
        format_func=parks.__getitem__,
        placeholder=t("不属于园区"),
        key=f"sw_role_park_{key}",
    )
    return role, park or "" if role == "editor" else ""


def _password(view: View, key: str) -> tuple[str, str]:
    t = view.t
    with st.container(horizontal=True):
        password, again = (
            st.text_input(
                label,
                key=f"sw_{which}_{key}",
                type="password",
                autocomplete="new-password",
                max_chars=passwords.LONGEST,
            )
            for which, label in (("password", t("密码")), ("again", t("再输一次密码")))
        )
    return password, again


def _do(view: View, change: Callable[..., None], said: str, *, is_alike: bool = True) -> None:
    """Change an account, and say so; where two passwords that were typed differ, say that."""
    if not is_alike:
        st.error(view.t("两次输入的密码不同。"))
        return

    def deed(user: User) -> str:
        database: Database = editions.holder().store.database
        change(database, by=user)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        return said

    deeds.do(view, deed)
