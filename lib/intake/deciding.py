"""What a steward decides of what was proposed: approved, and so published, or rejected.

Four eyes: nobody decides on what he himself proposed, unless the host has only one steward
(`settings.sole_steward`), which the record then says.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from lib.access import accounts, audit
from lib.access.permissions import Decide, User, decides_alone, may
from lib.base import settings
from lib.base.database import Database, hold
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.editions.store import Publication, Store
from lib.intake import checking
from lib.intake.apply import merged, publish
from lib.intake.base import Base
from lib.intake.cleaning import Record
from lib.intake.compare import CellChange, Difference
from lib.intake.faults import Fault, FieldProblem
from lib.intake.proposals import Proposal, numbered, one_line, open_only, settle, stale

_WHERE: Final = mark("提议")
_WHY: Final = mark("理由")
_NONE: Final = mark("没有选定任何提议。")
_CHOOSE: Final = mark("请先选定要审定的提议。")
_NO_STEWARD: Final = mark("只有数据管理员可以审定提议。")
_ASK: Final = mark("请由数据管理员登录后审定。")
_OWN: Final = mark("第 {value} 号是您自己的提议，须由另一位数据管理员审定。")
_ALONE: Final = mark("只有一位数据管理员的单位可设 ATLAS_SOLE_STEWARD=yes。")
_NO_REASON: Final = mark("退回提议须说明理由。")
_SAY_WHY: Final = mark("提议者会看到这一理由，请填写。")
# As the log of publications has it where nobody gives a reason.
_REASON: Final = "提议 {numbers}"


def approve(
    store: Store,
    user: User,
    numbers: Sequence[int],
    base: Base,
    reason: str = "",
    via: str = "",
) -> Publication:
    """Publish what these proposals change of `base`, all of it in one transaction with their state
    and the record, or nothing. `via` says for the record by what else than a page it was done.

    Raises `DataProblem` or `DataProblems` where the user may not, where one is not pending any more
    or stale, or where the register that they would make breaks a rule; `apply.Moved` where the base
    is no longer current.
    """
    reason = one_line(_WHY, reason)
    chosen = _chosen(store.database, user, numbers)
    difference = _difference(chosen, base)
    whole = merged(base, difference)
    faults = checking.check(base, difference, whole)
    _raise([FieldProblem(_of(chosen, fault), fault) for fault in faults])

    def also(connection: sa.Connection, publication: Publication) -> None:
        _decide(connection, user, chosen, reason, via, publication)

    listed = ", ".join(str(proposal.number) for proposal in chosen)
    why = reason or _REASON.format(numbers=listed)
    return publish(store, base, whole.sources, user.name, why, also)


def reject(
    database: Database, user: User, numbers: Sequence[int], reason: str, via: str = ""
) -> None:
    """Reject proposals, all of these or none, for a reason that their authors see. Raises
    `DataProblem` where none is given, and as `approve` does where one cannot be decided on."""
    reason = one_line(_WHY, reason)
    if not reason:
        raise DataProblem(_WHY, _NO_REASON, _SAY_WHY)
    chosen = _chosen(database, user, numbers)
    with database.transaction(writes=True) as connection:
        _decide(connection, user, chosen, reason, via)


def _chosen(database: Database, user: User, numbers: Sequence[int]) -> tuple[Proposal, ...]:
    """The proposals of these numbers, if the user may decide on all of them now."""
    if not numbers:
        raise DataProblem(_WHERE, _NONE, _CHOOSE)
    chosen = numbered(database, numbers)
    _check_may(user, chosen)
    open_only(chosen)
    return chosen


def _check_may(user: User | None, proposals: Sequence[Proposal]) -> None:
    alone = settings.sole_steward()
    own = []
    for proposal in proposals:
        deed = Decide(proposal.by)
        if may(user, deed, sole_steward=alone):
            continue
        if not may(user, deed, sole_steward=True):
            raise DataProblem(_WHERE, _NO_STEWARD, _ASK)
        own.append(DataProblem(proposal.where, _OWN, _ALONE, value=str(proposal.number)))
    _raise(own)


def _difference(proposals: Sequence[Proposal], base: Base) -> Difference:
    """All that proposals change together. Raises `DataProblems` where one is stale, or two differ
    about a cell."""
    problems: list[DataProblem] = []
    changed: dict[tuple[str, str], CellChange] = {}
    for proposal in proposals:
        values = {cell.field: cell.after for cell in proposal.cells}
        # Where a fault is found, the row says which proposal it is of.
        record = Record("", "", proposal.number, values, {})
        for name, now in stale(proposal, base).items():
            fault = record.fault(name, "gone" if now is None else "stale", now or "")
            problems.append(FieldProblem(f"{proposal.number} · {proposal.where}", fault))
            if now is None:
                break
        for cell in proposal.cells:
            change = CellChange(
                proposal.resource_id, proposal.name, cell.field, cell.before, cell.after, record
            )
            other = changed.setdefault((change.id, change.field), change)
            if other.after != change.after:
                numbers = f"{other.record.row}, {proposal.number}"
                fault = record.fault(cell.field, "disputed", numbers)
                problems.append(FieldProblem(proposal.where, fault))
    _raise(problems)
    return Difference(tuple(changed.values()))


def _of(proposals: Sequence[Proposal], fault: Fault) -> str:
    return next(f"{p.number} · {p.where}" for p in proposals if p.number == fault.row)


def _raise(problems: Sequence[DataProblem]) -> None:
    if problems:
        raise DataProblems(list(problems))


def _decide(
    connection: sa.Connection,
    user: User,
    proposals: Sequence[Proposal],
    reason: str,
    via: str,
    publication: Publication | None = None,
) -> None:
    """Write down what was decided, within a transaction that writes: approved where it was
    published, else rejected."""
    hold(connection)
    _check_may(accounts.user_of(connection, user.name), proposals)
    settle(connection, user.name, proposals, "approved" if publication else "rejected", reason)
    for proposal in proposals:
        detail: dict[str, audit.Value] = {
            "author": proposal.by,
            "resource": proposal.resource_id,
            "fields": [cell.field for cell in proposal.cells],
            "reason": reason,
        }
        if publication:
            detail |= {"publication": publication.number}
        if decides_alone(user, Decide(proposal.by)):
            detail |= {"decides_alone": True}
        if via:
            detail |= {"via": via}
        action: audit.Action = "approval" if publication else "rejection"
        audit.write(connection, user.name, action, str(proposal.number), **detail)
