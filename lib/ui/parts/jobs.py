"""What a session has asked to have made aside (see `lib.outputs.maker`): in each menu, one job a
kind of file."""

from typing import Final, cast

import streamlit as st

from lib.outputs import maker
from lib.outputs.maker import Job
from lib.outputs.orders import Order
from lib.ui import state
from lib.ui.view import View

# How often a visitor who waits is told how far it is.
LOOK_SECONDS: Final = 1.0


def of(menu: str, order: Order) -> Job | None:
    """Return the session's job of an order. One of the same kind for anything else is waited for no
    longer."""
    job = _jobs(menu).get(order.kind)
    if job and job.order != order:
        leave(menu, order.kind)
        return None
    return job


def ask(menu: str, order: Order) -> None:
    """Have an order made."""
    _jobs(menu)[order.kind] = maker.shared().ask(order, state.visitor())


def leave(menu: str, kind: str) -> None:
    """Wait no longer for the job of a kind."""
    if job := _jobs(menu).pop(kind, None):
        maker.shared().leave(job, state.visitor())


@st.fragment(run_every=LOOK_SECONDS)
def waiting(view: View, job: Job, label: str, rows: int = 0) -> None:
    """Tell how far a job is, in rows where it has so many; the page runs once more when it has
    ended."""
    t = view.t
    if place := maker.shared().place(job, state.visitor()):
        text = t("{what}：排队第 {n}").format(what=label, n=place)
    elif rows:
        done = t("{what}：已写 {n} / {rows} 行")
        text = done.format(what=label, n=f"{round(job.part * rows):,}", rows=f"{rows:,}")
    else:
        text = t("{what}：正在制作…").format(what=label)
    if job.outcome:
        st.rerun(scope="app")
    st.progress(job.part, text=text)


def reason(view: View, job: Job, label: str) -> str:
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


def _jobs(menu: str) -> dict[str, Job]:
    """What the session has asked for in a menu, by kind."""
    return cast("dict[str, Job]", state.S.setdefault(menu, {}))
