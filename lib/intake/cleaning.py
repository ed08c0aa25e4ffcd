"""The rows of a table as the register writes them; each change noted, each fault named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from lib.base.i18n import Lang, translator
from lib.intake import cells, fields
from lib.intake.cells import Cleaned
from lib.intake.faults import Fault, Names
from lib.intake.fields import fold
from lib.intake.labels import TAG, Labels
from lib.intake.layout import Column, Line, Table
from lib.intake.reader import Cell, Day
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS

DATUMS: Final = ("wgs84", "gcj02", "bd09")
_LIST_OF: Final = {"chains": ("chain",), "clusters": ("cluster",), fields.FOCUS: FOCUS}
_CODED: Final = ("category", "park", "level", "status", "province")
_WORDED: Final = ("position_basis", "source_kind", "confidence")
_OWN: Final[Mapping[str, Callable[[Cell | Day], Cleaned]]] = {
    "phone": cells.phone,
    "year": cells.year,
    "source_date": cells.day,
    "website": cells.website,
    "source_url": cells.website,
    "radius_m": cells.whole,
    "adcode": cells.whole,
}
_POSITION: Final = ("lon", "lat", fields.LONLAT)
_SEPARATORS: Final = "、;；,，/|／\n"


@dataclass(frozen=True)
class Rules:
    """What a caller decides of a list: the datum of coordinates whose headings name none, and of
    each file that has another (`datums`, by its name); what terms of the list's own mean, by
    (facet, name) a code, or empty for nothing (facet `tag`: such as `chain:robot`, several by `;`);
    what rows have that say nothing of a field."""

    datum: str = "wgs84"
    datums: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[tuple[str, str], str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def term(self, facet: str, name: str) -> str | None:
        """Return what a term of the list's own means, if that is decided."""
        return self._folded.get((facet, fold(name))) if self.terms else None

    @cached_property
    def _folded(self) -> Mapping[tuple[str, str], str]:
        return {(facet, fold(name)): code for (facet, name), code in self.terms.items()}


@dataclass(frozen=True)
class Change:
    """What was done to a cell on the way in: `done` is a code of `cells.DONE`."""

    file: str
    sheet: str
    row: int
    column: str
    field: str
    before: str
    after: str
    done: str

    def text(self, lang: Lang) -> str:
        """Return in one line what was done."""
        t = translator(lang)
        where = [part for part in (self.file, self.sheet) if part]
        where.append(t("第 {n} 行").format(n=self.row))
        where.append(t("“{name}”列").format(name=self.column))
        note = f"{t(cells.DONE[self.done])} {self.before} → {self.after}"
        return t("{where}：{note}").format(where=" · ".join(where), note=note)


@dataclass(frozen=True)
class UnknownTerm:
    """A name that the vocabulary does not have, and how many rows write it."""

    facet: str
    name: str
    rows: int


@dataclass(frozen=True)
class Record:
    """A row of a list as the register writes it: the cells of the columns that the list has.
    `headings` says what the sender calls a field."""

    file: str
    sheet: str
    row: int
    values: Mapping[str, str]
    headings: Mapping[str, str]
    is_hidden: bool = False

    @property
    def name(self) -> str:
        """The row's name; empty where it only has an id."""
        return self.values.get("name", "")

    def fault(
        self,
        name: str,
        rule: str,
        value: str | None = None,
        allowed: tuple[Names, ...] = (),
        is_warning: bool = False,
    ) -> Fault:
        """Return what is wrong with a field of this row."""
        value = self.values.get(name, "") if value is None else value
        heading = self.headings.get(name) or self.headings.get(_STANDS_IN.get(name, ""), "")
        place = (self.file, self.sheet, self.row)
        return Fault(*place, heading, name, value, rule, allowed, is_warning)


# Where a field has no column of its own, the one that holds it.
_STANDS_IN: Final = {
    "chains": fields.FOCUS,
    "clusters": fields.FOCUS,
    "lon": fields.LONLAT,
    "lat": fields.LONLAT,
}


@dataclass(frozen=True)
class Cleaning:
    """The rows of a list, what was done to them, what is wrong, and which terms are its own."""

    records: tuple[Record, ...]
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[UnknownTerm, ...]


def clean(tables: tuple[Table, ...], labels: Labels, rules: Rules) -> Cleaning:
    """Return the rows of tables as the register writes them."""
    records, changes, faults = [], [], []
    for table in tables:
        assumed = _zone_of(table, labels) if table.column("park") is None else ""
        shape = _Shape(table)
        for line in table.lines:
            row = _Row(shape, line, labels, rules)
            row.read()
            if assumed:
                row.set("park", assumed)
            records.append(row.record())
            changes += row.changes
            faults += row.faults
        if assumed and table.lines:
            place = (table.file, table.sheet, table.head)
            changes.append(Change(*place, "", "park", "", assumed, "zone_of_sheet"))
    return Cleaning(tuple(records), tuple(changes), tuple(faults), _unknown(faults))


def _unknown(faults: list[Fault]) -> tuple[UnknownTerm, ...]:
    counts: dict[tuple[str, str], int] = {}
    for fault in faults:
        if fault.rule == "unknown_term":
            facet = TAG if fault.field in _LIST_OF else fault.field
            counts[facet, fault.value] = counts.get((facet, fault.value), 0) + 1
    return tuple(UnknownTerm(*key, count) for key, count in counts.items())


def _zone_of(table: Table, labels: Labels) -> str:
    """The one zone that a table is about by its sheet's name, its title or its file's name; empty
    where none of these names one, or the first that does names several."""
    parks = labels.vocabulary.parks
    for text in (table.sheet, table.title, table.file):
        folded = fold(text)
        named = {
            park.code
            for park in parks
            if any(
                fold(name) in folded
                for name in (park.zh, park.full_name, park.short("zh"), park.en)
                if name
            )
        }
        if named:
            return next(iter(named)) if len(named) == 1 else ""
    return ""


class _Shape:
    """What all rows of a table share."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.headings = {c.field: c.heading for c in table.columns if c.field}
        self.lon, self.lat, self.whole = map(table.column, _POSITION)
        self.columns = [c for c in table.columns if c.field and c.field not in _POSITION]
        # What a row says of each field where its cells are empty.
        self.nothing = {name: "" for c in self.columns for name in _fields_of(c.field)}


class _Row:
    """One row on its way in."""

    def __init__(self, shape: _Shape, line: Line, labels: Labels, rules: Rules) -> None:
        self._shape = shape
        self._table = shape.table
        self._line = line
        self._labels = labels
        self._rules = rules
        self._values = dict(shape.nothing)
        self.changes: list[Change] = []
        self.faults: list[Fault] = []

    def read(self) -> None:
        """Take in all cells."""
        for column in self._shape.columns:
            if (cell := self._line[column.place]) is not None:
                self._take(column, cell)
        self._take_position()
        for name, value in self._rules.defaults.items():
            if not self._values.get(name):
                self._values[name] = value

    def record(self) -> Record:
        """Return the row as the register writes it."""
        place = (self._table.file, self._table.sheet, self._line.number)
        return Record(*place, self._values, self._shape.headings, self._line.is_hidden)

    def set(self, name: str, value: str) -> None:
        """Fill a field that the list has no column for."""
        self._values.setdefault(name, value)

    def _take(self, column: Column, cell: Cell | Day) -> None:
        name = column.field
        if own := _OWN.get(name):
            self._put(column, cell, own(cell))
            if name == "phone" and cells.may_lack_zero(cell):
                self._fault(column, name, self._values[name], "phone_zero", is_warning=True)
        elif name in _LIST_OF:
            self._take_tags(column, cell)
        elif name in _CODED or name in _WORDED:
            self._take_code(column, cell)
        elif name == "resource_id":
            self._put(column, cell, self._id(cell))
        else:
            self._put(column, cell, cells.text(cell))

    def _id(self, cell: Cell | Day) -> Cleaned:
        """The id of a register's row; a number of the list's own is none."""
        value, done, rule = cells.text(cell)
        value = cells.half_width(value)
        park, _, number = value.rpartition("-")
        is_ours = park in self._labels.vocabulary.terms["park"] and number.isdecimal()
        if is_ours or not value:
            return Cleaned(value, done, rule)
        return Cleaned("", (*done, "own_number"))

    def _put(self, column: Column, cell: Cell | Day, cleaned: Cleaned, name: str = "") -> None:
        name = name or column.field
        self._values[name] = cleaned.value
        for done in cleaned.done:
            self._note(column, name, cell, cleaned.value, done)
        if cleaned.rule:
            self._fault(column, name, cleaned.value, cleaned.rule)

    def _note(self, column: Column, name: str, cell: Cell | Day, after: str, done: str) -> None:
        place = (self._table.file, self._table.sheet, self._line.number)
        before = "" if cell is None else str(cell)
        self.changes.append(Change(*place, column.heading, name, before, after, done))

    def _fault(
        self,
        column: Column,
        name: str,
        value: str,
        rule: str,
        allowed: tuple[Names, ...] = (),
        is_warning: bool = False,
    ) -> None:
        place = (self._table.file, self._table.sheet, self._line.number)
        fault = Fault(*place, column.heading, name, value, rule, allowed, is_warning)
        self.faults.append(fault)

    def _take_code(self, column: Column, cell: Cell | Day) -> None:
        name = column.field
        text = cells.text(cell).value
        code = self._rules.term(name, text) if text else ""
        if code is None:
            code = self._labels.code(name, text)
        if code is None and name == "status":
            # Our own exports write when it was so: 运行（截至 2024-06）.
            code = self._labels.code(name, text.partition("（")[0].partition("(")[0])
        self._values[name] = text if code is None else code
        if code is None:
            self._fault(column, name, text, "unknown_term", self._labels.allowed(name))

    def _take_tags(self, column: Column, cell: Cell | Day) -> None:
        facets = _LIST_OF[column.field]
        tags: dict[Tag, None] = {}
        for text in _items(str(cell)):
            if fold(text) in self._labels.untagged:
                continue
            decided = self._rules.term(TAG, text)
            if decided is not None:
                found = tuple(Tag.parse(part) for part in decided.split(";") if part)
            else:
                found = self._labels.tags(text, facets) or self._labels.tags(text)
                if not found:
                    allowed = self._labels.allowed(TAG)
                    self._fault(column, column.field, text, "unknown_term", allowed)
            tags |= dict.fromkeys(found)
        for facet, name in (("chain", "chains"), ("cluster", "clusters")):
            codes = [tag.code for tag in tags if tag.facet == facet]
            if facet in facets or codes:
                held = [code for code in self._values.get(name, "").split(";") if code]
                self._values[name] = ";".join(dict.fromkeys((*held, *codes)))

    def _take_position(self) -> None:
        shape = self._shape
        raw: tuple[Cell | Day, Cell | Day]
        if shape.lon and shape.lat:
            lon_column, lat_column = shape.lon, shape.lat
            raw = self._line[lon_column.place], self._line[lat_column.place]
        elif shape.whole:
            lon_column = lat_column = shape.whole
            raw = cells.both(self._line[shape.whole.place])
        else:
            return
        lon, lat = map(cells.degrees, raw)
        if not (lon.rule or lat.rule) and bool(lon.value) != bool(lat.value):
            column = lon_column if lat.value else lat_column
            self._fault(column, column.field, lon.value or lat.value, "half_position")
        self._put(lon_column, raw[0], lon, "lon")
        self._put(lat_column, raw[1], lat, "lat")
        if not (lon.value and lat.value) or lon.rule or lat.rule:
            return
        point = float(lon.value), float(lat.value)
        before = f"{lon.value}, {lat.value}"
        if cells.is_swapped(*point):
            point = point[1], point[0]
            self._values |= {"lon": lat.value, "lat": lon.value}
            self._note(lon_column, "lon", before, f"{lat.value}, {lon.value}", "swapped")
        of_file = self._rules.datums.get(self._table.file, self._rules.datum)
        datum = lon_column.datum or lat_column.datum or of_file
        if datum != "wgs84":
            places = cells.digits(lon.value, lat.value)
            after = cells.written(cells.to_wgs84(point, datum), places)
            self._values |= {"lon": after[0], "lat": after[1]}
            self._note(lon_column, "lon", before, ", ".join(after), "datum")


def _fields_of(name: str) -> tuple[str, ...]:
    return ("chains", "clusters") if name == fields.FOCUS else (name,)


@lru_cache(maxsize=1 << 14)
def _items(cell: str) -> tuple[str, ...]:
    """The items of a cell that holds several."""
    for separator in _SEPARATORS[1:]:
        cell = cell.replace(separator, _SEPARATORS[0])
    parts = (cells.text(part).value for part in cell.split(_SEPARATORS[0]))
    return tuple(part for part in parts if part)
