"""A problem is one sentence: which file, which row and column, what is wrong, how to mend it."""

from lib.base.problems import DataProblem, DataProblems, Reading
from lib.base.tables import NOT_EMPTY, UNKNOWN_CODE

CELL = DataProblem("resources.csv", UNKNOWN_CODE, row=6, column="park", value="atlantis")


def test_a_cell_is_named_in_both_languages() -> None:
    assert CELL.text("zh") == (
        "resources.csv · 第 6 行 · “park”列：未知代码“atlantis”。请改正该文件后运行 make data。"
    )
    english = CELL.text("en")
    for part in ("resources.csv", "row 6", "park", "atlantis", "make data"):
        assert part in english
    assert str(CELL) == f"{CELL.text('zh')}\n{english}"


def test_what_is_not_known_of_the_place_is_left_out() -> None:
    assert (
        DataProblem("a.csv", NOT_EMPTY).text("zh")
        == "a.csv：不能为空。请改正该文件后运行 make data。"
    )
    assert "第" not in DataProblem("a.csv", NOT_EMPTY, column="name").text("zh")


def test_a_long_value_is_cut_and_braces_in_it_are_text() -> None:
    long = DataProblem("a.csv", UNKNOWN_CODE, value="长" * 81)
    assert "长" * 80 + "…" in long.text("zh")
    assert "长" * 81 not in long.text("zh")
    assert "长" * 80 + "”" in DataProblem("a.csv", UNKNOWN_CODE, value="长" * 80).text("zh")
    assert "{value}{0}" in DataProblem("a.csv", UNKNOWN_CODE, value="{value}{0}").text("en")


def test_several_problems_are_said_together() -> None:
    other = DataProblem("parks.csv", NOT_EMPTY, row=2)
    both = DataProblems([CELL, other])
    assert both.problems == [CELL, other]
    assert str(both) == f"{CELL}\n{other}"


def test_a_reading_without_problems_has_none() -> None:
    assert Reading((1, 2)).problems == ()
