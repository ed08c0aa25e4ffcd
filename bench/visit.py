"""What a visit to the overview costs: `python -m bench.visit`.

A first visit with an empty cache and a second with what it left, in a real headless Chromium: as
by https, where browsers take brotli, and as by plain http on an intranet, where they take only
gzip. Bytes are HTTP's on the wire, heads included; the WebSocket's come beside them, before
compression.
"""

import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from statistics import median
from typing import Any, Final

import psutil
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from bench import servers
from bench.click import FINISHED, TIMEOUT_MS, Frames
from tests.browser import chromium

# Another name of this machine, which a browser does not know for its own.
INTRANET: Final = "atlas.test"
HOSTS: Final = {"brotli": "127.0.0.1", "gzip": INTRANET}
VISITORS: Final = 3
# Whatever comes late has come.
SETTLE_MS: Final = 4_000


@dataclass(frozen=True)
class Visit:
    """Bytes and requests over the network; milliseconds until the map stands and the run is over;
    the server's processor time; the WebSocket's payload."""

    bytes: float
    requests: float
    ms: float
    cpu_ms: float
    down: float


class Traffic:
    """What a page fetches over the network: `sizes` by address, without what the cache holds."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.frames = Frames(self.page)
        self.sizes: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        cdp = context.new_cdp_session(self.page)
        cdp.send("Network.enable")
        cdp.on("Network.requestWillBeSent", self._on_request)
        cdp.on("Network.loadingFinished", self._on_finished)

    def _on_request(self, event: Mapping[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _on_finished(self, event: Mapping[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "")
        if event["encodedDataLength"]:
            size = self.sizes.get(address, 0) + int(event["encodedDataLength"])
            self.sizes[address] = size


def visit(
    context: BrowserContext, process: psutil.Process, address: str
) -> tuple[Visit, Mapping[str, int]]:
    """Open the overview and let it settle; return what that cost, and the bytes of each file."""
    traffic = Traffic(context)
    page, before, start = traffic.page, servers.cpu_ms(process), time.perf_counter()
    page.goto(address, timeout=TIMEOUT_MS)
    expect(page.locator("[data-testid=stDeckGlJsonChart] canvas").first).to_be_visible(
        timeout=TIMEOUT_MS
    )
    expect(page.locator(FINISHED)).to_be_visible(timeout=TIMEOUT_MS)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(SETTLE_MS)
    cpu_ms = servers.cpu_ms(process) - before
    page.close()
    down = sum(len(payload) for _, payload in traffic.frames.received)
    sizes = traffic.sizes
    return Visit(sum(sizes.values()), len(sizes), 1000 * seconds, cpu_ms, down), sizes


def measure(browser: Browser, host: str) -> tuple[dict[str, str], Mapping[str, int]]:
    """Return the figures of a host by their names, and the bytes of each file of a first visit."""
    firsts, seconds = [], []
    with servers.atlas() as (process, port):
        for _ in range(1 + VISITORS):
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            first, sizes = visit(context, process, f"http://{host}:{port}/")
            second, _ = visit(context, process, f"http://{host}:{port}/")
            firsts.append(first)
            seconds.append(second)
            context.close()
    # Of the server's very first visitor only what he alone pays for.
    figures = {"the server's very first visit: processor time": f"{firsts[0].cpu_ms:,.0f} ms"}
    for name, visits in (("first visit", firsts[1:]), ("second visit", seconds[1:])):
        of = Visit(*(median(getattr(each, f.name) for each in visits) for f in fields(Visit)))
        figures |= {
            f"{name}: on the wire": f"{of.bytes / 1e3:,.1f} kB in {of.requests:.0f} requests",
            f"{name}: WebSocket": f"{of.down / 1e3:,.1f} kB",
            f"{name}: until map and words stand": f"{of.ms / 1e3:.1f} s",
            f"{name}: processor time": f"{of.cpu_ms:,.0f} ms",
        }
    return figures, sizes


def main() -> int:
    """Measure both hosts, and print the table and the heaviest files."""
    path = chromium.find()
    if path is None:
        print("bench: no Chromium or Chrome found; make test installs one", file=sys.stderr)
        return 1
    flags = [*chromium.FLAGS, *chromium.DRAWING, f"--host-resolver-rules=MAP {INTRANET} 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        measured = {coding: measure(browser, host) for coding, host in HOSTS.items()}
        browser.close()
    print(f"| | {' | '.join(measured)} |\n|---|{'---:|' * len(measured)}")
    for name in next(iter(measured.values()))[0]:
        print(f"| {name} | {' | '.join(figures[name] for figures, _ in measured.values())} |")
    sizes = measured["gzip"][1]
    print("\nThe heaviest files of a first visit, gzip:\n")
    for address in sorted(sizes, key=lambda each: -sizes[each])[:10]:
        print(f"    {sizes[address]:>9,} B  {re.sub('^http://[^/]+', '', address)}")
    print(
        f"\nMedian of {VISITORS} visitors after the first, 1366 × 768, software WebGL; times hold"
        " for this machine, bytes for any."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
