"""The log has a line for each request and says nothing of who made it."""

import logging

import pytest
from prometheus_client import REGISTRY
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from lib.web.record import Record


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse("twelve bytes", int(request.query_params.get("status", "200")))


async def fail(_: Request) -> PlainTextResponse:
    raise RuntimeError


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_bytes(b"12345")
    await websocket.receive_bytes()
    await websocket.close()


async def refuse(websocket: WebSocket) -> None:
    await websocket.close()


@pytest.fixture
def client(base: str) -> TestClient:
    routes = [
        Route(f"{base}/fail", fail),
        WebSocketRoute(f"{base}/_stcore/stream", stream),
        WebSocketRoute(f"{base}/no", refuse),
        Route("/{path:path}", answer, methods=["GET", "POST"]),
    ]
    middleware = [Middleware(Record, pages=("", "map"))]
    app = Starlette(routes=routes, middleware=middleware)
    return TestClient(app, raise_server_exceptions=False)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines logged, without how long it took."""
    texts = [r.getMessage() for r in caplog.records if r.name == "lib.web.record"]
    return [" ".join(word for i, word in enumerate(t.split()) if i not in (3, 4)) for t in texts]


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "lib")


def test_a_request_is_a_line(
    client: TestClient, base: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.get(
        f"{base}/map?q=secret", headers={"user-agent": "secret", "x-forwarded-for": "secret"}
    )
    client.post(f"{base}/nope?status=404")
    client.get(f"{base}/media/a.pdf")
    client.get(f"{base}/fail")
    assert lines(caplog) == [
        f"GET {base}/map 200 12 B",
        f"POST {base}/nope 404 12 B",
        f"GET {base}/media/a.pdf 200 12 B",
        f"GET {base}/fail 500 0 B",
    ]
    record = next(r for r in caplog.records if r.name == "lib.web.record")
    fields = record.__dict__["fields"]
    assert fields | {"ms": 0} == {
        "method": "GET",
        "path": f"{base}/map",
        "status": 200,
        "ms": 0,
        "bytes": 12,
    }
    assert "secret" not in caplog.text


def test_a_session_is_two_lines(
    client: TestClient, base: str, caplog: pytest.LogCaptureFixture
) -> None:
    with client.websocket_connect(f"{base}/_stcore/stream?q=secret") as websocket:
        websocket.receive_bytes()
        websocket.send_bytes(b"x")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"{base}/no"):
        pass
    assert lines(caplog) == [
        f"WS {base}/_stcore/stream open 0 B",
        f"WS {base}/_stcore/stream closed 5 B",
        f"WS {base}/no 403 0 B",
    ]


def test_what_a_page_brings_with_it_is_no_line(
    client: TestClient, base: str, caplog: pytest.LogCaptureFixture
) -> None:
    quiet = ("/healthz", "/static/js/a.js", "/app/static/a.css", "/_stcore/health")
    for path in quiet:
        client.get(base + path)
    client.get(f"{base}/map/_stcore/health?status=404")  # Streamlit's client seeks its server.
    assert lines(caplog) == []
    for path in quiet:
        client.get(f"{base}{path}?status=500")
    assert lines(caplog) == [f"GET {base}{path} 500 12 B" for path in quiet]


def test_no_line_names_a_session(
    client: TestClient, base: str, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(f"{base}/_stcore/upload_file/secret/file?status=403")
    assert lines(caplog) == [f"POST {base}/_stcore/upload_file/ 403 12 B"]


def test_no_path_can_forge_a_line(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/a%0A2026-01-01%20GET%20/%1b[31m" + "x" * 1000)
    assert lines(caplog)[0].startswith("GET /a%0A2026-01-01%20GET%20/%1B%5B31mxxx")
    assert len(lines(caplog)[0]) < 300


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/map", "page"),
        ("/media/a.pdf", "file"),
        ("/healthz", "health"),
        ("/app/static/a.css", "static"),
        ("/static/js/a.js", "static"),
        ("/map/_stcore/health", "streamlit"),
        ("/robots.txt", "other"),
    ],
)
def test_requests_are_counted_by_what_they_are_for(
    client: TestClient, base: str, path: str, kind: str
) -> None:
    def requests(status: str) -> float:
        return counted("atlas_requests_total", kind=kind, status=status)

    good, bad = requests("2xx"), requests("4xx")
    client.get(base + path)
    client.get(f"{base}{path}?status=404")
    assert (requests("2xx"), requests("4xx")) == (good + 1, bad + 1)


def test_sessions_are_counted_while_they_are_open(client: TestClient, base: str) -> None:
    before = counted("atlas_sessions")
    with client.websocket_connect(f"{base}/_stcore/stream") as websocket:
        websocket.receive_bytes()
        assert counted("atlas_sessions") == before + 1
        websocket.send_bytes(b"x")
    assert counted("atlas_sessions") == before
