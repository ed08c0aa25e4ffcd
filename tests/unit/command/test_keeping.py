"""A backup is the whole store, a restored one the same; what is there is never written over."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from lib.access import accounts
from lib.base.files import Sources
from lib.command.main import main
from lib.editions.store import Store
from lib.editions.verification import verify
from tests import machine
from tests.app.conftest import PASSWORD
from tests.postgres import Postgres

ONE = Sources({"resources.csv": "名称\n甲\n".encode()})


@pytest.fixture
def backup(
    opened: Callable[[], Store], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The backup of a store with an edition and an account."""
    monkeypatch.setenv("ATLAS_DATABASE_URL", url)
    monkeypatch.setenv("PATH", f"{machine.postgres()}:{os.environ['PATH']}")
    store = opened()
    store.publish(ONE, "wang", "one")
    accounts.add(store.database, "wang", "steward", "", PASSWORD, "test")
    file = tmp_path / "elsewhere" / "atlas.backup"
    assert main(["backup", str(file)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    return file


@pytest.fixture
def other(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> str:
    """The address of a new database of the same kind."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'new' / 'atlas.db'}"
    server: Postgres = request.getfixturevalue("server")
    return f"postgresql+psycopg://{server.address}/{server.create()}"


def test_a_restored_store_is_the_one_that_was_backed_up(
    backup: Path,
    url: str,
    other: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ATLAS_DATABASE_URL", other)
    assert main(["restore", str(backup)]) == 0
    old, new = Store(url), Store(other)
    assert new.publications() == old.publications()
    assert new.sources(ONE.digest) == ONE
    assert accounts.every(new.database) == accounts.every(old.database)
    found = verify(new)
    said = f"{ONE.digest}\t{found.entries} entries · {found.hash}\n"
    assert found.fault is None and capsys.readouterr().out == said
    # What was history is so still.
    with pytest.raises(sa.exc.IntegrityError), new.database.transaction(writes=True) as connection:
        connection.execute(sa.text("delete from publication"))
    old.close()
    new.close()


def test_what_is_there_is_never_written_over(
    backup: Path, opened: Callable[[], Store], capsys: pytest.CaptureFixture[str]
) -> None:
    opened().publish(ONE, "wang", "two")
    assert main(["restore", str(backup)]) == 1
    assert "数据库已经存在，没有恢复，也没有改动" in capsys.readouterr().err
    assert [each.reason for each in opened().publications()] == ["two", "one"]


def test_what_is_no_backup_makes_no_store(
    backup: Path,
    other: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ATLAS_DATABASE_URL", other)
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])
    (empty := backup.with_name("empty")).touch()
    for file in (backup, empty, backup.with_name("missing")):
        assert main(["restore", str(file)]) == 1
        assert "Traceback" not in (said := capsys.readouterr().err) and "。" in said
    # And so a whole one can still come.
    backup.write_bytes(whole)
    assert main(["restore", str(backup)]) == 0


def test_where_it_cannot_be_written_is_said(
    backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(backup / "below" / "a file")]) == 1
    assert "没有完成" in capsys.readouterr().err
