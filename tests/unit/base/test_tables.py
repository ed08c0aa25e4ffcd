"""A table gives every row that can be used, and names what is wrong with the others."""

import pytest

from lib.base import tables
from lib.base.cells import NUMBER
from lib.base.files import Sources
from lib.base.problems import DataProblem, Reading
from tests.edits import places, problems

COLUMNS = ("who", "tags", "amount", "note")
HEAD = "who,tags,amount,note\n"
ROWS = "zgc,hydrogen;robot,1.50,甲\ntianjin,,-3,“乙”\n"
MADE = (("zgc", "hydrogen;robot", "1.50", "甲"), ("tianjin", "", "-3", "“乙”"))


def source(content: bytes | str) -> Sources:
    return Sources({"small.csv": content if isinstance(content, bytes) else content.encode()})


def read(content: bytes | str, file: str = "small.csv") -> Reading[tuple[str, ...]]:
    return tables.read(
        source(content),
        file,
        COLUMNS,
        lambda r: (r["who"], r["tags"], r["amount"], r["note"]),
        required=("amount",),
        known={"who": ("zgc", "tianjin")},
        lists={"tags": ("hydrogen", "robot")},
        checks={"amount": NUMBER},
    )


def test_every_row_is_made_in_file_order_and_no_digit_is_changed() -> None:
    assert read(HEAD + ROWS) == Reading(MADE)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + (HEAD + ROWS).encode(),
        b"\xef\xbb\xbf" + (HEAD + ROWS).replace("\n", "\r\n").encode(),
        (HEAD + ROWS).replace("\n", "\r"),
        HEAD + ROWS.removesuffix("\n"),
        f"{HEAD}{ROWS},,,\n,,,\n\n   \n , ,\u3000,\n",
        f"{HEAD},,,\n\n{ROWS}",
        f"who,tags,amount,note,,\n{ROWS}".replace("甲", "甲,,").replace("乙”", "乙”, ,"),
        f"{HEAD} zgc ,hydrogen;robot,1.50\u00a0,　甲　\ntianjin,\t,-3,“乙”\r\n",
        f' who ,"tags",amount,note\n{ROWS}'.replace("甲", '"甲"'),
        f"{HEAD}{ROWS},,,,,,,\n",
    ],
    ids=[
        *("byte-order mark", "its Windows line ends", "old line ends", "no last line end"),
        *("blank rows at the end", "blank rows before", "empty cells beyond", "spaces"),
        *("quotes and spaces of the header", "a blank row too long"),
    ],
)
def test_where_the_meaning_is_certain_it_is_read(content: bytes | str) -> None:
    assert read(content) == Reading(MADE)


def test_a_row_keeps_its_number_behind_blank_ones() -> None:
    reading = read(f"{HEAD}zgc,,1,\n,,,\n\natlantis,,1,\n")
    assert places(list(reading.problems)) == [("small.csv", 5, "who", "atlantis")]


def test_a_cell_may_hold_commas_quotes_and_what_looks_like_markup() -> None:
    [row] = read(f'{HEAD}zgc,,1,"甲, ""乙"" <b>&amp;</b> {{value}}"\n').rows
    assert row[3] == '甲, "乙" <b>&amp;</b> {value}'


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("atlantis,,1,", "who", "atlantis"),
        (",,1,", "who", ""),
        ("zgc,hydrogen;magic,1,", "tags", "magic"),  # of several codes the one that is wrong
        ("zgc,HYDROGEN,1,", "tags", "HYDROGEN"),
        ("zgc,,many,", "amount", "many"),
        ("zgc,,,x", "amount", ""),
        ("zgc,,1e3,", "amount", "1e3"),
        ("zgc,,NaN,", "amount", "NaN"),
        ('zgc,,"1,000",', "amount", "1,000"),
        ("zgc,,1,{value}\u202e", "note", "U+202E"),
        ("z\u200bgc,,1,", "who", "U+200B"),
        ("zgc,,1,甲\x00乙", "note", "U+0000"),
        ('zgc,,1,"甲\n乙"', "note", "U+000A"),
        ("zgc,,1,甲\ufffe", "note", "U+FFFE"),
        ("zgc,,1," + "长" * 2001, "note", "2001"),
    ],
)
def test_a_bad_cell_is_named_by_file_row_column_and_value(
    line: str, column: str, value: str
) -> None:
    reading = read(f"{HEAD}{ROWS}{line}\ntianjin,robot,7,末\n")
    assert places(list(reading.problems)) == [("small.csv", 4, column, value)]
    assert [row[3] for row in reading.rows] == ["甲", "“乙”", "末"]
    for text in (reading.problems[0].text("zh"), reading.problems[0].text("en")):
        assert value in text


def test_a_cell_of_two_thousand_characters_is_read() -> None:
    assert read(f"{HEAD}zgc,,1,{'长' * 2000}\n").problems == ()


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    reading = read(f"{HEAD}atlantis,magic;robot;old,none,\n")
    assert places(list(reading.problems)) == [
        ("small.csv", 2, "who", "atlantis"),
        ("small.csv", 2, "tags", "magic"),
        ("small.csv", 2, "tags", "old"),
        ("small.csv", 2, "amount", "none"),
    ]
    assert reading.rows == ()


@pytest.mark.parametrize("line", ["zgc", "zgc,robot", "zgc,,1,甲,乙", "zgc,,1,甲,,乙,"])
def test_a_row_of_another_length_is_named_and_spares_the_rest(line: str) -> None:
    reading = read(f"{HEAD}{line}\n{ROWS}")
    count = str(len(line.rstrip(",").split(",")))
    assert places(list(reading.problems)) == [("small.csv", 2, None, count)]
    assert count in reading.problems[0].text("en")
    assert reading.rows == MADE


@pytest.mark.parametrize(
    "row",
    [
        'zgc,,1,"甲',  # The cell never ends: it would swallow what follows.
        'zgc,,1,"甲\ntianjin,,1,乙\ntianjin,robot,1,"丙"',
        'zgc,,1,"甲"乙',
        'zgc,,1,"' + "长" * 200_000,  # longer than the reader takes
    ],
)
def test_a_quote_without_its_pair_is_named_by_its_row_and_spares_those_before(row: str) -> None:
    reading = read(f"{HEAD}{ROWS}{row}\ntianjin,robot,7,末\n")
    assert places(list(reading.problems)) == [("small.csv", 4, None, "")]
    assert "引号" in reading.problems[0].text("zh")
    assert "quote" in reading.problems[0].text("en")
    assert reading.rows == MADE


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("who,tags,amount", "note"),
        ("who,tags,amount,remark", "note"),
        ("who,tags,amount,note,extra", "extra"),
        ("who,tags,note,amount", "who, tags, note, amount"),
        ("who,who,tags,amount,note", "who, who, tags, amount, note"),
        ("who;tags;amount;note", "who, tags, amount, note"),
        ("zgc,,1,甲", "who, tags, amount, note"),
        ("\u200bwho,tags,amount,note", "who"),
    ],
)
def test_another_header_is_said_and_nothing_is_read(header: str, value: str) -> None:
    reading = read(f"{header}\n{ROWS}")
    assert reading.rows == ()
    assert places(list(reading.problems)) == [("small.csv", 1, None, value)]
    assert "表头" in reading.problems[0].text("zh")
    assert "header" in reading.problems[0].text("en")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \n", HEAD, f"{HEAD},,,\n\n"])
def test_an_empty_file_is_not_passed_over_in_silence(content: bytes | str) -> None:
    assert places(list(read(content).problems)) == [("small.csv", None, None, "")]
    [problem] = problems(lambda: tables.strict_rows(source(content), "small.csv", COLUMNS))
    assert problem.file == "small.csv"


def test_a_missing_file_is_said() -> None:
    reading = read("", "absent.csv")
    assert reading.rows == ()
    assert places(list(reading.problems)) == [("absent.csv", None, None, "")]
    assert "文件缺失或无法读取" in reading.problems[0].text("zh")
    assert "missing or cannot be read" in reading.problems[0].text("en")


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ((HEAD + ROWS).encode("gb18030"), 2),
        ((HEAD + ROWS).encode("utf-16"), 1),
        ((HEAD + ROWS + "zgc,,1,").encode() + b"\xed\xa0\x80\n", 4),  # half a surrogate pair
        ((HEAD + ROWS).encode()[:-3], 3),  # cut within a character
    ],
)
def test_a_file_in_another_encoding_is_said_with_its_first_bad_line(
    content: bytes, row: int
) -> None:
    reading = read(content)
    assert reading.rows == ()
    assert places(list(reading.problems)) == [("small.csv", row, None, "")]
    assert all("UTF-8" in reading.problems[0].text(lang) for lang in ("zh", "en"))


def test_of_a_strict_table_every_row_must_be_right() -> None:
    rows = tables.strict_rows(source(HEAD + ROWS), "small.csv", COLUMNS)
    assert [tuple(row.values()) for row in rows] == list(MADE)
    assert [row.number for row in rows] == [2, 3]
    bad = f"{HEAD}zgc,,1\n{ROWS}zgc,,1,\u200e\nzgc\n"
    found = problems(lambda: tables.strict_rows(source(bad), "small.csv", COLUMNS))
    assert places(found) == [
        ("small.csv", 2, None, "3"),
        ("small.csv", 5, "note", "U+200E"),
        ("small.csv", 6, None, "1"),
    ]


@pytest.mark.parametrize(
    ("cell", "items"),
    [("", ()), (" ; ", ()), ("a", ("a",)), ("a;b", ("a", "b")), (" a ;; b ;", ("a", "b"))],
)
def test_a_list_is_split_at_its_semicolons(cell: str, items: tuple[str, ...]) -> None:
    assert tables.split(cell) == items


def test_a_problem_of_a_row_names_file_row_and_column() -> None:
    [row] = tables.strict_rows(source(f"{HEAD}zgc,,1,甲\n"), "small.csv", COLUMNS)
    problem = row.problem(tables.UNKNOWN_CODE, "who", "x" * 200)
    assert isinstance(problem, DataProblem)
    assert problem.text("en").startswith("small.csv")
    # A cell of any length leaves the sentence short.
    assert len(problem.text("en")) < 250


# Column by column


FAULTY = [
    HEAD + ROWS,
    f"{HEAD}{ROWS},,,\n\n , ,\u3000,\nzgc,,2,乙\n",
    f"{HEAD}zgc,,1\n{ROWS}zgc,,1,甲,多\n,,,\u3000\n,a,1,\n",
    f"{HEAD}zgc,,1,甲\u202e\n{ROWS}z\u0000,,\u200b,{'长' * 2001}\n",
    f'{HEAD}{ROWS}zgc,,1,"甲\n',
    f"{HEAD}{'长' * 2001},{'长' * 2001}\u200b,1,\n\n{ROWS}",
    HEAD,
]


@pytest.mark.parametrize("content", FAULTY)
@pytest.mark.parametrize("most", [1, 2, 1000])
def test_a_large_file_is_read_by_columns_as_by_rows(content: str, most: int) -> None:
    rows, faults = tables.rows(source(content), "small.csv", COLUMNS)
    numbers: list[int] = []
    cells: list[tuple[str, ...]] = []
    problems_by_column: list[DataProblem] = []
    for sheet, bad in tables.sheets(source(content), "small.csv", COLUMNS, most):
        assert len(sheet.numbers) <= most
        numbers += sheet.numbers
        cells += zip(*(sheet.cells[column] for column in COLUMNS), strict=True)
        problems_by_column += bad
    assert numbers == [row.number for row in rows]
    assert cells == [tuple(row.values()) for row in rows]
    assert sorted(map(str, problems_by_column)) == sorted(map(str, faults))


@pytest.mark.parametrize("content", ["who,tags\n", "", "who,tags,note,amount\n"])
def test_what_cannot_be_read_by_rows_cannot_by_columns(content: str) -> None:
    def by_rows() -> object:
        return tables.rows(source(content), "small.csv", COLUMNS)

    def by_columns() -> object:
        return list(tables.sheets(source(content), "small.csv", COLUMNS, 10))

    found = [str(problem) for problem in problems(by_rows)]
    assert found == [str(problem) for problem in problems(by_columns)]
    assert found
