"""The time in the hall: the time of day, how long the speaker has spoken, and how long there is."""

from datetime import datetime, timedelta
from html import escape
from typing import Final

import streamlit as st

from lib.base.i18n import BEIJING
from lib.ui import state
from lib.ui.view import View

# Minutes that a speech may be given.
MINUTES: Final = (5, 8, 10, 15, 20, 30)
_MINUTES: Final = "speaker_minutes"


def target(view: View) -> None:
    """Draw the choice of how long the speech is to be, and the key that begins to count anew."""
    t = view.t
    state.S.setdefault("began", datetime.now(BEIJING))
    st.selectbox(
        t("目标时长"),
        MINUTES,
        index=MINUTES.index(15),
        key=_MINUTES,
        format_func=lambda minutes: t("{n} 分钟").format(n=minutes),
        label_visibility="collapsed",
        width=150,
    )
    st.button(t("重新计时"), key="speaker_restart", on_click=_restart)


def _restart() -> None:
    state.S.began = datetime.now(BEIJING)


@st.fragment(run_every=1.0)
def clock(view: View) -> None:
    """Draw running clocks."""
    t, now = view.t, datetime.now(BEIJING)
    spoken = now - state.S.began
    left = timedelta(minutes=state.S[_MINUTES]) - spoken
    late = "late" if left < timedelta() else ""
    clocks = (
        ("", f"{now:%H:%M:%S}", t("现在")),
        ("", minutes(spoken), t("已讲")),
        (late, minutes(left), t("剩余")),
    )
    st.html(
        '<div class="clocks">'
        + "".join(
            f'<p class="clock {kind}"><b>{time}</b><span>{escape(name)}</span></p>'
            for kind, time, name in clocks
        )
        + "</div>",
        width="content",
    )


def minutes(span: timedelta) -> str:
    """Return a span of time in minutes and seconds: 7:05, −0:30."""
    seconds = int(span.total_seconds())
    sign, (whole, rest) = "−" if seconds < 0 else "", divmod(abs(seconds), 60)
    return f"{sign}{whole}:{rest:02d}"
