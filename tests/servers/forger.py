"""Someone who opens shows and says each time that he is at another address."""

from collections.abc import Callable
from ipaddress import IPv4Address
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.viewer import Viewer
from lib.scenes.shows import MOST

# Headers in which proxies say for whom they ask.
NAMES = ("X-Forwarded-For", "x-forwarded-for", "X-Real-IP", "Forwarded")
_FIRST = IPv4Address("203.0.113.1")


class Forger(Viewer):
    """A viewer at the local address `source` who claims to be at others, no two alike.

    Addresses of this machine other than 127.0.0.1 are strangers to the app, as any client is. On
    macOS there are none but that one, unless somebody adds them.
    """

    def __init__(self, port: int, source: str, number: int, **connection: Any) -> None:
        super().__init__(port, "present")
        self._source, self._number, self._connection = source, number, connection

    async def connect(self) -> ClientConnection:
        """Return a connection with forged headers."""
        claimed = _FIRST + self._number
        said = {name: str(claimed) for name in NAMES} | {"Forwarded": f"for={claimed}"}
        said["X-Forwarded-For"] = f"{claimed}, 198.51.100.7"
        place = {"host": "127.0.0.1", "local_addr": (self._source, 0), **self._connection}
        url, origin = place.pop("url", "ws://127.0.0.1/_stcore/stream"), place.pop("origin", None)
        place.setdefault("port", self._port)
        handshake = self.handshake() | {"additional_headers": said}
        return await connect(url, origin=origin, **place, **handshake)


Enter = Callable[[str, int], Forger]


async def shows_opened(forger: Enter, source: str, number: int) -> int:
    """How many shows one session opens from `source` before it is refused."""
    opened = 0
    async with forger(source, number) as viewer:
        for _ in range(MOST["session"]):
            await viewer.open()
            await viewer.press("stage_open")
            if "show=" not in viewer.query:
                assert viewer.errors, "refused without a word"
                assert str(MOST["address"]) in viewer.errors[0]
                break
            opened += 1
    return opened


async def assert_counted_by_where_he_is(forger: Enter, here: str, elsewhere: str) -> None:
    """From one address only so many shows are opened, whatever addresses are claimed; someone who
    is elsewhere opens his all the same, also when he claims to be here."""
    sessions = MOST["address"] // MOST["session"] + 2
    opened = [await shows_opened(forger, here, number) for number in range(sessions)]
    assert sum(opened) == MOST["address"]
    assert opened[-1] == 0
    assert await shows_opened(forger, elsewhere, 0) == MOST["session"]
