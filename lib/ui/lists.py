"""A list of resources, each of which opens its card."""

import pandas as pd
import streamlit as st

from lib import taxonomy
from lib.ui import state
from lib.ui.frame import literal
from lib.ui.view import View

LONGEST = 40


def draw(view: View, key: str, frame: pd.DataFrame) -> None:
    """Draw the resources of `frame`, the first `LONGEST` of them, with park and telephone."""
    t = view.t
    rows = {row["resource_id"]: row for row in frame.head(LONGEST).to_dict("records")}

    def show(resource_id: str) -> str:
        row = rows[resource_id]
        park = taxonomy.SEATS[row["park"]].short(view.lang)
        phone = row["phone"] if pd.notna(row["phone"]) else t("电话未收录")
        return f"{literal(row['name'])} *{literal(f'{park} · {phone}')}*"

    opened = state.card()
    shown = opened if opened in rows else None
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.pills(
        t("资源"),
        list(rows),
        format_func=show,
        key=key,
        on_change=lambda: state.open_card(st.session_state[key]),
        label_visibility="collapsed",
        width="stretch",
    )
    if len(frame) > LONGEST:
        rest = t("只列前 {n} 项，共 {all} 项；用筛选缩小范围。")
        st.caption(rest.format(n=LONGEST, all=len(frame)))
