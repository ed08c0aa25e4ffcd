"""数据管理: who may change the register does it here; everybody else is told how to sign in."""

import streamlit as st

from lib.access.permissions import Action, may
from lib.editions import current as editions
from lib.intake import proposals
from lib.ui import signed
from lib.ui.steward import deeds, door, loading, mine, people, publishing, queue, record, versions
from lib.ui.view import current

view = current()
t = view.t
user = signed.user()

if user is None:
    door.invite(view)
else:
    door.heading(view, user)
    deeds.note()
    publishing.draw(view)
    parts = {
        "load": (Action.LOAD, t("载入名录")),
        "queue": (Action.PUBLISH, t("待审定")),
        "mine": (Action.PROPOSE, t("我的园区") if user.park else t("逐项补充")),
        "versions": (Action.PUBLISH, t("各次发布")),
        "people": (Action.KEEP_ACCOUNTS, t("账户")),
        "record": (Action.SEE_RECORD, t("操作记录")),
    }
    offered = {code: name for code, (action, name) in parts.items() if may(user, action)}
    if "queue" in offered and (n := proposals.waiting(editions.holder().store.database)):
        offered["queue"] += f" {n}"
    part = st.segmented_control(
        t("做什么"),
        list(offered),
        default=next(iter(offered)),
        required=True,
        format_func=offered.__getitem__,
        key="sw_part",
        label_visibility="collapsed",
    )
    if part == "load":
        loading.draw(view)
    elif part == "queue":
        queue.draw(view, user)
    elif part == "mine":
        mine.draw(view, user)
    elif part == "versions":
        versions.draw(view, user)
    elif part == "people":
        people.draw(view, user)
    else:
        record.draw(view)
