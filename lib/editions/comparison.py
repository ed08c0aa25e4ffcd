"""What differs between two editions: rows of the register, cell by cell, and other files."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lib.base.files import Sources

_REGISTER: Final = "resources.csv"


@dataclass(frozen=True)
class Cell:
    """A cell of the register that was changed: of which resource, in which column, from what to
    what, and what the resource is called now."""

    resource_id: str
    column: str
    before: str
    after: str
    name: str


@dataclass(frozen=True)
class Comparison:
    """What differs from one edition to another: resources added and removed (names by id), cells
    changed, in the order of the newer register, and the names of other files that differ."""

    added: Mapping[str, str]
    removed: Mapping[str, str]
    changed: tuple[Cell, ...]
    files: tuple[str, ...]


def compare(before: Sources, after: Sources) -> Comparison:
    """Return what differs between two editions' sources. A register that either has not counts as
    empty, a column as filled with nothing."""
    old, new = _rows(before), _rows(after)
    changed = [
        Cell(key, column, old[key].get(column, ""), row.get(column, ""), row.get("name", ""))
        for key, row in new.items()
        if key in old
        for column in dict.fromkeys((*row, *old[key]))
        if old[key].get(column, "") != row.get(column, "")
    ]
    files = [
        name
        for name in sorted({*before, *after} - {_REGISTER})
        if name not in before or name not in after or before[name] != after[name]
    ]
    return Comparison(
        added=_names(new, old),
        removed=_names(old, new),
        changed=tuple(changed),
        files=tuple(files),
    )


def _rows(sources: Sources) -> dict[str, dict[str, str]]:
    """The cells of the register's rows, by id."""
    if _REGISTER not in sources:
        return {}
    reader = csv.reader(io.StringIO(sources.text(_REGISTER), newline=""))
    header = [cell.strip() for cell in next(reader, [])]
    rows = [dict(zip(header, map(str.strip, cells), strict=False)) for cells in reader]
    return {row["resource_id"]: row for row in rows if row.get("resource_id")}


def _names(rows: dict[str, dict[str, str]], others: dict[str, dict[str, str]]) -> dict[str, str]:
    return {key: row.get("name", "") for key, row in rows.items() if key not in others}
