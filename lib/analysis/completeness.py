"""How complete a register is: which share of its rows says whom to call, where, and what for."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from lib.base.files import Sources
from lib.base.i18n import mark
from lib.register.columns import coded, distinct
from lib.register.rows import FILE, Register

_COLUMNS: Final = (
    "park",
    "phone",
    "website",
    "position_basis",
    "chains",
    "clusters",
    "source_url",
)
# Of these it matters only whether they say anything.
_FILLED: Final = ("phone", "website", "chains", "clusters", "source_url")


@dataclass(frozen=True)
class Measure:
    """One thing that a complete row says: its name and a short one (message ids), and whether a
    row, its cells by column, `has` it."""

    code: str
    name: str
    short: str
    has: Callable[[Mapping[str, str]], bool]


def _is_placed(row: Mapping[str, str]) -> bool:
    return row["position_basis"] in ("published", "place")


def _is_tagged(row: Mapping[str, str]) -> bool:
    return bool(row["chains"] or row["clusters"])


MEASURES: Final = (
    Measure("phone", mark("电话"), mark("电话"), lambda row: bool(row["phone"])),
    Measure("website", mark("网址"), mark("网址"), lambda row: bool(row["website"])),
    Measure("place", mark("位置细于园区"), mark("位置"), _is_placed),
    Measure("focus", mark("六链五群标注"), mark("标注"), _is_tagged),
    Measure("source", mark("来源可点开"), mark("来源"), lambda row: bool(row["source_url"])),
)


@dataclass(frozen=True)
class Completeness:
    """How many rows there are, and how many have each of `MEASURES` (by code)."""

    total: int
    having: Mapping[str, int]

    def share(self, measure: str) -> float | None:
        """Return the share of rows that have a measure, or `None` where there is no row."""
        return self.having[measure] / self.total if self.total else None


@lru_cache(maxsize=64)
def completeness(sources: Sources) -> Mapping[str, Completeness]:
    """Return how complete each park's rows are, by code, and under `""` the whole register. A park
    without a row is not in it."""
    return counted(sources.text(FILE))


@lru_cache(maxsize=8)
def completeness_of(register: Register) -> Mapping[str, Completeness]:
    """Return `completeness` of a register that is read already: what a page asks. Rows that have
    and lack the same are counted together."""
    columns = {name: coded(register.table, name) for name in _COLUMNS}
    for name in _FILLED:
        numbers, texts = columns[name]
        known = np.array([bool(text) for text in texts], dtype=np.int64)
        columns[name] = known[numbers], ["", "known"]
    sizes = [(numbers, len(texts)) for numbers, texts in columns.values()]
    first, alike = distinct(sizes, len(register))
    count = np.bincount(alike, minlength=len(first)).tolist()
    totals: Counter[str] = Counter()
    having: Counter[tuple[str, str]] = Counter()
    for kind in np.argsort(first).tolist():
        row = {name: texts[numbers[first[kind]]] for name, (numbers, texts) in columns.items()}
        for place in ("", row["park"]):
            totals[place] += count[kind]
            for measure in MEASURES:
                having[place, measure.code] += count[kind] * measure.has(row)
    return _found(totals, having)


def counted(register: str) -> Mapping[str, Completeness]:
    """Return `completeness` of a register's text.

    Older editions are measured as they were: a column they lack holds nothing.
    """
    totals: Counter[str] = Counter()
    having: Counter[tuple[str, str]] = Counter()
    lines = csv.reader(io.StringIO(register, newline=""))
    places = {name.strip(): place for place, name in enumerate(next(lines, []))}
    own = [(column, places.get(column)) for column in _COLUMNS]
    for cells in filter(None, lines):
        row = {c: cells[i] if i is not None and i < len(cells) else "" for c, i in own}
        for place in ("", row["park"]):
            totals[place] += 1
            having.update((place, measure.code) for measure in MEASURES if measure.has(row))
    return _found(totals, having)


def _found(
    totals: Mapping[str, int], having: Mapping[tuple[str, str], int]
) -> Mapping[str, Completeness]:
    return {
        place: Completeness(total, {m.code: having[place, m.code] for m in MEASURES})
        for place, total in totals.items()
    }
