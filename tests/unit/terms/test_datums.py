"""Chinese maps shift every point; the shift is the published one, and can be undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.terms import datums
from lib.terms.geometry import LonLat, distance_m


# (longitude, latitude) pairs as published with googollee/eviltransform.
@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_gcj02_of_published_points(wgs84: LonLat, gcj02: LonLat) -> None:
    assert distance_m(datums.wgs84_to_gcj02(wgs84), gcj02) < 0.01
    assert distance_m(datums.gcj02_to_wgs84(gcj02), wgs84) < 0.01


def test_bd09_of_a_published_point() -> None:
    # With wandergis/coordtransform, whose way back is an approximation good to a metre.
    point = (116.404, 39.915)
    assert distance_m(datums.gcj02_to_bd09(point), (116.41036949371029, 39.92133699351021)) < 0.01
    assert distance_m(datums.bd09_to_gcj02(point), (116.39762729119315, 39.90865673957631)) < 1
    assert distance_m(datums.wgs84_to_gcj02(point), (116.41024449916938, 39.91640428150164)) < 0.01


@given(st.floats(113, 120), st.floats(36, 43))
def test_datums_come_back_within_a_metre(lon: float, lat: float) -> None:
    gcj = datums.wgs84_to_gcj02((lon, lat))
    bd = datums.gcj02_to_bd09(gcj)
    assert 100 < distance_m((lon, lat), gcj) < 1000
    assert 300 < distance_m(gcj, bd) < 1500
    assert distance_m(datums.bd09_to_gcj02(bd), gcj) < 0.01
    assert distance_m(datums.gcj02_to_wgs84(gcj), (lon, lat)) < 0.01


@pytest.mark.parametrize("point", [(2.35, 48.86), (-122.03, 37.33), (139.7, 35.7)])
def test_outside_china_there_is_no_other_datum(point: LonLat) -> None:
    assert datums.wgs84_to_gcj02(point) == point
    assert datums.gcj02_to_wgs84(point) == point
