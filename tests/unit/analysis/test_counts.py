"""Matrices count what the register holds, and say where a zero says nothing."""

from typing import Any

import pandas as pd
import pytest

from lib import analysis
from lib.analysis import (
    FOCUS_DIMENSION,
    NOT_REGISTERED,
    NOT_TAGGED,
    WHOLE,
)
from lib.query.filters import ResourceFilter
from lib.terms.tags import Tag
from tests.unit.analysis.small import (
    ALL,
    BDA,
    BIOMED,
    ENTRIES,
    FOCUS_CODES,
    FRAME,
    IC,
    MEMBERS,
    NODES,
    PARKS,
    ROBOT,
    STEPS,
    VOCABULARY,
    counted,
    frame,
    members_of,
)


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


def test_untagged_carries_neither_chain_nor_cluster() -> None:
    assert analysis.untagged(MEMBERS) == 3
    assert analysis.untagged(members_of(FRAME.head(3))) == 0  # one of these has only a chain
    assert analysis.untagged(members_of(FRAME.iloc[[4]])) == 0  # and this one only a cluster
    assert analysis.untagged(members_of(FRAME.head(0))) == 0
    assert analysis.untagged(MEMBERS, ENTRIES.filter(chain=("robot",))) == 0
    assert analysis.tagged(MEMBERS)[MEMBERS.combination].tolist() == [
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


@pytest.mark.parametrize(
    ("chosen", "cell", "reason"),
    [
        # Of the place chosen, whatever is counted.
        ({"park": ["cangzhou"]}, ["chain:hydrogen"], NOT_TAGGED),
        ({"park": ["cangzhou"]}, ["category:pilot"], None),
        ({"park": ["cangzhou"], "chain": ["robot"]}, ["category:rd"], NOT_TAGGED),
        ({"corridor": ["cangzhou"]}, ["chain:hydrogen"], NOT_TAGGED),
        ({"park": ["baoding"]}, ["category:pilot"], NOT_REGISTERED),
        ({"park": ["cangzhou", "baoding"]}, ["cluster:ic"], NOT_TAGGED),
        ({"park": ["cangzhou", "zgc"]}, ["chain:hydrogen"], None),
        ({"park": ["yanjiao"]}, ["chain:hydrogen"], None),
        ({}, ["chain:hydrogen"], None),
        # A contradiction is a zero.
        ({"park": ["zgc"], "province": ["hebei"]}, ["chain:robot"], None),
        ({"park": ["cangzhou"], "chain": ["robot"]}, ["province:beijing"], None),
        # The place of a cell goes before those chosen.
        ({"park": ["cangzhou"]}, ["park:zgc", "chain:hydrogen"], None),
        ({"chain": ["robot"]}, ["park:cangzhou", "category:rd"], NOT_TAGGED),
        ({"chain": ["robot"]}, ["park:cangzhou", ""], NOT_TAGGED),
        ({}, ["category:rd", "park:baoding"], NOT_REGISTERED),
    ],
)
def test_why_a_zero_under_a_filter_says_nothing(
    chosen: dict[str, list[str]], cell: list[str], reason: str | None
) -> None:
    selection, _ = ResourceFilter.from_query(chosen, VOCABULARY)
    assert analysis.reason(MEMBERS, selection, *map(Tag.parse, cell)) == reason


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


def test_focus_areas_of_a_matrix_are_the_filters() -> None:
    assert [code.split(":") for code in FOCUS_CODES] == [
        list(area) for area in VOCABULARY.focus_areas
    ]


@pytest.mark.parametrize(
    ("chosen", "cell", "word"),
    [
        # Of 中关村 four are tagged and one is not; of 天津 both are.
        ({"park": ("zgc",)}, "chain:hydrogen", NOT_TAGGED),
        ({"park": ("tianjin",)}, "chain:hydrogen", NOT_REGISTERED),
        ({"park": ("tianjin",)}, "category:transfer", NOT_REGISTERED),
        ({"chain": ("hydrogen",)}, "park:tianjin", NOT_REGISTERED),
        ({"chain": ("hydrogen",)}, "park:zgc", NOT_TAGGED),
        # The one of 中关村 that is not tagged is an incubator.
        ({"park": ("zgc",), "category": ("rd",)}, "chain:hydrogen", NOT_REGISTERED),
        ({"park": ("zgc",), "category": ("incubator",)}, "chain:hydrogen", NOT_TAGGED),
        ({"park": ("xiongan",)}, "chain:hydrogen", NOT_REGISTERED),
        ({}, "chain:hydrogen", NOT_TAGGED),
        ({"park": ("zgc",)}, "corridor:cangzhou", None),
        ({"park": ("zgc",), "q": "第一项"}, "chain:hydrogen", None),
        ({"park": ("zgc",)}, "status:building", None),
    ],
)
def test_a_zero_that_stands_alone_is_a_gap_in_the_words_of_who_is_nearest(
    chosen: dict[str, Any], cell: str, word: str | None
) -> None:
    assert analysis.gap(MEMBERS, ENTRIES.filter(**chosen), Tag.parse(cell)) == word
