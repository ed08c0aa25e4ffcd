"""Whether a visitor wants things to move: his system's setting, which his browser tells the page.

A page's script puts it into a cookie before it connects, as it does the window's size.
"""

from typing import Final

import streamlit as st

_COOKIE: Final = "atlas_still"


def is_unwanted() -> bool:
    """Whether this session's visitor asks for less motion; not where the browser says nothing."""
    return st.context.cookies.get(_COOKIE) == "1"
