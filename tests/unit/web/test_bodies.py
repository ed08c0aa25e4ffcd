"""Nobody can fill the server's memory."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.access import accounts, sessions
from lib.editions import current
from lib.editions.current import Holder
from lib.editions.store import Store
from lib.web import bodies
from lib.web.bodies import MOST, Bodies

UPLOAD = "/_stcore/upload_file/session/file"


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def client(base: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TestClient:
    monkeypatch.setattr(current, "holder", lambda: Holder(Store(f"sqlite:///{tmp_path / 'a.db'}")))
    methods = ["GET", "POST", "PUT"]
    routes = [Route(base + path, length, methods=methods) for path in ("/", UPLOAD)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Bodies)]))


@pytest.mark.parametrize("method", ["PUT", "POST", "GET"])
def test_an_upload_is_refused_in_words(client: TestClient, base: str, method: str) -> None:
    answer = client.request(method, base + UPLOAD, content=b"x")
    assert (answer.status_code, answer.text) == (
        403,
        "只接收已登录的数据管理员和园区编辑员的文件。\n",
    )
    english = client.request(method, base + UPLOAD, headers={"accept-language": "en"})
    assert english.text == ("Only files from signed-in stewards and zone editors are accepted.\n")


@pytest.mark.parametrize(
    ("role", "park", "status"), [("steward", "", 200), ("editor", "zgc", 200), ("admin", "", 403)]
)
def test_who_loads_lists_or_proposes_may_send_a_file(
    client: TestClient, base: str, role: str, park: str, status: int
) -> None:
    database, password = current.holder().store.database, "correct horse battery"
    accounts.add(database, "wang", role, park, password, "test")
    token = sessions.sign_in(database, "wang", password, "")
    client.cookies.set(sessions.COOKIE, token)
    assert client.put(base + UPLOAD, content=b"x").status_code == status
    sessions.end(database, token)
    assert client.put(base + UPLOAD, content=b"x").status_code == 403


def test_who_may_upload_is_one_decision(
    client: TestClient, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "may_upload", lambda scope: True)
    size = MOST + 1  # Streamlit's own bound holds here.
    assert client.put(base + UPLOAD, content=b"x" * size).text == str(size)


def test_a_body_is_bounded(client: TestClient, base: str) -> None:
    assert client.post(f"{base}/", content=b"x" * MOST).text == str(MOST)
    answer = client.post(f"{base}/", content=b"x" * (MOST + 1))
    assert (answer.status_code, answer.text) == (413, "请求的内容过大。\n")


def test_a_body_of_no_stated_length_is_bounded(client: TestClient, base: str) -> None:
    parts = iter([b"x" * MOST, b"x"])
    answer = client.post(f"{base}/", content=parts, headers={"accept-language": "en"})
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.text) == (413, "The request is too large.")


def test_a_length_that_is_none_is_left_to_the_server(client: TestClient, base: str) -> None:
    assert client.get(f"{base}/", headers={"content-length": "-1"}).text == "0"
