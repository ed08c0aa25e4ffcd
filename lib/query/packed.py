"""A row's codes as bits of whole numbers, on which a browser tests a filter by itself."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from lib.query.membership import Counts, Membership

# Bits of a number: JavaScript reads it as one of 32 with a sign.
BITS: Final = 30


def words(members: Membership) -> Counts:
    """Return the numbers of each combination of `members`: (combinations × numbers). Each bit says
    whether it carries a code, the facets' codes one after another."""
    bits = np.hstack(list(members.facets.values()))
    bits = np.pad(bits, ((0, 0), (0, -bits.shape[1] % BITS)))
    return np.asarray(bits.reshape(len(bits), -1, BITS) @ (1 << np.arange(BITS)))


def masks(members: Membership, chosen: Mapping[str, Sequence[str]]) -> dict[int, int]:
    """Return the bits of some facets' codes, by the place of their number in a row's `words`."""
    terms = members.vocabulary.terms
    codes = [(facet, code) for facet in members.facets for code in terms[facet]]
    found: dict[int, int] = {}
    for bit, (facet, code) in enumerate(codes):
        if code in chosen.get(facet, ()):
            found[bit // BITS] = found.get(bit // BITS, 0) | 1 << bit % BITS
    return found
