"""Older editions beside the current one: the same for all who ask, and few in memory."""

import gc
import logging
import tomllib
import weakref
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from lib.base import memory
from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions import building, pinned
from lib.editions.edition import Edition
from lib.editions.pinned import Pins, TooMany
from lib.editions.store import Store
from tests.editions import fixture_edition


def named(version: str) -> Sources:
    """Sources of a version, as few as tell one from another."""
    return Sources({"register.toml": f'version = "{version}"'.encode()})


def read(sources: Sources) -> Edition:
    """The edition of such sources, without building it."""
    whole = fixture_edition()
    version = str(tomllib.loads(sources.text("register.toml"))["version"])
    return replace(whole, sources=sources, register=replace(whole.register, version=version))


CURRENT = read(named("test.1"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with four older editions, and the current one after them."""
    monkeypatch.setattr(building, "load", read)
    monkeypatch.setattr(building, "prepare", lambda sources: None)
    monkeypatch.setattr(pinned, "_APART", 0.0)
    store = Store(f"sqlite:///{tmp_path / 'atlas.db'}")
    for version in ("old.1", "old.2", "old.3", "old.4", "test.1"):
        store.publish(named(version), "wang", "test")
    return store


def version(pins: Pins, number: int) -> str:
    pin = pins.of(number, CURRENT)
    assert pin
    assert pin.publication.number == number
    return pin.edition.version


def test_each_number_is_what_it_made_current(store: Store) -> None:
    pins = Pins(store)
    assert [version(pins, n) for n in (1, 3)] == ["old.1", "old.3"]
    assert pins.of(6, CURRENT) is None


def test_all_who_ask_share_one_and_the_current_one_is_not_read_again(store: Store) -> None:
    pins = Pins(store)
    first, again, now = (pins.of(number, CURRENT) for number in (2, 2, 5))
    assert first
    assert again
    assert now
    assert first.edition is again.edition
    assert now.edition is CURRENT
    later = pins.of(2, first.edition)
    assert later
    assert later.edition is first.edition


def test_no_more_than_the_most_are_in_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "MOST", 2)
    pins = Pins(store)
    shown = [pins.of(number, CURRENT) for number in (1, 2)]
    with pytest.raises(TooMany):
        pins.of(3, CURRENT)
    # Those that pages show, and the current one, are there for whoever asks.
    assert [version(pins, number) for number in (1, 2, 5)] == ["old.1", "old.2", "test.1"]
    shown.pop()
    assert version(pins, 3) == "old.3"


def test_of_large_editions_fewer_are_in_memory(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned, "MOST_ROWS", 2 * len(CURRENT.register))
    pins = Pins(store)
    shown = [pins.of(1, CURRENT)]
    with pytest.raises(TooMany):
        shown += [pins.of(number, CURRENT) for number in (2, 3)]
    monkeypatch.setattr(pinned, "MOST_ROWS", 1)
    # One there is room for, however large it is.
    assert version(Pins(store), 2) == "old.2"
    assert shown


def test_while_another_is_built_nobody_waits_long(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned, "_PATIENCE", 0.05)
    pins = Pins(store)
    with pins._building, pytest.raises(TooMany):
        pins.of(1, CURRENT)
    assert version(pins, 1) == "old.1"


def test_an_edition_that_only_caches_hold_is_given_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned, "MOST", 1)
    held = lru_cache(maxsize=8)(lambda edition: edition)
    monkeypatch.setattr(memory, "_a_cache", held, raising=False)
    pins = Pins(store)

    def look(number: int) -> weakref.ref[Edition]:
        pin = pins.of(number, CURRENT)
        assert pin
        return weakref.ref(held(pin.edition))

    before = look(1)
    assert before() is not None
    look(2)
    gc.collect()
    assert before() is None


def test_caches_are_not_emptied_for_every_one_who_asks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied: list[None] = []
    monkeypatch.setattr(pinned, "_APART", 3600.0)
    monkeypatch.setattr(pinned, "MOST", 1)
    monkeypatch.setattr(memory, "forget", lambda: emptied.append(None))
    pins = Pins(store)
    shown = pins.of(1, CURRENT)
    for _ in range(3):
        with pytest.raises(TooMany):
            pins.of(2, CURRENT)
    assert len(emptied) == 1
    assert shown


def test_one_that_cannot_be_used_any_more_is_none_and_logged(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(sources: Sources) -> Edition:
        raise DataProblem("parks.csv", "文件是空的。")

    monkeypatch.setattr(building, "load", refuse)
    with caplog.at_level(logging.ERROR, logger="lib"):
        assert Pins(store).of(1, CURRENT) is None
    assert "publication 1 cannot be shown" in caplog.text
