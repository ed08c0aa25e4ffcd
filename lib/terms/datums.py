"""The datums of Chinese maps: WGS-84 to GCJ-02 and BD-09, and back. Degrees in, degrees out."""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, radians, sin, sqrt

from lib.terms.geometry import LonLat


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
