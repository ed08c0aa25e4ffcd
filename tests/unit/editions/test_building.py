"""Editions built by a process of their own, which the server only reads."""

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from lib.base import processes
from lib.base.files import Sources
from lib.base.problems import DataProblem, DataProblems
from lib.editions import building, cache
from lib.editions.build import build
from lib.editions.current import Holder
from lib.editions.store import Store
from tests.conftest import ROOT
from tests.editions import fixture_edition, fixture_sources

KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
HANGS = "import time; time.sleep(600)"
FAILS = """
from lib.editions import building, cache
cache.load = lambda sources: 1 / 0
building.main()
"""
# Builds once a file is there, and says by another that it has begun.
WAITS = """
import sys, time
from pathlib import Path
begun, go = map(Path, sys.argv[1:])
begun.touch()
while not go.exists():
    time.sleep(0.02)
from lib.editions import building
building.main()
"""
# Is ended while it writes: an edition's folder, a file of points, a browser's file.
UNFINISHED = """
import os, signal, sys, time
from pathlib import Path
from lib.base import files
from lib.editions import building, cache

def write(path, content):
    path.with_name(f".{path.name}.{os.getpid()}.1").write_bytes(content)

def stop(folder, edition):
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    unfinished.mkdir(parents=True)
    (unfinished / "register.parquet").write_bytes(b"half")
    if sys.argv[1] == "hangs":
        time.sleep(600)
    os.kill(os.getpid(), signal.SIGKILL)

cache.write_whole, cache._write = write, stop
building.main()
"""
Runs = Callable[..., None]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own; this process itself builds nothing."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))

    def refuse(sources: Sources) -> NoReturn:
        raise AssertionError("the server builds an edition itself")

    monkeypatch.setattr(cache, "build", refuse)
    return tmp_path / "state"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """A function that lets another program stand in for the one that builds."""

    def run(program: str, *given: str) -> None:
        def command(module: str) -> Sequence[str]:
            path = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
            return [sys.executable, "-c", path + program, *given]

        monkeypatch.setattr(processes, "command", command)

    return run


def another() -> Sources:
    """The fixture's sources with another version's name."""
    about = fixture_sources().text("register.toml").replace("test.1", "test.2")
    return Sources({**fixture_sources(), "register.toml": about.encode()})


def test_another_process_builds_and_this_one_reads_what_it_has_left(state: Path) -> None:
    edition = building.load(fixture_sources())
    assert edition.digest == fixture_edition().digest
    assert edition.assets == fixture_edition().assets
    assert edition.frame.equals(fixture_edition().frame)
    assert all((state / "static" / name).exists() for name in edition.assets.values())


def test_what_is_kept_starts_no_process(runs: Runs) -> None:
    building.prepare(fixture_sources())
    runs(KILLED)
    building.prepare(fixture_sources())
    assert building.load(fixture_sources()).digest == fixture_sources().digest


def test_every_problem_comes_back_whole_and_in_both_languages() -> None:
    categories = fixture_sources().text("categories.csv").replace("#56B4E9", "blue")
    lines = fixture_sources().text("resources.csv").splitlines()
    sources = Sources({**fixture_sources(), "categories.csv": categories.encode()})
    with pytest.raises(DataProblems) as here:
        build(sources)
    with pytest.raises(DataProblems) as caught:
        building.prepare(sources)
    assert str(caught.value) == str(here.value)
    for lang in ("zh", "en"):
        texts = [problem.text(lang) for problem in caught.value.problems]
        assert texts == [p.text(lang) for p in here.value.problems]
    twice = Sources({**fixture_sources(), "resources.csv": "\n".join([*lines, lines[1]]).encode()})
    with pytest.raises((DataProblem, DataProblems)) as one:
        building.prepare(twice)
    assert "resources.csv" in str(one.value)


def test_a_folder_that_cannot_be_written_is_said(state: Path) -> None:
    state.write_text("no folder")
    with pytest.raises(DataProblem) as caught:
        building.prepare(fixture_sources())
    assert "ATLAS_STATE" in caught.value.text("zh")
    assert "cannot be written" in caught.value.text("en")


@pytest.mark.parametrize(
    ("program", "zh", "en"),
    [
        (KILLED, "中途结束（-9）", "has ended before it was done (-9)"),
        (HANGS, "在 1 秒内未能制成", "within 1 seconds"),
        (FAILS, "原因已记入日志", "the reason is in the log"),
    ],
)
def test_a_process_that_ends_too_early_leaves_the_old_edition_and_says_so(
    runs: Runs,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    program: str,
    zh: str,
    en: str,
) -> None:
    store.publish(fixture_sources(), "wang", "test")
    holder = Holder(store)
    before = holder.edition
    with monkeypatch.context() as broken:
        runs(program)
        broken.setattr(building, "SECONDS", 1.0 if program is HANGS else 60.0)
        with pytest.raises(DataProblem) as caught:
            building.prepare(another())
        assert zh in caught.value.text("zh")
        assert en in caught.value.text("en")
        store.publish(another(), "wang", "on another host")
        holder.refresh()
        assert holder.edition is before
        assert zh in caplog.text
        # Not every second anew.
        broken.setattr(building, "prepare", lambda sources: pytest.fail("tried again at once"))
        holder.refresh()


@pytest.mark.parametrize("way", ["dies", "hangs"])
def test_a_process_that_is_ended_while_it_writes_leaves_nothing_half_written(
    runs: Runs, state: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    others = state / "editions" / ".0123-4567.1", state / "static" / ".points.geojson.1.2"
    for other in others:
        other.mkdir(parents=True)
    runs(UNFINISHED, way)
    if way == "hangs":
        monkeypatch.setattr(building, "SECONDS", 8.0)
    with pytest.raises(DataProblem):
        building.prepare(another())
    left = {path for path in state.rglob(".*") if path.name != ".building"}
    # What another process writes.
    assert left == set(others)


def test_what_could_not_be_built_is_tried_again_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.publish(fixture_sources(), "wang", "test")
    published, digest = building.Published(store), fixture_sources().digest
    monkeypatch.setattr(building, "AGAIN", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(processes, "command", lambda module: [sys.executable, "-c", KILLED])
        with pytest.raises(DataProblem):
            published.sources(digest)
    assert published.sources(digest) == fixture_sources()


def test_the_edition_served_stays_at_hand_while_another_is_built(
    runs: Runs, store: Store, tmp_path: Path
) -> None:
    store.publish(fixture_sources(), "wang", "test")
    holder = Holder(store)
    before = holder.edition
    begun, go = tmp_path / "begun", tmp_path / "go"
    runs(WAITS, str(begun), str(go))
    store.publish(another(), "wang", "on another host")
    following = threading.Thread(target=holder.refresh)
    following.start()
    while not begun.exists():
        following.join(0.02)
    assert holder.edition is before
    go.touch()
    following.join()
    assert holder.edition.version == "test.2"
