"""A hall of viewers: `python -m bench.crowd --viewers 60 --processes 2 --peer dash`.

Each viewer has the overview open and chooses another park every five seconds, at a moment of its
own. Counted over a steady window, after all pages have opened: processor time of the servers for
each click, the payload both ways before compression, and how long viewers wait. With a peer the
same is asked of the same page made with Dash (`bench/peer`), in turns, so that load by others
falls on both.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Final, Protocol, Self

import psutil

from bench import servers
from bench.pages import choices
from bench.peer import server as peer
from bench.peer.viewer import DashViewer
from bench.viewer import Run, Viewer

# Seconds between two clicks of one viewer, and for all pages to open in.
EVERY: Final = 5.0
OPENING: Final = 0.15
# How often the two are measured, one after the other.
ROUNDS: Final = 2


class Client(Protocol):
    """A viewer of whatever app."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...
    async def open(self) -> Run:
        """Open the page."""

    async def choose(self, widget: str, *names: str) -> Run:
        """Choose options of a widget."""


# The processes to count, and the ports to ask.
Servers = tuple[Sequence[psutil.Process], Sequence[int]]


@dataclass(frozen=True)
class App:
    """How an app is served for the length of a block, and who views it."""

    serve: Callable[[], AbstractContextManager[Servers]]
    client: Callable[[int, str], Client]


@dataclass(frozen=True)
class Crowd:
    """How many viewers, on which page, counted over how many seconds."""

    viewers: int
    seconds: float
    page: str


@dataclass(frozen=True)
class Measured:
    """What was counted: the servers' processor time in ms, the clicks, and their memory in MB."""

    spent: float
    runs: tuple[Run, ...]
    memory: float

    @property
    def click(self) -> float:
        """Processor milliseconds of a click."""
        return self.spent / len(self.runs)

    @property
    def p95(self) -> float:
        """Seconds that 95 of 100 clicks take at most."""
        return quantiles((run.seconds for run in self.runs), n=20)[-1]


# Each figure's name, how it is written, and what it is.
FIGURES: Final[Sequence[tuple[str, str, Callable[[Measured], float]]]] = (
    ("clicks counted", "{:,.0f}", lambda m: len(m.runs)),
    ("processor time a click", "{:.1f} ms", lambda m: m.click),
    ("viewers a core, at 70 % of it", "{:.0f}", lambda m: 0.7 * 1000 * EVERY / m.click),
    ("click to finished, p50", "{:.0f} ms", lambda m: 1000 * median(r.seconds for r in m.runs)),
    ("click to finished, p95", "{:.0f} ms", lambda m: 1000 * m.p95),
    ("click to words, p50", "{:.0f} ms", lambda m: 1000 * median(r.words for r in m.runs)),
    ("payload down", "{:,.0f} B", lambda m: mean(r.down for r in m.runs)),
    ("payload up", "{:,.0f} B", lambda m: mean(r.up for r in m.runs)),
    ("memory of all processes", "{:.0f} MB", lambda m: m.memory),
)


@contextmanager
def _atlas(processes: int) -> Iterator[Servers]:
    with ExitStack() as stack:
        running = [stack.enter_context(servers.atlas()) for _ in range(processes)]
        yield [process for process, _ in running], [port for _, port in running]


@contextmanager
def _dash(programs: Path, processes: int) -> Iterator[Servers]:
    with peer.dash(programs, processes) as (process, port):
        yield [process], [port]


async def _view(
    crowd: Crowd, n: int, client: Client, start: float, runs: list[tuple[float, Run]]
) -> None:
    """One viewer: opens the page in its turn, clicks until the end."""
    rng, parks = random.Random(n), choices(seed=n)
    await asyncio.sleep(OPENING * n)
    async with client as viewer:
        await viewer.open()
        end = start + OPENING * crowd.viewers + 2 * EVERY + crowd.seconds
        due = time.monotonic() + EVERY * rng.random()
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            run = await viewer.choose("side_park", next(parks))
            runs.append((due, run))
            # A viewer who waits for an answer clicks later, and not twice.
            due = max(due + EVERY, time.monotonic())


async def _crowd(crowd: Crowd, app: App, serving: Servers) -> Measured:
    processes, ports = serving
    start = time.monotonic()
    runs: list[tuple[float, Run]] = []
    views = [
        asyncio.create_task(
            _view(crowd, n, app.client(ports[n % len(ports)], crowd.page), start, runs)
        )
        for n in range(crowd.viewers)
    ]
    await asyncio.sleep(OPENING * crowd.viewers + 2 * EVERY)
    began, before = time.monotonic(), sum(map(servers.cpu_ms, processes))
    await asyncio.sleep(crowd.seconds)
    ended, spent = time.monotonic(), sum(map(servers.cpu_ms, processes)) - before
    memory = sum(map(servers.rss_mb, processes))
    await asyncio.gather(*views)
    return Measured(spent, tuple(run for due, run in runs if began <= due < ended), memory)


def _measure(crowd: Crowd, app: App) -> Measured:
    with app.serve() as serving:
        return asyncio.run(_crowd(crowd, app, serving))


def _together(parts: Sequence[Measured]) -> Measured:
    """Return several measurements as one."""
    runs = tuple(run for part in parts for run in part.runs)
    return Measured(sum(p.spent for p in parts), runs, mean(p.memory for p in parts))


def _table(measured: Mapping[str, Measured]) -> Iterator[str]:
    """Yield a line a figure; of two apps also what the second's is of the first's."""
    heads = [*measured, "ratio"] if len(measured) > 1 else [*measured]
    yield f"| | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}"
    for name, form, figure in FIGURES:
        values = [figure(each) for each in measured.values()]
        cells = [form.format(value) for value in values]
        ratio = [f"{values[1] / values[0]:.2f}"] if len(values) > 1 else []
        yield f"| {name} | {' | '.join([*cells, *ratio])} |"


def main() -> None:
    """Measure one crowd, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=60)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--page", default="", help='its address: "" is the overview, "map" …')
    parser.add_argument("--peer", choices=("dash",), help="of the overview only")
    asked = parser.parse_args()
    if asked.peer and asked.page:
        parser.error("the peer has the overview only")
    crowd = Crowd(asked.viewers, asked.seconds, asked.page)
    apps = {"atlas": App(partial(_atlas, asked.processes), Viewer)}
    with ExitStack() as stack:
        if asked.peer:
            programs = stack.enter_context(peer.environment())
            apps["dash"] = App(partial(_dash, programs, asked.processes), DashViewer)
        rounds = [
            {name: _measure(crowd, app) for name, app in apps.items()}
            for _ in range(ROUNDS if asked.peer else 1)
        ]
    for line in _table({name: _together([part[name] for part in rounds]) for name in apps}):
        print(line)


if __name__ == "__main__":
    main()
