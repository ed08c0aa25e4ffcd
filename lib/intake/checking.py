"""The register that a list would make, held to the register's own checks; each problem named where
the list's sender finds it."""

from collections.abc import Iterable

from lib.base import tables
from lib.base.problems import DataProblem, DataProblems
from lib.base.tables import Row
from lib.intake.apply import Merged
from lib.intake.base import Base
from lib.intake.cleaning import Record
from lib.intake.compare import Difference
from lib.intake.faults import Fault, Names, rule_of
from lib.register import rows, schema

# Where a problem concerns several columns, the one whose cell is marked.
_FIRST_OF = {"lon / lat": "lon", "chains / clusters": "chains"}


def check(base: Base, difference: Difference, merged: Merged) -> tuple[Fault, ...]:
    """Return what the register's own checks say of the merged register. Raises `DataProblem` or
    `DataProblems` where that is nothing of the list's."""
    if not difference:
        return ()
    faults, foreign = [], []
    for problem in _problems(base, merged):
        record = _record_of(problem, difference, merged)
        if record is None:
            foreign.append(problem)
        else:
            faults.append(_fault(problem, record, base))
    if foreign and not faults:
        raise DataProblems(foreign)
    return tuple(faults)


def check_cells(records: Iterable[Record], known: Iterable[Fault], base: Base) -> tuple[Fault, ...]:
    """Return what else is wrong with the cells of rows at fault, so that all can be mended at
    once; rows without a fault are checked with the whole register."""
    at_fault = {(fault.file, fault.sheet, fault.row, fault.field) for fault in known}
    faults = []
    for record in records:
        cells = {**dict.fromkeys(schema.NAMES, ""), **record.values}
        _, problems = schema.parse(Row(record.file, record.row, cells), base.vocabulary)
        for problem in problems:
            name = problem.column or ""
            is_known = (record.file, record.sheet, record.row, name) in at_fault
            if record.values.get(name) and not is_known:
                faults.append(_fault(problem, record, base))
    return tuple(faults)


def _problems(base: Base, merged: Merged) -> list[DataProblem]:
    try:
        rows.read(merged.sources, base.vocabulary)
    except DataProblem as problem:
        return [problem]
    except DataProblems as several:
        return several.problems
    return []


def _record_of(problem: DataProblem, difference: Difference, merged: Merged) -> Record | None:
    """The list's row that a problem of the merged register comes from."""
    records = difference.records
    own = merged.ids[problem.row - 1] if problem.row else ""
    if own in records:
        return records[own]
    # Of two rows with one name the problem names the later, which may be the register's.
    named = problem.column == "name"
    return next((r for r in _of(difference) if named and r.name == problem.value), None)


def _of(difference: Difference) -> Iterable[Record]:
    return difference.records.values()


def _fault(problem: DataProblem, record: Record, base: Base) -> Fault:
    rule = rule_of(problem.problem)
    name = _FIRST_OF.get(problem.column or "", problem.column or "")
    value = problem.value or record.values.get(name, "")
    if rule == "register":
        value = problem.text("zh")
    allowed: tuple[Names, ...] = ()
    if problem.problem == tables.UNKNOWN_CODE and name in ("category", "level", "status", "park"):
        allowed = base.labels.allowed(name)
    return record.fault(name, rule, value, allowed)
