"""Two editions are compared cell by cell, by id."""

from hypothesis import given
from hypothesis import strategies as st

from lib.base.files import Sources
from lib.editions.comparison import Cell, compare
from tests.editions import fixture_sources
from tests.edits import edited, put


def register(*rows: str) -> Sources:
    return Sources({"resources.csv": "\n".join(["resource_id,name,phone", *rows]).encode()})


def test_rows_are_matched_by_id_whatever_their_order() -> None:
    before = register("a-001,甲,1", "a-002,乙,2", "a-003,丙,3")
    after = register("a-003,丙,", "a-004,丁,4", "a-001,甲甲,9")
    found = compare(before, after)
    assert found.added == {"a-004": "丁"}
    assert found.removed == {"a-002": "乙"}
    assert found.changed == (
        Cell("a-003", "phone", "3", "", "丙"),
        Cell("a-001", "name", "甲", "甲甲", "甲甲"),
        Cell("a-001", "phone", "1", "9", "甲甲"),
    )
    assert found.files == ()


def test_other_files_that_differ_are_named() -> None:
    before = fixture_sources()
    changed = edited(before, "parks.csv", lambda rows: rows[1].reverse())
    after = put(changed, "new.csv", "a\n")
    assert compare(before, after).files == ("new.csv", "parks.csv")
    assert compare(after, before).files == ("new.csv", "parks.csv")


def test_a_column_or_register_that_one_has_not_counts_as_empty() -> None:
    before = Sources({"resources.csv": "resource_id,name\na-001,甲\n".encode()})
    after = register("a-001,甲,1")
    assert compare(before, after).changed == (Cell("a-001", "phone", "", "1", "甲"),)
    assert compare(after, before).changed == (Cell("a-001", "phone", "1", "", "甲"),)
    assert compare(Sources({}), after).added == {"a-001": "甲"}
    assert compare(after, Sources({})).removed == {"a-001": "甲"}


CELLS = st.text("甲乙 ab1", max_size=3).map(str.strip)
ROWS = st.dictionaries(st.sampled_from([f"a-00{n}" for n in range(6)]), st.tuples(CELLS, CELLS))


@given(ROWS, ROWS)
def test_what_differs_makes_one_edition_of_the_other(
    old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> None:
    before, after = (
        register(*(f"{key},{name},{phone}" for key, (name, phone) in rows.items()))
        for rows in (old, new)
    )
    found = compare(before, after)
    made = {key: dict(zip(("name", "phone"), row, strict=True)) for key, row in old.items()}
    for key in found.removed:
        del made[key]
    for cell in found.changed:
        assert made[cell.resource_id][cell.column] == cell.before != cell.after
        made[cell.resource_id][cell.column] = cell.after
    for key in found.added:
        made[key] = dict(zip(("name", "phone"), new[key], strict=True))
    assert made == {key: dict(zip(("name", "phone"), row, strict=True)) for key, row in new.items()}
