"""Maps are framed by the window they stand in."""

import re

import pytest
from playwright.sync_api import Page, WebSocket, expect

from lib.ui.window import Frame, Window
from tests.browser.conftest import rest

pytestmark = pytest.mark.browser

# Those of one kind are one visit, in which the window is drawn to another size.
SIZES = {
    "pc": [(1366, 633), (1920, 945), (1093, 506), (1280, 580)],
    "tablet": [(820, 1180)],
    "phone": [(390, 844)],
}
MAP = "[data-testid=stDeckGlJsonChart]"


def frames(size: tuple[int, int]) -> dict[str, Frame]:
    window = Window(*size)
    return {
        "/": window.overview,
        "/map": window.page,
        "/parks?park=baoding": window.zone,
        "/present?scene=region": window.stage,
    }


@pytest.mark.parametrize("kind", SIZES)
def test_server_knows_how_large_each_map_is(page: Page, kind: str) -> None:
    for address in frames(SIZES[kind][0]):
        page.set_viewport_size({"width": SIZES[kind][0][0], "height": SIZES[kind][0][1]})
        with page.expect_websocket() as stream:
            page.goto(address)
        assert "window={}x{}&".format(*SIZES[kind][0]) in stream.value.url
        chart = page.locator(MAP).first
        expect(chart).to_be_attached(timeout=30_000)
        for size in SIZES[kind]:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            rest(page)
            frame = frames(size)[address]
            width, height = chart.evaluate("e => [e.offsetWidth, e.offsetHeight]")
            # On a phone the stage's map is a strip beside the words.
            if kind != "phone" or "present" not in address:
                assert frame.window.w == pytest.approx(width, rel=0.13), (address, size)
                # Names stand up to the rim of the map's page and the wall.
                near = 0.025 if address != "/" else 0.08
                assert frame.window.h == pytest.approx(height, rel=near), (address, size)


def test_a_larger_window_is_framed_closer(page: Page) -> None:
    """What reaches the browser, whose map library has the camera to itself."""
    zooms = []
    for width, height in ((1366, 633), (1920, 945)):
        page.set_viewport_size({"width": width, "height": height})
        heard: list[str] = []

        def on_socket(socket: WebSocket, heard: list[str] = heard) -> None:
            socket.on("framereceived", lambda frame: heard.append(str(frame)))

        page.on("websocket", on_socket)
        page.goto("/")
        expect(page.locator(MAP)).to_be_attached(timeout=30_000)
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
        page.remove_listener("websocket", on_socket)
        zooms.append(max(float(zoom) for zoom in re.findall(r'"zoom":([\d.]+)', "".join(heard))))
    assert zooms[1] > zooms[0] + 0.5
