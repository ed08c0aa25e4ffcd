"""CSV, as a spreadsheet opens it."""

import csv
import io
import unicodedata
from typing import Final

from lib.base.bidi import isolated
from lib.base.i18n import translator
from lib.outputs.exports.columns import Cell, table
from lib.outputs.exports.extracts import Extract

# Letters and symbols that draw nothing: Hangul fillers and the blank of braille.
_BLANK: Final = "\u115f\u1160\u3164\uffa0\u2800"


def to_csv(x: Extract) -> bytes:
    """Return CSV as Excel on Windows opens it: UTF-8 with BOM, CRLF, RFC 4180.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe, and text from
    right to left is isolated in its cell. The last column repeats which edition this is, since a
    CSV file has no other place for it.
    """
    t = translator(x.lang)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    editions = [t("登记册"), *([x.statement] * len(x.frame))]
    for cells, origin in zip(table(x), editions, strict=True):
        writer.writerow([_inert(cell) for cell in (*cells, origin)])
    return buffer.getvalue().encode("utf-8-sig")


def _inert(cell: Cell) -> Cell:
    """The cell, made harmless where a spreadsheet would run it or a reader be misled."""
    if not isinstance(cell, str):
        return cell
    text = isolated(cell)
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
