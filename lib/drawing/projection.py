"""The map's projection onto paper."""

from collections.abc import Sequence
from math import cos, radians

from lib.drawing.box import Box
from lib.terms import geometry
from lib.terms.geometry import LonLat


class Projection:
    """Web Mercator, fitted so that `points` and `margin_m` round them lie within a frame."""

    def __init__(
        self, points: Sequence[LonLat], margin_m: float, frame: Box, inset: float = 0.0
    ) -> None:
        """`inset` pixels along the frame's rim stay free of points and margin."""
        lons, lats = zip(*points, strict=True)
        up = margin_m / geometry.METRES_PER_DEGREE
        aside = up / cos(radians((min(lats) + max(lats)) / 2))
        left, bottom = geometry.flat((min(lons) - aside, min(lats) - up))
        right, top = geometry.flat((max(lons) + aside, max(lats) + up))
        self.scale = min(
            (frame.w - 2 * inset) / (right - left), (frame.h - 2 * inset) / (top - bottom)
        )
        self.middle = ((left + right) / 2, (bottom + top) / 2)
        self.center = frame.middle
        dx, dy = frame.w / self.scale / 2, frame.h / self.scale / 2
        # West, south, east and north of what the frame shows, in degrees.
        self.window = (
            *geometry.unflat(self.middle[0] - dx, self.middle[1] - dy),
            *geometry.unflat(self.middle[0] + dx, self.middle[1] + dy),
        )

    def __call__(self, point: LonLat) -> tuple[float, float]:
        x, y = geometry.flat(point)
        return (
            self.center[0] + (x - self.middle[0]) * self.scale,
            self.center[1] - (y - self.middle[1]) * self.scale,
        )

    def metres(self, length: float, lat: float) -> float:
        """Pixels of a length in metres at a latitude."""
        return length / (geometry.EARTH_RADIUS_M * cos(radians(lat))) * self.scale
