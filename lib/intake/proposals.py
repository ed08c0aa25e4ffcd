"""What is proposed for rows of the register. It waits for a steward (`deciding`), and changes
nothing until then.

Cells are taken as a list's are: cleaned, compared with the register, and held to its own checks on
the register that they would make.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

import sqlalchemy as sa

from lib.access import accounts, audit
from lib.access.permissions import Propose, User, Withdraw, may
from lib.access.tables import PROPOSAL, PROPOSAL_CELL
from lib.base import tables
from lib.base.cells import named
from lib.base.database import Database, ago, hold
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.base.tables import Row
from lib.intake import cells as writing
from lib.intake import checking, cleaning, fields
from lib.intake.apply import merged
from lib.intake.base import Base
from lib.intake.cleaning import Record, Rules
from lib.intake.compare import (
    POSITION,
    TOGETHER,
    CellChange,
    Completion,
    Difference,
    by_resource,
    compare,
    is_same,
)
from lib.intake.faults import Fault, FieldProblem
from lib.intake.layout import Column, Line, Table
from lib.intake.matching import Match
from lib.intake.places import given
from lib.register.schema import NAMES, WORDS

State: TypeAlias = Literal["pending", "approved", "rejected", "withdrawn"]
# What each is called (message ids).
STATES: Final[Mapping[State, str]] = {
    "pending": mark("待审定"),
    "approved": mark("已批准"),
    "rejected": mark("已退回"),
    "withdrawn": mark("已撤回"),
}
# What an author says of where he knows it from, and a steward of why, in characters.
MOST_CHARACTERS: Final = 500
# A database's integer; it refuses to look for a greater one.
_MOST_NUMBERS: Final = (1 << 31) - 1
_WHERE: Final = mark("提议")
_NO_RESOURCE: Final = mark("登记册中没有编号“{value}”。")
_NO_PROPOSAL: Final = mark("没有第 {value} 号提议。")
_NOTHING: Final = mark("所填与登记册相同，没有可提议的。")
_CHANGE: Final = mark("请改动至少一项，再提交。")
_AGAIN: Final = mark("请刷新列表，再作决定。")
_SHORTEN: Final = mark("请缩短。")
_NOT_HIS: Final = mark("第 {value} 号提议不是您的，不能由您撤回。")
_HIS: Final = mark("只有提议者可以撤回；数据管理员可以退回。")
_MOVED: Final = mark("第 {value} 号提议刚由提议者改动。")
# Of a proposal that somebody has decided on meanwhile.
_OVER: Final[Mapping[State, str]] = {
    "approved": mark("第 {value} 号提议已批准。"),
    "rejected": mark("第 {value} 号提议已退回。"),
    "withdrawn": mark("第 {value} 号提议已撤回，或由同一人的新提议取代。"),
}


@dataclass(frozen=True)
class Cell:
    """A cell that would be another: the register's column, what stood there, what would."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Proposal:
    """What somebody (`by`) proposes for one resource, and where he has it from;
    `cells` are those that no later proposal of his has replaced, in the register's order. Moments
    are ISO 8601, UTC; the last three are empty until it is decided."""

    number: int
    resource_id: str
    name: str
    park: str
    by: str
    at: str
    source: str
    state: State
    decided_by: str
    decided_at: str
    reason: str
    cells: tuple[Cell, ...]

    @property
    def where(self) -> str:
        """How sentences name the resource."""
        return where_of(self.resource_id, self.name)


_COLUMNS: Final = tuple(
    PROPOSAL.c[name] for name in Proposal.__dataclass_fields__ if name != "cells"
)


def where_of(resource_id: str, name: str) -> str:
    """Return how sentences name a resource."""
    return f"{resource_id} {name}"


def planned(
    base: Base,
    resource_id: str,
    values: Mapping[str, str],
    datum: str = "wgs84",
) -> tuple[Cell, ...]:
    """Return the cells that a resource's `values` would change in the register, those that follow
    from them too.

    `values` holds texts by field (`fields.FIELDS`) as somebody types them; an empty one empties the
    cell. A longitude and latitude other than the register's say of themselves how exact they are
    (`radius_m`), and are approximate (`place`) unless `position_basis` says that they are
    published.

    Raises `DataProblem` where there is no such resource or nothing would change, `DataProblems`
    where a value breaks a rule, a `FieldProblem` each.
    """
    row = base.by_id.get(resource_id)
    if row is None:
        raise DataProblem(_WHERE, _NO_RESOURCE, _AGAIN, value=resource_id)
    where = where_of(resource_id, row["name"])
    record, faults = _cleaned(base, values, datum)
    _raise(where, faults)
    changed, faults = _changed(base, row, record)
    _raise(where, faults)
    if not changed:
        raise DataProblem(where, _NOTHING, _CHANGE)
    difference = Difference(changed)
    _raise(where, checking.check(base, difference, merged(base, difference)))
    return tuple(Cell(change.field, change.before, change.after) for change in changed)


def propose(
    database: Database,
    user: User,
    base: Base,
    resource_id: str,
    values: Mapping[str, str],
    source: str = "",
    datum: str = "wgs84",
) -> Proposal:
    """Write down what a user proposes for a resource, and return it; a cell that he has proposed
    before and nobody has decided on is replaced.

    Raises as `planned` does, and `DataProblems` where he may not propose a field.
    """
    cells = planned(base, resource_id, values, datum)
    (made,) = _propose(database, user, base, {resource_id: cells}, source)
    return made


def propose_changes(
    database: Database, user: User, base: Base, changes: Sequence[CellChange], source: str = ""
) -> tuple[Proposal, ...]:
    """Write down what a checked list would change (`plan.Plan`), a proposal a resource, all of them
    or none. Raises `DataProblems` where the user may not propose a field."""
    cells = {
        resource_id: tuple(Cell(each.field, each.before, each.after) for each in group)
        for resource_id, group in by_resource(changes)
    }
    return _propose(database, user, base, cells, source)


def _propose(
    database: Database,
    user: User,
    base: Base,
    cells: Mapping[str, Sequence[Cell]],
    source: str,
) -> tuple[Proposal, ...]:
    """Write down cells by resource, if the user may propose them now."""
    source = one_line(mark("依据"), source)
    _check_may(user, base, cells)
    with database.transaction(writes=True) as connection:
        hold(connection)
        _check_may(accounts.user_of(connection, user.name), base, cells)
        return tuple(
            write(connection, user.name, base.by_id[resource_id], held, source)
            for resource_id, held in cells.items()
        )


def pending(database: Database, park: str = "") -> tuple[Proposal, ...]:
    """Return what waits for a decision, of one zone or of all, in the order it came."""
    conditions = [PROPOSAL.c.state == "pending"]
    if park:
        conditions.append(PROPOSAL.c.park == park)
    with database.transaction() as connection:
        return read(connection, *conditions)


def waiting(database: Database) -> int:
    """Return how many proposals wait for a decision."""
    wanted = sa.select(sa.func.count()).where(PROPOSAL.c.state == "pending")
    with database.transaction() as connection:
        return int(connection.execute(wanted).scalar_one())


def of_author(database: Database, name: str) -> tuple[Proposal, ...]:
    """Return all that somebody has proposed, newest first."""
    with database.transaction() as connection:
        return read(connection, PROPOSAL.c.by == name)[::-1]


def numbered(database: Database, numbers: Sequence[int]) -> tuple[Proposal, ...]:
    """Return the proposals of these numbers, in their order. Raises `DataProblems` where there is
    no such one."""
    possible = [number for number in numbers if 0 < number <= _MOST_NUMBERS]
    with database.transaction() as connection:
        found = read(connection, PROPOSAL.c.number.in_(possible))
    missing = sorted({*numbers} - {proposal.number for proposal in found})
    if missing:
        raise DataProblems(
            [DataProblem(_WHERE, _NO_PROPOSAL, _AGAIN, value=str(number)) for number in missing]
        )
    return found


def stale(proposal: Proposal, base: Base) -> Mapping[str, str | None]:
    """Return what stands in the register now, by field, where it is not what stood there when it
    was proposed; `None` where the resource has gone."""
    row = base.by_id.get(proposal.resource_id)
    if row is None:
        return dict.fromkeys((cell.field for cell in proposal.cells), None)
    return {c.field: row[c.field] for c in proposal.cells if row[c.field] != c.before}


def withdraw(database: Database, user: User, numbers: Sequence[int]) -> None:
    """Take back what a user himself has proposed, all of these numbers or none. Raises
    `DataProblems` where one is not his, or is not pending any more."""
    chosen = numbered(database, numbers)
    with database.transaction(writes=True) as connection:
        hold(connection)
        now = accounts.user_of(connection, user.name)
        problems = [
            DataProblem(proposal.where, _NOT_HIS, _HIS, value=str(proposal.number))
            for proposal in chosen
            if not may(now, Withdraw(proposal.by))
        ]
        if problems:
            raise DataProblems(problems)
        settle(connection, user.name, chosen, "withdrawn", "")
        for proposal in chosen:
            audit.write(
                connection,
                user.name,
                "withdrawal",
                str(proposal.number),
                resource=proposal.resource_id,
            )


def one_line(name: str, text: str) -> str:
    """Return a remark as one line in which all can be seen. Raises `DataProblem` where it is too
    long."""
    line = named(writing.text(text).value)
    if len(line) > MOST_CHARACTERS:
        raise DataProblem(name, tables.TOO_LONG, _SHORTEN, value=str(len(line)))
    return line


def open_only(proposals: Sequence[Proposal]) -> None:
    """Raise `DataProblems` where one of these is not pending any more."""
    over = [p for p in proposals if p.state != "pending"]
    if over:
        raise DataProblems(
            [DataProblem(p.where, _OVER[p.state], _AGAIN, value=str(p.number)) for p in over]
        )


# What is read and written within a transaction.


def read(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Proposal, ...]:
    """Return the proposals that meet all conditions, in the order they came."""
    wanted = sa.select(*_COLUMNS).where(*conditions).order_by(PROPOSAL.c.number)
    rows = connection.execute(wanted).all()
    wanted = sa.select(PROPOSAL_CELL).join(PROPOSAL).where(*conditions)
    held: dict[int, list[Cell]] = {row.number: [] for row in rows}
    for cell in connection.execute(wanted.where(PROPOSAL_CELL.c.replaced_by.is_(None))):
        held.setdefault(cell.number, []).append(Cell(cell.field, cell.before, cell.after))
    return tuple(_proposal(row, held[row.number]) for row in rows)


def write(
    connection: sa.Connection,
    by: str,
    row: Row,
    cells: Sequence[Cell],
    source: str,
) -> Proposal:
    """Write down a proposal for a row within a transaction that holds the database."""
    values = {
        "resource_id": row["resource_id"],
        "name": row["name"],
        "park": row["park"],
        "by": by,
        "at": ago(),
        "source": source,
        "state": "pending",
        **dict.fromkeys(("decided_by", "decided_at", "reason"), ""),
    }
    inserted = sa.insert(PROPOSAL).values(values).returning(PROPOSAL.c.number)
    number = int(connection.execute(inserted).scalar_one())
    connection.execute(sa.insert(PROPOSAL_CELL), [vars(c) | {"number": number} for c in cells])
    # Visitors are not one author.
    replaced = _replace(connection, by, row["resource_id"], number, cells) if by else []
    audit.write(
        connection,
        by,
        "proposal",
        str(number),
        resource=row["resource_id"],
        fields=[cell.field for cell in cells],
        source=source,
        replaces=[str(older) for older in replaced],
    )
    (proposal,) = read(connection, PROPOSAL.c.number == number)
    return proposal


def settle(
    connection: sa.Connection,
    by: str,
    proposals: Sequence[Proposal],
    state: State,
    reason: str,
) -> None:
    """Put proposals into another state, within a transaction that holds the database. Raises
    `DataProblems` where one is not pending any more, or is not as it was read."""
    numbers = [proposal.number for proposal in proposals]
    now = read(connection, PROPOSAL.c.number.in_(numbers))
    open_only(now)
    moved = [old for old, new in zip(proposals, now, strict=True) if old != new]
    if moved:
        raise DataProblems(
            [DataProblem(old.where, _MOVED, _AGAIN, value=str(old.number)) for old in moved]
        )
    decided = {"state": state, "decided_by": by, "decided_at": ago(), "reason": reason}
    chosen = PROPOSAL.c.number.in_(numbers)
    connection.execute(sa.update(PROPOSAL).where(chosen).values(decided))


def _replace(
    connection: sa.Connection, by: str, resource_id: str, number: int, cells: Sequence[Cell]
) -> list[int]:
    """Let older cells of the same author no longer count where he has now proposed others, and
    return the proposals that had them. What is left empty is withdrawn."""
    mine = (PROPOSAL.c.by == by) & (PROPOSAL.c.resource_id == resource_id)
    is_older = mine & (PROPOSAL.c.state == "pending") & (PROPOSAL.c.number != number)
    names = {cell.field for cell in cells}
    # Of columns that only make sense together, a part of an older proposal would not.
    names |= {name for group in TOGETHER if names & {*group} for name in group}
    older = read(connection, is_older)
    touched = [old for old in older if names & {cell.field for cell in old.cells}]
    gone = sa.and_(
        PROPOSAL_CELL.c.number.in_([old.number for old in touched]),
        PROPOSAL_CELL.c.field.in_(names),
        PROPOSAL_CELL.c.replaced_by.is_(None),
    )
    connection.execute(sa.update(PROPOSAL_CELL).where(gone).values(replaced_by=number))
    empty = [old for old in read(connection, is_older) if not old.cells]
    if empty:
        settle(connection, by, empty, "withdrawn", "")
    return [old.number for old in touched]


def _proposal(row: sa.Row[Any], cells: Sequence[Cell]) -> Proposal:
    in_order = sorted(cells, key=lambda cell: NAMES.index(cell.field))
    return Proposal(**row._mapping, cells=tuple(in_order))


def _check_may(user: User | None, base: Base, cells: Mapping[str, Sequence[Cell]]) -> None:
    problems: list[DataProblem] = [
        FieldProblem(where_of(row["resource_id"], row["name"]), fault)
        for row, held in ((base.by_id[i], held) for i, held in cells.items())
        for fault in (Fault("", "", 0, "", cell.field, "", "not_yours") for cell in held)
        if not may(user, Propose(row["park"], fault.field))
    ]
    if problems:
        raise DataProblems(problems)


def _raise(where: str, faults: Sequence[Fault]) -> None:
    if faults:
        raise DataProblems([FieldProblem(where, fault) for fault in faults])


def _cleaned(base: Base, values: Mapping[str, str], datum: str) -> tuple[Record, tuple[Fault, ...]]:
    """The values as a list with one row would have them."""
    names = [name for name in fields.FIELDS if name in values]
    if ("lon" in names) != ("lat" in names):  # The one without the other says nothing.
        names = [name for name in names if name not in ("lon", "lat")] + ["lon", "lat"]
    columns = tuple(Column(place, name, name, ()) for place, name in enumerate(names))
    line = Line(0, tuple(values.get(name) or None for name in names))
    table = Table("", "", 0, "", columns, (line,))
    cleaned = cleaning.clean((table,), base.labels, Rules(datum))
    return cleaned.records[0], cleaned.faults


def _changed(
    base: Base, row: Row, record: Record
) -> tuple[tuple[CellChange, ...], tuple[Fault, ...]]:
    """The cells of a row that would be others."""
    stated = record.values
    is_moved = any(
        name in stated and not is_same(name, row[name], stated[name]) for name in ("lon", "lat")
    )
    apart = {name: text for name, text in stated.items() if not (is_moved and name in POSITION)}
    match = Match(replace(record, values=apart), "id", row["resource_id"])
    difference, faults = compare([match], base, Completion(clear=frozenset(apart)))
    after = {change.field: change for change in difference.changed}
    if is_moved:
        if stated.get("position_basis") == "area":
            area = WORDS["position_basis"]["area"]
            return (), (record.fault("position_basis", "area_point", area),)
        after = {name: change for name, change in after.items() if name not in POSITION}
        for name, text in _position(stated).items():
            if not is_same(name, row[name], text):
                place = row["resource_id"], row["name"]
                after[name] = CellChange(*place, name, row[name], text, record)
    return tuple(after[name] for name in NAMES if name in after), faults


def _position(stated: Mapping[str, str]) -> Mapping[str, str]:
    """All columns of a position whose longitude and latitude somebody states."""
    lon, lat = stated["lon"], stated["lat"]
    return {
        "lon": lon,
        "lat": lat,
        "position_basis": stated.get("position_basis") or "place",
        "radius_m": stated.get("radius_m") or given(lon, lat).radius_m,
        "place_id": stated.get("place_id", ""),
    }
