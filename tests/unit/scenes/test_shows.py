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


def open_show(
    store: Store, here: Position = HERE, session: str = "s", address: str | None = None
) -> str:
    return shows.open_show(store, here, session, address)


def position(store: Store, code: str) -> Position | None:
    return shows.position_of(store, code, LIVE.vocabulary)


def test_windows_of_a_show_share_its_position(store: Store) -> None:
    code = open_show(store)
    assert position(store, code) == HERE
    shows.move(store, code, THERE)
    assert position(store, code) == THERE


def test_a_code_nobody_was_given_opens_nothing(store: Store) -> None:
    shows.move(store, "a-guessed-code-1", THERE)
    assert position(store, "a-guessed-code-1") is None


def test_a_show_can_be_ended(store: Store) -> None:
    code = open_show(store)
    shows.close(store, code)
    assert position(store, code) is None


@pytest.mark.parametrize(
    ("addresses", "bound"),
    [
        # One address.
        (["203.0.113.5"] * 21, True),
        # A machine takes as many addresses of its IPv6 network as it likes.
        ([f"2001:db8:0:1::{n:x}" for n in range(21)], True),
        ([f"2001:db8:0:{n:x}::1" for n in range(21)], False),
        ([f"203.0.113.{n}" for n in range(21)], False),
        (["not an address"] * 21, True),
        # Without an address all visitors would share one bound.
        ([None] * 21, False),
    ],
)
def test_an_address_may_open_so_many(
    store: Store, addresses: list[str | None], bound: bool
) -> None:
    def open_all() -> None:
        for n, address in enumerate(addresses):
            open_show(store, session=f"s{n}", address=address)

    if not bound:
        open_all()
        return
    with pytest.raises(shows.TooMany) as caught:
        open_all()
    assert caught.value.by == "address"


def test_a_session_may_open_so_many_and_no_address_is_kept(store: Store, tmp_path: Path) -> None:
    for _ in range(shows.MOST["session"]):
        open_show(store, address="203.0.113.5")
    with pytest.raises(shows.TooMany) as caught:
        open_show(store, address="203.0.113.6")
    assert caught.value.by == "session"
    store.close()
    assert b"203.0.113" not in b"".join(p.read_bytes() for p in tmp_path.glob("atlas.db*"))


def test_codes_differ_and_shows_do_not_mix(store: Store) -> None:
    codes = {open_show(store, session=f"s{n}") for n in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {16}
    one, other, *_ = codes
    shows.move(store, one, THERE)
    assert position(store, other) == HERE


def test_what_another_edition_does_not_know_is_left_out_of_a_shows_filter(store: Store) -> None:
    fixture = fixture_edition()
    code = open_show(store, Position("region", fixture.filter(category=("finance", "rd"))))
    kept = position(store, code)
    assert kept is not None
    assert kept.selection == LIVE.filter(category=("rd",))
