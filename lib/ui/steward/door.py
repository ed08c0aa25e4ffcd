"""Who is signed in, and the way in and out: plain links and forms, no run of the app."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from lib.access import accounts, sessions
from lib.access.permissions import ROLES, User
from lib.base import settings
from lib.editions import current as editions
from lib.ui import signed
from lib.ui.view import View


def invite(view: View) -> None:
    """Say how to sign in or, where there is no account yet, how the first is made."""
    t = view.t
    database = editions.holder().store.database
    with st.container(key="sw_door", border=True, gap=None):
        title = t("数据管理")
        head = f'<p class="panel"><b>{escape(title)}</b></p>'
        if accounts.exist(database) or settings.oidc():
            reason = t("查看无须登录；登录后可补充本园区资料、载入名单与发布。")
            onward = urlencode({"next": f"/stewards?lang={view.lang}"})
            name = t("登录")
            way = f'<a class="way" href="signin?{onward}">{escape(name)}</a>'
            st.html(f"{head}<p>{escape(reason)}</p>{way}")
        else:
            how = t("尚无账户。请维护者在服务器上用命令新建第一个账户，它会询问密码：")
            command = f"<code>{escape(accounts.FIRST)}</code>"
            st.html(f"{head}<p>{escape(how)}</p><p>{command}</p>")


def heading(view: View, user: User) -> None:
    """Say who is signed in, and offer the way out of all windows of the browser."""
    t = view.t
    park = view.vocabulary.terms["park"].get(user.park)
    parts = [user.name, t(ROLES[user.role]), park.name(view.lang) if park else ""]
    who = " · ".join(filter(None, parts))
    seal, title, leave = sessions.seal(signed.token()), t("数据管理"), t("退出登录")
    st.html(
        f'<div class="signed"><b>{escape(title)}</b><span>{escape(who)}</span>'
        f'<form method="post" action="signout?lang={view.lang}">'
        f'<input type="hidden" name="seal" value="{escape(seal)}">'
        f'<input type="hidden" name="next" value="/stewards?lang={view.lang}">'
        f"<button>{escape(leave)}</button></form></div>"
    )
