"""The made-up register of the measurements."""

from pathlib import Path

import pytest

from bench import register
from lib.base import settings
from lib.base.files import Sources
from lib.query import search
from lib.query.membership import Membership
from lib.register import rows
from lib.terms import vocabulary


def read(folder: Path, count: int) -> rows.Register:
    register.make(folder, count)
    sources = Sources.of(folder)
    return rows.read(sources, vocabulary.read(sources))


def test_the_same_count_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        register.make(tmp_path / name, 400)
    a, b = (Sources.of(tmp_path / name) for name in ("a", "b"))
    assert a.digest == b.digest


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> rows.Register:
    return read(tmp_path_factory.mktemp("made") / "data", 2000)


def test_the_register_takes_every_made_up_row(made: rows.Register) -> None:
    assert len(made.frame) == 2000


def test_every_made_up_row_says_so(made: rows.Register) -> None:
    assert made.frame["name"].str.contains("样例").all()
    assert "样例" in made.provenance("zh")


def test_most_rows_have_a_place_of_their_own(made: rows.Register) -> None:
    frame = made.frame
    assert 0.05 < (frame["position_basis"] == "area").mean() < 0.15
    placed = frame[frame["position_basis"] != "area"]
    assert len(placed[["lon", "lat"]].drop_duplicates()) > 0.95 * len(placed)


def test_more_rows_carry_more_combinations_of_codes(made: rows.Register) -> None:
    sources = Sources.of(settings.DATA_DIR)
    terms = vocabulary.read(sources)

    def combinations(one: rows.Register) -> int:
        return len(Membership(one.table, search.build(one.table, terms), terms).sizes)

    assert combinations(rows.read(sources, terms)) < combinations(made)
