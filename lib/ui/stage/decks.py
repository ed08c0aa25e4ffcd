"""The slides to hand out: made aside on request (see `lib.outputs.maker`), a row a kind of file."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from lib.outputs import maker
from lib.outputs.orders import SlidesOrder
from lib.scenes import Scene
from lib.ui.parts import frame, jobs
from lib.ui.view import View

_MENU: Final = "decks"


def decks(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the menu of slides."""
    t, scene = view.t, story[place].code
    kinds = {"pptx": t("全部场景 PPTX"), "pdf": t("全部场景 PDF"), "png": t("本场景 PNG")}
    with st.popover(t("带走"), icon=":material/download:", key="stage_menu_take"):
        for kind, label in kinds.items():
            order = SlidesOrder.of(view.edition, view.selection, view.lang, kind, scene)
            _row(view, order, label, f"jjj-{order.scene or 'all'}.{kind}")


def _row(view: View, order: SlidesOrder, label: str, file_name: str) -> None:
    """Draw what can be done with an order: have it made, wait for it or not, take it."""
    t, kind, job = view.t, order.kind, jobs.of(_MENU, order)
    if job and job.outcome is None:
        jobs.waiting(view, job, label)
        st.button(
            t("取消制作{what}").format(what=label),
            key=f"cancel_{kind}",
            icon=":material/close:",
            width="stretch",
            on_click=jobs.leave,
            args=(_MENU, kind),
        )
    elif job and job.outcome == "made" and (content := maker.shared().content(order)):
        st.download_button(
            t("下载{what}").format(what=label),
            content,
            file_name=file_name,
            on_click="ignore",
            key=f"take_{kind}",
            type="primary",
            width="stretch",
        )
    else:
        st.button(
            t("制作{what}").format(what=label),
            key=f"make_{kind}",
            width="stretch",
            on_click=jobs.ask,
            args=(_MENU, order),
        )
        if job and (said := jobs.reason(view, job, label)):
            st.error(frame.literal(said), icon=":material/error:")
