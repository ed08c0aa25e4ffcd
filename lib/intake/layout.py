"""Where in a sheet the tables are: headings found by what they mean, merged cells filled, what is
no row of a list left aside and said."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from lib.base.i18n import LANGS, mark, translator
from lib.base.problems import DataProblem
from lib.intake import fields
from lib.intake.fields import fold, meaning
from lib.intake.reader import Book, Cell, Day, Note, Sheet, Span

# Headings of the first table are looked for in so many rows; those of more tables anywhere.
_FIRST_ROWS: Final = 30
# A row below a table that names so many columns is another table's head.
_LEAST_OF_MORE: Final = 3
# A merged range beyond this is no heading and no group of rows.
_MOST_MERGED: Final = 20_000
# Cells that begin what is no row of a list.
_ASIDE: Final = re.compile(
    r"(合计|总计|小计|共计|总数|total)(?=\W|\d|$)|(注\d*|备注|说明|附注|联系人|notes?)[:：]|"
    r"(填表|填报|制表|审核)[人日单时部：:]|单位[（(]?盖章|第\s*\d+\s*页",
    re.IGNORECASE,
)
# Our own export's second sheet says whence its rows are.
_OWN_ABOUT: Final = mark("关于本表")
NO_TABLE: Final = mark("没有找到含“名称”或“编号”列的表头。")
NO_TABLE_MEND: Final = mark("请在表头写明“名称”，或使用空白模板。")
SHEET_WITHOUT: Final = mark("没有找到表头，未读取。")
ABOUT_SKIPPED: Final = mark("“关于本表”未读取。")
ASIDE: Final = mark("不是名录的行，未读取：{value}")
SHEET_SKIPPED: Final = mark("隐藏的工作表“{value}”未读取。")
SHEET_READ: Final = mark("隐藏的工作表“{value}”已读取。")
HIDDEN_SKIPPED: Final = mark("隐藏的行未读取：{value}")
HIDDEN_READ: Final = mark("隐藏的行已读取：{value}")
Cells = tuple[Cell | Day, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its place from 0, its heading as written, the field it means (empty: not
    imported), up to three of its values, and the datum its heading names."""

    place: int
    heading: str
    field: str
    samples: tuple[str, ...]
    datum: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table; `number` is the row's as the spreadsheet shows it."""

    number: int
    cells: Cells
    is_hidden: bool = False

    def __getitem__(self, place: int) -> Cell | Day:
        return self.cells[place] if place < len(self.cells) else None


@dataclass(frozen=True)
class Table:
    """A table of a sheet. `head` is the number of its last row of headings; `title` what stands
    above them; `notes` what was left aside."""

    file: str
    sheet: str
    head: int
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()

    def column(self, field: str) -> Column | None:
        """Return the column that means a field, if one does."""
        return next((column for column in self.columns if column.field == field), None)


def taken(book: Book, hidden: str = "skip") -> Book:
    """Return a file with those of its sheets that count, `hidden` ones where they are asked for
    (`include`, else `skip`); what became of these is said."""
    sheets, notes = [], list(book.notes)
    for sheet in book.sheets:
        is_taken = not sheet.is_hidden or (hidden == "include" and any(sheet.rows))
        if sheet.is_hidden:
            notes.append(Note(book.file, SHEET_READ if is_taken else SHEET_SKIPPED, sheet.name))
        if is_taken:
            sheets.append(sheet)
    return replace(book, sheets=tuple(sheets), notes=tuple(notes))


def tables(
    book: Book, mapping: Mapping[str, str] | None = None, hidden_rows: str = "skip"
) -> tuple[tuple[Table, ...], tuple[Note, ...]]:
    """Return the tables of a file, and what is said of the sheets that have none.

    `mapping` gives the field that a folded heading means and goes before the synonyms; an empty one
    is not imported. Raises `DataProblem` where no sheet has a table.
    """
    found: list[Table] = []
    notes: list[Note] = []
    known = {fold(name): field for name, field in (mapping or {}).items()}
    about = {translator(lang)(_OWN_ABOUT) for lang in LANGS}
    for sheet in book.sheets:
        if sheet.name in about:
            notes.append(Note(book.file, ABOUT_SKIPPED, sheet=sheet.name))
            continue
        added = list(_tables(book.file, sheet, known, hidden_rows))
        found += added
        if not added and any(sheet.rows):
            notes.append(Note(book.file, SHEET_WITHOUT, sheet=sheet.name))
    if not found:
        raise DataProblem(book.file, NO_TABLE, NO_TABLE_MEND)
    return tuple(found), tuple(notes)


def shown(cell: Cell | Day) -> str:
    """Return a cell as its sender sees it, on one line."""
    return "" if cell is None else " ".join(str(cell).split())


@dataclass(frozen=True)
class _Head:
    """Headings: their first row from 0, how many rows they take, the field of each place."""

    row: int
    height: int
    fields: Mapping[int, str]
    headings: Mapping[int, str]


def _tables(file: str, sheet: Sheet, known: Mapping[str, str], hidden_rows: str) -> Iterator[Table]:
    rows = _filled(sheet.rows, sheet.merged)
    heads = _heads(rows, known)
    if not heads:
        return
    ends = [head.row for head in heads[1:]] + [len(rows)]
    above = 0
    for head, end in zip(heads, ends, strict=True):
        start = head.row + head.height
        title = " ".join(dict.fromkeys(shown(c) for row in rows[above : head.row] for c in row))
        lines, notes = _lines(file, sheet, rows, range(start, end), head, hidden_rows)
        columns = tuple(_columns(head, lines))
        yield Table(file, sheet.name, start, title[-200:].strip(), columns, lines, notes)
        above = end


def _filled(rows: Sequence[Cells], merged: Sequence[Span]) -> list[Cells]:
    """The rows with each merged range's value in all its cells."""
    filled: list[Cells | list[Cell | Day]] = list(rows)
    for (top, left), (last, right) in merged:
        bottom = min(last, len(rows) - 1)
        if top > bottom or (bottom - top + 1) * (right - left + 1) > _MOST_MERGED:
            continue
        value = rows[top][left] if left < len(rows[top]) else None
        if value is None:
            continue
        for number in range(top, bottom + 1):
            row = list(filled[number])
            row += [None] * (right + 1 - len(row))
            row[left : right + 1] = [value] * (right + 1 - left)
            filled[number] = row
    return [tuple(row) for row in filled]


def _heads(rows: Sequence[Cells], known: Mapping[str, str]) -> list[_Head]:
    first = [
        head
        for row in range(min(_FIRST_ROWS, len(rows)))
        for height in (1, 2)
        if (head := _head(rows, row, height, known))
    ]
    if not first:
        return []
    best = max(first, key=lambda head: (len(head.fields), head.height, -head.row))
    heads = [best]
    number = best.row + best.height
    while number < len(rows):
        head = _another(rows, number, known)
        if head:
            heads.append(head)
        number += head.height if head else 1
    return heads


def _another(rows: Sequence[Cells], number: int, known: Mapping[str, str]) -> _Head | None:
    """The head of another table that begins at a row."""
    cells = rows[number]
    means = sum(isinstance(c, str) and len(c) <= 20 and _means(c, known) is not None for c in cells)
    if means < _LEAST_OF_MORE or means * 2 < sum(cell is not None for cell in cells):
        return None
    tried = [_head(rows, number, height, known) for height in (1, 2)]
    heads = [head for head in tried if head]
    return max(heads, key=lambda head: (len(head.fields), head.height), default=None)


def _head(rows: Sequence[Cells], row: int, height: int, known: Mapping[str, str]) -> _Head | None:
    """The headings in some rows, if they are: one must be a name's or an id's."""
    if row + height > len(rows):
        return None
    if height > 1 and not (
        _share_of_headings(rows[row], known) > 0
        and _share_of_headings(rows[row + height - 1], known) >= 0.5
    ):
        return None
    width = max(len(cells) for cells in rows[row : row + height])
    named: dict[int, list[str]] = {}
    for place in range(width):
        cells = [line[place] if place < len(line) else None for line in rows[row : row + height]]
        if parts := [part for part in dict.fromkeys(map(shown, cells)) if part]:
            named[place] = parts
    headings = {place: "/".join(parts)[:80] for place, parts in named.items()}
    found = _matched(named, headings, known)
    if not {"name", "resource_id"} & set(found.values()):
        return None
    return _Head(row, height, dict(sorted(found.items())), headings)


def _matched(
    named: Mapping[int, Sequence[str]], headings: Mapping[int, str], known: Mapping[str, str]
) -> dict[int, str]:
    """The field of each place that has one. What was decided goes first, then a column's own
    heading, then that of its group."""
    decided = {place: known.get(fold(heading)) for place, heading in headings.items()}
    found: dict[int, str] = {}
    weak: dict[int, str] = {}
    for place, own in decided.items():
        if own and own not in found.values():
            found[place] = own
    own_ones = [(place, (parts[-1], "".join(parts))) for place, parts in named.items()]
    of_groups = [(place, (parts[0],)) for place, parts in named.items()]
    for place, spellings in own_ones + of_groups:
        if decided[place] is not None or place in found or place in weak:
            continue
        for spelling in spellings:
            field, is_weak = _means(spelling, known) or ("", False)
            if field and field not in found.values():
                (weak if is_weak else found)[place] = field
                break
    for place, field in weak.items():
        if field not in found.values():
            found[place] = field
    return found


def _share_of_headings(cells: Cells, known: Mapping[str, str]) -> float:
    """How much of what a row holds means a field for certain: of several rows of headings each has
    some, and the last is hardly anything else."""
    texts = {text for cell in cells if (text := shown(cell))}
    found = [means for text in texts if (means := _means(text, known)) and not means[1]]
    return len(found) / max(len(texts), 1)


def _means(heading: str, known: Mapping[str, str]) -> tuple[str, bool] | None:
    """The field of a heading, and whether a better heading goes before it."""
    if (own := known.get(fold(heading))) is not None:
        return own, False
    found = meaning(heading)
    return (found.field, found.is_weak) if found else None


def _columns(head: _Head, lines: Sequence[Line]) -> Iterator[Column]:
    places = sorted(head.headings.keys() | head.fields.keys())
    for place in places:
        samples: dict[str, None] = {}
        for line in lines[:200]:
            if text := shown(line[place]):
                samples[text[:80]] = None
            if len(samples) == 3:
                break
        text = head.headings.get(place, "")
        field = head.fields.get(place, "")
        datum = fields.datum(text) if field in ("lon", "lat", fields.LONLAT) else ""
        yield Column(place, text, field, tuple(samples), datum)


def _lines(
    file: str,
    sheet: Sheet,
    rows: Sequence[Cells],
    numbers: range,
    head: _Head,
    hidden_rows: str,
) -> tuple[tuple[Line, ...], tuple[Note, ...]]:
    """The rows of a table, and what of them is none."""
    keys = [place for place, field in head.fields.items() if field in ("name", "resource_id")]
    lines, notes = [], []
    for index in numbers:
        cells, number = rows[index], index + 1
        if not any(cell is not None and shown(cell) for cell in cells):
            continue
        if _is_aside(cells, keys, head):
            text = " ".join(dict.fromkeys(filter(None, map(shown, cells))))
            notes.append(Note(file, ASIDE, text, sheet.name, number))
            continue
        is_hidden = number in sheet.hidden_rows
        if is_hidden:
            text = " ".join(filter(None, (shown(cells[p]) for p in keys if p < len(cells))))
            message = HIDDEN_READ if hidden_rows == "include" else HIDDEN_SKIPPED
            notes.append(Note(file, message, text, sheet.name, number))
            if hidden_rows != "include":
                continue
        lines.append(Line(number, cells, is_hidden))
    return tuple(lines), tuple(notes)


def _is_aside(cells: Cells, keys: Sequence[int], head: _Head) -> bool:
    """Whether a row is a total, a note or a title between the rows of a list."""
    texts = [text for cell in cells if cell is not None and (text := shown(cell))]
    if _begins_aside(texts[0]):
        return True
    has_key = any(place < len(cells) and shown(cells[place]) for place in keys)
    if not has_key:
        # A row that says much and has no name is a fault, not a note.
        held = [p for p in head.fields if p < len(cells) and shown(cells[p])]
        return len(held) < _LEAST_OF_MORE or any(map(_begins_aside, texts))
    # One text over the whole width, as a merged cell is filled.
    ((_, most),) = Counter(texts).most_common(1)
    return most == len(texts) >= _LEAST_OF_MORE


@lru_cache(maxsize=1 << 14)
def _begins_aside(text: str) -> bool:
    return bool(_ASIDE.match(text))
