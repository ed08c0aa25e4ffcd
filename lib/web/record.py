"""A line of the log for every request and every session, and their numbers for Prometheus."""

import logging
from collections.abc import Iterable
from time import perf_counter
from typing import Final
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.base import metrics
from lib.web import paths

_LOG: Final = logging.getLogger(__name__)
# What a page brings with it, by the dozen, and what asks every second.
_QUIET: Final = ("health", "static", "streamlit")
# Where Streamlit's client looks for its server below a page's path, and must not find it.
_SOUGHT: Final = ("streamlit", 404)
# The status of a WebSocket that is open.
_SESSION: Final = 101
# Characters of a path in the log.
_LONGEST: Final = 200


class Record:
    """Counts requests and sessions. Logs method, path, status, milliseconds and bytes of each
    request, and when a session opens and closes: no address, no query, nothing of the browser.

    Health checks, static files and Streamlit's own requests are logged only where they fail.
    """

    def __init__(self, app: ASGIApp, pages: Iterable[str]) -> None:
        self.app = app
        self.pages = {f"/{page}" for page in pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        kind, line = paths.kind(scope, self.pages), _Line(scope)

        async def send_noting(message: Message) -> None:
            line.note(message)
            if message["type"] == "websocket.accept":
                metrics.SESSIONS.inc()
                line.write("open")
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            metrics.REQUESTS.labels(kind, f"{line.status // 100}xx").inc()
            if line.status == _SESSION:
                metrics.SESSIONS.dec()
                line.write("closed")
            elif kind not in _QUIET or (line.status >= 400 and (kind, line.status) != _SOUGHT):
                line.write()


class _Line:
    """What the log says of a request."""

    def __init__(self, scope: Scope) -> None:
        # Taken here, as Site writes the path anew; what follows an upload's names a session.
        path = "".join(scope["path"].partition(paths.UPLOADS)[:2])
        self.method, self.path = scope.get("method", "WS"), quote(path[:_LONGEST])
        self.begun, self.status, self.size = perf_counter(), 500, 0

    def note(self, message: Message) -> None:
        """Take in what is sent."""
        match message["type"]:
            case "http.response.start" | "websocket.http.response.start":
                self.status = message["status"]
            case "websocket.accept":
                self.status = _SESSION
            case "websocket.close" if self.status != _SESSION:
                self.status = 403
            case _:
                self.size += len(message.get("body") or message.get("bytes") or b"")

    def write(self, event: str = "") -> None:
        """Log it as it stands; `event` is what a session does."""
        ms = round((perf_counter() - self.begun) * 1000)
        fields = {"method": self.method, "path": self.path, "status": self.status}
        fields |= {"event": event} if event else {}
        fields |= {"ms": ms, "bytes": self.size}
        text = f"{self.method} {self.path} {event or self.status} {ms} ms {self.size} B"
        _LOG.info("%s", text, extra={"fields": fields})
