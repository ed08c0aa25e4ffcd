"""The ground as something to click on: squares that nobody sees, finer the closer a map shows them.

A chart says which object a click has met and nothing of where; so each square says where it lies.
"""

import json
from functools import lru_cache
from math import ceil, hypot
from typing import Final

from lib.terms import geometry

# Tiles of 256 pixels, by web-mercator zoom, and squares along a side of one: 16 pixels each.
ZOOMS: Final = range(5, 18)
SQUARES: Final = 16


@lru_cache(maxsize=512)
def tile(z: int, x: int, y: int) -> bytes:
    """Return the squares of a tile as GeoJSON. Each says its middle (`at`, WGS-84 longitude and
    latitude in degrees) and how far from it the clicked point may lie (`m`, metres, rounded up).

    Raises `ValueError` for a tile that there is none of.
    """
    if z not in ZOOMS or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise ValueError((z, x, y))
    features = [
        _square(z, x + i / SQUARES, y + j / SQUARES) for j in range(SQUARES) for i in range(SQUARES)
    ]
    found = {"type": "FeatureCollection", "features": features}
    return json.dumps(found, separators=(",", ":")).encode()


def _square(z: int, x: float, y: float) -> dict[str, object]:
    size = 1 / SQUARES
    west, north = _corner(z, x, y)
    east, south = _corner(z, x + size, y + size)
    middle = _corner(z, x + size / 2, y + size / 2)
    half_width = geometry.distance_m((west, middle[1]), (east, middle[1])) / 2
    half_height = geometry.distance_m((middle[0], south), (middle[0], north)) / 2
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"at": middle, "m": ceil(hypot(half_width, half_height))},
    }


def _corner(z: int, x: float, y: float) -> geometry.LonLat:
    """Where a point of the tiles' grid lies, to a tenth of a metre."""
    side = 512 / 2**z
    lon, lat = geometry.unmercator(x * side, y * side)
    return round(lon, 6), round(lat, 6)
