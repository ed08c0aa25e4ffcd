"""The store: every edition ever published, which one is current, and running shows.

One schema for SQLite and PostgreSQL. Of editions nothing is changed or deleted, which the database
itself holds to: going back to an older one is one more publication of it. Each publication has an
entry of the record (`lib.access.audit`), written in the same transaction.
"""

import json
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, TypeAlias

import sqlalchemy as sa

from lib.access import audit
from lib.access.tables import AUDIT
from lib.access.tables import METADATA as ACCESS
from lib.base.cells import named
from lib.base.database import Database, ago
from lib.base.files import Sources
from lib.base.history import HISTORY
from lib.base.i18n import mark
from lib.base.problems import DataProblem

_METADATA: Final = sa.MetaData()
_FILE: Final = sa.Table(
    "file",
    _METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),  # zlib
    info=HISTORY,
)
_EDITION: Final = sa.Table(
    "edition",
    _METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("files", sa.Text, nullable=False),  # JSON: each file's SHA-256 by name
    info=HISTORY,
)
_PUBLICATION: Final = sa.Table(
    "publication",
    _METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.ForeignKey("edition.digest"), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),  # ISO 8601, UTC
    sa.Column("by", sa.String(80), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    info=HISTORY,
)
_SHOW: Final = sa.Table(
    "running_show",
    _METADATA,
    sa.Column("code", sa.String(32), primary_key=True),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("heard", sa.String(32), nullable=False),  # when a window last listened; as `at`
    sa.Column("session", sa.String(64), nullable=False, index=True),
    # Of whoever opened it, as a digest: nobody's address stands in a backup. Empty: not known.
    sa.Column("address", sa.String(64), nullable=False, index=True),
)
# Who publishes what lies in the checkout's `data/`.
CHECKOUT: Final = "checkout"
# What a problem with publications names in a file's place.
REGISTER: Final = mark("登记册")
# A show that no window has listened to for so long is over.
_SHOW_KEPT: Final = timedelta(days=2)
# Shows listened to within this time count for who opened them.
_SHOW_COUNTS: Final = timedelta(hours=1)
# That a show is listened to is written no more often: its windows ask several times a second.
_HEARD_EVERY: Final = timedelta(seconds=60)


class Conflict(Exception):
    """Another publication came first: what was to be published was made for an older state."""


@dataclass(frozen=True)
class Publication:
    """Which edition became current, when (ISO 8601, UTC), by whom, why; `record` is the hash of its
    entry in the record, which vouches for all entries before: empty where a version that kept none
    has published."""

    number: int
    digest: str
    at: str
    by: str
    reason: str
    record: str = ""


# What else a publication's transaction does.
Also: TypeAlias = Callable[[sa.Connection, Publication], None]
# The record's entry of each publication.
_ACTIONS: Final = ("publication", "restoration")
_RECORDED: Final = sa.and_(
    AUDIT.c.subject == sa.cast(_PUBLICATION.c.number, sa.Text), AUDIT.c.action.in_(_ACTIONS)
)
_PUBLICATIONS: Final = sa.select(_PUBLICATION, sa.func.coalesce(AUDIT.c.hash, "")).outerjoin(
    AUDIT, _RECORDED
)


class Store:
    """Editions and shows in one database, safe to use from many threads and processes."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy `url`, making its tables where they are missing.

        Raises `DataProblem` where it cannot be reached or written.
        """
        self.database = Database(url)
        self.database.make(_METADATA)
        self.database.make(ACCESS)

    def head(self) -> Publication | None:
        """Return the latest publication: its edition is the current one."""
        found = self.publications(1)
        return found[0] if found else None

    def publications(self, most: int = 100, until: int | None = None) -> tuple[Publication, ...]:
        """Return the latest publications, newest first; those up to number `until` where it is
        given."""
        wanted = _PUBLICATIONS.order_by(_PUBLICATION.c.number.desc()).limit(most)
        if until is not None:
            wanted = wanted.where(_PUBLICATION.c.number <= until)
        with self.database.transaction() as connection:
            return tuple(Publication(*row) for row in connection.execute(wanted))

    def publication(self, number: int) -> Publication | None:
        """Return the publication of a number, or `None` where there is none."""
        wanted = _PUBLICATIONS.where(_PUBLICATION.c.number == number)
        with self.database.transaction() as connection:
            found = connection.execute(wanted).one_or_none()
        return None if found is None else Publication(*found)

    def misrecorded(self) -> tuple[str, ...]:
        """Return the numbers of publications that are not, or no longer, what the record says: none
        where nobody has gone round the database's triggers."""
        recorded = sa.select(AUDIT).where(AUDIT.c.action.in_(_ACTIONS)).order_by(AUDIT.c.number)
        with self.database.transaction() as connection:
            rows = connection.execute(sa.select(_PUBLICATION)).all()
            entries = connection.execute(recorded).all()
        published = {str(row.number): row for row in rows}
        return tuple(entry.subject for entry in entries if not _agree(entry, published))

    def sources(self, digest: str) -> Sources:
        """Return the sources of an edition that was published.

        Raises `DataProblem` where the store does not have it, or has it damaged.
        """
        with self.database.transaction() as connection:
            listed = connection.scalar(
                sa.select(_EDITION.c.files).where(_EDITION.c.digest == digest)
            )
            names: dict[str, str] = json.loads(listed) if listed else {}
            wanted = sa.select(_FILE).where(_FILE.c.sha256.in_(names.values()))
            contents = {row.sha256: row.content for row in connection.execute(wanted)}
        try:
            files = {name: zlib.decompress(contents[hash_]) for name, hash_ in names.items()}
        except (KeyError, zlib.error):
            files = {}
        sources = Sources(files)
        if sources.digest != digest:
            raise self._damaged(digest)
        return sources

    def _damaged(self, digest: str) -> DataProblem:
        return DataProblem(
            self.database.name,
            mark("版本 {value} 缺失或已损坏。"),
            mark("请从备份恢复，或运行 make data 重新发布。"),
            value=digest[:8],
        )

    def files(self, name: str, digests: Collection[str]) -> Mapping[str, str]:
        """Return the SHA-256 of a file of editions, by their digests; one that has no such file is
        left out."""
        wanted = sa.select(_EDITION).where(_EDITION.c.digest.in_(set(digests)))
        with self.database.transaction() as connection:
            listed = {row.digest: json.loads(row.files) for row in connection.execute(wanted)}
        return {digest: files[name] for digest, files in listed.items() if name in files}

    def file(self, hash_: str) -> bytes:
        """Return a file by its SHA-256. Raises `DataProblem` where the store does not have it, or
        has it damaged."""
        wanted = sa.select(_FILE.c.content).where(_FILE.c.sha256 == hash_)
        with self.database.transaction() as connection:
            packed = connection.scalar(wanted)
        try:
            content = zlib.decompress(packed or b"")
        except zlib.error:
            content = b""
        if sha256(content).hexdigest() != hash_:
            raise self._damaged(hash_)
        return content

    def unrecorded(self) -> tuple[int, ...]:
        """Return the numbers of publications that the record does not know: those of a version of
        the atlas that kept none, and what somebody has put in by hand."""
        wanted = sa.select(_PUBLICATION.c.number).outerjoin(AUDIT, _RECORDED)
        wanted = wanted.where(AUDIT.c.number.is_(None)).order_by(_PUBLICATION.c.number)
        with self.database.transaction() as connection:
            return tuple(connection.scalars(wanted))

    def publish(
        self,
        sources: Sources,
        by: str,
        reason: str,
        expected: int | None = None,
        also: Also | None = None,
    ) -> Publication:
        """Make the edition of `sources` current, in one transaction.

        `expected` is the number of the publication it was made for. `also` writes what belongs to
        it in the same transaction; where it raises, nothing is published. Raises `Conflict` where
        another came since, `DataProblem` where the database cannot be written.
        """
        files = {name: sha256(content).hexdigest() for name, content in sources.items()}
        packed = {files[name]: zlib.compress(content, 9) for name, content in sources.items()}
        try:
            with audit.deed(self.database) as connection:
                known = set(connection.scalars(sa.select(_FILE.c.sha256)))
                new = [{"sha256": h, "content": c} for h, c in packed.items() if h not in known]
                if new:
                    connection.execute(sa.insert(_FILE), new)
                edition = sa.select(_EDITION.c.digest).where(_EDITION.c.digest == sources.digest)
                if connection.scalar(edition) is None:
                    row = {"digest": sources.digest, "files": json.dumps(files)}
                    connection.execute(sa.insert(_EDITION), row)
                publication = _publish(connection, sources.digest, by, reason, expected)
                if also:
                    also(connection, publication)
                return publication
        except sa.exc.IntegrityError as error:
            raise Conflict from error

    def restore(
        self,
        number: int,
        by: str,
        reason: str,
        expected: int | None = None,
        also: Also | None = None,
    ) -> Publication:
        """Make the edition of publication `number` current again; `also` as in `publish`.

        Raises `KeyError` for a number the log does not have, else as `publish`.
        """
        try:
            with audit.deed(self.database) as connection:
                wanted = sa.select(_PUBLICATION.c.digest).where(_PUBLICATION.c.number == number)
                digest = connection.scalar(wanted)
                if digest is None:
                    raise KeyError(number)
                publication = _publish(connection, digest, by, reason, expected, restored=number)
                if also:
                    also(connection, publication)
                return publication
        except sa.exc.IntegrityError as error:
            raise Conflict from error

    def open_show(
        self, code: str, position: str, openers: Mapping[str, str], most: Mapping[str, int]
    ) -> str | None:
        """Keep a new show's position, and forget those nobody has listened to for days.

        `openers` holds who opens it, a `session` and an `address`, and `most` how many shows in use
        each may have. Where one has as many, nothing is opened and its name is returned. A show
        that is listened to is never closed for another.
        """
        row = {"code": code, "position": position, "heard": ago(), **openers}
        with self.database.transaction(writes=True) as connection:
            connection.execute(sa.delete(_SHOW).where(_SHOW.c.heard < ago(_SHOW_KEPT)))
            for name, bound in most.items():
                in_use = sa.select(sa.func.count()).where(
                    _SHOW.c[name] == openers[name], _SHOW.c.heard >= ago(_SHOW_COUNTS)
                )
                if openers[name] and (connection.scalar(in_use) or 0) >= bound:
                    return name
            connection.execute(sa.insert(_SHOW), row)
        return None

    def show(self, code: str) -> str | None:
        """Return a show's position, or `None` for a show that nobody has opened, or that is over;
        who asks is taken to listen to it."""
        wanted = sa.select(_SHOW.c.position, _SHOW.c.heard).where(_SHOW.c.code == code)
        with self.database.transaction() as connection:
            found = connection.execute(wanted).one_or_none()
        if found is None:
            return None
        if found.heard < ago(_HEARD_EVERY):
            self._update_show(code, heard=ago())
        return str(found.position)

    def move_show(self, code: str, position: str) -> None:
        """Move a show that is open; one that is not stays closed."""
        self._update_show(code, position=position, heard=ago())

    def close_show(self, code: str) -> None:
        """End a show for all its windows."""
        with self.database.transaction(writes=True) as connection:
            connection.execute(sa.delete(_SHOW).where(_SHOW.c.code == code))

    def _update_show(self, code: str, **values: str) -> None:
        with self.database.transaction(writes=True) as connection:
            connection.execute(sa.update(_SHOW).where(_SHOW.c.code == code).values(values))

    def close(self) -> None:
        """Give up all connections."""
        self.database.close()


def _agree(entry: sa.Row[Any], published: Mapping[str, sa.Row[Any]]) -> bool:
    """Whether a publication is what its entry of the record says."""
    row = published.get(entry.subject)
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return False
    return row is not None and (row.at, named(row.by), row.digest, named(row.reason)) == (
        entry.at,
        entry.who,
        detail.get("digest"),
        detail.get("reason"),
    )


def _publish(
    connection: sa.Connection,
    digest: str,
    by: str,
    reason: str,
    expected: int | None,
    restored: int | None = None,
) -> Publication:
    latest = connection.scalar(sa.select(sa.func.max(_PUBLICATION.c.number))) or 0
    if expected is not None and expected != latest:
        raise Conflict
    number, detail = str(latest + 1), {"digest": digest, "reason": reason}
    if restored is None:
        entry = audit.write(connection, by, "publication", number, **detail)
    else:
        entry = audit.write(connection, by, "restoration", number, **detail, restored=restored)
    publication = Publication(latest + 1, digest, entry.at, by, reason, entry.hash)
    row = {column.name: getattr(publication, column.name) for column in _PUBLICATION.columns}
    # The number is the key: a version that keeps no record may publish beside this one.
    connection.execute(sa.insert(_PUBLICATION), row)
    return publication
