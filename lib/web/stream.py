"""What a page says of its browser where its stream begins."""

from typing import Final
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

# Parameters of the stream's address (page.js), each with the header it becomes.
_HEADERS: Final = {"window": b"atlas-window", "still": b"atlas-still"}


class Stream:
    """Makes headers of what a page's script says in the address of its stream, as a session hears
    of headers and not of that address.

    A cookie would say it too, but not where another site frames the page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            asked = parse_qs(scope["query_string"].decode("latin-1"))
            others = [each for each in scope["headers"] if each[0] not in _HEADERS.values()]
            told = [
                (header, asked[name][-1].encode("latin-1", "replace"))
                for name, header in _HEADERS.items()
                if name in asked
            ]
            scope["headers"] = [*others, *told]
        await self.app(scope, receive, send)
