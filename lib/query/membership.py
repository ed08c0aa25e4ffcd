"""Which rows of the register carry which code."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow

from lib.query import search
from lib.query.facets import FACETS, Facet
from lib.register.columns import Numbers, coded, distinct, holding
from lib.terms.taxonomy import CORRIDOR, Term, Vocabulary

Mask = search.Mask
Counts = npt.NDArray[np.int64]


class Membership:
    """Which rows of a register carry which code: made once, asked at every click.

    Facets are few, so most rows share all their codes with others: each distinct set of codes is
    one *combination*, and a click works on those, however many rows there are. `facets[facet]` is a
    (combinations × codes) array of 0 and 1 with a column for each of the vocabulary's terms;
    `combination` gives each row's, `sizes` how many rows each has; `index` is the search index of
    the same rows.
    """

    def __init__(self, table: pyarrow.Table, index: search.Index, vocabulary: Vocabulary) -> None:
        columns = {name: coded(table, name) for name in _columns()}
        first, alike = distinct([(n, len(texts)) for n, texts in columns.values()], len(table))
        # Of one row of each kind, which texts it has.
        kinds = {name: (numbers[first], texts) for name, (numbers, texts) in columns.items()}
        carried = {
            facet.code: [
                _carries(kinds, facet, term, vocabulary)
                for term in vocabulary.terms[facet.code].values()
            ]
            for facet in FACETS
        }
        codes = np.array([column for columns in carried.values() for column in columns], dtype=bool)
        # Kinds that differ only in what is no code, or in the order of codes, are one combination.
        combined, combination = np.unique(codes.T, axis=0, return_inverse=True)
        ends = np.cumsum([len(columns) for columns in carried.values()])
        parts = np.split(combined.astype(np.int64), ends[:-1], axis=1)
        self.facets: dict[str, Counts] = dict(zip(carried, parts, strict=True))
        self.combination: npt.NDArray[np.intp] = combination.reshape(-1)[alike]
        self.sizes: Counts = np.bincount(self.combination, minlength=len(combined))
        self.index = index
        self.vocabulary = vocabulary
        self._columns = {
            facet: {code: i for i, code in enumerate(vocabulary.terms[facet])} for facet in carried
        }

    def having(self, facet: str, codes: Sequence[str]) -> Mask:
        """Return which combinations carry any of `codes`."""
        columns = [self._columns[facet][code] for code in codes]
        return np.asarray(self.facets[facet][:, columns].any(axis=1), dtype=bool)

    def totals(self, facet: str) -> dict[str, int]:
        """Return how many rows carry each code of a facet."""
        totals: list[int] = (self.sizes @ self.facets[facet]).tolist()
        return dict(zip(self.vocabulary.terms[facet], totals, strict=True))

    def carries(self, facet: str, codes: Sequence[str]) -> Mask:
        """Return which rows carry any of `codes`."""
        return self.having(facet, codes)[self.combination]


def _columns() -> tuple[str, ...]:
    """The register's columns that facets are read from."""
    return tuple(dict.fromkeys([*(facet.column for facet in FACETS), "subpark"]))


def _carries(
    kinds: Mapping[str, tuple[Numbers, list[str]]],
    facet: Facet,
    term: Term,
    vocabulary: Vocabulary,
) -> Mask:
    """Return which kinds of rows carry a term."""
    if facet.code == "corridor":
        return _on_corridor(kinds, vocabulary, term.code)
    numbers, texts = kinds[facet.column]
    return holding(numbers, texts, facet.value(term))


def _on_corridor(
    kinds: Mapping[str, tuple[Numbers, list[str]]], vocabulary: Vocabulary, code: str
) -> Mask:
    passes = np.zeros(len(kinds["park"][0]), dtype=bool)
    for node in vocabulary.nodes:
        if code in (CORRIDOR, node.code):
            inside = holding(*kinds["park"], node.park)
            if node.subpark:
                numbers, texts = kinds["subpark"]
                inside &= np.array([text == node.subpark for text in texts], dtype=bool)[numbers]
            passes |= inside
    return passes


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
