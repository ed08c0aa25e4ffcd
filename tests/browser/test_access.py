"""What those need who read with a keyboard, a screen reader, little contrast or no motion.

axe finds nothing on any page, whatever is open, in any theme and language.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, Windows, rest, settle

pytestmark = pytest.mark.browser

AXE = Axe()
# All of its rules but those that are tried out, and that of targets' size, which is off by itself.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
CHART = "[data-testid=stDeckGlJsonChart]"
PAGES = ("/", "/map", "/parks", "/corridor", "/chains", "/scorecard", "/directory")
STATES = (
    "/?park=tianjin&chain=hydrogen",
    "/map?park=tianjin&id=tianjin-001&unknown=1",
    "/parks?park=tianjin&park=baoding",
    "/chains?chain=hydrogen&id=tianjin-001",
    "/directory?q=技术&id=zgc-001&pick=zgc-001",
    "/directory?view=category&park=baoding",
    "/present",
    "/present?scene=region",
)
THEMES = [("light", "zh"), ("dark", "en"), ("dark", "zh"), ("light", "en")]


def collapse_sidebar(page: Page) -> None:
    page.locator("[data-testid=stSidebar]").hover(position={"x": 150, "y": 20})
    page.locator("[data-testid=stSidebarCollapseButton] button").click()
    expect(page.locator("[data-testid=stExpandSidebarButton]")).to_be_visible()


def open_choice(page: Page) -> None:
    page.locator(".st-key-map_highlight input").first.click()
    expect(page.get_by_role("option").first).to_be_visible()


def open_export(page: Page) -> None:
    page.locator(".st-key-di_export button").first.click()
    expect(page.get_by_role("button", name=re.compile("Excel"))).to_be_visible()


def open_all(page: Page) -> None:
    """Unfold what folds: in the sidebar, on the page and on the card."""
    for fold in page.locator("[data-testid=stExpander] summary").all():
        fold.click()
        settle(page)


# What a hand opens, and where.
OPENED: dict[str, tuple[str, Callable[[Page], None]]] = {
    "choice": ("/map", open_choice),
    "export": ("/directory", open_export),
    "folds": ("/chains?id=tianjin-001", open_all),
    # Last: the browser remembers it.
    "sidebar collapsed": ("/", collapse_sidebar),
}


def violations(page: Page) -> list[str]:
    found = AXE.run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.fixture(params=THEMES, ids="-".join)
def themed(
    request: pytest.FixtureRequest, browser: Browser, server: Server, windows: Windows
) -> Iterator[tuple[Page, str]]:
    """A window in a theme, and the language to read in."""
    theme, language = request.param
    with windows.lend(browser, server.url, color_scheme=theme) as page:
        yield page, language


def open_page(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    if address.startswith("/present"):
        expect(page.locator(".scene")).to_be_visible(timeout=30_000)
        rest(page)
    else:
        settle(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_on_any_page(window: Page, language: str) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    for address in (*PAGES, *STATES):
        for theme in ("light", "dark"):
            window.emulate_media(color_scheme=theme)
            # A page that is open follows its system, but for a map, which stays as it was drawn.
            if theme == "light" or window.locator(CHART).count():
                open_page(window, address, language)
            if not address.startswith("/present"):  # Its wall is always dark.
                expect(window.locator(".stApp")).to_have_css("color-scheme", theme)
            rest(window)
            found[address, theme] = violations(window)
    assert {where: all for where, all in found.items() if all} == {}


def test_axe_finds_nothing_in_what_a_hand_opens(themed: tuple[Page, str]) -> None:
    page, language = themed
    found: dict[str, list[str]] = {}
    for name, (address, act) in OPENED.items():
        open_page(page, address, language)
        act(page)
        rest(page)
        found[name] = violations(page)
    assert {name: all for name, all in found.items() if all} == {}


def test_everything_that_takes_the_focus_shows_it(page: Page) -> None:
    """By a line of two pixels; the link to the content, seen only then, is a box of its own."""
    for address in ("/map?park=tianjin&id=tianjin-001", "/directory?pick=zgc-001", "/chains"):
        open_page(page, address, "zh")
        unseen, places = set(), set()
        for _ in range(60):
            page.keyboard.press("Tab")
            place, line, markup = page.evaluate(
                """() => {
                    const e = document.activeElement, style = getComputedStyle(e);
                    window.places ??= [];
                    if (!places.includes(e)) places.push(e);
                    return [places.indexOf(e), style.outlineStyle + ' ' + style.outlineWidth,
                        e.outerHTML.slice(0, 200)];
                }"""
            )
            places.add(place)
            if line != "solid 2px" and not markup.startswith("<body"):  # Round the end.
                unseen.add(markup)
        assert len(places) > 15
        assert unseen == set()


@pytest.mark.parametrize(("language", "words"), [("zh", "跳到正文"), ("en", "Skip to content")])
def test_the_first_key_leads_past_navigation_and_sidebar(
    page: Page, language: str, words: str
) -> None:
    open_page(page, "/directory?park=tianjin", language)
    address = page.url
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name=words)
    expect(link).to_be_focused()
    box = link.bounding_box()
    assert box and box["width"] > 40 and box["height"] > 20
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.url == address


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_who_wants_no_motion_is_not_flown_nor_faded(
    browser: Browser, server: Server, motion: str
) -> None:
    context = browser.new_context(base_url=server.url, reduced_motion=motion)  # type: ignore[arg-type]
    page = context.new_page()
    flights: set[str] = set()
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda frame: flights.update(
                found.decode()
                for found in re.findall(
                    rb'"transitionDuration":(\d+)',
                    frame if isinstance(frame, bytes) else frame.encode(),
                )
            ),
        ),
    )
    open_page(page, "/map?park=tianjin", "zh")
    seconds = page.locator("[data-testid=stSidebar]").evaluate(
        "e => Math.max(...getComputedStyle(e).transitionDuration.split(',').map(parseFloat))"
    )
    if motion == "reduce":
        assert flights == {"0"}
        assert seconds < 0.001
    else:
        assert flights and "0" not in flights
        assert seconds > 0.1
    context.close()


def test_the_document_s_language_follows_the_switch(page: Page) -> None:
    open_page(page, "/", "zh")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.locator(".st-key-lang_switch button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
