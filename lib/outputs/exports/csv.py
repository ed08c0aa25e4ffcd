"""CSV, as a spreadsheet opens it."""

import csv
import io
from typing import BinaryIO

from lib.base.formulas import inert
from lib.base.i18n import translator
from lib.outputs.exports.columns import lines
from lib.outputs.exports.extracts import Extract, Progress


def to_csv(x: Extract, file: BinaryIO, progress: Progress) -> None:
    """Write CSV as Excel on Windows opens it: UTF-8 with BOM, CRLF, RFC 4180.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe, and text from
    right to left is isolated in its cell. The last column repeats which edition this is, since a
    CSV file has no other place for it.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    t = translator(x.lang)
    origin, statement = t("登记册"), x.statement
    for cells in lines(x, progress):
        row = (*cells, origin)
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
        origin = statement
    # What is written belongs to the caller's file, which stays open.
    text.detach()
