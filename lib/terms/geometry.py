"""Distances, packs of points, circles, cameras. WGS-84 degrees in, metres or degrees out; pure
functions of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, log2, radians, sin, sqrt
from typing import Final

import numpy as np

EARTH_RADIUS_M: Final = 6_371_008.8
METRES_PER_DEGREE: Final = 111_195.0
GOLDEN_ANGLE: Final = np.pi * (3 - sqrt(5))

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
