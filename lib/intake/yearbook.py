"""The scorecard, milestones, agreements and facts as a workbook brings them: recognised by their
headings, checked as the app reads them, compared row by row, and written into an edition's files.

A row is known by its key. One that the sheet does not have stays, unless somebody says that the
sheet has all of its table; an empty cell empties nothing, as in a list.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from lib.base import tables
from lib.base.cells import DATE
from lib.base.files import Sources
from lib.base.problems import DataProblem, Reading
from lib.base.tables import Row
from lib.intake import cells as writing
from lib.intake.apply import line, lines_of
from lib.intake.base import Base
from lib.intake.cells import Cleaned
from lib.intake.cleaning import Record
from lib.intake.faults import Fault, Names, rule_of
from lib.intake.fields import fold
from lib.intake.forms import (
    AGREEMENTS,
    FACTS,
    FORMS,
    MILESTONES,
    QUALIFIER_WORDS,
    SCORECARD,
    Field,
    Form,
    form,
    headings,
    terms,
)
from lib.intake.layout import Column, Line, Table, shown
from lib.intake.reader import Book, Cell, Day, Sheet
from lib.published import facts, scorecard
from lib.terms.taxonomy import Vocabulary

T = TypeVar("T")
How = Literal["added", "changed", "removed"]
# Headings stand in one of so many rows.
_FIRST_ROWS: Final = 15
# What parts two days; a slash only where nothing else does, as days are written with it too.
_PARTING: Final = (
    re.compile(r"\s*(?:至|到|—+|–|~|～| to )\s*", re.IGNORECASE),
    re.compile(r"\s*/\s*"),
)
_SEPARATORS: Final = re.compile("[、;；,，\n]")
_NO_CODE: Final = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class RowChange:
    """A row of a table that comes, goes or changes: the key it is known by, its cells before and
    after (empty for one that comes or goes), the sheet's row behind it."""

    file: str
    how: How
    key: tuple[str, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]
    record: Record | None = None

    @property
    def own(self) -> tuple[str, ...]:
        """What it is rejected by."""
        return (self.file, *self.key)

    @property
    def cells(self) -> tuple[tuple[str, str, str], ...]:
        """What changes: column, before, after."""
        return tuple(
            (name, self.before.get(name, ""), self.after.get(name, ""))
            for name in form(self.file).names
            if self.before.get(name, "") != self.after.get(name, "")
        )


@dataclass(frozen=True)
class Brought:
    """What sheets of these tables bring: the sheets, what they change, what is wrong with them, and
    how many rows of the form were left empty."""

    sheets: tuple[Table, ...] = ()
    forms: tuple[Form, ...] = ()
    changes: tuple[RowChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    left_empty: int = 0

    @property
    def files(self) -> tuple[str, ...]:
        """The tables that are brought."""
        return tuple(dict.fromkeys(form.file for form in self.forms))


def parted(books: Sequence[Book]) -> tuple[list[Book], list[tuple[Form, Table]]]:
    """Return the files without the sheets of these tables, and those sheets."""
    rest, found = [], list[tuple[Form, Table]]()
    for book in books:
        others = []
        for sheet in book.sheets:
            own = _table(book.file, sheet)
            if own:
                found.append(own)
            else:
                others.append(sheet)
        if any(any(sheet.rows) for sheet in others) or len(others) == len(book.sheets):
            rest.append(replace(book, sheets=tuple(others)))
    return rest, found


def _table(file: str, sheet: Sheet) -> tuple[Form, Table] | None:
    """A sheet as one of these tables, if it is: the row that has the most of its headings, all that
    tell it from others among them."""
    best: tuple[int, int, Form] | None = None
    for number, cells in enumerate(sheet.rows[:_FIRST_ROWS]):
        names = [fold(shown(cell)) for cell in cells]
        for each in FORMS:
            known = headings(each)
            fields = {known[name] for name in names if name in known}
            if set(each.telling) <= fields and (best is None or len(fields) > best[0]):
                best = len(fields), number, each
    if best is None:
        return None
    _, head, which = best
    known, columns, taken = headings(which), list[Column](), set[str]()
    for place, cell in enumerate(sheet.rows[head]):
        name = known.get(fold(shown(cell)), "")
        columns.append(Column(place, shown(cell), "" if name in taken else name, ()))
        taken.add(name)
    lines = tuple(
        Line(number + 1, cells)
        for number, cells in enumerate(sheet.rows)
        if number > head and any(shown(cell) for cell in cells)
    )
    return which, Table(file, sheet.name, head + 1, "", tuple(columns), lines)


def brought(
    sheets: Sequence[tuple[Form, Table]], base: Base, complete: Collection[str] = ()
) -> Brought:
    """Return what sheets change of an edition's tables; `complete` names the files of which they
    have every row. A row at fault changes nothing, and none is removed for it."""
    faults: list[Fault] = []
    changes: list[RowChange] = []
    left_empty = 0
    for which in FORMS:
        own = [table for each, table in sheets if each is which]
        if not own:
            continue
        held = _rows(base.sources, which)
        known = terms(which, base.vocabulary)
        records = []
        for table in own:
            for each in table.lines:
                record, wrong = _record(which, table, each, known)
                if which.file == SCORECARD and not _says(record):
                    left_empty += 1
                    continue
                record = _completed(which, record, held)
                records.append(record)
                faults += wrong
                faults += _missing(which, record, wrong)
        made, wrong = _compared(which, records, held, faults, which.file in complete)
        changes += made
        faults += wrong
    faults += _checked(base, changes)
    return Brought(
        tuple(table for _, table in sheets),
        tuple(which for which, _ in sheets),
        tuple(changes),
        tuple(faults),
        left_empty,
    )


def _says(record: Record) -> bool:
    """Whether a line of the scorecard's form was filled in: its metrics stand there already."""
    return any(record.values.get(name) for name in ("value", "period", "qualifier"))


def _rows(sources: Sources, which: Form) -> list[Row]:
    if which.file not in sources:
        return []
    try:
        return list(tables.rows(sources, which.file, which.names)[0])
    except DataProblem:
        return []


def _record(
    which: Form, table: Table, own: Line, known: Mapping[str, Mapping[str, Names]]
) -> tuple[Record, list[Fault]]:
    """A line as the file writes it, and what is wrong with its cells."""
    headings = {field.name: field.heading for field in which.fields}
    headings |= {column.field: column.heading for column in table.columns if column.field}
    values: dict[str, str] = {}
    wrong: list[tuple[str, str, str]] = []
    for column in table.columns:
        if not column.field:
            continue
        field, cell = which.field(column.field), own[column.place]
        cleaned = _cleaned(field, cell, known.get(field.name, {}))
        values[field.name] = cleaned.value
        if cleaned.rule:
            wrong.append((field.name, cleaned.rule, cleaned.value))
    record = Record(table.file, table.sheet, own.number, values, headings)
    faults = [
        record.fault(name, rule, value, _allowed(known, name, rule)) for name, rule, value in wrong
    ]
    return record, faults


def _allowed(known: Mapping[str, Mapping[str, Names]], name: str, rule: str) -> tuple[Names, ...]:
    return tuple(known.get(name, {}).values()) if rule == "unknown_term" else ()


def _cleaned(field: Field, cell: Cell | Day, terms: Mapping[str, Names]) -> Cleaned:
    text = writing.text(cell)
    if not text.value or text.rule:
        return text
    if field.kind in ("code", "codes"):
        return _codes(field, text.value, terms)
    return _CLEANERS[field.kind](cell) if field.kind in _CLEANERS else text


def _codes(field: Field, text: str, terms: Mapping[str, Names]) -> Cleaned:
    """One code, or several, by their names."""
    several = _SEPARATORS.split(text) if field.kind == "codes" else [text]
    parts = [part.strip() for part in several if part.strip()]
    found = [(part, _code(part, terms)) for part in parts]
    unknown = next((part for part, code in found if code is None), None)
    if unknown is not None:
        return Cleaned(unknown, (), "unknown_term")
    return Cleaned(";".join(dict.fromkeys(code for _, code in found if code)))


def _code(text: str, terms: Mapping[str, Names]) -> str | None:
    folded = fold(text)
    if (qualifier := QUALIFIER_WORDS.get(text)) in terms:
        return qualifier
    return next(
        (
            code
            for code, names in terms.items()
            if text == code or folded in {fold(code), *map(fold, names.values())}
        ),
        None,
    )


def _number(cell: Cell | Day) -> Cleaned:
    return Cleaned(writing.half_width(writing.text(cell).value).replace(",", ""))


def _period(cell: Cell | Day) -> Cleaned:
    """Two days, the first and the last: `2024-11-29/2025-11-28`."""
    text = writing.text(cell).value
    parted = [pattern.split(writing.half_width(text)) for pattern in _PARTING]
    parts = next((each for each in parted if len(each) == 2), [])
    days = [writing.day(part).value for part in parts]
    is_right = len(days) == 2 and all(len(day) == 10 and DATE.fits(day) for day in days)
    if not is_right or days[0] > days[1]:
        return Cleaned(text, (), "period")
    return Cleaned("/".join(days))


_CLEANERS: Final[Mapping[str, Callable[[Cell | Day], Cleaned]]] = {
    "number": _number,
    "date": writing.day,
    "period": _period,
    "url": writing.website,
}


def _completed(which: Form, record: Record, held: Sequence[Row]) -> Record:
    """A row with what an earlier one of the same name says of it, and a code if it has none."""
    named, code = {
        SCORECARD: ("name_zh", "metric"),
        AGREEMENTS: ("name_zh", "agreement"),
    }.get(which.file, ("", ""))
    if not code:
        return record
    values = dict(record.values)
    same = [row for row in held if fold(row[named]) == fold(values.get(named, ""))]
    same.sort(key=lambda row: row.get("scope") == values.get("scope"), reverse=True)
    if same:
        own = same[0]
        stays = (code, "name_en", *(("unit_en", "theme") if code == "metric" else ()))
        is_other_unit = values.get("unit_zh") not in ("", None, own.get("unit_zh"))
        for name in stays:
            if not (name == "unit_en" and is_other_unit):
                values[name] = values.get(name) or own[name]
    if not values.get(code) and values.get("name_en"):
        plain = _NO_CODE.sub("_", values["name_en"].casefold()).strip("_")[:40].strip("_")
        taken = {row[code] for row in held}
        values[code] = plain if plain not in taken else f"{plain}_2"
    return replace(record, values=values)


def _missing(which: Form, record: Record, wrong: Sequence[Fault]) -> list[Fault]:
    """What a row must have and has not, beside what is wrong with it."""
    known = {fault.field for fault in wrong}
    return [
        record.fault(field.name, "required")
        for field in which.fields
        if field.is_required and not record.values.get(field.name) and field.name not in known
    ]


def _compared(
    which: Form,
    records: Sequence[Record],
    held: Sequence[Row],
    faults: Sequence[Fault],
    is_complete: bool,
) -> tuple[list[RowChange], list[Fault]]:
    bad = {(fault.file, fault.sheet, fault.row) for fault in faults}
    by_key = {which.key_of(row): row for row in held}
    changes: list[RowChange] = []
    wrong: list[Fault] = []
    seen: set[tuple[str, ...]] = set()
    for record in records:
        values = dict.fromkeys(which.names, "") | dict(record.values)
        key = which.key_of(values)
        if key in seen:
            wrong.append(record.fault(which.key[-1], "duplicate", " · ".join(key)))
            continue
        seen.add(key)
        if (record.file, record.sheet, record.row) in bad:
            continue
        before = by_key.get(key)
        if before is None:
            changes.append(RowChange(which.file, "added", key, {}, values, record))
            continue
        after = {name: values[name] or before[name] for name in which.names}
        if after != dict(before):
            changes.append(RowChange(which.file, "changed", key, dict(before), after, record))
    if is_complete:
        changes += [
            RowChange(which.file, "removed", key, dict(row), {})
            for key, row in by_key.items()
            if key not in seen
        ]
    return changes, wrong


def _problems_of(
    read: Callable[[Sources, Vocabulary], Reading[T]],
) -> Callable[[Sources, Vocabulary], tuple[DataProblem, ...]]:
    return lambda sources, vocabulary: read(sources, vocabulary).problems


_READERS: Final[Mapping[str, Callable[[Sources, Vocabulary], tuple[DataProblem, ...]]]] = {
    SCORECARD: _problems_of(scorecard.read_figures),
    MILESTONES: _problems_of(scorecard.read_milestones),
    AGREEMENTS: _problems_of(facts.read_agreements),
    FACTS: _problems_of(facts.read_facts),
}


def _checked(base: Base, changes: Sequence[RowChange]) -> list[Fault]:
    """What the app itself would say of the rows that come or change."""
    faults = []
    sources = applied(base.sources, changes)
    for file in dict.fromkeys(change.file for change in changes):
        which = form(file)
        records = {change.key: change.record for change in changes if change.record}
        rows = list(csv.reader(io.StringIO(sources.text(file), newline="")))
        for problem in _READERS[file](sources, base.vocabulary):
            if problem.row is None or problem.row > len(rows):
                continue
            cells = dict(zip(which.names, map(str.strip, rows[problem.row - 1]), strict=False))
            record = records.get(which.key_of(dict.fromkeys(which.names, "") | cells))
            if record:
                name = problem.column or which.key[0]
                value = problem.value or record.values.get(name, "")
                rule = rule_of(problem.problem)
                shown_ = problem.text("zh") if rule == "register" else value
                faults.append(record.fault(name, rule, shown_))
    return faults


def applied(sources: Sources, changes: Sequence[RowChange]) -> Sources:
    """Return an edition's files with changes of these tables; a line that nothing changes stays as
    it is, byte for byte."""
    files = dict(sources)
    for file in dict.fromkeys(change.file for change in changes):
        own = [change for change in changes if change.file == file]
        files[file] = _written(sources, form(file), own)
    return Sources(files) if changes else sources


def _written(sources: Sources, which: Form, changes: Sequence[RowChange]) -> bytes:
    text = sources.text(which.file) if which.file in sources else ",".join(which.names) + "\n"
    end = "\r\n" if "\r\n" in text else "\n"
    by_key = {change.key: change for change in changes if change.how != "added"}
    kept: list[tuple[Mapping[str, str], str]] = []
    for raw, cells in lines_of(text):
        values = dict(zip(which.names, map(str.strip, cells), strict=False))
        own = dict.fromkeys(which.names, "") | values
        change = by_key.get(which.key_of(own)) if kept else None
        if change and change.how == "removed":
            continue
        written = line(change.after, which.names, end) if change else raw
        kept.append((own, written if written.endswith(("\n", "\r")) else written + end))
    for change in changes:
        if change.how == "added":
            written = line(change.after, which.names, end)
            kept.insert(_place(which, kept, change), (change.after, written))
    return "".join(written for _, written in kept).encode()


def _place(which: Form, kept: Sequence[tuple[Mapping[str, str], str]], change: RowChange) -> int:
    """Where a new row stands: milestones in order of date, others last."""
    if which.file == MILESTONES:
        for place, (cells, _) in enumerate(kept):
            if place and cells["date"] > change.after["date"]:
                return place
    return len(kept)


def rows_to_fill(base: Base, which: Form) -> Iterator[Mapping[str, str]]:
    """Yield what stands in a form before anybody fills it in: of the scorecard each metric that was
    ever published, without its figure; of the others nothing."""
    if which.file != SCORECARD:
        return
    seen = set()
    for row in reversed(_rows(base.sources, which)):
        if (row["scope"], row["metric"]) not in seen:
            seen.add((row["scope"], row["metric"]))
            empty = ("period", "value", "qualifier", "source", "note_zh")
            yield {name: "" if name in empty else cell for name, cell in row.items()}
