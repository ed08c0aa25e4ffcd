"""What a click on a park costs on each page, as the server runs it: `python -m bench.pages`.

One viewer (`bench.viewer`) and one server. Counted over `CLICKS` clicks: the server's processor
time, the WebSocket's payload before compression both ways, what came down by the connection, and
how many messages. Bytes are the same on every machine, times are not.
"""

import asyncio
import random
from collections.abc import Iterator, Sequence
from statistics import mean
from typing import Final

import psutil

from bench import servers
from bench.viewer import Run, Viewer

PAGES: Final = ("", "map", "parks", "corridor", "chains", "scorecard", "directory")
PARKS: Final = ("天津滨海", "石家庄", "保定", "唐山", "燕郊", "承德", "沧州", "衡水")
WARM_UP: Final = 5
CLICKS: Final = 100
# Seconds between two clicks: one run is over before the next begins.
PAUSE: Final = 0.05


def choices(seed: int) -> Iterator[str]:
    """Yield parks at random, never one twice in a row."""
    rng, last = random.Random(seed), ""
    while True:
        last = rng.choice([park for park in PARKS if park != last])
        yield last


async def clicks(
    process: psutil.Process, port: int, page: str, count: int = CLICKS
) -> tuple[float, Sequence[Run]]:
    """Return the processor milliseconds of a click on `page`, and the `count` runs counted."""
    parks = choices(seed=1)
    async with Viewer(port, page) as viewer:
        await viewer.open()
        for _ in range(WARM_UP):
            await viewer.choose("side_park", next(parks))
        before, runs = servers.cpu_ms(process), []
        for _ in range(count):
            runs.append(await viewer.choose("side_park", next(parks)))
            await asyncio.sleep(PAUSE)
        return (servers.cpu_ms(process) - before) / count, runs


def main() -> None:
    """Print a table, a line a page."""
    print(
        "| | processor time | down | compressed | up | messages |\n|---|---:|---:|---:|---:|---:|"
    )
    for page in PAGES:
        with servers.atlas() as (process, port):
            spent, runs = asyncio.run(clicks(process, port, page))
        down, up = mean(run.down for run in runs), mean(run.up for run in runs)
        messages = mean(len(run.elements) for run in runs)
        wire = mean(run.wire for run in runs)
        cells = (f"/{page}", f"{spent:.1f} ms", *(f"{n:,.0f} B" for n in (down, wire, up)))
        print(f"| {' | '.join(cells)} | {messages:.0f} |")


if __name__ == "__main__":
    main()
