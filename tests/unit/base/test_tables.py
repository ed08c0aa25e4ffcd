"""A small table gives every row that can be used, and names what is wrong with the others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lib.base import tables
from lib.base.problems import Reading
from lib.published import facts, scorecard
from lib.terms import taxonomy

HEAD = "who,tags,amount,note\n"
ROWS = "zgc,hydrogen;robot,1.50,甲\ntianjin,,-3,“乙”\n"
KNOWN = {"who": ("zgc", "tianjin")}
LISTS = {"tags": ("hydrogen", "robot")}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty data folder."""
    monkeypatch.setattr(taxonomy, "DATA_DIR", tmp_path)
    return tmp_path


def read(folder: Path, text: str) -> Reading[tuple[str, ...]]:
    (folder / "small.csv").write_text(text, encoding="utf-8")
    return tables.read(
        "small", lambda r: (r["who"], r["tags"], r["amount"], r["note"]), KNOWN, LISTS, ("amount",)
    )


def where(reading: Reading[tuple[str, ...]]) -> list[tuple[str, int | None, str | None, str]]:
    return [(p.file, p.row, p.column, p.value) for p in reading.problems]


def test_every_row_is_made_in_file_order_and_no_digit_is_changed(folder: Path) -> None:
    reading = read(folder, HEAD + ROWS)
    assert reading.rows == (
        ("zgc", "hydrogen;robot", "1.50", "甲"),
        ("tianjin", "", "-3", "“乙”"),
    )
    assert reading.problems == ()


def test_a_table_without_rows_is_empty_and_no_problem(folder: Path) -> None:
    assert read(folder, HEAD) == Reading(())


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("atlantis,,1,", "who", "atlantis"),
        ("zgc,hydrogen;magic,1,", "tags", "magic"),  # of several codes the one that is wrong
        ("zgc,HYDROGEN,1,", "tags", "HYDROGEN"),
        ("zgc,,many,", "amount", "many"),
        ("zgc,,,", "amount", ""),
        ("zgc,,1e3,", "amount", "1e3"),
        ("zgc,,NaN,", "amount", "NaN"),
        ('zgc,,"1,000",', "amount", "1,000"),
    ],
)
def test_a_bad_cell_is_named_by_file_row_column_and_value(
    folder: Path, line: str, column: str, value: str
) -> None:
    reading = read(folder, f"{HEAD}{ROWS}{line}\ntianjin,robot,7,末\n")
    assert where(reading) == [("small.csv", 4, column, value)]
    assert [row[3] for row in reading.rows] == ["甲", "“乙”", "末"]
    for said in (reading.problems[0].text("zh"), reading.problems[0].text("en")):
        assert "small.csv" in said
        assert column in said
        assert value in said


def test_everything_wrong_with_a_row_is_said_at_once(folder: Path) -> None:
    reading = read(folder, f"{HEAD}atlantis,magic;robot;old,none,\n")
    assert where(reading) == [
        ("small.csv", 2, "who", "atlantis"),
        ("small.csv", 2, "tags", "magic"),
        ("small.csv", 2, "tags", "old"),
        ("small.csv", 2, "amount", "none"),
    ]
    assert reading.rows == ()


@pytest.mark.parametrize("line", ["zgc", "zgc,robot"])
def test_a_row_that_is_too_short_is_named_and_spares_the_rest(folder: Path, line: str) -> None:
    reading = read(folder, f"{HEAD}{line}\n{ROWS}")
    [problem] = reading.problems
    assert (problem.file, problem.row) == ("small.csv", 2)
    assert "此行缺少单元格" in problem.text("zh")
    assert "missing" in problem.text("en")
    assert [row[0] for row in reading.rows] == ["zgc", "tianjin"]


def test_a_missing_column_is_named_at_every_row(folder: Path) -> None:
    reading = read(folder, "who,amount,note\nzgc,1,\ntianjin,2,\n")
    assert [(p.file, p.row) for p in reading.problems] == [("small.csv", 2), ("small.csv", 3)]
    assert reading.rows == ()


def test_a_missing_file_is_said(folder: Path) -> None:
    reading = tables.read("absent", lambda r: r, KNOWN)
    assert reading.rows == ()
    [problem] = reading.problems
    assert (problem.file, problem.row) == ("absent.csv", None)
    assert "文件缺失或无法读取" in problem.text("zh")
    assert "missing or cannot be read" in problem.text("en")
    assert list(folder.iterdir()) == []


def test_a_file_in_another_encoding_is_said(folder: Path) -> None:
    (folder / "small.csv").write_bytes((HEAD + ROWS).encode("gb18030"))
    reading = tables.read("small", lambda r: r, KNOWN)
    assert reading.rows == ()
    assert [(p.file, p.row) for p in reading.problems] == [("small.csv", None)]


READERS: dict[str, Callable[[], Reading[Any]]] = {
    "scorecard": scorecard.read_figures,
    "milestones": scorecard.read_milestones,
    "park_facts": facts.read_facts,
    "agreements": facts.read_agreements,
}


@pytest.mark.parametrize("name", READERS)
def test_a_row_of_the_atlas_without_its_last_cell_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    text = (taxonomy.DATA_DIR / f"{name}.csv").read_text("utf-8")
    every = READERS[name]().rows
    lines = text.splitlines()
    lines[2] = lines[2].rpartition(",")[0]
    (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(taxonomy, "DATA_DIR", tmp_path)
    reading = READERS[name]()
    assert [(p.file, p.row) for p in reading.problems] == [(f"{name}.csv", 3)]
    assert reading.rows == every[:1] + every[2:]
