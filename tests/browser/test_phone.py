"""A phone in the hand: real taps on a screen of 390 × 844."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.browser.conftest import Server, Windows, rest, settle
from tests.editions import live_edition

pytestmark = pytest.mark.browser

FINGER = 44  # pixels that it needs


@pytest.fixture
def phone(browser: Browser, server: Server, windows: Windows) -> Iterator[Page]:
    size = {"width": 390, "height": 844}
    with windows.lend(browser, server.url, viewport=size, has_touch=True, is_mobile=True) as page:
        yield page


def box(control: Locator) -> FloatRect:
    found = control.bounding_box()
    assert found
    return found


def test_pages_stand_in_one_row_and_stay_with_the_switch_of_language(phone: Page) -> None:
    phone.goto("/directory")
    settle(phone)
    links = phone.locator(".st-key-nav a").all()
    assert len(links) == 8
    assert len({round(box(link)["y"]) for link in links}) == 1
    assert all(box(link)["height"] >= FINGER for link in links)
    phone.locator("[data-testid=stMain]").evaluate("e => e.scrollTo(0, 900)")
    rest(phone)
    # Nothing of what scrolls is seen through the title's row, nor lies over it.
    taken = phone.evaluate(
        """() => [20, 120, 200, 320]
            .flatMap(x => [15, 70].map(y => document.elementFromPoint(x, y)))
            .filter(e => !e.closest('[data-testid=stHeader], .st-key-nav') &&
                !e.querySelector('.st-key-nav')).map(e => e.outerHTML.slice(0, 100))"""
    )
    assert taken == []
    phone.locator(".st-key-lang_switch button").tap()
    expect(phone.locator(".words")).to_contain_text("All resources")


def test_the_legend_is_folded_until_it_is_asked_for(phone: Page) -> None:
    phone.goto("/map")
    settle(phone)
    pilot = phone.locator(".map-key li", has_text="中试")
    expect(pilot).to_be_hidden()
    assert box(phone.locator(".st-key-legend"))["width"] < 120
    title = phone.locator("summary", has_text="图例")
    title.tap()
    expect(pilot).to_be_visible()
    expect(phone.locator(".map-key .ring")).to_be_visible()
    title.tap()
    expect(pilot).to_be_hidden()


@pytest.mark.parametrize("address", ["/directory", "/map"])
def test_a_card_is_a_sheet_that_a_tap_beside_it_closes(phone: Page, address: str) -> None:
    phone.goto(f"{address}?id=zgc-001")
    settle(phone)
    card = phone.locator(".st-key-card")
    sheet = box(card)
    assert (sheet["x"], sheet["width"]) == (0, 390)
    assert round(sheet["y"] + sheet["height"]) == 844
    assert card.evaluate("e => getComputedStyle(e, '::before').width") == "40px"
    ways = phone.locator(".ways a")
    assert all(box(way)["height"] >= FINGER for way in ways.all())
    # Where the list or the map lies.
    phone.touchscreen.tap(200, sheet["y"] - 60)
    expect(card).to_have_count(0)
    expect(phone).to_have_url(re.compile(f"{address}$"))


def test_telephones_are_as_high_as_a_finger(phone: Page) -> None:
    frame = live_edition().frame
    called = frame[frame["phone"].notna()]["resource_id"].iloc[0]
    phone.goto(f"/directory?id={called}")
    settle(phone)
    number = phone.locator(".card a[href^='tel:']")
    expect(number).to_be_visible()
    assert box(number)["height"] >= FINGER


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_order_is_on_the_screen_and_files_begin_with_excel_and_pdf(
    phone: Page, language: str
) -> None:
    phone.goto(f"/directory?lang={language}")
    settle(phone)
    for order in phone.locator(".st-key-di_sort [role=radio]").all():
        place = box(order)
        assert place["x"] >= 0 and place["x"] + place["width"] <= 390
    phone.locator(".st-key-di_export button").first.tap()
    files = phone.locator("[class*=st-key-export_] button")
    expect(files.first).to_be_visible()
    assert ["Excel" in files.nth(0).inner_text(), "PDF" in files.nth(1).inner_text()] == [
        True,
        True,
    ]
