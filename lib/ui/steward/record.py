"""The record: who did what, whether it is whole, and a copy to take away."""

from functools import partial
from html import escape
from typing import Final

import streamlit as st

from lib.access import audit, sessions
from lib.access.permissions import ROLES, Action, may
from lib.base.cells import named
from lib.base.i18n import mark
from lib.editions import current as editions
from lib.editions.verification import Verification, verify
from lib.intake import fields
from lib.ui import signed
from lib.ui.parts import html
from lib.ui.steward.versions import moment
from lib.ui.view import View

_MOST: Final = 100
# What of an entry's detail is shown, by what it is called; digests are for the copy.
_SHOWN: Final = {
    "reason": mark("事由"),
    "author": mark("提议者"),
    "resource": mark("编号"),
    "fields": mark("列"),
    "source": mark("依据"),
    "publication": mark("发布"),
    "restored": mark("恢复第几次"),
    "decides_alone": mark("自己批准自己"),
    "role": mark("角色"),
    "park": mark("园区"),
    "network": mark("网络"),
    "rows": mark("行数"),
    "called": mark("在单位登录服务中"),
    "via": mark("经由"),
}


def draw(view: View) -> None:
    """Draw the latest entries, and what can be done with the whole."""
    t, store = view.t, editions.holder().store
    with st.container(key="sw_record", border=True, gap="small"):
        note = t("只增不改，逐条相扣；最近 {n} 条").format(n=_MOST)
        st.html(html.panel_title(t("操作记录"), note))
        with st.container(horizontal=True):
            if st.button(t("核验全部记录"), key="sw_verify", icon=":material/verified:"):
                _say(view, verify(store))
            for kind in audit.FORMATS:
                st.download_button(
                    kind.upper(),
                    partial(_export, kind, signed.token()),
                    file_name=f"record.{kind}",
                    key=f"sw_record_{kind}",
                    icon=":material/download:",
                    on_click="ignore",
                )
        head = [t("条"), t("时间（北京）"), t("何人"), t("何事"), t("对象"), t("详情")]
        st.html(html.table(head, [_row(view, e) for e in audit.latest(store.database, _MOST)]))


def _say(view: View, found: Verification) -> None:
    t = view.t
    if found.fault:
        message, values = found.fault
        st.error(t(message).format(**values))
        return
    said = t("{n} 条记录完整无改动，末条为 {hash}。")
    st.success(said.format(n=found.entries, hash=found.hash[:16]))
    if found.remark:
        message, values = found.remark
        st.warning(t(message).format(**values))


def _export(kind: str, token: str) -> bytes:
    """The whole record, for who is signed in still; Streamlit asks for it in a thread that knows no
    session."""
    database = editions.holder().store.database
    user = sessions.who(database, token)
    if user is None or not may(user, Action.SEE_RECORD):
        return b""
    return audit.export(database, user.name, kind)


def _row(view: View, entry: audit.Entry) -> list[str]:
    # An entry of a later version's has a name that this one does not know.
    name = audit.ACTIONS.get(entry.action, entry.action)  # type: ignore[call-overload]
    detail = view.t("；").join(
        f"{view.t(heading)} {_words(view, key, entry.detail[key])}"
        for key, heading in _SHOWN.items()
        if entry.detail.get(key)
    )
    return [
        str(entry.number),
        escape(moment(entry.at)),
        html.zh(named(entry.who) or "–"),
        escape(view.t(name)),
        html.zh(named(entry.subject) or "–"),
        html.zh(named(detail)),
    ]


def _words(view: View, key: str, value: audit.Value) -> str:
    t, text = view.t, str(value)
    if key == "fields" and not isinstance(value, str | int):
        # A later version's column has a name that this one does not know.
        known = (fields.heading(name) if name in fields.FIELDS else name for name in value)
        return t("、").join(map(t, known))
    if key == "role" and text in ROLES:
        return t(ROLES[text])  # type: ignore[index]
    if key == "park" and text in view.vocabulary.seats:
        return view.vocabulary.seats[text].name(view.lang)
    return t("是") if value is True else text
