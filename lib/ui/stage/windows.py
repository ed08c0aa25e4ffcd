"""Two windows of one show, each driving the other."""

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.editions import current
from lib.scenes import shows
from lib.scenes.shows import Position
from lib.ui import state

SPEAKER: Final = "speaker"
# How often a window asks whether the other has moved.
LISTEN_SECONDS: Final = 0.7
_APART: Final = mark("数据库暂时无法读写，各窗口暂不同步"), ""


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
    if shared is None:  # The server has been started anew, or nobody opened such a show.
        state.set_local(show=None)
        state.drop("show", code)
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
    if shared and shared != in_step:
        _adopt(shared)
        st.rerun(scope="app")
    if shared and _position() != in_step:  # Moved while the database was away.
        st.rerun(scope="app")


def listen() -> None:
    """Follow the other windows of the show, if this one is in a show."""
    if code := state.local("show"):
        _listen(code)


def open_show() -> None:
    """Open a show that a second window can join."""
    try:
        code = shows.open_show(current.holder().store, _position())
    except DataProblem:
        _note(True)
        return
    state.S.in_step = _position()
    state.set_local(show=code)


def speaker_link(code: str) -> str:
    """The address of the speaker's window of a show."""
    query = state.query() | {"show": code, "view": SPEAKER, "embed_options": "dark_theme"}
    return "present?" + urlencode(query, doseq=True)
