"""Counts say what the register holds, complements are the nearest, and few rows say little.

The register of these tests has nine rows, so that every expected number can be counted by eye.
"""

import csv
from collections.abc import Sequence
from itertools import combinations
from math import inf, isnan
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import analysis
from lib.analysis import (
    FOCUS_DIMENSION,
    NOT_REGISTERED,
    NOT_TAGGED,
    WHOLE,
    Gap,
    Shares,
)
from lib.base.i18n import Lang
from lib.editions.edition import Edition
from lib.query import search
from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.terms import geometry
from lib.terms.geometry import LonLat, distance_m
from tests.editions import live_edition, live_sources

ENTRIES = live_edition()
VOCABULARY = ENTRIES.vocabulary

BDA = "亦庄（北京经开区）"
PARKS = tuple(park.code for park in VOCABULARY.parks)
NODES = ("bda", "yanjiao", "tianjin", "cangzhou")
STEPS = VOCABULARY.steps
FOCUS_CODES = analysis.focus_codes(VOCABULARY)
PROVINCES = {"zgc": "北京市", "tianjin": "天津市"}
Row = tuple[str, str, str, str]  # park, category, chains and clusters, subpark


def frame(*rows: Row) -> pd.DataFrame:
    """A register of `rows`, with just the columns that counting reads."""
    clusters = set(VOCABULARY.terms["cluster"])
    return pd.DataFrame(
        [
            {
                "name": f"第{number}项",
                "park": park,
                "category": category,
                "chains": tuple(tag for tag in tags.split() if tag not in clusters),
                "clusters": tuple(tag for tag in tags.split() if tag in clusters),
                "subpark": subpark or None,
                "province": PROVINCES.get(park, "河北省"),
                "level": "national" if category == "rd" else "other",
                "status": "operating",
                "host": None,
                "address": None,
                "note": None,
                "city": PROVINCES.get(park, "石家庄市"),
                "district": None,
            }
            for number, (park, category, tags, subpark) in enumerate(rows)
        ]
    )


def park_rows() -> dict[str, dict[str, str]]:
    """The rows of `parks.csv` by code."""
    text = live_sources().text("parks.csv")
    return {row["park"]: row for row in csv.DictReader(text.splitlines())}


def members_of(rows: pd.DataFrame) -> Membership:
    return Membership(rows, search.build(rows, VOCABULARY), VOCABULARY)


FRAME = frame(
    ("zgc", "rd", "robot", ""),
    ("zgc", "pilot", "robot ic", BDA),
    ("zgc", "rd", "biomed biomed_cluster", ""),
    ("zgc", "incubator", "", ""),
    ("tianjin", "pilot", "ic", ""),
    ("tianjin", "testing", "robot", ""),
    ("cangzhou", "rd", "", ""),
    ("yanjiao", "transfer", "biomed biomed_cluster", ""),
    ("yanjiao", "transfer", "", ""),
)
MEMBERS = members_of(FRAME)
ALL = ENTRIES.filter()
ROBOT, IC, BIOMED = "chain:robot", "cluster:ic", "chain:biomed"


def counted(counts: pd.DataFrame) -> dict[tuple[str, str], int]:
    """The cells of a matrix that are not zero."""
    return {
        (str(row), str(column)): int(counts.loc[row, column])
        for row in counts.index
        for column in counts.columns
        if counts.loc[row, column]
    }


# Matrices


def test_matrix_has_every_code_of_both_dimensions_in_the_taxonomys_order() -> None:
    counts = analysis.matrix(MEMBERS, ALL, "park", "category")
    assert list(counts.index) == list(PARKS)
    assert list(counts.columns) == ["rd", "pilot", "testing", "incubator", "transfer"]
    assert counted(counts) == {
        ("zgc", "rd"): 2,
        ("zgc", "pilot"): 1,
        ("zgc", "incubator"): 1,
        ("tianjin", "pilot"): 1,
        ("tianjin", "testing"): 1,
        ("yanjiao", "transfer"): 2,
        ("cangzhou", "rd"): 1,
    }


def test_a_resource_of_several_tags_counts_in_each_and_biomedicine_stands_once() -> None:
    counts = analysis.matrix(MEMBERS, ALL, FOCUS_DIMENSION, "park")
    # Six chains and five clusters, of which 生物医药 is both.
    assert list(counts.index) == [
        *("chain:hydrogen", BIOMED, "chain:cyber_iiot", "chain:machine_tool", "chain:nev_icv"),
        *(ROBOT, IC, "cluster:cybersec", "cluster:power_eq", "cluster:safety"),
    ]
    assert counted(counts) == {
        (ROBOT, "zgc"): 2,
        (ROBOT, "tianjin"): 1,
        (IC, "zgc"): 1,
        (IC, "tianjin"): 1,
        (BIOMED, "zgc"): 1,
        (BIOMED, "yanjiao"): 1,
    }


def test_matrix_follows_the_filter_on_everything_but_its_own_two_dimensions() -> None:
    chosen = ENTRIES.filter(park=("tianjin",), category=("rd",), chain=("robot",))
    assert counted(analysis.matrix(MEMBERS, chosen, "park", "category")) == {
        ("zgc", "rd"): 1,
        ("zgc", "pilot"): 1,
        ("tianjin", "testing"): 1,
    }
    assert counted(analysis.matrix(MEMBERS, chosen, FOCUS_DIMENSION, "park")) == {
        (ROBOT, "zgc"): 1,
        (BIOMED, "zgc"): 1,
    }
    assert counted(analysis.matrix(MEMBERS, chosen, FOCUS_DIMENSION, "category")) == {
        (IC, "pilot"): 1,
        (ROBOT, "testing"): 1,
    }


@pytest.mark.parametrize(
    "chosen", [ENTRIES.filter(chain=("robot",)), ENTRIES.filter(cluster=("ic",))]
)
def test_a_matrix_of_chains_and_clusters_ignores_a_choice_of_either(chosen: ResourceFilter) -> None:
    for columns in ("park", "category"):
        free = analysis.matrix(MEMBERS, ALL, FOCUS_DIMENSION, columns)
        assert analysis.matrix(MEMBERS, chosen, FOCUS_DIMENSION, columns).equals(free)


def test_matrix_follows_province_level_and_text() -> None:
    def parks(chosen: ResourceFilter) -> dict[tuple[str, str], int]:
        return counted(analysis.matrix(MEMBERS, chosen, "park", "category"))

    assert parks(ENTRIES.filter(province=("hebei",))) == {
        ("yanjiao", "transfer"): 2,
        ("cangzhou", "rd"): 1,
    }
    assert parks(ENTRIES.filter(level=("national",))) == {("zgc", "rd"): 2, ("cangzhou", "rd"): 1}
    assert parks(ENTRIES.filter(q="第4项")) == {("tianjin", "pilot"): 1}
    assert parks(ENTRIES.filter(q="没有")) == {}


def test_corridor_node_inside_a_park_is_part_of_it_and_counted_once() -> None:
    nodes = analysis.matrix(MEMBERS, ALL, "corridor", "category")
    assert list(nodes.index) == list(NODES)  # g2 is all of them, and no row of its own
    assert counted(nodes) == {
        ("bda", "pilot"): 1,
        ("yanjiao", "transfer"): 2,
        ("tianjin", "pilot"): 1,
        ("tianjin", "testing"): 1,
        ("cangzhou", "rd"): 1,
    }
    on_corridor = int(ENTRIES.filter(corridor=("g2",)).mask(MEMBERS).sum())
    assert int(nodes.to_numpy().sum()) == on_corridor == 6
    parks = analysis.matrix(MEMBERS, ALL, "park", "category")
    assert int(parks.to_numpy().sum()) == len(FRAME)
    assert parks.loc["zgc", "pilot"] == 1


def test_matrix_of_an_empty_register_is_zero() -> None:
    counts = analysis.matrix(members_of(FRAME.head(0)), ALL, FOCUS_DIMENSION, "park")
    assert counts.shape == (10, 10)
    assert counted(counts) == {}


def test_crossed_is_the_matrices_side_by_side_with_each_rows_whole_first() -> None:
    counts = analysis.crossed(MEMBERS, ALL, FOCUS_DIMENSION, ("park", "category"))
    parks = [f"park:{code}" for code in PARKS]
    assert list(counts.columns) == [WHOLE, *parks, *(f"category:{code}" for code in STEPS)]
    assert list(counts.index) == list(FOCUS_CODES)
    assert counted(counts.loc[[ROBOT]]) == {
        (ROBOT, WHOLE): 3,
        (ROBOT, "park:zgc"): 2,
        (ROBOT, "park:tianjin"): 1,
        (ROBOT, "category:rd"): 1,
        (ROBOT, "category:pilot"): 1,
        (ROBOT, "category:testing"): 1,
    }


def test_whole_of_a_row_follows_the_filter_on_everything_but_the_rows_own_dimension() -> None:
    chosen = ENTRIES.filter(park=("zgc",), category=("pilot",), chain=("robot",))
    counts = analysis.crossed(MEMBERS, chosen, "park", ("category", FOCUS_DIMENSION))
    assert list(counts.index) == [f"park:{code}" for code in PARKS]
    # Robots' pilot lines, in any park: one in zgc. What tianjin has is another chain's or step's.
    assert {k: n for k, n in counted(counts).items() if k[1] == WHOLE} == {("park:zgc", WHOLE): 1}
    assert counts.loc["park:tianjin", "category:testing"] == 1
    assert counts.loc["park:tianjin", "cluster:ic"] == 1
    assert counts.loc["park:zgc", "cluster:ic"] == 1
    assert counts.loc["park:zgc", "category:rd"] == 1


def test_whole_counts_untagged_rows_too() -> None:
    counts = analysis.crossed(MEMBERS, ALL, "corridor", ("category", FOCUS_DIMENSION))
    assert counts[WHOLE].to_dict() == {
        "corridor:bda": 1,
        "corridor:yanjiao": 2,
        "corridor:tianjin": 2,
        "corridor:cangzhou": 1,
    }
    assert counted(counts.loc[["corridor:cangzhou"]]) == {
        ("corridor:cangzhou", WHOLE): 1,
        ("corridor:cangzhou", "category:rd"): 1,
    }


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


# What a zero means


def test_untagged_carries_neither_chain_nor_cluster() -> None:
    assert analysis.untagged(FRAME) == 3
    assert analysis.untagged(FRAME.head(3)) == 0  # one of these has only a chain
    assert analysis.untagged(FRAME.iloc[[4]]) == 0  # and this one only a cluster
    assert analysis.untagged(FRAME.head(0)) == 0
    assert analysis.tagged_rows(MEMBERS).tolist() == [
        *(True, True, True, False),
        *(True, True, False, True, False),
    ]


@pytest.mark.parametrize(
    ("facet", "code", "by_focus", "reason"),
    [
        ("park", "zgc", True, None),
        ("park", "tianjin", False, None),
        ("park", "cangzhou", False, None),
        ("park", "cangzhou", True, NOT_TAGGED),
        ("park", "yanjiao", True, None),  # one of its two rows is tagged
        ("park", "baoding", False, NOT_REGISTERED),
        ("park", "baoding", True, NOT_REGISTERED),
        ("corridor", "bda", True, None),
        ("corridor", "cangzhou", True, NOT_TAGGED),
        ("corridor", "cangzhou", False, None),
        # Of other facets a zero is a zero.
        ("category", "rd", True, None),
        ("chain", "hydrogen", True, None),
        ("status", "building", False, None),
    ],
)
def test_silence(facet: str, code: str, *, by_focus: bool, reason: str | None) -> None:
    assert analysis.silence(MEMBERS, facet, code, by_focus=by_focus) == reason


def test_silence_of_a_node_is_not_that_of_its_park() -> None:
    rows = FRAME[FRAME["subpark"] != BDA]
    assert analysis.silence(members_of(rows), "corridor", "bda", by_focus=False) == NOT_REGISTERED
    assert analysis.silence(members_of(rows), "park", "zgc", by_focus=False) is None
    untagged_bda = pd.concat([rows, frame(("zgc", "rd", "", BDA))], ignore_index=True)
    assert analysis.silence(members_of(untagged_bda), "corridor", "bda", by_focus=True) == (
        NOT_TAGGED
    )
    assert analysis.silence(members_of(untagged_bda), "park", "zgc", by_focus=True) is None


def test_silent_places() -> None:
    absent = [code for code in PARKS if code not in ("zgc", "tianjin", "cangzhou", "yanjiao")]
    unregistered = dict.fromkeys(absent, NOT_REGISTERED)
    assert analysis.silent_places(MEMBERS, "park", by_focus=False) == unregistered
    assert analysis.silent_places(MEMBERS, "park", by_focus=True) == unregistered | {
        "cangzhou": NOT_TAGGED
    }
    assert analysis.silent_places(MEMBERS, "corridor", by_focus=False) == {}
    assert analysis.silent_places(MEMBERS, "corridor", by_focus=True) == {"cangzhou": NOT_TAGGED}
    # All four nodes together are no place.
    assert set(analysis.silent_places(members_of(FRAME.head(0)), "corridor", by_focus=True)) == {
        *NODES
    }


# Complements

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


# Shares


def test_shares_of_categories() -> None:
    found = analysis.shares(MEMBERS, ALL, "category")
    assert found.totals == dict.fromkeys(PARKS, 0) | {
        "zgc": 4,
        "tianjin": 2,
        "yanjiao": 2,
        "cangzhou": 1,
    }
    assert found.counts["zgc"] == {
        "rd": 2,
        "pilot": 1,
        "testing": 0,
        "incubator": 1,
        "transfer": 0,
    }
    assert found.share("zgc", "rd") == 0.5
    assert found.share("tianjin", "testing") == 0.5
    assert found.share("tianjin", "rd") == 0
    assert found.share("xiongan", "rd") is None
    # Of the four parks with rows: rd ½ 0 0 1, pilot ¼ ½ 0 0, testing 0 ½ 0 0, transfer 0 0 1 0.
    assert found.median == {
        "rd": 0.25,
        "pilot": 0.125,
        "testing": 0,
        "incubator": 0,
        "transfer": 0,
    }


def test_shares_of_focus_areas_are_of_tagged_rows() -> None:
    found = analysis.shares(MEMBERS, ALL, FOCUS_DIMENSION)
    assert found.totals == dict.fromkeys(PARKS, 0) | {"zgc": 3, "tianjin": 2, "yanjiao": 1}
    assert found.share("zgc", ROBOT) == pytest.approx(2 / 3)
    assert found.share("yanjiao", BIOMED) == 1
    assert found.share("cangzhou", ROBOT) is None
    # Of the three parks with tagged rows: robot ⅔ ½ 0, ic ⅓ ½ 0, biomed ⅓ 0 1.
    assert found.median[ROBOT] == 0.5
    assert found.median[IC] == pytest.approx(1 / 3)
    assert found.median[BIOMED] == pytest.approx(1 / 3)
    assert found.median["chain:hydrogen"] == 0


def test_shares_follow_the_filter_but_for_park_and_their_own_dimension() -> None:
    chosen = ENTRIES.filter(park=("zgc",), category=("rd",), chain=("robot",))
    by_category = analysis.shares(MEMBERS, chosen, "category")
    assert {park: n for park, n in by_category.totals.items() if n} == {"zgc": 2, "tianjin": 1}
    assert by_category.share("zgc", "pilot") == 0.5
    by_focus = analysis.shares(MEMBERS, chosen, FOCUS_DIMENSION)
    # rd anywhere, tagged: two in zgc; cangzhou's carries no tag.
    assert {park: n for park, n in by_focus.totals.items() if n} == {"zgc": 2}
    assert by_focus.share("zgc", ROBOT) == 0.5


def test_median_of_nothing_is_not_a_number() -> None:
    found = analysis.shares(MEMBERS, ENTRIES.filter(q="没有"), "category")
    assert set(found.totals.values()) == {0}
    assert all(isnan(median) for median in found.median.values())


# A park's standing


def made(
    parts: dict[str, int], median: dict[str, float], park: str = "tangshan", *, rows: int = 0
) -> Shares:
    """Shares of one park: `parts` of its `rows`, which are their sum where not given."""
    return Shares({park: parts}, {park: rows or sum(parts.values())}, median)


def test_standing_is_furthest_above_and_below_the_median() -> None:
    of = made({"rd": 6, "pilot": 3, "testing": 1}, {"rd": 0.5, "pilot": 0.1, "testing": 0.4})
    found = analysis.standing(of, "tangshan")
    assert found is not None
    assert found.most == ("pilot", 0.3, 0.1)
    assert found.least == ("testing", 0.1, 0.4)


def test_no_standing_under_ten_rows() -> None:
    median = {"rd": 0.5, "pilot": 0.5}
    assert analysis.standing(made({"rd": 9, "pilot": 0}, median), "tangshan") is None
    assert analysis.standing(made({"rd": 10, "pilot": 0}, median), "tangshan") is not None


def test_standing_of_the_median_park_is_nothing() -> None:
    found = analysis.standing(
        made({"rd": 500, "pilot": 500}, {"rd": 0.495, "pilot": 0.505}), "tangshan"
    )
    assert found is not None
    assert (found.most, found.least) == (None, None)


def test_standing_needs_a_hundredth() -> None:
    found = analysis.standing(
        made({"rd": 520, "pilot": 480}, {"rd": 0.5, "pilot": 0.5}), "tangshan"
    )
    assert found is not None
    assert found.most == ("rd", 0.52, 0.5)
    assert found.least == ("pilot", 0.48, 0.5)


def test_of_equal_standings_the_first_category_is_named() -> None:
    of = made(
        {"rd": 3, "pilot": 3, "testing": 2, "incubator": 2},
        {"rd": 0.2, "pilot": 0.2, "testing": 0.3, "incubator": 0.3},
    )
    found = analysis.standing(of, "tangshan")
    assert found is not None
    assert found.most is not None and found.most[0] == "rd"
    assert found.least is not None and found.least[0] == "testing"


FEW: dict[str, float] = {"rd": 0.5, "pilot": 0.1, "testing": 0.4}
NO_TAGS = made({ROBOT: 0, IC: 0}, {ROBOT: 0.5, IC: 0.5})


@pytest.mark.parametrize(
    ("by_category", "by_focus", "zh", "en"),
    [
        (
            made({"rd": 6, "pilot": 3, "testing": 1}, FEW),
            made({ROBOT: 3, IC: 2}, {ROBOT: 0.5, IC: 0.5}, rows=4),
            "登记册中收录 10 项。与中位园区相比，概念验证与中试占比最突出（30%，中位 10%）。"
            "检验检测登记相对最少（10%，中位 40%）。标注了链或集群的 4 项中，机器人最多（3 项）。",
            "In the register: 10 entries. Beside the median zone, Pilot stands out (30%, median "
            "10%). Relatively fewest entries: Testing (10%, median 40%). Of 4 entries tagged with "
            "a chain or cluster, most are Robotics (3).",
        ),
        (
            made({"rd": 6, "pilot": 3, "testing": 1}, FEW),
            NO_TAGS,
            "登记册中收录 10 项。与中位园区相比，概念验证与中试占比最突出（30%，中位 10%）。"
            "检验检测登记相对最少（10%，中位 40%）。没有标注链或集群的资源。",
            "In the register: 10 entries. Beside the median zone, Pilot stands out (30%, median "
            "10%). Relatively fewest entries: Testing (10%, median 40%). None is tagged with a "
            "chain or cluster.",
        ),
        (
            made({"rd": 5, "pilot": 5}, {"rd": 0.5, "pilot": 0.5}),
            made({ROBOT: 2, IC: 2}, {ROBOT: 0.5, IC: 0.5}, rows=3),
            "登记册中收录 10 项。标注了链或集群的 3 项中，机器人最多（2 项）。",
            "In the register: 10 entries. Of 3 entries tagged with a chain or cluster, most are "
            "Robotics (2).",
        ),
        (
            made({"rd": 9, "pilot": 0}, {"rd": 0.5, "pilot": 0.5}),
            made({ROBOT: 9, IC: 0}, {ROBOT: 0.5, IC: 0.5}),
            "登记册中仅收录 9 项，不足 10 项，不作比较。",
            "In the register: only 9 entries, under 10, too few to compare.",
        ),
        (
            made({"rd": 0, "pilot": 0}, {"rd": 0.5, "pilot": 0.5}),
            NO_TAGS,
            "登记册中没有收录该园区的资源。",
            "The register holds no resource of this zone.",
        ),
    ],
    ids=["usual", "untagged", "median", "few", "none"],
)
def test_park_sentence(by_category: Shares, by_focus: Shares, zh: str, en: str) -> None:
    assert analysis.park_sentence(by_category, by_focus, "tangshan", VOCABULARY, "zh") == zh
    assert analysis.park_sentence(by_category, by_focus, "tangshan", VOCABULARY, "en") == en


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize(("lang", "start"), [("zh", "登记册中"), ("en", "In the register: ")])
def test_every_parks_sentence_speaks_of_the_register(
    entries: Edition, park: str, lang: Lang, start: str
) -> None:
    n = int((entries.frame["park"] == park).sum())
    sentence = analysis.park_sentence(
        analysis.shares(entries.members, ALL, "category"),
        analysis.shares(entries.members, ALL, FOCUS_DIMENSION),
        park,
        VOCABULARY,
        lang,
    )
    assert sentence.startswith(start if n or lang == "zh" else "The register holds no")
    assert (str(n) in sentence) == bool(n)
    # A park of few rows is not judged.
    assert ("中位" in sentence or "median" in sentence) == (n >= 10)
    assert not any(word in sentence for word in ("缺", "弱", "lack", "weak"))


# The corridor


def test_stops_count_each_nodes_own_rows_in_order_along_the_line() -> None:
    stops = analysis.corridor_stops(FRAME, VOCABULARY)
    counts = {stop.node.code: stop.count for stop in stops}
    assert counts == {"bda": 1, "yanjiao": 2, "tianjin": 2, "cangzhou": 1}
    assert [stop.node.code for stop in stops if not stop.is_spur] == ["bda", "tianjin", "cangzhou"]
    assert [stop.node.code for stop in stops if stop.is_spur] == ["yanjiao"]
    along = [stop.chainage_km for stop in stops]
    assert along == sorted(along)
    assert along[0] == 0
    assert {stop.count for stop in analysis.corridor_stops(FRAME.head(0), VOCABULARY)} == {0}


def test_legs_are_every_pair_and_along_the_line_only_between_nodes_at_it() -> None:
    stops = analysis.corridor_stops(FRAME, VOCABULARY)
    by_code = {stop.node.code: stop for stop in stops}
    legs = analysis.corridor_legs(stops)
    pairs = [frozenset((leg.start.code, leg.end.code)) for leg in legs]
    assert len(pairs) == 6
    assert set(pairs) == {frozenset(pair) for pair in combinations(NODES, 2)}
    rows = park_rows()
    for leg in legs:
        seats: list[Any] = [
            (float(rows[node.code]["lon"]), float(rows[node.code]["lat"]))
            for node in (leg.start, leg.end)
        ]
        assert leg.straight_km == pytest.approx(geometry.distance_m(*seats) / 1000)
        if "yanjiao" in (leg.start.code, leg.end.code):
            assert leg.along_km is None
        else:
            start, end = by_code[leg.start.code], by_code[leg.end.code]
            assert leg.along_km == pytest.approx(end.chainage_km - start.chainage_km)
            # No road is shorter than the straight line, but for how far the seats lie off it.
            assert leg.along_km is not None
            off = start.offset_km + end.offset_km
            assert leg.along_km + off > leg.straight_km
    along = {(leg.start.code, leg.end.code): leg.along_km for leg in legs if leg.along_km}
    assert set(along) == {("bda", "tianjin"), ("tianjin", "cangzhou"), ("bda", "cangzhou")}
    assert along["bda", "cangzhou"] == pytest.approx(
        (along["bda", "tianjin"] or 0) + (along["tianjin", "cangzhou"] or 0)
    )


def test_focus_areas_of_a_matrix_are_the_filters() -> None:
    assert [code.split(":") for code in FOCUS_CODES] == [
        list(area) for area in VOCABULARY.focus_areas
    ]
