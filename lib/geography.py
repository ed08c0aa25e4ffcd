"""Distances, the corridor's line, and where marks are drawn. WGS-84 degrees in, metres or
degrees out; pure functions of numbers, so that a map can be checked without a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import asin, cos, log2, radians, sin, sqrt
from typing import Final, cast

import numpy as np
import pandas as pd

from lib import taxonomy

EARTH_RADIUS_M: Final = 6_371_008.8
METRES_PER_DEGREE: Final = 111_195.0
GOLDEN_ANGLE: Final = np.pi * (3 - sqrt(5))
# At region scale: one dot a resource round its park's seat. 2.4 km keeps the packs of 中关村 and
# 燕郊, 43 km apart, clear of each other; neighbours in a pack lie ≥ 1.5 steps apart.
REGION_STEP_M: Final = 2400.0
# At city scale: marks sharing an anchor, at most this far apart and never beyond its radius.
CITY_STEP_M: Final = 170.0

# The G2 passes every corridor node but 燕郊 within this distance of its seat.
SPUR_OFFSET_M: Final = 20_000.0

LonLat = tuple[float, float]


def distance_m(a: LonLat, b: LonLat) -> float:
    """Return the great-circle distance in metres."""
    (lon1, lat1), (lon2, lat2) = ((radians(x), radians(y)) for x, y in (a, b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(h))


def pack(center: LonLat, count: int, step_m: float) -> list[LonLat]:
    """Return `count` positions in a sunflower spiral round `center`, innermost first.

    The j-th lies `step_m`·√(j+½) from the centre: equal area for each, always the same.
    """
    j = np.arange(count)
    r = step_m * np.sqrt(j + 0.5) / METRES_PER_DEGREE
    lat = center[1] + r * np.sin(j * GOLDEN_ANGLE)
    lon = center[0] + r * np.cos(j * GOLDEN_ANGLE) / cos(radians(center[1]))
    return [(round(x, 5), round(y, 5)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def pack_radius_m(count: int) -> float:
    """Return the radius of a region-scale pack of `count` dots, its rim included."""
    return REGION_STEP_M * (sqrt(count) + 1)


def region_positions(frame: pd.DataFrame) -> list[LonLat]:
    """Return a drawing position for each row at region scale: packed round its park's seat,
    categories in rings (taxonomy order, from the middle outwards)."""
    order = {c.code: i for i, c in enumerate(taxonomy.CATEGORIES)}
    positions: dict[int, LonLat] = {}
    for park, rows in frame.groupby("park", sort=False):
        seat = taxonomy.SEATS[str(park)]
        ranked = rows.index[np.argsort(rows["category"].map(order).to_numpy(), kind="stable")]
        spots = pack((seat.lon, seat.lat), len(ranked), REGION_STEP_M)
        positions |= dict(zip(ranked.tolist(), spots, strict=True))
    return [positions[i] for i in frame.index.tolist()]


def city_positions(frame: pd.DataFrame) -> list[LonLat]:
    """Return a drawing position for each row at city scale.

    Rows that share an anchor are spread close round it, those known to a place innermost and never
    beyond the smallest `radius_m` among them; those known only to an area stay packed at its seat.
    """
    positions: dict[int, LonLat] = {}
    is_area = frame["position_basis"] == "area"
    for anchor, rows in frame.groupby(["lon", "lat"], sort=False):
        lon, lat = (float(value) for value in cast("tuple[float, float]", anchor))
        order = rows.index[np.argsort(is_area[rows.index].to_numpy(), kind="stable")].tolist()
        placed = rows.loc[~is_area[rows.index], "radius_m"]
        limit = float(placed.min()) if len(placed) else float("inf")
        step = min(CITY_STEP_M, 0.8 * limit / sqrt(len(rows)))
        spots = [(lon, lat)] if len(rows) == 1 else pack((lon, lat), len(rows), step)
        positions |= dict(zip(order, spots, strict=True))
    return [positions[i] for i in frame.index.tolist()]


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


def circle(center: LonLat, radius_m: float, corners: int = 64) -> list[LonLat]:
    """Return a closed ring of `corners` points `radius_m` round `center`, counter-clockwise."""
    angles = [2 * np.pi * i / corners for i in range(corners)]
    dy = radius_m / METRES_PER_DEGREE
    dx = dy / cos(radians(center[1]))
    ring = [(round(center[0] + dx * cos(a), 5), round(center[1] + dy * sin(a), 5)) for a in angles]
    return [*ring, ring[0]]


@dataclass(frozen=True)
class Camera:
    """A map view: centre in degrees, web-mercator zoom for 512-pixel tiles."""

    lon: float
    lat: float
    zoom: float


def frame_points(points: Sequence[LonLat], width: int, height: int, margin_m: float) -> Camera:
    """Return the camera that shows all `points` and `margin_m` round them in width × height px."""
    lons, lats = zip(*points, strict=True)
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    across = (max(lons) - min(lons)) * METRES_PER_DEGREE * cos(radians(lat)) + 2 * margin_m
    up = (max(lats) - min(lats)) * METRES_PER_DEGREE + 2 * margin_m
    metres_per_pixel = max(across / width, up / height)
    circumference = 2 * np.pi * 6_378_137 * cos(radians(lat))
    return Camera(lon, lat, log2(circumference / 512 / metres_per_pixel))
