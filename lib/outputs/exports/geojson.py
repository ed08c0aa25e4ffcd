"""GeoJSON, for programs."""

import json
from typing import Any, BinaryIO

from lib.outputs.exports.extracts import Extract, Progress, Row


def to_geojson(x: Extract, file: BinaryIO, progress: Progress) -> None:
    """Write GeoJSON (RFC 7946): a point a resource at its anchor, WGS-84 longitude and latitude.

    Properties are the register's columns with their codes, `radius_m` and `position_basis` among
    them; the foreign member `about` holds the `metadata`.
    """
    head = _text({"type": "FeatureCollection", "about": x.metadata(), "features": []})
    file.write(head.removesuffix(b"]}"))
    for number, row in enumerate(x.each(progress)):
        file.write((b", " if number else b"") + _text(feature(row)))
    file.write(b"]}")


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def feature(row: Row) -> dict[str, Any]:
    """Return a row of an extract as a feature."""
    return {
        "type": "Feature",
        "id": row["resource_id"],
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": {k: v for k, v in row.items() if k not in ("lon", "lat")},
    }
