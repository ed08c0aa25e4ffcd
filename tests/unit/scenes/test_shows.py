"""A show is driven by those who know its code, and by nobody else."""

from lib.query.filters import ResourceFilter
from lib.scenes import shows
from lib.scenes.shows import Position, Shows

HERE = Position("year", ResourceFilter())
THERE = Position("region", ResourceFilter(park=("tianjin",)))


def test_windows_of_a_show_share_its_position() -> None:
    found = Shows()
    code = found.open(HERE)
    assert found.position(code) == HERE
    found.move(code, THERE)
    assert found.position(code) == THERE


def test_a_code_nobody_was_given_opens_nothing() -> None:
    found = Shows()
    found.move("a-guessed-code-1", THERE)
    assert found.position("a-guessed-code-1") is None


def test_codes_differ_and_shows_do_not_mix() -> None:
    found = Shows()
    codes = {found.open(HERE) for _ in range(50)}
    assert len(codes) == 50
    assert {len(code) for code in codes} == {16}
    one, other, *_ = codes
    found.move(one, THERE)
    assert found.position(other) == HERE


def test_the_show_untouched_longest_is_forgotten_first() -> None:
    found = Shows()
    first, second = found.open(HERE), found.open(HERE)
    found.move(first, THERE)
    for _ in range(shows.MOST - 1):
        found.open(HERE)
    assert found.position(first) == THERE
    assert found.position(second) is None
