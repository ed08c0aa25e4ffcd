"""GeoJSON, for programs."""

import json

from lib.outputs.exports.extracts import Extract


def to_geojson(x: Extract) -> bytes:
    """Return GeoJSON (RFC 7946): a point a resource at its anchor, WGS-84 longitude and latitude.

    Properties are the register's columns with their codes, `radius_m` and `position_basis` among
    them; the foreign member `about` holds the `metadata`.
    """
    features = [
        {
            "type": "Feature",
            "id": row["resource_id"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {k: v for k, v in row.items() if k not in ("lon", "lat")},
        }
        for row in x.rows
    ]
    collection = {"type": "FeatureCollection", "about": x.metadata(), "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()
