"""Boundaries as read from `geo/`: districts by adcode, and the features of any file."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem

DISTRICTS: Final = "geo/districts.geojson"
_NOT_GEOJSON: Final = mark("不是有效的 GeoJSON 文件（{value}）。")
_MEND: Final = mark("请按 data/README.md 重新放置该文件。")


def features(sources: Sources, file: str) -> list[dict[str, Any]]:
    """Return the GeoJSON features of a file, which may also hold a bare geometry collection.

    Raises `DataProblem` where the file is missing or is not such GeoJSON.
    """
    try:
        data = json.loads(sources.text(file))
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
            shape(feature["geometry"])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, ShapelyError) as error:
        value = str(error) or type(error).__name__
        raise DataProblem(file, _NOT_GEOJSON, _MEND, value=value) from None
    if not found:
        raise DataProblem(file, mark("文件中没有任何数据。"), _MEND)
    return found


def districts(sources: Sources) -> Mapping[str, BaseGeometry]:
    """Return the districts' areas by adcode. Raises `DataProblem`."""
    areas = {}
    for number, feature in enumerate(features(sources, DISTRICTS), start=1):
        adcode, name = (feature["properties"].get(key) for key in ("adcode", "name"))
        if not (isinstance(adcode, str) and re.fullmatch("[0-9]{6}", adcode)):
            value = f"{number}: adcode {adcode!r}"
            raise DataProblem(
                DISTRICTS, mark("第 {value} 不是六位数字的文本。"), _MEND, value=value
            )
        if not isinstance(name, str):
            value = f"{number}: name {name!r}"
            raise DataProblem(DISTRICTS, mark("第 {value} 不是文本。"), _MEND, value=value)
        areas[adcode] = shape(feature["geometry"])
    return areas
