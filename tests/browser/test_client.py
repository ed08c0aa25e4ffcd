"""What the browser says by itself: that it is too old, that the server is away, that a picture
stands in for the map."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PC, Server, settle

pytestmark = pytest.mark.browser

CHART = "[data-testid=stDeckGlJsonChart]"
PAGES = {
    "/": "light-zh",
    "/?lang=en": "light-en",
    "/map?lang=en&embed_options=dark_theme": "dark-en",
    "/parks?park=tianjin": "light-zh",
    "/present?scene=region": "dark-zh",
}
# The minute until a sentence says how to mend becomes three seconds.
HURRY = (
    "const later = setTimeout; "
    "window.setTimeout = (f, ms, ...more) => later(f, ms === 60000 ? 3000 : ms, ...more);"
)


def shown(page: Page, pseudo: str, name: str) -> str:
    """A computed value of the first map's frame, or of what stands on it."""
    value: str = page.locator(CHART).evaluate(
        "(e, [pseudo, name]) => getComputedStyle(e, pseudo)[name]", [pseudo, name]
    )
    return value


@pytest.mark.parametrize(
    "lacks",
    [
        "CSS.supports = () => false",
        "delete window.CSS",
        "delete Promise.withResolvers",
        "delete HTMLElement.prototype.popover",
        "CSS.supports = (property) => !property.startsWith('selector')",
    ],
)
def test_an_old_browser_is_told_what_is_needed(
    browser: Browser, server: Server, lacks: str
) -> None:
    context = browser.new_context(base_url=server.url)
    context.add_init_script(lacks)
    page = context.new_page()
    page.goto("/")
    notice = page.locator("#unsupported")
    expect(notice).to_be_visible()
    for words in ("浏览器版本过低", "Edge 119", "极速模式", "too old"):
        expect(notice).to_contain_text(words)
    context.close()


@pytest.mark.drawn
def test_a_browser_that_is_new_enough_is_told_nothing(page: Page) -> None:
    page.goto("/")
    settle(page)
    expect(page.locator("#unsupported")).to_be_hidden()
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("[data-drawn]")).to_have_count(0)


def test_without_scripts_a_sentence_stands(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/map")
    for paragraph in page.locator("noscript p").all():
        expect(paragraph).to_be_visible()
    words = page.locator("noscript").text_content() or ""
    assert "本看板需要 JavaScript" in words
    assert "This dashboard needs JavaScript" in words
    expect(page.locator("#unsupported")).to_be_hidden()
    context.close()


@pytest.fixture
def flat(browser: Browser, server: Server) -> Iterator[Page]:
    """A window without WebGL of a visitor who comes for the first time."""
    context = browser.new_context(base_url=server.url, viewport=PC)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_without_webgl_a_picture_stands_in(flat: Page, address: str) -> None:
    fetched: list[tuple[str, int]] = []
    flat.on("response", lambda answer: fetched.append((answer.url, answer.status)))
    flat.goto(address)
    expect(flat.locator(CHART)).to_be_visible(timeout=30_000)
    expect(flat.locator(".words, .scene").first).to_be_visible(timeout=30_000)
    flat.wait_for_timeout(1000)
    url = shown(flat, "", "backgroundImage").removeprefix('url("').removesuffix('")')
    assert f"/picture-{PAGES[address]}." in url
    pictures = {each: status for each, status in fetched if "/picture-" in each}
    assert pictures[url] == 200
    # Paper's, where it is another one, comes with the map; the wall is not printed.
    paper = {"/map?lang=en&embed_options=dark_theme": "light-en"}.get(address)
    others = [each for each in pictures if each != url]
    assert [f"/picture-{paper}." in each for each in others] == [True] * (paper is not None)
    sentence = "whole register" if "lang=en" in address else "登记册全部资源"
    assert sentence in shown(flat, "::after", "content")
    expect(flat.locator(".map-note")).to_contain_text(
        "Boundaries are schematic" if "lang=en" in address else "边界仅为示意"
    )


def test_without_webgl_lists_and_counts_follow_the_filter(flat: Page) -> None:
    flat.goto("/")
    settle(flat)
    flat.locator(".st-key-side_park button", has_text="天津滨海").click()
    expect(flat.locator(".words")).to_contain_text("天津滨海")
    settle(flat)
    flat.locator(".st-key-lang_switch button").click()
    expect(flat.locator("html")).to_have_attribute("lang", "en", timeout=30_000)
    assert "picture-light-en" in shown(flat, "", "backgroundImage")
    assert "whole register" in shown(flat, "::after", "content")


@pytest.mark.drawn
def test_a_lost_map_is_a_picture_until_it_comes_back(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, viewport=PC)
    page = context.new_page()
    page.goto("/?park=tianjin")
    settle(page)
    expect(page.locator(f"{CHART} canvas")).to_have_count(2)
    page.evaluate(
        "window.lost = [...document.querySelectorAll('canvas')]"
        ".map((canvas) => canvas.getContext('webgl2') ?? canvas.getContext('webgl'))"
        ".map((context) => context.getExtension('WEBGL_lose_context'));"
        "lost.forEach((each) => each.loseContext())"
    )
    expect(page.locator(f"{CHART}[data-drawn]")).to_be_visible()
    assert "picture-light-zh" in shown(page, "", "backgroundImage")
    expect(page.locator(f"{CHART} canvas").first).to_be_hidden()
    with page.expect_navigation():
        page.evaluate("lost.forEach((each) => each.restoreContext())")
    settle(page)
    expect(page).to_have_url(re.compile(r"/\?park=tianjin$"))
    expect(page.locator(f"{CHART} canvas").first).to_be_visible()
    expect(page.locator("[data-drawn]")).to_have_count(0)
    context.close()


def test_a_server_that_is_away_is_a_sentence(browser: Browser) -> None:
    server = Server()
    context = browser.new_context(base_url=server.url, viewport=PC)
    context.add_init_script(HURRY)
    windows = {"/directory": "zh", "/present?lang=en": "en"}
    connecting = {"zh": "正在连接服务器…", "en": "Connecting to the server…"}
    away = {"zh": "服务器暂时连接不上", "en": "The server cannot be reached"}
    try:
        pages = {lang: context.new_page() for lang in windows.values()}
        for address, lang in windows.items():
            pages[lang].goto(address)
            expect(pages[lang].locator(".words, .scene").first).to_be_visible(timeout=30_000)
        server.kill()
        for sentences in (connecting, away):
            for lang, page in pages.items():
                notice = page.get_by_role("status").filter(has_text=sentences[lang])
                expect(notice).to_be_visible(timeout=30_000)
        for page in pages.values():
            expect(page.get_by_text("Connection error")).to_be_hidden()
            expect(page.get_by_text("Connecting", exact=True)).to_be_hidden()
        server.start()
        for page in pages.values():
            expect(page.locator("#notice")).to_be_hidden(timeout=30_000)
    finally:
        context.close()
        server.stop()
