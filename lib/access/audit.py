"""The record: who did what and when, each entry chained to the one before it by its hash.

An entry is written in the transaction of the deed, so that there is none without the other. Nobody
can change or delete one (`base.history`); who goes round the database's triggers breaks the chain,
and `verify` finds where. Entries cut off at the end are found by a hash noted elsewhere: it stands
beside each publication.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, TypeAlias

import sqlalchemy as sa

from lib.access.tables import AUDIT
from lib.base.cells import named
from lib.base.database import Database, ago, hold
from lib.base.formulas import inert
from lib.base.i18n import mark

Action: TypeAlias = Literal[
    "sign-in",
    "sign-in refused",
    "sign-out",
    "account",
    "account ended",
    "password",
    "role",
    "load",
    "proposal",
    "approval",
    "rejection",
    "withdrawal",
    "publication",
    "restoration",
    "export",
]
# What each is called (message ids).
ACTIONS: Final[Mapping[Action, str]] = {
    "sign-in": mark("登录"),
    "sign-in refused": mark("登录被拒"),
    "sign-out": mark("退出登录"),
    "account": mark("新建账户"),
    "account ended": mark("停用账户"),
    "password": mark("更改密码"),
    "role": mark("更改角色"),
    "load": mark("载入名单"),
    "proposal": mark("提议修改"),
    "approval": mark("批准提议"),
    "rejection": mark("退回提议"),
    "withdrawal": mark("撤回提议"),
    "publication": mark("发布"),
    "restoration": mark("恢复旧版"),
    "export": mark("导出记录"),
}
Value: TypeAlias = str | int | bool | Sequence[str]
# What stands before the first entry.
START: Final = "0" * 64
_AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Entry:
    """An entry of the record: its number, when (ISO 8601, UTC), who did what, to what, and what
    else there is to say of it; the hash of the entry before, and its own."""

    number: int
    at: str
    who: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous: str
    hash: str = ""

    def sealed(self) -> "Entry":
        """The entry with the hash that follows from all else."""
        text = _json({k: v for k, v in asdict(self).items() if k not in ("previous", "hash")})
        digest = hashlib.sha256((self.previous + text).encode("utf-8", "surrogatepass"))
        return replace(self, hash=digest.hexdigest())


@dataclass(frozen=True)
class Verdict:
    """What a reading of the whole record found: how many entries are in order, the last hash of
    these, and the number of the first that is not."""

    entries: int
    hash: str
    broken: int | None = None


@contextmanager
def deed(database: Database) -> Iterator[sa.Connection]:
    """Run a block as one transaction that writes and is recorded. It holds the record from its
    beginning, so that of two deeds neither waits for what the other has."""
    with database.transaction(writes=True) as connection:
        hold(connection)
        yield connection


def write(
    connection: sa.Connection, who: str, action: Action, subject: str = "", **detail: Value
) -> Entry:
    """Write an entry within the transaction of the deed itself (`deed`). Characters that cannot be
    seen stand there by their code points. Never hand it a password or a token."""
    hold(connection)
    latest = sa.select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    number, previous = connection.execute(latest).one_or_none() or (0, START)
    seen = {name: _seen(value) for name, value in detail.items()}
    entry = Entry(number + 1, ago(), named(who), action, named(subject), seen, previous).sealed()
    connection.execute(sa.insert(AUDIT), vars(entry) | {"detail": _json(seen)})
    return entry


def latest(database: Database, most: int = 100, before: int | None = None) -> tuple[Entry, ...]:
    """Return the latest entries, newest first; those before number `before` where it is given."""
    wanted = sa.select(AUDIT).order_by(AUDIT.c.number.desc()).limit(most)
    if before is not None:
        wanted = wanted.where(AUDIT.c.number < before)
    with database.transaction() as connection:
        return tuple(_entry(row) for row in connection.execute(wanted))


def every(database: Database) -> Iterator[Entry]:
    """Give all entries in their order, without holding them all."""
    wanted = sa.select(AUDIT).order_by(AUDIT.c.number).limit(_AT_ONCE)
    rest = wanted
    while True:
        with database.transaction() as connection:
            rows = connection.execute(rest).all()
        if not rows:
            return
        yield from map(_entry, rows)
        rest = wanted.where(AUDIT.c.number > rows[-1].number)


def verify(entries: Iterable[Entry]) -> Verdict:
    """Return whether entries in their order, from the first on, are as they were written."""
    count, hash_ = 0, START
    for entry in entries:
        expected = replace(entry, number=count + 1, previous=hash_).sealed()
        if entry != expected:
            return Verdict(count, hash_, entry.number)
        count, hash_ = count + 1, entry.hash
    return Verdict(count, hash_)


def to_jsonl(entries: Iterable[Entry]) -> bytes:
    """Return entries as JSON, a line each, from which the chain can be verified elsewhere: the hash
    is the SHA-256 over `previous` and the JSON of all but `previous` and `hash`, with sorted keys
    and without spaces."""
    return "".join(f"{_json(asdict(entry))}\n" for entry in entries).encode()


def to_csv(entries: Iterable[Entry]) -> bytes:
    """Return entries as CSV for a spreadsheet, in which no text runs as a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(column.name for column in AUDIT.columns)
    for entry in entries:
        cells = vars(entry) | {"detail": _json(entry.detail)}
        writer.writerow([inert(c) if isinstance(c, str) else c for c in cells.values()])
    return buffer.getvalue().encode("utf-8-sig")


FORMATS: Final[Mapping[str, Callable[[Iterable[Entry]], bytes]]] = {
    "csv": to_csv,
    "jsonl": to_jsonl,
}


def export(database: Database, who: str, kind: str) -> bytes:
    """Return the whole record in one of `FORMATS`. That it was handed out is its last entry."""
    with deed(database) as connection:
        write(connection, who, "export", kind)
    return FORMATS[kind](every(database))


def _entry(row: sa.Row[Any]) -> Entry:
    values = dict(row._mapping)
    try:
        detail = json.loads(values["detail"])
    except ValueError:  # As somebody has left it: its hash will not fit.
        detail = {"": values["detail"]}
    return Entry(**values | {"detail": detail})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _seen(value: Value) -> Value:
    if isinstance(value, str):
        return named(value)
    return value if isinstance(value, int) else [named(item) for item in value]
