"""A dot stands for as many resources as the register's size asks for, and for no others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.register import dots
from lib.register.dots import Dots, gathered

# Of each resource its pack and its category.
RESOURCES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=60)


def made(resources: list[tuple[int, int]], worth: int) -> Dots:
    packs, categories = np.array(resources, dtype=np.intp).reshape(-1, 2).T
    return gathered(packs, categories, np.arange(len(resources)), worth)


@pytest.mark.parametrize(
    ("count", "worth", "zoom"),
    [
        *((0, 1, 9), (337, 1, 9), (1000, 1, 9), (1001, 10, 9), (10_000, 10, 9)),
        *((10_001, 100, 10), (100_000, 100, 10), (100_001, 1000, 12), (1_000_000, 1000, 12)),
        (5_000_000, 1000, 12),
    ],
)
def test_a_larger_register_has_dots_that_are_worth_more(count: int, worth: int, zoom: int) -> None:
    found = dots.scale(count)
    assert (found.worth, found.zoom) == (worth, zoom)


@given(RESOURCES, st.data())
def test_where_a_dot_is_one_resource_just_those_that_pass_are_lit(
    resources: list[tuple[int, int]], data: st.DataObject
) -> None:
    found = made(resources, 1)
    passes = np.array([data.draw(st.booleans()) for _ in resources], dtype=bool)
    lit = found.lit(passes)
    assert sorted(found.rows[lit].tolist()) == np.flatnonzero(passes).tolist()
    for row in range(len(resources)):
        dot = found.of(row)
        assert dot is not None
        assert found.rows[dot] == row
        assert (found.pack[dot], found.category[dot]) == resources[row]


@given(RESOURCES, st.sampled_from([10, 100]), st.data())
def test_in_a_large_register_each_group_lights_as_many_as_its_rows_take_rounded_up(
    resources: list[tuple[int, int]], worth: int, data: st.DataObject
) -> None:
    found = made(resources, worth)
    passes = np.array([data.draw(st.booleans()) for _ in resources], dtype=bool)
    lit = found.lit(passes)
    for group in set(resources):
        own = (found.pack == group[0]) & (found.category == group[1])
        held = [passes[i] for i, one in enumerate(resources) if one == group]
        assert own.sum() == -(-len(held) // worth)
        assert lit[own].sum() == -(-sum(held) // worth)
        # From the middle on.
        assert sorted(lit[own].tolist(), reverse=True) == lit[own].tolist()
    for row, group in enumerate(resources):
        dot = found.of(row)
        assert dot is not None
        assert (found.pack[dot], found.category[dot]) == group
        assert found.rank[dot] == 0


@given(RESOURCES, st.sampled_from([1, 10]))
def test_a_packs_places_are_filled_from_the_middle_category_by_category(
    resources: list[tuple[int, int]], worth: int
) -> None:
    found = made(resources, worth)
    for pack in range(4):
        own = found.pack == pack
        assert found.place[own].tolist() == list(range(own.sum()))
        assert found.category[own].tolist() == sorted(found.category[own].tolist())
    assert found.sizes(4) == [int((found.pack == pack).sum()) for pack in range(4)]


def test_what_stands_in_no_pack_has_no_dot() -> None:
    found = gathered(np.array([0, 0]), np.array([0, 1]), np.array([3, 7]), 1)
    assert found.of(7) == 1
    assert found.of(5) is None
