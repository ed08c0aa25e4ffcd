"""Where a figure comes from, opened as visitors do: by a click, a tap, a key."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server, settle

pytestmark = pytest.mark.browser

OPEN = ".source:popover-open"


def middle(one: Locator) -> tuple[float, float]:
    one.scroll_into_view_if_needed()
    box = one.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def box_of(one: Locator) -> tuple[float, float, float, float]:
    box = one.bounding_box()
    assert box
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


@pytest.mark.parametrize(
    ("address", "figure", "said"),
    [
        ("/", ".headlines .sourced", "联盟成立一周年新闻报道"),
        ("/", ".milestones .sourced", "State Council"),
        ("/", ".complete .sourced", "天津滨海"),
        ("/scorecard", ".metrics .sourced", "联盟成立一周年新闻报道"),
        ("/scorecard", ".data .sourced", "联盟成立一周年新闻报道"),
        ("/parks?park=tianjin", ".figures .sourced", "联盟成立一周年新闻报道"),
        ("/corridor", ".st-key-co_legs .sourced", "±3 km"),
    ],
)
def test_a_click_on_a_figure_opens_its_source_beside_it(
    page: Page, address: str, figure: str, said: str
) -> None:
    page.goto(address)
    settle(page)
    one = page.locator(figure).first
    page.mouse.click(*middle(one))
    panel = page.locator(OPEN)
    expect(panel).to_contain_text(said)
    left, top, right, bottom = box_of(panel)
    assert left >= 0 and top >= 0 and right <= 1366 and bottom <= 633
    # At the figure, and not over it.
    _, above, _, below = box_of(one)
    assert top >= below - 1 or bottom <= above + 1
    page.mouse.click(*middle(page.locator(".words")))
    expect(panel).to_have_count(0)


def test_a_key_opens_a_source_and_esc_closes_it_before_the_card(page: Page) -> None:
    page.goto("/map?id=tianjin-001")
    settle(page)
    opener = page.locator(".card .sourced")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator(OPEN)).to_contain_text("部署者未设更正邮箱")
    page.keyboard.press("Escape")
    expect(page.locator(OPEN)).to_have_count(0)
    expect(opener).to_be_focused()
    page.wait_for_timeout(500)
    expect(page.locator(".st-key-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-card")).to_have_count(0)


def test_a_profile_leads_to_the_pages_that_its_facts_come_from(page: Page) -> None:
    page.goto("/parks?park=tianjin")
    settle(page)
    page.mouse.click(*middle(page.locator(".st-key-pk_identity .sourced")))
    links = page.locator(f"{OPEN} a")
    expect(links.first).to_be_visible()
    assert all(href.startswith("http") for href in links.evaluate_all("a => a.map(e => e.href)"))


def test_on_a_phone_figures_are_as_high_as_a_finger_and_a_tap_opens_a_sheet(
    mapless: Browser, server: Server
) -> None:
    context = mapless.new_context(
        base_url=server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("/scorecard")
    settle(page)
    heights = page.locator(".sourced").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) > 25 and min(heights) >= 44
    page.touchscreen.tap(*middle(page.locator(".metrics .sourced").nth(2)))
    expect(page.locator(OPEN)).to_contain_text("联盟成立一周年新闻报道")
    left, _, right, bottom = box_of(page.locator(OPEN))
    assert (left, right, bottom) == (0, 390, 844)
    close = page.locator(f"{OPEN} .close")
    x, y, right, bottom = box_of(close)
    assert right - x >= 44 and bottom - y >= 44
    page.touchscreen.tap(*middle(close))
    expect(page.locator(OPEN)).to_have_count(0)
    context.close()
