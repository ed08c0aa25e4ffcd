"""Marks stand where the legend says they do."""

from collections import defaultdict
from itertools import combinations
from math import dist, hypot, sqrt

import pandas as pd
import pytest

from lib.editions.edition import Edition
from lib.register import positions
from lib.terms.geometry import LonLat, distance_m

# The diameter of a dot at region scale, as `lib.ui.parts.maps` draws it.
DOT_M = 4600


def seat(edition: Edition, park: str) -> LonLat:
    return edition.vocabulary.seats[park].lon, edition.vocabulary.seats[park].lat


def packs(edition: Edition) -> dict[str, list[tuple[float, str]]]:
    """Of each park's resources, how far from its seat they are drawn and their category."""
    found = defaultdict(list)
    spots = positions.region_positions(edition.frame, edition.vocabulary)
    for row, spot in zip(edition.frame.to_dict("records"), spots, strict=True):
        found[row["park"]].append((distance_m(seat(edition, row["park"]), spot), row["category"]))
    return found


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_every_dot_lies_on_its_own_parks_disc(which: str, request: pytest.FixtureRequest) -> None:
    for park, dots in packs(request.getfixturevalue(which)).items():
        outermost = max(away for away, _ in dots)
        assert outermost + DOT_M / 2 <= positions.pack_radius_m(len(dots)), park


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_no_two_dots_stand_on_one_spot(which: str, request: pytest.FixtureRequest) -> None:
    edition = request.getfixturevalue(which)
    for spots in (
        positions.region_positions(edition.frame, edition.vocabulary),
        positions.city_positions(edition.frame),
    ):
        assert len(set(spots)) == len(edition.frame)


def test_categories_of_a_park_lie_in_rings_in_the_vocabularys_order(edition: Edition) -> None:
    order = [category.code for category in edition.vocabulary.categories]
    for park, dots in packs(edition).items():
        outwards = [order.index(category) for _, category in sorted(dots)]
        assert outwards == sorted(outwards), park
    # The sixth category has the outermost ring.
    assert max(packs(edition)["zgc"])[1] == "finance"


def test_positions_do_not_depend_on_the_order_of_other_parks(edition: Edition) -> None:
    spots = positions.region_positions(edition.frame, edition.vocabulary)
    rows = edition.frame[edition.frame["park"] == "tianjin"]
    alone = positions.region_positions(rows, edition.vocabulary)
    assert alone == [spots[i] for i in rows.index]
    assert positions.region_positions(edition.frame.iloc[:0], edition.vocabulary) == []


def test_city_positions_stay_within_what_is_known(edition: Edition, entries: Edition) -> None:
    for frame in (edition.frame, entries.frame):
        sizes = frame.groupby(["lon", "lat"])["name"].transform("size").to_list()
        spots = positions.city_positions(frame)
        for row, n, spot in zip(frame.to_dict("records"), sizes, spots, strict=True):
            moved = distance_m((row["lon"], row["lat"]), spot)
            if row["position_basis"] == "area":
                assert moved <= positions.CITY_STEP_M * sqrt(n + 1), row["name"]
            else:
                assert moved <= row["radius_m"], row["name"]


def test_of_rows_that_share_an_anchor_those_known_to_a_place_stand_innermost(
    edition: Edition,
) -> None:
    both = pd.concat([edition.frame.iloc[[0]]] * 6, ignore_index=True)
    both["position_basis"] = ["area", "place"] * 3
    anchor = (both["lon"].iloc[0], both["lat"].iloc[0])
    away = [distance_m(anchor, spot) for spot in positions.city_positions(both)]
    assert max(away[1::2]) < min(away[::2])


def test_a_single_resource_stands_on_its_anchor(edition: Edition) -> None:
    one = edition.frame[edition.frame["resource_id"] == "zgc-101"]
    assert positions.city_positions(one) == [(one["lon"].iloc[0], one["lat"].iloc[0])]


def test_in_a_pack_of_steps_rows_stand_as_in_one_of_metres(edition: Edition) -> None:
    offsets = positions.region_offsets(edition.frame, edition.vocabulary)
    spots = positions.region_positions(edition.frame, edition.vocabulary)
    for (right, down), spot, park in zip(offsets, spots, edition.frame["park"], strict=True):
        lon, lat = seat(edition, park)
        steps = distance_m((lon, lat), spot) / positions.REGION_STEP_M
        assert hypot(right, down) == pytest.approx(steps, rel=0.02)
        assert (right > 0, down > 0) == (spot[0] > lon, spot[1] < lat)


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_rows_known_only_to_an_area_are_countable_at_any_zoom(
    which: str, request: pytest.FixtureRequest
) -> None:
    """Marks of 11 pixels side by side, however near their zones are to each other."""
    frame = request.getfixturevalue(which).frame
    offsets = positions.city_offsets(frame)
    unplaced = frame[frame["position_basis"] == "area"]
    for _, rows in unplaced.groupby(["lon", "lat"]):
        spots = [offsets[i] for i in rows.index]
        apart = [dist(one, other) for one, other in combinations(spots, 2)]
        assert min(apart, default=99) > 11
    placed = frame.index[frame["position_basis"] != "area"]
    assert {offsets[i] for i in placed} == {(0.0, 0.0)}
