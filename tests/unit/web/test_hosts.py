"""The dashboard answers under the names it is given, and under no other."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket

from lib.base import settings
from lib.base.problems import DataProblem
from lib.web import start
from lib.web.hosts import Hosts


async def page(_: object) -> PlainTextResponse:
    return PlainTextResponse("page")


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


def asked(*allowed: str) -> TestClient:
    """A server that answers for the names allowed."""
    served = ("/", "/healthz", "/readyz")
    routes = [*(Route(path, page) for path in served), WebSocketRoute("/stream", stream)]
    app = Starlette(routes=routes)
    app.add_middleware(Hosts, allowed=allowed)
    return TestClient(app)


@pytest.mark.parametrize(
    "host",
    [
        "atlas.example.cn",
        "ATLAS.example.cn:8501",
        "atlas.example.cn.",
        "a.b.park.example.cn",
        "192.0.2.7:80",
        "[2001:db8::7]:80",
    ],
)
def test_an_allowed_host_is_answered(host: str) -> None:
    client = asked("atlas.example.cn", "*.park.example.cn", "192.0.2.7", "[2001:db8::7]")
    assert client.get("/", headers={"host": host}).text == "page"
    with client.websocket_connect("/stream", headers={"host": host}):
        pass


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "atlas.example.cn.evil.example",
        "xatlas.example.cn",
        "park.example.cn",
        "me@atlas.example.cn",
        "atlas.example.cn/",
        "127.0.0.1",
        "[",
    ],
)
def test_another_host_is_refused_in_words(host: str) -> None:
    client = asked("atlas.example.cn", "*.park.example.cn")
    answer = client.get("/", headers={"host": host})
    assert (answer.status_code, answer.text) == (421, "此服务器不以这个主机名提供服务。\n")
    english = client.get("/", headers={"host": host, "accept-language": "en-GB,en;q=0.9"})
    assert english.text == "This server does not answer to this host name.\n"
    with (
        pytest.raises(WebSocketDenialResponse) as refusal,
        client.websocket_connect("/stream", headers={"host": host}),
    ):
        pass
    assert refusal.value.status_code == 421


def test_health_checks_come_to_a_bare_address() -> None:
    client = asked("atlas.example.cn")
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "127.0.0.1:8501"}).text == "page"


def test_without_the_setting_any_host_will_do() -> None:
    assert asked().get("/", headers={"host": "anything.example"}).text == "page"


def test_the_setting_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_ALLOWED_HOSTS", raising=False)
    assert settings.allowed_hosts() == ()
    monkeypatch.setenv("ATLAS_ALLOWED_HOSTS", " Atlas.example.cn, *.park.example.cn ,[::1],")
    assert settings.allowed_hosts() == ("atlas.example.cn", "*.park.example.cn", "[::1]")


@pytest.mark.parametrize(
    "host", ["https://atlas.example.cn", "atlas.example.cn:8501", "*", "a*.example.cn", "高新区.cn"]
)
def test_what_is_no_host_ends_the_start_with_a_sentence(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_ALLOWED_HOSTS", f"atlas.example.cn,{host}")
    with pytest.raises(DataProblem, match="ATLAS_ALLOWED_HOSTS"):
        settings.allowed_hosts()
    with pytest.raises(SystemExit, match="is not a host name") as end:
        start.prepare()
    assert host in str(end.value)
