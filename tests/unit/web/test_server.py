"""What every answer says about what its page may do."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.base import settings
from lib.web import server, start


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
