"""What a browser says with a click: its address and the values of its widgets, both as it last
heard of them.

Between a step and its answer the browser lags: what it says of anything but its last click is what
stood before. A click, a key or a fragment's turn of that time must not bring that back.
"""

import time
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Query = dict[str, list[str]]
S: Final = st.session_state
# No answer takes longer; later, an address the session has left is a link's that leads back there.
LAG_SECONDS: Final = 3.0


def address() -> Query:
    """The parameters of the address in the browser."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def write(wanted: Query, *, moved: bool = False) -> None:
    """Give the browser an address; last in a run, so that a browser which has it has the run.

    One that has `moved` to another page has an entry of its history for that, and none for an
    address that it came with.
    """
    last = S.get("address", wanted)
    # Noted before it is sent: the next click may end the run in between.
    if wanted != last:
        S.former = (*S.get("former", ()), (time.monotonic(), last))
    S.address = wanted
    # A browser that lags speaks from an address that it is about to leave.
    if wanted != address() or (wanted != last and not moved):
        st.query_params.from_dict(wanted)


def heard(url: Query) -> None:
    """Take `url`, of the browser, as the session's address: the browser lags no longer."""
    S.address, S.former, S.put = url, (), {}


def lags() -> bool:
    """Whether the browser speaks from an address that the session has left. Its Back brings such
    an address too, and says so."""
    since, run = time.monotonic() - LAG_SECONDS, get_script_run_ctx()
    left = [url for moment, url in S.get("former", ()) if moment > since]
    return bool(left) and address() in left and not (run and run.is_history_navigation)


def put(widget: str, value: Any) -> None:
    """Give a widget its value before it is drawn, unless it has it: a value written again is sent
    again, with all options. The order of several choices does not count."""
    held = S.get(widget)
    values = S.setdefault("put", {}).setdefault(widget, [held])
    is_written = not _same(held, value)
    if is_written:
        S[widget] = value
    _note(values, value, is_written=is_written)


def touched(widget: str) -> bool:
    """Whether a hand has changed the widget that calls back; its value is then what that means now.

    Once a value has been written, a browser that lags sends an older one, which is no change, or
    one that a hand has changed from an older one. Of a widget that is drawn no more it has nothing
    but an older value.
    """
    if not lags():
        return True
    sent, values = S[widget], S.get("put", {}).get(widget, [])
    if not values or any(_same(sent, value) for value in values):
        return False
    now, wanted = values[-1], sent
    if isinstance(now, list):
        # The one shown was nearest: a hand changes one choice at a time.
        shown = min(values, key=lambda value: len(set(sent) ^ set(value or ())))
        gone, new = set(shown or ()) - set(sent), set(sent) - set(shown or ())
        wanted = [*(v for v in now if v not in gone), *(v for v in sent if v in new - set(now))]
    # What is written is sent, and would take back what a hand changes until it comes.
    is_written = not _same(sent, wanted)
    if is_written:
        S[widget] = wanted
    _note(values, wanted, is_written=is_written)
    return True


def _note(values: list[Any], value: Any, *, is_written: bool) -> None:
    """Note what a widget has now. As long as nothing was written to it, all it had was the
    browser's own, which forgets none of it: only the newest value stays."""
    if not is_written and len(values) == 1:
        values[0] = value
    elif not _same(values[-1], value):
        values.append(value)


def _same(one: Any, other: Any) -> bool:
    if isinstance(other, Sequence) and not isinstance(other, str):
        return set(one or ()) == set(other)
    return bool(one == other)
