"""Nobody can fill the server's memory."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.web import bodies
from lib.web.bodies import MOST, Bodies

UPLOAD = "/_stcore/upload_file/session/file"


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def client(base: str) -> TestClient:
    methods = ["GET", "POST", "PUT"]
    routes = [Route(base + path, length, methods=methods) for path in ("/", UPLOAD)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Bodies)]))


@pytest.mark.parametrize("method", ["PUT", "POST", "GET"])
def test_an_upload_is_refused_in_words(client: TestClient, base: str, method: str) -> None:
    answer = client.request(method, base + UPLOAD, content=b"x")
    assert (answer.status_code, answer.text) == (403, "此服务器不接收文件。\n")
    english = client.request(method, base + UPLOAD, headers={"accept-language": "en"})
    assert english.text == "This server does not accept files.\n"


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
