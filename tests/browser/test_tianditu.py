"""The official basemap in a browser: tiles under the dots, nobody else asked, and where they fail
the atlas's own map."""

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import ROOT, Server, settle
from tests.tiles import COLORS, KEY, SILENT, Tiles, serving

pytestmark = [pytest.mark.browser, pytest.mark.drawn]

MAP = "[data-testid=stDeckGlJsonChart]"
NOTE = ".map-note"
CREDIT = "© 国家基础地理信息中心 · 天地图 · GS(2026)0001号"


@pytest.fixture(scope="module")
def tiles() -> Iterator[Tiles]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def official(tiles: Tiles) -> Iterator[Server]:
    """A server whose maps lie on tiles of this machine."""
    running = Server(ROOT, **tiles.settings())
    yield running
    running.stop()


@pytest.fixture
def visitor(browser: Browser, official: Server, tiles: Tiles) -> Iterator[Page]:
    """A visitor of a host with 天地图, whose tiles are fine at first."""
    tiles.status = 200
    tiles.asked.clear()
    context = browser.new_context(
        base_url=official.url, viewport={"width": 1366, "height": 633}, color_scheme="light"
    )
    yield context.new_page()
    context.close()


def colors(page: Page) -> dict[tuple[int, ...], int]:
    """How many pixels of the map have each colour."""
    image = Image.open(io.BytesIO(page.locator(MAP).screenshot())).convert("RGB")
    found = image.getcolors(1 << 24) or []
    return {pixel: n for n, pixel in found if isinstance(pixel, tuple)}


def share(page: Page, color: tuple[int, ...]) -> float:
    found = colors(page)
    return found.get(color, 0) / sum(found.values())


def wait_for_share(page: Page, least: float, color: tuple[int, ...]) -> None:
    for _ in range(80):
        if share(page, color) >= least:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{color}: {share(page, color)}")


GROUND = COLORS["vec"][:3]
LAND = (0xE9, 0xF0, 0xF7)


def test_tiles_lie_under_the_dots_and_nobody_else_is_asked(
    visitor: Page, official: Server, tiles: Tiles
) -> None:
    hosts: set[str] = set()
    visitor.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    complaints: list[str] = []
    visitor.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    visitor.goto("/map")
    settle(visitor)
    wait_for_share(visitor, 0.5, GROUND)
    # Dots, and the corridor between map and names.
    wait_for_share(visitor, 0.002, (0x00, 0x72, 0xB2))
    wait_for_share(visitor, 0.0002, (0xC8, 0x10, 0x2E))
    assert share(visitor, LAND) < 0.01
    expect(visitor.locator(NOTE)).to_contain_text(
        "© 国家基础地理信息中心 · 天地图 · GS(2026)0001号"
    )
    expect(visitor.locator(f"{NOTE} .schematic")).to_be_hidden()
    assert hosts - {""} == {urlsplit(official.url).netloc, urlsplit(tiles.url).netloc}
    assert [text for text in complaints if "404" not in text] == []
    assert {query["tk"] for query in tiles.asked} == {KEY}
    assert {query["path"] for query in tiles.asked} == {"/vec_w/wmts", "/cva_w/wmts"}
    # By this a server tells whether its key holds for the site.
    assert {query["Origin"] for query in tiles.asked} == {official.url}


def test_on_paper_the_map_is_the_atlas_s_own_and_says_so(visitor: Page) -> None:
    visitor.goto("/map")
    settle(visitor)
    visitor.emulate_media(media="print")
    expect(visitor.locator(f"{NOTE} .schematic")).to_be_visible()
    expect(visitor.locator(f"{NOTE} .official")).to_be_hidden()


@pytest.mark.parametrize(
    ("status", "lang", "failed"),
    [
        (403, "zh", "天地图暂不可用，改用示意底图"),
        (404, "en", "Tianditu is unavailable; showing the schematic map"),
        (SILENT, "zh", "天地图暂不可用，改用示意底图"),
    ],
)
def test_where_tiles_fail_the_atlas_s_own_map_comes_with_a_sentence(
    visitor: Page, tiles: Tiles, status: int, lang: str, failed: str
) -> None:
    tiles.status = status
    visitor.goto(f"/map?lang={lang}")
    expect(visitor.locator(NOTE)).to_contain_text(failed, timeout=40_000)
    wait_for_share(visitor, 0.2, LAND)
    asked = len(tiles.asked)
    # A click asks for none again.
    visitor.locator(".st-key-side_park button").first.click()
    settle(visitor)
    expect(visitor.locator(NOTE)).to_contain_text(failed)
    assert len(tiles.asked) == asked


def test_tiles_that_fail_later_are_noticed_too(visitor: Page, tiles: Tiles) -> None:
    visitor.goto("/map")
    settle(visitor)
    wait_for_share(visitor, 0.5, GROUND)
    tiles.status = 403
    visitor.locator(".st-key-side_park button").filter(has_text="衡水").click()
    expect(visitor.locator(NOTE)).to_contain_text("天地图暂不可用", timeout=40_000)


def test_a_tile_that_fails_among_others_changes_nothing(visitor: Page, tiles: Tiles) -> None:
    lost = iter(range(2))

    def abort_two(route: Route) -> None:
        if next(lost, None) is None:
            route.continue_()
        else:
            route.abort()

    visitor.route("**/vec_w/**", abort_two)
    visitor.goto("/map")
    settle(visitor)
    wait_for_share(visitor, 0.4, GROUND)
    expect(visitor.locator(NOTE)).to_contain_text(CREDIT)
