"""What one click on a park, one page load and one more open session cost (`make bench`).

Starts the app for each page, drives it with a real headless Chromium through a relay that counts
bytes on the wire, and prints a Markdown table. Figures are those of this machine at this moment.
"""

import asyncio
import base64
import re
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, fields
from statistics import mean, median
from typing import Any, Final

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import servers
from bench.pages import PAGES
from bench.viewer import kind
from tests.browser import chromium

WARM_UP: Final = "天津滨海"
CLICKS: Final = ("石家庄", "保定", "唐山", "燕郊", "承德", "沧州", "衡水")
MORE_SESSIONS: Final = 8
TIMEOUT_MS: Final = 60_000
# After the last change is seen: the flight to a park takes 1.2 s.
SETTLE_MS: Final = 2_000
FINISHED: Final = "[data-testid=stApp][data-test-script-state=notRunning]"
DECK: Final = "deck_gl_json_chart"
# Notes, on the page's own clock, the last click, when each WebSocket message came and when the
# filter's words changed, each with the time two animation frames later ("drawn").
PROBE: Final = """(() => {
    const now = () => performance.now(), frame = requestAnimationFrame;
    const note = (kind) => {
        const entry = {kind, at: now()};
        bench.push(entry);
        frame(() => frame(() => { entry.drawn = now(); }));
    };
    let words;
    window.bench = [];
    window.WebSocket = class extends WebSocket {
        constructor(...args) {
            super(...args);
            this.addEventListener('message', () => note('message'));
        }
    };
    addEventListener('click', () => note('click'), true);
    new MutationObserver(() => {
        const text = document.querySelector('.words')?.textContent;
        if (text && text !== words) { words = text; note('words'); }
    }).observe(document, {subtree: true, childList: true, characterData: true});
})()"""


@dataclass(frozen=True)
class Click:
    """What one click on a park cost. `*_bytes` are WebSocket payloads before compression, `*_wire`
    bytes of TCP payload as sent; down is server to browser. `*_ms` are milliseconds: `words_ms`
    and `map_ms` from the click in the browser, `script_ms` between the first and the last message
    of the run, `cpu_ms` user and system time of the server (to 10 ms)."""

    down_bytes: float
    map_bytes: float
    up_bytes: float
    down_wire: float
    up_wire: float
    words_ms: float
    map_ms: float
    script_ms: float
    cpu_ms: float


class Relay:
    """Passes TCP on to `port` of this machine; `down` and `up` count the bytes passed from and to
    it so far. Browsers reach the app at `self.port`."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.down = self.up = 0
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        opening = asyncio.start_server(self._serve, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(opening, loop).result(10)
        self.port = int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_app, to_app = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._pump(reader, to_app, "up"), self._pump(from_app, writer, "down"))

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: str
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                setattr(self, direction, getattr(self, direction) + len(data))
                writer.write(data)
                await writer.drain()
        writer.close()


class Frames:
    """The WebSocket messages of a page, in order: those received as (seconds, bytes), sizes of
    those sent in bytes."""

    def __init__(self, page: Page) -> None:
        self.received: list[tuple[float, bytes]] = []
        self.sent: list[int] = []
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.on("Network.webSocketFrameReceived", self._on_received)
        cdp.on("Network.webSocketFrameSent", lambda e: self.sent.append(len(_payload(e))))

    def _on_received(self, event: dict[str, Any]) -> None:
        self.received.append((event["timestamp"], _payload(event)))

    def clear(self) -> None:
        """Forget all messages so far."""
        self.received.clear()
        self.sent.clear()


def _payload(event: dict[str, Any]) -> bytes:
    response = event["response"]
    data: str = response["payloadData"]
    return base64.b64decode(data) if response["opcode"] == 2 else data.encode()


def load(context: BrowserContext, relay: Relay, path: str) -> tuple[Page, Frames, float, int]:
    """Open a page; return it with the seconds until its words and its map, if any, stood there, and
    the wire bytes server to browser, those of the first moments after included."""
    page = context.new_page()
    frames = Frames(page)
    before, start = relay.down, time.perf_counter()
    page.goto(f"http://127.0.0.1:{relay.port}{path}", timeout=TIMEOUT_MS)
    expect(page.locator(".words")).to_be_visible(timeout=TIMEOUT_MS)
    expect(page.locator(FINISHED)).to_be_visible(timeout=TIMEOUT_MS)
    if (chart := page.locator("[data-testid=stDeckGlJsonChart]")).count():
        expect(chart.locator("canvas").first).to_be_visible(timeout=TIMEOUT_MS)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(SETTLE_MS)
    return page, frames, seconds, relay.down - before


def click(page: Page, frames: Frames, relay: Relay, process: psutil.Process, park: str) -> Click:
    """Choose `park` while none is chosen, let the page settle, clear the filter again."""
    frames.clear()
    page.evaluate("bench.length = 0")
    wire, cpu = (relay.down, relay.up), servers.cpu_ms(process)
    page.locator(".st-key-side_park button", has_text=re.compile(f"^{park}")).first.click()
    expect(page.locator(".words")).to_contain_text(park, timeout=TIMEOUT_MS)
    page.wait_for_timeout(SETTLE_MS)
    spent, down, up = servers.cpu_ms(process) - cpu, relay.down - wire[0], relay.up - wire[1]
    result = _click(frames, page.evaluate("bench"), (down, up, spent))
    page.keyboard.press("Shift+Backspace")
    expect(page.locator(".words")).not_to_contain_text(park, timeout=TIMEOUT_MS)
    page.wait_for_timeout(SETTLE_MS)
    return result


def _click(frames: Frames, notes: list[dict[str, Any]], spent: tuple[int, int, float]) -> Click:
    at = {k: [note for note in notes if note["kind"] == k] for k in ("click", "message", "words")}
    start, words = at["click"][0]["at"], at["words"][0]
    kinds = [kind(ForwardMsg.FromString(payload)) for _, payload in frames.received]
    times = {k: t for k, (t, _) in zip(kinds, frames.received, strict=True)}
    charts = [i for i, k in enumerate(kinds) if k == DECK]
    return Click(
        down_bytes=sum(len(payload) for _, payload in frames.received),
        map_bytes=sum(len(frames.received[i][1]) for i in charts),
        up_bytes=sum(frames.sent),
        down_wire=spent[0],
        up_wire=spent[1],
        words_ms=words["at"] - start,
        map_ms=max([words["drawn"], *(at["message"][i]["drawn"] for i in charts)]) - start,
        script_ms=1000 * (times["script_finished"] - times["new_session"]),
        cpu_ms=spent[2],
    )


def context_of(browser: Browser) -> BrowserContext:
    """Return a new browser profile, its cache empty, with the probe in every page."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(PROBE)
    return context


def session_mb(browser: Browser, relay: Relay, path: str, process: psutil.Process) -> float:
    """Return by how many MB each of `MORE_SESSIONS` more open pages makes the server grow."""
    before = servers.rss_mb(process)
    contexts = []
    for _ in range(MORE_SESSIONS):
        contexts.append(context_of(browser))
        page = contexts[-1].new_page()
        page.goto(f"http://127.0.0.1:{relay.port}{path}", timeout=TIMEOUT_MS)
        expect(page.locator(".words")).to_be_visible(timeout=TIMEOUT_MS)
    page.wait_for_timeout(SETTLE_MS)
    grown = (servers.rss_mb(process) - before) / MORE_SESSIONS
    for context in contexts:
        context.close()
    return grown


def measure(browser: Browser, path: str) -> dict[str, str]:
    """Return all figures of one page by their names, on a server of its own."""
    with servers.atlas() as (process, port):
        relay = Relay(port)
        context = context_of(browser)
        first, _, cold_s, cold = load(context, relay, path)
        first.close()
        page, frames, warm_s, warm = load(context, relay, path)
        click(page, frames, relay, process, WARM_UP)
        clicks = [click(page, frames, relay, process, park) for park in CLICKS]
        context.close()
        grown = session_mb(browser, relay, path, process)
    m = Click(*(median(getattr(c, f.name) for c in clicks) for f in fields(Click)))
    return {
        "click: payload server → browser": f"{m.down_bytes:,.0f} B",
        "· of which the map": f"{m.map_bytes:,.0f} B",
        "click: payload browser → server": f"{m.up_bytes:,.0f} B",
        "click: on the wire server → browser": f"{m.down_wire:,.0f} B",
        "click: on the wire browser → server": f"{m.up_wire:,.0f} B",
        "click → words changed": f"{m.words_ms:.0f} ms",
        "click → map message drawn": f"{m.map_ms:.0f} ms",
        "click: script, first to last message": f"{m.script_ms:.0f} ms",
        "click: server CPU (mean)": f"{mean(c.cpu_ms for c in clicks):.0f} ms",
        "first load, empty cache": f"{cold / 1e3:,.0f} kB, {cold_s:.1f} s",
        "second load, warm cache": f"{warm / 1e3:,.0f} kB, {warm_s:.1f} s",
        "memory per further open session": f"{grown:.1f} MB",
    }


def main() -> int:
    """Measure all pages and print the table."""
    path = chromium.find()
    if path is None:
        print("bench: no Chromium or Chrome found; make test installs one", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*chromium.FLAGS, *chromium.DRAWING]
        )
        columns = {f"/{page}": measure(browser, f"/{page}") for page in PAGES}
        browser.close()
    print(f"| | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}")
    for name in next(iter(columns.values())):
        print(f"| {name} | {' | '.join(column[name] for column in columns.values())} |")
    print(
        f"\nClicks: median of {len(CLICKS)} after one to warm up, each choosing one park while"
        " none is chosen, 1366 × 768, software WebGL.\nPayload is before compression; wire is TCP"
        " payload after it, the app's own settings. Loads count until words and map stand there.\n"
        f"Memory: growth of the server's resident memory over {MORE_SESSIONS} sessions, divided;"
        " room in its heap from before hides some of it."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
