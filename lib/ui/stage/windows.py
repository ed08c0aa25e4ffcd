"""Two windows of one show, each driving the other."""

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from lib.base.i18n import mark, translator
from lib.base.problems import DataProblem
from lib.editions import current
from lib.scenes import shows
from lib.scenes.shows import Position
from lib.ui import state
from lib.ui.view import View

SPEAKER: Final = "speaker"
# How often a window asks whether the other has moved.
LISTEN_SECONDS: Final = 0.7
_APART: Final = mark("数据库暂时无法读写，各窗口暂不同步"), ""
_ENDED: Final = mark("双屏已结束")
_TOO_MANY: Final = {
    "session": mark("本窗口已开启 {n} 个双屏。请先结束其中一个，或一小时后再试。"),
    "address": mark("本单位网络在一小时内已开启 {n} 个双屏。请结束不用的，或稍后再试。"),
}


def _shared(code: str) -> Position | None:
    return shows.position_of(current.holder().store, code, state.edition().vocabulary)


def _position() -> Position:
    """Where this window stands."""
    return Position(state.local("scene") or "", state.selection())


def _adopt(position: Position) -> None:
    state.S.in_step = position
    state.choose(position.selection)
    state.set_local(scene=position.scene or None)


def _note(is_apart: bool) -> None:
    kept = tuple(notice for notice in state.S.get("notices", ()) if notice != _APART)
    state.S.notices = (*kept, _APART) if is_apart else kept


def follow_show() -> None:
    """Keep this window and its show in step: what changed in the window goes to the show; a window
    that has just joined goes where the show stands. While the database is away the window goes its
    own way, and says so."""
    if code := state.local("show"):
        try:
            _follow(code)
        except DataProblem:
            _note(True)


def _follow(code: str) -> None:
    shared = _shared(code)
    _note(False)
    if shared is None:  # It has been ended, or nobody opened such a show.
        if state.S.get("in_step") is None:
            state.drop("show", code)
        else:
            st.toast(translator(state.lang())(_ENDED))
        _leave()
        return
    if state.S.get("in_step") is None and shared != _position():
        _adopt(shared)
        st.rerun()
    if _position() != state.S.get("in_step"):
        shows.move(current.holder().store, code, _position())
    state.S.in_step = _position()


@st.fragment(run_every=LISTEN_SECONDS)
def _listen(code: str) -> None:
    try:
        shared = _shared(code)
    except DataProblem:
        return
    in_step = state.S.get("in_step")
    if shared != in_step:
        if shared:
            _adopt(shared)
        st.rerun(scope="app")
    if shared and _position() != in_step:  # Moved while the database was away.
        st.rerun(scope="app")


def listen() -> None:
    """Follow the other windows of the show, if this one is in a show."""
    if code := state.local("show"):
        _listen(code)


def open_show() -> None:
    """Open a show that a second window can join, or note why not (see `refusal`)."""
    # Behind a proxy the server takes the address from X-Forwarded-For: only where the proxy is on
    # this machine, and of the addresses there the last, which the proxy itself has added. Where it
    # adds none the address is not known, and is no bound: it would be one for all visitors.
    address = st.context.ip_address
    try:
        code = shows.open_show(current.holder().store, _position(), state.visitor(), address)
    except shows.TooMany as refused:
        state.S.refusal = refused.by
    except DataProblem:
        _note(True)
    else:
        state.S.refusal = None
        state.S.in_step = _position()
        state.set_local(show=code)


def refusal(view: View) -> str:
    """Return why the session could not open a show, in a sentence; empty where it did not try."""
    by = state.S.get("refusal")
    return view.t(_TOO_MANY[by]).format(n=shows.MOST[by]) if by else ""


def close_show(code: str) -> None:
    """End a show for all its windows."""
    try:
        shows.close(current.holder().store, code)
    except DataProblem:
        _note(True)
        return
    state.S.refusal = None
    _leave()


def _leave() -> None:
    state.set_local(show=None)
    state.S.in_step = None


def speaker_link(code: str) -> str:
    """The address of the speaker's window of a show."""
    query = state.query() | {"show": code, "view": SPEAKER, "embed_options": "dark_theme"}
    return "present?" + urlencode(query, doseq=True)
