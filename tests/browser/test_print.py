"""What a reader gets on paper: the browser's own PDF of a page, A4 upright and across."""

import datetime
import io
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, Windows, settle
from tests.editions import live_edition

pytestmark = pytest.mark.browser

EDITION = live_edition()
# Of each page: its name in both languages.
PAGES = {
    "": ("总览", "Overview"),
    "map": ("资源地图", "Map"),
    "parks": ("园区", "Zones"),
    "corridor": ("G2 走廊", "G2 corridor"),
    "chains": ("六链五群", "Six Chains, Five Clusters"),
    "scorecard": ("年度成绩单", "Scorecard"),
    "directory": ("电话簿", "Directory"),
}
CONTROLS = ("复制链接", "清除筛选", "English", "更多条件", "放入清单", "导出", "复制与分享", "关闭")


def sheets(page: Page, *, across: bool = False) -> list[pypdf.PageObject]:
    file = page.pdf(format="A4", landscape=across)
    return list(pypdf.PdfReader(io.BytesIO(file)).pages)


def words(*printed: pypdf.PageObject) -> str:
    """The text of sheets; fonts may name a character by its radical."""
    text = "\n".join(sheet.extract_text() for sheet in printed)
    return unicodedata.normalize("NFKC", text)


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)


@pytest.fixture
def dark(browser: Browser, server: Server, windows: Windows) -> Iterator[Page]:
    size = {"width": 1280, "height": 720}
    with windows.lend(browser, server.url, viewport=size, color_scheme="dark") as page:
        yield page


@pytest.mark.parametrize("address", PAGES)
def test_a_sheet_says_what_it_is_and_shows_no_controls(page: Page, address: str) -> None:
    open_page(page, f"/{address}?park=tianjin&id=tianjin-001")
    for across in (False, True):
        first, *_ = printed = sheets(page, across=across)
        assert (first.mediabox.width > first.mediabox.height) == across
        title, filtered, register = words(first).splitlines()[:3]
        assert title == f"京津冀创新资源看板 · {PAGES[address][0]}"
        assert re.fullmatch("天津滨海高新区 . 69 项", filtered)
        assert register.startswith(f"登记册 {EDITION.version}({EDITION.stamp})")
        assert register.endswith(f"打印于 {datetime.date.today().isoformat()}")
        assert "联盟官" in register
        assert [control for control in CONTROLS if control in words(*printed)] == []


@pytest.mark.parametrize("address", PAGES)
def test_a_sheet_in_english(page: Page, address: str) -> None:
    open_page(page, f"/{address}?lang=en")
    title, filtered, register = words(sheets(page)[0]).splitlines()[:3]
    assert title == f"Jing-Jin-Ji Innovation Atlas · {PAGES[address][1]}"
    assert filtered.startswith("All resources")
    assert "not the alliance" in register
    assert "Printed on" in register


@pytest.mark.parametrize("address", ["/", "/map"])
def test_the_map_is_the_host_s_picture_and_says_what_it_shows(dark: Page, address: str) -> None:
    # It comes with the map, and not when a print begins, which would not wait for it.
    with dark.expect_request_finished(lambda request: "/picture-light-zh" in request.url):
        open_page(dark, f"{address}?category=pilot")
    dark.wait_for_timeout(500)  # For the browser to read it.
    counts = EDITION.frame["park"].value_counts()
    for across in (False, True):
        printed = sheets(dark, across=across)
        text = words(*printed)
        for park in EDITION.vocabulary.parks:
            n = counts.get(park.code, 0)
            assert (f"{park.short('zh')} {n}" if n else park.short("zh")) in text
        assert "图为登记册全部资源,不随筛选变化" in text
        assert "边界仅为" in text
        for category in EDITION.vocabulary.categories:  # What the dots' colours mean.
            assert category.short("zh") in text
        assert len(printed) == 1 or address != "/map"


def test_a_page_in_the_dark_theme_is_dark_ink_on_white_paper(dark: Page) -> None:
    open_page(dark, "/directory")
    assert dark.locator(".stApp").evaluate("e => getComputedStyle(e).colorScheme") == "dark"
    dark.emulate_media(media="print", color_scheme="dark")
    colors = dark.evaluate(
        """() => [...document.querySelectorAll('.brand, .words, .quiet, [class*=_rows] strong')]
            .map(e => Math.max(...getComputedStyle(e).color.match(/[0-9]+/g).slice(0, 3)))"""
    )
    assert len(colors) > 25 and max(colors) < 128
    for name in ("body", ".stApp"):
        background = dark.locator(name).first.evaluate("e => getComputedStyle(e).backgroundColor")
        assert background == "rgba(0, 0, 0, 0)"


def test_no_row_is_cut_by_the_edge_of_a_sheet(page: Page) -> None:
    open_page(page, "/directory?view=category")
    rows = page.locator("[class*=_rows] button p > :first-child")
    expect(rows.first).to_be_visible()
    names = [plain(name) for name in rows.all_inner_texts()]
    # One's name may be part of another's, or another's operator.
    whole = [plain(row) for row in page.locator("[class*=_rows] button p").all_inner_texts()]
    for across in (False, True):
        printed = [plain(words(sheet)) for sheet in sheets(page, across=across)]
        assert len(printed) > 1
        # Some are written with a radical in place of a character.
        found = {name: sum(sheet.count(name) for sheet in printed) for name in names}
        assert sum(map(bool, found.values())) > 0.8 * len(names)
        # What an edge cuts stands on both sheets.
        assert [n for n, times in found.items() if times > sum(row.count(n) for row in whole)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", ["/", "/chains", "/corridor", "/parks?park=tianjin"])
def test_no_head_stands_alone_at_the_foot_of_a_sheet(
    page: Page, address: str, language: str
) -> None:
    open_page(page, f"{address}{'&' if '?' in address else '?'}lang={language}")
    titles = {plain(title) for title in page.locator(".panel b").all_inner_texts()}
    assert titles
    printed = sheets(page)
    assert len(printed) > 1
    for sheet in printed[:-1]:
        # A head with heads of columns; a row below it has two lines of its own.
        foot = plain("".join(words(sheet).splitlines()[-2:]))
        assert [title for title in titles if title in foot] == []


@pytest.mark.parametrize("address", ["/chains", "/corridor", "/parks"])
def test_heads_of_a_matrix_stand_clear_of_each_other_on_upright_paper(
    page: Page, address: str
) -> None:
    open_page(page, f"{address}?lang=en")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 within its margins.
    heads = page.locator(".heads").evaluate_all(
        """all => all.map((head) => [...head.children].map((one) => {
            const text = document.createRange();
            text.selectNodeContents(one);
            const { left, right } = text.getBoundingClientRect();
            return [left, right];
        }).filter(([left, right]) => right > left))"""
    )
    assert heads and all(len(each) > 4 for each in heads)
    for each in heads:
        assert all(right <= left for (_, right), (left, _) in pairwise(sorted(each)))
    page.emulate_media(media="screen")


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
