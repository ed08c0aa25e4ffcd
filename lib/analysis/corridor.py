"""The corridor's nodes along the G2, and how far they lie from each other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise

from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.terms import corridor, geometry
from lib.terms.taxonomy import CorridorNode, Vocabulary


@dataclass(frozen=True)
class Stop:
    """A corridor node as the strip shows it.

    `count` is of what passes the filter, `anywhere` of what would without its choice of places.
    `chainage_km` is measured along the G2 from the first node and `offset_km` straight off it,
    both approximate; a spur is a signatory that does not lie at the expressway.
    """

    node: CorridorNode
    count: int
    anywhere: int
    chainage_km: float
    offset_km: float
    is_spur: bool


def corridor_stops(
    members: Membership, selection: ResourceFilter | None = None
) -> tuple[Stop, ...]:
    """Return the corridor's nodes in order along the line, with the counts of all resources or of
    those that pass a filter."""
    chosen = selection or ResourceFilter(members.vocabulary)
    passing, anywhere = chosen.sizes(members), chosen.anywhere().sizes(members)
    found = []
    for stop in _stops(members.vocabulary):
        held = members.having("corridor", (stop.node.code,))
        count, without = int(passing[held].sum()), int(anywhere[held].sum())
        found.append(replace(stop, count=count, anywhere=without))
    return tuple(found)


@lru_cache(maxsize=8)
def _stops(vocabulary: Vocabulary) -> tuple[Stop, ...]:
    """The nodes where they lie, without counts."""
    feet = {
        node.code: corridor.project(vocabulary.line, (node.lon, node.lat))
        for node in vocabulary.nodes
    }
    start = min(foot.chainage_m for foot in feet.values())
    stops = [
        Stop(
            node=node,
            count=0,
            anywhere=0,
            chainage_km=(feet[node.code].chainage_m - start) / 1000,
            offset_km=feet[node.code].offset_m / 1000,
            is_spur=feet[node.code].offset_m > corridor.SPUR_OFFSET_M,
        )
        for node in vocabulary.nodes
    ]
    return tuple(sorted(stops, key=lambda stop: stop.chainage_km))


@dataclass(frozen=True)
class Span:
    """A stretch of the line between neighbouring nodes at it: its length, to 10 km, and how far
    along the line its middle lies."""

    length_km: float
    middle_km: float


def corridor_spans(stops: Sequence[Stop]) -> tuple[Span, ...]:
    """Return the stretches between the nodes at the line, in order along it."""
    chainages = [stop.chainage_km for stop in stops if not stop.is_spur]
    return tuple(Span(_between(a, b), (a + b) / 2) for a, b in pairwise(chainages))


def _between(a: float, b: float) -> float:
    """The distance of two places of the line, to 10 km: stretches add up to the whole."""
    return round(b, -1) - round(a, -1)


@dataclass(frozen=True)
class Leg:
    """Two corridor nodes: the straight distance of their seats, and the one along the G2, to 10 km,
    where both lie at it, with the nodes `via` which it leads. Approximate: seats are points in wide
    zones, the line is good to 3 km."""

    start: CorridorNode
    end: CorridorNode
    straight_km: float
    along_km: float | None
    via: tuple[CorridorNode, ...] = ()


def corridor_legs(stops: Collection[Stop]) -> tuple[Leg, ...]:
    """Return every pair of the corridor's nodes, in order along the line."""

    def straight_km(a: Stop, b: Stop) -> float:
        return geometry.distance_m((a.node.lon, a.node.lat), (b.node.lon, b.node.lat)) / 1000

    at_line = [stop for stop in stops if not stop.is_spur]

    def leg(a: Stop, b: Stop) -> Leg:
        if a.is_spur or b.is_spur:
            return Leg(a.node, b.node, straight_km(a, b), None)
        between = at_line[at_line.index(a) + 1 : at_line.index(b)]
        along_km = _between(a.chainage_km, b.chainage_km)
        return Leg(a.node, b.node, straight_km(a, b), along_km, tuple(s.node for s in between))

    return tuple(leg(a, b) for a, b in combinations(stops, 2))
