"""Places along the corridor's line."""

from itertools import pairwise

import pytest

from lib.terms import corridor
from lib.terms.geometry import distance_m

LINE = ((116.5, 39.8), (117.0, 39.2), (117.2, 38.5))


@pytest.mark.parametrize("metres", [0.0, 10_000.0, 79_000.0, 120_000.0])
def test_a_point_of_the_line_lies_where_its_chainage_says(metres: float) -> None:
    foot = corridor.project(LINE, corridor.point_at(LINE, metres))
    assert foot.chainage_m == pytest.approx(metres, abs=100)
    assert foot.offset_m < 100


def test_beyond_the_line_is_its_end() -> None:
    end = sum(distance_m(a, b) for a, b in pairwise(LINE))
    assert corridor.point_at(LINE, end + 1) == LINE[-1]
