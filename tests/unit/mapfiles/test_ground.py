"""A click on the ground says where it was, as exactly as it claims."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.mapfiles import ground
from lib.terms import geometry

# The region and some way round it.
POINTS = st.tuples(st.floats(112, 121), st.floats(35, 43.5))


def tile_of(point: geometry.LonLat, z: int) -> tuple[int, int]:
    """The tile that a point lies in."""
    [[x, y]] = geometry.mercator([point]).tolist()
    return int(x * 2**z / 512), int(y * 2**z / 512)


@given(point=POINTS, z=st.sampled_from(ground.ZOOMS))
def test_a_point_lies_in_one_square_no_further_from_its_middle_than_it_says(
    point: geometry.LonLat, z: int
) -> None:
    met = []
    for feature in json.loads(ground.tile(z, *tile_of(point, z)))["features"]:
        [ring] = feature["geometry"]["coordinates"]
        (west, south), (east, north) = ring[0], ring[2]
        # Corners are rounded to a tenth of a metre.
        if west - 1e-6 <= point[0] <= east + 1e-6 and south - 1e-6 <= point[1] <= north + 1e-6:
            met.append(feature["properties"])
    assert 1 <= len(met) <= 4
    for square in met:
        assert geometry.distance_m(point, tuple(square["at"])) <= square["m"] + 0.3


def test_squares_are_finer_the_closer_they_are_shown() -> None:
    seat = (116.3, 39.98)
    radii = [
        json.loads(ground.tile(z, *tile_of(seat, z)))["features"][0]["properties"]["m"]
        for z in ground.ZOOMS
    ]
    assert radii == sorted(radii, reverse=True)
    # A map shows tiles of 16 at zoom 15.
    assert radii[ground.ZOOMS.index(16)] <= 21


@pytest.mark.parametrize("at", [(4, 0, 0), (18, 0, 0), (5, 32, 0), (5, 0, -1)])
def test_there_is_no_tile_off_the_map(at: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError):
        ground.tile(*at)
