"""A real server and a real browser for what only they can show."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.browser import chromium

ROOT = Path(__file__).parents[2]
# Streamlit's client looks for its server below a page's address first, and logs the 404s.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")
# Of a browser that is started so.
NO_MAP = "Failed to create WebGL context: disabled by enterprise policy or commandline switch"


class Server:
    """The app in `root`, on a free port of this machine, with a state folder of its own; `url` is
    where it begins, and its log lies in `state`."""

    def __init__(self, root: Path = ROOT, **settings: str) -> None:
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        base = settings.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        self.url = f"http://127.0.0.1:{self.port}{base}"
        self.state = Path(tempfile.mkdtemp(prefix="atlas-"))
        self.environment = {"PYTHONDONTWRITEBYTECODE": "1", "ATLAS_STATE": str(self.state)}
        self.environment |= settings
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it lives."""
        with (self.state / "log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}"],
                cwd=self.root,
                env=os.environ | self.environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        for _ in range(240):
            try:
                with urlopen(f"{self.url}/healthz") as answer:
                    assert answer.read() == b"ok"
                    return
            except URLError:
                time.sleep(0.25)
        self.stop()
        raise RuntimeError("the app did not start")

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        """End the server and drop what it kept."""
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.state, ignore_errors=True)


def altered(root: Path, lines: str, **settings: str) -> Server:
    """The app with `lines` of Python run before its own, from the empty folder `root`."""
    for name in (".streamlit", "data", "lib", "locale", "pages"):
        (root / name).symlink_to(ROOT / name)
    (root / "app.py").write_text(lines + (ROOT / "app.py").read_text("utf-8"), "utf-8")
    return Server(root, **settings)


def settle(page: Page) -> None:
    """Wait until a page stands and rests: the filter's words are there, and no run is on."""
    expect(page.locator(".words")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible(
        timeout=30_000
    )
    page.wait_for_timeout(500)  # The sidebar slides.


def lag(page: Page, ms: int) -> None:
    """Let the pages that `page` opens hear of their server so much later."""
    page.add_init_script(
        """{
            const Prompt = WebSocket;
            window.WebSocket = class extends Prompt {
                addEventListener(kind, hear) {
                    const late = (event) => setTimeout(hear, MS, event);
                    super.addEventListener(kind, kind === "message" ? late : hear);
                }
            };
        }""".replace("MS", str(ms))
    )


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def drawing(playwright: Playwright) -> Iterator[Browser]:
    """A browser that draws maps, in software."""
    yield from _launched(playwright, chromium.DRAWING)


@pytest.fixture(scope="session")
def mapless(playwright: Playwright) -> Iterator[Browser]:
    """A browser without WebGL, which shows the atlas's picture of the map."""
    yield from _launched(playwright, chromium.MAPLESS)


def _launched(playwright: Playwright, flags: Sequence[str]) -> Iterator[Browser]:
    path = chromium.find()
    assert path, "no Chromium: run make test, which installs one or says what to install"
    browser = playwright.chromium.launch(executable_path=path, args=[*chromium.FLAGS, *flags])
    yield browser
    browser.close()


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """A browser that draws maps; without them for tests marked `mapless`, as most of the time of a
    page is drawing its map."""
    is_mapless = request.node.get_closest_marker("mapless")
    found: Browser = request.getfixturevalue("mapless" if is_mapless else "drawing")
    return found


@pytest.fixture(scope="session")
def profiles() -> dict[Browser, BrowserContext]:
    """The profile of a visitor in each browser that tests have used, which closes it at its end."""
    return {}


@pytest.fixture
def profile(
    browser: Browser, server: Server, profiles: dict[Browser, BrowserContext]
) -> BrowserContext:
    """The profile of a visitor whose browser keeps what it has fetched and compiled, as browsers
    do: half the processor time of a page opened."""
    if browser not in profiles:
        profiles[browser] = browser.new_context(base_url=server.url)
    return profiles[browser]


@pytest.fixture
def window(profile: BrowserContext, server: Server) -> Iterator[Page]:
    """A window of 1366 × 633 of a visitor who has left no trace but files kept; it and those it
    opens are closed at the end."""
    opened = profile.new_page()
    opened.set_viewport_size({"width": 1366, "height": 633})
    yield opened
    session = profile.new_cdp_session(opened)
    traces = {"origin": server.url, "storageTypes": "cookies,local_storage"}
    session.send("Storage.clearDataForOrigin", traces)
    for page in profile.pages:
        page.close()


@contextmanager
def judged(page: Page, url: str) -> Iterator[None]:
    """Judge at the end what a window has done: its server is at `url`, and it may ask nobody else,
    complain of nothing and open no dialog."""
    faults: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            faults.append(f"request: {request.url}")

    def on_error(text: str) -> None:
        if NO_MAP not in text:
            faults.append(text)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(EXPECTED_404):
            on_error(message.text)

    page.context.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: on_error(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    yield
    page.context.remove_listener("request", on_request)
    assert faults == []


@pytest.fixture
def page(window: Page, server: Server) -> Iterator[Page]:
    """A window whose every request and console error is judged at the end."""
    with judged(window, server.url):
        yield window
