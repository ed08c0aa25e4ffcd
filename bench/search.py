"""Milliseconds of building the search index and of a query: `python -m bench.search`.

At the register's own size, and at 100,000 rows: the real ones over and over, each name made
distinct by a suffix. Hosts, addresses and notes repeat there, as tags do anywhere.
"""

from statistics import median
from time import perf_counter

import pandas as pd

from lib.query import search
from lib.register.rows import to_table
from tests.editions import live_edition

ROWS = 100_000
RUNS = 5
QUERIES = {
    "清华": "one word",
    "bjrxjqr": "initials",
    "zhongguancun": "pinyin",
    "清华 haidian robot": "three words",
    "b": "one letter",
}


def many(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `ROWS` rows made of `frame`'s, their names distinct."""
    rows = pd.concat([frame] * (ROWS // len(frame) + 1), ignore_index=True)[:ROWS]
    suffix = [f"第{i // len(frame) + 1}分部" for i in range(ROWS)]
    return rows.assign(name=rows["name"] + pd.Series(suffix))


def timed(index: search.Index, query: str) -> tuple[float, float]:
    """Return the median milliseconds of finding the rows, and of finding and ranking them."""
    finding, ranking = [], []
    for _ in range(RUNS):
        search.mask.cache_clear()
        before = perf_counter()
        search.mask(index, query)
        found = perf_counter()
        search.ranked(index, query)
        finding.append(1000 * (found - before))
        ranking.append(1000 * (perf_counter() - before))
    return median(finding), median(ranking)


def main() -> None:
    """Print a table."""
    edition = live_edition()
    print("| rows | step | found | found and ranked |\n|---:|---|---:|---:|")
    for rows in (edition.frame, many(edition.frame)):
        before = perf_counter()
        index = search.build(to_table(rows), edition.vocabulary)
        print(f"| {len(rows):,} | building the index | {perf_counter() - before:.1f} s | |")
        search.ranked(index, "x")
        for query, kind in QUERIES.items():
            found, ranked = timed(index, query)
            print(f"| {len(rows):,} | {kind}: {query} | {found:.1f} ms | {ranked:.1f} ms |")


if __name__ == "__main__":
    main()
