"""Whatever is asked for over the wire, the server answers: with what it serves, or that it does
not; and neither its log nor its metrics repeat what was asked."""

import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bench.servers import free_port
from tests import hostile
from tests.browser.conftest import Server

pytestmark = pytest.mark.slow

METRICS = free_port()
# Answers that somebody meant: good, elsewhere, not so, refused, not here, not this way, too much or
# too often.
MEANT = {200, 204, 301, 307, 308, 400, 403, 404, 405, 411, 413, 414, 421, 429, 431}
# What stands in files that are not served: of the machine, the project, its state and a library.
KEPT = (b"root:x:", b"from lib.", b"SQLite format", b"[project]", b"__future__")
SECRET = "geheim"
SEGMENTS = (
    *("..", ".", "", "%2e%2e", "%252e%252e", "..%2f..%2f", "..%5c", "..\\", "%00", "%ff", "%c0%ae"),
    *("static", "app", "app/static", "static/js", "media", "component", "healthz", "map", "lib"),
    *("_stcore", "upload_file", "host-config", "stream", "health", "metrics", "app.py", "state"),
    *("atlas.db", "cookie-secret", "data", "resources.csv", "etc", "passwd", "etc%2fpasswd"),
    *("api", "api", "collections", "resources", "items", "openapi.json", "changes.atom"),
    *("pyproject.toml", "index.html", "C:", "~root", "%7eroot", "file:", "%0d%0aX: y", ".git"),
    *("x" * 5000, "x" * 70_000, quote("京津冀"), ";a=b", "*", "{x}", "%", "%zz", "%u202e"),
    *(quote(text, safe="") for text in (*hostile.SEEN.values(), *hostile.UNSEEN.values())),
)
paths = st.lists(st.sampled_from(SEGMENTS), max_size=6).flatmap(
    lambda parts: st.sampled_from(["/", "%2f", "%252f", "\\", "//"]).map(lambda by: by.join(parts))
)
targets = paths.map(lambda path: f"/{path}".encode()) | st.binary(max_size=40)
methods = st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "X"])


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(ATLAS_LOG="json", ATLAS_METRICS_PORT=str(METRICS))
    yield running
    running.stop()


def asked(server: Server, method: str, target: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to a request of just these bytes; 0 where the connection is
    closed without one."""
    head = f" HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Secret: {SECRET}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        answer = b""
        try:
            connection.sendall(f"{method} ".encode() + target + head.encode())
            while part := connection.recv(65_536):
                answer += part
        except ConnectionError:
            pass
    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return (int(status[1]) if status else 0), answer.partition(b"\r\n\r\n")[2]


def check(server: Server, method: str, target: bytes) -> None:
    status, body = asked(server, method, target)
    # A head that never ends, or is too long, is cut off.
    assert status in MEANT or (status == 0 and len(target) > 60_000), (status, target[:200])
    if not target.startswith((b"/static/", b"//static")):
        assert not [kept for kept in KEPT if kept in body], target


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(methods, targets, st.binary(max_size=20))
@example("GET", b"/../../../../etc/passwd", b"")
@example("GET", b"/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", b"")
@example("GET", b"/app/static/..%2f..%2fatlas.db", b"")
@example("GET", b"/app/static/%2e%2e/%2e%2e/cookie-secret", b"")
@example("GET", b"/media/..%2f..%2fapp.py", b"")
@example("GET", b"//evil.example/%2f..", b"")
@example("GET", b"http://evil.example/", b"")
@example("GET", b"/" + b"x" * 70_000, b"")
@example("GET", b"/app/static/a%00.0123456789.css", b"")
@example("GET", b"/app/static/" + b"a" * 300 + b".0123456789.css", b"")
def test_any_path_is_answered(server: Server, method: str, target: bytes, query: bytes) -> None:
    check(server, method, target + f"?q={SECRET}&".encode() + query)


@pytest.mark.parametrize("path", [b"/", b"/map", b"/directory", b"/present"])
def test_a_page_stands_whatever_its_query(server: Server, path: bytes) -> None:
    for text in hostile.SEEN | hostile.UNSEEN:
        query = quote((hostile.SEEN | hostile.UNSEEN)[text]).encode()
        assert asked(server, "GET", path + b"?q=" + query + b"&lang=" + query)[0] == 200


def test_no_redirect_leads_away(server: Server) -> None:
    for path in (b"//evil.example", b"//evil.example/", b"/\\evil.example/", b"/%2fevil.example/"):
        head = asked(server, "GET", path)
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(b"GET " + path + b" HTTP/1.0\r\n\r\n")
            answer = connection.makefile("rb").read().lower()
        place = re.search(rb"location: *(\S*)", answer)
        assert not place or re.match(rb"/(?![/\\])", place[1]), (head, place)


def test_log_and_metrics_repeat_nothing(server: Server) -> None:
    """Of everything that the tests above have asked."""
    for text in (hostile.SEEN | hostile.UNSEEN).values():
        asked(server, "GET", b"/no/" + quote(text, safe="").encode() + b"?q=" + SECRET.encode())
    lines = (server.state / "log").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len([r for r in records if r.get("status") == 404]) >= len(hostile.SEEN)
    for line, record in zip(lines, records, strict=True):
        assert SECRET not in line
        assert "127.0.0.1" not in line
        assert re.fullmatch(r"[!-~]{0,620}", record.get("path", "")), record
        assert not set(record.get("path", "")) & set("<>\"'?")
    with urlopen(f"http://127.0.0.1:{METRICS}/metrics") as answer:
        text = answer.read().decode()
    labels = dict.fromkeys(re.findall(r"(?m)^atlas_requests_total\{(.*)\}", text))
    kinds = {"page", "api", "file", "health", "static", "streamlit", "other"}
    for label in labels:
        found = re.fullmatch(r'kind="(\w+)",status="[1-5]xx"', label)
        assert found
        assert found[1] in kinds
    assert SECRET not in text
    assert "evil" not in text
