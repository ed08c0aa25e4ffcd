"""The speaker's own window: this scene's notes, the next scene, the clock."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from lib.scenes import Scene
from lib.ui.stage.bar import clear, dots
from lib.ui.stage.clock import clock
from lib.ui.stage.story import go
from lib.ui.view import View


def draw_speaker(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the speaker's window for the scene in a place of the story."""
    t = view.t
    scene = story[place]
    after = story[place + 1] if place + 1 < len(story) else None
    notes = "".join(f"<li>{escape(note)}</li>" for note in scene.notes)
    progress = t("第 {n} 幕，共 {all} 幕").format(n=place + 1, all=len(story))
    following = t("下一幕：{title}").format(title=after.title) if after else t("最后一幕")
    with st.container(key="stage_speaker"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="place">{escape(progress)}</p>', width="content")
            clock()
            for label, to in ((t("上一幕"), max(place - 1, 0)), (t("下一幕"), place + 1)):
                st.button(
                    label,
                    key=f"speaker_{label}",
                    on_click=go,
                    args=(story[min(to, len(story) - 1)].code,),
                )
            clear(view)
        st.html(
            f"<h1>{escape(scene.title)}</h1><p class='lead'>{escape(scene.lead)}</p>"
            f"<ul>{notes}</ul><h2>{escape(following)}</h2>"
            f"<p class='lead'>{escape(after.lead if after else '')}</p>"
        )
        dots(view, story, place)
