"""The first click after the server was started anew does what it says."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Server, Windows, settle
from tests.editions import live_edition

pytestmark = pytest.mark.browser

FRAME = live_edition().frame
HENGSHUI = FRAME[FRAME["park"] == "hengshui"]
CARD = HENGSHUI["resource_id"].iloc[0]
WORDS = ".words"
WAIT = 30_000


@pytest.fixture(scope="module")
def short_lived() -> Iterator[Server]:
    """A server of this module's own, to be killed."""
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def visitor(browser: Browser, short_lived: Server, windows: Windows) -> Iterator[Page]:
    with windows.lend(browser, short_lived.url, viewport=PC) as page:
        yield page


PC = ViewportSize(width=1366, height=900)
TABLET = ViewportSize(width=820, height=1180)
PHONE = ViewportSize(width=390, height=844)


class First(NamedTuple):
    """A page, the first thing done on it after the restart, what the address then says, and the
    window's size."""

    address: str
    click: Callable[[Page], None]
    then: str
    size: ViewportSize = PC


def option(widget: str, name: str) -> Callable[[Page], None]:
    """Click on the option of a widget that begins with a name."""
    return lambda page: (
        page.locator(f".st-key-{widget} button").filter(has_text=re.compile(f"^{name}")).click()
    )


def button(widget: str) -> Callable[[Page], None]:
    return lambda page: page.locator(f".st-key-{widget} button").first.click()


def nth(widget: str, n: int) -> Callable[[Page], None]:
    return lambda page: page.locator(f".st-key-{widget} button").nth(n).click()


def typed(widget: str, text: str) -> Callable[[Page], None]:
    return lambda page: page.locator(f".st-key-{widget} input").press_sequentially(text)


FIRST = {
    "pill of the sidebar": First(
        "/directory?park=tianjin",
        option("side_park", "保定"),
        r"/directory\?park=tianjin&park=baoding$",
    ),
    "pill let go": First(
        "/directory?park=tianjin&category=rd",
        option("side_park", "天津"),
        r"/directory\?category=rd$",
    ),
    "bar": First("/?park=tianjin", option("bar_category", "研发"), r"/\?park=tianjin&category=rd$"),
    "cell of a matrix": First(
        "/parks?category=rd",
        option("cells_parks", "天津滨海 合计"),
        r"/parks\?park=tianjin&category=rd$",
    ),
    "search field": First(
        "/scorecard?park=tianjin", typed("side_q", "jishu"), r"/scorecard\?park=tianjin&q=jishu$"
    ),
    "language": First(
        "/directory?park=tianjin", button("lang_switch"), r"/directory\?park=tianjin&lang=en$"
    ),
    "one part dropped": First(
        "/directory?park=tianjin&category=rd",
        button("drop_park_tianjin"),
        r"/directory\?category=rd$",
    ),
    "filter cleared": First("/scorecard?park=tianjin", button("clear"), r"/scorecard$"),
    "card closed": First(f"/parks?id={CARD}", button("card_close"), r"/parks$"),
    "card picked": First(
        f"/parks?id={CARD}", button("card_pick"), rf"/parks\?id={CARD}&pick={CARD}$"
    ),
    "tag of a card": First(
        f"/parks?id={CARD}", nth(f"card_tags_{CARD}", 0), rf"/parks\?park=hengshui&id={CARD}$"
    ),
    "row of the directory": First(
        "/directory?park=hengshui",
        nth("di_all_rows", 0),
        rf"/directory\?park=hengshui&id={CARD}$",
    ),
    "tick": First(
        "/directory?park=hengshui", nth("di_all_ticks", 0), rf"\?park=hengshui&pick={CARD}$"
    ),
    "view of the directory": First(
        "/directory?park=hengshui",
        lambda page: page.locator(".st-key-di_view [role=radio]").nth(1).click(),
        r"\?park=hengshui&view=park$",
    ),
    "order of the directory": First(
        "/directory?park=zgc",
        lambda page: page.locator(".st-key-di_sort [role=radio]").last.click(),
        r"\?park=zgc&sort=distance&near=zgc$",
    ),
    "page of the directory": First(
        "/directory?park=zgc",
        lambda page: page.get_by_role("button", name="Page 3", exact=True).click(),
        r"\?park=zgc&page=3$",
    ),
    "link to another page": First(
        "/directory?park=tianjin",
        lambda page: page.get_by_role("link", name="资源地图").click(),
        r"/map\?park=tianjin$",
    ),
    "row on a tablet": First(
        "/directory?park=hengshui",
        nth("di_all_rows", 0),
        rf"/directory\?park=hengshui&id={CARD}$",
        TABLET,
    ),
    "filter cleared on a phone": First(
        "/directory?park=tianjin", button("clear"), r"/directory$", PHONE
    ),
    "card closed on a phone": First(f"/parks?id={CARD}", button("card_close"), r"/parks$", PHONE),
    "link to another page on a phone": First(
        "/directory?park=tianjin",
        lambda page: page.get_by_role("link", name="年度成绩单").click(),
        r"/scorecard\?park=tianjin$",
        PHONE,
    ),
}


def restart(server: Server, page: Page) -> None:
    """Kill the server, start it again at the same address, wait until the browser is back."""
    server.kill()
    expect(page.locator("[data-testid=stApp]")).not_to_have_attribute(
        "data-test-connection-state", "CONNECTED", timeout=WAIT
    )
    server.start()
    is_back(page)


def is_back(page: Page) -> None:
    """Wait until a window is connected: it runs once by itself then, which no click waits for."""
    app = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
    expect(page.locator(app)).to_be_visible(timeout=WAIT)


def test_first_click_after_a_restart_takes_effect(browser: Browser, short_lived: Server) -> None:
    """All of them with one restart: each in a window of its own, whose session is its own."""
    context = browser.new_context(base_url=short_lived.url)
    windows = {}
    try:
        for name, first in FIRST.items():
            windows[name] = context.new_page()
            windows[name].set_viewport_size(first.size)
            windows[name].goto(first.address)
            settle(windows[name])
        restart(short_lived, windows["language"])
        lost = []
        for name, page in windows.items():
            is_back(page)
            FIRST[name].click(page)
            try:
                expect(page).to_have_url(re.compile(FIRST[name].then), timeout=8000)
            except AssertionError:
                lost.append((name, page.url))
        assert lost == []
    finally:
        context.close()


def test_what_was_clicked_first_stays_chosen(visitor: Page, short_lived: Server) -> None:
    visitor.goto("/?category=rd")
    settle(visitor)
    restart(short_lived, visitor)
    option("side_park", "天津")(visitor)
    expect(visitor).to_have_url(re.compile(r"/\?park=tianjin&category=rd$"))
    settle(visitor)
    chosen = ".st-key-side_park :is([aria-checked=true], [aria-pressed=true])"
    expect(visitor.locator(chosen)).to_have_count(1)
    option("side_park", "保定")(visitor)
    expect(visitor).to_have_url(re.compile(r"/\?park=tianjin&park=baoding&category=rd$"))
    option("side_park", "天津")(visitor)
    expect(visitor).to_have_url(re.compile(r"/\?park=baoding&category=rd$"))


def test_first_click_inside_what_stands_open_takes_effect(
    visitor: Page, short_lived: Server
) -> None:
    visitor.goto("/?park=tianjin")
    settle(visitor)
    visitor.locator(".st-key-more summary").click()
    expect(visitor.locator(".st-key-side_level button").first).to_be_visible()
    restart(short_lived, visitor)
    nth("side_level", 0)(visitor)
    expect(visitor).to_have_url(re.compile(r"/\?park=tianjin&level=\w+$"))
    expect(visitor.locator(".st-key-side_level button").first).to_be_visible()
