"""Matrices of counts, and what a zero in them does not say."""

from collections.abc import Collection
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
NOT_TAGGED: Final = mark("未标注")
NOT_REGISTERED: Final = mark("未收录")


def focus_codes(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the codes of `FOCUS_DIMENSION`, each chain or cluster as `facet:code`."""
    return tuple(map(str, vocabulary.focus_areas))


def places_of(vocabulary: Vocabulary, places: str) -> dict[str, Park | CorridorNode]:
    """Return the parks ("park") or the corridor's nodes ("corridor") by code."""
    terms = vocabulary.nodes if places == "corridor" else vocabulary.parks
    return {place.code: place for place in terms}


def untagged(frame: pd.DataFrame) -> int:
    """Return how many resources carry neither chain nor cluster."""
    pairs = zip(frame["chains"], frame["clusters"], strict=True)
    return sum(not chains and not clusters for chains, clusters in pairs)


def tagged_rows(members: Membership) -> membership.Mask:
    """Return which rows carry any chain or cluster."""
    chains, clusters = (members.facets[facet].any(axis=1) for facet in FOCUS)
    return np.asarray(chains | clusters, dtype=bool)


def silence(members: Membership, facet: str, code: str, *, by_focus: bool) -> str | None:
    """Return why a place's zero says nothing about the place, or `None` where it may.

    `NOT_REGISTERED`: the register holds no row of the park or corridor node at all; `NOT_TAGGED`:
    the zero is of a chain or cluster (`by_focus`) and none of the place's rows carries any.
    """
    if facet not in ("park", "corridor"):
        return None
    rows = members.carries(facet, (code,))
    if not rows.any():
        return NOT_REGISTERED
    if by_focus and not (rows & tagged_rows(members)).any():
        return NOT_TAGGED
    return None


def carried(members: Membership, dimension: str) -> pd.DataFrame:
    """Return rows × codes of 0 and 1 for a facet, the focus areas or the corridor's nodes."""
    vocabulary = members.vocabulary
    if dimension == FOCUS_DIMENSION:
        areas = {str(t): members.carries(t.facet, (t.code,)) for t in vocabulary.focus_areas}
        return pd.DataFrame(areas, dtype=np.int32)
    found = pd.DataFrame(members.facets[dimension], columns=list(vocabulary.terms[dimension]))
    return found[list(places_of(vocabulary, dimension))] if dimension == "corridor" else found


def matrix(members: Membership, selection: ResourceFilter, rows: str, columns: str) -> pd.DataFrame:
    """Return how many resources carry both codes, a row for each code of `rows`, a column for
    each of `columns`.

    A dimension is a facet (of the corridor: its nodes) or `FOCUS_DIMENSION`. The matrix follows
    `selection` in everything but its own two dimensions.
    """
    own = [f for d in (rows, columns) for f in (FOCUS if d == FOCUS_DIMENSION else (d,))]
    passes = selection.mask(members, apart_from=own)
    left, right = (carried(members, dimension)[passes] for dimension in (rows, columns))
    return left.T @ right


def crossed(
    members: Membership, selection: ResourceFilter, rows: str, columns: Collection[str]
) -> pd.DataFrame:
    """Return the matrices of `rows` × each of `columns` side by side, labelled by options
    `facet:code`; the first column, `WHOLE`, counts each row under the whole rest of `selection`."""
    own = FOCUS if rows == FOCUS_DIMENSION else (rows,)
    passes = selection.mask(members, apart_from=own)
    parts = [_options(matrix(members, selection, rows, c), rows, c) for c in columns]
    whole = carried(members, rows)[passes].sum().to_numpy()
    return pd.concat([pd.DataFrame({WHOLE: whole}, index=parts[0].index), *parts], axis=1)


def _options(counts: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    def option(dimension: str, code: str) -> str:
        return code if dimension == FOCUS_DIMENSION else str(Tag(dimension, code))

    return counts.rename(
        index=lambda code: option(rows, code), columns=lambda code: option(columns, code)
    )


def silent_places(members: Membership, places: str, *, by_focus: bool) -> dict[str, str]:
    """Return the parks or nodes whose zeros say nothing, each with its reason (see `silence`)."""
    codes = places_of(members.vocabulary, places)
    reasons = {code: silence(members, places, code, by_focus=by_focus) for code in codes}
    return {code: reason for code, reason in reasons.items() if reason}
