"""What is listed, as files to take away."""

import json
import threading
from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from lib.base.i18n import Lang, mark
from lib.editions.edition import Edition
from lib.outputs import exports, maker
from lib.outputs.orders import ExtractOrder
from lib.query import listing
from lib.ui import state
from lib.ui.view import View

_LABELS = {
    "xlsx": mark("Excel 表格"),
    "pdf": mark("可打印的 A4 名录（PDF）"),
    "csv": mark("CSV"),
    "geojson": mark("GeoJSON"),
    "parquet": mark("Parquet"),
}


def draw(view: View, rows: listing.Rows, *, is_basket: bool) -> None:
    """Draw the menu of files with the edition's `rows`: the basket's, or the filter's."""
    t = view.t
    n, day = len(rows), date.today().isoformat()
    what = t("清单 — {n} 项").format(n=n) if is_basket else view.selection.describe(view.lang, n)
    extract = partial(_extract, view.edition, rows, what, view.lang, day)
    label, name = t("导出 {n} 项").format(n=n), t("京津冀创新资源")
    menu = st.popover(
        label, icon=":material/download:", disabled=not n, key="di_export", on_change="rerun"
    )
    if menu.open:  # Closed, its buttons need not travel at every click.
        with menu:
            _files(view, extract, f"{name}-{day}")
            if is_basket:
                st.button(
                    t("清空清单"), key="di_clear", on_click=state.empty_basket, width="stretch"
                )


def _files(view: View, extract: Callable[[], exports.Extract], name: str) -> None:
    """Draw a button a kind of file, and have at hand what is said where one cannot be made."""
    failure = view.t(
        "文件未能生成，或等候的人太多。请稍后再试，或换一种格式；仍不行时请告知维护者。"
    )
    st.html(f"<style>:root{{--failure:{json.dumps(failure, ensure_ascii=False)}}}</style>")
    session = get_script_run_ctx()
    for kind, label in _LABELS.items():
        file_name = f"{name}.{kind}"
        st.download_button(
            view.t(label),
            # Made when asked for, not at every click on the filter; Streamlit waits for it in a
            # thread that no run of the page ends.
            partial(_file, extract, kind, file_name, session),
            file_name=file_name,
            mime=exports.FORMATS[kind].media_type,
            on_click="ignore",
            key=f"export_{kind}",
            width="stretch",
        )


def _extract(
    edition: Edition, rows: listing.Rows, what: str, lang: Lang, day: str
) -> exports.Extract:
    return exports.Extract(edition, edition.frame.iloc[rows], what, lang, day)


def _file(
    extract: Callable[[], exports.Extract],
    kind: str,
    file_name: str,
    session: ScriptRunContext | None,
) -> bytes:
    """Return a file for a session that has asked for it. Raises `Unmade`."""
    content = maker.shared().make(ExtractOrder.of(extract(), kind))
    if runtime.exists():
        media_type = exports.FORMATS[kind].media_type
        hold = partial(_hold, content, media_type, f"export_{kind}", file_name)
        # Streamlit knows a session by its thread.
        thread = add_script_run_ctx(threading.Thread(target=hold), session)
        thread.start()
        thread.join()
    return content


def _hold(content: bytes, media_type: str, name: str, file_name: str) -> None:
    """Keep a file until the session's next run.

    Streamlit drops one that was made on request after two runs of anybody's page: with many viewers
    that is sooner than the browser has fetched it. It takes the same file, added under a `name`,
    for one that the session's page shows.
    """
    files = runtime.get_instance().media_file_mgr
    files.add(content, media_type, name, file_name, is_for_static_download=True)
