"""What is listed, as files to take away."""

import json
from functools import partial

import pandas as pd
import streamlit as st

from lib.base.i18n import mark
from lib.outputs import exports, maker
from lib.outputs.orders import ExtractOrder
from lib.ui import state
from lib.ui.view import View

_LABELS = {
    "xlsx": mark("Excel 表格"),
    "pdf": mark("可打印的 A4 名录（PDF）"),
    "csv": mark("CSV"),
    "geojson": mark("GeoJSON"),
    "parquet": mark("Parquet"),
}


def draw(view: View, frame: pd.DataFrame, *, is_basket: bool) -> None:
    """Draw the menu of files with the rows of `frame`: the basket's, or the filter's."""
    t = view.t
    n = len(frame)
    what = t("清单 — {n} 项").format(n=n) if is_basket else view.selection.describe(view.lang, n)
    extract = exports.Extract(view.edition, frame, what, view.lang)
    label, name = t("导出 {n} 项").format(n=n), t("京津冀创新资源")
    with st.popover(label, icon=":material/download:", disabled=not n, key="di_export"):
        failure = t(
            "文件未能生成，或等候的人太多。请稍后再试，或换一种格式；仍不行时请告知维护者。"
        )
        st.html(f"<style>:root{{--failure:{json.dumps(failure, ensure_ascii=False)}}}</style>")
        for kind, label in _LABELS.items():
            st.download_button(
                t(label),
                # Made when asked for, not at every click on the filter; Streamlit waits for it in a
                # thread that no run of the page ends.
                partial(_file, extract, kind),
                file_name=f"{name}-{extract.date}.{kind}",
                mime=exports.FORMATS[kind].media_type,
                on_click="ignore",
                key=f"export_{kind}",
                width="stretch",
            )
        if is_basket:
            st.button(t("清空清单"), key="di_clear", on_click=state.empty_basket, width="stretch")


def _file(extract: exports.Extract, kind: str) -> bytes:
    return maker.shared().make(ExtractOrder.of(extract, kind))
