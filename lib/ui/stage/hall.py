"""The hall's wall: the scene, its map, and the bar at its foot.

The map is the live one, which flies from scene to scene.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.scenes import Look, Scene
from lib.terms.geometry import Camera
from lib.ui import basemap, window
from lib.ui.parts import maps
from lib.ui.stage.bar import bar
from lib.ui.stage.words import article
from lib.ui.view import View
from lib.ui.window import Frame


def draw(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the scene in a place of the story."""
    scene = story[place]
    kind = scene.kind if scene.is_bare else "mapped" if scene.map else "plain"
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
    st.html(f'<p class="map-note">{basemap.credit(view)}</p>')


def _camera(view: View, look: Look, frame: Frame) -> Camera | None:
    if look.view == "park":
        return maps.park_camera(view.edition, tuple(look.counts), frame)
    if look.view == "corridor":
        return maps.park_camera(
            view.edition, tuple(node.park for node in view.vocabulary.nodes), frame
        )
    return None
