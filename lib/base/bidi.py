"""Text of the other direction, kept from turning round what stands beside it."""

import re
import unicodedata
from typing import Final

# Marks, embeddings, overrides and isolates: they change the direction of what follows.
_CONTROLS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def without_controls(text: str) -> str:
    """Return `text` without the characters that change direction."""
    return _CONTROLS.sub("", text)


def isolated(text: str) -> str:
    """Return `text` so that it leaves the direction of what surrounds it alone: without controls,
    and where it has letters written from right to left, between FSI and PDI (Unicode UAX #9)."""
    text = without_controls(text)
    has_rtl = any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    return f"\u2068{text}\u2069" if has_rtl else text
