"""What only a browser shows of the directory: typing, files, Back, the keyboard, a phone."""

import csv
import json
import re
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import Browser, Download, Locator, Page, ViewportSize, expect

from lib.base import settings
from tests.browser.conftest import Server, Windows, lag, settle
from tests.browser.test_restart import PC, PHONE

pytestmark = pytest.mark.browser

with (settings.DATA_DIR / "resources.csv").open(encoding="utf-8-sig", newline="") as file:
    ROWS = list(csv.DictReader(file))
HUMANOID = "北京人形机器人数据训练中心"
ENTER = 30_000


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".words")).to_be_visible(timeout=ENTER)
    expect(rows(page).first).to_be_visible(timeout=ENTER)


def field(page: Page) -> Locator:
    return page.locator(".st-key-di_q input")


def rows(page: Page) -> Locator:
    return page.locator(".st-key-di_all_rows button")


def ticks(page: Page) -> Locator:
    return page.locator(".st-key-di_all_ticks button")


def row_names(page: Page) -> list[str]:
    return rows(page).locator("strong").all_inner_texts()


def switch(page: Page, name: str) -> None:
    page.locator(".st-key-di_view").get_by_role("radio", name=re.compile(f"^{name}")).click()


def download(page: Page, label: str) -> Download:
    page.locator(".st-key-di_export button").first.click()
    with page.expect_download() as started:
        page.get_by_role("button", name=label).click()
    return started.value


def test_typed_opened_shared_and_reloaded_it_is_the_same_card(page: Page) -> None:
    open_page(page, "/directory")
    field(page).press_sequentially("bjrxjqr")
    first = rows(page).first
    expect(first.locator("strong")).to_have_text(HUMANOID)
    first.click()
    name = page.locator(".st-key-card h3")
    expect(name).to_have_text(HUMANOID)
    expect(name.locator("mark")).to_have_text("北京人形机器人")
    page.locator(".st-key-card summary").filter(has_text="复制与分享").click()
    code = page.locator(".st-key-card [data-testid=stCode] code").first
    expect(code).to_contain_text("/directory?q=bjrxjqr&id=", timeout=ENTER)
    link = code.inner_text().strip()
    assert link == page.url
    fresh = page.context.new_page()
    fresh.goto(link)
    page.reload()
    for again in (fresh, page):
        expect(again.locator(".st-key-card h3")).to_have_text(HUMANOID, timeout=ENTER)
        expect(field(again)).to_have_value("bjrxjqr")
        expect(rows(again).first.locator("strong")).to_have_text(HUMANOID)


def test_space_at_the_end_stays_while_typing(page: Page) -> None:
    open_page(page, "/directory")
    field(page).press_sequentially("北京 ")
    expect(page.locator(".words")).to_contain_text("“北京” — ")
    page.wait_for_timeout(700)
    expect(field(page)).to_have_value("北京 ")
    field(page).press_sequentially("hy")
    expect(page.locator(".words")).to_contain_text("“北京 hy” — ")
    expect(field(page)).to_have_value("北京 hy")
    expect(page).to_have_url(re.compile(r"\?q=(%E5%8C%97%E4%BA%AC|北京)(\+|%20)hy$"))


def test_ticked_rows_are_the_basket_and_the_excel_file(page: Page) -> None:
    open_page(page, "/directory?park=hengshui")
    names = row_names(page)
    assert len(names) == sum(row["park"] == "hengshui" for row in ROWS)
    ticks(page).nth(4).click()
    expect(page).to_have_url(re.compile("pick="))
    ticks(page).nth(1).click()
    switch(page, "清单 2")
    expect(rows(page)).to_have_count(2)
    assert row_names(page) == [names[4], names[1]]
    expect(page).to_have_url(re.compile("view=picked"))
    file = download(page, "Excel 表格")
    assert re.fullmatch(r"京津冀创新资源-\d{4}-\d\d-\d\d\.xlsx", file.suggested_filename)
    with file.path().open("rb") as content:
        book = openpyxl.load_workbook(content)
    assert [cells[1] for cells in book.worksheets[0].values] == ["名称", names[4], names[1]]


@pytest.mark.parametrize("late", [0, 1200])
@pytest.mark.parametrize("pressed", [[0, 1, 2, 3, 0], [0, 1, 2, 3, 3, 2, 1, 0]])
def test_quick_ticks_are_all_taken(page: Page, pressed: list[int], late: int) -> None:
    """Each is clicked before the answer to the one before has come; on a slow line, before any.

    What is ticked and taken back shows again what the browser may have forgotten meanwhile.
    """
    with lag(page, late):
        open_page(page, "/directory?park=hengshui")
    page.evaluate(
        """async (pressed) => {
            for (const i of pressed) {
                document.querySelectorAll('.st-key-di_all_ticks button')[i].click();
                await new Promise(done => setTimeout(done, 120));
            }
        }""",
        pressed,
    )
    page.wait_for_timeout(2 * late)
    ids = [row["resource_id"] for row in ROWS if row["park"] == "hengshui"]
    kept = [i for i in range(5) if pressed.count(i) % 2]
    picks = "".join(f"&pick={ids[i]}" for i in kept)
    expect(page).to_have_url(re.compile(rf"\?park=hengshui{picks}$"))
    for i in range(5):
        expect(ticks(page).nth(i)).to_have_attribute("aria-pressed", str(i in kept).lower())


def test_tick_is_seen(page: Page) -> None:
    open_page(page, "/directory?park=hengshui&pick=hengshui-002")
    drawn = """e => getComputedStyle(e, '::after').content + getComputedStyle(e).fontSize"""
    icons = ticks(page).locator("[data-testid=stIconMaterial]")
    assert icons.nth(1).evaluate(drawn) == '"check_box"0px'
    assert "check_box" not in icons.nth(0).evaluate(drawn)
    expect(icons.nth(0)).to_have_text("check_box_outline_blank")


def test_geojson_file_holds_what_is_filtered(page: Page) -> None:
    open_page(page, "/directory?category=pilot&sort=year")
    file = download(page, "GeoJSON")
    read = json.loads(file.path().read_text(encoding="utf-8"))
    pilots = [row for row in ROWS if row["category"] == "pilot"]
    pilots.sort(key=lambda row: -int(row["year"] or 0))
    assert [one["id"] for one in read["features"]] == [row["resource_id"] for row in pilots]
    for one, row in zip(read["features"], pilots, strict=True):
        assert one["geometry"]["coordinates"] == [float(row["lon"]), float(row["lat"])]


def test_back_returns_to_the_page_before(page: Page) -> None:
    open_page(page, "/directory")
    expect(rows(page).first).to_contain_text(ROWS[0]["name"])
    page.get_by_role("button", name="Page 3", exact=True).click()
    expect(rows(page).first).to_contain_text(ROWS[50]["name"])
    expect(page).to_have_url(re.compile(r"\?page=3$"))
    page.go_back()
    expect(rows(page).first).to_contain_text(ROWS[0]["name"])
    expect(page).to_have_url(re.compile(r"/directory$"))
    expect(page.locator("[aria-current=page]").filter(has_text="1")).to_have_count(1)
    page.go_forward()
    expect(rows(page).first).to_contain_text(ROWS[50]["name"])


def test_keyboard_opens_a_card(page: Page) -> None:
    open_page(page, "/directory?park=hengshui")
    field(page).focus()
    inside = "!!document.activeElement.closest('.st-key-di_all_rows')"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(inside):
            break
    assert page.evaluate(inside)
    name = page.evaluate("document.activeElement.querySelector('strong').innerText")
    assert name in [row["name"] for row in ROWS if row["park"] == "hengshui"]
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-card h3")).to_have_text(name)
    expect(page).to_have_url(re.compile("id=hengshui-"))


@pytest.mark.parametrize(
    ("address", "width"),
    [
        ("/directory", 1366),
        ("/directory", 1200),
        ("/directory?sort=distance&near=zgc", 1093),
        ("/directory?lang=en&q=jishu&park=tianjin&view=category", 1920),
        ("/chains", 1366),
        ("/corridor", 1920),
    ],
)
def test_opening_a_card_moves_no_list_under_the_pointer(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address)
    settle(page)
    row = page.locator(":is(.st-key-di_list [class*=_rows], [class*=_resources]) button").nth(2)
    row.scroll_into_view_if_needed()
    before = row.bounding_box()
    assert before
    x, y = before["x"] + 60, before["y"] + before["height"] / 2
    page.mouse.click(x, y)
    expect(page.locator(".st-key-card h3")).to_be_visible()
    settle(page)
    after = row.bounding_box()
    assert after
    assert [after[edge] for edge in ("x", "y", "height")] == [
        before[edge] for edge in ("x", "y", "height")
    ]
    # Nor does the card lie over it: the row can be pressed again.
    assert row.evaluate("(e, [x, y]) => e.contains(document.elementFromPoint(x, y))", [x, y])


@pytest.mark.parametrize(
    ("address", "tools"),
    [
        ("/directory?sort=distance&near=zgc&id=zgc-010", ".st-key-di_tools :is(button, input)"),
        ("/parks?id=zgc-010", ".st-key-pick_park button, .st-key-side_park button"),
    ],
)
@pytest.mark.parametrize("size", [(940, 700), (1093, 506), (1366, 633)])
def test_an_open_card_covers_no_control(
    page: Page, address: str, tools: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    settle(page)
    expect(page.locator(".st-key-card h3")).to_be_visible()
    covered = page.locator(tools).evaluate_all(
        """all => all.filter(e => e.checkVisibility()).filter(e => {
            const { left, top, width, height } = e.getBoundingClientRect();
            const there = document.elementFromPoint(left + width / 2, top + height / 2);
            return there?.closest(".st-key-card");
        }).map(e => e.textContent)"""
    )
    assert covered == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_every_row_shows_its_name(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"/directory?lang={language}&q=jishu&pick=zgc-001&page=2")
    # How far to the right anything can be seen: what a box cuts off ends with the box.
    widest = page.evaluate(
        """() => {
            const seen = e => e.matches('[data-testid=stMain]') ? Infinity : Math.min(
                getComputedStyle(e).overflowX === 'visible'
                    ? Infinity : e.getBoundingClientRect().right,
                seen(e.parentElement));
            return Math.max(...[...document.querySelectorAll('[data-testid=stMain] *')]
                .filter(e => !e.closest('.st-key-nav'))
                .map(e => Math.min(e.getBoundingClientRect().right, seen(e.parentElement))));
        }"""
    )
    assert 300 < widest <= 390
    assert max(map(len, row_names(page))) > 22
    # In one look, as the page may still move.
    boxes = rows(page).evaluate_all(
        """rows => rows.map(row => [...row.querySelectorAll('strong'), row].map(
            e => e.getBoundingClientRect().toJSON()))"""
    )
    assert len(boxes) == 25
    for name, row in boxes:
        assert name["width"] >= 120 and name["height"] >= 14
        assert name["left"] >= 0 and name["right"] <= 390
        assert row["top"] <= name["top"] and name["bottom"] <= row["bottom"]


def test_markup_in_a_query_runs_nothing(page: Page) -> None:
    hostile = "<img src=x onerror=window.ran=1><script>window.ran=1</script>"
    page.goto(f"/directory?id={ROWS[0]['resource_id']}&q={quote(hostile)}")
    expect(page.locator(".st-key-card h3")).to_be_visible(timeout=ENTER)
    expect(page.locator(".words")).to_contain_text("<img src=x onerror")
    field(page).fill(f"机器人 {hostile}")
    expect(page.locator(".words")).to_contain_text("机器人 <img")
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize(
    ("size", "take"), [(PC, "key"), (PC, "click"), (PHONE, "tap")], ids=("key", "click", "phone")
)
def test_question_typed_is_offered_and_taken(
    browser: Browser, server: Server, windows: Windows, size: ViewportSize, take: str
) -> None:
    with windows.lend(browser, server.url, viewport=size, has_touch=take == "tap") as page:
        take_question(page, size, take)


def take_question(page: Page, size: ViewportSize, take: str) -> None:
    open_page(page, "/directory")
    field(page).click()
    field(page).press_sequentially("石家庄国家级孵化器")
    field(page).press("Enter")
    offer, button = page.locator(".offer"), page.locator(".st-key-offer_take button")
    expect(offer).to_contain_text("筛选：石家庄高新区 · 创业孵化 · 国家级")
    expect(page).to_have_url(re.compile(r"/directory\?q=[^&]+$"))
    box = button.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    if take == "key":
        page.keyboard.press("Shift+Enter")
    elif take == "tap":
        button.tap()
    else:
        button.click()
    query = "park=shijiazhuang&category=incubator&level=national"
    expect(page).to_have_url(re.compile(rf"/directory\?{query}$"))
    expect(offer).to_have_count(0)
    expect(field(page)).to_have_value("")
    wanted = {"park": "shijiazhuang", "category": "incubator", "level": "national"}
    expect(rows(page)).to_have_count(sum(wanted.items() <= row.items() for row in ROWS))


@pytest.mark.parametrize("start", ["/", "/directory"])
def test_question_for_what_is_near_opens_the_directory_in_that_order(
    page: Page, start: str
) -> None:
    page.goto(f"{start}?q=沧州附近的氢能检测")
    settle(page)
    expect(page.locator(".offer")).to_contain_text("离沧州由近及远")
    page.keyboard.press("Shift+Enter")
    query = "category=testing&chain=hydrogen&sort=distance&near=cangzhou"
    expect(page).to_have_url(re.compile(rf"/directory\?{query}$"), timeout=ENTER)
    expect(page.locator(".offer")).to_have_count(0)
    wanted = [
        r for r in ROWS if r["category"] == "testing" and "hydrogen" in r["chains"].split(";")
    ]
    expect(rows(page)).to_have_count(len(wanted))
    page.go_back()
    expect(page.locator(".offer")).to_contain_text("离沧州由近及远")
