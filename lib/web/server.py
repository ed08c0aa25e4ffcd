"""What the web server adds to Streamlit: routes of its own, security headers, compression, and the
page's stylesheet, script and language in `index.html`."""

import asyncio
import base64
import hashlib
import logging
import re
import threading
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.base import settings
from lib.base.i18n import Lang, mark
from lib.base.problems import DataProblem, DataProblems
from lib.editions import cache, current
from lib.editions.pinned import TooMany
from lib.outputs import shelf
from lib.query import address
from lib.web import api, assets, feedback, files, log, paths, points, push, signin
from lib.web.bodies import Bodies
from lib.web.hosts import Hosts
from lib.web.record import Record
from lib.web.script import script
from lib.web.site import Site
from lib.web.stream import Stream

_HASHED: Final = re.compile(r"[a-z_-]{1,60}\.[0-9a-f]{10}\.(geojson|json|svg|css)")
_INDEX: Final = Path(st.__file__).parent / "static" / "index.html"
# An older edition may have to be built, which nothing else waits for.
_PINNING: Final = ThreadPoolExecutor(2, "pinned")
_NO_STORE: Final = {"cache-control": "no-store"}
_SCRIPT: Final = f"<script>{script()}</script>"
_UNSUPPORTED: Final = Path(__file__).with_name("unsupported.html").read_text("utf-8")
_NO_PLACE: Final = mark("Streamlit 的页面中没有“{value}”。")
_OTHER_STREAMLIT: Final = mark("请安装 requirements.txt 所列的 Streamlit 版本。")
# Seconds between two looks for finished files whose time is over.
_SWEEP_EVERY: Final = 60.0
_LOG: Final = logging.getLogger(__name__)


def _index_html(lang: Lang, numbers: Sequence[int] = ()) -> str:
    """Streamlit's index page in a language, with the script `page.js` and the stylesheet of the
    edition served, or of the publication that an address pins by one of `numbers`."""
    try:
        edition = current.edition()
        for number in numbers:
            if pin := current.holder().pins.of(number, edition):
                edition = pin.edition
                break
    except (DataProblem, DataProblems):  # The app itself says what is missing.
        return filled(lang, "favicon.png", "")
    except TooMany:
        pass
    link = f'<link rel="stylesheet" href="./{edition.asset("atlas.css")}">'
    return filled(lang, edition.asset("logo.svg"), link)


def filled(lang: Lang, icon: str, links: str) -> str:
    """Streamlit's index page in a language, with `page.js`, an icon and links of its own. Raises
    `DataProblem` where it is not the page it was."""
    html = _INDEX.read_text("utf-8")
    for place, content in (
        (re.escape('<html lang="en">'), f'<html lang="{"en" if lang == "en" else "zh-CN"}">'),
        ("<title>Streamlit</title>", f"<title>京津冀创新资源看板</title>{_SCRIPT}{links}"),
        (re.escape("./favicon.png"), f"./{icon}"),
        ("<noscript>.*</noscript>", _UNSUPPORTED),
        # A font that nothing here is set in.
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', ""),
    ):
        literally = content.replace("\\", "\\\\")
        html, hits = re.subn(place, literally, html, flags=re.DOTALL)
        if not hits:
            said = place.replace("\\", "")
            raise DataProblem(_INDEX.name, _NO_PLACE, _OTHER_STREAMLIT, value=said)
    return html


def _security_headers(*framers: str) -> dict[str, str]:
    """The headers of an answer that pages of `framers` may frame beside the atlas's own."""
    scripts = re.findall(
        r"<script>(.*?)</script>",
        _INDEX.read_text("utf-8") + _SCRIPT + _UNSUPPORTED,
        flags=re.DOTALL,
    )
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in scripts
    )
    allowed = ("'self'", *framers)
    service = settings.tianditu()
    # MapLibre fetches tiles as it does data.
    tiles = "".join(f" {origin}" for origin in service.origins) if service else ""
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {' '.join(allowed)}; "
        f"manifest-src 'self'; connect-src 'self'{tiles}; font-src 'self' data:; "
        "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        # MapLibre starts its worker from a blob of its own.
        f"worker-src blob:; script-src 'self' 'wasm-unsafe-eval' {hashes}"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        # It knows no list: what honours it alone would keep everyone out.
        **({} if framers else {"x-frame-options": "SAMEORIGIN"}),
        # A key of 天地图's for browsers holds for a site, which it knows by this.
        "referrer-policy": "strict-origin" if service else "no-referrer",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cross-origin-opener-policy": "same-origin",
    }


class Headers:
    """Adds the security headers to every response. The sites that the host allows may frame all but
    the paths `unframed`."""

    def __init__(self, app: ASGIApp, unframed: Iterable[str]) -> None:
        self.app = app
        self.unframed = frozenset(unframed)
        self.headers = _encoded(_security_headers(*settings.frame_ancestors()))
        self.own_headers = _encoded(_security_headers())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Read before `Site` writes it anew.
        headers = self.own_headers if paths.inner(scope) in self.unframed else self.headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class Compressed(GZipMiddleware):
    """Compresses what is worth it; not prepared files, whose size the browser is told."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (paths.inner(scope) or "").startswith(paths.FILES):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def routes(pages: Iterable[str]) -> list[Route]:
    """The health checks, sign-in, corrections, the API, the browser's files, the map's points and
    ground, and the index page under the address of each of `pages`, all without the base
    path (`Site`).

    Streamlit's client also asks for `_stcore/health` under a page's path, to find out where the
    app is mounted: that must stay a 404.
    """

    async def page(request: Request) -> Response:
        lang: Lang = "en" if request.query_params.get("lang") == "en" else "zh"
        asked = {"edition": request.query_params.getlist("edition")}
        numbers = address.editions(asked)
        if numbers:  # It may have to be read.
            loop = asyncio.get_running_loop()
            html = await loop.run_in_executor(_PINNING, _index_html, lang, numbers)
        else:
            html = _index_html(lang)
        return assets.fresh(html.encode(), "text/html", request.headers)

    return [
        Route("/healthz", _health),
        Route("/readyz", _ready),
        *signin.routes(),
        *feedback.routes(),
        *api.routes(),
        *files.routes(),
        Route(paths.STATIC + "{name}", _static),
        *points.routes(),
        *(Route(f"/{name}", page) for name in pages),
    ]


async def _health(_: Request) -> PlainTextResponse:
    """Whether the process lives."""
    return PlainTextResponse("ok", headers=_NO_STORE)


async def _ready(_: Request) -> PlainTextResponse:
    """Whether an edition is served: its digest, or in both languages what stands in the way."""
    try:
        return PlainTextResponse(current.edition().digest, headers=_NO_STORE)
    except (DataProblem, DataProblems) as error:
        return PlainTextResponse(str(error), status_code=503, headers=_NO_STORE)


async def _static(request: Request) -> Response:
    """One of the browser's files, of any edition this host has served. Each is named by its content
    and so may be kept for ever."""
    name = request.path_params["name"]
    path = cache.static_folder() / name
    if not _HASHED.fullmatch(name) or not path.is_file():
        return PlainTextResponse("404", status_code=404)
    return await assets.forever(path, request.headers)


def middleware(pages: Iterable[str], unframed: Iterable[str] = ()) -> list[Middleware]:
    """The middleware stack, outermost first. Of `pages` no other site ever frames those that are
    `unframed`, nor sign-in and the form of a correction: a click there must be meant."""
    pages = tuple(pages)
    alone = (*(f"/{page}" for page in unframed), *paths.ACCESS, paths.FEEDBACK)
    return [
        Middleware(Record, pages=pages),
        Middleware(assets.Assets),
        Middleware(Headers, unframed=alone),
        Middleware(Hosts, allowed=settings.allowed_hosts()),
        Middleware(Bodies),
        Middleware(Stream),
        Middleware(Compressed, minimum_size=1000),
        Middleware(Site, pages=pages),
    ]


@asynccontextmanager
async def warm_start(_: st.App) -> AsyncIterator[None]:
    """Declare the pages, load the current edition before the first visitor, and watch for the next.

    Until something has called `st.navigation`, Streamlit takes the files in `pages/` for pages of
    its own and runs them without `app.py`; outside a session the call does just that.
    """
    log.gather()
    st.navigation([st.Page(lambda: None, title="atlas")], position="hidden")
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(stop,), name="editions", daemon=True)
    await asyncio.to_thread(_load)
    watcher.start()
    yield
    stop.set()


def _load() -> None:
    try:
        current.edition()
    except (DataProblem, DataProblems) as error:  # Every visitor is told by the app itself.
        _LOG.error("%s", error)


def _watch(stop: threading.Event) -> None:
    """Follow the store, and let open pages follow; while it cannot be opened, try again. Files
    whose time is over go at the start and once a minute."""
    shown, swept = "", -inf
    while not stop.wait(current.SECONDS):
        if time.monotonic() - swept > _SWEEP_EVERY:
            _sweep()
            swept = time.monotonic()
        try:
            holder = current.holder()
            holder.refresh()
            digest = holder.edition.digest
        except (DataProblem, DataProblems):
            continue
        # A page that publishes serves the new edition before this sees it.
        if shown and digest != shown:
            push.rerun_all()
        shown = digest


def _sweep() -> None:
    try:
        shelf.sweep()
    except Exception:  # Open pages follow the store all the same.
        _LOG.exception("finished files could not be swept")
