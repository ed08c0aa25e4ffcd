"""A hall of viewers: `python -m bench.crowd --viewers 60 --processes 2`.

Each viewer has a page open and chooses another park every five seconds, at a moment of its own.
Counted over a steady window, after all pages have opened: processor time of the servers for each
click, the payload both ways, and how long viewers wait.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import mean, median, quantiles
from typing import Final

import psutil

from bench import servers
from bench.pages import choices
from bench.viewer import Run, Viewer

# Seconds between two clicks of one viewer, and for all pages to open in.
EVERY: Final = 5.0
OPENING: Final = 0.15


@dataclass(frozen=True)
class Crowd:
    """How many viewers, on which page, of how many processes, counted over how many seconds."""

    viewers: int
    processes: int
    seconds: float
    page: str


async def _view(
    crowd: Crowd, n: int, port: int, start: float, runs: list[tuple[float, Run]]
) -> None:
    """One viewer: opens the page in its turn, clicks until the end."""
    rng, parks = random.Random(n), choices(seed=n)
    await asyncio.sleep(OPENING * n)
    async with Viewer(port, crowd.page) as viewer:
        await viewer.open()
        end = start + OPENING * crowd.viewers + 2 * EVERY + crowd.seconds
        due = time.monotonic() + EVERY * rng.random()
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            run = await viewer.choose("side_park", next(parks))
            runs.append((due, run))
            # A viewer who waits for an answer clicks later, and not twice.
            due = max(due + EVERY, time.monotonic())


async def _crowd(
    crowd: Crowd, processes: Sequence[psutil.Process], ports: Sequence[int]
) -> dict[str, str]:
    start = time.monotonic()
    runs: list[tuple[float, Run]] = []
    views = [
        asyncio.create_task(_view(crowd, n, ports[n % len(ports)], start, runs))
        for n in range(crowd.viewers)
    ]
    await asyncio.sleep(OPENING * crowd.viewers + 2 * EVERY)
    began, before = time.monotonic(), sum(map(servers.cpu_ms, processes))
    await asyncio.sleep(crowd.seconds)
    ended, spent = time.monotonic(), sum(map(servers.cpu_ms, processes)) - before
    memory = mean(map(servers.rss_mb, processes))
    await asyncio.gather(*views)
    counted = [run for due, run in runs if began <= due < ended]
    waits = sorted(1000 * run.seconds for run in counted)
    p95 = quantiles(waits, n=20)[-1]
    cpu = spent / len(counted)
    return {
        "clicks counted": f"{len(counted)}",
        "processor time a click": f"{cpu:.1f} ms",
        "viewers a core, at 70 % of it": f"{0.7 * 1000 * EVERY / cpu:.0f}",
        "click to finished, p50 / p95": f"{median(waits):.0f} / {p95:.0f} ms",
        "click to words, p50": f"{1000 * median(run.words for run in counted):.0f} ms",
        "payload down / up": f"{mean(r.down for r in counted):,.0f} / "
        f"{mean(r.up for r in counted):,.0f} B",
        "memory of a process": f"{memory:.0f} MB",
    }


def main() -> None:
    """Measure one crowd, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=60)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--page", default="", help='its address: "" is the overview, "map" …')
    asked = parser.parse_args()
    crowd = Crowd(asked.viewers, asked.processes, asked.seconds, asked.page)
    with ExitStack() as stack:
        running = [stack.enter_context(servers.atlas()) for _ in range(crowd.processes)]
        processes, ports = zip(*running, strict=True)
        for name, figure in asyncio.run(_crowd(crowd, processes, ports)).items():
            print(f"| {name} | {figure} |")


if __name__ == "__main__":
    main()
