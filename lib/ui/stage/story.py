"""The scenes of a view, and going from one to another."""

from collections.abc import Sequence

import streamlit as st

from lib.base.i18n import Lang
from lib.editions.edition import Edition
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from lib.scenes import scenes as tell
from lib.ui import state
from lib.ui.view import BY_CONTENT, View


@st.cache_resource(
    show_spinner=False, max_entries=64, hash_funcs={Edition: BY_CONTENT, ResourceFilter: repr}
)
def _scenes(edition: Edition, selection: ResourceFilter, lang: Lang) -> tuple[Scene, ...]:
    return tell(edition, selection, lang)


def scenes(view: View) -> tuple[Scene, ...]:
    """The scenes of the view's filter and language."""
    return _scenes(view.edition, view.selection, view.lang)


def position_of(story: Sequence[Scene], code: str | None) -> int:
    """The place of the scene with this code; the first where there is none."""
    return next((i for i, scene in enumerate(story) if scene.code == code), 0)


def drop_unknown(story: Sequence[Scene]) -> None:
    """Say so where the address has just asked for a scene that there is not; one that a filter took
    away is no mistake."""
    code = state.local("scene")
    if state.has_read() and code and code not in [scene.code for scene in story]:
        state.drop("scene", code)
        state.set_local(scene=None)


def go(code: str) -> None:
    """Show a scene, and stop advancing by itself: a hand has taken over."""
    state.S.auto = None
    state.set_local(scene=code)
