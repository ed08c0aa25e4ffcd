"""The map's projection onto paper."""

from collections.abc import Sequence
from math import atan, cos, degrees, exp, log, pi, radians, tan

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
        left, bottom = self._flat((min(lons) - aside, min(lats) - up))
        right, top = self._flat((max(lons) + aside, max(lats) + up))
        self.scale = min(
            (frame.w - 2 * inset) / (right - left), (frame.h - 2 * inset) / (top - bottom)
        )
        self.middle = ((left + right) / 2, (bottom + top) / 2)
        self.center = frame.middle
        dx, dy = frame.w / self.scale / 2, frame.h / self.scale / 2
        # West, south, east and north of what the frame shows, in degrees.
        self.window = (
            degrees(self.middle[0] - dx),
            self._latitude(self.middle[1] - dy),
            degrees(self.middle[0] + dx),
            self._latitude(self.middle[1] + dy),
        )

    @staticmethod
    def _flat(point: LonLat) -> tuple[float, float]:
        return radians(point[0]), log(tan(pi / 4 + radians(point[1]) / 2))

    @staticmethod
    def _latitude(y: float) -> float:
        return degrees(2 * atan(exp(y)) - pi / 2)

    def __call__(self, point: LonLat) -> tuple[float, float]:
        x, y = self._flat(point)
        return (
            self.center[0] + (x - self.middle[0]) * self.scale,
            self.center[1] - (y - self.middle[1]) * self.scale,
        )

    def metres(self, length: float, lat: float) -> float:
        """Pixels of a length in metres at a latitude."""
        return length / (geometry.EARTH_RADIUS_M * cos(radians(lat))) * self.scale
