"""An edition whose texts are hostile, in a real browser: all of it is shown as it is written; no
script of it runs, no dialog opens, no request leaves."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.editions.store import Store
from tests import hostile
from tests.browser.conftest import Server, Windows, judged, rest, settle
from tests.edits import table

pytestmark = pytest.mark.browser

SOURCES = hostile.sources()
ROWS = table(SOURCES, "resources.csv")
LONG = 60_000


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The app with the hostile edition published."""
    running = Server()
    store = Store(f"sqlite:///{running.state}/atlas.db")
    store.publish(SOURCES, "steward", hostile.SEEN["image"])
    store.close()
    running.follow(SOURCES.digest)
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser, server: Server, windows: Windows) -> Iterator[Page]:
    """A window in which nothing of the data may do anything."""
    size = {"width": 1366, "height": 900}
    with windows.lend(browser, server.url, viewport=size, locale="zh-CN") as window:
        with judged(window, server.url):
            yield window
        assert window.evaluate("window.ran") is None


def opened(page: Page, address: str) -> str:
    """The text of a page, with single spaces, after a look at what it holds."""
    page.goto(address)
    if address.startswith("/present"):
        expect(page.locator("article.scene")).to_be_visible(timeout=LONG)
    else:
        settle(page)
    rest(page)
    assert page.locator("[data-testid=stAppViewContainer] iframe").count() == 0
    assert page.locator("[data-testid=stAppViewContainer] img:not(.qr)").count() == 0
    return seen(page)


def seen(page: Page) -> str:
    return flat(page.locator("body").inner_text())


def flat(text: str) -> str:
    """A text as it reads: single spaces, and nothing that takes no room."""
    return " ".join(text.replace("\u2060", "").split())


def test_the_overview(page: Page) -> None:
    text = opened(page, "/")
    assert hostile.SEEN["format"] in text  # The register's version.
    for row in table(SOURCES, "categories.csv"):
        assert flat(row["short_zh"]) in text
    for row in table(SOURCES, "milestones.csv")[-2:]:
        assert flat(row["text_zh"]) in text


def test_a_card_in_the_directory(page: Page) -> None:
    kinds = list(hostile.SEEN)
    for kind in ("image", "script", "icon", "arrows", "directive", "markdown"):
        row = ROWS[kinds.index(kind)]
        query = urlencode({"id": row["resource_id"], "q": row["name"][:40], "lang": "zh"})
        text = opened(page, f"/directory?{query}")
        card = flat(page.locator(".st-key-card").inner_text())
        for column in ("name", "address", "note", "host", "source_title"):
            assert flat(row[column]) in card, column
        listed = [flat(t) for t in page.locator(".st-key-di_all_rows strong").all_inner_texts()]
        assert flat(row["name"]) in listed
        assert flat(row["name"][:40].strip()) in text
        # The card's tags, and the filter's part in words.
        tags = flat(page.locator(".st-key-card").get_by_test_id("stButtonGroup").first.inner_text())
        category = next(c for c in table(SOURCES, "categories.csv") if c["code"] == row["category"])
        assert flat(category["short_zh"]) in tags


def test_every_row_of_the_directory(page: Page) -> None:
    names = []
    for number in (1, 2, 3):
        opened(page, f"/directory?page={number}&sort=category")
        names += page.locator(".st-key-di_all_rows strong").all_inner_texts()
    assert sorted(map(flat, names)) == sorted(flat(row["name"]) for row in ROWS)


def test_the_zones(page: Page) -> None:
    for park, lang in zip(table(SOURCES, "parks.csv")[:4], ("zh", "en", "zh", "en"), strict=True):
        text = opened(page, f"/parks?park={park['park']}&lang={lang}")
        assert flat(park["full_name"]) in text
        assert flat(park[f"name_{lang}"].removesuffix("高新区")) in text


def test_the_stage(page: Page) -> None:
    opened(page, "/present")
    dots = page.locator(".st-key-stage_dots button")
    title, heading = "", page.locator("article.scene h1")
    for number in range(dots.count()):
        expect(dots.nth(number)).to_have_attribute("aria-checked", "true", timeout=LONG)
        # The dot is chosen before its scene is there.
        expect(heading).not_to_have_text(title)
        title = heading.inner_text()
        assert flat(title) == flat(dots.nth(number).locator("em").text_content() or "")
        page.keyboard.press("ArrowRight")
    text = seen(page)
    assert hostile.SEEN["format"] in text


def test_a_hostile_address(page: Page) -> None:
    for kind, hostile_text in (hostile.SEEN | hostile.UNSEEN).items():
        if kind in ("image", "icon", "arrows", "null", "override"):
            parameters = {"park": hostile_text, "q": hostile_text, hostile_text: "1", "lang": "en"}
            text = opened(page, f"/?{urlencode(parameters)}")
            assert "Ignored in the link: park=" in text
            if kind in hostile.SEEN:
                assert flat(hostile_text[:20]) in text.partition("park=")[2]
                assert f'"{flat(hostile_text)}"' in text
