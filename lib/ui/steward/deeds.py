"""What a user does on the stewards' page: done if he still may, and what came of it said."""

import time
from collections.abc import Callable
from typing import Final

import streamlit as st

from lib.access.permissions import User
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.ui import signed
from lib.ui.parts import frame
from lib.ui.view import View

NOT_ABLE: Final = mark("您已退出登录，或不再有此权限；没有任何改动。")
NO_REASON: Final = mark("请填写事由，它会留在记录里。")
# Seconds.
_NOTE_LASTS: Final = 30.0


def do(view: View, deed: Callable[[User], str]) -> None:
    """Let who is signed in do something that itself decides whether he may: what it returns is said
    in the next run, what it raises (`DataProblem`, `DataProblems`) in this one."""
    user = signed.user()
    if user is None:
        st.error(view.t(NOT_ABLE))
        return
    try:
        text = deed(user)
    except (DataProblem, DataProblems) as error:
        st.error(frame.literal(texts(error, view)))
    else:
        say(text)
        st.rerun()


def texts(error: DataProblem | DataProblems, view: View) -> str:
    """Return what is wrong, a line each, in the view's language."""
    problems = error.problems if isinstance(error, DataProblems) else [error]
    return "\n".join(problem.text(view.lang) for problem in problems[:20])


def say(text: str) -> None:
    """Say in the runs of the next seconds what this one has done: the new edition itself brings
    another run."""
    st.session_state.sw_note = text, time.monotonic()


def note() -> None:
    """Draw what a run just before has said, if any has."""
    text, at = st.session_state.get("sw_note", ("", 0.0))
    if text and time.monotonic() - at < _NOTE_LASTS:
        st.success(frame.literal(text), icon=":material/check_circle:")
