"""Gaps are the zeros of places that speak; who is offered is the nearest."""

from collections.abc import Sequence
from math import inf

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import analysis
from lib.analysis import NOT_REGISTERED, NOT_TAGGED, Gap
from lib.terms.geometry import LonLat, distance_m
from lib.terms.tags import Tag
from tests.unit.analysis.small import (
    FRAME,
    MEMBERS,
    NODES,
    PARKS,
    STEPS,
    VOCABULARY,
    counted,
    park_rows,
)


def test_path_is_of_one_area_or_of_all_resources() -> None:
    every = analysis.path(MEMBERS, "park", None)
    assert list(every.columns) == ["rd", "pilot", "testing", "incubator", "transfer"]
    assert int(every.to_numpy().sum()) == len(FRAME)
    assert counted(analysis.path(MEMBERS, "park", ("chain", "robot"))) == {
        ("zgc", "rd"): 1,
        ("zgc", "pilot"): 1,
        ("tianjin", "testing"): 1,
    }
    assert counted(analysis.path(MEMBERS, "park", ("cluster", "ic"))) == {
        ("zgc", "pilot"): 1,
        ("tianjin", "pilot"): 1,
    }
    assert counted(analysis.path(MEMBERS, "corridor", ("chain", "biomed"))) == {
        ("yanjiao", "transfer"): 1,
    }


# On one meridian, so that distances are differences of latitude.
ON_A_LINE = {
    place: (116.0, float(lat)) for place, lat in zip("abcd", (30, 31, 33, 37), strict=True)
}


def table(rows: dict[str, Sequence[int]], steps: str = "xyz") -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(steps))


def said(gap: Gap) -> tuple[str, str, str]:
    return gap.place, gap.step, "".join(offer.place for offer in gap.offers)


def test_gaps_by_hand() -> None:
    counts = table({"a": (0, 1, 0), "b": (2, 0, 0), "c": (0, 0, 0), "d": (5, 3, 0)})
    found = analysis.gaps(counts, (), ON_A_LINE)
    assert [said(gap) for gap in found] == [
        ("a", "x", "bd"),
        ("a", "z", ""),  # no place has it: a result of its own
        ("b", "y", "ad"),
        ("b", "z", ""),
        ("c", "x", "bd"),
        ("c", "y", "ad"),
        ("c", "z", ""),
        ("d", "z", ""),
    ]
    # A degree of latitude is 111.195 km.
    assert [offer.distance_m for offer in found[0].offers] == pytest.approx(
        [111_195, 7 * 111_195], rel=1e-4
    )


def test_of_equal_distances_the_first_in_the_counts_comes_first() -> None:
    counts = table({"a": (1, 0, 0), "b": (0, 1, 0), "c": (1, 0, 0)})
    seats = {"a": (116.0, 30.0), "b": (116.0, 31.0), "c": (116.0, 30.0)}
    for order in (["a", "b", "c"], ["c", "b", "a"]):
        [gap] = [
            g
            for g in analysis.gaps(counts.loc[order], (), seats)
            if (g.place, g.step) == ("b", "x")
        ]
        assert [o.place for o in gap.offers] == [p for p in order if p != "b"]


def test_a_silent_place_has_no_gaps_but_may_offer() -> None:
    counts = table({"a": (0, 1, 1), "b": (1, 0, 0)})
    assert [said(g) for g in analysis.gaps(counts, ("b",), ON_A_LINE)] == [("a", "x", "b")]
    assert analysis.gaps(counts, ("a", "b"), ON_A_LINE) == ()


def test_gaps_of_the_small_register() -> None:
    area = ("chain", "robot")
    counts = analysis.path(MEMBERS, "park", area)
    silent = analysis.silent_places(MEMBERS, "park", by_focus=True)
    found = analysis.gaps(counts, silent, analysis.seats(VOCABULARY, "park"))
    # zgc has rd and pilot, tianjin testing, yanjiao (tagged) nothing; no other place is judged.
    assert [(g.place, g.step, [o.place for o in g.offers]) for g in found] == [
        ("zgc", "testing", ["tianjin"]),
        ("zgc", "incubator", []),
        ("zgc", "transfer", []),
        ("tianjin", "rd", ["zgc"]),
        ("tianjin", "pilot", ["zgc"]),
        ("tianjin", "incubator", []),
        ("tianjin", "transfer", []),
        ("yanjiao", "rd", ["zgc"]),
        ("yanjiao", "pilot", ["zgc"]),
        ("yanjiao", "testing", ["tianjin"]),
        ("yanjiao", "incubator", []),
        ("yanjiao", "transfer", []),
    ]


def test_seats_are_the_parks_and_the_nodes() -> None:
    parks, nodes = (
        analysis.seats(VOCABULARY, "park"),
        analysis.seats(VOCABULARY, "corridor"),
    )
    assert list(parks) == list(PARKS)
    assert list(nodes) == list(NODES)
    rows = park_rows()
    for code, seat in (parks | nodes).items():
        assert seat == (float(rows[code]["lon"]), float(rows[code]["lat"]))


Trail = tuple[pd.DataFrame, list[str], dict[str, LonLat]]


@st.composite
def trails(draw: st.DrawFn) -> Trail:
    """Counts of places × steps, which of the places are silent, and seats, several of which
    coincide, so that there are ties."""
    places = draw(st.lists(st.sampled_from(PARKS), min_size=1, unique=True))
    cells = st.lists(st.integers(0, 2), min_size=len(STEPS), max_size=len(STEPS))
    counts = table({place: draw(cells) for place in places}, STEPS)  # type: ignore[arg-type]
    points = st.sampled_from([(116.0, 39.0), (117.0, 39.0), (116.0, 40.0), (115.0, 38.0)])
    seats: dict[str, LonLat] = {place: draw(points) for place in places}
    silent = draw(st.lists(st.sampled_from(places), unique=True))
    return counts, silent, seats


@given(trails())
def test_every_zero_of_a_place_that_speaks_is_one_gap(trail: Trail) -> None:
    counts, silent, seats = trail
    found = [(gap.place, gap.step) for gap in analysis.gaps(counts, silent, seats)]
    assert found == [
        (place, step)
        for place in counts.index
        for step in counts.columns
        if place not in silent and counts.loc[place, step] == 0
    ]


@given(trails())
def test_offers_are_just_the_other_places_that_have_the_step(trail: Trail) -> None:
    counts, silent, seats = trail
    for gap in analysis.gaps(counts, silent, seats):
        places = [offer.place for offer in gap.offers]
        assert gap.place not in places
        assert len(places) == len(set(places))
        assert set(places) == {p for p in counts.index if counts.loc[p, gap.step] > 0}


@given(trails())
def test_the_first_offer_is_the_nearest(trail: Trail) -> None:
    counts, silent, seats = trail
    for gap in analysis.gaps(counts, silent, seats):
        nearest = min(
            (
                distance_m(seats[gap.place], seats[place])
                for place in counts.index
                if counts.loc[place, gap.step] > 0
            ),
            default=inf,
        )
        assert (gap.offers[0].distance_m if gap.offers else inf) == nearest


@given(trails())
def test_offers_are_sorted_and_ties_keep_the_order_of_the_counts(trail: Trail) -> None:
    counts, silent, seats = trail
    order = list(counts.index)
    for gap in analysis.gaps(counts, silent, seats):
        ranked = [(offer.distance_m, order.index(offer.place)) for offer in gap.offers]
        assert ranked == sorted(ranked)
        for offer in gap.offers:
            assert offer.distance_m == distance_m(seats[gap.place], seats[offer.place])


def test_a_silent_place_is_told_who_is_nearest_and_why_it_may_lack_a_step() -> None:
    trail = analysis.trail(MEMBERS, "park", Tag("chain", "robot"))
    # 沧州 has a row of R&D that carries no tag, and none of testing.
    for step, why in (("rd", NOT_TAGGED), ("testing", NOT_REGISTERED)):
        gap = trail.zero("cangzhou", step)
        assert gap
        assert trail.gap("cangzhou", step) is None
        assert analysis.missing_because(MEMBERS, trail, gap) == why
    gap = trail.zero("cangzhou", "testing")
    assert gap
    assert [(offer.place, offer.count) for offer in gap.offers] == [("tianjin", 1)]
    assert np.flatnonzero(analysis.offered(MEMBERS, trail, gap)).tolist() == [5]


def test_who_has_a_chain_or_cluster_is_a_trail_of_its_own() -> None:
    trail = analysis.focus_trail(MEMBERS, "park")
    gap = trail.zero("cangzhou", "chain:biomed")
    assert gap
    assert [(offer.place, offer.count) for offer in gap.offers] == [("yanjiao", 1), ("zgc", 1)]
    assert analysis.missing_because(MEMBERS, trail, gap) == NOT_TAGGED
    assert np.flatnonzero(analysis.offered(MEMBERS, trail, gap)).tolist() == [7]
    gap = trail.zero("tianjin", "chain:biomed")
    assert gap
    assert analysis.missing_because(MEMBERS, trail, gap) == NOT_REGISTERED


def test_what_no_node_has_a_zone_off_the_corridor_may() -> None:
    trail = analysis.trail(MEMBERS, "corridor", Tag("chain", "robot"))
    gap = trail.gap("yanjiao", "rd")
    assert gap
    assert not gap.offers
    assert [(offer.place, offer.count) for offer in gap.beyond] == [("zgc", 1)]
    nearest = trail.nearest(gap)
    assert nearest
    assert nearest[0] == Tag("park", "zgc")
    assert np.flatnonzero(analysis.offered(MEMBERS, trail, gap)).tolist() == [0]
    # One that a node has is looked for no further.
    gap = trail.gap("yanjiao", "pilot")
    assert gap
    assert gap.offers
    assert not gap.beyond
