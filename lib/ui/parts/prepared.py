"""A file that takes a while: made on request (see `lib.outputs.maker`), with its progress, and then
taken from the disk."""

from html import escape
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from lib.outputs import maker
from lib.outputs.orders import ExtractOrder
from lib.ui.parts import frame, jobs
from lib.ui.view import View

_MENU: Final = "prepared"


def row(view: View, order: ExtractOrder, label: str, file_name: str, rows: int) -> None:
    """Draw what can be done with an order whose file holds `rows` rows: have it made, wait for it
    or not, take it."""
    t, kind, job = view.t, order.kind, jobs.of(_MENU, order)
    if job and job.outcome is None:
        jobs.waiting(view, job, label, rows)
        st.button(
            t("取消制作{what}").format(what=label),
            key=f"drop_{kind}",
            icon=":material/close:",
            width="stretch",
            on_click=jobs.leave,
            args=(_MENU, kind),
        )
    elif job and job.outcome == "made" and (path := maker.shared().file(order)):
        address = f"files/{path.name}?{urlencode({'as': file_name})}"
        megabytes = f"{path.stat().st_size / 1e6:.1f} MB"
        text = t("下载{what}（{size}）").format(what=label, size=megabytes)
        st.html(f'<a class="way" href="{escape(address)}" download>{escape(text)}</a>')
    else:
        st.button(
            t("准备{what}").format(what=label),
            key=f"prepare_{kind}",
            width="stretch",
            on_click=jobs.ask,
            args=(_MENU, order),
        )
        if job and (said := jobs.reason(view, job, label)):
            st.error(frame.literal(said), icon=":material/error:")
