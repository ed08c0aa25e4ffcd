"""The slides to hand out: made aside on request (see `lib.outputs.maker`), a row a kind of file."""

from collections.abc import Sequence
from typing import Final, cast

import streamlit as st

from lib.outputs import maker
from lib.outputs.maker import Job
from lib.outputs.orders import SlidesOrder
from lib.scenes import Scene
from lib.ui import state
from lib.ui.parts import frame
from lib.ui.view import View

# How often a visitor who waits is told how far it is.
LOOK_SECONDS: Final = 1.0


def decks(view: View, story: Sequence[Scene], place: int) -> None:
    """Draw the menu of slides."""
    t, scene = view.t, story[place].code
    kinds = {"pptx": t("全部场景 PPTX"), "pdf": t("全部场景 PDF"), "png": t("本场景 PNG")}
    with st.popover(t("带走"), icon=":material/download:"):
        for kind, label in kinds.items():
            order = SlidesOrder.of(view.edition, view.selection, view.lang, kind, scene)
            _row(view, order, label, f"jjj-{order.scene or 'all'}.{kind}")


def _row(view: View, order: SlidesOrder, label: str, file_name: str) -> None:
    """Draw what can be done with an order: have it made, wait for it or not, take it."""
    t, kind, job = view.t, order.kind, _job(order)
    if job and job.outcome is None:
        _waiting(view, job, label)
        st.button(
            t("取消制作{what}").format(what=label),
            key=f"cancel_{kind}",
            icon=":material/close:",
            width="stretch",
            on_click=_leave,
            args=(kind,),
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
            on_click=_ask,
            args=(order,),
        )
        if job and (reason := _reason(view, job, label)):
            st.error(frame.literal(reason), icon=":material/error:")


@st.fragment(run_every=LOOK_SECONDS)
def _waiting(view: View, job: Job, label: str) -> None:
    """Tell how far a job is; the page runs once more when it has ended."""
    t = view.t
    if place := maker.shared().place(job, state.visitor()):
        text = t("{what}：排队第 {n}").format(what=label, n=place)
    else:
        text = t("{what}：正在制作…").format(what=label)
    if job.outcome:
        st.rerun(scope="app")
    st.progress(job.part, text=text)


def _reason(view: View, job: Job, label: str) -> str:
    """Return why a job failed, in a sentence; nothing where it did not."""
    t = view.t
    if job.problem:
        return job.problem.text(view.lang)
    sentence = {
        "failed": t("{what}未能制作。请再试一次，或换一种格式；仍不行时请告知维护者。"),
        "late": t("{what}在 {n} 秒内未能制成，已停止。请缩小筛选范围，或稍后再试。"),
        "refused": t("等候制作的人太多，{what}未能排上。请几分钟后再试。"),
    }.get(cast(str, job.outcome), "")
    return sentence.format(what=label, n=f"{maker.SECONDS:.0f}")


def _jobs() -> dict[str, Job]:
    """What the session has asked for, by kind."""
    return cast("dict[str, Job]", state.S.setdefault("decks", {}))


def _job(order: SlidesOrder) -> Job | None:
    """The session's job of an order. One of the same kind for another scene, filter or language is
    waited for no longer."""
    job = _jobs().get(order.kind)
    if job and job.order != order:
        _leave(order.kind)
        return None
    return job


def _ask(order: SlidesOrder) -> None:
    _jobs()[order.kind] = maker.shared().ask(order, state.visitor())


def _leave(kind: str) -> None:
    if job := _jobs().pop(kind, None):
        maker.shared().leave(job, state.visitor())
