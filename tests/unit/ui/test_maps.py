"""The mask the browser reads says what the filter says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lib.ui.parts.maps import bits


def read(digits: str, k: int) -> bool:
    """Row k's bit, as the map's expression ('0x'+digits[k>>2])>>(k&3)&1 reads it."""
    return bool(int("0x" + digits[k >> 2], 16) >> (k & 3) & 1)


@given(st.lists(st.booleans(), max_size=400))
def test_mask_round_trip(passes: list[bool]) -> None:
    digits = bits(np.array(passes, dtype=bool))
    assert [read(digits, k) for k in range(len(passes))] == passes


def test_mask_by_hand() -> None:
    # Rows 0 and 3 are bits 1 and 8 of the first digit, row 5 is bit 2 of the second.
    assert bits(np.array([1, 0, 0, 1, 0, 1], dtype=bool)) == "92"
