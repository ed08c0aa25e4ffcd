"""What a list would change: cells in long form, rows added, rows removed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from lib.base.tables import split
from lib.intake import cells
from lib.intake.base import Base
from lib.intake.cells import Cleaned
from lib.intake.cleaning import Record
from lib.intake.faults import Fault
from lib.intake.matching import Match
from lib.intake.places import District, Places, given
from lib.intake.reader import Cell, Day
from lib.register.schema import COLUMNS, LIST_COLUMNS, NAMES

_REQUIRED: Final = tuple(column.name for column in COLUMNS if column.required)
_NUMBERS: Final = ("lon", "lat", "radius_m", "year")
POSITION: Final = ("lon", "lat", "position_basis", "radius_m", "place_id")
# Columns that only together make sense: whoever rejects one rejects all of them.
TOGETHER: Final = (POSITION, ("district", "adcode"), LIST_COLUMNS)
_CLEANERS: Final[Mapping[str, Callable[[Cell | Day], Cleaned]]] = {
    "phone": cells.phone,
    "website": cells.website,
    "source_url": cells.website,
    "source_date": cells.day,
}
# A whole row among what is rejected.
ROW: Final = ""


@dataclass(frozen=True)
class CellChange:
    """A cell of the register that would be another. `record` is the list's row behind it;
    `is_derived` tells that the cell follows from another, such as the district's code."""

    id: str
    name: str
    field: str
    before: str
    after: str
    record: Record
    is_derived: bool = False


@dataclass(frozen=True)
class Added:
    """A row that would be new: all its cells by column, and the list's row behind it."""

    id: str
    values: Mapping[str, str]
    record: Record

    @property
    def name(self) -> str:
        """Its name."""
        return self.values["name"]


@dataclass(frozen=True)
class Removed:
    """A row that would go, as a list that is complete for its zone does not have it."""

    id: str
    name: str
    park: str


@dataclass(frozen=True)
class Difference:
    """All that a list would change of a register."""

    changed: tuple[CellChange, ...] = ()
    added: tuple[Added, ...] = ()
    removed: tuple[Removed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """The list's row behind each id that is changed or added."""
        changed = {change.id: change.record for change in self.changed}
        return changed | {added.id: added.record for added in self.added}

    def without(self, rejected: Collection[tuple[str, str]]) -> "Difference":
        """Return what is left when cells, each by (id, column), and whole rows, by (id, `ROW`), are
        rejected. With a column go those that only make sense with it."""
        wider = set(rejected)
        for resource_id, name in rejected:
            group = next((names for names in TOGETHER if name in names), ())
            wider |= {(resource_id, other) for other in group}

        def is_kept(resource_id: str, name: str = ROW) -> bool:
            return (resource_id, ROW) not in wider and (resource_id, name) not in wider

        return Difference(
            tuple(change for change in self.changed if is_kept(change.id, change.field)),
            tuple(added for added in self.added if is_kept(added.id)),
            tuple(removed for removed in self.removed if is_kept(removed.id)),
        )


@dataclass(frozen=True)
class Completion:
    """What a caller decides of the difference: the zones that the list is complete for, the columns
    whose empty cells empty the register's, and the source that new rows have which name none."""

    complete_for: frozenset[str] = frozenset()
    clear: frozenset[str] = frozenset()
    source: Mapping[str, str] = field(default_factory=dict)


def compare(
    matches: Sequence[Match], base: Base, completion: Completion, faulty: Collection[Record] = ()
) -> tuple[Difference, tuple[Fault, ...]]:
    """Return what matched rows would change, and what is wrong with that. Rows at fault change and
    add nothing, but are there: none is removed for them, nor one that may be meant."""
    places = Places(base)
    ids = _Ids(base)
    faults: list[Fault] = []
    changed: list[CellChange] = []
    added: list[Added] = []
    bad = {id(record) for record in faulty}
    for match in matches:
        if id(match.record) in bad:
            continue
        if match.id:
            cells_, wrong = _changes(match, base, places, completion)
            changed += cells_
        elif match.how == "new":
            new, wrong = _added(match.record, base, places, completion, ids)
            added += new
        else:
            continue
        faults += wrong
    there = {match.id for match in matches if match.id}
    there |= {c.id for match in matches if match.how == "asked" for c in match.candidates}
    removed = tuple(
        Removed(row["resource_id"], row["name"], row["park"])
        for row in base.rows
        if row["park"] in completion.complete_for and row["resource_id"] not in there
    )
    return Difference(tuple(changed), tuple(added), removed), tuple(faults)


def is_same(name: str, before: str, after: str) -> bool:
    """Whether two cells of a column say the same: numbers by their value, lists in any order, text
    as it would come in clean."""
    if before == after:
        return True
    if name in LIST_COLUMNS:
        return set(split(before)) == set(split(after))
    if name in _NUMBERS:
        try:
            return abs(float(before) - float(after)) < 5e-7
        except ValueError:
            return False
    return _CLEANERS.get(name, cells.text)(before).value == after


def _changes(
    match: Match, base: Base, places: Places, completion: Completion
) -> tuple[list[CellChange], list[Fault]]:
    row, record = base.by_id[match.id], match.record
    # Before anything is derived of a row: most rows of a list that is sent again say nothing new.
    stated = {
        name: value
        for name, value in {**record.values, **places.official(record.values, row["park"])}.items()
        if name in row
        and (value or name in completion.clear)
        and not is_same(name, row[name], value)
        and not (name == "name" and match.how == "same")
        and name != "resource_id"
    }
    if not stated:
        return [], []
    if "park" in stated:
        return [], [record.fault("park", "moved_zone", f"{match.id} {row['name']}")]
    derived = _derived(row, record, stated, places, base)
    after = {**stated, **derived}
    changes = [
        CellChange(match.id, row["name"], name, row[name], after[name], record, name in derived)
        for name in NAMES
        if name in after and not is_same(name, row[name], after[name])
    ]
    return changes, []


def _derived(
    row: Mapping[str, str],
    record: Record,
    stated: Mapping[str, str],
    places: Places,
    base: Base,
) -> dict[str, str]:
    """Cells that follow from those a list states, where it does not state them too."""
    derived: dict[str, str] = {}
    if "district" in stated and "adcode" not in stated:
        district = places.district(stated["district"], row["park"])
        derived["adcode"] = district.adcode if district else ""
    derived |= _twins({**row, **stated}, record, base)
    if "lon" in stated or "lat" in stated:
        # As the list writes them: a number that stays the same may have had more digits.
        position = given(*(record.values.get(name) or row[name] for name in ("lon", "lat")))
        beside = {"position_basis", "radius_m", "place_id"} - stated.keys()
        derived |= {name: getattr(position, name) for name in beside}
    elif row["position_basis"] == "area" and derived.get("adcode", row["adcode"]) != row["adcode"]:
        # Of a row that is known only to lie in another district the old point says nothing.
        found = places.position({**row, **stated, **derived})
        derived |= vars(found) if found else {}
    return derived


def _twins(values: Mapping[str, str], record: Record, base: Base) -> dict[str, str]:
    """Chains and clusters such that what is both stands in both; where a list has only one of the
    columns, the other follows it."""
    tags = {name: list(split(values.get(name, ""))) for name in LIST_COLUMNS}
    has_chains, has_clusters = (name in record.values for name in LIST_COLUMNS)
    for cluster, chain in base.vocabulary.twins.items():
        is_chain, is_cluster = chain in tags["chains"], cluster in tags["clusters"]
        if is_chain == is_cluster:
            continue
        wanted = is_chain if has_chains and not has_clusters else True
        wanted = is_cluster if has_clusters and not has_chains else wanted
        for name, code in (("chains", chain), ("clusters", cluster)):
            if wanted and code not in tags[name]:
                tags[name].append(code)
            elif not wanted and code in tags[name]:
                tags[name].remove(code)
    joined = {name: ";".join(codes) for name, codes in tags.items()}
    return {name: text for name, text in joined.items() if text != values.get(name, "")}


def _added(
    record: Record, base: Base, places: Places, completion: Completion, ids: "_Ids"
) -> tuple[list[Added], list[Fault]]:
    values = dict.fromkeys(NAMES, "") | {n: v for n, v in record.values.items() if n in NAMES}
    park = values["park"]
    if park not in base.vocabulary.terms["park"]:
        return [], [record.fault("park", "required")]
    values |= places.official(values, park)
    district = _district(values, places)
    if district:
        values["district"] = values["district"] or district.name
        values["adcode"] = values["adcode"] or district.adcode
    city, province = places.city(park, district)
    values["city"] = values["city"] or city
    values["province"] = values["province"] or province
    values |= _twins(values, record, base)
    for name, value in _SOURCED.items():
        values[name] = values[name] or completion.source.get(name, "") or value
    values["source_title"] = values["source_title"] or _title(record)
    if values["lon"] and values["lat"]:
        position = given(values["lon"], values["lat"])
    elif found := places.position(values):
        values |= dict.fromkeys(POSITION, "")
        position = found
    else:
        return [], [record.fault("lon", "required")]
    values |= {name: values[name] or getattr(position, name) for name in POSITION}
    missing = [name for name in _REQUIRED if not values[name] and name != "resource_id"]
    if missing:
        labels = base.labels
        coded = {"category", "level", "status"}
        return [], [
            record.fault(name, "required", "", labels.allowed(name) if name in coded else ())
            for name in missing
        ]
    values["resource_id"] = ids.next(park)
    return [Added(values["resource_id"], values, record)], []


# What a zone's own list is as a source, where nobody says otherwise.
_SOURCED: Final = {
    "source_title": "",
    "source_date": "",
    "source_kind": "outlet",
    "confidence": "high",
}


def _title(record: Record) -> str:
    """The list itself, as a source's title."""
    return " · ".join(part for part in (record.file, record.sheet) if part)[:200]


def _district(values: Mapping[str, str], places: Places) -> District | None:
    if values["adcode"]:
        return places.of_adcode(values["adcode"])
    return places.district(values["district"], values["park"]) if values["district"] else None


class _Ids:
    """The ids of new rows: each zone's next number."""

    def __init__(self, base: Base) -> None:
        self._last: dict[str, int] = {}
        for resource_id in base.by_id:
            park, _, number = resource_id.rpartition("-")
            if number.isdecimal():
                self._last[park] = max(self._last.get(park, 0), int(number))

    def next(self, park: str) -> str:
        """Return the next id of a zone."""
        self._last[park] = self._last.get(park, 0) + 1
        return f"{park}-{self._last[park]:03}"


def by_resource(changes: Iterable[CellChange]) -> Iterator[tuple[str, list[CellChange]]]:
    """Yield the changes of each resource together, in their order."""
    grouped: dict[str, list[CellChange]] = {}
    for change in changes:
        grouped.setdefault(change.id, []).append(change)
    yield from grouped.items()
