"""The open card, where it lies over the map."""

import io
import math

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, expect

from tests.browser.conftest import Server, Windows, settle
from tests.editions import live_edition

pytestmark = [pytest.mark.browser, pytest.mark.drawn]

MAP = "[data-testid=stDeckGlJsonChart]"
# Where a map's camera stands, as the page's own script asks it.
CAMERA = """(chart) => {
    const [{ longitude, latitude, zoom }] = deckOf(chart).getViewports();
    return [longitude, latitude, zoom];
}"""


def pixel(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Where a place lies on the web mercator of MapLibre and deck.gl, whose tiles are 512 px."""
    size = 512 * 2**zoom
    down = math.asinh(math.tan(math.radians(lat))) / math.pi
    return size * (lon + 180) / 360, size * (1 - down) / 2


def drawn_at(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where the map of a page shows a place, in pixels of the window."""
    chart = page.locator(MAP)
    frame = chart.bounding_box()
    assert frame
    middle_lon, middle_lat, zoom = chart.evaluate(CAMERA)
    (x, y), (east, south) = pixel(middle_lon, middle_lat, zoom), pixel(lon, lat, zoom)
    return (
        frame["x"] + frame["width"] / 2 + east - x,
        frame["y"] + frame["height"] / 2 + south - y,
    )


@pytest.mark.parametrize("size", [(1366, 633), (820, 1180), (390, 844)])
def test_an_open_card_shows_the_mark_it_speaks_of(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/map?id=tianjin-001")
    settle(page)
    assert_mark_in_view(page, "tianjin-001")
    if size[0] > 640:
        page.locator("[data-testid=stSidebar]").hover(position={"x": 150, "y": 20})
        page.locator("[data-testid=stSidebarCollapseButton] button").click()
        settle(page)
        assert_mark_in_view(page, "tianjin-001")


def assert_mark_in_view(page: Page, resource_id: str) -> None:
    """The resource's anchor lies on the map, and nothing that lies over the map is near it."""
    row = live_edition().resource(resource_id)
    frame = page.locator(MAP).bounding_box()
    assert frame
    mark = drawn_at(page, row["lon"], row["lat"])
    assert _aside(frame, mark) < -20, f"{mark} is off the map {frame}"
    for cover in (".st-key-card", ".st-key-legend", ".st-key-nav"):
        box = page.locator(cover).bounding_box()
        assert box
        assert _aside(box, mark) > 20, f"{cover} {box} lies over {mark}"
    assert reds(page, mark) > 40, f"no red ring round {mark}"


def reds(page: Page, mark: tuple[float, float]) -> int:
    """How many pixels close round a mark are red, as its ring is."""
    around = FloatRect(x=mark[0] - 20, y=mark[1] - 20, width=40, height=40)
    picture = Image.open(io.BytesIO(page.screenshot(clip=around))).convert("RGB")
    red, green, blue = np.asarray(picture, dtype=int).transpose(2, 0, 1)
    return int((red > 2 * np.maximum(green, blue)).sum())


def _aside(box: FloatRect, point: tuple[float, float]) -> float:
    """How far a point lies outside a box, in pixels; inside it is negative."""
    (x, y), right, foot = point, box["x"] + box["width"], box["y"] + box["height"]
    return max(box["x"] - x, x - right, box["y"] - y, y - foot)


def test_the_first_tap_on_a_mark_opens_its_card(
    browser: Browser, server: Server, windows: Windows
) -> None:
    edition = live_edition()
    row = edition.frame[edition.frame["name"] == "保定·中关村创新中心"].iloc[0]
    size = ViewportSize(width=390, height=844)
    with windows.lend(browser, server.url, viewport=size, has_touch=True, is_mobile=True) as page:
        page.goto("/map?park=baoding")
        settle(page)
        page.wait_for_timeout(3000)  # The marks come, unseen by the document.
        page.touchscreen.tap(*drawn_at(page, row["lon"], row["lat"]))
        # Another mark may lie over it.
        expect(page.locator(".st-key-card")).to_contain_text("保定高新区")
