"""Every control of the navigation takes a real click or tap, whatever the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server, Windows, settle
from tests.editions import live_edition

pytestmark = pytest.mark.browser

PHONE = (390, 844)
SIZES = [PHONE, (700, 900), (820, 1000), (1093, 506), (1366, 633)]
# At this width and below, Streamlit's sidebar opens over the page.
OVERLAY = 768
PAGES = {
    "资源地图": "map",
    "园区": "parks",
    "G2 走廊": "corridor",
    "六链五群": "chains",
    "年度成绩单": "scorecard",
    "电话簿": "directory",
    "总览": "",
}
SIDEBAR = "[data-testid=stSidebar]"
EXPAND = "[data-testid=stExpandSidebarButton]"
WAIT = 30_000


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def screen(
    request: pytest.FixtureRequest, browser: Browser, server: Server, windows: Windows
) -> Iterator[Page]:
    """A page of that size; the phone has a touch screen."""
    width, height = request.param
    if request.param == PHONE:
        size = {"width": width, "height": height}
        with windows.lend(browser, server.url, viewport=size, has_touch=True) as phone:
            yield phone
    else:
        window: Page = request.getfixturevalue("window")
        window.set_viewport_size({"width": width, "height": height})
        yield window


def width(page: Page) -> int:
    assert page.viewport_size
    return page.viewport_size["width"]


def press(page: Page, control: Locator) -> None:
    """Tap on a phone, click elsewhere; either fails where something else lies over the control."""
    if width(page) == PHONE[0]:
        control.tap(timeout=15_000)
    else:
        control.click(timeout=15_000)


def is_collapsed(page: Page) -> bool:
    return page.locator(EXPAND).count() > 0


def toggle_sidebar(page: Page) -> None:
    was_collapsed = is_collapsed(page)
    if was_collapsed:
        press(page, page.locator(EXPAND))
    else:
        page.locator(SIDEBAR).hover(position={"x": 150, "y": 20})
        press(page, page.locator("[data-testid=stSidebarCollapseButton] button"))
    expect(page.locator(EXPAND)).to_have_count(0 if was_collapsed else 1)
    settle(page)


def press_every_control(page: Page) -> None:
    nav = page.locator(".st-key-nav")
    for name, address in PAGES.items():
        press(page, nav.get_by_role("link", name=name, exact=True))
        expect(page).to_have_url(re.compile(rf"/{address}\?park=tianjin"))
    with page.context.expect_page() as opened:
        press(page, nav.get_by_role("link", name="年会汇报"))
    assert "/present?park=tianjin" in opened.value.url
    opened.value.close()
    press(page, nav.get_by_role("button", name="English"))
    expect(page.locator(".words")).to_contain_text("Tianjin")
    press(page, nav.get_by_role("button", name="中文"))
    expect(page.locator(".words")).to_contain_text("天津")


def test_every_control_works_with_the_sidebar_collapsed(screen: Page) -> None:
    screen.goto("/?park=tianjin")
    settle(screen)
    if not is_collapsed(screen):
        toggle_sidebar(screen)
    press_every_control(screen)


def test_every_control_works_with_the_sidebar_open(screen: Page) -> None:
    screen.goto("/?park=tianjin")
    settle(screen)
    if is_collapsed(screen):
        toggle_sidebar(screen)
    if width(screen) > OVERLAY:
        press_every_control(screen)
    else:  # It covers the pages' links, but what shows beside it works, and it can be closed.
        press(screen, screen.locator(".st-key-lang_switch button"))
        expect(screen.locator(".words")).to_contain_text("Tianjin")
    if not is_collapsed(screen):
        toggle_sidebar(screen)
    press(screen, screen.locator(".st-key-lang_switch button"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_of_the_navigation_is_cut_off_or_covered(screen: Page, language: str) -> None:
    card = next(iter(live_edition().places))
    screen.goto(f"/?lang={language}&id={card}")
    settle(screen)
    screen.mouse.move(5, 400)
    covered = screen.evaluate(
        """() => [...document.querySelectorAll('.st-key-nav a, .st-key-nav button')].filter(e => {
            // A phone's row of pages is longer than its screen.
            e.scrollIntoView({ block: 'nearest', inline: 'center' });
            const box = e.getBoundingClientRect();
            return [[1, 1], [box.width / 2, box.height / 2], [box.width - 1, box.height - 1]].some(
                ([x, y]) => !e.closest('.st-key-nav').contains(
                    document.elementFromPoint(box.x + x, box.y + y)));
        }).map(e => e.innerText)"""
    )
    assert covered == []


def test_header_takes_no_click_beside_its_buttons(screen: Page) -> None:
    screen.goto("/")
    settle(screen)
    taken = screen.evaluate(
        """() => [...Array(60).keys()].map(i => document.elementFromPoint(innerWidth * i / 60, 20))
            .filter(e => e?.closest('[data-testid=stHeader]') && !e.closest('button')).length"""
    )
    assert taken == 0


def linked(page: Page, name: str, address: str) -> Locator:
    """A link of the navigation that leads to `address`: what a browser shows, copies and opens."""
    link = page.locator(".st-key-nav").get_by_role("link", name=name, exact=True)
    link.hover()
    expect(link).to_have_attribute("href", re.compile(rf"(^|/){re.escape(address)}$"))
    return link


def test_links_carry_the_view_and_back_undoes_one_of_them(page: Page) -> None:
    page.goto("/?park=tianjin")
    settle(page)
    linked(page, "资源地图", "map?park=tianjin")
    page.locator(".st-key-side_park button").first.click()
    expect(page).to_have_url(re.compile(r"/\?park=zgc&park=tianjin$"))
    map_link = linked(page, "资源地图", "map?park=zgc&park=tianjin")
    with page.context.expect_page() as opened:
        map_link.click(modifiers=["Control"])
    settle(opened.value)
    expect(opened.value).to_have_url(re.compile(r"/map\?park=zgc&park=tianjin$"))
    opened.value.close()
    linked(page, "电话簿", "directory?park=zgc&park=tianjin").click()
    expect(page).to_have_url(re.compile(r"/directory\?park=zgc&park=tianjin$"))
    settle(page)
    page.get_by_role("button", name="Page 2", exact=True).click()
    expect(page).to_have_url(re.compile(r"&page=2$"))
    settle(page)
    # A page number is the directory's own.
    linked(page, "总览", "?park=zgc&park=tianjin")
    linked(page, "资源地图", "map?park=zgc&park=tianjin").click()
    expect(page).to_have_url(re.compile(r"/map\?park=zgc&park=tianjin$"))
    settle(page)
    for address in (
        *("directory?park=zgc&park=tianjin&page=2", "directory?park=zgc&park=tianjin"),
        *("?park=zgc&park=tianjin", "?park=tianjin"),
    ):
        page.go_back()
        expect(page).to_have_url(re.compile(rf"/{re.escape(address)}$"))
        settle(page)


def test_what_is_a_page_s_own_stays_there_and_the_next_click_counts(page: Page) -> None:
    page.goto("/directory?page=2&sort=name")
    settle(page)
    linked(page, "资源地图", "map").click()
    expect(page).to_have_url(re.compile(r"/map$"))
    settle(page)
    page.locator(".st-key-side_park button").first.click()
    expect(page).to_have_url(re.compile(r"/map\?park=zgc$"))
    expect(page.locator(".words")).to_contain_text("中关村 — ")
    expect(page.get_by_text("已忽略")).to_have_count(0)


@pytest.mark.parametrize(("lang", "copied"), [("zh", "已复制"), ("en", "Link copied")])
def test_link_of_the_view_is_copied(page: Page, lang: str, copied: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/directory?park=tianjin&lang={lang}&page=2")
    settle(page)
    page.locator(".copy-link").click()
    expect(page.locator("#notice")).to_contain_text(copied)
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    expect(page.locator("#notice")).to_be_hidden(timeout=15_000)


def test_link_that_may_not_be_copied_stands_selected(page: Page) -> None:
    page.goto("/?park=tianjin")
    settle(page)
    page.evaluate("document.execCommand = () => false")
    page.locator(".copy-link").click()
    expect(page.locator("#notice")).to_contain_text("Ctrl+C")
    assert page.evaluate("getSelection().toString()") == page.url
    page.locator(".words").click()
    expect(page.locator(".copy-link + input")).to_have_count(0)
