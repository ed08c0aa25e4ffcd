"""Which rows of the register carry which code."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.query import search
from lib.query.facets import FACETS, Facet
from lib.terms.taxonomy import CORRIDOR, Term, Vocabulary

Mask = search.Mask
Counts = npt.NDArray[np.int64]


class Membership:
    """Which rows of a register frame carry which code: made once, asked at every click.

    Facets are few, so most rows share all their codes with others: each distinct set of codes is
    one *combination*, and a click works on those, however many rows there are. `facets[facet]` is a
    (combinations × codes) array of 0 and 1 with a column for each of the vocabulary's terms;
    `combination` gives each row's, `sizes` how many rows each has; `index` is the search index of
    the same frame.
    """

    def __init__(self, frame: pd.DataFrame, index: search.Index, vocabulary: Vocabulary) -> None:
        carried = {
            facet.code: [
                _carries(frame, facet, term, vocabulary)
                for term in vocabulary.terms[facet.code].values()
            ]
            for facet in FACETS
        }
        codes = np.array([column for columns in carried.values() for column in columns], dtype=bool)
        distinct, combination = np.unique(codes.T, axis=0, return_inverse=True)
        ends = np.cumsum([len(columns) for columns in carried.values()])
        parts = np.split(distinct.astype(np.int64), ends[:-1], axis=1)
        self.facets: dict[str, Counts] = dict(zip(carried, parts, strict=True))
        self.combination: npt.NDArray[np.intp] = combination.reshape(-1)
        self.sizes: Counts = np.bincount(self.combination, minlength=len(distinct))
        self.index = index
        self.vocabulary = vocabulary
        self._columns = {
            facet: {code: i for i, code in enumerate(vocabulary.terms[facet])} for facet in carried
        }

    def having(self, facet: str, codes: Sequence[str]) -> Mask:
        """Return which combinations carry any of `codes`."""
        columns = [self._columns[facet][code] for code in codes]
        return np.asarray(self.facets[facet][:, columns].any(axis=1), dtype=bool)

    def carries(self, facet: str, codes: Sequence[str]) -> Mask:
        """Return which rows carry any of `codes`."""
        return self.having(facet, codes)[self.combination]


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
