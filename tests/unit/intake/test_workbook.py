"""What is handed back shows where to mend; what is handed out comes back without a fault."""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest

from lib.base.i18n import LANGS
from lib.intake import reader, workbook
from lib.intake.plan import Choices, Plan, plan
from tests.unit.intake import made
from tests.unit.intake.lists import BASE

ROWS: made.Rows = [
    ["名录"],
    ["编号", "名称", "类别", "电话", "六链五群"],
    ["zgc-001", "", "某类", "1.38E+10", "脑机"],
    ["", "安澜样例研究院三期", "", "", ""],
    ["zgc-003", "", "", "010-99999999", ""],
]


def of(*sheets: made.Rows) -> tuple[reader.Book, Plan]:
    book = reader.read("名录.xlsx", made.xlsx(*sheets))
    return book, plan([book], BASE, Choices())


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def comments(sheet: Any) -> Mapping[str, str]:
    return {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}


@pytest.mark.parametrize("lang", LANGS)
def test_cells_at_fault_are_coloured_and_say_how_to_mend_them(lang: Any) -> None:
    book, found = of(ROWS)
    listed, sheet = opened(workbook.marked(book, found, lang)).worksheets
    said = comments(sheet)
    assert set(said) == {"C3", "D3", "E3", "B4"}
    faults = {f.field: f.words(lang) for f in found.faults}
    assert [said[cell] for cell in ("C3", "D3", "E3")] == [
        faults[name] for name in ("category", "phone", "focus")
    ]
    assert "zgc-002" in said["B4"]
    colours = {c: sheet[c].fill.fgColor.rgb for c in (*said, "A3", "D5")}
    assert colours["C3"] == colours["D3"] != colours["B4"] != colours["A3"] == colours["D5"]
    cells = [[cell.value or "" for cell in row[: len(ROWS[1])]] for row in sheet.iter_rows()]
    assert cells[1:] == [list(row) for row in ROWS[1:]]
    lines = [[cell.value for cell in row] for row in listed.iter_rows(min_row=2)]
    assert [line[:4] for line in lines] == [
        ["Sheet1", 3, "C", "某类"],
        ["Sheet1", 3, "D", "1.38E+10"],
        ["Sheet1", 3, "E", "脑机"],
        ["Sheet1", 4, "B", "安澜样例研究院三期"],
    ]


def test_a_fault_without_a_column_of_its_own_is_marked_at_the_name() -> None:
    book, found = of([["名称", "所在园区"], ["崭新样板制造局", "唐山高新区"]])
    said = comments(opened(workbook.marked(book, found, "zh")).worksheets[1])
    assert set(said) == {"A2"} and said["A2"].count("不能为空") == 3


def test_a_formula_in_a_list_comes_back_as_text() -> None:
    book = reader.read("a.csv", '名称,电话\n"=1+1甲",1.38E+10\n'.encode())
    found = plan([book], BASE, Choices())
    sheet = opened(workbook.marked(book, found, "zh")).worksheets[1]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1甲", "s")


def test_names_of_sheets_are_such_as_excel_takes() -> None:
    names = ["问题", "问题", "a/b:c", "", "'x'", "长" * 40, "长" * 41, "History"]
    found = list(workbook._names(names))
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("park", ["tangshan", "xiongan"])
def test_a_blank_list_that_is_filled_in_comes_back_without_a_fault(park: str, lang: Any) -> None:
    zone = BASE.vocabulary.seats[park]
    book = opened(workbook.blank(BASE.labels, zone, lang))
    sheet, options = book.worksheets
    assert sheet.title == zone.name(lang) and options.sheet_state == "hidden"
    places = {name: place for place, name in enumerate(workbook.BLANK, start=1)}
    letters = {name: sheet.cell(1, place).column_letter for name, place in places.items()}
    lists = {str(v.sqref).partition("2:")[0]: v for v in sheet.data_validations.dataValidation}
    assert set(lists) == {letters[n] for n in ("category", "level", "status", "focus")}
    row = {"name": "崭新样板制造局", "phone": "0315-1234567"}
    for name in ("category", "level", "status", "focus"):
        row[name] = options.cell(1, places[name]).value
    for name, value in row.items():
        sheet.cell(2, places[name]).value = value
    written = io.BytesIO()
    book.save(written)
    read = reader.read("名录.xlsx", written.getvalue())
    found = plan([read], BASE, Choices())
    assert not found.faults and all(column.field for column in found.tables[0].columns)
    (added,) = found.difference.added
    assert added.id.startswith(f"{park}-") and added.values["phone"] == "0315-1234567"
