"""The directory: the rows a filter leaves, in the order asked for, in pages and groups."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.base.i18n import mark
from lib.query import search, spelling
from lib.query.membership import Mask, Membership
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
Metres = npt.NDArray[np.float64]


def ordered(
    frame: pd.DataFrame,
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
    rows = search.ranked(members.index, query) if query else np.arange(len(passes))
    rows = rows[passes[rows]]
    if sort == BEST or (sort == DISTANCE and not origin):
        return rows
    if origin and sort == DISTANCE:
        return rows[np.argsort(distances(frame, origin)[rows], kind="stable")]
    return rows[np.argsort(_keys(frame, members, sort)[rows], kind="stable")]


def _keys(frame: pd.DataFrame, members: Membership, sort: str) -> npt.NDArray[np.int64]:
    """One number a row of the register to sort by."""
    column = frame[sort]
    if sort == "year":
        return np.asarray(-column.fillna(0).to_numpy(), dtype=np.int64)
    if sort == "name":
        readings = [spelling.spell(name).split("\n")[0] or spelling.fold(name) for name in column]
        spelled = [reading.casefold() for reading in readings]
        return np.unique(spelled, return_inverse=True)[1].astype(np.int64)
    places = {code: i for i, code in enumerate(members.vocabulary.terms[sort])}
    return np.array([places[code] for code in column], dtype=np.int64)


def distances(frame: pd.DataFrame, origin: LonLat) -> Metres:
    """Return how far from `origin` the anchor of each row lies, as the crow flies."""
    return distances_m(origin, frame["lon"].to_numpy(), frame["lat"].to_numpy())


def pages(count: int) -> int:
    """Return how many pages `count` rows fill: at least one."""
    return max(1, -(-count // PAGE_SIZE))


def page_of(rows: Rows, number: int) -> Rows:
    """Return the rows of one page, counted from 1; a page past the end is the last."""
    start = (min(number, pages(len(rows))) - 1) * PAGE_SIZE
    return rows[start : start + PAGE_SIZE]


def grouped(frame: pd.DataFrame, members: Membership, rows: Rows, facet: str) -> Rows:
    """Return the rows ordered by park or category first, keeping their order inside each."""
    return rows[np.argsort(_keys(frame, members, facet)[rows], kind="stable")]


def picked(places: Mapping[str, int], ids: Sequence[str]) -> Rows:
    """Return the numbers of the rows with these ids, in their order; `places` has each id's."""
    return np.array([places[i] for i in ids if i in places], dtype=np.intp)


def similar(frame: pd.DataFrame, members: Membership, row: int, limit: int = 6) -> Rows:
    """Return rows of other parks with the same category and a chain or cluster in common, those
    of the nearest park first (by the parks' seats; equals in register order).

    A resource without chain or cluster has none: nothing says what it is similar in.
    """
    one = frame.iloc[row]
    shared = np.zeros(len(frame), dtype=bool)
    for facet in taxonomy.FOCUS:
        shared |= members.carries(facet, one[f"{facet}s"])
    shared &= members.carries("category", (one["category"],))
    shared &= ~members.carries("park", (one["park"],))
    rows = np.flatnonzero(shared)
    far = _distances(members.vocabulary, one["park"])
    return np.array(sorted(rows, key=lambda i: far[frame["park"].iloc[i]]), np.intp)[:limit]


def _distances(vocabulary: Vocabulary, park: str) -> dict[str, float]:
    seat = vocabulary.seats[park]
    return {
        other.code: distance_m((seat.lon, seat.lat), (other.lon, other.lat))
        for other in vocabulary.parks
    }
