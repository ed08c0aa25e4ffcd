"""What visitors take away, as only a browser shows it: QR codes to be read, and failures."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import codes
from tests.browser.conftest import Server, Windows, altered, rest
from tests.browser.test_present import menu, open_stage
from tests.editions import live_edition

pytestmark = pytest.mark.browser

PUBLIC = "https://atlas.example.cn"
# An app whose workers' disk is full whenever a PDF or a deck is written.
FULL_DISK = """
import sys
from lib.base import processes
from lib.outputs import worker

whole = processes.command
FULL = '''
from dataclasses import replace
from lib.outputs import exports, worker
from lib.outputs.slides import formats as slides

def fail(*_):
    raise OSError("No space left on device")

exports.FORMATS["pdf"] = replace(exports.FORMATS["pdf"], to=fail)
slides.to_pptx = fail
worker.main()
'''
processes.command = lambda module: (
    [sys.executable, "-c", FULL] if module == worker.__name__ else whole(module)
)
"""


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app under a public address, on a full disk."""
    running = altered(tmp_path_factory.mktemp("failing"), FULL_DISK, ATLAS_PUBLIC_URL=PUBLIC)
    yield running
    running.stop()


@pytest.fixture
def visitor(browser: Browser, failing: Server, windows: Windows) -> Iterator[Page]:
    with windows.lend(browser, failing.url) as page:
        yield page


@pytest.mark.parametrize(("lang", "alt"), [("zh", "二维码"), ("en", "QR code")])
def test_qr_code_of_a_card_can_be_read(visitor: Page, lang: str, alt: str) -> None:
    query = ("" if lang == "zh" else "lang=en&") + "id=zgc-008"
    visitor.goto(f"/directory?park=zgc&{query}")
    visitor.locator(".st-key-card_share summary").click(timeout=30_000)
    code = visitor.locator(".st-key-card img.qr")
    expect(code).to_have_attribute("alt", re.compile(alt), timeout=20_000)
    rest(visitor)
    # The share opens with a movement, which a busy machine draws late.
    for _ in range(20):
        if found := codes.read(code.screenshot()):
            break
        visitor.wait_for_timeout(500)
    assert found == f"{PUBLIC}/directory?park=zgc&{query}"


def test_longest_qr_code_can_be_read_from_a_card_and_from_the_wall(visitor: Page) -> None:
    ids = live_edition().frame["resource_id"].to_list()
    address = f"{PUBLIC}/directory?" + urlencode({"id": ids[0], "pick": ids[:33]}, doseq=True)
    assert 460 < len(address) <= 500
    visitor.goto(address.removeprefix(PUBLIC))
    visitor.locator(".st-key-card_share summary").click(timeout=30_000)
    code = visitor.locator(".st-key-card img.qr")
    expect(code).to_be_visible(timeout=20_000)
    rest(visitor)
    assert codes.read(code.screenshot()) == address
    picks = urlencode({"pick": ids[:33]}, doseq=True)
    open_stage(visitor, f"?{picks}&scene=thanks")
    assert codes.read(visitor.screenshot()) == f"{PUBLIC}/present?{picks}&scene=thanks"


@pytest.mark.parametrize(("width", "height"), [(1366, 633), (1920, 1080), (3840, 1080)])
def test_qr_code_of_the_closing_scene_can_be_read_off_the_wall(
    visitor: Page, width: int, height: int
) -> None:
    visitor.set_viewport_size({"width": width, "height": height})
    open_stage(visitor, "?park=tangshan&scene=thanks")
    expect(visitor.locator(".scene img.qr")).to_be_visible()
    address = f"{PUBLIC}/present?park=tangshan&scene=thanks"
    assert codes.read(visitor.screenshot()) == address
    box = visitor.locator(".scene img.qr").bounding_box()
    assert box
    assert box["y"] + box["height"] < height - 40


@pytest.mark.parametrize(
    ("lang", "label", "sentence"),
    [("zh", "可打印的 A4 名录", "文件未能生成"), ("en", "A4", "could not be made")],
)
def test_export_that_fails_says_so_in_a_sentence(
    visitor: Page, lang: str, label: str, sentence: str
) -> None:
    visitor.goto(f"/directory?lang={lang}")
    visitor.locator(".st-key-di_export button").first.click(timeout=30_000)
    visitor.locator(".st-key-export_pdf").get_by_role("button", name=label).click()
    failure = visitor.get_by_test_id("stDownloadButtonError")
    expect(failure).to_have_count(1, timeout=60_000)
    # Drawn by the style sheet in place of Streamlit's own words.
    content, height = failure.evaluate(
        "e => [getComputedStyle(e, '::after').content, e.getBoundingClientRect().height]"
    )
    assert sentence in content
    assert height > 12
    # The others can still be had.
    with visitor.expect_download() as started:
        visitor.locator(".st-key-export_csv button").click()
    assert Path(started.value.path()).stat().st_size > 10_000


def test_deck_that_fails_says_so_in_a_sentence(visitor: Page) -> None:
    open_stage(visitor)
    menu(visitor, "带走").click()
    visitor.locator(".st-key-make_pptx button").click()
    expect(visitor.get_by_test_id("stAlert")).to_contain_text("未能制作", timeout=60_000)
    expect(visitor.locator(".st-key-take_pptx")).to_have_count(0)
    visitor.keyboard.press("PageDown")
    expect(visitor.locator(".scene h1")).to_contain_text("联盟这一年", timeout=15_000)


# An app that takes every file of more than a hundred rows for a large one.
LOWERED = """
from lib.ui.parts import takeaway

takeaway.LARGE = 100
"""


@pytest.fixture(scope="module")
def lowered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with a low border between small files and large ones."""
    running = altered(tmp_path_factory.mktemp("lowered"), LOWERED)
    yield running
    running.stop()


@pytest.mark.parametrize(("lang", "take"), [("zh", "下载CSV"), ("en", "Download CSV")])
def test_a_large_file_is_prepared_and_comes_by_a_link(
    browser: Browser, lowered: Server, windows: Windows, lang: str, take: str
) -> None:
    with windows.lend(browser, lowered.url) as page:
        page.goto(f"/directory?lang={lang}")
        page.locator(".st-key-di_export button").first.click(timeout=30_000)
        page.locator(".st-key-prepare_csv button").click()
        link = page.get_by_role("link", name=re.compile(take))
        expect(link).to_be_visible(timeout=60_000)
        with page.expect_download() as started:
            link.click()
        assert re.fullmatch(r".+-\d{4}-\d\d-\d\d\.csv", started.value.suggested_filename)
        table = Path(started.value.path()).read_text("utf-8-sig").splitlines()
        assert len(table) > len(live_edition().register)
        # The page is where it was.
        expect(page.locator(".st-key-prepare_xlsx button")).to_be_visible()
