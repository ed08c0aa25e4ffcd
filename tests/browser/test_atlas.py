"""What only a browser shows: the map is drawn, clicks filter, a link brings back the view."""

import io
import re
from collections.abc import Callable
from urllib.request import urlopen

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page, expect

from lib.drawing import palette
from tests.browser.conftest import Server, Windows, lag, settle
from tests.editions import live_edition

pytestmark = pytest.mark.browser

ENTRIES = live_edition()
FRAME = ENTRIES.frame
WORDS = ".words"
MAP = "[data-testid=stDeckGlJsonChart]"
PILOT = ImageColor.getrgb(palette.drawn("#E69F00", "light"))


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)


def open_map(page: Page, address: str) -> None:
    open_page(page, address)
    expect(page.locator(f"{MAP} canvas").first).to_be_visible(timeout=30_000)


def picture(page: Page) -> Image.Image:
    overlays = ".st-key-legend, .st-key-card { visibility: hidden !important; }"
    return Image.open(io.BytesIO(page.locator(MAP).screenshot(style=overlays))).convert("RGB")


def category_pixels(page: Page) -> dict[str, int]:
    """How many pixels of the map have each category's own colour, within some antialiasing."""
    image, categories = picture(page), ENTRIES.vocabulary.categories
    colors = {c.code: ImageColor.getrgb(palette.drawn(c.color, "light")) for c in categories}
    return {code: int(near(image, color, 30).sum()) for code, color in colors.items()}


def near(image: Image.Image, color: tuple[int, ...], tolerance: int) -> NDArray[np.bool_]:
    """Whether each pixel has about a colour, by row and column."""
    off = np.abs(np.asarray(image, dtype=np.int16) - np.array(color, dtype=np.int16))
    is_near: NDArray[np.bool_] = off.max(axis=2) <= tolerance
    return is_near


def spots(image: Image.Image, color: tuple[int, ...], tolerance: int) -> list[tuple[int, int]]:
    """The pixels (x, y) that have about a colour, from left to right."""
    return [(int(x), int(y)) for x, y in np.argwhere(near(image, color, tolerance).T)]


def wait_for(page: Page, holds: Callable[[], bool], seconds: int = 20) -> None:
    for _ in range(seconds * 4):
        if holds():
            return
        page.wait_for_timeout(250)
    raise AssertionError("it did not come to hold")


def click_on_map(page: Page, x: float, y: float) -> None:
    """Click as a hand does, which comes from elsewhere and rests before it presses."""
    page.mouse.move(x - 30, y)
    page.mouse.move(x, y, steps=4)
    page.wait_for_timeout(500)
    page.mouse.down()
    page.wait_for_timeout(80)
    page.mouse.up()


def count(code: str) -> int:
    return int((FRAME["park"] == code).sum())


def pill(page: Page, key: str, name: str) -> None:
    page.locator(f".st-key-{key}").get_by_role("button", name=re.compile(f"^{name}")).or_(
        page.locator(f".st-key-{key}").get_by_role("checkbox", name=re.compile(f"^{name}"))
    ).first.click()


@pytest.mark.drawn
def test_first_visitor_of_a_fresh_server_sees_the_page_asked_for(browser: Browser) -> None:
    fresh = Server()
    context = browser.new_context(base_url=fresh.url, viewport={"width": 1366, "height": 633})
    try:
        page = context.new_page()
        open_map(page, "/map?park=baoding")
        expect(page.locator(".st-key-legend")).to_be_visible()
        expect(page.locator(WORDS)).to_contain_text(f"保定高新区 — {count('baoding')} 项")
        expect(page.get_by_text("Page not found")).to_have_count(0)
    finally:
        context.close()
        fresh.stop()


@pytest.mark.drawn
def test_map_draws_points_of_every_category_and_highlight_greys_the_rest(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 945})
    open_map(page, "/map")
    wait_for(page, lambda: all(n > 20 for n in category_pixels(page).values()))
    page.locator(
        ".st-key-map_highlight [data-baseweb=select], .st-key-map_highlight input"
    ).first.click()
    page.get_by_role("option", name="氢能").click()
    carrying = ENTRIES.select(ENTRIES.filter(chain=("hydrogen",)))["category"]
    assert "transfer" not in set(carrying)
    wait_for(page, lambda: category_pixels(page)["transfer"] == 0)
    assert category_pixels(page)["rd"] > 0


@pytest.mark.drawn
def test_category_filter_leaves_only_its_points(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 945})
    open_map(page, "/map?category=transfer")
    wait_for(page, lambda: category_pixels(page)["transfer"] > 20)
    wait_for(page, lambda: category_pixels(page)["testing"] == 0)


@pytest.mark.drawn
def test_park_pill_changes_count_map_and_address_and_the_link_brings_it_back(page: Page) -> None:
    open_map(page, "/map")
    wait_for(page, lambda: category_pixels(page)["rd"] > 20)
    before = picture(page).tobytes()
    pill(page, "side_park", "石家庄")
    said = f"石家庄高新区 — {count('shijiazhuang')} 项"
    expect(page.locator(WORDS)).to_contain_text(said)
    expect(page).to_have_url(re.compile(r"/map\?park=shijiazhuang$"))
    wait_for(page, lambda: picture(page).tobytes() != before)
    page.reload()
    expect(page.locator(WORDS)).to_contain_text(said, timeout=30_000)


def test_filter_is_kept_across_pages_and_back(page: Page) -> None:
    open_page(page, "/?park=tianjin&category=rd")
    words = page.locator(WORDS).inner_text()
    page.get_by_role("link", name="资源地图").click()
    expect(page).to_have_url(re.compile(r"/map\?park=tianjin&category=rd$"))
    expect(page.locator(WORDS)).to_have_text(words)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?park=tianjin&category=rd$"))
    expect(page.locator(WORDS)).to_have_text(words)


@pytest.mark.drawn
def test_click_on_a_point_opens_its_card_and_the_link_opens_it_again(page: Page) -> None:
    open_map(page, "/map?park=hengshui&category=pilot")
    wait_for(page, lambda: category_pixels(page)["pilot"] > 20)
    page.wait_for_timeout(2500)  # The flight to the park takes a second and a half.
    image = picture(page)
    box = page.locator(MAP).bounding_box()
    assert box
    found = [(x, y) for x, y in spots(image, PILOT, 8) if x >= 240]
    x, y = found[len(found) // 2]
    click_on_map(page, box["x"] + x, box["y"] + y)
    card = page.locator(".st-key-card h3")
    expect(card).to_be_visible(timeout=15_000)
    name = card.inner_text()
    row = FRAME[FRAME["name"] == name].iloc[0]
    assert (row["park"], row["category"]) == ("hengshui", "pilot")
    expect(page).to_have_url(re.compile(f"id={row['resource_id']}"))
    page.reload()
    expect(page.locator(".st-key-card h3")).to_have_text(name, timeout=30_000)
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".st-key-card")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("id="))


@pytest.mark.drawn
def test_click_on_a_pack_filters_by_its_park(page: Page) -> None:
    open_map(page, "/?park=baoding")
    wait_for(page, lambda: category_pixels(page)["rd"] > 0)
    assert not scrolls(page)  # With its map drawn.
    image, box = picture(page), page.locator(MAP).bounding_box()
    assert box
    x, y = spots(image, (0x00, 0x72, 0xB2), 12)[0]
    x += 2  # From a dot's edge into it.
    click_on_map(page, box["x"] + x, box["y"] + y)
    expect(page.locator(WORDS)).to_contain_text("全部资源")
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    page.wait_for_timeout(1500)  # Two clicks close together would be a double click: a zoom.
    click_on_map(page, box["x"] + x, box["y"] + y)
    expect(page.locator(WORDS)).to_contain_text("保定高新区")


def test_bar_filters_the_page(page: Page) -> None:
    open_page(page, "/")
    pill(page, "bar_focus", "氢能")
    n = len(ENTRIES.select(ENTRIES.filter(chain=("hydrogen",))))
    expect(page.locator(WORDS)).to_contain_text(f"氢能链 — {n} 项")
    expect(page).to_have_url(re.compile(r"chain=hydrogen"))


def test_quick_clicks_in_several_facets_all_count(page: Page) -> None:
    page.goto("/directory")
    expect(page.locator(WORDS)).to_be_visible(timeout=30_000)
    for key, name in (("side_park", "天津滨海"), ("side_category", "研发"), ("side_focus", "集成")):
        option = page.locator(f".st-key-{key} button").filter(has_text=re.compile(f"^{name}"))
        option.click(no_wait_after=True)
    expect(page).to_have_url(re.compile(r"\?park=tianjin&category=rd&cluster=ic$"))
    words = page.locator(WORDS)
    n = int(ENTRIES.filter(park=("tianjin",), category=("rd",), cluster=("ic",)).mask(
        ENTRIES.members).sum())  # fmt: skip
    expect(words).to_contain_text(f"{n} 项")


@pytest.mark.drawn
@pytest.mark.parametrize("address", ["/parks?park=baoding", "/present?scene=region"])
def test_maps_of_zones_and_of_the_stage_are_drawn(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(f"{MAP} canvas").first).to_be_visible(timeout=30_000)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    wait_for(page, lambda: len(picture(page).getcolors(1 << 20) or ()) > 100)


def test_clicks_count_though_the_answer_to_the_one_before_is_late(window: Page) -> None:
    with lag(window, 900):
        window.goto("/?category=rd")
    expect(window.locator(WORDS)).to_be_visible(timeout=30_000)
    window.wait_for_timeout(2000)
    # The one changes what the other's field shows.
    window.locator(".st-key-drop_category_rd button").click(no_wait_after=True)
    window.wait_for_timeout(500)  # Longer than the server takes, less than its answer.
    expect(window.locator(WORDS)).to_contain_text("研发")
    window.locator(".st-key-side_park button").first.click(no_wait_after=True)
    expect(window).to_have_url(re.compile(r"\?park=zgc$"))
    expect(window.locator(WORDS)).to_contain_text("中关村 — ")
    window.wait_for_timeout(2000)
    for words in ("全部资源", "研发"):
        window.go_back()
        expect(window.locator(WORDS)).to_contain_text(words)


def test_clearing_has_its_own_visible_key_and_escape_clears_nothing(page: Page) -> None:
    open_page(page, "/?park=tangshan")
    expect(page.locator(".st-key-clear")).to_contain_text("Backspace")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1500)
    expect(page.locator(WORDS)).to_contain_text("唐山高新区")
    page.keyboard.press("Shift+Backspace")
    expect(page.locator(WORDS)).to_contain_text("全部资源")
    expect(page).not_to_have_url(re.compile("park="))


def test_keyboard_reaches_every_filter(page: Page) -> None:
    open_page(page, "/map")
    # Their script comes after the page's.
    expect(page.locator(".st-key-side_park button").first).to_be_visible(timeout=30_000)
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        keys = page.evaluate(
            "[...(document.activeElement.closest('[class*=st-key-]')?.classList ?? [])].join(' ')"
        )
        reached |= set(re.findall(r"st-key-(\w+)", keys))
    wanted = {"side_park", "side_focus", "side_category", "side_corridor", "side_q"}
    assert wanted | {"map_layers", "map_highlight"} <= reached
    page.locator(".st-key-side_park button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(WORDS)).to_contain_text("中关村")


@pytest.mark.parametrize("address", ["/", "/map"])
def test_nothing_is_wider_than_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, address)
    widest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('[data-testid=stMain] *')]
            .filter(e => !e.closest('.st-key-nav') && !e.closest('[data-testid=stDeckGlJsonChart]'))
            .map(e => e.getBoundingClientRect().right))"""
    )
    assert widest <= 390


def scrolls(page: Page) -> bool:
    """Whether there is more of a page than its window shows."""
    more: bool = page.locator("[data-testid=stMain]").evaluate(
        "m => m.scrollHeight > m.clientHeight + 1"
    )
    return more


@pytest.mark.parametrize("language", ["zh", "en"])
def test_overview_fits_one_screen(page: Page, language: str) -> None:
    open_page(page, f"/?lang={language}")
    for width, height in ((1366, 633), (1920, 945)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        for key in ("ov_map", "ov_strip", "bar_category", "bar_focus"):
            box = page.locator(f".st-key-{key}").bounding_box()
            assert box and box["y"] >= 0 and box["y"] + box["height"] <= height, (key, width)
        assert not scrolls(page), width


@pytest.mark.drawn
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_follows_the_system(
    browser: Browser, server: Server, windows: Windows, scheme: str
) -> None:
    with windows.lend(browser, server.url, color_scheme=scheme) as page:
        open_map(page, "/")
        page.wait_for_timeout(1500)
        top = picture(page).getpixel((5, 5))
        assert isinstance(top, tuple)
        assert (sum(top) > 600) == (scheme == "light")


def test_hostile_address_neither_runs_nor_crashes(page: Page) -> None:
    page.goto("/map?park=%3Cscript%3Ealert(1)%3C/script%3E&q=" + "x" * 10_000)
    expect(page.locator(WORDS)).to_be_visible(timeout=30_000)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect(page.get_by_text("已忽略链接中的")).to_be_visible()


def test_static_files_are_kept_and_headers_are_strict(server: Server) -> None:
    with urlopen(f"{server.url}/map") as answer:
        index = answer.read().decode()
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "'unsafe-eval'" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert '<html lang="zh-CN">' in index
    with urlopen(f"{server.url}/map?lang=en") as answer:
        assert '<html lang="en">' in answer.read().decode()
    sheet = re.search(r'href="\./(app/static/atlas\.\w+\.css)"', index)
    assert sheet
    with urlopen(f"{server.url}/{sheet[1]}") as answer:
        assert "immutable" in answer.headers["cache-control"]
