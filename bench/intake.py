"""Processor seconds of taking in a list of 20,000 rows and 29 columns: `python -m bench.intake
[FOLDER]`.

The rows are the register's over and over, each name and id made distinct; the list is the same with
one telephone number in ten changed, so that every step has work: an Excel workbook with ids, then
the same as CSV without ids, whose rows are found by their names. Given a data folder, such as one
of `bench.register`, its register is the base, and the list its first 20,000 rows, every number
changed.
"""

import csv
import io
import sys
from collections.abc import Callable
from os import times
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from lib.base.files import Sources
from lib.intake import checking, cleaning, compare, layout, matching, reader
from lib.intake.apply import merged
from lib.intake.base import Base
from lib.intake.cleaning import Rules
from lib.intake.compare import Completion
from lib.register.rows import FILE
from lib.register.schema import NAMES
from tests.editions import live_sources

ROWS = 20_000
T = TypeVar("T")


def register() -> list[dict[str, str]]:
    """Return `ROWS` rows made of the register's."""
    rows = Base(live_sources()).rows
    many = []
    for number in range(ROWS):
        row = dict(rows[number % len(rows)])
        row["resource_id"] = f"{row['park']}-{number + 1:05}"
        row["name"] += f"第{number // len(rows) + 1}分部"
        many.append(row)
    return many


def as_csv(rows: list[dict[str, str]], names: tuple[str, ...]) -> bytes:
    """Return rows as a CSV file of these columns."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def as_xlsx(rows: list[dict[str, str]]) -> bytes:
    """Return rows as an Excel workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([dict(zip(NAMES, NAMES, strict=True)), *rows]):
            sheet.write_row(number, 0, [cells[name] for name in NAMES])
    return buffer.getvalue()


def spent() -> float:
    """Return the processor time of this process and the children it has waited for, in seconds."""
    return sum(times()[:4])


def timed(kind: str, step: str, run: Callable[[], T]) -> T:
    """Print how long a step takes, and return what it gives."""
    before = spent()
    value = run()
    print(f"| {kind} | {step} | {spent() - before:.1f} s |", flush=True)
    return value


def measure(kind: str, name: str, content: bytes, base: Base, cells: int) -> None:
    """Print a line for each step of a list that changes so many cells."""
    began = spent()
    book = timed(kind, "read, in the child", lambda: reader.read(name, content))
    tables = timed(kind, "find tables", lambda: layout.tables(book)[0])
    cleaned = timed(kind, "clean", lambda: cleaning.clean(tables, base.labels, Rules()))
    matches = timed(kind, "match", lambda: matching.match(cleaned.records, base)[0])
    difference = timed(kind, "compare", lambda: compare.compare(matches, base, Completion())[0])
    print(f"| {kind} | **read to difference** | **{spent() - began:.1f} s** |")
    whole = timed(kind, "merge", lambda: merged(base, difference))
    faults = timed(
        kind, "the register's own checks", lambda: checking.check(base, difference, whole)
    )
    assert len(difference.changed) == cells and not faults


def main() -> None:
    """Print a table."""
    if sys.argv[1:]:
        sources, one_in = Sources.of(Path(sys.argv[1])), 1
        rows = [dict(row) for row in Base(sources).rows[:ROWS]]
    else:
        rows, one_in = register(), 10
        sources = Sources({**live_sources(), FILE: as_csv(rows, NAMES)})
    changed = [
        row | {"phone": "010-99999999"} if number % one_in == 0 else row
        for number, row in enumerate(rows)
    ]
    print("| list | step | |\n|---|---|---:|")
    for kind, name, content in (
        ("xlsx, by id", "名录.xlsx", as_xlsx(changed)),
        ("csv, by name", "名录.csv", as_csv(changed, NAMES[1:])),
    ):
        base = Base(sources, 1)
        timed(kind, "the register itself", lambda base=base: base.rows)  # type: ignore[misc]
        measure(kind, name, content, base, ROWS // one_in)


if __name__ == "__main__":
    main()
