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


@pytest.mark.parametrize("address", ["", "chains", "directory"])
def test_the_page_one_is_on_is_in_sight_and_said(phone: Page, address: str) -> None:
    phone.goto(f"/{address}?lang=en")
    settle(phone)
    here = phone.locator(".st-key-nav [aria-current=page]")
    expect(here).to_have_count(1)
    assert str(here.get_attribute("href")).partition("?")[0].strip("/") == address
    place = box(here)
    assert place["x"] >= 0 and place["x"] + place["width"] <= 390


def test_zones_and_categories_of_a_chain_stand_on_lines_of_their_own(phone: Page) -> None:
    phone.goto("/chains")
    settle(phone)
    vocabulary = live_edition().vocabulary
    parks = {park.short("zh") for park in vocabulary.parks}
    lines: dict[int, set[bool]] = {}
    for cell in phone.locator(".st-key-cells_focus button:has(em + strong):visible").all():
        name = cell.locator("strong").inner_text()
        lines.setdefault(round(box(cell)["y"]), set()).add(name in parks)
    assert len(lines) > 20
    assert all(len(kinds) == 1 for kinds in lines.values())


@pytest.mark.drawn
def test_the_map_s_note_follows_its_zoom(phone: Page) -> None:
    # Without a flight one drawing has the new camera, and the one before the old.
    phone.emulate_media(reduced_motion="reduce")
    phone.goto("/map")
    settle(phone)
    packed = phone.locator(".map-note em")
    expect(packed).to_be_visible()
    phone.goto("/map?park=hengshui")
    settle(phone)
    expect(packed).to_be_hidden()
    after = phone.locator(".map-note").evaluate("e => getComputedStyle(e, '::after').content")
    assert "点在锚点处" in after
    # However often the map has been drawn anew: React keeps the drawing before.
    phone.locator(".st-key-drop_park_hengshui button").tap()
    expect(packed).to_be_visible()
    for go, is_packed in ((phone.go_back, False), (phone.go_forward, True)) * 3:
        go()
        expect(packed).to_be_visible(visible=is_packed)


@pytest.mark.parametrize("size", [(390, 844), (820, 1180)], ids=str)
def test_what_is_behind_a_card_or_a_distance_opens_and_closes_by_a_tap(
    browser: Browser, server: Server, windows: Windows, size: tuple[int, int]
) -> None:
    viewport = dict(zip(("width", "height"), size, strict=True))
    with windows.lend(
        browser, server.url, viewport=viewport, has_touch=True, is_mobile=True
    ) as page:
        panel = page.locator("[popover]:popover-open")
        for address, opener in (
            ("/directory?id=zgc-001", ".card button.sourced"),
            ("/corridor", ".st-key-co_legs button.sourced"),
        ):
            page.goto(address)
            settle(page)
            button = page.locator(opener).last
            button.scroll_into_view_if_needed()
            rest(page)
            tap(page, button)
            expect(panel).to_be_visible()
            place = box(panel)
            assert place["x"] >= 0 and place["x"] + place["width"] <= size[0]
            assert place["y"] >= 0 and place["y"] + place["height"] <= size[1] + 1
            tap(page, panel.locator(".close"))
            expect(panel).to_have_count(0)


@pytest.mark.parametrize("address", ["", "map", "directory"])
def test_a_tap_takes_what_an_empty_result_offers(phone: Page, address: str) -> None:
    phone.goto(f"/{address}?park=chengde&category=pilot")
    settle(phone)
    offer = phone.locator(".st-key-empty_near button")
    assert box(offer)["height"] >= FINGER
    tap(phone, offer)
    expect(phone).to_have_url(re.compile("/directory.*sort=distance&near=chengde"))


@pytest.mark.parametrize("address", ["corridor", "scorecard"])
def test_a_table_of_many_columns_stands_in_blocks(phone: Page, address: str) -> None:
    phone.goto(f"/{address}?lang=en")
    settle(phone)
    table = phone.locator(".stacked").first
    expect(table).to_be_attached()
    wide = table.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide[0] <= wide[1]
    heads = table.locator("td:visible").evaluate_all(
        "all => all.map(e => getComputedStyle(e, '::before').content)"
    )
    assert len(heads) > 5 and '""' not in heads and "none" not in heads


@pytest.mark.parametrize("size", [(1366, 633), (1093, 506), (1280, 580)], ids=str)
def test_the_search_of_the_directory_has_room_for_words(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/directory?lang=en")
    settle(page)
    assert box(page.locator(".st-key-di_q input"))["width"] >= 240


def tap(page: Page, control: Locator) -> None:
    """A finger in the middle of what is seen of a control, whatever lies there."""
    place = box(control)
    page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
