"""The view that another site frames, seen in a page of another site, and what no site may frame.

Other sites are `localhost` and the atlas is `127.0.0.1`: to a browser two sites, and in a frame of
the one no cookie of the other's comes.
"""

import io
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Frame, Page, expect

from lib.drawing import palette
from lib.ui.window import Window
from tests.browser.conftest import Server, Windows, judged, rest, settle
from tests.browser.test_access import violations
from tests.browser.test_atlas import click_on_map, spots
from tests.conftest import ROOT
from tests.editions import live_edition

pytestmark = pytest.mark.browser

EDITION = live_edition()
FILTER = "park=hengshui&category=pilot"
HELD = EDITION.select(EDITION.filter(park=("hengshui",), category=("pilot",)))
PILOT = ImageColor.getrgb(palette.drawn("#E69F00", "light"))
MAP = "[data-testid=stDeckGlJsonChart]"
ROWS = ".st-key-em_resources button"
CARD = ".st-key-em_card h3"
SIZES = [(320, 400), (1000, 560)]


class Site:
    """Another site, with one page that holds `markup`."""

    def __init__(self) -> None:
        self.markup = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                head = '<!DOCTYPE html><html lang="zh"><title>园区</title><body style="margin: 0">'
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((head + site.markup).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def allowed() -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def stranger() -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def framed_server(allowed: Site) -> Iterator[Server]:
    """An atlas that one site may frame, and that takes corrections."""
    running = Server(ATLAS_FRAME_ANCESTORS=allowed.url, ATLAS_PUBLIC_FEEDBACK="yes")
    yield running
    running.stop()


@pytest.fixture
def visitor(browser: Browser, framed_server: Server, windows: Windows) -> Iterator[Page]:
    with windows.lend(browser, framed_server.url) as page:
        yield page


def show(page: Page, site: Site, address: str, size: tuple[int, int] = (1000, 560)) -> Frame:
    """Open a page of a site that frames an address, and return what is in its frame."""
    width, height = size
    site.markup = (
        f'<iframe title="atlas" src="{address}" width="{width}" height="{height}"></iframe>'
    )
    page.set_viewport_size({"width": max(width + 20, 400), "height": height + 20})
    page.goto(site.url)
    [frame] = page.frames[1:]
    return frame


def stands(frame: Frame) -> None:
    """Wait until a framed page is there and rests."""
    expect(frame.locator(".words")).to_be_visible(timeout=30_000)
    rest(frame)  # type: ignore[arg-type]


@pytest.mark.drawn
@pytest.mark.parametrize("size", SIZES)
def test_a_site_that_is_allowed_frames_map_and_list(
    visitor: Page, framed_server: Server, allowed: Site, size: tuple[int, int]
) -> None:
    """By mouse a mark and a row open their cards, without a cookie, and nothing else is asked."""
    with judged(visitor, framed_server.url, allowed.url):
        with visitor.expect_websocket() as stream:
            frame = show(visitor, allowed, f"{framed_server.url}/embed?{FILTER}", size)
        stands(frame)
        assert f"?window={size[0]}x{size[1]}&" in stream.value.url
        assert visitor.context.cookies() == []
        expect(frame.locator(ROWS)).to_have_count(len(HELD))
        for text in ("边界仅为示意", "非联盟官方名录"):
            expect(frame.get_by_text(text)).to_be_visible()
        expect(frame.locator("[data-testid=stSidebar], .st-key-nav")).to_have_count(0)

        x, y = mark(frame)
        click_on_map(visitor, x, y)
        expect(frame.locator(CARD)).to_be_visible(timeout=15_000)
        assert frame.locator(CARD).inner_text() in set(HELD["name"])
        frame.locator(".st-key-card_close button").click()
        expect(frame.locator(CARD)).to_have_count(0)
        stands(frame)

        row = frame.locator(ROWS).last
        row.scroll_into_view_if_needed()
        box = row.bounding_box()
        assert box
        visitor.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(frame.locator(CARD)).to_have_text(HELD["name"].iloc[-1])
        card = frame.locator(".st-key-em_card")
        for text in ("概念验证与中试", HELD["source_title"].iloc[-1]):
            expect(card).to_contain_text(text)
        assert card.evaluate("e => e.scrollWidth <= e.clientWidth")


def mark(frame: Frame) -> tuple[float, float]:
    """Where a mark of a pilot stands in the window, once the map has come to rest."""
    chart, page = frame.locator(MAP), frame.page
    hidden = ".st-key-em_map :is(.key-fold, .map-note) { visibility: hidden }"
    for _ in range(40):
        page.wait_for_timeout(500)
        image = Image.open(io.BytesIO(chart.screenshot(style=hidden))).convert("RGB")
        # Not below what lies over the map.
        found = [(x, y) for x, y in spots(image, PILOT, 8) if 50 < y < image.height - 50]
        box = chart.bounding_box()
        if found and box and len(found) > 8:
            page.wait_for_timeout(2500)  # The flight to the park takes a second and a half.
            again = Image.open(io.BytesIO(chart.screenshot(style=hidden))).convert("RGB")
            found = [(x, y) for x, y in spots(again, PILOT, 8) if 50 < y < again.height - 50]
            x, y = found[len(found) // 2]
            return box["x"] + x, box["y"] + y
    raise AssertionError("no mark came")


def test_the_whole_is_opened_in_a_window_that_knows_nothing_of_the_frame(
    visitor: Page, framed_server: Server, allowed: Site
) -> None:
    frame = show(visitor, allowed, f"{framed_server.url}/embed?{FILTER}&lang=en")
    stands(frame)
    with visitor.context.expect_page() as opened:
        frame.get_by_role("link", name="Open in the dashboard").click()
    settle(opened.value)
    assert opened.value.url == f"{framed_server.url}/?{FILTER}&lang=en"
    assert opened.value.evaluate("opener") is None
    opened.value.close()


def test_a_correction_leaves_the_frame(visitor: Page, framed_server: Server, allowed: Site) -> None:
    resource = HELD["resource_id"].iloc[0]
    frame = show(visitor, allowed, f"{framed_server.url}/embed?id={resource}")
    stands(frame)
    with visitor.context.expect_page() as opened:
        frame.get_by_role("link", name="更正反馈").click()
    expect(opened.value.locator("h1")).to_contain_text(HELD["name"].iloc[0])
    opened.value.close()
    expect(frame.locator(CARD)).to_have_text(HELD["name"].iloc[0])


@pytest.mark.parametrize("address", ["/embed", "/", "/api?f=html"])
def test_a_stranger_frames_nothing(
    visitor: Page, framed_server: Server, stranger: Site, address: str
) -> None:
    assert refusal(visitor, stranger, f"{framed_server.url}{address}")


@pytest.mark.parametrize("address", ["/signin", "/stewards", "/feedback?id=tianjin-001"])
def test_nobody_frames_what_a_click_may_change_something_in(
    visitor: Page, framed_server: Server, allowed: Site, address: str
) -> None:
    assert refusal(visitor, allowed, f"{framed_server.url}{address}")


def test_without_the_setting_nobody_frames_the_view(
    browser: Browser, server: Server, windows: Windows, allowed: Site
) -> None:
    with windows.lend(browser, server.url) as page:
        assert refusal(page, allowed, f"{server.url}/embed")


def refusal(page: Page, site: Site, address: str) -> str:
    """What the browser says of an address that it does not show in a site's page."""
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text) as said:
        show(page, site, address)
    expect(page.frame_locator("iframe").locator(".words, h1")).to_have_count(0)
    return said.value.text


def test_what_is_copied_frames_the_filter_in_another_site(
    visitor: Page, framed_server: Server, allowed: Site
) -> None:
    visitor.goto(f"/directory?{FILTER}&lang=en&pick=zgc-001&id=zgc-001")
    settle(visitor)
    visitor.locator(".st-key-di_export button").first.click()
    code = visitor.locator("code", has_text="<iframe")
    expect(code).to_be_visible()
    allowed.markup = code.inner_text()
    visitor.goto(allowed.url)
    [frame] = visitor.frames[1:]
    stands(frame)
    expect(frame.locator(ROWS)).to_have_count(len(HELD))
    expect(frame.locator(".words")).to_contain_text("Hengshui")
    expect(frame.locator(CARD)).to_have_count(0)
    assert visitor.locator("iframe").get_attribute("title")


def test_the_example_of_the_documentation_frames_a_zone(
    visitor: Page, framed_server: Server, allowed: Site
) -> None:
    document = (ROOT / "docs" / "api.md").read_text("utf-8")
    [example] = re.findall(r"```html\n(<iframe.*?)```", document, re.DOTALL)
    allowed.markup = example.replace("https://atlas.example.cn", framed_server.url)
    visitor.goto(allowed.url)
    [frame] = visitor.frames[1:]
    stands(frame)
    expect(frame.locator(".words")).to_contain_text("天津滨海高新区")


def test_a_frame_may_keep_to_one_theme(window: Page) -> None:
    """As the documentation says; else it is the visitor's."""
    window.emulate_media(color_scheme="dark")
    for option, scheme in (("&embed=true&embed_options=light_theme", "light"), ("", "dark")):
        window.goto(f"/embed?{FILTER}{option}")
        settle(window)
        expect(window.locator(".stApp")).to_have_css("color-scheme", scheme)
        expect(window.locator("main, .stMain").get_by_text(re.compile("Streamlit"))).to_have_count(
            0
        )


def test_who_lets_nobody_frame_it_offers_nothing_to_copy(window: Page) -> None:
    window.goto("/directory")
    settle(window)
    window.locator(".st-key-di_export button").first.click()
    expect(window.get_by_role("link", name=re.compile("API"))).to_be_visible()
    expect(window.locator("code")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_fits_every_frame_and_axe_finds_nothing(window: Page, language: str) -> None:
    found: dict[tuple[object, ...], list[str]] = {}
    address = f"/embed?park=zgc&lang={language}"
    for size in (*SIZES, (700, 400), (390, 844), (1200, 800)):
        window.set_viewport_size({"width": size[0], "height": size[1]})
        for theme in ("light", "dark"):
            window.emulate_media(color_scheme=theme)
            for state in ("", "&id=zgc-001&unknown=1"):
                window.goto(address + state)
                settle(window)
                expect(window.locator(".stApp")).to_have_css("color-scheme", theme)
                found[size, theme, state] = violations(window)
                if not state:
                    chart = window.locator(MAP)
                    width, height = chart.evaluate("e => [e.offsetWidth, e.offsetHeight]")
                    framed = Window(*size).embed.window
                    assert (framed.w, framed.h) == pytest.approx((width, height), abs=12), size
                for part in ("html", ".stMain"):
                    over = window.locator(part).evaluate(
                        "e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
                    )
                    assert over == [0, 0], (size, state, part)
    assert {where: all for where, all in found.items() if all} == {}


def test_escape_closes_the_card_and_the_list_is_there_again(window: Page) -> None:
    window.goto(f"/embed?{FILTER}")
    settle(window)
    row = window.locator(ROWS).first
    row.focus()
    window.keyboard.press("Enter")
    expect(window.locator(CARD)).to_have_text(HELD["name"].iloc[0])
    expect(row).not_to_be_visible()
    window.keyboard.press("Tab")
    expect(window.locator(".st-key-card_close button")).to_be_focused()
    window.keyboard.press("Escape")
    expect(window.locator(CARD)).to_have_count(0)
    expect(row).to_be_visible()
