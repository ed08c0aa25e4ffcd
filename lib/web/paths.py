"""Where the dashboard's addresses begin, and what each is for."""

from typing import Final

import streamlit as st
from starlette.types import Scope

HEALTH: Final = ("/healthz", "/readyz")
STATIC: Final = "/app/static/"


def base() -> str:
    """What stands before every address (Streamlit's `server.baseUrlPath`): "" or such as
    "/atlas"."""
    path = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def inner(scope: Scope) -> str | None:
    """A request's path after the base, "/" or more; `None` where it lies outside."""
    path: str = scope["path"]
    before = base()
    return path.removeprefix(before) if path.startswith(f"{before}/") else None
