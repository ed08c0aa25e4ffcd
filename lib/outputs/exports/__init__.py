"""What is filtered, as a file: Excel, CSV, GeoJSON, Parquet, and a list to print (PDF).

Excel, CSV and PDF are for people: names instead of codes, headings in their language. GeoJSON and
Parquet are for programs: the register's own columns and codes. Each says which edition it is
from, and that this is not the alliance's list.
"""

from lib.outputs.exports.columns import COLUMNS
from lib.outputs.exports.extracts import Extract, extract
from lib.outputs.exports.formats import FORMATS, Format

__all__ = ["COLUMNS", "FORMATS", "Extract", "Format", "extract"]
