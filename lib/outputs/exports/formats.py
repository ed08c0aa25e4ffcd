"""The kinds of files."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from lib.outputs.exports import pdf, xlsx
from lib.outputs.exports.csv import to_csv
from lib.outputs.exports.extracts import Extract, Progress, unheard
from lib.outputs.exports.geojson import to_geojson
from lib.outputs.exports.parquet import to_parquet
from lib.outputs.exports.pdf import to_pdf
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


FORMATS: Final = {
    "xlsx": Format(
        to_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx.MOST_ROWS - 1,
    ),
    "csv": Format(to_csv, "text/csv; charset=utf-8"),
    "geojson": Format(to_geojson, "application/geo+json"),
    "parquet": Format(to_parquet, "application/vnd.apache.parquet"),
    "pdf": Format(to_pdf, "application/pdf", pdf.MOST_ROWS),
}
