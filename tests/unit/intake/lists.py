"""Lists held against the register of the test edition."""

from collections.abc import Mapping
from typing import Any

from lib.intake import reader
from lib.intake.base import Base
from lib.intake.plan import Choices, Plan, plan
from tests.editions import fixture_sources

BASE = Base(fixture_sources(), 1)


def planned(*rows: list[Any], choices: Choices | None = None, base: Base = BASE) -> Plan:
    """What comes of a list of these rows, the first being its headings."""
    book = reader.Book("名录.xlsx", "xlsx", (reader.Sheet("表", tuple(map(tuple, rows))),))
    return plan([book], base, choices or Choices())


def row(resource_id: str) -> Mapping[str, str]:
    """A row of the test edition's register."""
    return BASE.by_id[resource_id]


def rules(found: Plan) -> list[tuple[int, str, str]]:
    """Row, column and rule of each fault."""
    return [(fault.row, fault.field, fault.rule) for fault in found.faults]


def changes(found: Plan) -> list[tuple[str, str, str, str]]:
    """Id, column, before and after of each change."""
    return [(c.id, c.field, c.before, c.after) for c in found.difference.changed]
