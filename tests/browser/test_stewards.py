"""A list from the steward's hand to everybody's screen, and back."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import ROOT, Server, Windows, judged, rest, settle
from tests.browser.test_access import violations
from tests.browser.test_atlas import category_pixels, open_map, wait_for
from tests.editions import live_edition

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
WORDS = ".words"
ADD = (sys.executable, "-m", "lib", "people", "add")
ROW = live_edition().frame.query("park == 'tianjin'").iloc[0]
TOTAL = len(live_edition().frame)
AREA = (
    live_edition()
    .frame.query("park == 'tianjin' and position_basis == 'area' and adcode.isna()")
    .iloc[0]
)


@pytest.fixture
def own() -> Iterator[Server]:
    """A server of the test's own, with an account of each role."""
    running = Server()
    made = (("wang", "steward"), ("li", "editor", "--park", "tianjin"), ("gu", "admin"))
    for name, *role in made:
        subprocess.run(
            [*ADD, name, "--role", *role, "--password-stdin"],
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            cwd=ROOT,
            env=os.environ | {"ATLAS_STATE": str(running.state)},
            stdout=subprocess.DEVNULL,
        )
    yield running
    running.stop()


@pytest.fixture
def replica(own: Server) -> Iterator[Server]:
    """Another process that serves what the first does."""
    running = Server(ATLAS_STATE=str(own.state))
    yield running
    running.stop()


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    """A zone's list: a telephone for a row of the register, and a new row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    at = ["经度（WGS-84）", "纬度（WGS-84）"]
    sheet.append(["单位名称", "所属园区", "类别", "级别", "状态", "联系电话", *at])
    sheet.append([ROW["name"], "天津滨海高新区", "", "", "", "022-6000 0001"])
    new = ["京津冀样例登记检测中心", "天津滨海高新区", "检验检测", "其他", "运行", ""]
    sheet.append([*new, 117.1234, 39.0987])
    buffer = io.BytesIO()
    book.save(buffer)
    path = tmp_path / "名录.xlsx"
    path.write_bytes(buffer.getvalue())
    return path


def click(page: Page, one: Locator) -> None:
    """Click where a hand would."""
    one.scroll_into_view_if_needed()
    rest(page)
    box = one.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def sign_in(page: Page, name: str = "wang", lang: str = "zh") -> None:
    """Sign in by the way that the page offers, with keys."""
    page.goto(f"/stewards?lang={lang}")
    click(page, page.locator("a.way"))
    expect(page.locator("input[name=name]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".signed")).to_contain_text(name, timeout=30_000)
    rest(page)


@pytest.mark.drawn
def test_a_list_reaches_windows_that_are_open_elsewhere_and_is_undone(
    browser: Browser, windows: Windows, own: Server, replica: Server, list_file: Path
) -> None:
    with (
        windows.lend(browser, replica.url) as viewer,
        windows.lend(browser, replica.url) as atlas,
        windows.lend(browser, own.url) as page,
    ):
        open_map(atlas, "/map?park=tianjin&q=样例登记")
        assert category_pixels(atlas)["testing"] == 0
        viewer.goto("/directory?park=tianjin&q=样例登记")
        settle(viewer)
        expect(viewer.locator(WORDS)).to_contain_text("0 项")
        with judged(page, own.url):
            sign_in(page)
            page.locator("input[type=file]").set_input_files(list_file)
            found = page.locator(".st-key-sw_found .said")
            expect(found).to_contain_text("新增 1，改动 1 格", timeout=30_000)
            expect(found).to_contain_text("错误 0")
            # Nothing has happened yet.
            expect(viewer.locator(WORDS)).to_contain_text("0 项")
            click(page, page.get_by_role("textbox", name="事由"))
            page.keyboard.type("天津滨海 2027 年名录")
            click(page, page.get_by_role("button", name="发布", exact=True))
            expect(page.get_by_text("已发布：第 2 次发布")).to_be_visible(timeout=60_000)
            # Who has it open sees it, with the filter and without a click.
            expect(viewer.locator(WORDS)).to_contain_text("1 项", timeout=10_000)
            expect(viewer.locator("[data-testid=stMain]")).to_contain_text("京津冀样例登记检测中心")
            # And its point on the map.
            wait_for(atlas, lambda: category_pixels(atlas)["testing"] > 0)

            click(page, page.get_by_role("radio", name="各次发布"))
            expect(page.locator(".st-key-sw_compare")).to_contain_text("新增 1 项")
            expect(page.locator(".st-key-sw_compare")).to_contain_text("022-6000 0001")
            click(page, page.get_by_role("textbox", name="事由"))
            page.keyboard.type("登记有误")
            page.keyboard.press("Tab")
            click(page, page.get_by_role("button", name="恢复", exact=True))
            expect(page.get_by_text("已恢复第 1 次发布的内容")).to_be_visible(timeout=60_000)
            expect(viewer.locator(WORDS)).to_contain_text("0 项", timeout=10_000)
            wait_for(atlas, lambda: category_pixels(atlas)["testing"] == 0)


def test_signing_out_ends_every_window_of_the_browser(
    browser: Browser, windows: Windows, own: Server
) -> None:
    with windows.lend(browser, own.url) as page, judged(page, own.url):
        sign_in(page)
        other = page.context.new_page()
        other.goto("/stewards")
        expect(other.locator(".signed")).to_be_visible(timeout=30_000)
        click(page, page.get_by_role("button", name="退出登录"))
        expect(page.locator("a.way")).to_be_visible(timeout=30_000)
        # The other window still has its old connection: its next click finds the session over.
        click(other, other.get_by_role("radio", name="操作记录"))
        expect(other.locator("a.way")).to_be_visible(timeout=30_000)
        expect(other.locator(".st-key-sw_record")).to_have_count(0)
        other.close()


def test_what_is_to_be_taken_away_is_whole(
    browser: Browser, windows: Windows, own: Server, list_file: Path
) -> None:
    def taken(name: str | re.Pattern[str]) -> bytes:
        with page.expect_download() as download:
            click(page, page.get_by_role("button", name=name, exact=True))
        return Path(download.value.path()).read_bytes()

    with windows.lend(browser, own.url) as page:
        sign_in(page)
        page.locator("input[type=file]").set_input_files(list_file)
        expect(page.locator(".st-key-sw_found .said")).to_be_visible(timeout=30_000)
        for name in ("下载空白表", "成绩单、大事记、协议、要事的填报表"):
            assert load_workbook(io.BytesIO(taken(name))).sheetnames
        click(page, page.get_by_role("radio", name="逐项补充"))
        rows = load_workbook(io.BytesIO(taken(re.compile("现有名录"))))
        assert rows.worksheets[0].max_row > 100
        click(page, page.get_by_role("radio", name="操作记录"))
        assert "wang,load,名录.xlsx" in taken("CSV").decode("utf-8-sig")
        assert b'"action":"load"' in taken("JSONL")


def test_a_visitor_cannot_send_a_file(browser: Browser, windows: Windows, own: Server) -> None:
    with windows.lend(browser, own.url) as page:
        page.goto("/stewards")
        expect(page.locator("a.way")).to_be_visible(timeout=30_000)
        expect(page.locator("input[type=file]")).to_have_count(0)
        answer = page.request.put(f"{own.url}/_stcore/upload_file/a/b", data=b"x")
        assert answer.status == 403


@pytest.mark.drawn
def test_a_place_clicked_on_by_an_editor_becomes_the_pin_that_the_way_leads_to(
    browser: Browser, windows: Windows, own: Server
) -> None:
    resource = AREA["resource_id"]
    with (
        windows.lend(browser, own.url) as viewer,
        windows.lend(browser, own.url) as editor,
        windows.lend(browser, own.url) as steward,
        judged(editor, own.url),
    ):
        viewer.goto(f"/directory?id={resource}")
        expect(viewer.locator(".st-key-card")).to_contain_text("仅知在该区域内", timeout=30_000)
        sign_in(editor, "li")
        row = editor.locator(".st-key-sw_mine").get_by_role("combobox").last
        click(editor, row)
        editor.keyboard.type(AREA["name"])
        editor.keyboard.press("Enter")
        form = editor.locator(".st-key-sw_resource")
        expect(form).to_contain_text(resource, timeout=30_000)
        click(editor, form.get_by_label("电话", exact=True))
        editor.keyboard.type("022-6000 0001")
        ground = form.locator("[data-testid=stDeckGlJsonChart]")
        ground.scroll_into_view_if_needed()
        at = form.get_by_role("textbox", name="坐标：经度, 纬度")
        note = form.get_by_text("误差约")
        # The ground comes tile by tile, and each click leads closer.
        for _ in range(30):
            rest(editor)
            box = ground.bounding_box()
            assert box
            editor.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.4 * box["height"])
            editor.wait_for_timeout(2000)
            if note.count() and int(re.findall(r"误差约 (\d+) 米", note.inner_text())[0]) < 100:
                break
        lon, lat = (float(part) for part in at.input_value().split(", "))
        # To the right of the old place, and above it.
        assert lon > AREA["lon"]
        assert lat > AREA["lat"]
        expect(form.get_by_label("电话", exact=True)).to_have_value("022-6000 0001")
        click(editor, form.get_by_role("button", name="提交审定"))
        expect(editor.get_by_text("已提交第 1 号提议")).to_be_visible(timeout=30_000)

        sign_in(steward)
        click(steward, steward.get_by_role("radio", name="待审定 1"))
        expect(steward.locator(".proposal")).to_contain_text("022-6000 0001", timeout=30_000)
        click(steward, steward.get_by_role("checkbox", name="选定第 1 号"))
        click(steward, steward.get_by_role("button", name="批准并发布所选"))
        expect(steward.get_by_text("已批准 1 件，第 2 次发布")).to_be_visible(timeout=60_000)

        # The card that somebody has open follows, and its ways lead to the new place.
        card = viewer.locator(".st-key-card")
        expect(card).to_contain_text("022-6000 0001", timeout=10_000)
        expect(card).to_contain_text(f"{lat:.4f}°N {lon:.4f}°E")
        expect(card.locator("a[href*='uri.amap.com/marker']")).to_have_count(1)
        expect(editor.locator(".st-key-sw_own")).to_contain_text("已批准", timeout=10_000)


@pytest.mark.parametrize(("theme", "lang"), [("light", "zh"), ("dark", "en")])
def test_axe_finds_nothing_on_the_stewards_page(
    browser: Browser, windows: Windows, own: Server, list_file: Path, theme: str, lang: str
) -> None:
    found: dict[str, list[str]] = {}
    with windows.lend(browser, own.url, color_scheme=theme) as page:
        sign_in(page, "li", lang)
        click(page, page.locator(".st-key-sw_mine").get_by_role("combobox").last)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".st-key-sw_resource [data-testid=stForm]")).to_be_visible(
            timeout=30_000
        )
        click(page, page.locator(".st-key-sw_resource").get_by_role("textbox").first)
        page.keyboard.type("022-6000 0001")
        click(page, page.locator(".st-key-sw_resource [data-testid=stFormSubmitButton] button"))
        expect(page.locator(".proposal")).to_be_visible(timeout=30_000)
        rest(page)
        found["mine"] = violations(page)
        click(page, page.locator(".signed button"))
        expect(page.locator("a.way")).to_be_visible(timeout=30_000)
        found["door"] = violations(page)
        sign_in(page, "wang", lang)
        page.locator("input[type=file]").set_input_files(list_file)
        expect(page.locator(".st-key-sw_found .said")).to_be_visible(timeout=30_000)
        parts = page.get_by_role("radio")
        for number in range(parts.count()):
            click(page, parts.nth(number))
            rest(page)
            # The page's own script looks every quarter of a second.
            field = page.locator("[data-testid=stFileUploaderDropzone][role=presentation]")
            expect(field).to_have_count(0)
            found[f"part {number}"] = violations(page)
        click(page, page.locator(".signed button"))
        expect(page.locator("a.way")).to_be_visible(timeout=30_000)
        sign_in(page, "gu", lang)
        click(page, page.locator(".st-key-sw_people_one").get_by_role("combobox"))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".st-key-sw_people_one [data-testid=stForm]").first).to_be_visible()
        rest(page)
        found["accounts"] = violations(page)
    assert {where: all for where, all in found.items() if all} == {}
