"""Memory over sessions that come and go: `python -m bench.sessions --sessions 2000`.

Six viewers at once open the overview, choose two parks and leave, one after another. Streamlit
keeps up to 128 sessions that have left for two minutes: memory grows until then, and must not
grow after.
"""

import argparse
import asyncio
from typing import Final

import psutil

from bench import servers
from bench.pages import choices
from bench.viewer import Viewer

AT_ONCE: Final = 6
CHOICES: Final = 2


async def come_and_go(process: psutil.Process, port: int, sessions: int, every: int) -> None:
    """Print the server's memory after each `every` of the `sessions`."""
    numbers = iter(range(1, sessions + 1))

    async def visit() -> None:
        for n in numbers:
            parks = choices(seed=n)
            async with Viewer(port, "") as viewer:
                await viewer.open()
                for _ in range(CHOICES):
                    await viewer.choose("side_park", next(parks))
            if n % every == 0:
                print(f"| {n} | {servers.rss_mb(process):.0f} MB |", flush=True)

    print(f"| sessions | memory |\n|---:|---:|\n| 0 | {servers.rss_mb(process):.0f} MB |")
    await asyncio.gather(*(visit() for _ in range(AT_ONCE)))


def main() -> None:
    """Print a table of memory by sessions seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=2000)
    asked = parser.parse_args()
    with servers.atlas() as (process, port):
        asyncio.run(come_and_go(process, port, asked.sessions, max(asked.sessions // 8, 1)))


if __name__ == "__main__":
    main()
