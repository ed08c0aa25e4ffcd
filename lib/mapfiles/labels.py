"""The packs of dots at region scale, the names beside them, and the corridor."""

from typing import Any, Final

import numpy as np

from lib.base.i18n import LANGS, mark, translator
from lib.mapfiles.geojson import collection, feature, point
from lib.query.membership import Membership
from lib.register.positions import Areas, Arrangement, pack_radius
from lib.terms import corridor as alignment
from lib.terms.geometry import LonLat, distance_m
from lib.terms.taxonomy import CorridorNode, Term, Vocabulary

PACK_NOTE: Final = mark("登记册收录 {n} 项；点击按园区筛选")
PART_NOTE: Final = mark("{park}的一部分；资源计入{park}")
# Of a disc without dots, in steps of a pack.
NODE_RADIUS: Final = 2.0
# The kind of disc that stands for no rows.
_EMPTY: Final = 4
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


def packs(arrangement: Arrangement, members: Membership) -> dict[str, Any]:
    """Return one disc a park, `r` steps of its pack wide, and one without dots a corridor node
    inside a park; `i` counts them, `d` is the kind of disc (see `stylesheet.discs`)."""
    vocabulary = members.vocabulary
    totals, sizes = members.totals("park"), arrangement.zones.sizes(len(vocabulary.parks))
    nodes = {node.park for node in vocabulary.nodes if not node.subpark}
    features = []
    for i, park in enumerate(vocabulary.parks):
        total = totals[park.code]
        hover = {lang: translator(lang)(PACK_NOTE).format(n=total) for lang in LANGS}
        features.append(
            point(
                (park.lon, park.lat),
                i=i,
                d=int(park.code in nodes) if total else _EMPTY,
                park=park.code,
                name=f"{park.zh} {park.en}",
                r=round(pack_radius(sizes[i]), 2),
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


def seat_labels(areas: Areas, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the names of the parks and of the parts of parks, for city scale, each at its spot
    (see `seat_spots`) and `i` its place among them; `y` is how far from there it stands, in pixels:
    above the marks."""
    spots = zip(vocabulary.seats.values(), seat_spots(areas, vocabulary), strict=True)
    features = []
    for i, (seat, (spot, reach)) in enumerate(spots):
        names = {str(lang): seat.name(lang) for lang in LANGS}
        features.append(point(spot, i=i, y=-round(reach + _ABOVE), **names))
    return collection(features)


def seat_spots(areas: Areas, vocabulary: Vocabulary) -> list[tuple[LonLat, float]]:
    """Return for each of the vocabulary's seats where its name stands at city scale, at the seat
    or at what is packed nearby, and how far the middles of the marks reach there, in pixels."""
    reaches = np.zeros(len(areas.seats))
    np.maximum.at(reaches, areas.dots.pack, np.hypot(*areas.offsets.T))
    packed = list(zip(map(tuple, areas.seats.tolist()), reaches.tolist(), strict=True))
    spots = []
    for seat in vocabulary.seats.values():
        middle = (seat.lon, seat.lat)
        nearby = [(p, reach) for p, reach in packed if distance_m(p, middle) <= seat.radius_m]
        spots.append(max(nearby, key=lambda each: each[1], default=(middle, 0.0)))
    return spots


def _names(term: Term) -> dict[str, str]:
    return {lang: term.short(lang) for lang in LANGS}
