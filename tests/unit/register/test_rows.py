"""The register is what its CSV says, and whatever is wrong with it is named, never swallowed."""

import re
from collections.abc import Callable

import pandas as pd
import pyarrow
import pytest

from lib.base.files import Sources
from lib.base.i18n import LANGS
from lib.base.problems import DataProblem
from lib.editions.edition import Edition
from lib.register import rows
from lib.register.schema import ARROW_SCHEMA, LIST_COLUMNS, NAMES
from lib.terms import vocabulary
from tests.editions import fixture_sources, live_edition
from tests.edits import Rows, edited, places, problems, put, table, with_cells, with_copy, without

SOURCES = fixture_sources()
VOCABULARY = vocabulary.read(SOURCES)
FILE = "resources.csv"
CJK = re.compile(r"[\u3400-\u9fff]")
# A row as a spreadsheet counts it, and another one.
BAD, OTHER = 6, 4


def read(sources: Sources) -> rows.Register:
    return rows.read(sources, VOCABULARY)


def faults(sources: Sources) -> list[DataProblem]:
    return problems(lambda: read(sources))


def cells(**changes: str) -> Sources:
    return with_cells(SOURCES, FILE, BAD, **changes)


def test_the_register_holds_every_line_of_the_file_in_order(edition: Edition) -> None:
    lines = table(SOURCES, FILE)
    frame = edition.frame
    assert list(frame.columns) == list(NAMES)
    assert frame.index.to_list() == list(range(60)) == list(range(len(lines)))
    for column in NAMES:
        held = frame[column].to_list()
        for value, line in zip(held, lines, strict=True):
            if column in LIST_COLUMNS:
                assert ";".join(value) == line[column]
            elif column in ("lon", "lat", "year", "radius_m"):
                assert pd.isna(value) if not line[column] else value == float(line[column])
            else:
                assert (None if pd.isna(value) else value) == (line[column] or None)


def test_types_of_the_frame_are_those_promised(edition: Edition) -> None:
    types = edition.frame.dtypes.astype(str).to_dict()
    assert (types["year"], types["radius_m"]) == ("Int16", "int32")
    assert (types["lon"], types["lat"], types["name"]) == ("float64", "float64", "str")


def test_the_registers_particulars_are_read(edition: Edition) -> None:
    assert (edition.register.version, edition.register.date) == ("test.1", "2026-12")
    assert edition.register.provenance("zh") == "测试数据，非真实机构"
    assert edition.register.provenance("en") == "Test data, no real institutions"


@pytest.mark.parametrize(
    ("column", "changes", "words"),
    [
        ("resource_id", {"resource_id": "zgc-003"}, ("重复出现", "more than once")),
        ("resource_id", {"resource_id": "tianjin-777"}, ("与所列园区一致", "zone")),
        ("name", {"name": "重庆路样例试验中心"}, ("重复出现", "more than once")),
        ("lon / lat", {"lon": "39.99", "lat": "116.31"}, ("先经后纬", "then latitude")),
        ("lon / lat", {"lon": "121.47", "lat": "31.23"}, ("京津冀范围", "outside")),
        ("lon / lat", {"lon": "116.47", "lat": "39.93"}, ("区县", "district")),
        ("adcode", {"adcode": "110199"}, ("未知代码“110199”", 'unknown code "110199"')),
        ("adcode", {"adcode": "110108000"}, ("9 个字符", "9 characters")),
        ("category", {"category": "bank"}, ("bank", 'unknown code "bank"')),
        ("chains", {"chains": "steel"}, ("steel", 'unknown code "steel"')),
        ("chains / clusters", {"chains": "biomed", "clusters": ""}, ("生物医药", "both")),
        ("chains / clusters", {"clusters": "biomed_cluster"}, ("生物医药", "both")),
        ("year", {"year": "2_020"}, ("2_020", "not a valid number")),
        ("phone", {"phone": "4.00601E+09"}, ("4.00601E+09", "telephone")),
        ("source_date", {"source_date": "2024-02-31"}, ("2024-02-31", "2024-02-31")),
        ("source_date", {"source_date": "２０２４"}, ("２０２４", "２０２４")),
        ("source_title", {"source_title": " "}, ("不能为空", "empty")),
        ("website", {"website": "javascript:alert(1)"}, ("http(s) 网址", "http(s) address")),
        ("name", {"name": "长" * 121}, ("121 个字符", "121 characters")),
        ("name", {"name": "银行\u202e样例"}, ("U+202E", "U+202E")),
        ("name", {"name": "银行\x00样例"}, ("U+0000", "U+0000")),
        ("note", {"note": "一\ufffe"}, ("U+FFFE", "U+FFFE")),
        ("name", {"name": "\u3164"}, ("U+3164", "U+3164")),
    ],
)
def test_a_bad_row_is_named_in_both_languages(
    column: str, changes: dict[str, str], words: tuple[str, str]
) -> None:
    [problem] = faults(cells(**changes))
    assert (problem.file, problem.row, problem.column) == (FILE, BAD, column)
    for lang, place, word in zip(LANGS, (f"第 {BAD} 行", f"row {BAD}"), words, strict=True):
        text = problem.text(lang)
        assert text.startswith(FILE)
        assert place in text
        assert word in text
        assert "make data" in text
    assert not CJK.search(problem.text("en").replace(problem.value, ""))


@pytest.mark.parametrize(
    "name",
    [
        "重庆路样例试验中心\u200b",
        "重庆路 样例试验中心",
        "重庆路\u00a0样例试验中心",
        "重庆路样例\ufe0f试验中心",
        "重庆路样例\U000e0100试验中心",
    ],
)
def test_a_name_that_only_looks_like_another_is_refused(name: str) -> None:
    [problem] = faults(cells(name=name))
    assert (problem.file, problem.row, problem.column) == (FILE, BAD, "name")


def test_full_width_letters_make_no_name_another() -> None:
    twin = with_copy(SOURCES, FILE, 8, resource_id="zgc-777", name="ai全角样例实验室12")
    assert places(faults(twin)) == [(FILE, 62, "name", "ai全角样例实验室12")]


def test_names_that_differ_in_a_letter_or_a_sign_are_two() -> None:
    assert len(read(cells(name="重庆路样例试验中心（B区）")).frame) == 60
    assert len(read(cells(name="重庆路样例试验中心-2")).frame) == 60


def test_of_doubled_rows_the_later_ones_are_named() -> None:
    twice = with_copy(with_copy(SOURCES, FILE, 2), FILE, 2)
    assert {(p.row, p.column) for p in faults(twice)} == {
        (row, column) for row in (62, 63) for column in ("resource_id", "name")
    }


def test_an_area_may_begin_beyond_the_anchor_but_within_its_radius() -> None:
    # The fixture's 唐城样例孵化园: its anchor lies in the neighbouring district.
    row = [line["resource_id"] for line in table(SOURCES, FILE)].index("tangshan-004") + 2
    assert len(read(SOURCES).frame) == 60
    for changes in ({"radius_m": "100"}, {"position_basis": "place"}):
        [problem] = faults(with_cells(SOURCES, FILE, row, **changes))
        assert (problem.row, problem.column) == (row, "lon / lat")


def test_everything_wrong_is_named_at_once_in_the_order_of_rows() -> None:
    bad = with_cells(SOURCES, FILE, 40, level="galactic", year="2_020")
    bad = with_cells(bad, FILE, 10, phone="4.00601E+09")
    bad = with_cells(bad, FILE, 20, name="一\u200b二")
    bad = with_cells(bad, FILE, 30, lon="121.47", lat="31.23")
    bad = with_cells(bad, FILE, 50, resource_id="zgc-001")
    bad = edited(bad, FILE, lambda lines: lines[54].pop())
    assert [(p.row, p.column) for p in faults(bad)] == [
        *((10, "phone"), (20, "name"), (30, "lon / lat"), (40, "level"), (40, "year")),
        *((50, "resource_id"), (50, "resource_id"), (55, None)),
    ]


def rename_a_column(lines: Rows) -> None:
    lines[0][1] = "title"


@pytest.mark.parametrize(
    ("bad", "row", "value", "words"),
    [
        (lambda: without(SOURCES, FILE), None, "", ("缺失", "missing")),
        (lambda: put(SOURCES, FILE, b""), None, "", ("空的", "empty")),
        (lambda: put(SOURCES, FILE, ",".join(NAMES)), None, "", ("没有任何资源", "no resource")),
        (lambda: put(SOURCES, FILE, "资源".encode("gbk")), 1, "", ("UTF-8", "UTF-8")),
        (lambda: edited(SOURCES, FILE, rename_a_column), 1, "name", ("表头", "header")),
        (lambda: edited(SOURCES, FILE, lambda r: r[5].pop()), 6, "28", ("28 个", "28 cells")),
        (lambda: edited(SOURCES, FILE, lambda r: r[5].append("x")), 6, "30", ("30 个", "30 cells")),
        (lambda: put(SOURCES, FILE, SOURCES[FILE] + b'"a'), 62, "", ("引号", "quote")),
    ],
    ids=["missing", "empty", "header only", "GBK", "header", "short", "long", "quote"],
)
def test_a_file_that_cannot_be_read_is_named(
    bad: Callable[[], Sources], row: int | None, value: str, words: tuple[str, str]
) -> None:
    [problem] = faults(bad())
    assert (problem.file, problem.row, problem.value) == (FILE, row, value)
    for lang, word in zip(LANGS, words, strict=True):
        assert word in problem.text(lang)


@pytest.mark.parametrize(
    ("content", "column", "value"),
    [
        (b"version = ", None, ""),
        (b'version = "1"\nversion = "2"\n', None, ""),
        (b"<toml/>", None, ""),
        (b"\x00", None, ""),
        (b'version = "1"\ndate = "2026-12"\n', None, "provenance_zh"),
        (
            b'version = "1"\ndate = "2026"\nprovenance_zh = "a"\nprovenance_en = "b"\n'
            b'meeting_zh = "2027"\nmeeting_en = "2027"\n',
            None,
            "meeting_source",
        ),
        (b"version = 2026.12\n", None, "version"),
        (b'version = "1"\ndate = 2026-12-01\n', None, "date"),
        (b'version = " "\n', None, "version"),
        (b'[register]\nversion = "1"\n', None, "version"),
        (b'version = "1\\u202e"\n', "version", "U+202E"),
        ('version = "' + "长" * 201 + '"', "version", "201"),
    ],
)
def test_particulars_that_are_none_are_named(
    content: bytes | str, column: str | None, value: str
) -> None:
    [problem] = faults(put(SOURCES, "register.toml", content))
    assert (problem.file, problem.column) == ("register.toml", column)
    assert value in problem.value
    for lang in LANGS:
        assert problem.text(lang).startswith("register.toml")
        assert "{" not in problem.text(lang)


def test_a_missing_file_of_particulars_is_named() -> None:
    for bad in (without(SOURCES, "register.toml"), put(SOURCES, "register.toml", b"\n")):
        [problem] = problems(lambda bad=bad: read(bad))  # type: ignore[misc]
        assert problem.file == "register.toml"


# Arrow


@pytest.mark.parametrize("which", [lambda edition: edition, lambda _: live_edition()])
def test_an_arrow_table_holds_the_rows_and_gives_them_back(
    which: Callable[[Edition], Edition], edition: Edition
) -> None:
    frame = which(edition).frame
    arrow = rows.to_table(frame, {"digest": "京"})
    assert arrow.schema.equals(ARROW_SCHEMA)
    assert arrow.schema.metadata == {b"digest": "京".encode()}
    assert arrow.num_rows == len(frame)
    pd.testing.assert_frame_equal(rows.of_table(arrow), frame)


def test_a_table_of_no_rows_is_a_frame_of_none(edition: Edition) -> None:
    empty = edition.frame.iloc[:0]
    pd.testing.assert_frame_equal(rows.of_table(rows.to_table(empty, {})), empty)


def test_rows_taken_by_number_say_what_the_frame_says(edition: Edition) -> None:
    numbers = [7, 0, 59, 7]
    taken = edition.register.rows(numbers)
    frame = edition.frame.astype(object).where(edition.frame.notna(), None)
    assert taken == frame.iloc[numbers].to_dict("records")
    assert all(isinstance(row["chains"], tuple) for row in taken)
    assert edition.register.rows([]) == []


def test_a_table_in_pieces_becomes_one_piece(edition: Edition) -> None:
    table = edition.register.table
    pieces = pyarrow.concat_tables([table.slice(0, 10), table.slice(10)])
    one = rows.whole(pieces)
    assert one.equals(table)
    assert {column.num_chunks for column in one.columns} == {1}
    empty = rows.whole(pyarrow.concat_tables([table.slice(0, 0)]))
    assert empty.num_rows == 0
    assert {column.num_chunks for column in empty.columns} == {1}
