"""What only a browser shows of parks, corridor, chains and scorecard: clicks, layout, keyboard."""

import csv
import re
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.base import settings
from lib.query import filters
from lib.query.listing import PAGE_SIZE
from tests.browser.conftest import settle
from tests.editions import live_edition

pytestmark = pytest.mark.browser

ENTRIES = live_edition()
FRAME = ENTRIES.frame
WORDS = ".words"
CHOSEN = ":is([aria-checked=true], [aria-pressed=true])"
CHART = "[data-testid=stVegaLiteChart] svg"
WAIT = 30_000
SIZES = [(1366, 633), (1920, 945)]
Box = tuple[float, float, float, float]


def open_page(page: Page, address: str) -> None:
    """Open a page and wait until the server has sent all of it."""
    page.goto(address)
    settle(page)


def names(chosen: filters.ResourceFilter) -> list[str]:
    return [str(name) for name in ENTRIES.select(chosen)["name"]]


def cell(page: Page, matrix: str, row: str, column: str) -> Locator:
    """The cell of a matrix, whose text is, unseen, its row's and its column's name."""
    return page.locator(f".st-key-cells_{matrix} button", has_text=re.compile(f"^{row} {column}$"))


def listed(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} button")


def test_matrix_cell_changes_words_address_and_list_and_the_link_brings_it_back(
    page: Page,
) -> None:
    open_page(page, "/chains")
    expect(listed(page, "ch_resources")).to_have_count(PAGE_SIZE)
    cell(page, "focus", "机器人", "唐山").click()
    own = names(ENTRIES.filter(park=("tangshan",), chain=("robot",)))
    said = f"唐山高新区 · 机器人链 — {len(own)} 项"
    for _ in range(2):
        expect(page.locator(WORDS)).to_have_text(said, timeout=WAIT)
        expect(page).to_have_url(re.compile(r"/chains\?park=tangshan&chain=robot$"))
        rows = listed(page, "ch_resources")
        expect(rows).to_have_count(len(own), timeout=WAIT)
        for row, name in zip(rows.all_inner_texts(), own, strict=True):
            assert row.startswith(name)
        chosen = page.locator(f".st-key-cells_focus button{CHOSEN}")
        expect(chosen).to_have_text(["机器人 合计", "机器人 唐山"])
        page.reload()


def test_gap_names_whom_to_contact_and_the_resource_opens_its_card(page: Page) -> None:
    open_page(page, "/chains?chain=robot")
    gap = cell(page, "path_park", "中关村", "概念验证与中试")
    expect(gap).to_have_accessible_name(re.compile("→唐山"))
    gap.click()
    expect(page.locator(".st-key-ch_list .panel")).to_contain_text("可联系：唐山", timeout=WAIT)
    expect(page.locator(WORDS)).to_contain_text("— 0 项")
    wanted = ENTRIES.filter(park=("tangshan",), category=("pilot",), chain=("robot",))
    [own] = names(wanted)
    [resource] = listed(page, "ch_resources").all()
    assert resource.inner_text().startswith(own)
    resource.click()
    expect(page.locator(".st-key-card h3")).to_have_text(own, timeout=WAIT)
    resource_id = FRAME.loc[FRAME["name"] == own, "resource_id"].iloc[0]
    expect(page).to_have_url(re.compile(f"id={resource_id}"))


def test_a_zone_without_a_tag_leads_to_who_is_nearest(page: Page) -> None:
    open_page(page, "/chains?park=chengde&chain=robot")
    lines = listed(page, "ch_nearest")
    expect(lines.first).to_have_text(re.compile("^研发创新 未标注；最近：唐山"), timeout=WAIT)
    lines.first.click()
    expect(page).to_have_url(
        re.compile(r"/chains\?park=tangshan&category=rd&chain=robot$"), timeout=WAIT
    )
    own = names(ENTRIES.filter(park=("tangshan",), category=("rd",), chain=("robot",)))
    expect(listed(page, "ch_resources")).to_have_count(len(own), timeout=WAIT)
    expect(lines).to_have_count(0)


def test_what_a_matrix_folds_is_unfolded_by_its_line(page: Page) -> None:
    open_page(page, "/chains")
    heads, line = page.locator(".heads.cells_focus"), page.locator(".st-key-fold_focus button")
    expect(heads).not_to_contain_text("雄安")
    expect(line).to_contain_text("雄安")
    line.click()
    expect(heads).to_contain_text("雄安", timeout=WAIT)
    # Heads stand over their cells, and a click there is a filter as ever.
    head = heads.locator("span", has_text="雄安").bounding_box()
    first = cell(page, "focus", "机器人", "雄安")
    box = first.bounding_box()
    assert head
    assert box
    assert abs(head["x"] + head["width"] / 2 - box["x"] - box["width"] / 2) < 2
    first.click()
    expect(page).to_have_url(re.compile(r"/chains\?park=xiongan&chain=robot$"), timeout=WAIT)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_two_zones_hold_is_compared_on_one_screen(page: Page, lang: str) -> None:
    open_page(page, f"/parks?park=tianjin&park=cangzhou&lang={lang}")
    expect(page.locator(f".st-key-pk_categories {CHART}")).to_have_count(1, timeout=WAIT)
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        settle(page)
        for key in ("pk_categories", "pk_focus"):
            box = page.locator(f".st-key-{key}").bounding_box()
            assert box
            assert box["y"] + box["height"] <= size[1], size
            # Nothing of the tables is cut at their right.
            for table in page.locator(f".st-key-{key} .scroll").all():
                assert table.evaluate("e => e.scrollWidth <= e.clientWidth"), size


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_zones_compared_in_a_narrow_window_are_whole(page: Page, lang: str) -> None:
    """Neither are their tables cut at the right, nor has one zone all the room."""
    open_page(page, f"/parks?park=tianjin&park=baoding&lang={lang}")
    for size in ((1093, 506), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        settle(page)
        tables = page.locator(":is(.st-key-pk_made, .st-key-pk_identity) .scroll")
        cut = tables.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).length")
        assert not cut, size
        cells = page.locator(".st-key-pk_identity tbody tr").first.locator("td")
        one, other = cells.evaluate_all("all => all.map(e => e.offsetWidth)")
        assert min(one, other) > 0.6 * max(one, other), size
        over = page.locator(".st-key-pk_identity td").evaluate_all(
            "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
        )
        assert over == [], size


def test_one_park_has_a_profile_and_two_stand_side_by_side_on_one_scale(page: Page) -> None:
    open_page(page, "/parks")
    pick = page.locator(".st-key-side_park button")
    # One choice of zones on a page: its own stands where the sidebar is not.
    expect(page.locator(".st-key-pick_park button").first).to_be_hidden()
    pick.filter(has_text="保定").click()
    expect(page.locator(".st-key-pk_identity")).to_contain_text(
        "保定国家高新技术产业开发区", timeout=WAIT
    )
    expect(page.locator(".st-key-pk_map [data-testid=stDeckGlJsonChart]")).to_be_visible(
        timeout=WAIT
    )
    pick.filter(has_text="中关村").click()
    heads = page.locator(".st-key-pk_identity thead th")
    expect(heads).to_have_text(["中关村", "保定高新区"], timeout=WAIT)
    expect(page).to_have_url(re.compile(r"/parks\?park=zgc&park=baoding$"))
    settle(page)
    # One chart for both, of real text: the categories and the parks are in the document.
    chart = page.locator(f".st-key-pk_categories {CHART}")
    expect(chart).to_have_count(1, timeout=WAIT)
    written = chart.locator("text").all_text_contents()
    for category in ENTRIES.vocabulary.categories:
        assert category.short("zh") in written
    assert {"中关村", "保定"} <= set(written)
    # A bar's length is its share on the same scale in every column.
    bars = page.evaluate(
        """() => [...document.querySelectorAll('.st-key-pk_categories .part')].map(part => [
            part.querySelector('.quiet').textContent,
            part.querySelector('u i').getBoundingClientRect().width])"""
    )
    assert len(bars) == 10
    longest = max(width / float(share[:-1]) for share, width in bars if share != "0%")
    for share, width in bars:
        # Half a per cent is lost in rounding the share that is written.
        assert width == pytest.approx(longest * float(share[:-1]), abs=longest * 2)


def boxes(page: Page, selector: str) -> list[tuple[str, Box]]:
    """The text and the text's box of each element of `selector` that is not empty."""
    found = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(element => {
            const range = document.createRange();
            range.selectNodeContents(element);
            const box = range.getBoundingClientRect();
            return [element.textContent, [box.left, box.top, box.right, box.bottom]];
        }).filter(([text]) => text)""",
        selector,
    )
    return [(text, tuple(box)) for text, box in found]


def overlap(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_corridor_is_drawn_at_scale_and_its_labels_keep_apart(page: Page, lang: str) -> None:
    open_page(page, f"/corridor?lang={lang}")
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        settle(page)
        assert_drawn_at_scale(page, lang, size[1])


def assert_drawn_at_scale(page: Page, lang: str, screen: int) -> None:
    """The corridor's strip is drawn at scale, its labels keep apart, and all of it stands on the
    first `screen` pixels."""
    strip = page.locator("ol.corridor")
    line = strip.bounding_box()
    assert line
    with (settings.DATA_DIR / "corridor_nodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    middles = {}
    for row, node in zip(rows, strip.locator(".node").all(), strict=True):
        box = node.bounding_box()
        assert box
        expect(node.locator("strong")).to_contain_text(row[f"name_{lang}"].removesuffix("高新区"))
        middles[row["node"]] = box["x"] + box["width"] / 2
    on_line = [middles[node] for node in ("bda", "tianjin", "cangzhou")]
    assert on_line == sorted(on_line)
    # Along the line 北京经开区, 天津滨海 and 沧州 are about 90 and 90 of 180 km apart (±3 km each).
    ends = on_line[2] - on_line[0]
    assert (on_line[1] - on_line[0]) / ends == pytest.approx(0.5, abs=0.035)
    assert ends == pytest.approx(line["width"], abs=2)
    # The spur's name stands off the line, which the counts of the others stand on.
    spur = strip.locator(".spur strong").bounding_box()
    bda = strip.locator(".node:not(.spur) b").first.bounding_box()
    assert spur and bda
    assert spur["y"] + spur["height"] <= bda["y"] or spur["y"] >= bda["y"] + bda["height"]
    labels = boxes(page, ".corridor b, .corridor strong, .corridor em, .corridor small, .along")
    # Counts, names, the spur's offset, industries, distances along the line.
    assert len(labels) == 4 + 4 + 1 + 4 + 2
    for (one, a), (other, b) in combinations(labels, 2):
        assert not overlap(a, b), (one, other)
    # The table of distances beside it shows all its columns, and both stand on the first screen.
    beside = page.locator(".st-key-co_legs .scroll")
    assert beside.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    below = page.locator(".st-key-co_legs").bounding_box()
    assert below and below["y"] + below["height"] <= screen
    panel = page.locator(".st-key-co_strip").bounding_box()
    assert panel
    assert panel["y"] + panel["height"] <= screen
    for text, (left, top, right, bottom) in labels:
        assert panel["x"] <= left and right <= panel["x"] + panel["width"], text
        assert panel["y"] <= top and bottom <= panel["y"] + panel["height"], text


def test_keyboard_reaches_a_cell_and_chooses_it(page: Page) -> None:
    open_page(page, "/chains")
    focused = "document.activeElement.closest('.st-key-cells_focus button') !== null"
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(focused):
            break
    assert page.evaluate(focused)
    page.keyboard.press("Enter")
    n = len(names(ENTRIES.filter(chain=("hydrogen",))))
    expect(page.locator(WORDS)).to_have_text(f"氢能链 — {n} 项", timeout=WAIT)
    expect(page).to_have_url(re.compile(r"/chains\?chain=hydrogen$"))
    # The arrows go about in the matrix; at its edge they stay.
    for key in ("ArrowUp", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator(":focus")).to_have_text("生物医药 中关村")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/chains\?park=zgc&chain=biomed$"))


PHONE = (
    *("/parks?", "/parks?park=zgc", "/parks?park=zgc&park=tianjin&park=baoding"),
    *("/corridor?", "/chains?chain=robot", "/scorecard?"),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_wider_than_a_phone(page: Page, lang: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    wide = {}
    for address in PHONE:
        open_page(page, f"{address}&lang={lang}")
        if address.startswith("/parks") and address.count("park=") != 1:
            expect(page.locator(f"{CHART} text").first).to_be_visible(timeout=WAIT)
        # What stands in .scroll scrolls in itself; so does the navigation. Of a chart its words
        # count.
        wide[address] = page.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stMain] *')]
                .filter(e => !e.closest(
                    '.st-key-nav, [data-testid=stDeckGlJsonChart], .scroll > *'))
                .filter(e => !e.closest('svg') || e.tagName === 'text')
                .filter(e => e.getBoundingClientRect().right > 390 + 0.5)
                .map(e => `${e.tagName} ${e.textContent.slice(0, 40)}`)"""
        )
    assert {address: found for address, found in wide.items() if found} == {}


ESSENTIALS = {
    "/chains?": "ch_matrix",
    "/scorecard?": "sc_alliance",
    "/parks?": "pk_all",
    "/parks?park=tangshan": "pk_identity",
    "/parks?park=zgc&park=tianjin": "pk_made",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_essentials_need_no_scrolling(page: Page, lang: str) -> None:
    for address, key in ESSENTIALS.items():
        open_page(page, f"{address}&lang={lang}")
        box = page.locator(f".st-key-{key}").bounding_box()
        assert box, address
        assert box["y"] >= 0, address
        assert box["y"] + box["height"] <= 633, address


LOW = [(1093, 506), (1280, 580), (1366, 633)]
OPTIONS = ".st-key-bar_category button, .st-key-bar_focus button"


@pytest.mark.parametrize("size", LOW)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_a_low_window_the_overview_is_whole_without_its_year(
    page: Page, lang: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(page, f"/?lang={lang}")
    bottoms = page.locator(OPTIONS).evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(bottoms) == len(ENTRIES.vocabulary.categories) + len(ENTRIES.vocabulary.focus_areas)
    assert max(bottoms) <= size[1]
    expect(page.locator(".year")).to_be_hidden()


def test_the_year_s_figures_stand_whole_and_name_the_zones_without_any(page: Page) -> None:
    """In no window is a part of them cut, or scrolls in its box."""
    open_page(page, "/")
    whole = ".st-key-ov_right [data-testid=stElementContainer]:has(.year)"
    seen = []
    for height in range(650, 1050, 40):
        page.set_viewport_size({"width": 1600, "height": height})
        seen.append(page.locator(".year").is_visible())
        if seen[-1]:
            assert page.locator(whole).evaluate("e => e.scrollHeight <= e.clientHeight"), height
    assert seen == sorted(seen)
    assert seen[-1]
    expect(page.locator(".year li").last).to_have_text("联盟未公布数字：中关村、雄安")
    # The window that most have.
    page.set_viewport_size({"width": 1920, "height": 945})
    expect(page.locator(".year")).to_be_visible()


@pytest.mark.parametrize(("size", "most"), [*((size, 0.35) for size in LOW), ((820, 1180), 0.15)])
def test_the_corridor_s_first_panels_leave_no_half_empty(
    page: Page, size: tuple[int, int], most: float
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(page, "/corridor?lang=en")
    for key in ("co_strip", "co_legs"):
        empty = page.locator(f".st-key-{key}").evaluate(
            """e => (e.getBoundingClientRect().bottom
                - Math.max(...[...e.querySelectorAll("*")].filter(e => e.checkVisibility()
                    && !e.childElementCount).map(e => e.getBoundingClientRect().bottom)))
                / e.offsetHeight"""
        )
        assert empty < most, key


TABLET = {"/corridor": "co_path", "/chains": "ch_path", "/scorecard": "sc_parks"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_tablet_nothing_is_squeezed_beside_something_else(page: Page, lang: str) -> None:
    page.set_viewport_size({"width": 820, "height": 1180})
    for address, key in TABLET.items():
        open_page(page, f"{address}?lang={lang}")
        box = page.locator(f".st-key-{key}").bounding_box()
        assert box
        assert box["width"] > 480, address
        # A finger finds each cell.
        narrow = page.locator("[class*=st-key-cells_] button:visible").evaluate_all(
            "all => all.map(e => e.offsetWidth).filter(width => width < 24)"
        )
        assert narrow == [], address


def test_every_category_compared_is_named_in_the_chart(page: Page) -> None:
    open_page(page, "/parks?park=zgc&park=tianjin&park=baoding&park=xiongan")
    written = page.locator(f".st-key-pk_categories {CHART} text")
    for category in ENTRIES.vocabulary.categories:
        expect(written.filter(has_text=category.short("zh"))).not_to_have_count(0, timeout=WAIT)
