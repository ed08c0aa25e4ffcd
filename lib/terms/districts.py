"""Boundaries as read from `geo/`: districts by adcode, and the features of any file."""

import json
from collections.abc import Mapping
from math import inf
from typing import Any, Final, NoReturn

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lib.base.cells import ADCODE
from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.base.tables import NO_ROWS

DISTRICTS: Final = "geo/districts.geojson"
_NOT_GEOJSON: Final = mark("不是有效的 GeoJSON 文件（{value}）。")
_MEND: Final = mark("请按 data/README.md 重新放置该文件。")


def features(sources: Sources, file: str) -> list[dict[str, Any]]:
    """Return the GeoJSON features of a file, which may also hold a bare geometry collection.

    Raises `DataProblem` where the file is missing or is not such GeoJSON in degrees.
    """
    try:
        data = json.loads(sources.text(file), parse_constant=_refuse)
        if data["type"] == "GeometryCollection":
            found = [
                {"type": "Feature", "properties": {}, "geometry": geometry}
                for geometry in data["geometries"]
            ]
        else:
            found = list(data["features"])
        for number, feature in enumerate(found, start=1):
            if feature["type"] != "Feature" or not isinstance(feature["properties"], dict):
                raise ValueError(f"feature {number}")
            if not _is_on_earth(shape(feature["geometry"])):
                raise ValueError(f"feature {number}: coordinates")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, ShapelyError) as error:
        value = str(error) or type(error).__name__
        raise DataProblem(file, _NOT_GEOJSON, _MEND, value=value) from None
    if not found:
        raise DataProblem(file, NO_ROWS, _MEND)
    return found


def _refuse(constant: str) -> NoReturn:
    """Python reads NaN and Infinity, which are no JSON: the browser would show no map."""
    raise ValueError(constant)


def _is_on_earth(geometry: BaseGeometry) -> bool:
    """Whether a geometry has points, all of them longitudes and latitudes in degrees."""
    west, south, east, north = geometry.bounds or (inf,) * 4
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def districts(sources: Sources) -> Mapping[str, BaseGeometry]:
    """Return the districts' areas by adcode. Raises `DataProblem`."""
    areas: dict[str, BaseGeometry] = {}
    for number, feature in enumerate(features(sources, DISTRICTS), start=1):
        adcode, name = (feature["properties"].get(key) for key in ("adcode", "name"))
        area = shape(feature["geometry"])
        if not isinstance(adcode, str) or not ADCODE.fits(adcode):
            raise _wrong(mark("第 {value} 不是六位数字的文本。"), f"{number}: adcode {adcode!r}")
        if not isinstance(name, str):
            raise _wrong(mark("第 {value} 不是文本。"), f"{number}: name {name!r}")
        if area.geom_type not in ("Polygon", "MultiPolygon"):
            raise _wrong(mark("第 {value} 不是面。"), f"{number}: {area.geom_type}")
        if adcode in areas:
            raise _wrong(mark("“{value}”重复出现。"), adcode)
        areas[adcode] = area
    return areas


def _wrong(message: str, value: str) -> DataProblem:
    return DataProblem(DISTRICTS, message, _MEND, value=value)
