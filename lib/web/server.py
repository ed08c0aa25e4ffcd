"""What the web server adds to Streamlit: security headers, compression and caching of static
files, the health check, and the page's own stylesheet and language in `index.html`."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.base.problems import DataProblem
from lib.mapfiles import assets
from lib.ui.view import load_register

_HASHED: Final = re.compile(r"/app/static/[^/]+\.[0-9a-f]{10}\.\w+$")
_INDEX: Final = Path(st.__file__).parent / "static" / "index.html"


def _index_html() -> str:
    """Streamlit's index page, in Chinese by default and with the atlas's stylesheet."""
    html = _INDEX.read_text("utf-8").replace('<html lang="en">', '<html lang="zh-CN">')
    try:
        urls = assets.urls()
    except DataProblem:
        return html  # The app itself says what is missing.
    html = html.replace("./favicon.png", f"./{urls['logo.svg']}")
    link = f'<link rel="stylesheet" href="./{urls["atlas.css"]}">'
    return html.replace("<title>Streamlit</title>", f"<title>京津冀创新资源看板</title>{link}")


def _security_headers(index: str) -> dict[str, str]:
    scripts = re.findall(r"<script>(.*?)</script>", index, flags=re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in scripts
    )
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
        "manifest-src 'self'; connect-src 'self'; font-src 'self' data:; "
        "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        # MapLibre starts its worker from a blob of its own.
        f"worker-src blob:; script-src 'self' 'wasm-unsafe-eval' {hashes}"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cross-origin-opener-policy": "same-origin",
    }


class Headers:
    """Adds the security headers to every response, and a year's caching to hashed assets."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = [(k.encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], *self.headers]
                if _HASHED.search(scope["path"]) and message["status"] in (200, 304):
                    headers = [h for h in headers if h[0].lower() != b"cache-control"]
                    headers.append((b"cache-control", b"public, max-age=31536000, immutable"))
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def routes(pages: Iterable[str]) -> list[Route]:
    """The health check, and the index page under the address of each of `pages`.

    Streamlit's client also asks for `_stcore/health` under a page's path, to find out where the
    app is mounted: that must stay a 404.
    """
    index = _index_html()

    async def page(request: Request) -> HTMLResponse:
        in_english = request.query_params.get("lang") == "en"
        html = index.replace('lang="zh-CN"', 'lang="en"', 1) if in_english else index
        return HTMLResponse(html, headers={"cache-control": "no-cache"})

    async def health(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok", headers={"cache-control": "no-store"})

    return [
        Route("/healthz", health),
        *(Route(f"/{name}", page) for name in pages),
    ]


def middleware() -> list[Middleware]:
    """The middleware stack, outermost first."""
    return [
        Middleware(Headers, headers=_security_headers(_index_html())),
        Middleware(GZipMiddleware, minimum_size=1000),
    ]


@asynccontextmanager
async def warm_start(_: st.App) -> AsyncIterator[None]:
    """Declare the pages and read the register before the first visitor.

    Until something has called `st.navigation`, Streamlit takes the files in `pages/` for pages of
    its own and runs them without `app.py`; outside a session the call does just that.
    """
    st.navigation([st.Page(lambda: None, title="atlas")], position="hidden")
    with suppress(DataProblem):  # Every visitor is told what is wrong by the app itself.
        load_register()
    yield
