"""Distances, packs of points, circles, cameras. WGS-84 degrees in, metres or degrees out; pure
functions of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan, cos, degrees, exp, log, pi, radians, sin, sqrt, tan
from typing import Final

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_M: Final = 6_371_008.8
METRES_PER_DEGREE: Final = 111_195.0
GOLDEN_ANGLE: Final = np.pi * (3 - sqrt(5))

LonLat = tuple[float, float]


def distance_m(a: LonLat, b: LonLat) -> float:
    """Return the great-circle distance in metres."""
    (lon1, lat1), (lon2, lat2) = ((radians(x), radians(y)) for x, y in (a, b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(h))


def distances_m(
    a: LonLat, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the great-circle distance in metres of each of many points."""
    x, y = np.radians(lon) - radians(a[0]), np.radians(lat) - radians(a[1])
    h = np.sin(y / 2) ** 2 + cos(radians(a[1])) * np.cos(np.radians(lat)) * np.sin(x / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(h)))


def sunflower(count: int, first: int = 0) -> npt.NDArray[np.float64]:
    """Return `count` places in a sunflower spiral round a middle, from the `first` on, as east and
    north of it: the j-th lies √(j+½) away, equal area for each, always the same."""
    return spiral(np.arange(first, first + count))


def spiral(j: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Return the places `j` of a `sunflower`, counted from 0."""
    r = np.sqrt(j + 0.5)
    return np.column_stack([r * np.cos(j * GOLDEN_ANGLE), r * np.sin(j * GOLDEN_ANGLE)])


def pack(center: LonLat, count: int, step_m: float) -> list[LonLat]:
    """Return `count` positions in a sunflower spiral round `center`, innermost first, the first
    `step_m`·√½ from it."""
    east, north = (sunflower(count) * step_m / METRES_PER_DEGREE).T
    lon, lat = center[0] + east / cos(radians(center[1])), center[1] + north
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


def flat(point: LonLat) -> tuple[float, float]:
    """Return a point's web-mercator position in radians, to the east and to the north."""
    return radians(point[0]), log(tan(pi / 4 + radians(point[1]) / 2))


def unflat(x: float, y: float) -> LonLat:
    """Return where a position of `flat` is, in degrees."""
    return degrees(x), degrees(2 * atan(exp(y)) - pi / 2)


def mercator(points: Sequence[LonLat]) -> npt.NDArray[np.float64]:
    """Return web-mercator positions at zoom 0, x to the east and y to the south, of 512 pixels."""
    placed = np.array(list(map(flat, points)), dtype=float).reshape(-1, 2)
    return (placed * (1, -1) + pi) * 256 / pi


def unmercator(x: float, y: float) -> LonLat:
    """Return where a position of `mercator` is, in degrees."""
    return unflat(x * pi / 256 - pi, pi - y * pi / 256)


def zoom_of(lat: float, pixels_per_metre: float) -> float:
    """Return the zoom at which a metre at a latitude is so many pixels long."""
    return log(pixels_per_metre * 2 * pi * EARTH_RADIUS_M * cos(radians(lat)) / 512, 2)


def frame_discs(
    points: Sequence[LonLat], radii: npt.ArrayLike, width: float, height: float
) -> Camera:
    """Return the camera that shows a disc of so many pixels round each of `points` in
    width × height px, as close as that allows between zoom 0 and 16."""
    places, reach = mercator(points), np.asarray(radii, dtype=float)[:, None]
    low, high, middle = 0.0, 16.0, places.mean(axis=0)
    for _ in range(30):
        zoom = (low + high) / 2
        least = (places * 2**zoom - reach).min(axis=0)
        most = (places * 2**zoom + reach).max(axis=0)
        if (most - least <= (width, height)).all():
            low, middle = zoom, (least + most) / 2 / 2**zoom
        else:
            high = zoom
    return Camera(*unmercator(*middle.tolist()), low)


def moved(camera: Camera, right: float, down: float) -> Camera:
    """Return the camera that shows the same further right and down in its window, in pixels."""
    [[x, y]] = mercator([(camera.lon, camera.lat)]).tolist()
    scale = 2**camera.zoom
    return Camera(*unmercator(x - right / scale, y - down / scale), camera.zoom)
