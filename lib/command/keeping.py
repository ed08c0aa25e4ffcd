"""`backup` and `restore`: the whole store in one file, and a new store from it."""

import argparse
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from lib.base import settings
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.command.asking import Commands, command, fail, in_both, with_store
from lib.editions.store import Store
from lib.editions.verification import verify

_FAILED: Final = mark("没有完成（{value}）。")
_LOOK: Final = mark("请检查路径、权限与磁盘空间；PostgreSQL 另须装有其客户端程序。")
_NOT_NEW: Final = mark("数据库已经存在，没有恢复，也没有改动。")
_MOVE_IT: Final = mark("请先停止所有进程，把现有的数据库备份并移走。")
_NO_BACKUP: Final = mark("这不是本看板的备份（{value}）。")
_ANOTHER: Final = mark("请另选一个文件。")


def add(commands: Commands) -> None:
    """Add this group's commands."""
    about = "write the store (editions, accounts, record) into one file, also while servers run"
    command(commands, "backup", with_store(_backup), about).add_argument("file", type=Path)
    about = "make a new store of a backup; end all processes of the dashboard first"
    command(commands, "restore", _restore, about).add_argument("file", type=Path)


def _backup(given: argparse.Namespace, store: Store) -> int:
    url, file = sa.make_url(settings.database_url()), given.file.absolute()
    with _beside(file) as written:
        if url.get_backend_name() == "sqlite":
            _copy(Path(str(url.database)).absolute(), written)
        else:
            _run(url, "pg_dump", "--format=custom", f"--file={written}")
    return _say(store)


def _restore(given: argparse.Namespace) -> int:
    try:
        _fill(sa.make_url(settings.database_url()), given.file.absolute())
    except DataProblem as problem:
        return fail(str(problem))
    return with_store(lambda _, store: _say(store))(given)


def _say(store: Store) -> int:
    """Say what the store holds: the digest served, how many entries and the last one's hash."""
    head, found = store.head(), verify(store)
    print(f"{head.digest if head else '-'}\t{found.entries} entries · {found.hash}")
    if found.fault:
        message, values = found.fault
        return fail(in_both(message, **values))
    return 0


def _fill(url: sa.URL, file: Path) -> None:
    if url.get_backend_name() == "sqlite":
        target = Path(str(url.database)).absolute()
        if target.exists():
            raise DataProblem(str(target), _NOT_NEW, _MOVE_IT)
        with _beside(target) as written:
            _copy(file, written)
        return
    engine = sa.create_engine(url)
    try:
        held = sa.inspect(engine).get_table_names()
    except sa.exc.SQLAlchemyError as error:
        raise _failed(str(url.database), str(getattr(error, "orig", error))) from None
    finally:
        engine.dispose()
    if held:
        raise DataProblem(str(url.database), _NOT_NEW, _MOVE_IT)
    whole = ("--no-owner", "--exit-on-error", "--single-transaction")
    _run(url, "pg_restore", *whole, str(file))


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A new file for its owner only, which becomes `file` when the block has ended well."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        os.close(number)
        written = Path(name)
        try:
            yield written
            written.replace(file)
        finally:
            written.unlink(missing_ok=True)
    except OSError as error:
        raise _failed(str(file), error.strerror or str(error)) from None


def _copy(file: Path, target: Path) -> None:
    """Copy a store of SQLite as it is at one moment. Raises `DataProblem` where it is none."""
    try:
        with (
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.execute("select count(*) from publication")
            source.backup(copy)
    except sqlite3.Error as error:
        raise DataProblem(str(file), _NO_BACKUP, _ANOTHER, value=str(error)) from None


def _run(url: sa.URL, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's on a database; its password stands in no list of processes."""
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    password = {"PGPASSWORD": url.password} if url.password else {}
    try:
        done = subprocess.run(
            [program, f"--dbname={plain}", *arguments],
            env=settings.environment(password),
            stderr=subprocess.PIPE,
            check=False,
        )
    except OSError as error:
        raise _failed(program, error.strerror or str(error)) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise _failed(program, said[-1] if said else str(done.returncode))


def _failed(where: str, why: str) -> DataProblem:
    return DataProblem(where, _FAILED, _LOOK, value=why)
