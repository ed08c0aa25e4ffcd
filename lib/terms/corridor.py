"""The G2 corridor's line: its schematic alignment, and how far along and off it a point lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Final

from lib.terms.geometry import LonLat, distance_m

# The G2 passes every corridor node but 燕郊 within this distance of its seat.
SPUR_OFFSET_M: Final = 20_000.0


@dataclass(frozen=True)
class OnLine:
    """A point's foot on the corridor line: how far along it, how far off it, and where."""

    chainage_m: float
    offset_m: float
    foot: LonLat


def point_at(line: Sequence[LonLat], chainage_m: float) -> LonLat:
    """Return the point of a line so many metres from its start."""
    for a, b in pairwise(line):
        length = distance_m(a, b)
        if chainage_m <= length:
            share = chainage_m / length
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        chainage_m -= length
    return line[-1]


def project(line: Sequence[LonLat], point: LonLat) -> OnLine:
    """Return the foot of `point` on a line of at least two points."""
    best = OnLine(0.0, float("inf"), line[0])
    along = 0.0
    squeeze = cos(radians(point[1]))
    for a, b in pairwise(line):
        dx, dy = (b[0] - a[0]) * squeeze, b[1] - a[1]
        px, py = (point[0] - a[0]) * squeeze, point[1] - a[1]
        share = min(1.0, max(0.0, (px * dx + py * dy) / (dx * dx + dy * dy)))
        foot = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        offset = distance_m(point, foot)
        if offset < best.offset_m:
            best = OnLine(along + distance_m(a, foot), offset, foot)
        along += distance_m(a, b)
    return best
