"""The whole walk of a list, each step a value: files read, tables found, rows cleaned and matched,
and what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lib.base.i18n import LANGS, Lang, translator
from lib.base.problems import DataProblem
from lib.intake import checking, cleaning, compare, layout, matching, yearbook
from lib.intake.additions import Addition, grown
from lib.intake.apply import Merged, merged
from lib.intake.base import Base
from lib.intake.cleaning import Cleaning, Rules
from lib.intake.compare import Completion, Difference
from lib.intake.faults import Fault
from lib.intake.layout import Table
from lib.intake.matching import Match
from lib.intake.reader import Book, Note
from lib.intake.yearbook import Brought, RowChange


@dataclass(frozen=True)
class Choices:
    """All that a caller decides: which headings mean which fields, whether hidden rows and sheets
    are read (`include` or `skip`), how cells are taken (`Rules`), which row an uncertain name means
    (an id, `new` or `skip`), what the list is complete for (`Completion`), which terms the
    vocabulary gets, and which tables beside the register the files have whole (`yearbook`)."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    hidden: str = "skip"
    rules: Rules = field(default_factory=Rules)
    decisions: Mapping[str, str] = field(default_factory=dict)
    completion: Completion = field(default_factory=Completion)
    additions: tuple[Addition, ...] = ()
    complete_tables: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Plan:
    """What came of a list, step by step. `faults` are all that is wrong with it, `unread` the files
    that have no table; `merged` is the register with the whole difference. The `base` has the terms
    that are added: what is accepted is merged with it. `brought` is what the files
    bring of other tables. It was made under `choices`."""

    base: Base
    tables: tuple[Table, ...]
    notes: tuple[Note, ...]
    unread: tuple[DataProblem, ...]
    cleaning: Cleaning
    matches: tuple[Match, ...]
    difference: Difference
    faults: tuple[Fault, ...]
    merged: Merged
    choices: Choices = field(default_factory=Choices)
    brought: Brought = field(default_factory=Brought)

    @cached_property
    def asked(self) -> tuple[Match, ...]:
        """The rows that need a decision: neither added nor changed until then."""
        return tuple(match for match in self.matches if match.how == "asked")

    @property
    def additions(self) -> tuple[Addition, ...]:
        """The terms that the vocabulary gets."""
        return self.choices.additions

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Those faults that hinder nothing."""
        return tuple(fault for fault in self.faults if fault.is_warning)

    @property
    def is_sound(self) -> bool:
        """Whether nothing hinders what was decided."""
        return not self.unread and all(fault.is_warning for fault in self.faults)

    def counts(self, lang: Lang) -> str:
        """Return in one line how much came of the list."""
        t = translator(lang)
        return t(
            "共 {rows} 行：对应 {matched}，新增 {added}，改动 {changed} 格，移除 {removed}，"
            "待定 {asked}，错误 {faults}，提醒 {warnings}。"
        ).format(
            rows=len(self.cleaning.records),
            matched=sum(bool(match.id) for match in self.matches),
            added=len(self.difference.added),
            changed=len(self.difference.changed),
            removed=len(self.difference.removed),
            asked=len(self.asked),
            faults=len(self.faults) - len(self.warnings) + len(self.unread),
            warnings=len(self.warnings),
        )

    def report(self) -> dict[str, Any]:
        """Return what came of the list as plain values, for machines."""
        sure = [match for match in self.matches if match.id]
        return {
            "base": {"number": self.base.number, "digest": self.base.sources.digest},
            "rows": len(self.cleaning.records),
            "matched": len(sure),
            "how": {how: sum(m.how == how for m in self.matches) for how in _HOWS},
            "added": [_added(row) for row in self.difference.added],
            "changed": [_changed(change) for change in self.difference.changed],
            "removed": [
                {"id": row.id, "name": row.name, "park": row.park}
                for row in self.difference.removed
            ],
            "tables": [_row_change(change) for change in self.brought.changes],
            "alike": [_match(match) for match in self.matches if match.how == "alike"],
            "asked": [_match(match) for match in self.asked],
            "added_terms": [vars(addition) for addition in self.additions],
            "unknown_terms": [vars(term) for term in self.cleaning.unknown],
            "faults": [_fault(fault) for fault in self.faults],
            "unread": [
                {"file": p.file, "message": {lang: p.text(lang) for lang in LANGS}}
                for p in self.unread
            ],
            "columns": [
                {
                    "file": table.file,
                    "sheet": table.sheet,
                    "heading": column.heading,
                    "field": column.field,
                    "samples": list(column.samples),
                }
                for table in self.tables
                for column in table.columns
            ],
            "cleaned": [
                {
                    **_place(change.file, change.sheet, change.row, change.column),
                    "field": change.field,
                    "before": change.before,
                    "after": change.after,
                    "done": change.done,
                }
                for change in self.cleaning.changes
            ],
            "notes": [{lang: note.text(lang) for lang in LANGS} for note in self.notes],
        }


_HOWS = ("id", "name", "same", "alike", "decided", "asked", "new", "skipped")


def plan(
    given: Sequence[Book], base: Base, choices: Choices, unread: Sequence[DataProblem] = ()
) -> Plan:
    """Return what comes of the files `given`, which were read; `unread` are those that were not.

    Raises `DataProblem` or `DataProblems` where the base itself cannot be used, or a term cannot be
    added.
    """
    base = grown(base, choices.additions)
    given = [layout.taken(book, choices.hidden) for book in given]
    books, sheets = yearbook.parted(given)
    brought = yearbook.brought(sheets, base, choices.complete_tables)
    problems = list(unread)
    tables: list[Table] = []
    notes = [note for book in given for note in book.notes]
    for book in books:
        try:
            found, said = layout.tables(book, choices.mapping, choices.hidden)
        except DataProblem as problem:
            if any(table.file == book.file for _, table in sheets):
                # A sheet of remarks beside those of other tables.
                without = [sheet.name for sheet in book.sheets if any(sheet.rows)]
                notes += [Note(book.file, layout.SHEET_WITHOUT, sheet=name) for name in without]
            else:
                problems.append(problem)
        else:
            tables += found
            notes += [*said, *(note for table in found for note in table.notes)]
    cleaned = cleaning.clean(tuple(tables), base.labels, choices.rules)
    matches, unmatched = matching.match(cleaned.records, base, choices.decisions)
    faults = [*cleaned.faults, *unmatched]
    bad = {(fault.file, fault.sheet, fault.row) for fault in faults if not fault.is_warning}
    faulty = [r for r in cleaned.records if (r.file, r.sheet, r.row) in bad]
    faults += checking.check_cells(faulty, faults, base)
    difference, wrong = compare.compare(matches, base, choices.completion, faulty)
    whole = merged(base, difference)
    faults += [*wrong, *checking.check(base, difference, whole), *brought.faults]
    return Plan(
        base,
        tuple(tables),
        tuple(notes),
        tuple(problems),
        cleaned,
        matches,
        difference,
        tuple(sorted(faults, key=lambda fault: (fault.file, fault.sheet, fault.row))),
        whole,
        choices,
        brought,
    )


def _place(file: str, sheet: str, row: int, column: str) -> dict[str, Any]:
    return {"file": file, "sheet": sheet, "row": row, "column": column}


def _added(row: compare.Added) -> dict[str, Any]:
    record = row.record
    return {
        **_place(record.file, record.sheet, record.row, ""),
        "id": row.id,
        "name": row.name,
        "values": {name: value for name, value in row.values.items() if value},
    }


def _changed(change: compare.CellChange) -> dict[str, Any]:
    record = change.record
    heading = record.headings.get(change.field, "")
    return {
        **_place(record.file, record.sheet, record.row, heading),
        "id": change.id,
        "name": change.name,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "derived": change.is_derived,
    }


def _row_change(change: RowChange) -> dict[str, Any]:
    record = change.record
    place = (record.file, record.sheet, record.row) if record else ("", "", 0)
    return {
        **_place(*place, ""),
        "table": change.file,
        "how": change.how,
        "before": dict(change.before),
        "after": dict(change.after),
    }


def _match(match: Match) -> dict[str, Any]:
    record = match.record
    return {
        **_place(record.file, record.sheet, record.row, ""),
        "name": record.name,
        "id": match.id,
        "candidates": [vars(candidate) for candidate in match.candidates],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        **_place(fault.file, fault.sheet, fault.row, fault.column),
        "field": fault.field,
        "value": fault.value,
        "rule": fault.rule,
        "warning": fault.is_warning,
        "allowed": [dict(name) for name in fault.allowed],
        "message": {lang: fault.words(lang) for lang in LANGS},
    }
