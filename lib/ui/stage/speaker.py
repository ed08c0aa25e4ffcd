"""The speaker's own window: what to say, what stands behind it, the next scene, the time."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from lib.scenes import Scene
from lib.ui.parts import frame
from lib.ui.stage.bar import clear, dots, turning
from lib.ui.stage.clock import clock, target
from lib.ui.stage.preview import preview
from lib.ui.view import View


def draw_speaker(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the speaker's window for the scene in a place of the story."""
    t = view.t
    scene = story[place]
    after = story[place + 1] if place + 1 < len(story) else None
    progress = t("第 {n} 幕，共 {all} 幕").format(n=place + 1, all=len(story))
    with st.container(key="stage_speaker"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="place">{escape(progress)}</p>', width="content")
            target(view)
            clock(view)
            clear(view)
        with st.container(key="speaker_body", horizontal=True, wrap=False):
            st.html(_words(view, scene))
            with st.container(key="speaker_next"):
                _next(view, after)
        with st.container(key="speaker_foot", horizontal=True, vertical_alignment="center"):
            turning(view)
            dots(view, story, place)
            if said := frame.pinned(view):
                st.html(f'<p class="quiet">{said}</p>', width="content")


def _words(view: View, scene: Scene) -> str:
    """What the speaker may say of a scene, and in small what stands behind it."""
    t = view.t
    behind = escape(t("出处与说明"))
    points = [point for point in scene.points if point not in scene.lead]
    return (
        f"<h1>{escape(scene.title)}</h1><p class='lead'>{escape(scene.lead)}</p>"
        f"<ul class='points'>{_lines(points)}</ul>"
        f"<h2>{behind}</h2><ul class='behind'>{_lines(scene.notes)}</ul>"
    )


def _next(view: View, after: Scene | None) -> None:
    t = view.t
    if after is None:
        last = escape(t("最后一幕"))
        st.html(f"<h2>{last}</h2>")
        return
    following = t("下一幕：{title}").format(title=after.title)
    st.html(f"<h2>{escape(following)}</h2><p class='lead'>{escape(after.lead)}</p>")
    preview(view, after)


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)
