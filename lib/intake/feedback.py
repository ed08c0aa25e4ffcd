"""Corrections by visitors, where the host takes them: proposals without an author, which wait like
any other and are shown to nobody but those who decide."""

import hashlib
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from lib.access.attempts import network_of
from lib.access.tables import FEEDBACK, PROPOSAL
from lib.base import settings
from lib.base.database import Database, ago, hold
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.intake.base import Base
from lib.intake.fields import LONLAT
from lib.intake.proposals import Proposal, one_line, planned, read, where_of, write

# What a visitor may know better.
FIELDS: Final = ("phone", "website", "address", "year", "note", LONLAT)
# So many an hour from one network: an office has as many, and a flood would bury the rest.
_EACH: Final = 10
_WITHIN: Final = timedelta(hours=1)
# So many of all visitors may wait at once.
_MOST: Final = 500
_CLOSED: Final = mark("本站未开放访客更正。")
_ELSEWHERE: Final = mark("请以邮件告知，或请园区编辑员提议。")
_NOT_HIS: Final = mark("访客不能提议此项。")
_TOO_MANY: Final = mark("提交过于频繁，一小时内至多 {value} 条。")
_FULL: Final = mark("待审定的访客更正已满（{value} 条）。")
_LATER: Final = mark("请稍后再试。")
_KNOWN: Final = mark("同样的更正已在等待审定。")
_THANKS: Final = mark("谢谢，无须再次提交。")


def feedback(
    database: Database,
    base: Base,
    resource_id: str,
    field: str,
    value: str,
    note: str = "",
    address: str = "",
) -> Proposal:
    """Write down what a visitor proposes for one of `FIELDS` of a resource, and return it. `note`
    says where he has it from, `address` where he comes from (empty: not known; all such count
    together).

    Raises `DataProblem` where the host takes none, or too many were sent, and `DataProblem` or
    `DataProblems` as `planned` does.
    """
    if not settings.public_feedback():
        raise DataProblem(settings.PUBLIC_FEEDBACK.variable, _CLOSED, _ELSEWHERE)
    if field not in FIELDS:
        raise DataProblem(resource_id, _NOT_HIS, _ELSEWHERE)
    cells = planned(base, resource_id, {field: value})
    row = base.by_id[resource_id]
    where = where_of(resource_id, row["name"])
    note = one_line(mark("出处"), note)
    network = hashlib.sha256(network_of(address).encode()).hexdigest()
    with database.transaction(writes=True) as connection:
        hold(connection)
        connection.execute(sa.delete(FEEDBACK).where(FEEDBACK.c.at < ago(_WITHIN)))
        if _count(connection, FEEDBACK, FEEDBACK.c.network == network) >= _EACH:
            raise DataProblem(where, _TOO_MANY, _LATER, value=str(_EACH))
        is_waiting = (PROPOSAL.c.by == "") & (PROPOSAL.c.state == "pending")
        if _count(connection, PROPOSAL, is_waiting) >= _MOST:
            raise DataProblem(where, _FULL, _LATER, value=str(_MOST))
        same = read(connection, is_waiting, PROPOSAL.c.resource_id == resource_id)
        if any(other.cells == cells for other in same):
            raise DataProblem(where, _KNOWN, _THANKS)
        made = write(connection, "", row, cells, note)
        sent = {"number": made.number, "at": made.at, "network": network}
        connection.execute(sa.insert(FEEDBACK).values(sent))
        return made


def _count(connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    wanted = sa.select(sa.func.count()).select_from(table).where(condition)
    return int(connection.execute(wanted).scalar_one())
