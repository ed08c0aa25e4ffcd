"""Files are read by what they hold; what cannot be read gets its sentence; the process lives."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from lib.base.i18n import LANGS
from lib.base.problems import DataProblem
from lib.intake import child, reader
from lib.intake.reader import Day
from tests.unit.intake import made

ROWS = [["名称", "联系电话"], ["样例研究院", "010-83432600"], ["样例中心", "022-23456789"]]
CELLS = tuple(map(tuple, ROWS))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("名录.xlsx", made.xlsx(ROWS), "xlsx"),
        ("名录.xlsb", made.xlsb(ROWS), "xlsb"),
        ("名录.ods", made.ods(ROWS), "ods"),
        ("名录.xls", (made.FILES / "list.xls").read_bytes(), "xls"),
        ("名录.csv", made.csv_of(ROWS), "text"),
        ("名录.csv", made.csv_of(ROWS, encoding="utf-8-sig"), "text"),
        ("名录.csv", made.csv_of(ROWS, ";", "gb18030"), "text"),
        ("名录.csv", b"sep=|\r\n" + made.csv_of(ROWS, "|"), "text"),
        ("名录.txt", made.csv_of(ROWS, "\t", "utf-16"), "text"),
        ("名录.txt", made.csv_of(ROWS, "，"), "text"),
    ],
)
def test_every_kind_gives_the_same_cells(name: str, content: bytes, kind: str) -> None:
    book = reader.read(name, content)
    assert (book.file, book.kind, len(book.sheets)) == (name, kind, 1)
    assert book.sheets[0].rows == CELLS


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"a" * (reader.MOST_BYTES + 1), "large"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n", "empty"),
        ("a.xlsx", made.locked(), "password"),
        ("a.ods", made.zipped({"mimetype": b"", "encrypted-package": b"?"}), "password"),
        ("a.xls", b"\r\n<HTML><body><table><tr><td>1", "markup"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "markup"),
        ("a.xlsx", b"%PDF-1.7\n", "no_table"),
        ("a.xlsx", made.zipped({"word/document.xml": b"<a/>"}), "no_table"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no_text"),
        ("a.xlsx", made.xlsx(ROWS)[:-100], "broken"),
        ("a.xlsx", b"PK\x03\x04" + b"?" * 50, "broken"),
        ("a.xls", made.OLE + "WordDocument".encode("utf-16le"), "no_table"),
        ("a.xls", made.OLE + b"?" * 600, "broken"),
        ("a.xls", (made.FILES / "list.xls").read_bytes()[:4000], "broken"),
        ("a.xlsx", made.zipped({"xl/workbook.xml": b"<a"}), "broken"),
        ("a.xlsx", made.bomb(), "unpacked"),
        ("a.csv", made.csv_of([[""] * 200 + ["甲"]]), "region"),
        ("a.csv", b"\x81\xff,\xff", "encoding"),
        ("a.csv", b"\xff\xfea", "encoding"),
        ("a.csv", '名称,电话\r\n"甲,1\r\n'.encode(), "quotes"),
    ],
)
def test_what_cannot_be_read_gets_its_sentence(name: str, content: bytes, why: str) -> None:
    with pytest.raises(DataProblem) as caught:
        reader.read(name, content)
    assert caught.value.problem == reader.REFUSALS[why][0]
    assert caught.value.file == name
    for lang in LANGS:
        assert "{" not in caught.value.text(lang)


@pytest.mark.parametrize("cell", ["XFD1048576", "DQ1", "A50001", "A1048576"])
def test_a_cell_far_out_is_refused_and_not_filled_up_to(cell: str) -> None:
    def change(book: Any) -> None:
        book.active[cell] = 1

    with pytest.raises(DataProblem) as caught:
        reader.read("a.xlsx", made.xlsx(ROWS, change=change))
    assert (caught.value.problem, caught.value.value) == (reader.REFUSALS["region"][0], cell)


def test_the_library_s_own_end_is_a_sentence() -> None:
    # What is far out in a binary workbook only the library sees, and it aborts its process.
    with pytest.raises(DataProblem) as caught:
        reader.read("a.xlsb", made.xlsb(ROWS, far=(1_048_575, 16_383)))
    assert caught.value.problem == reader.REFUSALS["memory"][0]
    with pytest.raises(DataProblem) as caught:
        reader.read("a.xlsx", made.xlsx(ROWS), seconds=0.0001)
    assert caught.value.problem == reader.REFUSALS["time"][0]


def test_sheets_and_rows_that_are_hidden_are_told() -> None:
    def change(book: Any) -> None:
        # Sheets whose files stand in another order than they do.
        book.move_sheet("二", -1)
        book["二"].row_dimensions[3].hidden = True
        book["旧"].sheet_state = "veryHidden"

    content = made.xlsx(一=ROWS, 二=ROWS, 旧=ROWS, change=change)
    book = reader.read("名录.xlsx", content)
    assert [(s.name, set(s.hidden_rows), s.is_hidden) for s in book.sheets] == [
        ("二", {3}, False),
        ("一", set(), False),
        ("旧", set(), True),
    ]


def test_cells_keep_their_kind_and_place() -> None:
    def change(book: Any) -> None:
        book.active.merge_cells("A3:A4")

    rows = [[], ["", "名称", 13800000000, 39.5, True, datetime(2023, 5, 1, 12)]]
    sheet = reader.read("a.xlsx", made.xlsx(rows, change=change)).sheets[0]
    assert sheet.rows[0] == ()
    assert sheet.rows[1] == (None, "名称", 13800000000, 39.5, "TRUE", Day("2023-05-01"))
    assert sheet.merged == (((2, 0), (3, 0)),)


def test_what_a_name_promises_does_not_count() -> None:
    book = reader.read("../内网/名录.csv", made.xlsx(ROWS))
    assert book.file == "名录.csv"
    assert [note.message for note in book.notes] == [reader.OTHER_KIND]


@examples(max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_refused(content: bytes) -> None:
    """In this process, as each child takes 50 ms; archives have tests of their own."""
    if content.startswith((b"PK", b"\xd0\xcf")):
        return
    try:
        answer = child.read(content)
    except child.Refused as refused:
        assert refused.why in reader.REFUSALS
    else:
        assert answer["sheets"][0]["rows"] is not None
