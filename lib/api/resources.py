"""Which resources are asked for, in which order, and each as a feature."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc

from lib.api import cql
from lib.api.asked import Asked, Document, Link
from lib.api.parameters import Box, Order, Period
from lib.api.properties import PROPERTIES, Keys, numbers
from lib.base.i18n import Lang, mark, translator
from lib.editions.edition import Edition
from lib.outputs.exports import Extract
from lib.outputs.exports.extracts import Row
from lib.outputs.exports.geojson import feature
from lib.query import listing
from lib.query.facets import FACETS
from lib.query.listing import Rows
from lib.query.membership import Mask
from lib.register import schema
from lib.terms.taxonomy import Vocabulary

SORTABLE: Final = (
    *("resource_id", "name", "category", "park", "province", "level", "status"),
    *("year", "radius_m", "source_date"),
)
_COLUMNS: Final = {column.name: column for column in schema.COLUMNS}
_PICKED: Final = mark("选出的 {n} 项")


def rows(asked: Asked) -> Rows:
    """Return the places in the register of all the resources that are asked for, in order."""
    edition, selection = asked.edition, asked.selection
    picks = asked.values.get("pick")
    if picks:
        found = np.sort(listing.picked(edition.places, list(dict.fromkeys(picks))))
    else:
        found = listing.ordered(
            edition.register, edition.members, selection.mask(edition.members), selection.q,
            listing.BEST,
        )  # fmt: skip
    if box := asked.values.get("bbox"):
        found = found[_inside(edition, box)[found]]
    if period := asked.values.get("datetime"):
        found = found[_within(edition, period)[found]]
    condition = asked.values.get("filter")
    if condition is not None:
        found = found[cql.mask(edition, condition)[found]]
    return sort(edition, found, asked.values.get("sortby") or ())


def extract(asked: Asked, found: Rows, total: int) -> Extract:
    """Return rows as an extract, with how they were chosen in words; `total` were found."""
    is_picked = bool(asked.values.get("pick"))
    words = asked.t(_PICKED).format(n=total) if is_picked else ""
    what = words or asked.selection.describe(asked.lang, total)
    return Extract(asked.edition, found, what, asked.lang)


def features(asked: Asked, found: Rows) -> list[Document]:
    """Return rows as GeoJSON features, as in the file to take away, with a link to the card."""
    return [
        feature(row) | {"links": [_card(asked, row)]}
        for row in extract(asked, found, len(found)).rows
    ]


def _card(asked: Asked, row: Row) -> Link:
    address = asked.dashboard("directory", id=row["resource_id"])
    return asked.link("alternate", address, "html", row["name"])


def extent(edition: Edition) -> Document:
    """Return where and of when the resources are: the box of their anchors, and their years."""
    (west, south), (east, north) = edition.positions.min(axis=0), edition.positions.max(axis=0)
    box = [float(number) for number in (west, south, east, north)]
    year = pc.min(edition.register.column("year")).as_py()
    span = [None, None] if year is None else [f"{year:04d}-01-01T00:00:00Z", None]
    crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    time = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
    return {
        "spatial": {"bbox": [box], "crs": crs},
        "temporal": {"interval": [span], "trs": time},
    }


def queryables(vocabulary: Vocabulary, lang: Lang) -> dict[str, Document]:
    """Return what may be asked of a resource, as JSON Schema: the facets with the names of their
    codes, and columns of the register."""
    t = translator(lang)
    facets: dict[str, Document] = {}
    for each in FACETS:
        terms = vocabulary.terms[each.code].values()
        facets[each.code] = {
            "title": t(each.label),
            "type": "string",
            "enum": [term.code for term in terms],
            "oneOf": [{"const": term.code, "title": term.name(lang)} for term in terms],
        }
    own = {name: _property(_COLUMNS[name], lang) for name in PROPERTIES}
    geometry = {"title": t("位置"), "format": "geometry-point", "x-ogc-role": "primary-geometry"}
    return {**facets, **own, "geometry": geometry}


def _property(column: schema.Column, lang: Lang) -> Document:
    t = translator(lang)
    found: Document = {"title": t(column.heading), "type": "string"}
    if column.kind == "integer":
        found |= {"type": "integer", "minimum": int(column.least), "maximum": int(column.most)}
    if column.codes:
        words = schema.WORDS[column.name]
        found["enum"] = list(column.codes)
        found["oneOf"] = [{"const": code, "title": t(words[code])} for code in column.codes]
    return found


def _inside(edition: Edition, box: Box) -> Mask:
    """Which anchors lie in a box, its rim included."""
    lon, lat = edition.positions.T
    if box.west <= box.east:
        between = (lon >= box.west) & (lon <= box.east)
    else:
        between = (lon >= box.west) | (lon <= box.east)
    found: Mask = between & (lat >= box.south) & (lat <= box.north)
    return found


def _within(edition: Edition, period: Period) -> Mask:
    """Which resources are of a year that has a part in a period, or of none that is known."""
    years = numbers(edition, "year")
    found = np.isnan(years)
    least = period.start.year if period.start else -np.inf
    most = period.end.year if period.end else np.inf
    passes: Mask = found | ((years >= least) & (years <= most))
    return passes


def sort(edition: Edition, found: Rows, orders: Sequence[Order]) -> Rows:
    """Return rows in an order: by the first column, equals by the next; unknown values last."""
    for column, is_descending in reversed(orders):
        keys = _keys(edition, column)[found]
        directed = -keys if is_descending else keys
        found = found[np.argsort(np.where(np.isnan(keys), np.inf, directed), kind="stable")]
    return found


@lru_cache(maxsize=32)
def _keys(edition: Edition, column: str) -> Keys:
    """A number for each row of the register by which a column is sorted; NaN where nothing is
    known."""
    register, vocabulary = edition.register, edition.vocabulary
    if column in ("year", "radius_m"):
        return numbers(edition, column)
    if column == "name":  # By pinyin, as the directory.
        return edition.index.ranks.astype(np.float64)
    if column in vocabulary.terms:
        return listing.keys(register, edition.members, column).astype(np.float64)
    ranks = pc.rank(register.column(column), tiebreaker="dense")
    return np.where(register.column(column).is_valid(), ranks, np.nan)


def one(asked: Asked) -> dict[str, Any] | None:
    """Return the feature of the one resource that is asked for, `None` where there is none."""
    place = asked.edition.places.get(asked.item)
    return None if place is None else features(asked, np.array([place], dtype=np.intp))[0]
