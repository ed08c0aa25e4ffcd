"""What a page says of its window where its stream begins reaches the session as headers."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from lib.web.stream import Stream


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    names = ("atlas-window", "atlas-still", "host")
    await websocket.send_json({name: websocket.headers.getlist(name) for name in names})
    await websocket.close()


def heard(address: str, headers: dict[str, str] | None = None) -> dict[str, list[str]]:
    app = Starlette(routes=[WebSocketRoute("/stream", stream)], middleware=[Middleware(Stream)])
    with TestClient(app).websocket_connect(address, headers=headers or {}) as opened:
        found: dict[str, list[str]] = opened.receive_json()
    return found


def test_the_address_of_a_stream_says_window_and_motion() -> None:
    found = heard("/stream?window=320x400&still=1")
    assert found == {"atlas-window": ["320x400"], "atlas-still": ["1"], "host": ["testserver"]}


@pytest.mark.parametrize(
    ("address", "window"),
    [
        ("/stream", []),
        ("/stream?window=", []),
        ("/stream?window=1x1&window=320x400", ["320x400"]),
        ("/stream?window=320x400%0d%0aHost:%20evil", ["320x400\r\nHost: evil"]),
        ("/stream?window=%E4%BA%AC", ["?"]),
        ("/stream?host=evil&atlas-window=1x1", []),
    ],
)
def test_nothing_else_of_the_address_becomes_a_header(address: str, window: list[str]) -> None:
    found = heard(address, {"atlas-window": "9x9"})
    assert found == {"atlas-window": window, "atlas-still": [], "host": ["testserver"]}
