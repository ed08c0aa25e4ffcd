"""A small map of the region to mark places on: where the map beside it looks."""

from functools import lru_cache
from typing import Final

from shapely import total_bounds

from lib.base.files import Sources
from lib.drawing import boundaries, palette, svg
from lib.drawing.box import Box
from lib.drawing.palette import Theme
from lib.drawing.projection import Projection
from lib.terms.geometry import LonLat

_FRAME: Final = Box(0, 0, 88, 112)
_INSET: Final = 4


def picture(sources: Sources, theme: Theme) -> str:
    """Return the region's provinces as an SVG file in a theme. Raises `DataProblem`."""
    colors, provinces = palette.MAP[theme], boundaries.shapes(sources, "provinces")
    path = boundaries.path(provinces, _projection(sources))
    land = (
        f'<path d="{path}" fill="{colors["land"]}" stroke="{colors["province_line"]}" '
        'stroke-width=".7"/>'
    )
    return svg.document(_FRAME.w, _FRAME.h, [land], "")


def spot(sources: Sources, place: LonLat) -> tuple[float, float]:
    """Return where a place lies on the picture, in per cent of its width and height."""
    x, y = _projection(sources)(place)
    return 100 * x / _FRAME.w, 100 * y / _FRAME.h


@lru_cache(maxsize=4)
def _projection(sources: Sources) -> Projection:
    bounds = total_bounds(boundaries.shapes(sources, "provinces"))
    west, south, east, north = bounds.tolist()
    return Projection([(west, south), (east, north)], 0, _FRAME, _INSET)
