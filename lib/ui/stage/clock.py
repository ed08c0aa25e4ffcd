"""The time of day in the hall."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

BEIJING: Final = ZoneInfo("Asia/Shanghai")


@st.fragment(run_every=1.0)
def clock() -> None:
    """Draw a running clock."""
    now = datetime.now(BEIJING)
    st.html(f'<p class="clock">{now:%H:%M:%S}</p>', width="content")
