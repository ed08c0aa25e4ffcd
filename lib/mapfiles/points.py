"""The points of the map: one feature a resource, at the scale it is drawn at."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lib.base.i18n import LANGS, Lang, translator
from lib.drawing.palette import rgb
from lib.mapfiles.geojson import collection, point
from lib.register.positions import Offset
from lib.terms import words
from lib.terms.geometry import LonLat
from lib.terms.taxonomy import Vocabulary


def points(
    frame: pd.DataFrame,
    positions: Sequence[LonLat],
    offsets: Sequence[Offset],
    vocabulary: Vocabulary,
) -> dict[str, Any]:
    """Return one feature a resource at its position.

    `k` is its row in the register, which the map's filter mask counts by; `i` its park's place
    among the vocabulary's; `o` how far from its position it is drawn, in pixels or in steps of its
    pack; `c` its colour, `m` its mark's place in `marks.svg` and `h` the same, hollow where only
    the area is known; `zh` and `en` are the hover card's lines under the name.
    """
    places = {category.code: i for i, category in enumerate(vocabulary.categories)}
    colors = [rgb(category.color) for category in vocabulary.categories]
    parks = {park.code: i for i, park in enumerate(vocabulary.parks)}
    features = []
    rows = zip(frame.itertuples(), positions, offsets, strict=True)
    for k, (row, spot, offset) in enumerate(rows):
        place = places[str(row.category)]
        features.append(
            point(
                spot,
                k=k,
                id=row.resource_id,
                name=row.name,
                i=parks[str(row.park)],
                o=offset,
                c=colors[place],
                m=place,
                h=place + (len(places) if row.position_basis == "area" else 0),
                **{str(lang): _hover(row, vocabulary, lang) for lang in LANGS},
            )
        )
    return collection(features)


def _hover(row: Any, vocabulary: Vocabulary, lang: Lang) -> str:
    t = translator(lang)
    category = vocabulary.terms["category"][row.category]
    lines = [
        f"{vocabulary.seats[row.park].name(lang)} · {category.name(lang)}",
        " · ".join(words.focus(row.chains, row.clusters, vocabulary, lang))
        or t("未标注产业链或集群"),
        words.position(row.position_basis, row.radius_m, lang),
    ]
    return "\n".join(lines)
