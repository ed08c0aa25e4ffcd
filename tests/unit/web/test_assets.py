"""Streamlit's own files reach the browser as they are, small, and are kept there."""

import asyncio
import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import brotli
import pytest
import streamlit
from starlette.responses import PlainTextResponse
from starlette.types import Message

from lib.drawing import icons
from lib.web import assets

STATIC = Path(streamlit.__file__).parent / "static"
FILES = sorted(path for path in (STATIC / "static").rglob("*.*"))
SCRIPT = min(STATIC.rglob("*.js"))
ICONS = icons.full(STATIC)
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


def asked(address: str, method: str = "GET", **headers: str) -> Answer:
    """What the browser gets; what is not for `Assets` is answered 418."""
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()  # The browser stays.
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": address,
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    app = assets.Assets(PlainTextResponse("another's", status_code=418))
    asyncio.run(app(scope, receive, send))
    start, *rest = sent
    got = {k.decode(): v.decode() for k, v in start["headers"]}
    return Answer(start["status"], got, b"".join(each.get("body", b"") for each in rest))


def address(path: Path) -> str:
    return f"/{path.relative_to(STATIC).as_posix()}"


def is_text(path: Path) -> bool:
    return path.suffix not in (".woff2", ".png", ".gif")


def test_every_file_of_streamlit_arrives_as_it_is() -> None:
    assert len(FILES) > 300
    for path in FILES:
        answer = asked(address(path))
        assert answer.status == 200, path
        assert answer.body == (icons.PATH if path == ICONS else path).read_bytes(), path
        assert answer.headers["content-length"] == str(len(answer.body))
        assert ("immutable" in answer.headers["cache-control"]) == (path != ICONS), path


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("br;q=0,gzip", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_scripts_and_styles_are_as_small_as_the_browser_takes_them(
    accepted: str, coding: str
) -> None:
    for path in (SCRIPT, *STATIC.rglob("*.css"), *STATIC.rglob("*.svg")):
        answer = asked(address(path), accept_encoding=accepted)
        assert answer.headers.get("content-encoding", "") == coding
        assert answer.headers["vary"] == "accept-encoding"
        assert UNPACKED[coding](answer.body) == path.read_bytes()
        assert not coding or len(answer.body) < path.stat().st_size


def test_pictures_and_fonts_are_not_compressed_again() -> None:
    for path in filter(lambda path: not is_text(path), FILES):
        assert "content-encoding" not in asked(address(path), accept_encoding="gzip, br").headers


def test_a_file_is_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked(address(SCRIPT), accept_encoding="gzip")
    monkeypatch.setattr(Path, "read_bytes", pytest.fail)
    assert asked(address(SCRIPT), accept_encoding="gzip").body == first.body


@pytest.mark.parametrize("prefix", ["", "/atlas", "/a/b"])
def test_below_a_path_it_is_the_same(prefix: str) -> None:
    assert asked(prefix + address(SCRIPT)).body == SCRIPT.read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/static",
        "/static/",
        "/static/js/none.js",
        "/static/js/../../index.html",
        "/app/static/atlas.0123456789.css",
        "/index.html",
    ],
)
def test_everything_else_is_for_others(path: str) -> None:
    assert asked(path).status == 418


def test_only_reading_is_answered() -> None:
    assert asked(address(SCRIPT), "HEAD").status == 200
    assert asked(address(SCRIPT), "POST").status == 418


def test_what_may_change_is_sent_only_where_it_did() -> None:
    first = asked(address(ICONS))
    assert first.headers["cache-control"] == "no-cache"
    again = asked(address(ICONS), if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert asked(address(ICONS), if_none_match='"another"').body == first.body
