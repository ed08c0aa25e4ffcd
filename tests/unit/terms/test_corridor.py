"""The corridor's line: how far along and off it a point lies."""

from itertools import pairwise

import pytest

from lib.editions.edition import Edition
from lib.terms import corridor
from lib.terms.geometry import LonLat, distance_m

# A degree of latitude is 111.195 km.
DEGREE_M = 111_195
SOUTHWARDS: tuple[LonLat, ...] = ((116.0, 40.0), (116.0, 39.0), (117.0, 39.0))


@pytest.mark.parametrize(
    ("point", "along", "off", "foot"),
    [
        ((116.0, 39.5), 0.5, 0.0, (116.0, 39.5)),
        ((115.9, 39.5), 0.5, 0.1 * 0.772, (116.0, 39.5)),  # cos 39.5° is 0.772
        ((116.0, 40.3), 0.0, 0.3, (116.0, 40.0)),  # before the line begins
        ((115.5, 38.9), 1.0, 0.4, (116.0, 39.0)),  # outside of its corner
        ((116.5, 38.9), 1.0 + 0.5 * 0.777, 0.1, (116.5, 39.0)),
        ((118.0, 39.0), 1.0 + 0.777, 0.777, (117.0, 39.0)),  # behind its end
    ],
)
def test_a_point_has_its_foot_on_the_line(
    point: LonLat, along: float, off: float, foot: LonLat
) -> None:
    found = corridor.project(SOUTHWARDS, point)
    assert found.chainage_m == pytest.approx(along * DEGREE_M, rel=0.005, abs=50)
    assert found.offset_m == pytest.approx(off * DEGREE_M, rel=0.005, abs=50)
    assert found.foot == pytest.approx(foot, abs=0.005)


def test_projection_of_a_point_on_the_line_is_the_point(edition: Edition) -> None:
    line = edition.vocabulary.line
    along = 0.0
    for a, b in pairwise(line):
        along += distance_m(a, b)
        foot = corridor.project(line, b)
        assert foot.offset_m == pytest.approx(0, abs=0.01)
        assert foot.chainage_m == pytest.approx(along, abs=1)


def test_yanjiao_alone_is_a_spur(edition: Edition) -> None:
    line = edition.vocabulary.line
    feet = {n.code: corridor.project(line, (n.lon, n.lat)) for n in edition.vocabulary.nodes}
    spurs = [code for code, foot in feet.items() if foot.offset_m > corridor.SPUR_OFFSET_M]
    assert spurs == ["yanjiao"]
    assert feet["bda"].chainage_m < feet["tianjin"].chainage_m < feet["cangzhou"].chainage_m


@pytest.mark.parametrize("metres", [0.0, 50_000.0, 111_000.0, 160_000.0])
def test_a_point_of_the_line_lies_where_its_chainage_says(metres: float) -> None:
    foot = corridor.project(SOUTHWARDS, corridor.point_at(SOUTHWARDS, metres))
    assert foot.chainage_m == pytest.approx(metres, abs=100)
    assert foot.offset_m < 100


def test_beyond_the_line_is_its_end() -> None:
    end = sum(distance_m(a, b) for a, b in pairwise(SOUTHWARDS))
    assert corridor.point_at(SOUTHWARDS, end + 1) == SOUTHWARDS[-1]
