"""The one reader of CSV files: tolerant where the meaning is certain, else a sentence that names
file, row and column."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from lib.base.cells import Check, unfit_characters
from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems, Reading

T = TypeVar("T")
NOT_EMPTY: Final = mark("不能为空。")
UNKNOWN_CODE: Final = mark("未知代码“{value}”。")
DUPLICATE: Final = mark("“{value}”重复出现。")
NO_ROWS: Final = mark("文件中没有任何数据。")
BAD_CHARACTER: Final = mark("含有不可见或无效的字符（{value}）。")
TOO_LONG: Final = mark("有 {value} 个字符，超出上限。")
# No cell of any file says more; `register.schema` bounds its own columns more tightly.
MOST_CHARACTERS: Final = 2000


@dataclass(frozen=True)
class Row(Mapping[str, str]):
    """A row's cells by column, stripped; `number` is the row's as a spreadsheet shows it."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def problem(self, message: str, column: str | None = None, value: str = "") -> DataProblem:
        """Return what is wrong with this row, or with one of its cells."""
        return DataProblem(self.file, message, row=self.number, column=column, value=value)


def split(cell: str) -> tuple[str, ...]:
    """Return the items of a list cell, which are separated by `;`."""
    return tuple(item for item in (part.strip() for part in cell.split(";")) if item)


def rows(
    sources: Sources, file: str, columns: Sequence[str]
) -> tuple[tuple[Row, ...], tuple[DataProblem, ...]]:
    """Return the rows of a CSV file whose header is `columns`, and what is wrong with the others.

    A byte-order mark, blank rows and empty cells beyond the header are passed over. Raises
    `DataProblem` where nothing can be read: no file, not UTF-8, another header.
    """
    reader = _reader(sources, file, columns)
    good: list[Row] = []
    problems: list[DataProblem] = []
    try:
        for number, line in enumerate(reader, start=2):
            cells = _cells(line, len(columns))
            if not any(cells):
                continue
            if len(cells) != len(columns):
                problems.append(_miscounted(file, number, cells))
                continue
            row = Row(file, number, dict(zip(columns, cells, strict=True)))
            bad = _bad_cells(row)
            problems += bad
            if not bad:
                good.append(row)
    except DataProblem as error:
        problems.append(error)
    return tuple(good), tuple(problems)


@dataclass(frozen=True)
class Sheet:
    """Some rows of a file, column by column: `numbers` are the rows' as a spreadsheet shows them,
    `cells` has a column's cells, stripped, in their order."""

    file: str
    numbers: Sequence[int]
    cells: Mapping[str, Sequence[str]]

    def problem(self, place: int, message: str, column: str, value: str = "") -> DataProblem:
        """Return what is wrong with a cell of the row at a `place` of this sheet."""
        return DataProblem(self.file, message, row=self.numbers[place], column=column, value=value)


def sheets(
    sources: Sources, file: str, columns: Sequence[str], most: int
) -> Iterator[tuple[Sheet, Sequence[DataProblem]]]:
    """Yield the rows of a large file, `most` at a time, as `rows` has them, with what is wrong with
    the others: column by column, so that a cell that many rows share is looked at once. Raises
    `DataProblem` as `rows` does."""
    reader = _reader(sources, file, columns)
    numbers: list[int] = []
    lines: list[list[str]] = []
    problems: list[DataProblem] = []
    try:
        for number, line in enumerate(reader, start=2):
            cells = line
            if len(line) != len(columns) or not line[0].strip():
                cells = _cells(line, len(columns))
                if not any(cells):
                    continue
                if len(cells) != len(columns):
                    problems.append(_miscounted(file, number, cells))
                    continue
            numbers.append(number)
            lines.append(cells)
            if len(lines) == most:
                yield _sheet(file, columns, numbers, lines, problems)
                numbers, lines, problems = [], [], []
    except DataProblem as error:
        problems.append(error)
    yield _sheet(file, columns, numbers, lines, problems)


def _sheet(
    file: str,
    columns: Sequence[str],
    numbers: Sequence[int],
    lines: Sequence[Sequence[str]],
    problems: list[DataProblem],
) -> tuple[Sheet, Sequence[DataProblem]]:
    """The rows that can be read as a sheet, and what is wrong with the others."""
    cells, unfit = {}, set()
    by_column = zip(*lines, strict=True) if lines else ((),) * len(columns)
    for column, raw in zip(columns, by_column, strict=True):
        stripped = {cell: cell.strip() for cell in set(raw)}
        bad = {cell: faults for cell in stripped.values() if (faults := _unfit(cell))}
        cells[column] = [stripped[cell] for cell in raw]
        for place, cell in enumerate(cells[column]) if bad else ():
            for message, value in bad.get(cell, ()):
                unfit.add(place)
                problems.append(
                    DataProblem(file, message, row=numbers[place], column=column, value=value)
                )
    if unfit:
        kept = [place for place in range(len(numbers)) if place not in unfit]
        numbers = [numbers[place] for place in kept]
        cells = {column: [held[place] for place in kept] for column, held in cells.items()}
    return Sheet(file, numbers, cells), problems


def _reader(sources: Sources, file: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """The lines of a CSV file after its header, which must be `columns`."""
    text = io.StringIO(sources.text(file), newline="")
    reader = _lines(csv.reader(text, strict=True), file)
    header = _cells(next(reader, []), 0)
    if header != list(columns):
        wrong = [c for c in columns if c not in header] or [c for c in header if c not in columns]
        raise DataProblem(
            file,
            mark("表头不符：{value}。"),
            mark("表头应与 data/README.md 所列各列相同、次序一致。"),
            row=1,
            value=", ".join(wrong or header),
        )
    return reader


def _miscounted(file: str, number: int, cells: Sequence[str]) -> DataProblem:
    message = mark("有 {value} 个单元格，与表头不符。")
    return DataProblem(file, message, row=number, value=str(len(cells)))


def _cells(line: Sequence[str], count: int) -> list[str]:
    """The cells of a line, stripped, without empty ones beyond the first `count`."""
    cells = [cell.strip() for cell in line]
    while len(cells) > count and not cells[-1]:
        cells.pop()
    return cells


def strict_rows(sources: Sources, file: str, columns: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of a file of which each must be right. Raises `DataProblem` or
    `DataProblems`; a file without a row is one."""
    good, problems = rows(sources, file, columns)
    if problems:
        raise DataProblems(list(problems))
    if not good:
        raise DataProblem(file, NO_ROWS)
    return good


def read(
    sources: Sources,
    file: str,
    columns: Sequence[str],
    make: Callable[[Row], T],
    *,
    required: Collection[str],
    known: Mapping[str, Collection[str]] | None = None,
    lists: Mapping[str, Collection[str]] | None = None,
    checks: Mapping[str, Check] | None = None,
) -> Reading[T]:
    """Return what `make` makes of each row that can be used, and what is wrong with the others.

    `required` names the columns that must be filled; `known` those that hold one code, and the
    codes it may be; `lists` those that hold any number of codes separated by `;`; `checks` how a
    filled cell is written. A file that cannot be read, or has no row, is one problem. Never raises.
    """
    try:
        good, faults = rows(sources, file, columns)
    except DataProblem as error:
        return Reading((), (error,))
    if not good and not faults:
        return Reading((), (DataProblem(file, NO_ROWS),))
    made, problems = [], list(faults)
    for row in good:
        held = [(column, row[column], codes) for column, codes in (known or {}).items()]
        held += [
            (column, code, codes)
            for column, codes in (lists or {}).items()
            for code in split(row[column])
        ]
        bad = [row.problem(NOT_EMPTY, column) for column in required if not row[column]]
        bad += [row.problem(UNKNOWN_CODE, c, code) for c, code, codes in held if code not in codes]
        bad += misspelled(row, checks or {})
        problems += bad
        if not bad:
            made.append(make(row))
    return Reading(tuple(made), tuple(problems))


def misspelled(row: Row, checks: Mapping[str, Check]) -> list[DataProblem]:
    """Return a problem for each filled cell that is not written as its check asks."""
    return [
        row.problem(check.message, column, row[column])
        for column, check in checks.items()
        if row[column] and not check.fits(row[column])
    ]


def _bad_cells(row: Row) -> list[DataProblem]:
    return [
        row.problem(message, column, value)
        for column, cell in row.items()
        for message, value in _unfit(cell)
    ]


def _unfit(cell: str) -> list[tuple[str, str]]:
    """What no cell of any file may hold, each as a message and its value."""
    found = []
    if unfit := unfit_characters(cell):
        found.append((BAD_CHARACTER, unfit))
    if len(cell) > MOST_CHARACTERS:
        found.append((TOO_LONG, str(len(cell))))
    return found


def _lines(reader: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    """The reader's rows; a cell that never ends, or that ends twice, is a `DataProblem`."""
    number = 1
    try:
        for line in reader:
            yield line
            number += 1
    except csv.Error:
        message = mark("某个单元格的引号不成对，或内容过长。")
        raise DataProblem(file, message, row=number) from None
