"""What browsers keep: a file that never changes under its name is compressed once and kept for
ever, everything else is asked for anew.

Streamlit sends its own 24 MB as they are; compressed on the way, they cost a third of a second of
processor time for every visitor.
"""

import asyncio
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import brotli
import deflate
import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.drawing import icons

# By what a browser accepts, the smallest first; browsers take `br` only by https or from their own
# machine. Brotli's highest quality saves 8 % more, and takes 15 s for a first visit's files, not 1.
_CODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": lambda content: brotli.compress(content, quality=9),
    "gzip": lambda content: bytes(deflate.gzip_compress(content, 12)),
}
# Pictures and fonts are compressed already.
_TEXTS: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".svg": "image/svg+xml",
}
FOREVER: Final = {
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
}
_STATIC: Final = Path(st.__file__).parent / "static"
# Streamlit's own, whose names hold a hash, by address.
_STREAMLIT: Final = {
    f"/{path.relative_to(_STATIC).as_posix()}": path for path in (_STATIC / "static").rglob("*.*")
}
# A part of it stands in for this one; which part may change under the name.
_ICONS: Final = icons.full(_STATIC)

_compressed: Final[dict[tuple[Path, str], bytes]] = {}
_compressing: Final = threading.Lock()


async def forever(path: Path, headers: Headers) -> Response:
    """Return a file that never changes under its name, in the smallest form that the browser of a
    request with `headers` takes."""
    kind, coding = _TEXTS.get(path.suffix), _coding(headers)
    if not kind:
        return FileResponse(path, headers=FOREVER)
    if not coding:
        return FileResponse(path, headers=FOREVER | {"vary": "accept-encoding"})
    content = _compressed.get((path, coding))
    if content is None:
        content = await asyncio.to_thread(_compress, path, coding)
    coded = {"content-encoding": coding, "vary": "accept-encoding"}
    return Response(content, media_type=kind, headers=FOREVER | coded)


def fresh(content: bytes, kind: str, headers: Headers) -> Response:
    """Return what may change under its address; the browser of a request with `headers` asks for it
    each time, and gets it where it holds another."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    keeping = {"cache-control": "no-cache", "etag": tag}
    if tag in headers.get("if-none-match", ""):
        return Response(status_code=304, headers=keeping)
    return Response(content, media_type=kind, headers=keeping)


def takes(headers: Headers, coding: str) -> bool:
    """Return whether the browser of a request with `headers` takes what is compressed so."""
    accepted = headers.get("accept-encoding", "").replace(" ", "").split(",")
    qualities = dict(item.partition(";q=")[::2] for item in accepted)
    return qualities.get(coding, "0") != "0"


def _coding(headers: Headers) -> str | None:
    """The first of `_CODINGS` that a browser accepts."""
    return next((coding for coding in _CODINGS if takes(headers, coding)), None)


def _compress(path: Path, coding: str) -> bytes:
    """Compress a file, once for all who ask meanwhile, and one at a time: a core stays free."""
    with _compressing:
        if (path, coding) not in _compressed:
            _compressed[path, coding] = _CODINGS[coding](path.read_bytes())
        return _compressed[path, coding]


class Assets:
    """Serves Streamlit's own files in Streamlit's place."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            address: str = scope["path"]
            headers = Headers(scope=scope)
            path = _STREAMLIT.get(address[address.rfind("/static/") :])
            if path == _ICONS:
                app = fresh(icons.PATH.read_bytes(), "font/woff2", headers)
            elif path:
                app = await forever(path, headers)
        await app(scope, receive, send)
