"""The shared filter, in the sidebar of every page."""

import streamlit as st

from lib.terms import taxonomy
from lib.ui import state
from lib.ui.parts.facets import pills
from lib.ui.view import View


def draw(view: View) -> None:
    """Draw the filter."""
    t = view.t
    with st.sidebar:
        pills(view, t("园区"), ("park",), key="side_park")
        pills(view, t("六链五群"), taxonomy.FOCUS, key="side_focus")
        pills(view, t("类别"), ("category",), key="side_category")
        pills(view, t("G2 走廊"), ("corridor",), key="side_corridor")
        state.fill_text("side_q")
        st.text_input(
            t("查找"),
            key="side_q",
            placeholder=t("名称、运营单位、地址"),
            on_change=state.take_text,
            args=("side_q",),
            live=True,
        )
        more = st.expander(t("更多条件"), key="more", on_change="rerun")
        if more.open:  # Closed, its facets need not travel at every click.
            with more:
                pills(view, t("省市"), ("province",), key="side_province")
                pills(view, t("级别"), ("level",), key="side_level")
                pills(view, t("状态"), ("status",), key="side_status")
