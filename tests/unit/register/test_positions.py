"""Marks stand where the legend says they do."""

from collections import defaultdict
from itertools import combinations, pairwise
from math import dist, hypot

import pytest

from lib.editions.edition import Edition
from lib.register import positions
from lib.register.rows import to_table
from lib.terms.geometry import LonLat, distance_m

# The diameter of a dot at region scale, as `lib.ui.parts.maps` draws it.
DOT_M = 4600


def seat(edition: Edition, park: str) -> LonLat:
    return edition.vocabulary.seats[park].lon, edition.vocabulary.seats[park].lat


def drawn(edition: Edition) -> dict[str, LonLat]:
    """Where each resource's dot is drawn."""
    dots = edition.arrangement.zones
    spots = positions.zone_positions(dots, edition.vocabulary)
    return {edition.ids[row]: spot for row, spot in zip(dots.rows.tolist(), spots, strict=True)}


def packs(edition: Edition) -> dict[str, list[tuple[float, str]]]:
    """Of each park's resources, how far from its seat they are drawn and their category."""
    found, spots = defaultdict(list), drawn(edition)
    for row in edition.frame.to_dict("records"):
        away = distance_m(seat(edition, row["park"]), spots[row["resource_id"]])
        found[row["park"]].append((away, row["category"]))
    return found


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_every_dot_lies_on_its_own_parks_disc(which: str, request: pytest.FixtureRequest) -> None:
    for park, dots in packs(request.getfixturevalue(which)).items():
        outermost = max(away for away, _ in dots)
        assert outermost + DOT_M / 2 <= positions.pack_radius_m(len(dots)), park


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_no_two_dots_or_points_stand_on_one_spot(
    which: str, request: pytest.FixtureRequest
) -> None:
    edition: Edition = request.getfixturevalue(which)
    assert len(set(drawn(edition).values())) == len(edition.frame)
    arrangement = edition.arrangement
    points = arrangement.spots[arrangement.placed].tolist()
    assert len(set(map(tuple, points))) == len(points)


def test_categories_of_a_park_lie_in_rings_in_the_vocabularys_order(edition: Edition) -> None:
    order = [category.code for category in edition.vocabulary.categories]
    for park, dots in packs(edition).items():
        outwards = [order.index(category) for _, category in sorted(dots)]
        assert outwards == sorted(outwards), park
    # The sixth category has the outermost ring.
    assert max(packs(edition)["zgc"])[1] == "finance"


def test_a_pack_does_not_depend_on_other_parks(edition: Edition) -> None:
    spots = drawn(edition)
    rows = edition.frame[edition.frame["park"] == "tianjin"].reset_index(drop=True)
    alone = positions.zone_dots(to_table(rows, {}), edition.vocabulary)
    found = positions.zone_positions(alone, edition.vocabulary)
    assert [spots[rows["resource_id"][row]] for row in alone.rows] == found
    none = positions.zone_dots(edition.register.table[:0], edition.vocabulary)
    assert positions.zone_positions(none, edition.vocabulary) == []


def test_city_positions_stay_within_what_is_known(edition: Edition, entries: Edition) -> None:
    moved = 0
    for frame in (edition.frame, entries.frame):
        spots = positions.city_positions(to_table(frame, {})).tolist()
        for row, spot in zip(frame.to_dict("records"), spots, strict=True):
            away = distance_m((row["lon"], row["lat"]), tuple(spot))
            moved += away > 0
            assert away <= (0 if row["position_basis"] == "area" else row["radius_m"]), row["name"]
    assert moved > 100


def test_rows_that_share_an_anchor_lie_close_round_it_in_the_registers_order(
    edition: Edition,
) -> None:
    frame = edition.frame[edition.frame["position_basis"] != "area"].iloc[[0] * 7]
    anchor = (float(frame["lon"].iloc[0]), float(frame["lat"].iloc[0]))
    spots = positions.city_positions(to_table(frame, {})).tolist()
    away = [distance_m(anchor, tuple(spot)) for spot in spots]
    assert away == sorted(away)
    # Nearer than usual where the place is known well.
    step = min(positions.CITY_STEP_M, 0.8 * float(frame["radius_m"].iloc[0]) / 7**0.5)
    assert away[0] == pytest.approx(step * 0.5**0.5, rel=0.05)
    assert all(after - before < step for before, after in pairwise(away))


def test_a_single_resource_stands_on_its_anchor(edition: Edition) -> None:
    one = edition.frame[edition.frame["resource_id"] == "zgc-101"]
    assert positions.city_positions(to_table(one, {})).tolist() == [
        [one["lon"].iloc[0], one["lat"].iloc[0]]
    ]


def test_in_a_pack_of_steps_dots_stand_as_in_one_of_metres(edition: Edition) -> None:
    dots = edition.arrangement.zones
    offsets = positions.zone_offsets(dots).tolist()
    spots = positions.zone_positions(dots, edition.vocabulary)
    for (right, down), (x, y), pack in zip(offsets, spots, dots.pack.tolist(), strict=True):
        park = edition.vocabulary.parks[pack]
        steps = distance_m((park.lon, park.lat), (x, y)) / positions.REGION_STEP_M
        assert hypot(right, down) == pytest.approx(steps, rel=0.02)
        assert (right > 0, down > 0) == (x > park.lon, y < park.lat)


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_rows_known_only_to_an_area_are_countable_at_any_zoom(
    which: str, request: pytest.FixtureRequest
) -> None:
    """Marks of 11 pixels side by side, outside those placed there, however near their zones are to
    each other."""
    edition: Edition = request.getfixturevalue(which)
    frame, areas = edition.frame, edition.arrangement.areas
    unplaced = frame.index[frame["position_basis"] == "area"]
    assert sorted(areas.dots.rows.tolist()) == unplaced.tolist()
    parks = [park.code for park in edition.vocabulary.parks]
    for pack, (lon, lat) in enumerate(areas.seats.tolist()):
        own = areas.dots.pack == pack
        held = frame.loc[areas.dots.rows[own]]
        assert set(zip(held["lon"], held["lat"], strict=True)) == {(lon, lat)}
        assert parks[areas.zones[pack]] in set(held["park"])
        spots = areas.offsets[own].tolist()
        assert min((dist(*pair) for pair in combinations(spots, 2)), default=99) > 11
        beside = ((frame["lon"] == lon) & (frame["lat"] == lat)).sum() - len(spots)
        inner = positions.CITY_STEP_PX * (beside + 0.5) ** 0.5
        nearest = min(hypot(*spot) for spot in spots)
        assert nearest == (pytest.approx(inner) if beside + len(spots) > 1 else 0)


def test_of_very_many_areas_a_large_register_packs_each_zones_together(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each area and category had a dot of its own, and the map no end of them."""
    frame = edition.frame.copy()
    frame["position_basis"] = "area"
    frame["lon"] += [row * 1e-4 for row in range(len(frame))]
    monkeypatch.setattr("lib.register.dots.MOST", 10)
    areas = positions.arrange(to_table(frame), edition.vocabulary).areas
    groups = frame.groupby(["park", "category"]).size()
    assert len(areas.dots) == (-(-groups // 10)).sum()
    for seat, zone in zip(areas.seats.tolist(), areas.zones.tolist(), strict=True):
        park = edition.vocabulary.parks[zone]
        assert seat == [park.lon, park.lat]


def test_a_pack_of_a_large_register_has_a_dot_for_ten(
    entries: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fewer than the rows, and enough for a pack at each anchor.
    monkeypatch.setattr("lib.register.dots.MOST", 100)
    frame = entries.frame
    arrangement = positions.arrange(entries.register.table, entries.vocabulary)
    assert arrangement.scale.worth == 10
    groups = frame.groupby(["park", "category"]).size()
    assert len(arrangement.zones) == (-(-groups // 10)).sum()
    unplaced = frame[frame["position_basis"] == "area"]
    groups = unplaced.groupby(["lon", "lat", "category"]).size()
    assert len(arrangement.areas.dots) == (-(-groups // 10)).sum()
    assert len(arrangement.spots) == len(frame)
