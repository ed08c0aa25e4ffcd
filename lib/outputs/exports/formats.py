"""The kinds of files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lib.outputs.exports.csv import to_csv
from lib.outputs.exports.extracts import Extract
from lib.outputs.exports.geojson import to_geojson
from lib.outputs.exports.parquet import to_parquet
from lib.outputs.exports.pdf import to_pdf
from lib.outputs.exports.xlsx import to_xlsx


@dataclass(frozen=True)
class Format:
    """A kind of file: what makes it, and its media type."""

    write: Callable[[Extract], bytes]
    media_type: str


FORMATS: Final = {
    "xlsx": Format(to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Format(to_csv, "text/csv; charset=utf-8"),
    "geojson": Format(to_geojson, "application/geo+json"),
    "parquet": Format(to_parquet, "application/vnd.apache.parquet"),
    "pdf": Format(to_pdf, "application/pdf"),
}
