"""How long a start takes: `python -m bench.startup`.

Seconds and processor time from the start of the process until `/readyz` says that an edition is
served, and the memory then: with an empty state folder, where the edition is built and published,
and with what such a start left.
"""

import tempfile
import time
from statistics import median
from typing import Final

from bench import servers

STARTS: Final = 5


def start(state: str) -> tuple[float, float, float]:
    """Start the app on a state folder; return seconds, processor ms and MB until it is ready."""
    began = time.perf_counter()
    with servers.atlas(ready="/readyz", ATLAS_STATE=state) as (process, _):
        seconds = time.perf_counter() - began
        return seconds, servers.cpu_ms(process), servers.rss_mb(process)


def main() -> None:
    """Measure both, and print a line each."""
    cold, warm = [], []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory(prefix="atlas-") as state:
            cold.append(start(state))
            warm.append(start(state))
    print("| state folder | until ready | processor time | memory |\n|---|---:|---:|---:|")
    for name, starts in (("empty", cold), ("of an earlier start", warm)):
        seconds, cpu, memory = map(median, zip(*starts, strict=True))
        print(f"| {name} | {seconds:.1f} s | {cpu / 1e3:.1f} s | {memory:.0f} MB |")
    print(f"\nMedian of {STARTS} starts; the files of Python and its packages are in memory.")


if __name__ == "__main__":
    main()
