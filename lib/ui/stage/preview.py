"""A picture of the scene that comes next: made aside, as its slide is (see `lib.outputs.maker`)."""

from typing import Final, cast

import streamlit as st

from lib.outputs import maker
from lib.outputs.maker import Job
from lib.outputs.orders import SlidesOrder
from lib.scenes import Scene
from lib.ui import state
from lib.ui.view import View

# How often a window that waits for its picture looks for it.
LOOK_SECONDS: Final = 0.7


def preview(view: View, scene: Scene) -> None:
    """Draw a picture of a scene, as soon as there is one."""
    order = SlidesOrder.of(view.edition, view.selection, view.lang, "png", scene.code)
    job = cast("Job | None", state.S.get("preview"))
    if job and job.order != order:
        # Whoever turns on waits for the former no longer.
        maker.shared().leave(job, state.visitor())
    if content := maker.shared().content(order):
        st.image(content, caption=view.t("下一幕的画面"), width="stretch")
        return
    if job is None or job.order != order:
        state.S.preview = maker.shared().ask(order, state.visitor())
    if state.S.preview.outcome is None:
        _waiting()


@st.fragment(run_every=LOOK_SECONDS)
def _waiting() -> None:
    job = cast(Job, state.S.preview)
    maker.shared().place(job, state.visitor())
    if job.outcome:
        st.rerun(scope="app")
