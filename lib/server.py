"""What the web server adds to Streamlit: security headers, compression and caching of static
files, the health check, and the page's own stylesheet and language in `index.html`."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import streamlit
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import assets
from lib.errors import DataProblem

PAGES: Final = ("map",)
_HASHED: Final = re.compile(r"/app/static/[^/]+\.[0-9a-f]{10}\.\w+$")
_INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"


def _index_html() -> str:
    """Streamlit's index page, in Chinese by default and with the atlas's stylesheet."""
    html = _INDEX.read_text("utf-8").replace('<html lang="en">', '<html lang="zh-CN">')
    try:
        link = f'<link rel="stylesheet" href="./{assets.urls()["atlas.css"]}">'
    except DataProblem:
        link = ""  # The app itself says what is missing.
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
        f"script-src 'self' 'wasm-unsafe-eval' {hashes}"
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


def routes() -> list[Route]:
    """The health check, the index page under every address of a page, and the two requests that
    Streamlit's client also makes under a page's path."""
    index = _index_html()

    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse(index, headers={"cache-control": "no-cache"})

    async def health(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok", headers={"cache-control": "no-store"})

    async def host_config(_: Request) -> JSONResponse:
        return JSONResponse({"allowedOrigins": [], "useExternalAuthToken": False})

    below = [
        route
        for name in PAGES
        for route in (
            Route(f"/{name}/_stcore/health", health),
            Route(f"/{name}/_stcore/host-config", host_config),
            Route(f"/{name}", page),
        )
    ]
    return [Route("/healthz", health), Route("/", page), *below]


def middleware() -> list[Middleware]:
    """The middleware stack, outermost first."""
    return [
        Middleware(Headers, headers=_security_headers(_index_html())),
        Middleware(GZipMiddleware, minimum_size=1000),
    ]


@asynccontextmanager
async def warm_start(_: streamlit.App) -> AsyncIterator[None]:
    """Run the entry script once before the first visitor.

    It fills the caches, and until some run has reached `st.navigation` Streamlit takes the files
    in `pages/` for pages of its own and would run them without `app.py`.
    """
    from streamlit.testing.v1 import AppTest

    AppTest.from_file(str(Path(__file__).parent.parent / "app.py"), default_timeout=60).run()
    yield
