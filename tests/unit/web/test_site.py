"""Every address leads to the atlas, to Streamlit, or to the page that says there is nothing."""

from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_static_routes import (
    create_streamlit_static_assets_routes,
)

from lib.editions import cache, current
from lib.web import paths, server
from lib.web.site import Site
from tests.editions import live_edition

SCRIPT = next((Path(st.__file__).parent / "static" / "static" / "js").glob("*.js")).name


async def core(request: Request) -> JSONResponse:
    """Streamlit's own answers."""
    return JSONResponse({"path": request.url.path})


async def media(_: Request) -> PlainTextResponse:
    return PlainTextResponse("Not Found", 404)


@pytest.fixture
def client(base: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TestClient:
    """The atlas's routes before Streamlit's, of which the static files are the real ones."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.setattr(current, "edition", live_edition)
    routes = [
        *server.routes(["", "map"]),
        *(Route(f"{base}/_stcore/{name}", core) for name in ("health", "metrics")),
        Route(f"{base}/media/{{file}}", media),
        *create_streamlit_static_assets_routes(base),
    ]
    middleware = [Middleware(Site, pages=("", "map"))]
    return TestClient(Starlette(routes=routes, middleware=middleware), follow_redirects=False)


def test_pages_health_and_files_are_below_the_base_path(client: TestClient, base: str) -> None:
    for path in ("/", "/map", "/map?park=tianjin&lang=en"):
        answer = client.get(base + path)
        assert (answer.status_code, "atlas." in answer.text) == (200, True)
    assert client.get(f"{base}/healthz").text == "ok"
    assert client.get(f"{base}/readyz").text == live_edition().digest
    folder = cache.static_folder()
    folder.mkdir(parents=True)
    (folder / "a.0123456789.json").write_text("{}")
    assert client.get(f"{base}/app/static/a.0123456789.json").json() == {}
    square = client.get(f"{base}/app/ground/16/53941/24820.json").json()["features"][0]
    assert set(square["properties"]) == {"at", "m"}
    assert client.get(f"{base}/app/ground/40/1/1.json").status_code == 404


def test_what_is_streamlits_goes_on_working(client: TestClient, base: str) -> None:
    assert client.get(f"{base}/_stcore/health").json() == {"path": f"{base}/_stcore/health"}
    script = client.get(f"{base}/static/js/{SCRIPT}")
    assert (script.status_code, "javascript" in script.headers["content-type"]) == (200, True)
    slash = client.get(f"{base}/map/")
    assert (slash.status_code, slash.headers["location"]) == (301, f"{base}/map")


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/robots.txt",
        "/.git/config",
        "/index.html",
        "/map/nope",
        "/map/_stcore/health",
        "/map/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/nope",
        "/static/js/gone.js",
        "/app/static/gone.0123456789.json",
        "/media/gone.pdf",
        "/healthz/x",
    ],
)
def test_any_other_path_is_a_page_with_the_way_home(
    client: TestClient, base: str, path: str
) -> None:
    answer = client.get(base + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="zh-CN">' in answer.text
    assert f'href="{base}/">回到总览' in answer.text
    english = client.get(base + path, headers={"accept-language": "en"})
    assert '<html lang="en">' in english.text
    assert f'href="{base}/?lang=en">To the overview' in english.text
    assert "zh-CN" in client.get(f"{base}{path}?lang=zh", headers={"accept-language": "en"}).text


def test_the_page_is_whole_in_itself(client: TestClient) -> None:
    page = client.get("/nope").text
    assert "<script" not in page
    assert "src=" not in page
    assert "url(" not in page
    assert "nope" not in page


@pytest.mark.parametrize("base", ["/atlas"], indirect=True)
def test_outside_the_base_path_there_is_nothing(client: TestClient) -> None:
    for path in ("/", "/map", "/healthz", "/atlasmap", "/app/static/a.0123456789.json"):
        answer = client.get(path)
        assert (answer.status_code, "/atlas/" in answer.text) == (404, True), path
    home = client.get("/atlas?lang=en")
    assert (home.status_code, home.headers["location"]) == (307, "/atlas/?lang=en")


@pytest.mark.parametrize(("option", "path"), [("", ""), ("atlas", "/atlas"), ("/a/b/", "/a/b")])
def test_the_base_path_is_streamlits(
    option: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": option}.get)
    assert paths.base() == path
