"""The packs of dots at region scale, the names beside them, and the corridor."""

from collections.abc import Mapping
from math import hypot
from typing import Any, Final

import pandas as pd

from lib.base.i18n import LANGS, mark, translator
from lib.mapfiles.geojson import collection, feature, point
from lib.register.positions import city_offsets, pack_radius
from lib.terms import corridor as alignment
from lib.terms.geometry import LonLat, distance_m
from lib.terms.taxonomy import CorridorNode, Term, Vocabulary

PACK_NOTE: Final = mark("登记册收录 {n} 项；点击按园区筛选")
PART_NOTE: Final = mark("{park}的一部分；资源计入{park}")
# Of a disc without dots, in steps of a pack.
NODE_RADIUS: Final = 2.0
# Pixels between the outermost mark's middle and that of the name above it.
_ABOVE: Final = 26


def corridor(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the G2's alignment (`kind=line`) and the spur to each node that lies far off it
    (`kind=spur`)."""
    line = {"type": "LineString", "coordinates": [list(p) for p in vocabulary.line]}
    features = [feature(line, kind="line")]
    for node in vocabulary.nodes:
        foot = alignment.project(vocabulary.line, (node.lon, node.lat))
        if foot.offset_m <= alignment.SPUR_OFFSET_M:
            continue
        ends = [[node.lon, node.lat], [round(x, 4) for x in foot.foot]]
        features.append(feature({"type": "LineString", "coordinates": ends}, kind="spur"))
    return collection(features)


def packs(frame: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return one disc a park, `r` steps of its pack wide, and one without dots a corridor node
    inside a park; `i` counts them, `d` is the kind of disc (see `stylesheet.discs`)."""
    totals = _totals(frame)
    nodes = {node.park for node in vocabulary.nodes if not node.subpark}
    features = []
    for i, park in enumerate(vocabulary.parks):
        total = totals.get(park.code, 0)
        hover = {lang: translator(lang)(PACK_NOTE).format(n=total) for lang in LANGS}
        features.append(
            point(
                (park.lon, park.lat),
                i=i,
                d=int(park.code in nodes),
                park=park.code,
                name=f"{park.zh} {park.en}",
                r=round(pack_radius(total), 2),
                label=_names(park),
                **hover,
            )
        )
    for i, node in enumerate(inner_nodes(vocabulary), start=len(features)):
        within = vocabulary.seats[node.park]
        hover = {lang: translator(lang)(PART_NOTE).format(park=within.name(lang)) for lang in LANGS}
        features.append(
            point(
                (node.lon, node.lat),
                i=i,
                d=2,
                name=f"{node.zh} {node.en}",
                r=NODE_RADIUS,
                label=_names(node),
                **hover,
            )
        )
    return collection(features)


def inner_nodes(vocabulary: Vocabulary) -> list[CorridorNode]:
    """Return the corridor's nodes that are only a part of a park."""
    return [node for node in vocabulary.nodes if node.subpark]


def seat_labels(frame: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the names of the parks and of the parts of parks, for city scale, each at its seat or
    at what is packed nearby; `y` is how far from there it stands, in pixels: above the marks."""
    reach: dict[LonLat, float] = {}
    anchors = zip(frame["lon"].tolist(), frame["lat"].tolist(), strict=True)
    for anchor, offset in zip(anchors, city_offsets(frame), strict=True):
        reach[anchor] = max(reach.get(anchor, 0.0), hypot(*offset))
    features = []
    for seat in vocabulary.seats.values():
        middle = (seat.lon, seat.lat)
        nearby = [spot for spot in reach if distance_m(spot, middle) <= seat.radius_m]
        spot = max(nearby, key=reach.__getitem__, default=middle)
        names = {str(lang): seat.name(lang) for lang in LANGS}
        features.append(point(spot, y=-round(reach.get(spot, 0.0) + _ABOVE), **names))
    return collection(features)


def _totals(frame: pd.DataFrame) -> Mapping[str, int]:
    return {str(park): int(n) for park, n in frame["park"].value_counts().items()}


def _names(term: Term) -> dict[str, str]:
    return {lang: term.short(lang) for lang in LANGS}
