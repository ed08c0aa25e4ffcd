"""The kinds of files."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from lib.outputs.exports import xlsx
from lib.outputs.exports.csv import to_csv
from lib.outputs.exports.extracts import MOST_PRINTED, Extract, Progress, unheard
from lib.outputs.exports.geojson import to_geojson
from lib.outputs.exports.parquet import to_parquet
from lib.outputs.exports.xlsx import to_xlsx


@dataclass(frozen=True)
class Format:
    """A kind of file: what writes it into a file that is open, telling how far it is; its media
    type; and how many rows it holds at most."""

    to: Callable[[Extract, BinaryIO, Progress], None]
    media_type: str
    most_rows: int = sys.maxsize

    def write(self, extract: Extract) -> bytes:
        """Return a whole file."""
        buffer = io.BytesIO()
        self.to(extract, buffer, unheard)
        return buffer.getvalue()


def to_pdf(x: Extract, file: BinaryIO, progress: Progress) -> None:
    """Write a list to print (see `exports.pdf`)."""
    # fpdf2 takes 29 MB, which a server never needs: it has files made beside it.
    from lib.outputs.exports import pdf  # noqa: PLC0415

    pdf.to_pdf(x, file, progress)


FORMATS: Final = {
    "xlsx": Format(
        to_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx.MOST_ROWS - 1,
    ),
    "csv": Format(to_csv, "text/csv; charset=utf-8"),
    "geojson": Format(to_geojson, "application/geo+json"),
    "parquet": Format(to_parquet, "application/vnd.apache.parquet"),
    "pdf": Format(to_pdf, "application/pdf", MOST_PRINTED),
}
