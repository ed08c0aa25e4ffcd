"""Publishing from a page: it goes on aside while the edition is built, and the page stays usable.

What a steward has asked for is done also where he looks at another page meanwhile, or at none.
"""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, cast

import streamlit as st
from sqlalchemy import Connection

from lib.access import accounts
from lib.access.permissions import Action, User, may
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.ui.parts import frame
from lib.ui.steward.deeds import NOT_ABLE, say, texts
from lib.ui.view import View

# Seconds that a press of a button waits: a small register is published within them.
AT_HAND: Final = 5.0
# How often a steward is told how long it has taken.
_LOOK_SECONDS: Final = 1.0
_KEY: Final = "sw_publishing"
_LOG: Final = logging.getLogger(__name__)
_SIGN_IN: Final = mark("请重新登录，或请另一位数据管理员发布。")


@dataclass(eq=False)
class Publishing:
    """A publication on its way: `deed` publishes and returns what is to be said of it; `then` is
    what the session does after that. `error` is what the deed has raised."""

    deed: Callable[[], str]
    then: Callable[[], object]
    begun: float = field(default_factory=time.monotonic)
    text: str = ""
    error: Exception | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Do it; raises nothing."""
        try:
            self.text = self.deed()
        except Exception as error:
            self.error = error
            _note(error)
        finally:
            self.ended.set()


def begin(view: View, deed: Callable[[], str], then: Callable[[], object] = lambda: None) -> None:
    """Publish: `deed` is done in a thread of its own, which knows no session, and returns what is
    said in the next run; then `then` is called in one. What `deed` raises (`DataProblem`,
    `DataProblems`) is said where this is drawn, or at the head of the page's next run."""
    going = st.session_state[_KEY] = Publishing(deed, then)
    threading.Thread(target=going.run, name="publishing", daemon=True).start()
    with st.spinner(view.t("正在核对整册并发布…")):
        going.ended.wait(AT_HAND)
    if is_going():
        st.rerun()
    _end(view)


def is_going() -> bool:
    """Whether the session is publishing: one thing at a time."""
    going = _going()
    return going is not None and not going.ended.is_set()


def draw(view: View) -> None:
    """Say how a publication is going, or how it went; call at the head of the page."""
    if is_going():
        _waiting(view)
    elif _going():
        _end(view)


def check_able(connection: Connection, user: User, action: Action) -> None:
    """Check that a user may still do something, after all that has taken its time. Raises
    `DataProblem`."""
    if not may(accounts.user_of(connection, user.name), action):
        raise DataProblem(user.name, NOT_ABLE, _SIGN_IN)


def _note(error: Exception) -> None:
    """Log why nothing was published: who asked may have left. Not what stands in an error: it
    may be somebody's name or telephone."""
    if isinstance(error, DataProblem | DataProblems):
        problems = error.problems if isinstance(error, DataProblems) else [error]
        _LOG.info("not published: %s", "; ".join(sorted({each.problem for each in problems})))
    else:
        way = "".join(traceback.format_tb(error.__traceback__))
        _LOG.error("not published: %s\n%s", type(error).__name__, way)


@st.fragment(run_every=_LOOK_SECONDS)
def _waiting(view: View) -> None:
    going = _going()
    if going is None or going.ended.is_set():
        st.rerun(scope="app")
    text = view.t("正在制作新版（已 {n} 秒）：页面可照常使用，也可离开；制成即发布，所有页面换用。")
    seconds = time.monotonic() - going.begun
    st.info(text.format(n=f"{seconds:.0f}"), icon=":material/timer:")


def _going() -> Publishing | None:
    return cast("Publishing | None", st.session_state.get(_KEY))


def _end(view: View) -> None:
    going: Publishing = st.session_state.pop(_KEY)
    if isinstance(going.error, DataProblem | DataProblems):
        st.error(frame.literal(texts(going.error, view)))
    elif going.error:
        raise going.error
    else:
        going.then()
        say(going.text)
        st.rerun()
