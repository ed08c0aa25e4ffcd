"""The kinds of coded terms, and the vocabulary: all of an edition's terms together.

A new category, chain or zone is a new row of the edition's files; nothing here names one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from lib.base.i18n import Lang
from lib.terms.geometry import LonLat
from lib.terms.tags import Tag

# Chains and clusters are one facet of eleven to a user: any of either.
FOCUS: Final = ("chain", "cluster")
# The corridor as a whole: a resource is on it when it is at any of its nodes.
CORRIDOR: Final = "g2"
# The marks a category may have; `drawing.marks` draws them.
MARKS: Final = (
    *("circle", "triangle", "square", "diamond", "cross"),
    *("star", "hexagon", "pentagon"),
    *("wedge", "saltire", "hourglass", "chevron"),
)


@dataclass(frozen=True)
class Term:
    """A coded concept with its full and short names in both languages."""

    code: str
    zh: str
    en: str
    short_zh: str = ""
    short_en: str = ""

    def name(self, lang: Lang) -> str:
        """Return the full name."""
        return self.zh if lang == "zh" else self.en

    def short(self, lang: Lang) -> str:
        """Return the short name where there is one, else the full name."""
        return (self.short_zh or self.zh) if lang == "zh" else (self.short_en or self.en)


@dataclass(frozen=True)
class Category(Term):
    """A category of resources, with its colour (`#RRGGBB`) and its mark (of `MARKS`)."""

    color: str = ""
    mark: str = ""


@dataclass(frozen=True)
class FocusArea(Term):
    """A chain or a cluster. A cluster that is also a chain names it as its `twin`."""

    twin: str = ""


@dataclass(frozen=True)
class Park(Term):
    """A member zone, or a part of one that is a corridor node; `lon`, `lat` (WGS-84 degrees) are
    its seat, known to `radius_m` metres. What is not known is empty; the text of `lead_industries`
    and `address` is Chinese."""

    full_name: str = ""
    province: str = ""
    city: str = ""
    member_since: str = ""
    level_when_joining: str = ""
    established: str = ""
    national_since: str = ""
    area_km2: str = ""
    lead_industries: tuple[str, ...] = ()
    address: str = ""
    website: str = ""
    source: str = ""
    lon: float = 0.0
    lat: float = 0.0
    radius_m: int = 0


@dataclass(frozen=True)
class CorridorNode(Term):
    """A signatory zone of the G2 corridor; its resources are those of `park` (and `subpark`)."""

    park: str = ""
    subpark: str = ""
    lon: float = 0.0
    lat: float = 0.0


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All coded terms of an edition, each kind in the order of its file.

    `parks` are the member zones, `seats` these and the parts of zones that are corridor nodes;
    `line` is the G2's schematic alignment (±3 km) as WGS-84 points. Two vocabularies of the same
    files are equal.
    """

    digest: str
    categories: tuple[Category, ...]
    chains: tuple[FocusArea, ...]
    clusters: tuple[FocusArea, ...]
    provinces: tuple[Term, ...]
    levels: tuple[Term, ...]
    statuses: tuple[Term, ...]
    parks: tuple[Park, ...]
    seats: Mapping[str, Park]
    nodes: tuple[CorridorNode, ...]
    corridor: tuple[Term, ...]
    line: tuple[LonLat, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Vocabulary({self.digest[:8]})"

    @cached_property
    def terms(self) -> Mapping[str, Mapping[str, Term]]:
        """The terms of every facet by code: `terms["chain"]["robot"]`."""
        kinds: dict[str, Sequence[Term]] = {
            "park": self.parks,
            "province": self.provinces,
            "category": self.categories,
            "chain": self.chains,
            "cluster": self.clusters,
            "corridor": self.corridor,
            "level": self.levels,
            "status": self.statuses,
        }
        return MappingProxyType({facet: _by_code(terms) for facet, terms in kinds.items()})

    @cached_property
    def twins(self) -> Mapping[str, str]:
        """The clusters that are chains at once, each with its chain's code."""
        return MappingProxyType({c.code: c.twin for c in self.clusters if c.twin})

    @cached_property
    def focus_areas(self) -> tuple[Tag, ...]:
        """The chains and clusters a user chooses from; one that is both stands once, as chain."""
        clusters = [Tag("cluster", c.code) for c in self.clusters if not c.twin]
        return (*(Tag("chain", c.code) for c in self.chains), *clusters)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The innovation path: the codes of the categories in their order."""
        return tuple(category.code for category in self.categories)

    def seat(self, park: str, subpark: str | None) -> Park:
        """Return the zone that a resource lies in: the part of it that has a seat of its own, else
        its park."""
        own = (n.code for n in self.nodes if n.subpark and (n.park, n.subpark) == (park, subpark))
        return self.seats[next(own, park)]

    def term(self, tag: Tag) -> Term:
        """Return the term of a tag."""
        return self.terms[tag.facet][tag.code]

    def label(self, tag: Tag, lang: Lang) -> str:
        """Return a tag's name where a line has room for it: a chain's or cluster's in full, as it
        is officially called, any other's short."""
        term = self.term(tag)
        return term.name(lang) if tag.facet in FOCUS else term.short(lang)


def _by_code(terms: Sequence[Term]) -> Mapping[str, Term]:
    return MappingProxyType({term.code: term for term in terms})
