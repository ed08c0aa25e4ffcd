"""The database that all processes of a dashboard share: SQLite by default, PostgreSQL for several
machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from lib.base import history
from lib.base.i18n import mark
from lib.base.problems import DataProblem

# Any number that nobody else locks in the same database.
_LOCK: Final = 0x61746C6173


class Database:
    """One database, safe to use from many threads and processes."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy `url`. Raises `DataProblem` where its folder cannot be
        made."""
        self._address = sa.make_url(url)
        self._is_sqlite = self._address.get_backend_name() == "sqlite"
        if self._is_sqlite and self._address.database:
            try:
                Path(self._address.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise self._unreachable(error) from error
        self.engine = sa.create_engine(self._address, pool_pre_ping=not self._is_sqlite)
        if self._is_sqlite:
            sa.event.listen(self.engine, "connect", _configure_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def name(self) -> str:
        """The database's name, or its file."""
        return str(self._address.database)

    def make(self, tables: sa.MetaData) -> None:
        """Make those of `tables` that are missing, and what keeps history as it is.

        Raises `DataProblem` where the database cannot be reached or written.
        """
        with self.transaction(writes=True) as connection:
            hold(connection)  # Of two that make the tables at once, one would fail.
            tables.create_all(connection)
            history.protect(connection, tables)

    @contextmanager
    def transaction(self, *, writes: bool = False) -> Iterator[sa.Connection]:
        """Run a block as one transaction: whole, or where it raises, not at all.

        Raises `DataProblem` where the database cannot be read or written, SQLAlchemy's
        `IntegrityError` where a key is there already.
        """
        try:
            with self.engine.connect() as opened:
                connection = opened.execution_options(writes=writes)
                with connection.begin():
                    yield connection
        except sa.exc.IntegrityError:
            raise
        except sa.exc.SQLAlchemyError as error:
            raise self._unreachable(error) from error

    def close(self) -> None:
        """Give up all connections."""
        self.engine.dispose()

    def _unreachable(self, error: Exception) -> DataProblem:
        cause = getattr(error, "orig", None) or error
        return DataProblem(
            self._address.render_as_string(hide_password=True),
            mark("数据库无法读写（{value}）。"),
            mark("请检查 ATLAS_STATE 与 ATLAS_DATABASE_URL、磁盘空间与权限。"),
            value=" ".join(str(cause).split())[:80],
        )


def hold(connection: sa.Connection) -> None:
    """Let nobody else hold the database until this transaction, which writes, has ended: what is
    read from now on stays true until then."""
    if connection.dialect.name != "sqlite":  # There whoever writes is alone already.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def ago(time: timedelta = timedelta()) -> str:
    """Return the moment `time` before now, ISO 8601, UTC: as text in the order of time."""
    return (datetime.now(UTC) - time).isoformat(timespec="seconds")


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
