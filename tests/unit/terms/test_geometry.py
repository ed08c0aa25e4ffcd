"""Marks stand where the legend says they do."""

from itertools import combinations, pairwise
from math import asinh, cos, pi, radians, sqrt, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.editions.edition import Edition
from lib.register import positions
from lib.terms import corridor, datums, geometry, live
from lib.terms.geometry import LonLat, distance_m

# The diameter of a dot at region scale, as `lib.ui.maps` draws it.
DOT_M = 4600


def seat(park: str) -> LonLat:
    return live.SEATS[park].lon, live.SEATS[park].lat


def packs(entries: Edition) -> dict[str, list[LonLat]]:
    """The region-scale positions of each park's resources."""
    found: dict[str, list[LonLat]] = {}
    spots = positions.region_positions(entries.frame)
    for park, spot in zip(entries.frame["park"], spots, strict=True):
        found.setdefault(park, []).append(spot)
    return found


def test_distance_of_one_degree() -> None:
    # A degree of a great circle on a sphere of 6371.0088 km is 2πr/360 = 111.195 km.
    assert distance_m((116, 39), (116, 40)) == pytest.approx(111_195, abs=1)
    # Along a parallel it shrinks with cos φ: half at 60°.
    assert distance_m((10, 60), (11, 60)) == pytest.approx(111_195 / 2, rel=1e-4)
    assert distance_m((116, 39), (116, 39)) == 0


def test_dots_of_a_pack_stay_apart() -> None:
    spots = geometry.pack(seat("zgc"), 155, positions.REGION_STEP_M)
    assert len(set(spots)) == 155
    closest = min(distance_m(a, b) for a, b in combinations(spots, 2))
    assert closest >= 1.5 * positions.REGION_STEP_M


def test_pack_positions_never_depend_on_the_count() -> None:
    few, many = (geometry.pack(seat("zgc"), n, 100.0) for n in (20, 50))
    assert many[:20] == few


def test_every_dot_lies_on_its_own_parks_disc(entries: Edition) -> None:
    for park, spots in packs(entries).items():
        outermost = max(distance_m(seat(park), spot) for spot in spots)
        assert outermost + DOT_M / 2 <= positions.pack_radius_m(len(spots)), park


def test_discs_of_parks_do_not_overlap(entries: Edition) -> None:
    sizes = {park.code: 0 for park in live.PARKS}
    sizes |= {park: len(spots) for park, spots in packs(entries).items()}
    for a, b in combinations(sizes, 2):
        room = distance_m(seat(a), seat(b))
        assert room > sum(positions.pack_radius_m(sizes[p]) for p in (a, b)), (a, b)


def test_categories_of_a_park_lie_in_rings(entries: Edition) -> None:
    order = [category.code for category in live.CATEGORIES]
    spots = positions.region_positions(entries.frame)
    rings: dict[str, list[tuple[float, int]]] = {}
    for row, spot in zip(entries.frame.itertuples(), spots, strict=True):
        ring = (distance_m(seat(str(row.park)), spot), order.index(str(row.category)))
        rings.setdefault(str(row.park), []).append(ring)
    for park, found in rings.items():
        outwards = [category for _, category in sorted(found)]
        assert outwards == sorted(outwards), park


def test_city_positions_stay_within_what_is_known(entries: Edition) -> None:
    frame = entries.frame
    sharing = frame.groupby(["lon", "lat"])
    sizes = sharing["name"].transform("size").to_list()
    spots = positions.city_positions(frame)
    assert len(set(spots)) == len(frame)
    for row, n, spot in zip(frame.to_dict("records"), sizes, spots, strict=True):
        moved = distance_m((row["lon"], row["lat"]), spot)
        if row["position_basis"] == "area":
            assert moved <= positions.CITY_STEP_M * sqrt(n + 1), row["name"]
        else:
            assert moved <= row["radius_m"], row["name"]


def test_city_positions_leave_a_single_resource_on_its_anchor(entries: Edition) -> None:
    one = entries.frame.iloc[[7]]
    assert positions.city_positions(one) == [(one["lon"].iloc[0], one["lat"].iloc[0])]


def test_yanjiao_alone_is_a_spur() -> None:
    feet = {n.code: corridor.project(live.V.line, (n.lon, n.lat)) for n in live.CORRIDOR_NODES}
    spurs = [code for code, foot in feet.items() if foot.offset_m > corridor.SPUR_OFFSET_M]
    assert spurs == ["yanjiao"]
    assert feet["bda"].chainage_m < feet["tianjin"].chainage_m < feet["cangzhou"].chainage_m


def test_projection_of_a_point_on_the_line_is_the_point() -> None:
    line = live.V.line
    along = 0.0
    for a, b in pairwise(line):
        along += distance_m(a, b)
        foot = corridor.project(live.V.line, b)
        assert foot.offset_m == pytest.approx(0, abs=0.01)
        assert foot.chainage_m == pytest.approx(along, abs=1)


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


@pytest.mark.parametrize("count", range(1, len(live.PARKS) + 1))
def test_camera_shows_all_points(count: int) -> None:
    width, height = 900, 480
    for parks in combinations(live.PARKS, count):
        points = [(park.lon, park.lat) for park in parks]
        camera = geometry.frame_points(points, width, height, 4_000)
        for point in points:
            x, y = pixels(point, camera)
            assert abs(x) <= width / 2, parks
            assert abs(y) <= height / 2, parks


def test_camera_keeps_its_margin_round_one_point() -> None:
    camera = geometry.frame_points([(116.5, 39.8)], 1000, 500, 5_000)
    # 10 km must fill the 500 px of height: 20 m a pixel.
    north = pixels((116.5, 39.8 + 5_000 / 111_195), camera)
    east = pixels((116.5 + 5_000 / 111_195 / cos(radians(39.8)), 39.8), camera)
    assert north[1] == pytest.approx(250, abs=2)
    assert east[0] == pytest.approx(250, abs=2)


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
