"""Distances are great circles, packs keep their dots apart, cameras show what they are asked to."""

from itertools import combinations
from math import asinh, cos, pi, radians, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.terms import geometry
from lib.terms.geometry import LonLat, distance_m

CENTER = (116.3078, 39.9822)
REGION = st.tuples(st.floats(113, 120), st.floats(36, 43))


def test_distance_of_one_degree() -> None:
    # A degree of a great circle on a sphere of 6371.0088 km is 2πr/360 = 111.195 km.
    assert distance_m((116, 39), (116, 40)) == pytest.approx(111_195, abs=1)
    # Along a parallel it shrinks with cos φ: half at 60°.
    assert distance_m((10, 60), (11, 60)) == pytest.approx(111_195 / 2, rel=1e-4)
    assert distance_m((116, 39), (116, 39)) == 0


@given(REGION, REGION)
def test_distance_is_the_same_both_ways(a: LonLat, b: LonLat) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a))


def test_dots_of_a_pack_stay_apart_and_within_its_radius() -> None:
    spots = geometry.pack(CENTER, 155, 2_400)
    assert len(set(spots)) == 155
    assert min(distance_m(a, b) for a, b in combinations(spots, 2)) >= 1.5 * 2_400
    assert max(distance_m(CENTER, spot) for spot in spots) <= 2_400 * 155**0.5


def test_positions_of_a_pack_never_depend_on_the_count() -> None:
    few, many = (geometry.pack(CENTER, n, 100.0) for n in (20, 50))
    assert many[:20] == few
    assert geometry.pack(CENTER, 0, 100.0) == []


def test_a_pack_is_round_on_the_ground() -> None:
    spots = geometry.pack(CENTER, 400, 500.0)
    across = max(x for x, _ in spots) - min(x for x, _ in spots)
    up = max(y for _, y in spots) - min(y for _, y in spots)
    assert across * cos(radians(CENTER[1])) == pytest.approx(up, rel=0.03)


def test_circle_is_closed_and_of_its_radius() -> None:
    ring = geometry.circle((116.5, 39.8), 7000)
    assert ring[0] == ring[-1]
    for corner in ring:
        assert distance_m((116.5, 39.8), corner) == pytest.approx(7000, rel=0.005)


def pixels(point: LonLat, camera: geometry.Camera) -> tuple[float, float]:
    """Where web mercator (512-pixel tiles) puts `point`, from the middle of the map."""
    scale = 512 * 2**camera.zoom
    across = (point[0] - camera.lon) / 360 * scale
    up = asinh(tan(radians(point[1]))) - asinh(tan(radians(camera.lat)))
    return across, up / (2 * pi) * scale


def test_a_length_has_so_many_pixels_at_the_zoom_that_is_for_it() -> None:
    zoom = geometry.zoom_of(39.0, 100 / 20_000)
    north, south = geometry.mercator([(116.0, 39.0), (116.0, 39.0 - 20_000 / 111_195)]) * 2**zoom
    assert south[1] - north[1] == pytest.approx(100, rel=0.01)
