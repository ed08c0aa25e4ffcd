"""What people know a map by is read whole, or each wrong cell is named."""

import pytest

from lib.base.problems import DataProblems
from lib.terms import landmarks
from lib.terms.landmarks import KINDS, LANDMARKS, RAILWAYS
from tests.editions import live_sources
from tests.edits import with_cells, without

SOURCES = live_sources()


def test_there_are_places_of_each_kind() -> None:
    marks = landmarks.landmarks(SOURCES)
    assert {mark.kind for mark in marks} == set(KINDS)
    [sea] = [mark for mark in marks if mark.kind == "sea"]
    assert (sea.zh, sea.place) == ("渤海", (118.85, 38.72))


def test_a_line_has_its_stations_in_order() -> None:
    lines = {line.zh: line.stations for line in landmarks.railways(SOURCES)}
    assert len(lines) == 8
    north_to_south = [lat for _, lat in lines["京沪高铁"]]
    assert north_to_south == sorted(north_to_south, reverse=True)


@pytest.mark.parametrize(
    ("file", "cells"),
    [
        (LANDMARKS, {"kind": "volcano"}),
        (LANDMARKS, {"name_zh": ""}),
        (LANDMARKS, {"lat": "91"}),
        (LANDMARKS, {"lon": ""}),
        (RAILWAYS, {"lon": "一百一十六"}),
        (RAILWAYS, {"basis": "guess"}),
    ],
)
def test_a_wrong_cell_is_named(file: str, cells: dict[str, str]) -> None:
    read = landmarks.landmarks if file == LANDMARKS else landmarks.railways
    with pytest.raises(DataProblems) as caught:
        read(with_cells(SOURCES, file, 3, **cells))
    [problem] = caught.value.problems
    assert (problem.file, problem.row, problem.column) == (file, 3, *cells)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(DataProblems, match="railways"):
        landmarks.railways(without(SOURCES, RAILWAYS))
