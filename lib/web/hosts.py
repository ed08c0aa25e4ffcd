"""Under which names the dashboard may be asked for."""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.base.i18n import mark
from lib.web import paths
from lib.web.sentences import sentence

# A Host header: a name, perhaps with the root's dot, or an IPv6 address in brackets; then a port.
_HEADER: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+?)\.?(:[0-9]*)?")
_REFUSED: Final = mark("此服务器不以这个主机名提供服务。")


class Hosts:
    """Refuses what asks for another host than those allowed, so that no foreign name can be made to
    point here. None allowed: any will do.

    Health checks pass: they come to a bare address, and their answers depend on no name.
    """

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...]) -> None:
        self.app = app
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = not self.allowed or scope["type"] == "lifespan"
        if is_open or paths.inner(scope) in paths.HEALTH or self._allows(scope):
            await self.app(scope, receive, send)
        else:
            await sentence(scope, _REFUSED, 421)(scope, receive, send)

    def _allows(self, scope: Scope) -> bool:
        host = name(Headers(scope=scope).get("host", ""))
        return any(
            host.endswith(each[1:]) if each.startswith("*") else host == each
            for each in self.allowed
            if host
        )


def name(header: str) -> str:
    """Return the name in a `Host` header, without its port; empty where it holds none."""
    found = _HEADER.fullmatch(header.lower())
    return found[1] if found else ""
