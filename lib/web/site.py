"""Which addresses there are: those of the atlas, Streamlit's own, and no others."""

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.web import paths
from lib.web.notfound import not_found

# Streamlit's own metrics say more than a visitor need know; docs/operate.md has the atlas's.
_CLOSED: Final = "/_stcore/metrics"


class Site:
    """Leads every request to what answers it: the atlas's routes, which are stated without the base
    path, and Streamlit's. Where neither has an answer, the page that says so.

    Streamlit would show the app under any address, with 200.
    """

    def __init__(self, app: ASGIApp, pages: Iterable[str]) -> None:
        self.app = app
        self.own = {*(f"/{page}" for page in pages), *paths.HEALTH, *paths.ACCESS, paths.FEEDBACK}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        path = paths.inner(scope)
        if path is None and scope["path"] == paths.base():
            query = scope["query_string"].decode("latin-1")
            home = RedirectResponse(f"{paths.base()}/{'?' if query else ''}{query}")
            await home(scope, receive, send)
        elif path is None or path == _CLOSED:
            await not_found(scope)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        elif paths.is_api(path):  # It says itself where there is nothing.
            scope["path"] = path
            await self.app(scope, receive, send)
        else:
            if path in self.own or path.startswith(paths.OWN):
                scope["path"] = path
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the page in place of a 404 and of Streamlit's page for any address."""
        is_missing = False

        async def send_unless_missing(message: Message) -> None:
            nonlocal is_missing
            if message["type"] == "http.response.start":
                is_missing = message["status"] == 404 or _is_fallback(scope, message)
            if not is_missing:
                await send(message)

        await self.app(scope, receive, send_unless_missing)
        if is_missing:
            await not_found(scope)(scope, receive, send)


def _is_fallback(scope: Scope, start: Message) -> bool:
    """Whether an answer is a page out of Streamlit's static files, which hold only the app's."""
    is_page = Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
    return is_page and isinstance(scope.get("endpoint"), StaticFiles)
