"""The hall's wall: the scene, its map, and the bar at its foot.

The map is the live one, which flies from scene to scene.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from lib.outputs.slides.mapviews import VIEWS
from lib.scenes import Look, Scene
from lib.terms import words
from lib.ui import basemap, window
from lib.ui.parts import html, maps
from lib.ui.stage import sights
from lib.ui.stage.bar import bar
from lib.ui.stage.words import article
from lib.ui.view import View


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
    size = window.current()
    frame = size.stage_filtered if view.selection else size.stage
    shown, options, camera = sights.of(replace(view, theme="dark"), look, frame)
    maps.draw(shown, "stage_deck", frame, options, camera)
    zone = look.center or next(iter(look.counts)) if look.view == "park" or look.center else ""
    dot = words.dot(view.edition.arrangement.scale.worth, view.lang)
    reading = view.t(VIEWS[look.view].note).format(dot=dot)
    note = f"{basemap.credit(view)} · {escape(reading)}"
    st.html(f'<p class="map-note">{note}</p>{html.inset_of(view, (zone,) if zone else ())}')
