"""Counts and corridor figures: pure functions, frame in, plain values out."""

from dataclasses import dataclass

import pandas as pd

from lib import filters, geography, taxonomy


def untagged(frame: pd.DataFrame) -> int:
    """Return how many resources carry neither chain nor cluster."""
    pairs = zip(frame["chains"], frame["clusters"], strict=True)
    return sum(not chains and not clusters for chains, clusters in pairs)


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
