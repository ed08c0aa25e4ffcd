"""Counts and corridor figures: pure functions, frame in, plain values out."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from lib import filters, geography, taxonomy
from lib.i18n import mark


def untagged(frame: pd.DataFrame) -> int:
    """Return how many resources carry neither chain nor cluster."""
    pairs = zip(frame["chains"], frame["clusters"], strict=True)
    return sum(not chains and not clusters for chains, clusters in pairs)


NOT_TAGGED: Final = mark("未标注")
NOT_REGISTERED: Final = mark("未收录")


def silence(
    members: filters.Membership, selection: filters.ResourceFilter, facet: str, code: str
) -> str | None:
    """Return why a place's zero says nothing about the place, or `None` where it may.

    `NOT_REGISTERED`: the register holds no row of the park or corridor node at all;
    `NOT_TAGGED`: a chain or cluster is asked for and none of its rows carries any.
    """
    if facet not in ("park", "corridor"):
        return None
    rows = members.carries(facet, (code,))
    if not rows.any():
        return NOT_REGISTERED
    tagged = members.facets["chain"].any(axis=1) | members.facets["cluster"].any(axis=1)
    if (selection.chain or selection.cluster) and not (rows & tagged).any():
        return NOT_TAGGED
    return None


@dataclass(frozen=True)
class Stop:
    """A corridor node as the strip shows it.

    `chainage_km` is measured along the G2 from the first node and `offset_km` straight off it,
    both approximate; a spur is a signatory that does not lie at the expressway.
    """

    node: taxonomy.CorridorNode
    count: int
    chainage_km: float
    offset_km: float
    is_spur: bool


def corridor_stops(frame: pd.DataFrame) -> tuple[Stop, ...]:
    """Return the corridor's nodes in order along the line, with the counts of `frame`."""
    feet = {
        node.code: geography.project_on_corridor((node.lon, node.lat))
        for node in taxonomy.CORRIDOR_NODES
    }
    start = min(foot.chainage_m for foot in feet.values())
    stops = [
        Stop(
            node=node,
            count=int(filters.on_corridor(frame, (node.code,)).sum()),
            chainage_km=(feet[node.code].chainage_m - start) / 1000,
            offset_km=feet[node.code].offset_m / 1000,
            is_spur=feet[node.code].offset_m > geography.SPUR_OFFSET_M,
        )
        for node in taxonomy.CORRIDOR_NODES
    ]
    return tuple(sorted(stops, key=lambda stop: stop.chainage_km))
