"""How the cells of data files are written: numbers, dates and addresses, and nothing unseen."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from lib.base.i18n import mark

# Hangul fillers, joiners without width, the blank of Braille: letters to Unicode, nothing to see.
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNFIT_KINDS: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class Check:
    """A way of writing: what tells that a cell `fits` it, and the message id where it does not."""

    fits: Callable[[str], object]
    message: str


def unfit_characters(text: str) -> str:
    """Return the characters of `text` that no name holds, as code points (`U+202E U+0000`): those
    that cannot be seen (control, format, private use, fillers), half surrogates, non-characters."""
    if text.isprintable() and _FILLERS.isdisjoint(
        text
    ):  # Almost every cell, at a tenth of the time.
        return ""
    unfit = dict.fromkeys(c for c in text if is_unfit(c))
    return " ".join(f"U+{ord(c):04X}" for c in unfit)


def named(text: str) -> str:
    """Return `text` with each character that cannot be seen, or is none, by its code point."""
    return "".join(f"U+{ord(c):04X}" if is_unfit(c) else c for c in text)


def is_unfit(character: str) -> bool:
    """Whether a character cannot be seen, or is none (see `unfit_characters`)."""
    code = ord(character)
    is_noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    is_unseen = unicodedata.category(character) in _UNFIT_KINDS or character in _FILLERS
    return is_noncharacter or is_unseen


def _is_date(cell: str) -> bool:
    parts = _DATE.fullmatch(cell)
    if not parts:
        return False
    try:
        date(*(int(part or 1) for part in parts.groups()))
    except ValueError:
        return False
    return True


def _within(most: float) -> Callable[[str], object]:
    def fits(cell: str) -> bool:
        return bool(re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", cell)) and abs(float(cell)) <= most

    return fits


NUMBER: Final = Check(re.compile(r"-?[0-9]+(\.[0-9]+)?").fullmatch, mark("“{value}”不是有效的数。"))
# How a position is written, by column: in degrees.
POSITION: Final = {
    "lon": Check(_within(180), NUMBER.message),
    "lat": Check(_within(90), NUMBER.message),
}
DATE: Final = Check(_is_date, mark("日期“{value}”应写作 YYYY、YYYY-MM 或 YYYY-MM-DD，且确有其日。"))
URL: Final = Check(
    re.compile(r"https?://[^\s<>\"'\\^`{|}]+").fullmatch, mark("“{value}”不是 http(s) 网址。")
)
ADCODE: Final = Check(re.compile("[0-9]{6}").fullmatch, mark("“{value}”不是六位数字的区划代码。"))
