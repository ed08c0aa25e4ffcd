"""Which rows of the register carry which code."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.query import search
from lib.query.facets import FACETS, Facet
from lib.terms.taxonomy import CORRIDOR, Term, Vocabulary

Mask = search.Mask


class Membership:
    """Which rows of a register frame carry which code: made once, asked at every click.

    `facets[facet]` is a (rows × codes) array of 0 and 1 with a column for each of the vocabulary's
    terms; `index` is the search index of the same frame.
    """

    def __init__(self, frame: pd.DataFrame, index: search.Index, vocabulary: Vocabulary) -> None:
        self.facets: dict[str, npt.NDArray[np.int32]] = {}
        for facet in FACETS:
            terms = vocabulary.terms[facet.code]
            carried = [_carries(frame, facet, term, vocabulary) for term in terms.values()]
            columns = np.array(carried, dtype=np.int32).T
            self.facets[facet.code] = columns.reshape(len(frame), len(terms))
        self.index = index
        self.vocabulary = vocabulary

    def carries(self, facet: str, codes: Sequence[str]) -> Mask:
        """Return which rows carry any of `codes`."""
        columns = [list(self.vocabulary.terms[facet]).index(code) for code in codes]
        return np.asarray(self.facets[facet][:, columns].any(axis=1), dtype=bool)


def _carries(frame: pd.DataFrame, facet: Facet, term: Term, vocabulary: Vocabulary) -> Mask:
    """Return which rows of `frame` carry a term."""
    if facet.code == "corridor":
        return on_corridor(frame, vocabulary, (term.code,))
    if facet.many:
        return np.array([term.code in tags for tags in frame[facet.column]], dtype=bool)
    return (frame[facet.column] == facet.value(term)).to_numpy(dtype=bool)


def on_corridor(
    frame: pd.DataFrame, vocabulary: Vocabulary, codes: Sequence[str] = (CORRIDOR,)
) -> Mask:
    """Whether each row lies in any of the corridor nodes `codes`; `g2` means all of them."""
    passes = np.zeros(len(frame), dtype=bool)
    for node in vocabulary.nodes:
        if CORRIDOR in codes or node.code in codes:
            inside = frame["park"] == node.park
            if node.subpark:
                inside &= (frame["subpark"] == node.subpark).fillna(False)
            passes |= inside.to_numpy(dtype=bool)
    return passes
