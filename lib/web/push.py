"""A new edition reaches pages that are open, without a click.

Streamlit has no public way to run a session from outside: what is used here of its own is pinned by
the version in requirements.txt, and tests/browser/test_stewards.py says when it no longer holds.
"""

import logging
import time
from collections.abc import Collection
from typing import Final

from streamlit import runtime
from streamlit.runtime.app_session import AppSession

# Seconds between two sessions: their runs share the processor with the visitors' clicks.
_PAUSE: Final = 0.01
# How often, and after how many seconds, one is asked again that was busy with a click.
_TRIES: Final = 40
_AGAIN: Final = 0.25
_LOG: Final = logging.getLogger(__name__)


def rerun_all() -> None:
    """Run every open page anew, each as it stands: its page, address, widgets and typed text."""
    if not runtime.exists():
        return
    manager = runtime.get_instance()._session_mgr
    waiting: Collection[AppSession] = [info.session for info in manager.list_active_sessions()]
    told: set[str] = set()
    for _ in range(_TRIES):
        for session in waiting:
            # Where the messages of browsers are taken too, so that none comes between.
            session._event_loop.call_soon_threadsafe(_rerun, session, told)
            time.sleep(_PAUSE)
        time.sleep(_AGAIN)
        waiting = [session for session in waiting if session.id not in told]
        if not waiting:
            return


def _rerun(session: AppSession, told: set[str]) -> None:
    """Run a page that rests. One that is busy is left: its state is that from before the click, and
    would take the click back."""
    if session._scriptrunner is not None:
        return
    told.add(session.id)
    try:
        # Without its state the page would be the start page.
        session.request_rerun(session._client_state)
    except Exception:  # Whatever is wrong with one, the others are told.
        _LOG.exception("a page could not be run anew")
