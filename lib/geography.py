"""Distances, the corridor's line, where marks are drawn, and the datums of Chinese maps. WGS-84
degrees in, metres or degrees out; pure functions of numbers, so that a map can be checked without
a browser."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import asin, atan2, cos, hypot, log2, pi, radians, sin, sqrt
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


def wgs84_to_gcj02(point: LonLat) -> LonLat:
    """Return a WGS-84 point in GCJ-02, the datum of 高德, 腾讯 and all maps published in China.

    The published approximation (googollee/eviltransform, wandergis/coordtransform), within a metre
    of the maps. GCJ-02 exists for mainland China only: outside longitude 72.004–137.8347 and
    latitude 0.8293–55.8271, the customary frame round it, a point is returned unchanged.
    """
    lon, lat = point
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return point
    x, y = lon - 105.0, lat - 35.0
    ripple = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (ripple + 20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (ripple + 20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    # Metres to degrees on the ellipsoid of Krasovsky.
    axis, eccentricity = 6_378_245.0, 0.00669342162296594323
    bulge = 1 - eccentricity * sin(radians(lat)) ** 2
    per_radian_lat = axis * (1 - eccentricity) / (bulge * sqrt(bulge))
    per_radian_lon = axis / sqrt(bulge) * cos(radians(lat))
    return lon + east / per_radian_lon * 180 / pi, lat + north / per_radian_lat * 180 / pi


def gcj02_to_bd09(point: LonLat) -> LonLat:
    """Return a GCJ-02 point in BD-09, the datum of 百度 (the published approximation, as above)."""
    lon, lat = point
    turns = pi * 3000 / 180
    radius = hypot(lon, lat) + 0.00002 * sin(lat * turns)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * turns)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def gcj02_to_wgs84(point: LonLat) -> LonLat:
    """Return a GCJ-02 point in WGS-84: the inverse of `wgs84_to_gcj02` to a millimetre."""
    return _invert(wgs84_to_gcj02, point)


def bd09_to_gcj02(point: LonLat) -> LonLat:
    """Return a BD-09 point in GCJ-02: the inverse of `gcj02_to_bd09` to a millimetre."""
    return _invert(gcj02_to_bd09, point)


def _invert(shift: Callable[[LonLat], LonLat], target: LonLat) -> LonLat:
    """The point that `shift` brings to `target`. The shift hardly changes over the distance it
    moves a point, so that each round leaves a hundredth of the error; six are plenty."""
    lon, lat = target
    for _ in range(6):
        shifted = shift((lon, lat))
        lon, lat = lon + target[0] - shifted[0], lat + target[1] - shifted[1]
    return lon, lat
