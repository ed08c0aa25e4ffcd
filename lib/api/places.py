"""The zones, and the G2 corridor, as features."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from shapely.geometry import box as shapely_box
from shapely.geometry import shape

from lib import analysis
from lib.api.asked import Asked, Document, Link
from lib.api.parameters import Box
from lib.base.i18n import mark
from lib.editions.edition import Edition
from lib.terms.taxonomy import CORRIDOR, Park

# How far the schematic line may lie off the expressway (`Vocabulary.line`).
_LINE_RADIUS_M: Final = 3000
_OPEN: Final = mark("在看板中打开")
_LINE_SOURCE: Final = mark("G2 高速公路的示意走向，非测绘数据；见项目的 data/README.md")


def parks(asked: Asked) -> list[Document]:
    """Return the member zones that the filter leaves: each at its seat, with how many resources the
    register holds there."""
    return [_park(asked, park) for park in asked.selection.parks]


def _park(asked: Asked, park: Park) -> Document:
    counts = _counts(asked.edition, "park")
    properties = {
        "name": park.name(asked.lang),
        "name_zh": park.zh,
        "name_en": park.en,
        "full_name": park.full_name,
        "province": park.province,
        "city": park.city,
        "member_since": park.member_since,
        "level_when_joining": park.level_when_joining,
        "established": park.established,
        "national_since": park.national_since,
        "area_km2": park.area_km2,
        "lead_industries": list(park.lead_industries),
        "address": park.address,
        "website": park.website,
        "resources": counts[park.code],
        "position_basis": "seat",
        "radius_m": park.radius_m,
        "source_title": park.source,
    }
    links = [_card(asked, "parks", park=park.code)]
    return _feature(park.code, _point(park.lon, park.lat), properties, links)


def corridor(asked: Asked) -> list[Document]:
    """Return the corridor: its schematic line, and its nodes in order along it."""
    edition, wanted = asked.edition, asked.values.get("corridor") or ()
    whole = not wanted or CORRIDOR in wanted
    found = [_line(asked)] if whole else []
    counts = _counts(edition, "corridor")
    for stop in analysis.corridor_stops(edition.members):
        node = stop.node
        if not whole and node.code not in wanted:
            continue
        seat = edition.vocabulary.seats[node.code]
        properties = {
            "kind": "node",
            "name": node.name(asked.lang),
            "name_zh": node.zh,
            "name_en": node.en,
            "park": node.park,
            "subpark": node.subpark,
            "along_line_km": round(stop.chainage_km, -1),
            "off_line_km": round(stop.offset_km, -1),
            "is_spur": stop.is_spur,
            "resources": counts[node.code],
            "position_basis": "seat",
            "radius_m": seat.radius_m,
            "source_title": seat.source,
        }
        links = [_card(asked, "corridor", corridor=node.code)]
        found.append(_feature(node.code, _point(node.lon, node.lat), properties, links))
    return found


def _line(asked: Asked) -> Document:
    vocabulary = asked.edition.vocabulary
    term = vocabulary.terms["corridor"][CORRIDOR]
    properties = {
        "kind": "line",
        "name": term.name(asked.lang),
        "name_zh": term.zh,
        "name_en": term.en,
        "resources": _counts(asked.edition, "corridor")[CORRIDOR],
        "position_basis": "schematic",
        "radius_m": _LINE_RADIUS_M,
        "source_title": asked.t(_LINE_SOURCE),
    }
    geometry = {"type": "LineString", "coordinates": [list(point) for point in vocabulary.line]}
    links = [_card(asked, "corridor", corridor=CORRIDOR)]
    return _feature(CORRIDOR, geometry, properties, links)


def _card(asked: Asked, page: str, **chosen: str) -> Link:
    """The link to the dashboard's page of a place."""
    return asked.link("alternate", asked.dashboard(page, **chosen), "html", asked.t(_OPEN))


def inside(features: Sequence[Document], box: Box) -> list[Document]:
    """Return the features that have a part in a box."""
    parts = [shapely_box(box.west, box.south, box.east, box.north)]
    if box.west > box.east:
        parts = [
            shapely_box(box.west, box.south, 180, box.north),
            shapely_box(-180, box.south, box.east, box.north),
        ]
    return [
        feature
        for feature in features
        if any(shape(feature["geometry"]).intersects(part) for part in parts)
    ]


def extent(features: Sequence[Document]) -> Document:
    """Return where features are."""
    bounds = [shape(feature["geometry"]).bounds for feature in features]
    wests, souths, easts, norths = zip(*bounds, strict=True)
    box = [float(each) for each in (min(wests), min(souths), max(easts), max(norths))]
    crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    return {"spatial": {"bbox": [box], "crs": crs}}


@lru_cache(maxsize=8)
def _counts(edition: Edition, facet: str) -> dict[str, int]:
    return edition.filter().counts(edition.members, facet)


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def _feature(code: str, geometry: Document, properties: Document, links: list[Any]) -> Document:
    # What is not known is nothing, and no empty text.
    known = {name: None if value == "" else value for name, value in properties.items()}
    return {
        "type": "Feature",
        "id": code,
        "geometry": geometry,
        "properties": known,
        "links": links,
    }
