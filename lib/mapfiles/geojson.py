"""GeoJSON as the browser fetches it: compact, with coordinates no finer than they are known."""

import json
from typing import Any

from lib.terms.geometry import LonLat


def compact(value: Any) -> str:
    """Return `value` as JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def feature(geometry: dict[str, Any], /, **properties: object) -> dict[str, Any]:
    """Return a feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(spot: LonLat, /, **properties: object) -> dict[str, Any]:
    """Return a feature that is a point."""
    return feature({"type": "Point", "coordinates": list(spot)}, **properties)


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a feature collection."""
    return {"type": "FeatureCollection", "features": features}
