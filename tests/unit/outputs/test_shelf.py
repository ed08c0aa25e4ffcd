"""Finished files on the disk: whoever knows the name has them, for some time."""

import os
import time
from pathlib import Path

import pytest

from lib.outputs import shelf


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    return tmp_path


def put(age: float = 0.0) -> Path:
    path = shelf.place("csv")
    path.write_bytes(b"rows")
    before = time.time() - age
    os.utime(path, (before, before))
    return path


def test_names_are_long_and_never_the_same() -> None:
    names = {put().name for _ in range(50)}
    assert len(names) == 50
    assert min(map(len, names)) >= 32


def test_a_file_is_found_by_its_name_until_its_time_is_over() -> None:
    path = put(shelf.KEPT - 60)
    assert shelf.find(path.name) == path
    assert shelf.find(put(shelf.KEPT + 60).name) is None
    # Who asks for it once more has it for another while.
    assert shelf.use(path)
    assert time.time() - path.stat().st_mtime < 60


def test_what_nobody_asks_for_is_removed_whoever_has_made_it() -> None:
    old, new = put(shelf.KEPT + 60), put()
    shelf.sweep()
    assert not old.exists()
    assert new.exists()


@pytest.mark.parametrize("name", ["../atlas.db", "atlas.db", "..", "", "a.csv", "A" * 32 + ".."])
def test_nothing_else_is_found(state: Path, name: str) -> None:
    (state / "atlas.db").write_bytes(b"x")
    put().with_name("a.csv").write_bytes(b"x")
    assert shelf.find(name) is None
