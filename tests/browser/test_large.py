"""A register of two thousand resources: its dots stand for ten each, its points come as tiles."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from bench import register
from lib.base.files import Sources
from lib.editions.build import build
from lib.editions.current import publish_folder
from lib.editions.edition import Edition
from lib.editions.store import Store
from tests.browser.conftest import Server, Windows, settle
from tests.browser.test_atlas import category_pixels
from tests.browser.test_card import MAP, drawn_at, reds

pytestmark = [pytest.mark.browser, pytest.mark.drawn]

# More than a thousand, so that a dot stands for ten.
COUNT = 2_000
# So long marks may take to come, unseen by the document.
COMING_MS = 4_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "data"
    register.make(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def edition(made: Path) -> Edition:
    return build(Sources.of(made)).edition


@pytest.fixture(scope="module")
def large(made: Path) -> Iterator[Server]:
    """A server of the large register."""
    running = Server()
    before = os.environ.get("ATLAS_STATE", "")
    os.environ["ATLAS_STATE"] = str(running.state)
    try:
        publish_folder(Store(f"sqlite:///{running.state / 'atlas.db'}"), made, "steward", "test")
    finally:
        os.environ["ATLAS_STATE"] = before
    running.follow(Sources.of(made).digest)
    yield running
    running.stop()


@pytest.fixture
def seen(browser: Browser, large: Server, windows: Windows) -> Iterator[Page]:
    size = ViewportSize(width=1366, height=633)
    with windows.lend(browser, large.url, viewport=size) as page:
        yield page


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    settle(page)
    expect(page.locator(f"{MAP} canvas").first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(COMING_MS)
    return page


def press(page: Page, spot: tuple[float, float]) -> None:
    """Click on the map as a hand does, which has come there before."""
    page.mouse.move(*spot)
    page.wait_for_timeout(1000)
    page.mouse.click(*spot)


def lonely(edition: Edition) -> int:
    """The placed resource of 石家庄 that is furthest from any other of the register's."""
    spots = edition.arrangement.spots * (1, 1.3)  # Degrees of latitude are longer.
    own = edition.members.carries("park", ("shijiazhuang",)) & edition.is_placed
    near_seat = np.hypot(*(spots - spots[own].mean(axis=0)).T) < 0.15

    def apart(row: int) -> float:
        away = np.hypot(*(spots - spots[row]).T)
        away[row] = 9
        return float(away.min())

    return max(np.flatnonzero(own & near_seat).tolist(), key=apart)


def test_the_map_says_what_a_dot_is_and_lights_one_for_each_ten(seen: Page) -> None:
    opened(seen, "/map")
    expect(seen.locator(".map-note")).to_contain_text("一点 = 10 项")
    every = category_pixels(seen)
    opened(seen, "/map?category=pilot")
    one = category_pixels(seen)
    assert one["pilot"] > 100
    for category in ("rd", "incubator", "testing"):
        assert every[category] > 200
        assert one[category] < every[category] / 10, category
    seen.goto("/map?lang=en")
    settle(seen)
    expect(seen.locator(".map-note")).to_contain_text("One dot = 10 resources")


def test_a_click_on_a_dot_filters_by_its_zone(seen: Page, edition: Edition) -> None:
    opened(seen, "/map")
    park = edition.vocabulary.seats["zgc"]
    press(seen, drawn_at(seen, park.lon, park.lat))
    expect(seen.locator(".words")).to_contain_text("中关村")


def test_close_up_its_points_come_as_tiles_are_filtered_and_open_their_cards(
    seen: Page, edition: Edition
) -> None:
    row = lonely(edition)
    asked: list[str] = []
    seen.on("response", lambda answer: asked.append(f"{answer.status} {answer.url}"))
    opened(seen, "/map?park=shijiazhuang")
    tiles = [line for line in asked if "/points." in line]
    assert tiles
    assert all(line.startswith("200 ") for line in tiles)
    spot = drawn_at(seen, *edition.arrangement.spots[row].tolist())
    [held] = edition.register.rows([row])
    press(seen, spot)
    expect(seen.locator(".st-key-card")).to_contain_text(held["name"])
    seen.keyboard.press("Escape")
    expect(seen.locator(".st-key-card")).to_have_count(0)
    # The same place, under a filter that leaves the resource out.
    others = [code for code in edition.vocabulary.steps if code != held["category"]]
    query = "&".join(f"category={code}" for code in others)
    opened(seen, f"/map?park=shijiazhuang&{query}")
    press(seen, drawn_at(seen, *edition.arrangement.spots[row].tolist()))
    seen.wait_for_timeout(1500)
    expect(seen.locator(".st-key-card")).to_have_count(0)


def test_a_free_texts_hits_come_by_themselves(seen: Page, edition: Edition) -> None:
    row = lonely(edition)
    [held] = edition.register.rows([row])
    asked: list[str] = []
    seen.on("response", lambda answer: asked.append(answer.url))
    opened(seen, f"/map?park=shijiazhuang&q={held['name']}")
    assert [url for url in asked if "/found.json?" in url]
    assert not [url for url in asked if "/points." in url]
    press(seen, drawn_at(seen, *edition.arrangement.spots[row].tolist()))
    expect(seen.locator(".st-key-card")).to_contain_text(held["name"])


def test_a_card_has_its_ring_where_its_point_is(seen: Page, edition: Edition) -> None:
    row = lonely(edition)
    spot = edition.arrangement.spots[row].tolist()
    opened(seen, "/map?park=shijiazhuang")
    # A mark may be reddish itself.
    bare = reds(seen, drawn_at(seen, *spot))
    opened(seen, f"/map?id={edition.ids[row]}")
    assert reds(seen, drawn_at(seen, *spot)) > bare + 40
