"""Columns of the register's table as numbers, so that each distinct value is looked at once."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]
# What stands between the codes of a list; no code holds it.
_BETWEEN: Final = ";"
# What a 64-bit number holds.
_MOST: Final = 2**63 - 1


def coded(table: pyarrow.Table, name: str) -> tuple[Numbers, list[str]]:
    """Return a column of texts, or of lists of codes, as a number a row and the text of each
    number in order of appearance: lists as `a;b`, what is not known as empty text."""
    column = table[name]
    if pyarrow.types.is_list(column.type):
        column = pc.binary_join(column, _BETWEEN)
    filled = pc.fill_null(column, "").combine_chunks().dictionary_encode()
    return np.asarray(filled.indices, dtype=np.int64), filled.dictionary.to_pylist()


def split(text: str) -> tuple[str, ...]:
    """Return the codes of a list as `coded` gives it."""
    return tuple(text.split(_BETWEEN)) if text else ()


def holding(numbers: Numbers, texts: Sequence[str], code: str) -> npt.NDArray[np.bool_]:
    """Return which rows of a column that `coded` gives hold a code."""
    held = np.array([code in split(text) for text in texts], dtype=bool)
    found: npt.NDArray[np.bool_] = held[numbers]
    return found


def distinct(
    columns: Sequence[tuple[Numbers, int]], count: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return which rows stand for all that have the same numbers in `columns`, and for each of the
    `count` rows which of those it is. Each column comes with how many numbers it has, from 0 on."""
    key, space = np.zeros(count, dtype=np.int64), 1
    for numbers, size in columns:
        if space * size > _MOST:  # As few numbers as there are.
            keys, key = np.unique(key, return_inverse=True)
            space = max(1, len(keys))
        key, space = key * size + numbers, space * size
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first, inverse
