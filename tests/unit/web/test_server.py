"""The index page, and what every answer says about what a page may do."""

import os
import threading
import time
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.base import settings
from lib.base.problems import DataProblem
from lib.editions import current
from lib.editions.edition import Edition
from lib.outputs import shelf
from lib.web import server, start
from tests.editions import live_edition
from tests.tiles import KEY, Tiles


async def page(_: object) -> PlainTextResponse:
    return PlainTextResponse("page")


def asked() -> TestClient:
    """A server of one page, with all that the atlas puts round Streamlit."""
    return TestClient(Starlette(routes=[Route("/", page)], middleware=server.middleware([""])))


def test_nobody_else_may_frame_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_FRAME_ANCESTORS", raising=False)
    headers = asked().get("/").headers
    assert "frame-ancestors 'self';" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_the_sites_allowed_may_frame_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = "https://portal.example.cn, http://intranet:8080\nhttps://*.park.example.cn"
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", sites)
    headers = asked().get("/").headers
    expected = (
        "frame-ancestors 'self' https://portal.example.cn http://intranet:8080 "
        "https://*.park.example.cn;"
    )
    assert expected in headers["content-security-policy"]
    assert "x-frame-options" not in headers


@pytest.mark.parametrize("base", ["", "/atlas"], indirect=True)
@pytest.mark.parametrize(
    "path",
    ["/stewards", "/signin", "/signout", "/signin/oidc", "/signin/oidc/callback", "/feedback"],
)
def test_no_other_site_frames_what_a_click_may_change_something_in(
    path: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", "https://portal.example.cn")
    pages = ["", "embed", "stewards"]
    app = Starlette(
        routes=[Route(f"/{name}", page) for name in pages],
        middleware=server.middleware(pages, ["stewards"]),
    )
    client = TestClient(app)
    for query in ("", "?lang=en&next=/embed"):
        headers = client.get(f"{base}{path}{query}").headers
        assert "frame-ancestors 'self';" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "SAMEORIGIN"
    for other in ("/", "/embed", "/embed?park=tianjin"):
        headers = client.get(f"{base}{other}").headers
        allowed = "frame-ancestors 'self' https://portal.example.cn;"
        assert allowed in headers["content-security-policy"]
        assert "x-frame-options" not in headers


@pytest.mark.parametrize(
    "site",
    [
        "portal.example.cn",
        "https://portal.example.cn/home",
        "https://portal.example.cn;script-src",
        "https://*",
        "*",
        "'none'",
        "ftp://portal.example.cn",
        "https://me@portal.example.cn",
    ],
)
def test_what_is_no_site_ends_the_start_with_a_sentence(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", f"https://a.example.cn {site}")
    with pytest.raises(SystemExit, match=r"ATLAS_FRAME_ANCESTORS: .* is not a site") as end:
        start.prepare()
    assert site in str(end.value)


def test_the_setting_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", "HTTPS://Portal.example.cn，http://a ")
    assert settings.frame_ancestors() == ("https://portal.example.cn", "http://a")


@pytest.mark.parametrize("place", ['<html lang="en">', "<title>Streamlit</title>", "./favicon.png"])
def test_an_index_page_unlike_the_one_known_ends_the_start(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    index = Path(st.__file__).parent / "static" / "index.html"
    doctored = tmp_path / "index.html"
    doctored.write_text(index.read_text("utf-8").replace(place, "<!-- gone -->"), "utf-8")
    monkeypatch.setattr(server, "_INDEX", doctored)
    with pytest.raises(SystemExit, match="Streamlit's page has no") as end:
        start.prepare()
    assert place in str(end.value)


def test_the_index_page_is_the_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "edition", live_edition)
    client = TestClient(Starlette(routes=server.routes([""])))
    chinese, english = client.get("/").text, client.get("/?lang=en").text
    assert '<html lang="zh-CN">' in chinese
    assert '<html lang="en">' in english
    edition = live_edition()
    for page in (chinese, english):
        assert f'<link rel="stylesheet" href="./{edition.asset("atlas.css")}">' in page
        assert f'href="./{edition.asset("logo.svg")}"' in page
        assert "<title>京津冀创新资源看板</title>" in page


def test_without_an_edition_there_is_an_index_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Edition:
        raise DataProblem("atlas", "没有可用的版本。")

    monkeypatch.setattr(current, "edition", none)
    client = TestClient(Starlette(routes=server.routes([""])))
    page = client.get("/")
    assert (page.status_code, 'href="./favicon.png"' in page.text) == (200, True)
    assert client.get("/readyz").status_code == 503


def sources(policy: str) -> dict[str, str]:
    """What a Content-Security-Policy allows, by directive."""
    parts = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: allowed for name, _, allowed in parts}


def test_pages_may_fetch_from_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_BASEMAP", raising=False)
    monkeypatch.setenv("ATLAS_TIANDITU_KEY", KEY)
    headers = asked().get("/").headers
    policy = headers["content-security-policy"]
    assert sources(policy)["connect-src"] == "'self'"
    assert "://" not in policy
    assert headers["referrer-policy"] == "no-referrer"


def test_pages_may_fetch_from_the_official_basemap_s_servers_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ATLAS_BASEMAP", raising=False)
    before = sources(asked().get("/").headers["content-security-policy"])
    Tiles(url="http://gis.intranet:8080/a,https://b.example.cn").use(monkeypatch)
    headers = asked().get("/").headers
    allowed = sources(headers["content-security-policy"])
    assert allowed.pop("connect-src") == "'self' http://gis.intranet:8080 https://b.example.cn"
    before.pop("connect-src")
    assert allowed == before
    # A key for browsers holds for a site, which the server knows by its origin.
    assert headers["referrer-policy"] == "strict-origin"


def test_files_go_when_their_time_is_over_though_nobody_makes_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise DataProblem("atlas.db", "文件是空的。")

    def old() -> Path:
        path = shelf.place("csv")
        path.write_bytes(b"rows")
        os.utime(path, (0, 0))
        return path

    def wait_for(path: Path) -> None:
        for _ in range(2000):
            if not path.exists():
                return
            time.sleep(0.005)
        raise AssertionError("it is still there")

    def break_once() -> None:
        monkeypatch.setattr(shelf, "sweep", sweep)
        raise OSError("Input/output error")

    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.setattr(current, "holder", fail)
    monkeypatch.setattr(current, "SECONDS", 0.01)
    monkeypatch.setattr(server, "_SWEEP_EVERY", 0.02)
    sweep, stop = shelf.sweep, threading.Event()
    monkeypatch.setattr(shelf, "sweep", break_once)
    watcher = threading.Thread(target=server._watch, args=(stop,))
    # From before the start.
    first = old()
    watcher.start()
    try:
        wait_for(first)
        wait_for(old())
    finally:
        stop.set()
        watcher.join()
    assert "Input/output error" in caplog.text
