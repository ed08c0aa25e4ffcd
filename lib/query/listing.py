"""The directory: the rows a filter leaves, in the order asked for, in pages and groups."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lib.base.i18n import mark
from lib.query import search
from lib.query.membership import Mask, Membership
from lib.register.rows import Register
from lib.terms import taxonomy
from lib.terms.geometry import LonLat, distance_m, distances_m
from lib.terms.taxonomy import Vocabulary

PAGE_SIZE: Final = 25
BEST: Final = "best"
DISTANCE: Final = "distance"
SORTS: Final = {
    BEST: mark("匹配度"),
    "name": mark("名称"),
    "category": mark("类别"),
    "park": mark("园区"),
    "level": mark("级别"),
    "year": mark("年份"),
    DISTANCE: mark("远近"),
}
LIST: Final = "list"
PICKED: Final = "picked"
VIEWS: Final = {
    LIST: mark("列表"),
    "park": mark("按园区"),
    "category": mark("按类别"),
    PICKED: mark("清单"),
}
Rows = npt.NDArray[np.intp]
Keys = npt.NDArray[np.int16] | npt.NDArray[np.int32]
Metres = npt.NDArray[np.float64]


def ordered(
    register: Register,
    members: Membership,
    passes: Mask,
    query: str,
    sort: str,
    origin: LonLat | None = None,
) -> Rows:
    """Return the numbers of the register's rows that pass, in the order `sort` (of `SORTS`).

    `BEST` puts the best match of `query` first, and is the register's own order without one; names
    are ordered by pinyin, codes as the vocabulary has them, years from the latest, unknown
    ones last, the nearest to `origin` first where there is one.
    """
    if not query and sort not in (BEST, DISTANCE):
        whole = _whole(register, members, sort)
        return whole[passes[whole]]
    rows = search.ranked(members.index, query) if query else np.arange(len(passes))
    rows = rows[passes[rows]]
    if sort == BEST or (sort == DISTANCE and not origin):
        return rows
    if origin and sort == DISTANCE:
        return rows[np.argsort(distances(register, origin)[rows], kind="stable")]
    return rows[np.argsort(keys(register, members, sort)[rows], kind="stable")]


@lru_cache(maxsize=32)
def _whole(register: Register, members: Membership, sort: str) -> Rows:
    """All rows in an order."""
    return np.argsort(keys(register, members, sort), kind="stable")


@lru_cache(maxsize=32)
def keys(register: Register, members: Membership, sort: str) -> Keys:
    """Return one number a row of the register, by which a column of `SORTS` is in order. Codes are
    so few that they are sorted by counting."""
    if sort == "name":
        return members.index.ranks
    if sort == "year":
        return -np.asarray(pc.fill_null(register.column("year"), 0)).astype(np.int16)
    places = members.facets[sort].argmax(axis=1).astype(np.int16)
    return np.asarray(places[members.combination])


def distances(register: Register, origin: LonLat) -> Metres:
    """Return how far from `origin` the anchor of each row lies, as the crow flies."""
    return distances_m(origin, *(register.column(name).to_numpy() for name in ("lon", "lat")))


def pages(count: int) -> int:
    """Return how many pages `count` rows fill: at least one."""
    return max(1, -(-count // PAGE_SIZE))


def page_of(rows: Rows, number: int) -> Rows:
    """Return the rows of one page, counted from 1; a page past the end is the last."""
    start = (min(number, pages(len(rows))) - 1) * PAGE_SIZE
    return rows[start : start + PAGE_SIZE]


def grouped(register: Register, members: Membership, rows: Rows, facet: str) -> Rows:
    """Return the rows ordered by park or category first, keeping their order inside each."""
    return rows[np.argsort(keys(register, members, facet)[rows], kind="stable")]


def picked(places: Mapping[str, int], ids: Sequence[str]) -> Rows:
    """Return the numbers of the rows with these ids, in their order; `places` has each id's."""
    return np.array([places[i] for i in ids if i in places], dtype=np.intp)


def similar(register: Register, members: Membership, row: int, limit: int = 6) -> Rows:
    """Return rows of other parks with the same category and a chain or cluster in common, those
    of the nearest park first (by the parks' seats; equals in register order).

    A resource without chain or cluster has none: nothing says what it is similar in.
    """
    [one] = register.rows([row])
    shared = np.zeros(len(members.sizes), dtype=bool)
    for facet in taxonomy.FOCUS:
        shared |= members.having(facet, one[f"{facet}s"])
    shared &= members.having("category", (one["category"],))
    shared &= ~members.having("park", (one["park"],))
    rows = np.flatnonzero(shared[members.combination])
    apart = _distances(members.vocabulary, one["park"])
    far = np.array([apart[park] for park in members.vocabulary.terms["park"]])
    parks = keys(register, members, "park")[rows]
    return rows[np.argsort(far[parks], kind="stable")][:limit]


def _distances(vocabulary: Vocabulary, park: str) -> dict[str, float]:
    seat = vocabulary.seats[park]
    return {
        other.code: distance_m((seat.lon, seat.lat), (other.lon, other.lat))
        for other in vocabulary.parks
    }
