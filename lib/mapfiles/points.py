"""The points of the map: dots in packs, and resources at their positions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import deflate
import numpy as np

from lib.base.i18n import LANGS, Lang, translator
from lib.mapfiles.geojson import collection, compact, point
from lib.query import packed
from lib.query.membership import Membership
from lib.register.dots import Dots, Ints
from lib.register.positions import Arrangement, Pairs, zone_offsets
from lib.register.rows import Register
from lib.terms import geometry, words
from lib.terms.taxonomy import Vocabulary

_COMPRESSION: Final = 6
# A tile's points are drawn in so many layers, each with some of every kind; rows get theirs by a
# number that scatters neighbours.
_LAYERS: Final = 16
_STRIDE: Final = 2_654_435_761
# Digits of an edition's digest in an address.
DIGITS: Final = 16
# More hits of a free text than these are not drawn one by one.
MOST_FOUND: Final = 5000


def zones(register: Register, arrangement: Arrangement, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the dots of the zones' packs as points at the zones' seats.

    `n` is a dot's number, which the map's mask counts by; `i` its zone's place among the
    vocabulary's parks; `o` how far from the seat it is drawn, in steps of the pack; `m` its
    category's place, which is its mark's in `marks.svg`. Where a dot is one resource: its `id` and
    `name`, and `zh` and `en`, the lines of the hover card under the name.
    """
    dots = arrangement.zones
    seats = np.array([(park.lon, park.lat) for park in vocabulary.parks])
    offsets = np.round(zone_offsets(dots), 2)
    return _dots(register, dots, seats, np.arange(len(seats)), offsets, vocabulary, hollow=False)


def areas(register: Register, arrangement: Arrangement, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the dots of what is known only to an area, as `zones` does: at the areas' anchors,
    `o` in pixels, `m` the place of the hollow mark."""
    of, offsets = arrangement.areas, np.round(arrangement.areas.offsets, 2)
    return _dots(register, of.dots, of.seats, of.zones, offsets, vocabulary, hollow=True)


def _dots(
    register: Register,
    dots: Dots,
    seats: Pairs,
    zones: Ints,
    offsets: Pairs,
    vocabulary: Vocabulary,
    *,
    hollow: bool,
) -> dict[str, Any]:
    more = len(vocabulary.categories) if hollow else 0
    said: Iterable[dict[str, Any]] = (
        texts(register, dots.rows, vocabulary)
        if dots.worth == 1
        else [{lang: words.dot(dots.worth, lang) for lang in LANGS}] * len(dots)
    )
    at = seats[dots.pack].tolist(), zones[dots.pack].tolist(), (dots.category + more).tolist()
    drawn = zip(*at, offsets.tolist(), said, strict=True)
    return collection(
        [
            point((lon, lat), n=n, i=zone, m=place, o=offset, **text)
            for n, ((lon, lat), zone, place, offset, text) in enumerate(drawn)
        ]
    )


def texts(register: Register, rows: Ints, vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """Yield of each of some rows its id, its name, and the hover card's lines under it."""
    for row in register.rows(rows):
        lines = {str(lang): _hover(row, vocabulary, lang) for lang in LANGS}
        yield {"id": row["resource_id"], "name": row["name"], **lines}


def _hover(row: Mapping[str, Any], vocabulary: Vocabulary, lang: Lang) -> str:
    t = translator(lang)
    category = vocabulary.terms["category"][row["category"]]
    lines = [
        f"{vocabulary.seats[row['park']].name(lang)} · {category.name(lang)}",
        " · ".join(words.focus(row["chains"], row["clusters"], vocabulary, lang))
        or t("未标注产业链或集群"),
        words.position(row["position_basis"], row["radius_m"], lang),
    ]
    return "\n".join(lines)


def placed(register: Register, arrangement: Arrangement, members: Membership, rows: Ints) -> bytes:
    """Return some rows at their positions at city scale as GeoJSON, with what is to be read of each
    (see `zones`). `k` is its row in the register, `w` its codes (see `packed.words`)."""
    marks = _marks(members)
    said = texts(register, rows, members.vocabulary)
    chosen = members.combination[rows].tolist()
    tails = [compact(marks[c] | text) for c, text in zip(chosen, said, strict=True)]
    return _written(rows, arrangement.spots[rows], tails)


def tiles(register: Register, arrangement: Arrangement, members: Membership) -> dict[str, bytes]:
    """Return all that is known to a place as GeoJSON tiles of the arrangement's zoom, compressed
    with gzip, by name (`10/843/388.json.gz`); as `placed`, but that in a large register what is to
    be read of a row is its zone and category."""
    zoom, rows = arrangement.scale.zoom, arrangement.placed
    at = np.floor(geometry.mercator(arrangement.spots[rows].tolist()) * 2**zoom / 512).astype(
        np.intp
    )
    # Alike ones side by side compress best; in layers, so that no category hides all others.
    layer = rows * _STRIDE % 2**32 * _LAYERS >> 32
    order = np.lexsort((rows, members.combination[rows], layer, at[:, 1], at[:, 0]))
    rows, at = rows[order], at[order]
    ends = np.flatnonzero(np.any(np.diff(at, axis=0), axis=1)) + 1
    alike = _alike(members)
    made = {}
    for start, part in zip([0, *ends.tolist()], np.split(rows, ends), strict=True):
        if not len(part):  # There is none at all.
            continue
        if arrangement.scale.worth == 1:
            content = placed(register, arrangement, members, part)
        else:
            tails = [alike[c] for c in members.combination[part].tolist()]
            content = _written(part, arrangement.spots[part], tails)
        x, y = at[start].tolist()
        made[f"{zoom}/{x}/{y}.json.gz"] = compressed(content)
    return made


def compressed(content: bytes) -> bytes:
    """Return points as they are sent: with gzip."""
    return bytes(deflate.gzip_compress(content, _COMPRESSION))


EMPTY: Final = compressed(compact(collection([])).encode())


def address(digest: str, name: str) -> str:
    """Return the address of points that a server makes when it is asked for them (`web.points`):
    those of an edition of a digest, relative to the app's root."""
    return f"app/points/{digest[:DIGITS]}/{name}"


@lru_cache(maxsize=8)
def _marks(members: Membership) -> list[dict[str, Any]]:
    """Of each combination, its category's place and its codes."""
    places = members.facets["category"].argmax(axis=1).tolist()
    return [
        {"m": place, "w": word}
        for place, word in zip(places, packed.words(members).tolist(), strict=True)
    ]


def _alike(members: Membership) -> list[str]:
    """Of each combination, what all points of it say."""
    vocabulary = members.vocabulary
    parks = members.facets["park"].argmax(axis=1).tolist()
    said = []
    for mark_, i in zip(_marks(members), parks, strict=True):
        park, category = vocabulary.parks[i], vocabulary.categories[mark_["m"]]
        names = {"name": f"{park.zh} {park.en}", "zh": category.zh, "en": category.en}
        said.append(compact(mark_ | names))
    return said


def _written(rows: Ints, spots: Pairs, tails: Sequence[str]) -> bytes:
    """A collection of points as text: of each its row, its position, and the rest of its properties
    as JSON. Some hundred thousand are written at once."""
    drawn = zip(rows.tolist(), spots.tolist(), tails, strict=True)
    features = ",".join(
        f'{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},'
        f'"properties":{{"k":{k},{tail[1:]}}}'
        for k, (lon, lat), tail in drawn
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
