"""A cell holds what its column may hold; anything else is named with its column."""

import re
from typing import Any

import pytest

from lib.base import tables
from lib.base.i18n import LANGS, translator
from lib.base.tables import Row
from lib.editions.edition import Edition
from lib.register import schema
from lib.register.schema import ARROW_SCHEMA, COLUMNS, NAMES, Column
from tests.conftest import ROOT
from tests.editions import fixture_sources

ROWS = tables.strict_rows(fixture_sources(), "resources.csv", NAMES)
FULL = ROWS[0]
BOUNDED = [column for column in COLUMNS if column.kind in ("text", "url", "phone", "key", "date")]
BY_NAME = {column.name: column for column in COLUMNS}
REFUSED = {
    "phone": (
        *("4.00601E+09", "4.00601e9", "见官网", "1234", "12345x", "０１０-００００００"),
        *("tel:010", "010-0000001 <b>", "-0100000", "()", ".1234567", "E+0912345"),
    ),
    "source_date": ("2024-02-31", "２０２４-０２", "2024/02", "45350", "2_024", "2024-2-1"),
    "year": (
        *("2_020", "2020.0", "２０２０", "1799", "2101", "-2020", "99E1"),
        *("1999?", "约1999", "40000", "0x7E4", "٢٠٢٠"),
    ),
    "radius_m": ("0", "-5", "1.5", "500001", "99999999999", "1e3", "∞"),
    "lon": ("181", "-180.1", "116°", "1.163E+02", "NaN", "inf", "116,3"),
    "lat": ("180.1", "39°", "39.9.9", "+39.9", "３９", "39.", ".9"),
    "website": ("javascript:alert(1)", "www.a.cn", 'http://a.cn/"x'),
    "source_url": ("http://a b", "ftp://a.cn", "http://a.cn/<x>", "无"),
    "resource_id": ("zgc-01", "zgc001", "ZGC-001", "中-001", "zgc-001 a"),
    "category": ("bank", "RD", "rd;pilot", "研发创新平台"),
    "park": ("nowhere", "bda"),  # 北京经开区 is part of a zone
    "province": ("beijing", "北京", "山西省"),
    "level": ("galactic",),
    "status": ("closed",),
    "confidence": ("low",),
    "position_basis": ("gps",),
    "source_kind": ("web",),
}
TAKEN = {
    "phone": (
        *("010-62780000", "+86 10 6278 0000", "(010)62780000", "12345"),
        *("010-62780000、62780001", "400-601-0000 转 801"),
    ),
    "source_date": ("2024", "2024-02", "2024-02-29"),
    "year": ("1800", "2100"),
    "radius_m": ("1", "500000"),
    "lon": ("116", "116.30000000000001"),
    "lat": ("-0.5",),
    "website": ("https://例子.中国/%E4?a=1&b=2#c",),
    "note": ("{value} %s <b>",),
    "resource_id": ("zgc-1000",),
    "province": ("河北省",),
    "category": ("finance",),
}


def parse(edition: Edition, **cells: str) -> tuple[dict[str, Any], list[tuple[str | None, str]]]:
    """The values of a row, whole but for `cells`, and column and value of each problem."""
    row = Row(FULL.file, FULL.number, {**FULL, **cells})
    values, problems = schema.parse(row, edition.vocabulary)
    for problem in problems:
        assert (problem.file, problem.row) == ("resources.csv", FULL.number)
    return values, [(problem.column, problem.value) for problem in problems]


def filled(column: Column, length: int) -> str:
    """A cell of `length` characters that is right but for its length."""
    begin = {"url": "https://a.cn/", "key": "zgc-", "phone": "010-"}.get(column.kind, "")
    return begin + {"text": "长"}.get(column.kind, "1") * (length - len(begin))


def test_every_row_of_the_fixture_is_sound(edition: Edition) -> None:
    for row in ROWS:
        assert schema.parse(row, edition.vocabulary)[1] == [], row.number


def test_cells_become_values(edition: Edition) -> None:
    values, problems = parse(edition, chains="robot;machine_tool", subpark="", year="")
    assert problems == []
    assert list(values) == list(NAMES)
    assert values["chains"] == ("robot", "machine_tool")
    assert values["clusters"] == ()
    assert values["subpark"] is values["year"] is None
    assert (values["lon"], values["lat"], values["radius_m"]) == (116.31, 39.99, 120)
    assert values["phone"] == "010-00000001"


@pytest.mark.parametrize(
    ("column", "cell"), [(column, cell) for column, cells in REFUSED.items() for cell in cells]
)
def test_what_no_one_means_is_refused_with_its_cell(
    edition: Edition, column: str, cell: str
) -> None:
    assert parse(edition, **{column: cell})[1] == [(column, cell)]


@pytest.mark.parametrize(
    ("column", "cell"), [(column, cell) for column, cells in TAKEN.items() for cell in cells]
)
def test_what_may_be_meant_is_taken(edition: Edition, column: str, cell: str) -> None:
    assert parse(edition, **{column: cell})[1] == []


@pytest.mark.parametrize(
    ("column", "cell", "wrong"),
    [
        ("chains", "robot;steel", "steel"),
        ("chains", "robot;robot", "robot"),  # twice
        ("chains", "robot; machine_tool", " machine_tool"),
        ("chains", "robot,machine_tool", "robot,machine_tool"),
        ("chains", "robot;", ""),
        ("chains", "ic", "ic"),  # a cluster
        ("clusters", "robot", "robot"),  # a chain
    ],
)
def test_of_a_list_the_wrong_code_is_named(
    edition: Edition, column: str, cell: str, wrong: str
) -> None:
    [(name, value)] = parse(edition, **{column: cell})[1]
    assert name == column
    assert value == (wrong or cell)


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.required], ids=lambda c: c.name)
def test_what_must_be_known_may_not_be_empty(edition: Edition, column: Column) -> None:
    assert parse(edition, **{column.name: ""})[1] == [(column.name, "")]


@pytest.mark.parametrize("column", [c for c in COLUMNS if not c.required], ids=lambda c: c.name)
def test_what_is_not_known_may_be_empty(edition: Edition, column: Column) -> None:
    values, problems = parse(edition, **{column.name: ""})
    assert problems == []
    assert values[column.name] in (None, ())


@pytest.mark.parametrize("column", BOUNDED, ids=lambda c: c.name)
def test_every_text_has_a_bound(edition: Edition, column: Column) -> None:
    too_long = filled(column, int(column.most) + 1)
    _, problems = parse(edition, **{column.name: too_long})
    assert problems == [(column.name, str(len(too_long)))]
    assert column.most <= 500
    if column.kind != "date":
        assert parse(edition, **{column.name: filled(column, int(column.most))})[1] == []


def test_columns_that_are_not_bounded_hold_codes_or_numbers() -> None:
    others = {column.kind for column in COLUMNS} - {column.kind for column in BOUNDED}
    assert others == {"code", "codes", "integer", "degrees"}
    for column in COLUMNS:
        assert bool(column.facet or column.codes) == (column.kind in ("code", "codes"))


def test_everything_wrong_with_a_row_is_said(edition: Edition) -> None:
    cells = {"name": "", "year": "2_020", "phone": "4.00601E+09", "park": "x", "lat": "x"}
    assert [name for name, _ in parse(edition, **cells)[1]] == [
        "name",
        "park",
        "year",
        "phone",
        "lat",
    ]


def test_the_vocabulary_says_which_codes_there_are(edition: Edition, entries: Edition) -> None:
    category = BY_NAME["category"]
    assert "finance" in category.known(edition.vocabulary)
    assert "finance" not in category.known(entries.vocabulary)
    assert parse(entries, category="finance")[1] == [("category", "finance")]


def test_headings_are_distinct_in_both_languages() -> None:
    for lang in LANGS:
        headings = [translator(lang)(column.heading) for column in COLUMNS]
        assert len(set(headings)) == len(COLUMNS)


def test_arrow_holds_what_the_columns_say() -> None:
    assert ARROW_SCHEMA.names == list(NAMES)
    for column in COLUMNS:
        field = ARROW_SCHEMA.field(column.name)
        assert field.nullable == (not column.required and column.kind != "codes")
    assert str(ARROW_SCHEMA.field("year").type) == "int32"
    assert str(ARROW_SCHEMA.field("lon").type) == "double"
    assert str(ARROW_SCHEMA.field("chains").type).startswith("list")


def test_the_documents_describe_every_column_in_order() -> None:
    text = (ROOT / "data" / "README.md").read_text("utf-8").split("\n## `resources.csv`")[1]
    lines = re.findall(r"^\| (`.+?) \|", text.split("\n## ")[0], re.MULTILINE)
    assert [name for line in lines for name in re.findall(r"`(\w+)`", line)] == list(NAMES)
