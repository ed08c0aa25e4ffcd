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
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Error,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser import chromium

ROOT = Path(__file__).parents[2]
# Streamlit's client looks for its server below a page's address first, and logs the 404s.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")
# Of a browser that is started so.
NO_MAP = "Failed to create WebGL context: disabled by enterprise policy or commandline switch"


PC = ViewportSize(width=1366, height=633)
# Nothing has changed for a sixth of a second, nothing moves to where it will stand, and the browser
# has time. What turns or blinks as long as it is there is no movement.
RESTS = """() => new Promise(done => {
    let last = performance.now();
    const watch = new MutationObserver(() => { last = performance.now(); });
    watch.observe(document, {
        subtree: true, childList: true, attributes: true, characterData: true });
    const moves = () => document.getAnimations().some(each =>
        each.playState === "running" && each.effect.getComputedTiming().endTime !== Infinity);
    const runs = () =>
        !document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]");
    const look = () => {
        if (performance.now() - last > 160 && !runs() && !moves()) {
            watch.disconnect();
            done();
        } else setTimeout(() => requestIdleCallback(look, { timeout: 1000 }), 40);
    };
    look();
})"""


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

    def follow(self, digest: str) -> None:
        """Wait until the server serves the edition of a digest."""
        for _ in range(240):
            with urlopen(f"{self.url}/readyz") as answer:
                if answer.read().decode() == digest:
                    return
            time.sleep(0.25)
        raise RuntimeError("the edition was not followed")

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
    rest(page)


def rest(page: Page) -> None:
    """Wait until no run is on, nothing slides, and the browser has had nothing to draw for a while:
    a key or a click before the page stands is nobody's promise."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible(
        timeout=30_000
    )
    page.evaluate(RESTS)


@contextmanager
def lag(page: Page, ms: int) -> Iterator[None]:
    """Let what `page` opens meanwhile hear of its server so much later."""
    script = """{
        const Prompt = WebSocket;
        window.WebSocket = class extends Prompt {
            addEventListener(kind, hear) {
                const late = (event) => setTimeout(hear, MS, event);
                super.addEventListener(kind, kind === "message" ? late : hear);
            }
        };
    }""".replace("MS", str(ms))
    # Playwright's own scripts stay with a window for good.
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    try:
        yield
    finally:
        session.detach()


class Windows:
    """Windows that tests use one after another. A page in a window that has shown one before, in a
    profile that keeps what it has fetched, costs half the processor time of one in a new window."""

    def __init__(self) -> None:
        self._open: dict[tuple[object, ...], Page] = {}

    @contextmanager
    def lend(self, browser: Browser, url: str, **options: Any) -> Iterator[Page]:
        """A window of a visitor at `url` who has left no trace but files kept; `options` are those
        of its context. What it opens is closed at the end."""
        options = {"viewport": PC} | options
        key = (browser, url, repr(sorted(options.items())))
        page = self._open.pop(key, None) or browser.new_context(base_url=url, **options).new_page()
        page.set_viewport_size(options["viewport"])
        yield page
        if page.is_closed():
            page.context.close()
            return
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.unroute_all()
        page.emulate_media(
            media="null",
            color_scheme=options.get("color_scheme", "light"),
            reduced_motion="null",
        )
        page.mouse.move(-1, -1)
        # Another site would be another process, which compiles and lays out everything anew.
        page.goto(f"{url}/healthz")
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.context.clear_cookies()
        self._open[key] = page


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
    """A browser without WebGL, as most of the time of a page is drawing its map; one that draws
    maps for tests marked `drawn`."""
    is_drawn = request.node.get_closest_marker("drawn")
    found: Browser = request.getfixturevalue("drawing" if is_drawn else "mapless")
    return found


@pytest.fixture(scope="session")
def windows() -> Windows:
    return Windows()


@pytest.fixture
def window(browser: Browser, server: Server, windows: Windows) -> Iterator[Page]:
    """A window of 1366 × 633 of a visitor who has left no trace but files kept."""
    with windows.lend(browser, server.url) as page:
        yield page


@contextmanager
def judged(page: Page, *urls: str) -> Iterator[None]:
    """Judge at the end what a window has done: its servers are at `urls`, and it may ask nobody
    else, complain of nothing and open no dialog."""
    faults: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((*urls, "data:", "blob:")):
            faults.append(f"request: {request.url}")

    def on_error(text: str) -> None:
        if NO_MAP not in text:
            faults.append(text)

    def on_page_error(error: Error) -> None:
        on_error(str(error))

    def on_dialog(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(EXPECTED_404):
            on_error(message.text)

    page.context.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", on_page_error)
    page.on("dialog", on_dialog)
    yield
    page.context.remove_listener("request", on_request)
    page.remove_listener("console", on_console)
    page.remove_listener("pageerror", on_page_error)
    page.remove_listener("dialog", on_dialog)
    assert faults == []


@pytest.fixture
def page(window: Page, server: Server) -> Iterator[Page]:
    """A window whose every request and console error is judged at the end."""
    with judged(window, server.url):
        yield window
