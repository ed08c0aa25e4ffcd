"""What is listed, as files to take away."""

import json
import threading
from datetime import date
from functools import partial
from html import escape
from typing import Final
from urllib.parse import urlencode

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from lib.base.i18n import mark
from lib.outputs import exports, maker
from lib.outputs.orders import ExtractOrder
from lib.query import listing
from lib.query.address import DEFAULT_LANG
from lib.ui import state
from lib.ui.parts import embedded, prepared
from lib.ui.view import View

# With more rows a file is prepared first, with its progress: a smaller one is there within some two
# seconds, and takes less than 5 MB of the server's memory while the browser fetches it.
LARGE: Final = 5_000
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
    extract = exports.Extract(view.edition, rows, what, view.lang, day, state.publication())
    label, name = t("导出 {n} 项").format(n=n), t("京津冀创新资源")
    menu = st.popover(
        label, icon=":material/download:", disabled=not n, key="di_export", on_change="rerun"
    )
    if menu.open:  # Closed, its buttons need not travel at every click.
        with menu:
            _files(view, extract, f"{name}-{day}")
            picks = [view.edition.ids[row] for row in rows] if is_basket else []
            _programs(view, picks)
            if not is_basket:
                embedded.offer(view)
            if is_basket:
                st.button(
                    t("清空清单"), key="di_clear", on_click=state.empty_basket, width="stretch"
                )


def _files(view: View, extract: exports.Extract, name: str) -> None:
    """Draw a button a kind of file, and have at hand what is said where one cannot be made; before
    that, what a kind does not hold."""
    t, n = view.t, len(extract)
    failure = t("文件未能生成，或等候的人太多。请稍后再试，或换一种格式；仍不行时请告知维护者。")
    st.html(f"<style>:root{{--failure:{json.dumps(failure, ensure_ascii=False)}}}</style>")
    session = get_script_run_ctx()
    for kind, label in _LABELS.items():
        file_name, most = f"{name}.{kind}", exports.FORMATS[kind].most_rows
        if n > most:
            if kind == "pdf":
                bounded = t("{what}：只列前 {most} 项；全部 {n} 项见 Excel 或 CSV。")
            else:
                bounded = t("{what}：一张表至多 {most} 项；全部 {n} 项见 CSV 或 Parquet。")
            st.caption(bounded.format(what=t(label), most=f"{most:,}", n=f"{n:,}"))
        if n > LARGE:
            order = ExtractOrder.of(extract, kind)
            prepared.row(view, order, t(label), file_name, min(n, most))
            continue
        st.download_button(
            t(label),
            # Made when asked for, not at every click on the filter; Streamlit waits for it in a
            # thread that no run of the page ends.
            partial(_file, extract, kind, file_name, session),
            file_name=file_name,
            mime=exports.FORMATS[kind].media_type,
            on_click="ignore",
            key=f"export_{kind}",
            width="stretch",
        )


def _programs(view: View, picks: list[str]) -> None:
    """Draw the link to the same resources for programs: those picked, or the filter's."""
    chosen = {"pick": picks} if picks else view.selection.to_query()
    lang = {"lang": view.lang} if view.lang != DEFAULT_LANG else {}
    # Below the page's own folder, wherever the dashboard lies.
    address = f"api/collections/resources/items?{urlencode({**chosen, **lang}, doseq=True)}"
    label = view.t("供程序使用：接口（API）")
    st.html(f'<a href="{escape(address)}">{escape(label)}</a>')


def _file(
    extract: exports.Extract,
    kind: str,
    file_name: str,
    session: ScriptRunContext | None,
) -> bytes:
    """Return a file for a session that has asked for it. Raises `Unmade`."""
    content = maker.shared().make(ExtractOrder.of(extract, kind)).read_bytes()
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
