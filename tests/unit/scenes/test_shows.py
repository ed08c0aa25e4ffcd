"""A show is driven by those who know its code, and by nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.editions.store import Store
from lib.scenes import shows
from lib.scenes.shows import Position
from tests.editions import fixture_edition, live_edition

LIVE = live_edition()
HERE = Position("year", LIVE.filter())
THERE = Position("region", LIVE.filter(park=("tianjin",), chain=("robot",), q="平台"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(f"sqlite:///{tmp_path / 'atlas.db'}")
    yield opened
    opened.close()


def position(store: Store, code: str) -> Position | None:
    return shows.position_of(store, code, LIVE.vocabulary)


def test_windows_of_a_show_share_its_position(store: Store) -> None:
    code = shows.open_show(store, HERE)
    assert position(store, code) == HERE
    shows.move(store, code, THERE)
    assert position(store, code) == THERE


def test_a_code_nobody_was_given_opens_nothing(store: Store) -> None:
    shows.move(store, "a-guessed-code-1", THERE)
    assert position(store, "a-guessed-code-1") is None


def test_codes_differ_and_shows_do_not_mix(store: Store) -> None:
    codes = {shows.open_show(store, HERE) for _ in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {16}
    one, other, *_ = codes
    shows.move(store, one, THERE)
    assert position(store, other) == HERE


def test_what_another_edition_does_not_know_is_left_out_of_a_shows_filter(store: Store) -> None:
    fixture = fixture_edition()
    code = shows.open_show(store, Position("region", fixture.filter(category=("finance", "rd"))))
    kept = position(store, code)
    assert kept is not None
    assert kept.selection == LIVE.filter(category=("rd",))
