"""A running server: whether it is ready, what it keeps for open pages, and how it follows."""

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.base import settings
from lib.editions.current import publish_folder
from lib.editions.store import Store
from tests.browser.conftest import PC, ROOT, Server, rest, settle
from tests.browser.test_atlas import WORDS, open_map, open_page
from tests.editions import FIXTURE, live_sources

pytestmark = pytest.mark.browser


def answer(url: str) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of an answer."""
    try:
        with urlopen(url) as response:
            headers = {k.lower(): v for k, v in response.headers.items()}
            return response.status, response.read().decode(), headers
    except HTTPError as error:
        return error.code, error.read().decode(), {}


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server whose editions a test may change."""
    running = Server()
    monkeypatch.setenv("ATLAS_STATE", str(running.state))
    yield running
    running.stop()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder to publish from: the made-up edition in six categories."""
    shutil.copytree(settings.DATA_DIR / "geo", tmp_path / "geo")
    shutil.copytree(FIXTURE, tmp_path, dirs_exist_ok=True)
    return tmp_path


PUBLISH = """
import sys
from pathlib import Path
from lib.base import settings
from lib.editions.current import publish_folder
from lib.editions.store import Store
publish_folder(Store(settings.database_url()), Path(sys.argv[1]), "steward", "test")
"""


def publish(data: Path) -> None:
    store = Store(settings.database_url())
    publish_folder(store, data, "steward", "test")
    store.close()


def test_ready_names_the_edition_served_and_alive_only_says_so(server: Server) -> None:
    assert answer(f"{server.url}/healthz")[:2] == (200, "ok")
    assert answer(f"{server.url}/readyz")[:2] == (200, live_sources().digest)


def test_a_server_without_any_edition_lives_is_not_ready_and_says_why(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    running = Server(ATLAS_STATE=str(tmp_path / "state"))
    context = browser.new_context(base_url=running.url)
    try:
        assert answer(f"{running.url}/healthz")[:2] == (200, "ok")
        status, text, _ = answer(f"{running.url}/readyz")
        assert status == 503
        assert "ATLAS_STATE" in text
        page = context.new_page()
        for lang, title in (("zh", "数据无法读取"), ("en", "The data cannot be read")):
            page.goto(f"/map?lang={lang}")
            expect(page.get_by_text(title)).to_be_visible(timeout=30_000)
            expect(page.get_by_text("Traceback")).to_have_count(0)
    finally:
        context.close()
        running.stop()


@pytest.mark.drawn
def test_an_open_page_follows_a_new_edition_and_keeps_its_map(
    browser: Browser, own: Server, data: Path
) -> None:
    context = browser.new_context(base_url=own.url, viewport={"width": 1366, "height": 633})
    try:
        page = context.new_page()
        open_map(page, "/map?park=tianjin&id=tianjin-001")
        expect(page.locator(".st-key-card")).to_be_visible(timeout=30_000)
        first = answer(f"{own.url}/readyz")[1]
        files = re.findall(r"app/static/[\w.-]+", page.content())
        assert files
        publish(data)
        for _ in range(40):
            if answer(f"{own.url}/readyz")[1] != first:
                break
            page.wait_for_timeout(100)
        assert answer(f"{own.url}/readyz")[1] != first
        expect(page.get_by_text("登记册已更新（test.1）")).to_be_visible(timeout=20_000)
        expect(page.locator(WORDS)).to_contain_text("天津滨海高新区")
        # A category that was not there before is a choice now.
        expect(page.locator(".st-key-side_category")).to_contain_text("科技金融")
        expect(page.get_by_text("Traceback")).to_have_count(0)
        for name in files:
            status, _, headers = answer(f"{own.url}/{name}")
            assert status == 200, name
            assert "immutable" in headers["cache-control"]
    finally:
        context.close()


def test_a_pinned_page_stays_where_another_follows_what_a_process_publishes(
    browser: Browser, own: Server, data: Path
) -> None:
    context = browser.new_context(base_url=own.url, viewport=PC)
    try:
        still, follows = context.new_page(), context.new_page()
        open_page(still, "/directory?edition=1")
        open_page(follows, "/directory")
        before = sheet(still)
        subprocess.run([sys.executable, "-c", PUBLISH, str(data)], cwd=ROOT, check=True)
        expect(follows.get_by_text("登记册已更新（test.1）")).to_be_visible(timeout=30_000)
        expect(follows.locator(WORDS)).to_contain_text("60")
        expect(still.locator(".pinned")).to_contain_text("不是现行版", timeout=20_000)
        rest(still)
        expect(still.locator(WORDS)).to_contain_text("337")
        # What is taken away is what is seen.
        still.get_by_text("导出 337 项").click()
        with still.expect_download(timeout=60_000) as started:
            still.locator(".st-key-export_geojson button").click()
        whole = json.loads(Path(started.value.path()).read_bytes())
        assert whole["about"]["edition"] == "1"
        assert len(whole["features"]) == 337
        # It stays so from page to page, and when its address is opened anew.
        still.keyboard.press("Escape")
        still.get_by_role("link", name="园区", exact=True).click()
        expect(still).to_have_url(re.compile(r"/parks\?edition=1$"))
        rest(still)
        still.reload()
        settle(still)
        expect(still.locator(WORDS)).to_contain_text("337")
        # Six categories have other colours than five.
        assert sheet(still) == before
        still.get_by_text("看现行版").click()
        settle(still)
        expect(still.locator(WORDS)).to_contain_text("60")
        expect(still).to_have_url(re.compile(r"/parks$"))
        assert sheet(still) != before
    finally:
        context.close()


def sheet(page: Page) -> str:
    """The stylesheet that a page was opened with."""
    return page.locator("link[rel=stylesheet][href*=atlas]").get_attribute("href") or ""


def test_no_file_is_ever_served_empty_or_broken_while_editions_are_published(
    own: Server, data: Path
) -> None:
    folder = own.state / "static"
    whole = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    wrong: list[str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            for name, content in whole.items():
                with urlopen(f"{own.url}/app/static/{name}") as response:
                    if response.read() != content:
                        wrong.append(name)

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        for number in range(6):
            toml = (FIXTURE / "register.toml").read_text("utf-8")
            (data / "register.toml").write_text(toml.replace("test.1", f"test.{number}"), "utf-8")
            publish(data)
    finally:
        done.set()
        asker.join()
    assert wrong == []


def test_unknown_files_are_not_found(server: Server) -> None:
    for name in ("region.0000000000.geojson", "atlas.db", "manifest.json"):
        assert answer(f"{server.url}/app/static/{name}")[0] == 404, name


def test_a_command_publishes_what_lies_in_data(own: Server) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "lib", "data"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert live_sources().digest[:8] in made.stdout


def test_the_page_that_is_shared_by_all_tests_serves_the_live_edition(page: Page) -> None:
    open_page(page, "/")
    expect(page.locator(WORDS)).to_contain_text("337")
