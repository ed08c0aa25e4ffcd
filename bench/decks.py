"""What other viewers wait while decks are made: `python -m bench.decks --viewers 20 --decks 6`.

One process. Viewers of the overview choose another park every two seconds; meanwhile `decks`
presenters, each with a filter of its own, ask for their slides at once, then the same again with
one filter for all. Counted: how long clicks take before and meanwhile, and when each deck is there.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from statistics import median, quantiles
from typing import Final

from bench import servers
from bench.pages import choices
from bench.viewer import Viewer

PARKS: Final = ("zgc", "tianjin", "shijiazhuang", "baoding", "tangshan", "yanjiao", "chengde")
# Seconds between two clicks of one viewer, and between two looks of a presenter.
EVERY: Final = 2.0
LOOK: Final = 1.0
# Seconds of clicks before the first deck is asked for.
QUIET: Final = 10


async def _click(port: int, n: int, waits: list[tuple[float, float]], stop: asyncio.Event) -> None:
    """One viewer: notes when each click was due and the seconds until its run was finished."""
    parks = choices(seed=n)
    async with Viewer(port, "") as viewer:
        await viewer.open()
        due = time.monotonic() + EVERY * (n % 10) / 10
        while not stop.is_set():
            await asyncio.sleep(max(0, due - time.monotonic()))
            await viewer.choose("side_park", next(parks))
            waits.append((due, time.monotonic() - due))
            due = max(due + EVERY, time.monotonic())


async def _present(port: int, query: str, kind: str) -> float:
    """One presenter: returns the seconds from asking for a deck until it can be downloaded."""
    async with Viewer(port, "present") as viewer:
        await viewer.open(query)
        start = time.monotonic()
        await viewer.press(f"make_{kind}")
        while not viewer.sees(f"take_{kind}"):
            await asyncio.sleep(LOOK)
            await viewer.press()
        return time.monotonic() - start


def _line(name: str, waits: Sequence[float], decks: Sequence[float] = ()) -> str:
    p95 = quantiles(waits, n=20)[-1]
    times = " ".join(f"{seconds:.1f}" for seconds in sorted(decks))
    return (
        f"| {name} | {len(waits)} | {1000 * median(waits):.0f} / {1000 * p95:.0f} / "
        f"{1000 * max(waits):.0f} ms | {times} |"
    )


async def _measure(port: int, viewers: int, decks: int, kind: str) -> None:
    waits: list[tuple[float, float]] = []
    stop = asyncio.Event()
    clicking = [asyncio.create_task(_click(port, n, waits, stop)) for n in range(viewers)]
    await asyncio.sleep(QUIET)
    waits.clear()
    await asyncio.sleep(QUIET)
    print("| | clicks | p50 / p95 / max | decks after, s |\n|---|---:|---:|---:|")
    print(_line("no deck", [seconds for _, seconds in waits]))
    several = [f"park={PARKS[n % len(PARKS)]}&lang={'zh' if n < 7 else 'en'}" for n in range(decks)]
    for name, queries in (("each its own", several), ("all the same", ["province=hebei"] * decks)):
        waits.clear()
        taken = await asyncio.gather(*(_present(port, query, kind) for query in queries))
        print(_line(name, [seconds for _, seconds in waits], taken))
    stop.set()
    await asyncio.gather(*clicking)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=20)
    parser.add_argument("--decks", type=int, default=6)
    parser.add_argument("--kind", choices=("pptx", "pdf", "png"), default="pptx")
    asked = parser.parse_args()
    with servers.atlas() as (_, port):
        asyncio.run(_measure(port, asked.viewers, asked.decks, asked.kind))


if __name__ == "__main__":
    main()
