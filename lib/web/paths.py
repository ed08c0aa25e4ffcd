"""Where the dashboard's addresses begin, and what each is for."""

from collections.abc import Container
from typing import Final

import streamlit as st
from starlette.types import Scope

HEALTH: Final = ("/healthz", "/readyz")
STATIC: Final = "/app/static/"
UPLOADS: Final = "/_stcore/upload_file/"
_KINDS: Final = {
    "healthz": "health",
    "readyz": "health",
    "app": "static",
    "static": "static",
    "component": "static",
    "media": "file",
}


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


def kind(scope: Scope, pages: Container[str]) -> str:
    """What a request is for: "page", "file" (to take away), "health", "static", "streamlit", or
    "other"."""
    path = inner(scope) or ""
    first, *_ = path.lstrip("/").split("/")
    if "/_stcore/" in path:  # Also below a page's path.
        return "streamlit"
    return "page" if path in pages else _KINDS.get(first, "other")
