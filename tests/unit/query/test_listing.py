"""The directory lists what passes, in the order asked for, page by page and group by group."""

import csv
import math
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pypinyin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.base.i18n import LANGS, translator
from lib.base.settings import DATA_DIR
from lib.editions.edition import Edition
from lib.query import listing, search
from lib.query.listing import BEST, DISTANCE, PAGE_SIZE, SORTS, VIEWS
from lib.terms.geometry import distance_m
from tests.editions import live_edition, with_rows

ENTRIES = live_edition()
VOCABULARY = ENTRIES.vocabulary
with (DATA_DIR / "resources.csv").open(encoding="utf-8-sig", newline="") as file:
    ROWS = list(csv.DictReader(file))
with (DATA_DIR / "parks.csv").open(encoding="utf-8-sig", newline="") as file:
    PARKS = [row for row in csv.DictReader(file) if row["kind"] == "member"]
ALL = np.ones(len(ROWS), dtype=bool)
PARK_ORDER = [park["park"] for park in PARKS]
CATEGORY_ORDER = [category.code for category in VOCABULARY.categories]
LEVEL_ORDER = [level.code for level in VOCABULARY.levels]


def spelled(name: str) -> str:
    """A name as a dictionary by pinyin has it: letters and digits alone."""
    syllables = pypinyin.lazy_pinyin(unicodedata.normalize("NFKC", name))
    return "".join(c for c in "".join(syllables).casefold() if c.isalnum())


# What each order compares, told from the CSV file.
KEYS: dict[str, Callable[[dict[str, str]], Any]] = {
    "name": lambda row: spelled(row["name"]),
    "category": lambda row: CATEGORY_ORDER.index(row["category"]),
    "park": lambda row: PARK_ORDER.index(row["park"]),
    "level": lambda row: LEVEL_ORDER.index(row["level"]),
    "year": lambda row: -int(row["year"]) if row["year"] else math.inf,
}


def ids(rows: listing.Rows) -> list[str]:
    return [ROWS[row]["resource_id"] for row in rows]


def register_of(*changes: dict[str, Any]) -> Edition:
    """A register of rows that differ from the first one in these columns alone."""
    frame = ENTRIES.frame.iloc[[0] * len(changes)].reset_index(drop=True)
    for column in changes[0]:
        dtype = "Int64" if column == "year" else object
        frame[column] = pd.Series([change[column] for change in changes], dtype=dtype)
    return with_rows(ENTRIES, frame)


def ordered(entries: Edition, sort: str, query: str = "") -> list[int]:
    passes = np.ones(len(entries.frame), dtype=bool)
    rows = listing.ordered(entries.register, entries.members, passes, query, sort)
    return list(map(int, rows))


def test_csv_and_register_are_the_same_rows() -> None:
    assert ids(np.arange(len(ROWS))) == ENTRIES.frame["resource_id"].to_list()


def test_every_sort_has_a_key_here() -> None:
    assert {BEST, DISTANCE, *KEYS} == set(SORTS)


@pytest.mark.parametrize("lang", LANGS)
def test_sorts_and_views_have_names_of_their_own(lang: Any) -> None:
    t = translator(lang)
    for names in (SORTS, VIEWS):
        assert len({t(name) for name in names.values()}) == len(names)


def test_best_without_a_query_is_the_registers_order() -> None:
    assert ids(listing.ordered(ENTRIES.register, ENTRIES.members, ALL, "", BEST)) == [
        r["resource_id"] for r in ROWS
    ]
    odd = np.arange(len(ROWS)) % 2 == 1
    assert listing.ordered(ENTRIES.register, ENTRIES.members, odd, "", BEST).tolist() == list(
        range(1, len(ROWS), 2)
    )


@pytest.mark.parametrize("query", ["氢能", "qingneng", "bjrxjqr", "清华 海淀"])
def test_best_with_a_query_is_the_order_of_the_match(query: str) -> None:
    matching = search.mask(ENTRIES.index, query)
    rows = listing.ordered(ENTRIES.register, ENTRIES.members, matching, query, BEST)
    assert rows.tolist() == search.ranked(ENTRIES.index, query).tolist()
    assert sorted(rows) == np.flatnonzero(matching).tolist()


def test_best_puts_the_better_match_first() -> None:
    names = ("大兴氢能园", "青能所", "氢能", "氢能园甲", "机器人", "氢能园乙")
    entries = register_of(
        *({"name": n, "host": None, "address": None, "note": None} for n in names)
    )
    assert ordered(entries, BEST, "氢能") == [2, 3, 5, 0]
    # Only what passes: the filter may be narrower than the query.
    passes = np.array([True, True, False, True, True, True])
    assert listing.ordered(entries.register, entries.members, passes, "氢能", BEST).tolist() == [
        3,
        5,
        0,
    ]


@pytest.mark.parametrize("sort", KEYS)
def test_sorted_rows_keep_the_registers_order_among_equals(sort: str) -> None:
    rows = listing.ordered(ENTRIES.register, ENTRIES.members, ALL, "", sort)
    assert ids(rows) == [row["resource_id"] for row in sorted(ROWS, key=KEYS[sort])]


@pytest.mark.parametrize("sort", KEYS)
@pytest.mark.parametrize("query", ["平台", "shiyanshi", "tianjin 研究"])
def test_sorted_rows_of_a_query_keep_the_order_of_the_match_among_equals(
    sort: str, query: str
) -> None:
    matching = search.ranked(ENTRIES.index, query)
    assert len(matching) > 3
    rows = listing.ordered(
        ENTRIES.register, ENTRIES.members, search.mask(ENTRIES.index, query), query, sort
    )
    expected = sorted((ROWS[row] for row in matching), key=KEYS[sort])
    assert ids(rows) == [row["resource_id"] for row in expected]


@pytest.mark.parametrize("query", ["", "研究"])
def test_the_nearest_comes_first(query: str) -> None:
    seat = next(park for park in PARKS if park["park"] == "cangzhou")
    here = float(seat["lon"]), float(seat["lat"])
    passes = search.mask(ENTRIES.index, query) if query else ALL
    rows = listing.ordered(ENTRIES.register, ENTRIES.members, passes, query, DISTANCE, here)
    far = [distance_m(here, (float(ROWS[i]["lon"]), float(ROWS[i]["lat"]))) for i in rows]
    assert far == pytest.approx(sorted(far))
    assert sorted(rows) == np.flatnonzero(passes).tolist()
    assert far == pytest.approx(listing.distances(ENTRIES.register, here)[rows].tolist())


@pytest.mark.parametrize("sort", SORTS)
@settings(max_examples=20)
@given(passes=st.lists(st.booleans(), min_size=len(ROWS), max_size=len(ROWS)))
def test_only_and_all_that_passes_is_listed(sort: str, passes: list[bool]) -> None:
    rows = listing.ordered(ENTRIES.register, ENTRIES.members, np.array(passes), "", sort)
    assert sorted(rows) == np.flatnonzero(passes).tolist()


@pytest.mark.parametrize("sort", SORTS)
def test_nothing_passes_and_nothing_is_there(sort: str) -> None:
    assert listing.ordered(ENTRIES.register, ENTRIES.members, ~ALL, "", sort).tolist() == []
    assert listing.ordered(ENTRIES.register, ENTRIES.members, ~ALL, "平台", sort).tolist() == []
    frame = ENTRIES.frame.iloc[:0]
    assert ordered(with_rows(ENTRIES, frame), sort) == []


def test_years_come_latest_first_and_unknown_ones_last() -> None:
    years = (None, 1991, 2026, None, 2020, 1991)
    entries = register_of(*({"year": year} for year in years))
    assert ordered(entries, "year") == [2, 4, 1, 5, 0, 3]


def test_names_are_ordered_by_pinyin_whatever_their_script_and_case() -> None:
    # Code points would put 乙 before 张, capitals before small letters, Latin before all.
    names = ("张江", "阿里", "abc Lab", "中关村", "ABD Lab", "重庆", "ＡＢＥ", "乙", "百度", "5G园")
    entries = register_of(*({"name": name} for name in names))
    expected = (
        "5G园",
        "abc Lab",
        "ABD Lab",
        "ＡＢＥ",
        "阿里",
        "百度",
        "重庆",
        "乙",
        "张江",
        "中关村",
    )
    assert [names[row] for row in ordered(entries, "name")] == list(expected)


def test_names_spelled_alike_keep_their_order() -> None:
    entries = register_of(*({"name": name} for name in ("青能", "安", "氢能", "清能")))
    assert ordered(entries, "name") == [1, 0, 2, 3]


@pytest.mark.parametrize(
    ("count", "pages"), [(0, 1), (1, 1), (24, 1), (25, 1), (26, 2), (50, 2), (51, 3), (337, 14)]
)
def test_pages(count: int, pages: int) -> None:
    assert PAGE_SIZE == 25
    assert listing.pages(count) == pages


@given(count=st.integers(0, 130))
def test_pages_one_after_another_are_the_whole_list(count: int) -> None:
    rows = np.arange(count)[::-1]
    found = [listing.page_of(rows, n + 1) for n in range(listing.pages(count))]
    assert np.concatenate(found).tolist() == rows.tolist()
    assert [len(page) for page in found[:-1]] == [PAGE_SIZE] * (len(found) - 1)
    assert 0 < len(found[-1]) <= PAGE_SIZE or not count


@pytest.mark.parametrize("number", [3, 4, 99, 999_999])
def test_a_page_past_the_end_is_the_last(number: int) -> None:
    assert listing.page_of(np.arange(55), number).tolist() == [50, 51, 52, 53, 54]
    assert listing.page_of(np.arange(75), number).tolist() == list(range(50, 75))


@pytest.mark.parametrize("number", [1, 2, 99])
def test_page_of_nothing_is_empty(number: int) -> None:
    assert listing.page_of(np.array([], dtype=np.intp), number).tolist() == []


@pytest.mark.parametrize("facet", ["park", "category"])
@settings(max_examples=30)
@given(rows=st.permutations(range(len(ROWS))))
def test_groups_follow_the_taxonomy_and_keep_the_order_inside(facet: str, rows: list[int]) -> None:
    found = listing.grouped(ENTRIES.register, ENTRIES.members, np.array(rows), facet)
    codes = [ROWS[row][facet] for row in found]
    order = list(VOCABULARY.terms[facet])
    assert codes == sorted(codes, key=order.index)
    for code in set(codes):
        members = [row for row in rows if ROWS[row][facet] == code]
        assert [row for row in found.tolist() if ROWS[row][facet] == code] == members


@given(st.lists(st.sampled_from([*(row["resource_id"] for row in ROWS), "nope-001", ""])))
def test_picked_are_the_known_ones_in_the_order_of_picking(picks: list[str]) -> None:
    known = [i for i in picks if i in {row["resource_id"] for row in ROWS}]
    assert ids(listing.picked(ENTRIES.places, picks)) == known


def test_picked_of_nothing_are_rows_all_the_same() -> None:
    rows = listing.picked(ENTRIES.places, ())
    assert len(ENTRIES.frame.iloc[rows]) == 0


def between(a: str, b: str) -> float:
    """The great circle's length between two parks' seats, on a sphere."""
    seats = {row["park"]: (float(row["lon"]), float(row["lat"])) for row in PARKS}
    (lon, lat), (to_lon, to_lat) = (tuple(map(math.radians, seats[park])) for park in (a, b))
    across = math.sin((to_lon - lon) / 2) ** 2 * math.cos(lat) * math.cos(to_lat)
    return 2 * math.asin(math.sqrt(math.sin((to_lat - lat) / 2) ** 2 + across))


def tags(row: dict[str, str]) -> set[str]:
    return {*row["chains"].split(";"), *row["clusters"].split(";")} - {""}


def alike(row: dict[str, str]) -> list[str]:
    """Resources like one, nearest first, told from the CSV files."""
    others = [
        other
        for other in ROWS
        if other["park"] != row["park"]
        and other["category"] == row["category"]
        and tags(other) & tags(row)
    ]
    others.sort(key=lambda other: between(row["park"], other["park"]))
    return [other["resource_id"] for other in others]


def test_similar_are_of_other_parks_nearest_first() -> None:
    lengths = set()
    for number, row in enumerate(ROWS):
        expected = alike(row)
        lengths.add(min(len(expected), 7))
        assert ids(listing.similar(ENTRIES.register, ENTRIES.members, number)) == expected[:6], row[
            "resource_id"
        ]
        whole = listing.similar(ENTRIES.register, ENTRIES.members, number, limit=1000)
        assert ids(whole) == expected
    assert lengths == set(range(8))


def test_untagged_resource_has_nothing_similar() -> None:
    untagged = [number for number, row in enumerate(ROWS) if not tags(row)]
    assert untagged
    for number in untagged:
        assert listing.similar(ENTRIES.register, ENTRIES.members, number).tolist() == []


@pytest.mark.parametrize(
    ("other", "is_similar"),
    [
        ({}, True),
        ({"park": "zgc"}, False),
        ({"category": "rd"}, False),
        ({"chains": ("robot",), "clusters": ()}, False),
        ({"chains": ("robot", "hydrogen"), "clusters": ()}, True),
        ({"chains": (), "clusters": ("ic",)}, True),
        ({"chains": (), "clusters": ()}, False),
    ],
)
def test_what_is_similar(other: dict[str, Any], is_similar: bool) -> None:
    one = {"park": "zgc", "category": "pilot", "chains": ("hydrogen",), "clusters": ("ic",)}
    entries = register_of(one, one | {"park": "tianjin"} | other)
    assert listing.similar(entries.register, entries.members, 0).tolist() == (
        [1] if is_similar else []
    )


def test_similar_has_a_limit_and_begins_with_the_nearest() -> None:
    parks = ("zgc", "hengshui", "yanjiao", "hengshui", "yanjiao", "cangzhou", "tianjin", "chengde")
    one = {"category": "pilot", "chains": ("hydrogen",), "clusters": ()}
    entries = register_of(*(one | {"park": park} for park in parks))
    assert listing.similar(entries.register, entries.members, 0, limit=2).tolist() == [2, 4]
    assert len(listing.similar(entries.register, entries.members, 0)) == 6
    assert listing.similar(entries.register, entries.members, 0, limit=0).tolist() == []


def test_a_list_and_its_cards_need_no_frame_of_the_whole_register() -> None:
    edition = with_rows(ENTRIES, ENTRIES.frame)
    origin = (116.3, 40.0)
    for sort in SORTS:
        rows = listing.ordered(edition.register, edition.members, ALL, "", sort, origin)
        listing.grouped(edition.register, edition.members, rows, "park")
    assert edition.resource(edition.ids[3])["name"] == ROWS[3]["name"]
    listing.similar(edition.register, edition.members, 3)
    assert len(edition.positions) == len(edition.is_placed) == len(ROWS)
    assert "frame" not in vars(edition.register)
