"""The API read by a page of another site: the example of docs/api.md, as it is written there."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server, Windows
from tests.conftest import ROOT
from tests.editions import live_edition

pytestmark = pytest.mark.browser


@pytest.fixture
def elsewhere(server: Server) -> Iterator[str]:
    """Where another site shows the example, with the address of this server in it."""
    document = (ROOT / "docs" / "api.md").read_text("utf-8")
    [example] = re.findall(r"```html\n(<ul.*?)```", document, re.DOTALL)
    page = example.replace("https://atlas.example.cn", server.url)

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!DOCTYPE html>{page}".encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    site = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()
    site.server_close()


def test_a_page_of_another_site_shows_its_list(
    browser: Browser, server: Server, windows: Windows, elsewhere: str
) -> None:
    edition = live_edition()
    held = edition.select(edition.filter(park=("tianjin",)))
    with windows.lend(browser, server.url) as page:
        page.goto(elsewhere)
        items = page.locator("#atlas li")
        expect(items).to_have_count(len(held))
        assert set(items.all_inner_texts()) == set(held["name"])
        expect(page.locator("#atlas-source")).to_contain_text("非联盟官方名录")
        first = page.locator("#atlas a").first
        address = str(first.get_attribute("href"))
        assert re.fullmatch(rf"{server.url}/directory\?id=tianjin-\d+", address)
