"""The hall's wall: the scene, its map, the keys that turn it, and the bar at its foot.

The map is the live one, which flies from scene to scene.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from lib.scenes import Look, Scene
from lib.terms import words
from lib.terms.geometry import Camera
from lib.ui import window
from lib.ui.parts import maps
from lib.ui.stage.bar import bar
from lib.ui.stage.story import go
from lib.ui.stage.words import article
from lib.ui.view import View
from lib.ui.window import Frame


def keys(story: Sequence[Scene], place: int) -> None:
    """Draw, unseen, the buttons that the keyboard and a clicker press."""
    after, before = story[min(place + 1, len(story) - 1)], story[max(place - 1, 0)]
    wanted = {
        "Right": after, "Space": after, "PageDown": after, "Down": after,
        "Left": before, "PageUp": before, "Up": before,
        "Home": story[0], "End": story[-1],
    }  # fmt: skip
    with st.container(key="stage_keys"):
        for key, scene in wanted.items():
            st.button(key, key=f"key_{key}", shortcut=key, on_click=go, args=(scene.code,))


def draw(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the scene in a place of the story."""
    scene = story[place]
    kind = "closing" if scene.is_closing else "mapped" if scene.map else "plain"
    with st.container(key="stage_show"):
        with st.container(key=f"stage_{kind}", horizontal=True, wrap=False, gap=None):
            st.html(article(view, scene))
            if scene.map:
                with st.container(key="stage_map"):
                    _map(view, scene.map)
        bar(view, story, place)


def _map(view: View, look: Look) -> None:
    """The live map where the scene looks, in the hall's colours whatever the theme."""
    dark = replace(view, theme="dark")
    frame = window.current().stage
    maps.draw(dark, "stage_deck", frame, maps.Options(text_size=26), _camera(dark, look, frame))
    st.html(f'<p class="map-note">{escape(words.boundaries(view.lang))}</p>')


def _camera(view: View, look: Look, frame: Frame) -> Camera | None:
    if look.view == "park":
        return maps.park_camera(view.edition, tuple(look.counts), frame)
    if look.view == "corridor":
        return maps.park_camera(
            view.edition, tuple(node.park for node in view.vocabulary.nodes), frame
        )
    return None
