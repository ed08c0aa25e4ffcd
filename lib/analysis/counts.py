"""Matrices of counts, and what a zero in them does not say."""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from lib.base.i18n import mark
from lib.query import membership
from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS, CorridorNode, Park, Vocabulary

# The eleven chains and clusters as one dimension of a matrix; its codes are `facet:code`.
FOCUS_DIMENSION: Final = "focus"
# In a matrix labelled by options, the column that stands for the row's whole.
WHOLE: Final = ""
# What a place is chosen by.
_PLACES: Final = ("park", "province", "corridor")
# Of what a zero may be a gap.
_GAPS: Final = ("park", "corridor", "category", *FOCUS)
NOT_TAGGED: Final = mark("未标注")
NOT_REGISTERED: Final = mark("未收录")


def focus_codes(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the codes of `FOCUS_DIMENSION`, each chain or cluster as `facet:code`."""
    return tuple(map(str, vocabulary.focus_areas))


def places_of(vocabulary: Vocabulary, places: str) -> dict[str, Park | CorridorNode]:
    """Return the parks ("park") or the corridor's nodes ("corridor") by code."""
    terms = vocabulary.nodes if places == "corridor" else vocabulary.parks
    return {place.code: place for place in terms}


def tagged(members: Membership) -> membership.Mask:
    """Return which combinations of `members` carry any chain or cluster."""
    chains, clusters = (members.facets[facet].any(axis=1) for facet in FOCUS)
    return np.asarray(chains | clusters, dtype=bool)


def untagged(members: Membership, selection: ResourceFilter | None = None) -> int:
    """Return how many resources, of all or of a filter, carry neither chain nor cluster."""
    sizes = selection.sizes(members) if selection is not None else members.sizes
    return int(sizes[~tagged(members)].sum())


@lru_cache(maxsize=1024)
def silence(members: Membership, facet: str, code: str, *, by_focus: bool) -> str | None:
    """Return why a place's zero says nothing about the place, or `None` where it may.

    `NOT_REGISTERED`: the register holds no row of the park or corridor node at all; `NOT_TAGGED`:
    the zero is of a chain or cluster (`by_focus`) and none of the place's rows carries any.
    """
    if facet not in ("park", "corridor"):
        return None
    having = members.having(facet, (code,))
    if not having.any():
        return NOT_REGISTERED
    if by_focus and not (having & tagged(members)).any():
        return NOT_TAGGED
    return None


def reason(members: Membership, selection: ResourceFilter, *cell: Tag) -> str | None:
    """Return why a zero of the tags `cell`, counted under `selection`, says nothing, or `None`
    where it may: for the reasons of `silence`, of the place that `cell` names, else of the places
    that are chosen."""
    by_focus = bool(selection.focus) or any(facet in FOCUS for facet, _ in cell)
    for facet, code in cell:
        if facet == "province":  # A zone that lies in another has none in this one.
            return None
        if facet in ("park", "corridor"):
            return silence(members, facet, code, by_focus=by_focus)
    chosen = tuple((facet, getattr(selection, facet)) for facet in _PLACES)
    return _silence_of(members, chosen, by_focus=by_focus)


def gap(members: Membership, selection: ResourceFilter, cell: Tag) -> str | None:
    """Return in which words a zero of the option `cell`, counted under `selection`, may be a gap of
    the register: as `reason` does, or `NOT_TAGGED` where resources of its place and category carry
    neither chain nor cluster, else `NOT_REGISTERED`. `None` where it says what it seems to: of what
    else is asked for, or of a place that lies in another."""
    found = reason(members, selection, cell)
    if found or selection.q or selection.level or selection.status or cell.facet not in _GAPS:
        return found
    asked = {facet: getattr(selection, facet) for facet in (*_PLACES, "category")}
    by_focus = bool(selection.focus) or cell.facet in FOCUS
    if cell.facet in asked:
        asked[cell.facet] = (cell.code,)
    places = tuple((facet, asked[facet]) for facet in _PLACES)
    return _gap_of(members, places, asked["category"], by_focus=by_focus)


@lru_cache(maxsize=1024)
def _gap_of(
    members: Membership,
    places: tuple[tuple[str, tuple[str, ...]], ...],
    steps: tuple[str, ...],
    *,
    by_focus: bool,
) -> str | None:
    """As `gap`, of the places chosen in each facet together, and of the categories `steps`."""
    having = np.ones(len(members.sizes), dtype=bool)
    for facet, codes in places:
        if codes:
            having &= members.having(facet, codes)
    if not having.any():
        return None
    if by_focus:
        own = having & members.having("category", steps) if steps else having
        if (own & ~tagged(members)).any():
            return NOT_TAGGED
    return NOT_REGISTERED


@lru_cache(maxsize=1024)
def _silence_of(
    members: Membership, chosen: tuple[tuple[str, tuple[str, ...]], ...], *, by_focus: bool
) -> str | None:
    """As `silence`, of all the places chosen in each facet together."""
    having = np.ones(len(members.sizes), dtype=bool)
    for facet, codes in chosen:
        if codes:
            own = members.having(facet, codes)
            if not own.any():
                return NOT_REGISTERED
            having &= own
    is_silent = by_focus and having.any() and not (having & tagged(members)).any()
    return NOT_TAGGED if is_silent else None


@lru_cache(maxsize=64)
def carried(members: Membership, dimension: str) -> tuple[list[str], membership.Counts]:
    """Return the codes of a facet, the focus areas or the corridor's nodes, and which combinations
    carry each: (combinations × codes) of 0 and 1."""
    vocabulary = members.vocabulary
    if dimension == FOCUS_DIMENSION:
        areas = [members.having(area.facet, (area.code,)) for area in vocabulary.focus_areas]
        columns = np.array(areas, dtype=np.int64).reshape(len(areas), len(members.sizes))
        return list(focus_codes(vocabulary)), columns.T
    codes = list(vocabulary.terms[dimension])
    if dimension != "corridor":
        return codes, members.facets[dimension]
    nodes = list(places_of(vocabulary, dimension))
    return nodes, members.facets[dimension][:, [codes.index(node) for node in nodes]]


def matrix(members: Membership, selection: ResourceFilter, rows: str, columns: str) -> pd.DataFrame:
    """Return how many resources carry both codes, a row for each code of `rows`, a column for
    each of `columns`.

    A dimension is a facet (of the corridor: its nodes) or `FOCUS_DIMENSION`. The matrix follows
    `selection` in everything but its own two dimensions.
    """
    index, heads = (carried(members, dimension)[0] for dimension in (rows, columns))
    return pd.DataFrame(counted(members, selection, rows, columns), index=index, columns=heads)


def counted(
    members: Membership, selection: ResourceFilter, rows: str, columns: str
) -> membership.Counts:
    """Return the counts of `matrix`: (codes of `rows` × codes of `columns`)."""
    left, right = (carried(members, dimension)[1] for dimension in (rows, columns))
    sizes = selection.sizes(members, apart_from=(*_facets(rows), *_facets(columns)))
    return np.asarray((left.T * sizes) @ right)


def crossed(
    members: Membership, selection: ResourceFilter, rows: str, columns: Collection[str]
) -> pd.DataFrame:
    """Return the matrices of `rows` × each of `columns` side by side, labelled by options
    `facet:code`; the first column, `WHOLE`, counts each row under the whole rest of `selection`."""
    codes, left = carried(members, rows)
    heads, parts = [WHOLE], [(selection.sizes(members, apart_from=_facets(rows)) @ left)[:, None]]
    for dimension in columns:
        parts.append(counted(members, selection, rows, dimension))
        heads += [_option(dimension, code) for code in carried(members, dimension)[0]]
    return pd.DataFrame(
        np.hstack(parts), index=[_option(rows, code) for code in codes], columns=heads
    )


def _facets(dimension: str) -> tuple[str, ...]:
    return FOCUS if dimension == FOCUS_DIMENSION else (dimension,)


def _option(dimension: str, code: str) -> str:
    return code if dimension == FOCUS_DIMENSION else str(Tag(dimension, code))


def silent_places(members: Membership, places: str, *, by_focus: bool) -> dict[str, str]:
    """Return the parks or nodes whose zeros say nothing, each with its reason (see `silence`)."""
    codes = places_of(members.vocabulary, places)
    reasons = {code: silence(members, places, code, by_focus=by_focus) for code in codes}
    return {code: reason for code, reason in reasons.items() if reason}
