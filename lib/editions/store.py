"""The store: every edition ever published, which one is current, and running shows.

One schema for SQLite and PostgreSQL. Nothing is changed or deleted: going back to an older edition
is one more publication of it.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem

_METADATA: Final = sa.MetaData()
_FILE: Final = sa.Table(
    "file",
    _METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),  # zlib
)
_EDITION: Final = sa.Table(
    "edition",
    _METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("files", sa.Text, nullable=False),  # JSON: each file's SHA-256 by name
)
_PUBLICATION: Final = sa.Table(
    "publication",
    _METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.ForeignKey("edition.digest"), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),  # ISO 8601, UTC
    sa.Column("by", sa.String(80), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
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
# Any number that nobody else locks in the same database.
_TABLES_LOCK: Final = 0x61746C6173
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
    """One entry of the log: which edition became current, when (ISO 8601, UTC), by whom, why."""

    number: int
    digest: str
    at: str
    by: str
    reason: str


class Store:
    """Editions and shows in one database, safe to use from many threads and processes."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy `url`, making its tables where they are missing.

        Raises `DataProblem` where it cannot be reached or written.
        """
        address = sa.make_url(url)
        is_sqlite = address.get_backend_name() == "sqlite"
        try:
            if is_sqlite and address.database:
                Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            self._engine = sa.create_engine(address, pool_pre_ping=not is_sqlite)
            if is_sqlite:
                sa.event.listen(self._engine, "connect", _configure_sqlite)
                sa.event.listen(self._engine, "begin", _begin_sqlite)
            with self._engine.connect() as connection:
                connection.execution_options(writes=True)
                if not is_sqlite:  # Of two that make the tables at once, one would fail.
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TABLES_LOCK)))
                _METADATA.create_all(connection)
                connection.commit()
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise _unreachable(address, error) from error
        self._address = address

    def head(self) -> Publication | None:
        """Return the latest publication: its edition is the current one."""
        found = self.publications(1)
        return found[0] if found else None

    def publications(self, most: int = 100) -> tuple[Publication, ...]:
        """Return the latest publications, newest first."""
        wanted = sa.select(_PUBLICATION).order_by(_PUBLICATION.c.number.desc()).limit(most)
        with self._transaction() as connection:
            return tuple(Publication(*row) for row in connection.execute(wanted))

    def sources(self, digest: str) -> Sources:
        """Return the sources of an edition that was published.

        Raises `DataProblem` where the store does not have it, or has it damaged.
        """
        with self._transaction() as connection:
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
            raise DataProblem(
                str(self._address.database),
                mark("版本 {value} 缺失或已损坏。"),
                mark("请从备份恢复，或运行 make data 重新发布。"),
                value=digest[:8],
            )
        return sources

    def publish(
        self, sources: Sources, by: str, reason: str, expected: int | None = None
    ) -> Publication:
        """Make the edition of `sources` current, in one transaction.

        `expected` is the number of the publication it was made for. Raises `Conflict` where another
        came since, `DataProblem` where the database cannot be written.
        """
        files = {name: sha256(content).hexdigest() for name, content in sources.items()}
        packed = {files[name]: zlib.compress(content, 9) for name, content in sources.items()}
        try:
            with self._transaction(writes=True) as connection:
                known = set(connection.scalars(sa.select(_FILE.c.sha256)))
                new = [{"sha256": h, "content": c} for h, c in packed.items() if h not in known]
                if new:
                    connection.execute(sa.insert(_FILE), new)
                edition = sa.select(_EDITION.c.digest).where(_EDITION.c.digest == sources.digest)
                if connection.scalar(edition) is None:
                    row = {"digest": sources.digest, "files": json.dumps(files)}
                    connection.execute(sa.insert(_EDITION), row)
                return _publish(connection, sources.digest, by, reason, expected)
        except sa.exc.IntegrityError as error:
            raise Conflict from error

    def restore(
        self, number: int, by: str, reason: str, expected: int | None = None
    ) -> Publication:
        """Make the edition of publication `number` current again.

        Raises `KeyError` for a number the log does not have, else as `publish`.
        """
        try:
            with self._transaction(writes=True) as connection:
                wanted = sa.select(_PUBLICATION.c.digest).where(_PUBLICATION.c.number == number)
                digest = connection.scalar(wanted)
                if digest is None:
                    raise KeyError(number)
                return _publish(connection, digest, by, reason, expected)
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
        row = {"code": code, "position": position, "heard": _ago(), **openers}
        with self._transaction(writes=True) as connection:
            connection.execute(sa.delete(_SHOW).where(_SHOW.c.heard < _ago(_SHOW_KEPT)))
            for name, bound in most.items():
                in_use = sa.select(sa.func.count()).where(
                    _SHOW.c[name] == openers[name], _SHOW.c.heard >= _ago(_SHOW_COUNTS)
                )
                if openers[name] and (connection.scalar(in_use) or 0) >= bound:
                    return name
            connection.execute(sa.insert(_SHOW), row)
        return None

    def show(self, code: str) -> str | None:
        """Return a show's position, or `None` for a show that nobody has opened, or that is over;
        who asks is taken to listen to it."""
        wanted = sa.select(_SHOW.c.position, _SHOW.c.heard).where(_SHOW.c.code == code)
        with self._transaction() as connection:
            found = connection.execute(wanted).one_or_none()
        if found is None:
            return None
        if found.heard < _ago(_HEARD_EVERY):
            self._update_show(code, heard=_ago())
        return str(found.position)

    def move_show(self, code: str, position: str) -> None:
        """Move a show that is open; one that is not stays closed."""
        self._update_show(code, position=position, heard=_ago())

    def close_show(self, code: str) -> None:
        """End a show for all its windows."""
        with self._transaction(writes=True) as connection:
            connection.execute(sa.delete(_SHOW).where(_SHOW.c.code == code))

    def _update_show(self, code: str, **values: str) -> None:
        with self._transaction(writes=True) as connection:
            connection.execute(sa.update(_SHOW).where(_SHOW.c.code == code).values(values))

    def close(self) -> None:
        """Give up all connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool = False) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as opened:
                connection = opened.execution_options(writes=writes)
                with connection.begin():
                    yield connection
        except sa.exc.IntegrityError:
            raise
        except sa.exc.SQLAlchemyError as error:
            raise _unreachable(self._address, error) from error


def _publish(
    connection: sa.Connection, digest: str, by: str, reason: str, expected: int | None
) -> Publication:
    latest = connection.scalar(sa.select(sa.func.max(_PUBLICATION.c.number))) or 0
    if expected is not None and expected != latest:
        raise Conflict
    # The number is the key: of two that publish at once, one fails.
    publication = Publication(latest + 1, digest, _ago(), by, reason)
    connection.execute(sa.insert(_PUBLICATION), vars(publication))
    return publication


def _ago(time: timedelta = timedelta()) -> str:
    """The moment `time` before now, ISO 8601, UTC: as text in the order of time."""
    return (datetime.now(UTC) - time).isoformat(timespec="seconds")


def _unreachable(address: sa.URL, error: Exception) -> DataProblem:
    cause = getattr(error, "orig", None) or error
    return DataProblem(
        address.render_as_string(hide_password=True),
        mark("数据库无法读写（{value}）。"),
        mark("请检查 ATLAS_STATE 与 ATLAS_DATABASE_URL、磁盘空间与权限。"),
        value=" ".join(str(cause).split())[:80],
    )


def _configure_sqlite(connection: Any, _: object) -> None:
    # Transactions begin where `_begin_sqlite` says, not where the driver guesses.
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma busy_timeout = 10000")
    connection.execute("pragma foreign_keys = on")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and then writes would fail instead of waiting for another's.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("begin immediate" if writes else "begin")
