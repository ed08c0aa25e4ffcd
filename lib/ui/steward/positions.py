"""Where positions would move, come and go, as a picture to look at before it counts."""

import streamlit as st

from lib.base.files import Sources
from lib.intake import moves
from lib.ui.view import View


def draw(
    view: View, sources: Sources, drawn: tuple[moves.Move, ...], note: str, *, is_open: bool
) -> None:
    """Draw moves on the map of an edition's `sources`, with a note below, unfolded where it
    `is_open`; nothing where there are none. Raises `DataProblem` where the boundaries cannot be
    used."""
    if not drawn:
        return
    t, words = view.t, moves.in_words(drawn, view.lang)
    title = t("位置：{words}").format(words=words)
    with st.expander(title, expanded=is_open), st.container(key="sw_map", width=760):
        st.image(
            moves.picture(sources, view.vocabulary, drawn, view.theme, view.lang),
            alt=t("改动的位置：{words}").format(words=words),
            caption=note,
            width="stretch",
        )
