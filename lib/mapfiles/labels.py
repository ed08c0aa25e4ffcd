"""The packs of dots at region scale, the names beside them, and the corridor."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from lib.base.i18n import LANGS, mark, translator
from lib.mapfiles.geojson import collection, feature, point
from lib.register.positions import pack_radius_m
from lib.terms import corridor as alignment
from lib.terms.geometry import METRES_PER_DEGREE
from lib.terms.taxonomy import Term, Vocabulary

# Free land south-east of 中关村's pack, under the corridor's first kilometres: the name of a node
# that lies inside a zone's pack.
INNER_LABEL: Final = (116.63, 39.66)
# Close neighbours, named left (-1) and right (1) of their packs instead of below.
ASIDE: Final = {"zgc": -1, "yanjiao": 1}
PACK_NOTE: Final = mark("登记册收录 {n} 项；点击按园区筛选")


def corridor(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the G2's alignment (`kind=line`), its nodes (`kind=node`) and the spur to each of them
    that lies far off it (`kind=spur`)."""
    line = {"type": "LineString", "coordinates": [list(p) for p in vocabulary.line]}
    features = [feature(line, kind="line")]
    for node in vocabulary.nodes:
        features.append(point((node.lon, node.lat), kind="node"))
        foot = alignment.project(vocabulary.line, (node.lon, node.lat))
        if foot.offset_m <= alignment.SPUR_OFFSET_M:
            continue
        ends = [[node.lon, node.lat], [round(x, 4) for x in foot.foot]]
        features.append(feature({"type": "LineString", "coordinates": ends}, kind="spur"))
    return collection(features)


def packs(frame: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return one disc a park, `r` metres wide enough for all its dots; `i` is its place among the
    vocabulary's parks."""
    totals = _totals(frame)
    features = []
    for i, park in enumerate(vocabulary.parks):
        total = totals.get(park.code, 0)
        hover = {lang: translator(lang)(PACK_NOTE).format(n=total) for lang in LANGS}
        features.append(
            point(
                (park.lon, park.lat),
                i=i,
                park=park.code,
                name=f"{park.zh} {park.en}",
                r=round(pack_radius_m(total)),
                **hover,
            )
        )
    return collection(features)


def pack_labels(frame: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return each park's name at the rim of its pack: below it, or beside it as `ASIDE` says; and
    the name of each corridor node that is only a part of a park."""
    totals = _totals(frame)
    features = []
    for i, park in enumerate(vocabulary.parks):
        degrees = pack_radius_m(totals.get(park.code, 0)) / METRES_PER_DEGREE
        aside = ASIDE.get(park.code, 0)
        shift = aside * degrees * 1.4
        lon, lat = park.lon + shift, park.lat if aside else park.lat - degrees
        features.append(point((round(lon, 4), round(lat, 4)), i=i, aside=aside, **_names(park)))
    inner = [node for node in vocabulary.nodes if node.subpark]
    for i, node in enumerate(inner, start=len(vocabulary.parks)):
        features.append(point(INNER_LABEL, i=i, aside=1, **_names(node)))
    return collection(features)


def seat_labels(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the names of the parks and of the parts of parks at their seats, for city scale."""
    return collection(
        [
            point((seat.lon, seat.lat), **{lang: seat.name(lang) for lang in LANGS})
            for seat in vocabulary.seats.values()
        ]
    )


def _totals(frame: pd.DataFrame) -> Mapping[str, int]:
    return {str(park): int(n) for park, n in frame["park"].value_counts().items()}


def _names(term: Term) -> dict[str, str]:
    return {lang: term.short(lang) for lang in LANGS}
