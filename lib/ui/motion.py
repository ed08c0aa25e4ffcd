"""Whether a visitor wants things to move: his system's setting, which his browser tells the page.

A page's script says it where its stream begins, as it does the window's size.
"""

from typing import Final

import streamlit as st

_HEADER: Final = "Atlas-Still"


def is_unwanted() -> bool:
    """Whether this session's visitor asks for less motion; not where the browser says nothing."""
    return st.context.headers.get(_HEADER) == "1"
