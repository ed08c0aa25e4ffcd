"""What keys do beside typing: Esc closes the innermost thing, Shift+Backspace clears the filter."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import Server, altered, settle
from tests.browser.test_atlas import WORDS
from tests.browser.test_restart import CARD, PC, PHONE, TABLET

pytestmark = pytest.mark.browser

SIZES = (PC, TABLET, PHONE)
SIZE_NAMES = ("pc", "tablet", "phone")
FILTERED = f"/directory?park=hengshui&id={CARD}"
FAULT = """
from lib.ui.parts import cards

def fail(*_):
    raise ZeroDivisionError("of no interest to a visitor")

cards.draw = fail
"""


def card(page: Page) -> Locator:
    return page.locator(".st-key-card")


def field(page: Page) -> Locator:
    return page.locator(".st-key-di_q input")


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(WORDS)).to_be_visible(timeout=30_000)
    settle(page)


def compose(page: Page, letters: str) -> None:
    """Write letters with an input method that has not yet made words of them."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition",
        {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
    )


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_esc_closes_menu_then_field_then_card_and_leaves_the_filter(
    page: Page, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    open_page(page, FILTERED)
    expect(card(page)).to_be_visible()
    # On a phone the card is a sheet over the page: nothing can be reached under it.
    if size["width"] > 640:
        field(page).click()
        page.locator(".st-key-di_export button").first.click()
        menu = page.locator("[data-testid=stPopoverBody]")
        expect(menu).to_be_visible()
        settle(page)  # It listens a frame after it is there.
        page.keyboard.press("Escape")
        expect(menu).to_have_count(0)
        expect(card(page)).to_be_visible()
        field(page).click()
        expect(field(page)).to_be_focused()
        page.keyboard.press("Escape")
        expect(field(page)).not_to_be_focused()
        expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    page.keyboard.press("Escape")
    settle(page)
    expect(page).to_have_url(re.compile(r"/directory\?park=hengshui$"))


def test_esc_in_an_open_choice_closes_only_the_choice(page: Page) -> None:
    open_page(page, f"/map?id={CARD}")
    page.locator(".st-key-map_highlight input").click()
    choices = page.get_by_role("listbox")
    expect(choices).to_be_visible()
    page.keyboard.press("Escape")
    expect(choices).to_have_count(0)
    settle(page)
    expect(card(page)).to_be_visible()


def test_keys_of_an_input_method_close_and_clear_nothing(page: Page) -> None:
    open_page(page, FILTERED)
    field(page).click()
    compose(page, "zhong")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Backspace")
    settle(page)
    expect(field(page)).to_be_focused()
    expect(card(page)).to_be_visible()
    assert "park=hengshui" in page.url


@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
def test_shift_backspace_edits_in_a_field_and_clears_elsewhere(
    page: Page, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    open_page(page, "/directory?park=hengshui")
    field(page).click()
    field(page).press_sequentially("ab")
    page.keyboard.press("Shift+Backspace")
    expect(field(page)).to_have_value("a")
    expect(page).to_have_url(re.compile(r"\?park=hengshui&q=a$"))
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Backspace")
    expect(page).to_have_url(re.compile(r"/directory$"))


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Server]:
    """The app with a fault in it."""
    running = altered(tmp_path, FAULT)
    yield running
    running.stop()


def test_what_nobody_foresaw_is_said_in_a_sentence(browser: Browser, failing: Server) -> None:
    context = browser.new_context(base_url=failing.url)
    page = context.new_page()
    try:
        for lang, sentence in (("zh", "页面未能完整显示"), ("en", "could not be drawn")):
            page.goto(f"/directory?lang={lang}")
            alert = page.get_by_test_id("stAlert")
            expect(alert).to_contain_text(sentence, timeout=30_000)
            expect(page.get_by_test_id("stException")).to_have_count(0)
            expect(page.get_by_text("ZeroDivisionError")).to_have_count(0)
    finally:
        context.close()
    assert "ZeroDivisionError: of no interest" in (failing.state / "log").read_text("utf-8")
