"""Which rows carry which code, of any part of a register."""

from lib.query import membership, search
from lib.register.rows import to_table
from tests.editions import live_edition

ENTRIES = live_edition()
FRAME, VOCABULARY = ENTRIES.frame, ENTRIES.vocabulary


def test_an_empty_register_filters_to_an_empty_one() -> None:
    empty = to_table(FRAME.iloc[:0])
    members = membership.Membership(empty, search.build(empty, VOCABULARY), VOCABULARY)
    assert ENTRIES.filter(park=("zgc",), q="x").mask(members).tolist() == []


def test_filter_applies_to_part_of_the_register() -> None:
    chosen = ENTRIES.filter(park=("zgc",), q="平台")
    part = FRAME[::2]
    table = to_table(part)
    members = membership.Membership(table, search.build(table, VOCABULARY), VOCABULARY)
    expected = FRAME.loc[chosen.mask(ENTRIES.members), "resource_id"]
    passing = part.loc[chosen.mask(members), "resource_id"].to_list()
    assert passing == [i for i in part["resource_id"] if i in set(expected)]
    assert 0 < len(passing) < len(expected)


def test_on_corridor_of_nothing_is_nothing() -> None:
    assert not membership.on_corridor(FRAME, VOCABULARY, ()).any()


def test_rows_of_one_combination_carry_the_same_codes() -> None:
    members = ENTRIES.members
    assert members.sizes.sum() == len(FRAME) > len(members.sizes)
    columns = ["park", "province", "category", "chains", "clusters", "level", "status", "subpark"]
    kinds = {tuple(map(str, row)) for row in FRAME[columns].to_numpy().tolist()}
    assert len(members.sizes) <= len(kinds)
    for facet, terms in VOCABULARY.terms.items():
        for code in terms:
            carried = members.carries(facet, (code,))
            assert members.sizes[members.having(facet, (code,))].sum() == carried.sum()
