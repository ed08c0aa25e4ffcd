"""待审: what others propose, seen before and after, approved and so published, or rejected."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from lib.access.permissions import Decide, User, may
from lib.base import settings
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current as editions
from lib.intake import deciding, moves, proposals
from lib.intake.base import Base
from lib.intake.proposals import Proposal
from lib.ui import signed
from lib.ui.parts import frame, html
from lib.ui.steward import deeds, positions, publishing
from lib.ui.steward.deeds import NOT_ABLE, texts
from lib.ui.steward.proposed import proposal
from lib.ui.steward.register import base as current_base
from lib.ui.view import View

# Shown at once, the oldest first: the next come as these are decided.
_MOST: Final = 25


def draw(view: View, user: User) -> None:
    """Draw what waits, and decide on what the steward has chosen of it."""
    t = view.t
    try:
        base = current_base()
        pending = proposals.pending(editions.holder().store.database)
        with st.container(key="sw_queue", border=True, gap="small"):
            note = t("批准即发布，所有打开的页面随即换用；退回须说明理由")
            st.html(html.panel_title(t("待审定的提议（{n}）").format(n=len(pending)), note))
            if not pending:
                st.info(t("没有待审定的提议。"), icon=":material/done_all:")
                return
            of_zone = _of_zone(view, pending)
            shown = of_zone[:_MOST]
            if len(of_zone) > _MOST:
                st.caption(t("先列最早的 {n} 件，审定后列出其余。").format(n=_MOST))
            drawn = moves.proposed(shown, base)
            positions.draw(view, base.sources, drawn, t("边界仅为示意。"), is_open=False)
            _form(view, user, base, shown)
    except (DataProblem, DataProblems) as error:
        st.error(frame.literal(texts(error, view)))


def _of_zone(view: View, pending: Sequence[Proposal]) -> Sequence[Proposal]:
    """Ask which zone's are to be seen, where there are several."""
    t = view.t
    counts: dict[str, int] = {}
    for each in pending:
        counts[each.park] = counts.get(each.park, 0) + 1
    if len(counts) == 1:
        return pending
    seats = view.vocabulary.seats
    names = {
        park: f"{seats[park].short(view.lang) if park in seats else park} {n}"
        for park, n in counts.items()
    }
    chosen = st.pills(
        t("园区"),
        list(names),
        format_func=lambda park: frame.option(names[park]),
        key="sw_queue_park",
        label_visibility="collapsed",
    )
    return [each for each in pending if chosen in (None, each.park)]


def _form(view: View, user: User, base: Base, shown: Sequence[Proposal]) -> None:
    t, sole, waits = view.t, settings.sole_steward(), publishing.is_going()
    with st.form(key="sw_decide", border=False, enter_to_submit=False):
        chosen = []
        for each in shown:
            is_able = may(user, Decide(each.by), sole_steward=sole)
            own = t("第 {n} 号是自己的提议，须由另一位数据管理员审定")
            label = t("选定第 {n} 号") if is_able else own
            with st.container(gap=None):
                ticked = st.checkbox(
                    label.format(n=each.number),
                    key=f"sw_choose_{each.number}",
                    disabled=not is_able,
                )
                st.html(proposal(view, each, base))
            if is_able and ticked:
                chosen.append(each.number)
        reason = st.text_input(
            t("理由（批准可不填；退回必填，提议者会看到）"),
            key="sw_decide_reason",
            max_chars=proposals.MOST_CHARACTERS,
        )
        with st.container(horizontal=True):
            approves = st.form_submit_button(
                t("批准并发布所选"),
                type="primary",
                icon=":material/done:",
                key="sw_approve",
                disabled=waits,
            )
            all_of_them = st.form_submit_button(
                t("全部批准并发布"),
                icon=":material/done_all:",
                key="sw_approve_all",
                disabled=waits,
            )
            rejects = st.form_submit_button(t("退回所选"), icon=":material/undo:", key="sw_reject")
    if all_of_them:
        able = [p.number for p in shown if may(user, Decide(p.by), sole_steward=sole)]
        _approve(view, base, able, reason)
    elif approves:
        _approve(view, base, chosen, reason)
    elif rejects:
        _reject(view, chosen, reason)


def _approve(view: View, base: Base, numbers: Sequence[int], reason: str) -> None:
    user = signed.user()
    if user is None:
        st.error(view.t(NOT_ABLE))
        return
    store, why = editions.holder().store, reason.strip()
    text = view.t("已批准 {n} 件，第 {edition} 次发布。")

    def deed() -> str:
        publication = deciding.approve(store, user, numbers, base, why)
        editions.holder().refresh()
        return text.format(n=len(numbers), edition=publication.number)

    publishing.begin(view, deed)


def _reject(view: View, numbers: Sequence[int], reason: str) -> None:
    def deed(user: User) -> str:
        deciding.reject(editions.holder().store.database, user, numbers, reason)
        return view.t("已退回 {n} 件，提议者会看到理由。").format(n=len(numbers))

    deeds.do(view, deed)
