"""The G2 corridor's line: its schematic alignment, and how far along and off it a point lies."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians
from typing import Final

from lib.terms import taxonomy
from lib.terms.geometry import LonLat, distance_m

# The G2 passes every corridor node but 燕郊 within this distance of its seat.
SPUR_OFFSET_M: Final = 20_000.0


@cache
def corridor_line() -> tuple[LonLat, ...]:
    """Return the schematic alignment of the G2 from Beijing to Cangzhou (±3 km)."""
    return tuple((float(r["lon"]), float(r["lat"])) for r in taxonomy.rows("corridor_line"))


@dataclass(frozen=True)
class OnLine:
    """A point's foot on the corridor line: how far along it, how far off it, and where."""

    chainage_m: float
    offset_m: float
    foot: LonLat


def project_on_corridor(point: LonLat) -> OnLine:
    """Return the foot of `point` on the corridor line."""
    best = OnLine(0.0, float("inf"), corridor_line()[0])
    along = 0.0
    squeeze = cos(radians(point[1]))
    for a, b in pairwise(corridor_line()):
        dx, dy = (b[0] - a[0]) * squeeze, b[1] - a[1]
        px, py = (point[0] - a[0]) * squeeze, point[1] - a[1]
        share = min(1.0, max(0.0, (px * dx + py * dy) / (dx * dx + dy * dy)))
        foot = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        offset = distance_m(point, foot)
        if offset < best.offset_m:
            best = OnLine(along + distance_m(a, foot), offset, foot)
        along += distance_m(a, b)
    return best
