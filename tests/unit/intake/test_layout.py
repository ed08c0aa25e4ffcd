"""Tables are found in sheets of whatever shape; what is no row of a list is left aside and said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.i18n import LANGS, translator
from lib.base.problems import DataProblem
from lib.intake import fields, layout, reader
from lib.intake.layout import Table
from lib.intake.reader import Book, Day, Sheet
from lib.outputs import exports
from lib.register import schema
from tests.editions import fixture_edition
from tests.unit.intake import made


def book(*sheets: made.Rows, merged: tuple[reader.Span, ...] = ()) -> Book:
    return Book(
        "名录.xlsx",
        "xlsx",
        tuple(Sheet(f"表{n}", tuple(map(tuple, rows)), merged) for n, rows in enumerate(sheets, 1)),
    )


def of(found: Table) -> dict[str, str]:
    return {column.heading: column.field for column in found.columns}


def values(found: Table, field: str) -> list[object]:
    column = found.column(field)
    assert column
    return [line[column.place] for line in found.lines]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("column", schema.COLUMNS, ids=lambda column: column.name)
def test_our_own_headings_mean_their_columns(column: schema.Column, lang: Any) -> None:
    for heading in (column.name, translator(lang)(column.heading)):
        meaning = fields.meaning(heading)
        assert meaning and (meaning.field, meaning.is_weak) == (column.name, False)


@pytest.mark.parametrize("lang", LANGS)
def test_no_two_fields_go_by_one_name(lang: Any) -> None:
    names = [translator(lang)(fields.heading(field)) for field in fields.FIELDS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_column_of_our_own_exports_is_matched(kind: str, lang: Any) -> None:
    edition = fixture_edition()
    content = exports.FORMATS[kind].write(exports.extract(edition, edition.filter(), lang))
    tables, notes = layout.tables(reader.read(f"a.{kind}", content))
    assert len(tables) == 1 and len(tables[0].lines) == 60
    unmatched = [column.heading for column in tables[0].columns if not column.field]
    assert unmatched == ([] if kind == "xlsx" else [translator(lang)("登记册")])
    assert [note.message for note in notes] == [layout.ABOUT_SKIPPED] * (kind == "xlsx")


def test_titles_two_rows_of_headings_and_notes_are_told_from_rows() -> None:
    rows: made.Rows = [
        ["石家庄高新区创新资源名录"],
        ["（2026年10月）"],
        [],
        ["序号", "单位名称", "联系方式", None, "经纬度", None],
        ["序号", "单位名称", "联系电话", "官网", "经度（GCJ-02）", "纬度"],
        [1, "样例研究院", "0311-8000000", None, 114.5, 38.0],
        [None, None, None],
        [2, "样例中心", None, "www.example.com"],
        ["合计", 2],
        ["注：以上数据截至2026年10月"],
    ]
    (found,), _ = layout.tables(book(rows))
    assert of(found) == {
        "序号": "",
        "单位名称": "name",
        "联系方式/联系电话": "phone",
        "官网": "website",
        "经纬度/经度（GCJ-02）": "lon",
        "纬度": "lat",
    }
    assert (found.head, found.title) == (5, "石家庄高新区创新资源名录 （2026年10月）")
    assert [line.number for line in found.lines] == [6, 8]
    assert [note.row for note in found.notes] == [9, 10]
    lon = found.column("lon")
    assert lon and (lon.datum, lon.samples) == ("gcj02", ("114.5",))


GROUPED: made.Rows = [
    ["单位名称", "联系方式", "联系方式", "联系方式"],
    ["单位名称", "联系人", "联系电话", "传真"],
    ["样例研究院", "张三", "0311-8000000", "0311-8000001"],
]


def test_a_column_s_own_heading_goes_before_that_of_its_group() -> None:
    (found,), _ = layout.tables(book(GROUPED))
    assert of(found) == {
        "单位名称": "name",
        "联系方式/联系人": "",
        "联系方式/联系电话": "phone",
        "联系方式/传真": "",
    }


def test_what_is_decided_of_a_column_goes_before_all_headings() -> None:
    decided = {"联系方式/传真": "phone", "联系方式/联系电话": "note", "联系方式/联系人": ""}
    (found,), _ = layout.tables(book(GROUPED), decided)
    assert of(found) == {"单位名称": "name", **decided}
    (found,), _ = layout.tables(book([["名称", "电话", "值班"], ["甲", 1, 2]]), {"值班": "phone"})
    assert of(found) == {"名称": "name", "电话": "", "值班": "phone"}


def test_merged_cells_hold_their_value_in_every_row() -> None:
    rows: made.Rows = [
        ["所属园区", "名称", "类别"],
        ["唐山高新区", "甲研究院", "研发创新平台"],
        [None, "乙研究院", None],
        ["填表人：张三"],
    ]
    merged = (((1, 0), (2, 0)), ((1, 2), (2, 2)), ((3, 0), (3, 2)))
    (found,), _ = layout.tables(book(rows, merged=merged))
    assert values(found, "park") == ["唐山高新区"] * 2
    assert values(found, "category") == ["研发创新平台"] * 2


def test_several_tables_and_sheets_are_all_read() -> None:
    first: made.Rows = [
        ["名称", "电话", "地址"],
        ["甲", 1, "一"],
        [],
        ["名称", "地址", "网址"],
        ["乙", "二"],
    ]
    tables, notes = layout.tables(book(first, [["名称", "类别"], ["丙", "x"]], [["随便写写"]]))
    assert [(t.sheet, t.head, values(t, "name")) for t in tables] == [
        ("表1", 1, ["甲"]),
        ("表1", 4, ["乙"]),
        ("表2", 1, ["丙"]),
    ]
    assert values(tables[1], "address") == ["二"]
    assert [(note.sheet, note.message) for note in notes] == [("表3", layout.SHEET_WITHOUT)]


def test_a_better_heading_goes_before_a_vague_one() -> None:
    (found,), _ = layout.tables(book([["单位", "平台名称", "类型", "编码"], ["管委会", "甲"]]))
    assert of(found) == {
        "单位": "",
        "平台名称": "name",
        "类型": "category",
        "编码": "resource_id",
    }


def test_a_mapping_goes_before_the_synonyms() -> None:
    rows = [["名称", "备注", "对接人"], ["甲", "乙", "丙"]]
    (found,), _ = layout.tables(book(rows), {"备注": "", "对接人": "note"})
    assert of(found) == {"名称": "name", "备注": "", "对接人": "note"}


def test_rows_that_are_hidden_are_read_only_when_asked_for() -> None:
    sheet = Sheet("表", (("名称", "电话"), ("甲", 1), ("乙", 2)), (), frozenset({3}))
    hidden = Book("a.xlsx", "xlsx", (sheet,))
    (skipped,), _ = layout.tables(hidden)
    (read,), _ = layout.tables(hidden, hidden_rows="include")
    assert (values(skipped, "name"), values(read, "name")) == (["甲"], ["甲", "乙"])
    assert [n.message for n in (*skipped.notes, *read.notes)] == [
        layout.HIDDEN_SKIPPED,
        layout.HIDDEN_READ,
    ]


def test_a_row_that_says_much_and_has_no_name_is_kept_to_be_named() -> None:
    (found,), _ = layout.tables(
        book([["名称", "电话", "地址", "类别"], [None, 1, "某路", "研发创新平台"]])
    )
    assert len(found.lines) == 1


def test_a_file_without_a_table_is_a_sentence() -> None:
    with pytest.raises(DataProblem) as caught:
        layout.tables(book([["甲", "乙"], [1, 2]]))
    assert caught.value.problem == layout.NO_TABLE


def test_a_workbook_as_a_zone_made_it_is_read_whole() -> None:
    def change(book: Any) -> None:
        sheet = book["创新平台"]
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:A5")
        sheet.row_dimensions[5].hidden = True

    rows: made.Rows = [
        ["保定高新区创新平台汇总表", None, None, None],
        ["类别", "基本信息", None, "电话"],
        [None, "名称", "地址", "电话"],
        ["研发创新平台", "甲", "一路", 3123456789],
        [None, "乙", "二路", 3123456780],
    ]
    content = made.xlsx(创新平台=rows, change=change)
    (found,), _ = layout.tables(reader.read("a.xlsx", content), hidden_rows="include")
    assert values(found, "category") == ["研发创新平台"] * 2
    assert values(found, "name") == ["甲", "乙"]


CELLS = st.one_of(
    st.none(),
    st.integers(-10, 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["名称", "电话", "合计", "编号", "注：", "类别", "经度", " "]),
    st.dates().map(lambda d: Day(d.isoformat())),
)
SPANS = st.tuples(*[st.integers(0, 8)] * 4).map(
    lambda s: ((min(s[0], s[1]), min(s[2], s[3])), (max(s[0], s[1]), max(s[2], s[3])))
)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.lists(SPANS, max_size=3))
def test_any_sheet_gives_tables_or_a_sentence(
    rows: list[list[Any]], merged: list[reader.Span]
) -> None:
    try:
        tables, _ = layout.tables(book(rows, merged=tuple(merged)))
    except DataProblem as problem:
        assert problem.problem == layout.NO_TABLE
    else:
        for table in tables:
            assert {"name", "resource_id"} & {column.field for column in table.columns}
            used = [column.field for column in table.columns if column.field]
            assert len(used) == len(set(used))
