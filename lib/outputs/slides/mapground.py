"""What lies under the marks of every map: boundaries, or 天地图, and the corridor's line."""

from collections.abc import Iterable
from itertools import pairwise
from math import hypot
from typing import Final

from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from lib import analysis
from lib.drawing import boundaries
from lib.outputs.slides import maptiles
from lib.outputs.slides.mapdraft import Draft
from lib.terms import corridor
from lib.terms.geometry import LonLat

# Labels keep clear of points so far apart along the line, in pixels.
_STEP: Final = 6


def land(draft: Draft) -> None:
    """Draw the surroundings, the land, its waters and its boundaries, in detail where the look is
    close; instead of them the official map, which is a light one, where it can be had."""
    if draft.theme == "light" and (tiles := maptiles.ground(draft.project, draft.ground.frame)):
        draft.parts += tiles
        draft.is_official = True
        return
    frame, colors, sources = draft.ground.frame, draft.colors, draft.edition.sources
    close = draft.look.view == "park"
    draft.parts.append(
        f'<rect x="{frame.x:g}" y="{frame.y:g}" width="{frame.w:g}" height="{frame.h:g}" '
        f'fill="{colors["surroundings"]}"/>'
    )
    provinces = boundaries.shapes(sources, "provinces_detail" if close else "provinces")
    for area, opacity in boundaries.sea(sources):
        _area(draft, [area], "water", opacity)
    _strokes(draft, boundaries.shapes(sources, "neighbours"), "neighbour_line", 1)
    _area(draft, provinces, "land")
    _strokes(draft, boundaries.waters(sources, "rivers"), "river", 1)
    _area(draft, boundaries.waters(sources, "lakes"), "water")
    if close:
        districts = boundaries.shapes(sources, "district_lines_detail")
        _strokes(draft, districts, "district_line", 1)
    _strokes(draft, boundaries.shapes(sources, "city_lines"), "city_line", 1.2)
    _strokes(draft, provinces, "province_line", 2)


def _area(draft: Draft, shapes: Iterable[BaseGeometry], color: str, opacity: float = 1.0) -> None:
    if path := boundaries.path(shapes, draft.project):
        draft.parts.append(
            f'<path d="{path}" fill="{draft.colors[color]}" fill-rule="evenodd" '
            f'fill-opacity="{opacity:.2f}" shape-rendering="crispEdges"/>'
        )


def _strokes(draft: Draft, shapes: Iterable[BaseGeometry], color: str, width: float) -> None:
    path = boundaries.path(boundaries.outlines(shapes), draft.project)
    draft.parts.append(
        f'<path d="{path}" stroke="{draft.colors[color]}" '
        f'stroke-width="{width}" stroke-linejoin="round"/>'
    )


def line(draft: Draft) -> None:
    """Draw the G2, and the spur to each node that lies far off it."""
    g2 = draft.vocabulary.line
    spurs: list[tuple[LonLat, ...]] = []
    for stop in analysis.corridor_stops(draft.edition.members):
        if stop.is_spur:
            seat = (stop.node.lon, stop.node.lat)
            spurs.append((seat, corridor.project(g2, seat).foot))
    wide = 5 if draft.look.view == "corridor" else 3
    for ends, dashes in ((g2, ""), *((spur, ' stroke-dasharray="8 6"') for spur in spurs)):
        path = boundaries.path([LineString(ends)], draft.project)
        draft.parts.append(
            f'<path d="{path}" stroke="{draft.ink["corridor"]}" stroke-width="{wide}" '
            f'stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
        )
        for (x1, y1), (x2, y2) in pairwise(map(draft.project, ends)):
            n = max(1, int(hypot(x2 - x1, y2 - y1) / _STEP))
            draft.ground.lines += [
                (x1 + (x2 - x1) * i / n, y1 + (y2 - y1) * i / n) for i in range(n)
            ]
