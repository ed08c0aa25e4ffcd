"""CSV, as a spreadsheet opens it."""

import csv
import io

from lib.base.i18n import translator
from lib.outputs.exports.columns import Cell, table
from lib.outputs.exports.extracts import Extract


def to_csv(x: Extract) -> bytes:
    """Return CSV as Excel on Windows opens it: UTF-8 with BOM, CRLF, RFC 4180.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe. The last
    column repeats which edition this is, since a CSV file has no other place for it.
    """
    t = translator(x.lang)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    editions = [t("登记册"), *([x.statement] * len(x.frame))]
    for cells, origin in zip(table(x), editions, strict=True):
        writer.writerow([_inert(cell) for cell in (*cells, origin)])
    return buffer.getvalue().encode("utf-8-sig")


def _inert(cell: Cell) -> Cell:
    """The cell, made harmless where a spreadsheet would run it (full-width signs too)."""
    risky = isinstance(cell, str) and cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    return f"'{cell}" if risky else cell
