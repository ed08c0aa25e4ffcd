"""Maps are framed by the window they stand in."""

import re

import pytest
from playwright.sync_api import Page, WebSocket, expect

from lib.ui.window import Frame, Window

pytestmark = pytest.mark.browser

SIZES = [(1920, 945), (1366, 633), (1093, 506), (1280, 580), (820, 1180), (390, 844)]
MAP = "[data-testid=stDeckGlJsonChart]"


def frames(size: tuple[int, int]) -> dict[str, Frame]:
    window = Window(*size)
    return {
        "/": window.overview,
        "/map": window.page,
        "/parks?park=baoding": window.zone,
        "/present?scene=region": window.stage,
    }


@pytest.mark.parametrize("size", SIZES)
def test_server_knows_how_large_each_map_is(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for address, frame in frames(size).items():
        page.goto(address)
        chart = page.locator(MAP).first
        expect(chart).to_be_attached(timeout=30_000)
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
        width, height = chart.evaluate("e => [e.offsetWidth, e.offsetHeight]")
        # On a phone the stage's map is a strip beside the words.
        if size[0] > 640 or "present" not in address:
            assert frame.window.w == pytest.approx(width, rel=0.13), address
            assert frame.window.h == pytest.approx(height, rel=0.08), address
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert cookies["atlas_window"] == f"{size[0]}x{size[1]}"


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
