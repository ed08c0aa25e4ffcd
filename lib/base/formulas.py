"""Text that a spreadsheet would run as a formula, made harmless."""

import unicodedata
from typing import Final

from lib.base.bidi import isolated

# Letters and symbols that draw nothing: Hangul fillers and the blank of braille.
_BLANK: Final = "\u115f\u1160\u3164\uffa0\u2800"


def inert(text: str) -> str:
    """Return `text` for a cell of CSV: behind an apostrophe where a spreadsheet would take it for a
    formula, and isolated where it runs from right to left."""
    text = isolated(text)
    return f"'{text}" if _is_risky(text) else text


def _is_risky(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula: its first character that can be seen is
    one of the signs (in any width), or it begins with a tab or a line's end."""
    first = next((c for c in text if _is_seen(c)), "")
    return text.startswith(("\t", "\r", "\n")) or (
        first != "" and unicodedata.normalize("NFKC", first)[0] in "=+-@"
    )


def _is_seen(character: str) -> bool:
    # Controls, formats and unassigned (C), combining marks (M) and spaces (Z) show nothing alone.
    return unicodedata.category(character)[0] not in "CMZ" and character not in _BLANK
