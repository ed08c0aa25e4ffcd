"""Columns as numbers: equal values have one number, and rows of equal numbers one place."""

import pyarrow
from hypothesis import given
from hypothesis import strategies as st

from lib.register import columns

TEXTS = st.lists(st.none() | st.sampled_from(["", "a", "b", "京"]), max_size=12)
CODES = st.lists(st.lists(st.sampled_from("abc"), unique=True), max_size=12)


@given(TEXTS)
def test_texts_are_given_back(texts: list[str | None]) -> None:
    table = pyarrow.table({"x": pyarrow.array(texts, pyarrow.string())})
    numbers, known = columns.coded(table, "x")
    assert [known[number] for number in numbers] == [text or "" for text in texts]
    assert len(set(known)) == len(known)


@given(CODES)
def test_lists_of_codes_are_given_back(lists: list[list[str]]) -> None:
    table = pyarrow.table({"x": pyarrow.array(lists, pyarrow.list_(pyarrow.string()))})
    numbers, known = columns.coded(table, "x")
    assert [columns.split(known[number]) for number in numbers] == list(map(tuple, lists))
    for code in "abcd":
        held = columns.holding(numbers, known, code).tolist()
        assert held == [code in codes for codes in lists]


@given(st.lists(st.tuples(*[st.integers(0, 2**40 - 1)] * 3)))
def test_rows_of_the_same_numbers_are_one_also_where_numbers_are_many(
    rows: list[tuple[int, int, int]],
) -> None:
    rows = rows + rows[::2]
    held = [pyarrow.array([row[i] for row in rows], pyarrow.int64()).to_numpy() for i in range(3)]
    first, alike = columns.distinct([(numbers, 2**40) for numbers in held], len(rows))
    assert [rows[first[i]] for i in alike] == rows
    assert len(first) == len(set(rows))
