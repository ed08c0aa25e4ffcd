"""Boundaries and waters as they are drawn: the shapes of a file, and their paths on paper."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import hypot
from typing import Final

from shapely import box, clip_by_rect, total_bounds, union_all
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from lib.base.files import Sources
from lib.drawing.projection import Projection
from lib.terms.districts import DISTRICTS, features

# Degrees within which a line lies on the rim of its file.
_CUT: Final = 0.01
# West, south, east and north of where what is no land is the sea, in degrees, and in how many
# steps of how many degrees it fades to the south and east.
_SEA: Final = (117.0, 35.4, 122.5, 41.2)
_STEPS: Final = 12
_STEP: Final = 0.1
# So far the sea reaches under the region, whose shore is finer close by, in degrees.
_UNDER: Final = 0.02


@lru_cache(maxsize=16)
def shapes(sources: Sources, name: str) -> tuple[BaseGeometry, ...]:
    """Return the geometries of a file of boundaries."""
    return tuple(shape(each["geometry"]) for each in features(sources, f"geo/{name}.geojson"))


@lru_cache(maxsize=2)
def district_names(sources: Sources) -> tuple[tuple[str, Point], ...]:
    """Return the districts' (Chinese) names, each with a point inside."""
    return tuple(
        (feature["properties"]["name"], shape(feature["geometry"]).representative_point())
        for feature in features(sources, DISTRICTS)
    )


@lru_cache(maxsize=2)
def sea(sources: Sources) -> tuple[tuple[BaseGeometry, float], ...]:
    """Return the sea as areas side by side, each with its opacity, to be drawn under the region. It
    fades so that no edge shows where the file of what lies around ends."""
    region = _region(sources).buffer(-_UNDER)
    land = union_all([region, *shapes(sources, "neighbours")])
    west, south, east, north = _SEA
    windows = [box(west, south + _STEP * i, east - _STEP * i, north) for i in range(_STEPS + 1)]
    rings = [outer - inner for outer, inner in pairwise(windows)]
    areas = [area - land for area in (*rings, windows[-1])]
    return tuple((area, (i + 1) / len(areas)) for i, area in enumerate(areas))


@lru_cache(maxsize=4)
def waters(sources: Sources, name: str) -> tuple[BaseGeometry, ...]:
    """Return the `lakes` or `rivers` of the region, each cut off where it leaves it."""
    region = _region(sources)
    within = [shape & region for shape in shapes(sources, name) if shape.length]
    return tuple(shape for shape in within if not shape.is_empty)


@lru_cache(maxsize=2)
def _region(sources: Sources) -> BaseGeometry:
    return union_all(shapes(sources, "provinces"))


def outlines(areas: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Return areas as lines, so that no cut edge is drawn along the window's rim."""
    return [each.boundary if each.area else each for each in areas]


def without_rim(areas: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the outlines of areas that a file cuts off, without the cut."""
    west, south, east, north = total_bounds(areas)
    inside = west + _CUT, south + _CUT, east - _CUT, north - _CUT
    return [clip_by_rect(line, *inside) for line in outlines(areas)]


def path(geometries: Iterable[BaseGeometry], project: Projection) -> str:
    """Return the SVG path of what the projection's window shows. Cut here and not by the SVG: a
    clipped group costs the drawing a layer as large as everything in it."""
    return "".join(_path(clip_by_rect(each, *project.window), project) for each in geometries)


def _path(geometry: BaseGeometry, project: Projection) -> str:
    """The path of a geometry's lines or rings, without points closer than half a pixel. Each point
    is said from the one before, in tenths of a pixel: half as many bytes, and no error adds up."""
    if hasattr(geometry, "geoms"):
        return "".join(_path(part, project) for part in geometry.geoms)
    if geometry.geom_type == "Polygon":
        rings = (geometry.exterior, *geometry.interiors)
        return "".join(_path(ring, project) for ring in rings)
    kept: list[tuple[float, float]] = []
    for point in map(project, geometry.coords):
        if not kept or hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) > 0.5:
            kept.append(point)
    tenths = [(round(10 * x), round(10 * y)) for x, y in kept]
    if not tenths:
        return ""
    (x, y), *_ = tenths
    steps = ((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths))
    drawn = " ".join(f"{right / 10:g} {down / 10:g}" for right, down in steps)
    return f"M{x / 10:g} {y / 10:g}l{drawn}" if drawn else f"M{x / 10:g} {y / 10:g}"
