"""What the atlas costs at 337, 10,000 and 100,000 resources, and on asking at 1,000,000:
`python -m bench.scale`, `python -m bench.scale --million`, `python -m bench.scale 337 50000`.

Registers are made up (`bench.register`) in a temporary folder, the smallest is the checkout's own.
Each is built in a process of its own, and served from the cache that this leaves by a server of its
own, which one viewer (`bench.viewer`) clicks on. Times are processor time, which other work on the
machine hardly changes.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import Any, Final

from bench import pages, register, servers
from lib.base import settings
from lib.base.files import Sources
from lib.editions import cache, current
from lib.editions.edition import Edition
from lib.editions.store import Store
from lib.mapfiles import build as mapfiles
from lib.query import listing, search
from lib.query.facets import FACET
from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.register import rows
from lib.terms import geometry
from lib.terms import vocabulary as vocabularies
from lib.ui.parts import maps
from lib.ui.window import Window

SIZES: Final = (337, 10_000, 100_000)
MILLION: Final = 1_000_000
PAGES: Final = ("", "map", "directory")
CLICKS: Final = 20
WINDOW: Final = Window(1920, 945)
RUNS: Final = 5
# Longer than a start of a million takes to build, should the cache be of no use.
_SECONDS: Final = 3600
Figures = dict[str, float]


def build(folder: Path) -> Figures:
    """Build and publish what lies in a data folder, a step at a time, and ask it what a click and
    a list ask."""
    sources = Sources.of(folder)
    vocabulary = vocabularies.read(sources)
    spent: Figures = {}
    held = _step(spent, "read", lambda: rows.read(sources, vocabulary))
    index = _step(spent, "index", lambda: search.build(held.table, vocabulary))
    members = _step(spent, "codes", lambda: Membership(held.table, index, vocabulary))
    _step(spent, "map files", lambda: mapfiles.build(held, members, sources))
    spent["rows"], spent["combinations"] = len(held), len(members.sizes)
    chosen = ResourceFilter(vocabulary, park=("zgc", "tianjin"), category=("rd",))
    _asked(spent, "facets", lambda: [chosen.counts(members, facet) for facet in FACET])
    for query in ("清华", "bjrxjqr"):
        search.ranked(index, "x")
        _asked(spent, query, partial(_found, index, query))
    passes = chosen.mask(members)

    def page() -> object:
        ordered = listing.ordered(held, members, passes, "", "name")
        return held.rows(listing.page_of(ordered, 3))

    page()
    _asked(spent, "page", page)
    store = Store(settings.database_url())
    _step(spent, "publish", lambda: current.publish_folder(store, folder, "bench", "bench"))
    store.close()
    spent["city"] = _first_view(cache.load(sources)) / 1000
    return spent


def _first_view(edition: Edition) -> int:
    """The bytes of points that the map's page fetches for 中关村 in the largest usual window."""
    frame, zoom = WINDOW.page, edition.arrangement.scale.zoom
    camera = maps.park_camera(edition, ("zgc",), frame)
    [[x, y]] = (geometry.mercator([(camera.lon, camera.lat)]) * 2**zoom / 512).tolist()
    side = 1024 * 2 ** (camera.zoom - zoom)  # Two of a tile's, in pixels of the window.
    right, down = frame.window.w / side, frame.window.h / side
    folder = cache.static_folder() / edition.assets[mapfiles.POINTS] / str(zoom)
    paths = [
        folder / f"{i}" / f"{j}.json.gz"
        for i in range(int(x - right), int(x + right) + 1)
        for j in range(int(y - down), int(y + down) + 1)
    ]
    return sum(path.stat().st_size for path in paths if path.is_file())


def _found(index: search.Index, query: str) -> object:
    search.mask.cache_clear()
    return search.ranked(index, query)


def _step(spent: Figures, name: str, make: Callable[[], Any]) -> Any:
    """Note the processor seconds of one step."""
    before = time.process_time()
    made = make()
    spent[name] = time.process_time() - before
    return made


def _asked(spent: Figures, name: str, ask: Callable[[], object]) -> None:
    """Note the median processor milliseconds of a question."""
    times = []
    for _ in range(RUNS):
        before = time.process_time()
        ask()
        times.append(1000 * (time.process_time() - before))
    spent[name] = median(times)


def serve(state: Path) -> Figures:
    """Start the app on what `build` has left in a state folder, and click on its pages: processor
    seconds and MB of the first start, processor milliseconds and bytes of a click."""
    spent: Figures = {}
    for page in PAGES:
        with servers.atlas(ready="/readyz", ATLAS_STATE=str(state)) as (process, port):
            if "start" not in spent:
                spent["start"] = servers.cpu_ms(process) / 1000
                spent["memory"] = servers.rss_mb(process)
            cpu, runs = asyncio.run(pages.clicks(process, port, page, CLICKS))
            spent[f"/{page}"] = cpu
            spent[f"/{page} bytes"] = mean(run.down for run in runs)
            spent["memory after"] = max(servers.rss_mb(process), spent.get("memory after", 0))
    return spent


def measured(count: int, folder: Path) -> Figures:
    """Make a register of `count` resources in `folder`, build it and serve it."""
    data, state = folder / "data", folder / "state"
    if count == SIZES[0]:
        data = settings.DATA_DIR
    else:
        register.make(data, count)
    command = [sys.executable, "-m", "bench.scale", "--build", str(data)]
    env = {**os.environ, "ATLAS_STATE": str(state)}
    done = subprocess.run(
        command, cwd=servers.ROOT, env=env, check=True, stdout=subprocess.PIPE, timeout=_SECONDS
    )
    kept = sum(path.stat().st_size for path in state.rglob("*") if path.is_file())
    built: Figures = json.loads(done.stdout)
    return built | serve(state) | {"disk": kept / 1e6}


# What the table says, a line each: how it is called, its key among the figures, and how it reads.
LINES: Final = (
    ("resources", "rows", "{:,.0f}"),
    ("combinations of codes", "combinations", "{:,.0f}"),
    ("building: reading and checks", "read", "{:.1f} s"),
    ("· search index", "index", "{:.1f} s"),
    ("· map files", "map files", "{:.1f} s"),
    ("· which row has which code", "codes", "{:.2f} s"),
    ("publishing it (`make data`: all these, and the store)", "publish", "{:.1f} s"),
    ("state folder: cache, map files and store", "disk", "{:,.1f} MB"),
    ("start from the cache, until ready", "start", "{:.1f} s"),
    ("· memory then", "memory", "{:,.0f} MB"),
    ("· memory after clicks", "memory after", "{:,.0f} MB"),
    ("counts of all facets under a filter", "facets", "{:.2f} ms"),
    ("search 清华, found and ranked", "清华", "{:.1f} ms"),
    ("search bjrxjqr", "bjrxjqr", "{:.1f} ms"),
    ("25 rows in the order of names", "page", "{:.2f} ms"),
    ("points of 中关村's first view at 1920×945", "city", "{:,.1f} kB"),
    *(
        line
        for page in PAGES
        for line in (
            (f"click on /{page}: processor time", f"/{page}", "{:.0f} ms"),
            ("· down", f"/{page} bytes", "{:,.0f} B"),
        )
    ),
)


def main(given: Sequence[str]) -> None:
    """Print a table, a column a size."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("sizes", type=int, nargs="*", help="how many resources, each size a column")
    parser.add_argument("--million", action="store_true", help="and a million")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(given)
    if asked.build:
        print(json.dumps(build(asked.build)))
        return
    sizes = asked.sizes or [*SIZES, *((MILLION,) if asked.million else ())]
    columns = []
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
            columns.append(measured(count, Path(folder)))
    print(f"| |{'|'.join(f' {count:,} ' for count in sizes)}|\n|---|{'---:|' * len(sizes)}")
    for label, key, form in LINES:
        print(f"| {label} | {' | '.join(form.format(figures[key]) for figures in columns)} |")


if __name__ == "__main__":
    main(sys.argv[1:])
