"""Which row of the register each row of a list means: by id, by name, by a name spelled otherwise;
what is only alike is proposed or asked, never taken in silence."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final, Literal

from rapidfuzz import fuzz, process

from lib.base.tables import Row
from lib.intake.base import Base
from lib.intake.cleaning import Record
from lib.intake.faults import Fault
from lib.query.spelling import fold

# `same`: the name but for width, spaces, signs and traditional characters. `alike`: taken for the
# same, but to be looked at. `asked`: nothing is done before somebody decides.
How = Literal["id", "name", "same", "alike", "asked", "new", "decided", "skipped"]
# Scores of 100: from the first on a row is proposed, if it leads by the margin; from the second on
# it is asked about. Measured on the register's own names, changed in ten ways, and left out.
PROPOSED: Final = 92.0
MARGIN: Final = 6.0
ASKED: Final = 72.0
MOST_CANDIDATES: Final = 3
# A score is better within the zone, worse in another.
_SAME_ZONE: Final = 3.0
_OTHER_ZONE: Final = -10.0
# What decisions may say instead of an id.
NEW: Final = "new"
SKIP: Final = "skip"
_SIGNS: Final = re.compile("[\\s\"'“”‘’《》<>·•.,，、。:：;；/\\\\_—–‐-]")
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_NUMBER: Final = re.compile("[0-9]+|[一二三四五六七八九十]+(?=[期号区所院园厂分])")
_COMPANY: Final = re.compile(r"(股份|集团|有限责任|有限|责任)*公司$")
_PLACE: Final = re.compile(
    r"^(国家级|国家|中国|北京市|天津市|河北省|北京|天津|河北|石家庄市?|保定市?|唐山市?|沧州市?|承德市?|"
    r"衡水市?|廊坊市?|雄安新区)"
)


@dataclass(frozen=True)
class Candidate:
    """A row of the register that a list's row may mean, and how alike they are (of 100)."""

    id: str
    name: str
    score: float


@dataclass(frozen=True)
class Match:
    """What a list's row means: a row of the register by `id` (empty for a new one, for one that is
    asked about and for one left out), and for what is not certain the likeliest ones."""

    record: Record
    how: How
    id: str = ""
    candidates: tuple[Candidate, ...] = ()


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """Return a name as names are compared: half-width, simplified, caseless, without signs but for
    brackets."""
    return _SIGNS.sub("", fold(name))


@lru_cache(maxsize=1 << 16)
def core(name: str) -> str:
    """Return what is a name's own: without a place before it, brackets and the kind of company."""
    whole = plain(name)
    return _PLACE.sub("", _COMPANY.sub("", _BRACKETED.sub("", whole))) or whole


@lru_cache(maxsize=1 << 16)
def identity(name: str) -> tuple[str, ...]:
    """Return the parts of a name that tell it from one that is alike otherwise: what stands in
    brackets, and numbers (二期 is not 三期)."""
    whole = plain(name)
    return tuple(sorted((*_BRACKETED.findall(whole), *_NUMBER.findall(whole))))


def match(
    records: Sequence[Record], base: Base, decisions: Mapping[str, str] | None = None
) -> tuple[tuple[Match, ...], tuple[Fault, ...]]:
    """Return what each row means, in their order, and what is wrong with that.

    `decisions` says of a name an id, `new` or `skip`, and goes before everything but the row's own
    id. A row of the register is taken once: the second that certainly means it is a fault.
    """
    finder = _Finder(base, decisions or {})
    certain = [finder.certain(record) for record in records]
    taken = {found.id for found in certain if found and found.id}
    left = [row for row in base.rows if row["resource_id"] not in taken]
    likely = _Likely(left)
    found = [sure or likely.match(record) for sure, record in zip(certain, records, strict=True)]
    found = _asked_where_several(found)
    return tuple(found), (*finder.faults, *_taken_twice(found, base))


class _Finder:
    """Finds what is certain, or decided."""

    def __init__(self, base: Base, decisions: Mapping[str, str]) -> None:
        self._base = base
        self._decisions = decisions
        self._by_name = {row["name"]: row["resource_id"] for row in base.rows}
        self.faults: list[Fault] = []

    @cached_property
    def _by_plain(self) -> Mapping[str, str]:
        """The id of each name, as names are compared, that only one row has."""
        counts = Counter(plain(name) for name in self._by_name)
        return {plain(n): i for n, i in self._by_name.items() if counts[plain(n)] == 1}

    def certain(self, record: Record) -> Match | None:
        """Return what a row certainly means, or what is decided; `None` where that is open."""
        own, name = record.values.get("resource_id", ""), record.name
        if own:
            return self._of_id(record, own)
        if not name:
            self.faults.append(record.fault("name", "required"))
            return Match(record, "skipped")
        if decision := self._decisions.get(name):
            return self._decided(record, decision)
        if found := self._by_name.get(name):
            return Match(record, "name", found)
        if found := self._by_plain.get(plain(name)):
            return Match(record, "same", found)
        return None

    def _of_id(self, record: Record, own: str) -> Match:
        if own not in self._base.by_id:
            self.faults.append(record.fault("resource_id", "unknown_id"))
            return Match(record, "skipped")
        other = self._by_name.get(record.name, own)
        decision = self._decisions.get(record.name)
        if own in (other, decision):
            return Match(record, "id", own)
        if decision:
            return self._decided(record, decision)
        # The id is one row's and the name another's, as where only some columns were sorted.
        both = [self._base.by_id[i] for i in (other, own)]
        return Match(record, "asked", "", tuple(_candidate(row, 100.0) for row in both))

    def _decided(self, record: Record, decision: str) -> Match:
        if decision == NEW:
            return Match(record, "new")
        if decision == SKIP:
            return Match(record, "skipped")
        if decision not in self._base.by_id:
            self.faults.append(record.fault("resource_id", "unknown_id", decision))
            return Match(record, "skipped")
        return Match(record, "decided", decision)


class _Likely:
    """Finds rows whose names are alike."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._spellings: tuple[tuple[Callable[[str], str], list[str], float], ...] = (
            (plain, [plain(row["name"]) for row in rows], 0.0),
            (core, [core(row["name"]) for row in rows], 2.0),
        )

    def match(self, record: Record) -> Match:
        """Return what a row may mean: proposed, asked about, or new."""
        scored = self._scored(record)
        if not scored or scored[0][0] < ASKED:
            return Match(record, "new")
        candidates = tuple(
            _candidate(self._rows[place], score) for score, place in scored if score >= ASKED
        )
        first = candidates[0]
        leads = len(scored) < 2 or scored[0][0] - scored[1][0] >= MARGIN
        is_sure = first.score >= PROPOSED and leads
        if is_sure and identity(first.name) == identity(record.name):
            return Match(record, "alike", first.id, candidates)
        return Match(record, "asked", "", candidates)

    def _scored(self, record: Record) -> list[tuple[float, int]]:
        """The likeliest rows with their scores, best first."""
        best: dict[int, float] = {}
        for spell, names, less in self._spellings:
            found = process.extract(
                spell(record.name), names, scorer=fuzz.ratio, limit=5, score_cutoff=60
            )
            for _, score, place in found:
                best[place] = max(best.get(place, 0.0), score - less)
        park = record.values.get("park")
        if park:
            for place in best:
                is_same = self._rows[place]["park"] == park
                best[place] += _SAME_ZONE if is_same else _OTHER_ZONE
        ranked = sorted(((score, place) for place, score in best.items()), reverse=True)
        return ranked[:MOST_CANDIDATES]


def _candidate(row: Row, score: float) -> Candidate:
    return Candidate(row["resource_id"], row["name"], round(min(score, 100.0), 1))


def _asked_where_several(found: Iterable[Match]) -> list[Match]:
    """The matches, those asked about that are proposed to one row together."""
    found = list(found)
    counts = Counter(match.id for match in found if match.how == "alike")
    return [
        replace(match, how="asked", id="")
        if match.how == "alike" and counts[match.id] > 1
        else match
        for match in found
    ]


def _taken_twice(found: Iterable[Match], base: Base) -> list[Fault]:
    """Rows that mean a row of the register which another has taken."""
    taken: set[str] = set()
    faults = []
    for match in found:
        if match.id and match.id in taken:
            name = base.by_id[match.id]["name"]
            faults.append(match.record.fault("name", "taken_twice", f"{match.id} {name}"))
        taken.add(match.id)
    return faults
