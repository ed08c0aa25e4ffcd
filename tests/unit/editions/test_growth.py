"""How complete the register was with each publication is counted once for each register."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.analysis import completeness
from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions import growth as module
from lib.editions.growth import growth
from lib.editions.store import Store
from tests.editions import fixture_sources
from tests.edits import edited, without
from tests.history import run, unprotect


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where what was counted is kept."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def with_phones(n: int) -> Sources:
    """The fixture with a telephone in its first `n` rows, and in no other."""

    def dial(rows: list[list[str]]) -> None:
        place = rows[0].index("phone")
        for number, row in enumerate(rows[1:]):
            row[place] = "010-12345678" if number < n else ""

    return edited(fixture_sources(), "resources.csv", dial)


def phones(store: Store, until: int | None = None) -> list[tuple[int, int]]:
    return [
        (step.publication.number, step.found[""].having["phone"]) for step in growth(store, until)
    ]


def test_each_publication_counts_as_its_edition_does(store: Store) -> None:
    for n in (0, 3, 20):
        store.publish(with_phones(n), "wang", "test")
    store.restore(1, "wang", "undo")
    assert phones(store) == [(1, 0), (2, 3), (3, 20), (4, 0)]
    assert phones(store, 2) == [(1, 0), (2, 3)]
    assert growth(store)[2].found == completeness(with_phones(20))


def test_of_many_publications_the_latest_count(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for n in (0, 3, 20):
        store.publish(with_phones(n), "wang", "test")
    assert phones(store) == [(2, 3), (3, 20)]


def test_a_register_is_read_once_on_a_host(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (0, 3):
        store.publish(with_phones(n), "wang", "test")
    read: list[str] = []
    file = store.file

    def noting(hash_: str) -> bytes:
        read.append(hash_)
        return file(hash_)

    monkeypatch.setattr(store, "file", noting)
    first = growth(store)
    assert len(read) == 2
    # The figures of another year leave the register as it is.
    other = Sources({**with_phones(3), "milestones.csv": b"date,text_zh\n"})
    store.publish(other, "wang", "test")
    assert growth(store)[:2] == first
    assert phones(store)[-1] == (3, 3)
    assert len(read) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"": {}}', '{"": {"total": "x"}}', "null"])
def test_what_was_kept_and_is_damaged_is_counted_again(
    store: Store, state: Path, content: str
) -> None:
    store.publish(with_phones(3), "wang", "test")
    assert phones(store) == [(1, 3)]
    [path] = (state / "completeness").iterdir()
    whole = path.read_text()
    path.write_text(content)
    assert phones(store) == [(1, 3)]
    assert json.loads(path.read_text()) == json.loads(whole)


def test_a_folder_that_cannot_be_written_costs_time_alone(store: Store, state: Path) -> None:
    store.publish(with_phones(3), "wang", "test")
    state.write_text("a file where the folder should be")
    assert phones(store) == [(1, 3)]


def test_an_edition_without_a_register_is_left_out(store: Store) -> None:
    store.publish(without(fixture_sources(), "resources.csv"), "wang", "test")
    store.publish(with_phones(3), "wang", "test")
    assert phones(store) == [(2, 3)]


def test_a_damaged_register_is_said(store: Store, opened: Callable[[], Store]) -> None:
    store.publish(with_phones(3), "wang", "test")
    unprotect(store, "file")
    run(store, "delete from file")
    with pytest.raises(DataProblem):
        growth(opened())
