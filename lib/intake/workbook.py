"""Workbooks to hand back and to hand out: a sender's list with its faults marked, a blank list."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import xlsxwriter

from lib.base.bidi import without_controls
from lib.base.i18n import Lang, mark, translator
from lib.intake import fields
from lib.intake.base import Base
from lib.intake.forms import FORMS, terms
from lib.intake.labels import Labels
from lib.intake.plan import Plan
from lib.intake.reader import Book, Cell, Day, Sheet
from lib.intake.yearbook import rows_to_fill
from lib.register import schema
from lib.terms.taxonomy import Park

_OPTIONS: Final[Mapping[str, Any]] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Microsoft YaHei", "font_size": 10},
}
_FAULT: Final = {"bg_color": "#F8CBAD"}
_ASKED: Final = {"bg_color": "#FFE699"}
_HEAD: Final = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0B4F9E", "valign": "vcenter"}
# What Excel takes as a sheet's name.
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
_LONGEST_COMMENT: Final = 2000
# Columns of a blank list, in the order in which people fill them in. The zone is the sheet's name.
BLANK: Final = (
    *("resource_id", "name", "category", "level", "status", "subpark", "address", "district"),
    *("phone", "website", "host", "year", fields.FOCUS, "lon", "lat", "note"),
)
_NEEDED: Final = ("name", "category", "level", "status")
_BLANK_ROWS: Final = 500
_CHOICES: Final = mark("选项")
_FAULTS_SHEET: Final = mark("问题")
_LISTED: Final = (mark("工作表"), mark("行"), mark("列"), mark("内容"), mark("问题"))
_NO_NUMBER: Final = mark("新增的行留空。")
_SEVERAL: Final = mark("可填多项，以顿号分开。")
_TWO_DAYS: Final = mark("起止两日，如 2024-11-29/2025-11-28。")


@dataclass(frozen=True)
class _Mark:
    """What is said of a cell, and how it is coloured."""

    text: str
    look: str


def marked(book: Book, found: Plan, lang: Lang) -> bytes:
    """Return a sender's file as a workbook: its sheets, each cell at fault coloured with a comment
    on what is wrong and how to mend it, rows that need a decision too; and first a sheet that lists
    all this. Cells hold values only: no formula, no macro."""
    t = translator(lang)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as output:
        looks = {"fault": output.add_format(_FAULT), "asked": output.add_format(_ASKED)}
        names = _names([t(_FAULTS_SHEET), *(sheet.name for sheet in book.sheets)])
        listed = output.add_worksheet(next(names))
        rows: list[tuple[Cell, ...]] = [tuple(map(t, _LISTED))]
        for sheet in book.sheets:
            marks = _marks(book, sheet.name, found, lang)
            written = output.add_worksheet(next(names))
            if sheet.is_hidden:
                written.hide()
            _put_sheet(written, sheet, marks, looks)
            for (number, place), said in marks.items():
                column = xlsxwriter.utility.xl_col_to_name(place)
                cell = _cell(sheet, number, place)
                held = "" if cell is None else str(cell)
                rows.append((sheet.name, number + 1, column, held, said.text))
        head = output.add_format(_HEAD)
        body = output.add_format({"text_wrap": True, "valign": "top"})
        for number, line in enumerate(rows):
            for place, shown in enumerate(line):
                _put(listed, number, place, shown, body if number else head)
        for place, width in enumerate((20, 8, 8, 30, 90)):
            listed.set_column(place, place, width)
        listed.freeze_panes(1, 0)
    return buffer.getvalue()


def _put_sheet(
    written: Any, sheet: Sheet, marks: Mapping[tuple[int, int], _Mark], looks: Mapping[str, Any]
) -> None:
    for number, cells in enumerate(sheet.rows):
        for place, cell in enumerate(cells):
            if (number, place) not in marks:
                _put(written, number, place, cell, None)
    for (number, place), said in marks.items():
        cell = _cell(sheet, number, place)
        if cell is None:
            written.write_blank(number, place, None, looks[said.look])
        else:
            _put(written, number, place, cell, looks[said.look])
        box = {"x_scale": 2, "y_scale": 1.5}
        written.write_comment(number, place, said.text[:_LONGEST_COMMENT], box)
    written.set_column(0, max(map(len, sheet.rows), default=1), 16)


def _cell(sheet: Sheet, number: int, place: int) -> Cell | Day:
    cells = sheet.rows[number] if number < len(sheet.rows) else ()
    return cells[place] if place < len(cells) else None


def _marks(book: Book, sheet: str, found: Plan, lang: Lang) -> dict[tuple[int, int], _Mark]:
    """What is said of a sheet's cells, by row and column from 0."""
    t = translator(lang)
    said: dict[tuple[int, int], list[str]] = {}
    looks: dict[tuple[int, int], str] = {}
    for fault in found.faults:
        if (fault.file, fault.sheet) == (book.file, sheet):
            at = (fault.row - 1, _place(found, fault.file, sheet, fault.row, fault.field))
            said.setdefault(at, []).append(fault.words(lang))
            is_worse = not fault.is_warning or looks.get(at) == "fault"
            looks[at] = "fault" if is_worse else "asked"
    for match in found.asked:
        record = match.record
        if (record.file, record.sheet) == (book.file, sheet):
            at = (record.row - 1, _place(found, record.file, sheet, record.row, "name"))
            names = t("、").join(f"{c.id} {c.name}" for c in match.candidates)
            said.setdefault(at, []).append(t("可能是 {names}；或为新增").format(names=names))
            looks.setdefault(at, "asked")
    return {at: _Mark("\n".join(texts), looks[at]) for at, texts in sorted(said.items())}


def _place(found: Plan, file: str, sheet: str, row: int, field: str) -> int:
    """The column of a field in the table that a row belongs to; the name's where it has none."""
    table = max(
        (
            t
            for t in (*found.tables, *found.brought.sheets)
            if (t.file, t.sheet) == (file, sheet) and t.head < row
        ),
        key=lambda table: table.head,
        default=None,
    )
    if table is None:
        return 0
    several = {"chains": fields.FOCUS, "clusters": fields.FOCUS}
    several |= {"lon": fields.LONLAT, "lat": fields.LONLAT}
    for name in (field, several.get(field, field), "name", "resource_id"):
        if column := table.column(name):
            return column.place
    return 0


def _put(sheet: Any, number: int, place: int, cell: Cell | Day, form: Any) -> None:
    if isinstance(cell, (int, float)):
        sheet.write_number(number, place, cell, form)
    elif cell is not None:
        sheet.write_string(number, place, without_controls(str(cell)), form)


def _names(wanted: Sequence[str]) -> Iterator[str]:
    """Names for sheets as Excel takes them, each once."""
    used = {"history"}  # Excel's own.
    for number, name in enumerate(wanted):
        plain = _NO_NAME.sub(" ", without_controls(name)).strip("' ")[:_LONGEST_NAME]
        tried = plain = plain or f"Sheet{number}"
        for other in count(2):
            if tried.casefold() not in used:
                break
            tried = f"{plain[: _LONGEST_NAME - 4]}_{other}"
        used.add(tried.casefold())
        yield tried


def blank(labels: Labels, park: Park, lang: Lang) -> bytes:
    """Return a workbook for a zone to fill in: our headings, drop-down lists of names where there
    are codes, telephone numbers as text. Its sheet bears the zone's name, so it needs no column."""
    t = translator(lang)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as output:
        head = output.add_format(_HEAD)
        text = output.add_format({"num_format": "@"})
        name, choices = _names([park.name(lang), t(_CHOICES)])
        sheet = output.add_worksheet(name)
        options = output.add_worksheet(choices)
        options.hide()
        widths = {column.name: column.width for column in schema.COLUMNS}
        for place, column in enumerate(BLANK):
            heading = t(fields.heading(column))
            sheet.write_string(0, place, heading + ("*" if column in _NEEDED else ""), head)
            form = None if column in ("lon", "lat", "year") else text
            sheet.set_column(place, place, widths.get(column, 24), form)
            names = _options(labels, column, lang)
            if names:
                options.write_column(0, place, names)
                letter = xlsxwriter.utility.xl_col_to_name(place)
                source = f"='{choices}'!${letter}$1:${letter}${len(names)}"
                # More than one tag may be written: the list is an offer there.
                rule = {"validate": "list", "source": source, "show_error": column != fields.FOCUS}
                sheet.data_validation(1, place, _BLANK_ROWS, place, rule)
        sheet.write_comment(0, BLANK.index("resource_id"), t(_NO_NUMBER))
        sheet.write_comment(0, BLANK.index(fields.FOCUS), t(_SEVERAL))
        sheet.freeze_panes(1, 2)
        sheet.set_row(0, 24)
    return buffer.getvalue()


def blank_tables(base: Base, lang: Lang) -> bytes:
    """Return a workbook with a sheet for each table beside the register (`forms`): our headings,
    drop-down lists of names where there are codes; in the scorecard's stands each metric that was
    published before, to be filled in for another year. A line that stays so is not read."""
    t = translator(lang)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as output:
        head = output.add_format(_HEAD)
        text = output.add_format({"num_format": "@"})
        *names, choices = _names([*(t(each.name) for each in FORMS), t(_CHOICES)])
        sheets = [output.add_worksheet(name) for name in names]
        options = output.add_worksheet(choices)
        options.hide()
        lists = 0
        for sheet, which in zip(sheets, FORMS, strict=True):
            known = terms(which, base.vocabulary)
            for place, field in enumerate(which.fields):
                heading = t(field.heading) + ("*" if field.is_required else "")
                sheet.write_string(0, place, heading, head)
                sheet.set_column(place, place, field.width, text)
                if offered := known.get(field.name):
                    letter = xlsxwriter.utility.xl_col_to_name(lists)
                    options.write_column(0, lists, [name[lang] for name in offered.values()])
                    source = f"='{choices}'!${letter}$1:${letter}${len(offered)}"
                    is_one = field.kind == "code"
                    rule = {"validate": "list", "source": source, "show_error": is_one}
                    sheet.data_validation(1, place, _BLANK_ROWS, place, rule)
                    lists += 1
                if field.kind == "period":
                    sheet.write_comment(0, place, t(_TWO_DAYS))
                elif field.kind == "codes":
                    sheet.write_comment(0, place, t(_SEVERAL))
            for number, row in enumerate(rows_to_fill(base, which), start=1):
                for place, field in enumerate(which.fields):
                    code = row[field.name]
                    name = known.get(field.name, {}).get(code, {}).get(lang, code)
                    _put(sheet, number, place, name or None, text)
            sheet.freeze_panes(1, 0)
            sheet.set_row(0, 24)
    return buffer.getvalue()


def _options(labels: Labels, column: str, lang: Lang) -> list[str]:
    """The names that a column of codes may hold."""
    terms = labels.vocabulary.terms
    if column in ("category", "level", "status"):
        return [term.name(lang) for term in terms[column].values()]
    if column == fields.FOCUS:
        tags = [terms[tag.facet][tag.code] for tag in labels.vocabulary.focus_areas]
        return [term.name(lang) for term in tags]
    return []
