"""Where the dashboard's addresses begin, and what each is for."""

from collections.abc import Container
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.types import Scope

HEALTH: Final = ("/healthz", "/readyz")
SIGN_IN: Final = "/signin"
SIGN_OUT: Final = "/signout"
# Sign-in by an organisation's own service, and the way back from it.
OIDC: Final = "/signin/oidc"
OIDC_BACK: Final = "/signin/oidc/callback"
ACCESS: Final = (SIGN_IN, SIGN_OUT, OIDC, OIDC_BACK)
FEEDBACK: Final = "/feedback"
API: Final = "/api"
# Files that a page has had prepared.
FILES: Final = "/files/"
STATIC: Final = "/app/static/"
GROUND: Final = "/app/ground/"
POINTS: Final = "/app/points/"
# What the atlas itself serves below these.
OWN: Final = (STATIC, GROUND, POINTS, FILES)
UPLOADS: Final = "/_stcore/upload_file/"
_KINDS: Final = {
    "signin": "page",
    "signout": "page",
    "feedback": "page",
    "api": "api",
    "healthz": "health",
    "readyz": "health",
    "app": "static",
    "static": "static",
    "component": "static",
    "media": "file",
    "files": "file",
}


def base() -> str:
    """What stands before every address (Streamlit's `server.baseUrlPath`): "" or such as
    "/atlas"."""
    path = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def query(request: Request) -> dict[str, list[str]]:
    """The parameters of a request, each with its values in their order."""
    found: dict[str, list[str]] = {}
    for name, text in request.query_params.multi_items():
        found.setdefault(name, []).append(text)
    return found


def inner(scope: Scope) -> str | None:
    """A request's path after the base, "/" or more; `None` where it lies outside."""
    path: str = scope["path"]
    before = base()
    return path.removeprefix(before) if path.startswith(f"{before}/") else None


def kind(scope: Scope, pages: Container[str]) -> str:
    """What a request is for: "page", "api", "file" (to take away), "health", "static", "streamlit",
    or "other"."""
    path = inner(scope) or ""
    first, *_ = path.lstrip("/").split("/")
    if "/_stcore/" in path:  # Also below a page's path.
        return "streamlit"
    return "page" if path in pages else _KINDS.get(first, "other")


def is_api(path: str) -> bool:
    """Whether a path after the base is one of the API's."""
    return path == API or path.startswith(f"{API}/")
