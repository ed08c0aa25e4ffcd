"""All that stands round Streamlit, on a server that was really started."""

import asyncio
import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.request import urlopen

import pytest

from bench.viewer import Viewer
from tests.browser.conftest import Server
from tests.editions import live_edition

pytestmark = pytest.mark.slow

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    METRICS = probe.getsockname()[1]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(
        ATLAS_ALLOWED_HOSTS="127.0.0.1",
        ATLAS_LOG="json",
        ATLAS_METRICS_PORT=str(METRICS),
    )
    yield running
    running.stop()


def answered(server: Server, method: str, path: str, **request: object) -> tuple[int, str]:
    """Status and text of an answer."""
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request(method, path, **request)  # type: ignore[arg-type]
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_what_is_not_the_apps_is_not_served(server: Server) -> None:
    for path in ("/nope", "/robots.txt", "/.git/config", "/_stcore/metrics", "/map/_stcore/health"):
        status, text = answered(server, "GET", path)
        assert (status, "没有这个页面" in text) == (404, True), path
    for path in ("/", "/map", "/_stcore/health", "/_stcore/host-config", "/healthz", "/readyz"):
        assert answered(server, "GET", path)[0] == 200, path
    assert answered(server, "PUT", "/_stcore/upload_file/a/b", body=b"x")[0] == 403
    assert answered(server, "POST", "/_stcore/agent/interact", body=b"x" * 70_000)[0] == 413
    other = {"Host": "evil.example"}
    assert answered(server, "GET", "/", headers=other)[0] == 421
    assert answered(server, "GET", "/healthz", headers=other)[0] == 200


def test_a_session_is_in_the_log_and_in_the_metrics(server: Server) -> None:
    async def visit() -> str:
        async with Viewer(server.port, "") as viewer:
            await viewer.open("q=secret")
            with urlopen(f"http://127.0.0.1:{METRICS}/metrics") as answer:
                return str(answer.read(), "utf-8")

    metrics = asyncio.run(visit())
    assert "atlas_sessions 1.0" in metrics
    assert "atlas_run_seconds_count 0.0" not in metrics
    assert f'digest="{live_edition().digest}"' in metrics
    assert 'atlas_requests_total{kind="page",status="2xx"}' in metrics
    text = (server.state / "log").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    opened = [line for line in lines if line.get("event") == "open"]
    assert [line["path"] for line in opened] == ["/_stcore/stream"]
    assert "secret" not in text
    assert "127.0.0.1" not in text
