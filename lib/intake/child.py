"""Reads one list in a process of its own, `python -I -S child.py FOLDER`: the file on standard
input, its cells as JSON on standard output. FOLDER is where `python_calamine` lies.

Knows nothing of the atlas, as it runs without it: a hostile file may end this process or fill its
memory, and nothing else. Bounds are set before anything is read.
"""

import csv
import datetime as dt
import io
import json
import os
import posixpath
import re
import sys
import zipfile
from collections import Counter
from typing import Any, Final
from xml.etree import ElementTree

MOST_MEMORY: Final = 1 << 30
MOST_SECONDS: Final = 20
MOST_MEMBERS: Final = 2000
MOST_UNPACKED: Final = 200 << 20
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 120
# Of all cells together: the server holds what this process answers.
MOST_CELLS: Final = 2_000_000
MOST_CHARACTERS: Final = 30_000_000
# No column of the register takes a tenth of this; a longer text is cut here and refused there.
LONGEST_CELL: Final = 5000
DELIMITERS: Final = (",", "\t", ";", "|", "，")
# Clicks come first: where processors are few, lists wait for them.
_NICENESS: Final = 10
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_DOCUMENTS: Final = ("WordDocument", "PowerPoint Document")
_MARKUP: Final = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<body", b"<meta")
_RELATION: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
# A cell with something in it, beyond column 120 (DP) or row 50,000.
_FAR_CELL: Final = re.compile(
    rb'<(?:\w+:)?c r="((?:[A-Z]{3,}|[E-Z][A-Z]|D[Q-Z])[0-9]+|[A-Z]+(?:[0-9]{6,}|[5-9][0-9]{4}))"'
    rb"[^>]*(?<!/)>(?!</)"
)
_ROW: Final = re.compile(rb"<(?:\w+:)?row [^>]*>")
_ROW_NUMBER: Final = re.compile(rb'\br="([0-9]+)"')
_HIDDEN: Final = re.compile(rb'\bhidden="(?:1|true)"')
Json = dict[str, Any]


class Refused(Exception):
    """A file that is not read: which of `reader.REFUSALS` says why, and what of it to show."""

    def __init__(self, why: str, value: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.value = value


def read(content: bytes) -> Json:
    """Return what is in a file, told apart by its first bytes. Raises `Refused`."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("empty")
    if content.startswith(b"PK"):
        return _zipped(content)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16le") in content:
            raise Refused("password")
        if any(name.encode("utf-16le") in content for name in _OTHER_DOCUMENTS):
            raise Refused("no_table")
        return _workbook(content, "xls", None)
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise Refused("markup")
    if content.startswith((b"%PDF", b"{\\rtf")):
        raise Refused("no_table")
    return _text(content)


def _zipped(content: bytes) -> Json:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("broken") from None
    members = archive.infolist()
    # The directory may lie; the bounds on memory and time then catch it.
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise Refused("unpacked", f"{unpacked >> 20} MB")
    names = {member.filename for member in members}
    # LibreOffice since 24.8 encrypts a document as a whole.
    if "encrypted-package" in names or any(member.flag_bits & 1 for member in members):
        raise Refused("password")
    if "xl/workbook.xml" in names:
        kind = "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    elif "xl/workbook.bin" in names:
        kind = "xlsb"
    elif "content.xml" in names and _is_spreadsheet(archive, names):
        kind = "ods"
    else:
        raise Refused("no_table")
    return _workbook(content, kind, archive)


def _is_spreadsheet(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "mimetype" not in names:
        return True
    if b"encryption-data" in (_member(archive, "META-INF/manifest.xml") or b""):
        raise Refused("password")
    return b"spreadsheet" in (_member(archive, "mimetype") or b"")


def _member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        return archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise Refused("broken") from None
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise Refused("broken") from None
        raise


def _workbook(content: bytes, kind: str, archive: zipfile.ZipFile | None) -> Json:
    """The sheets of a workbook, also those that are hidden."""
    import python_calamine  # noqa: PLC0415  (it lies in a folder that only `main` knows)

    hidden_rows: dict[str, list[int]] = {}
    if archive is not None and kind in ("xlsx", "xlsm"):
        hidden_rows = _look_ahead(archive)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        budget = Budget()
        for place, about in enumerate(book.sheets_metadata):
            if str(about.typ).rpartition(".")[2] != "WorkSheet":
                continue
            is_hidden = str(about.visible).rpartition(".")[2] != "Visible"
            cells = book.get_sheet_by_index(place)
            if cells.total_height > MOST_ROWS or cells.total_width > MOST_COLUMNS:
                raise Refused("region", f"{cells.total_height} × {cells.total_width}")
            found = cells.to_python(skip_empty_area=False) if cells.height else []
            sheet: Json = {
                "name": about.name,
                "hidden": is_hidden,
                "rows": [budget.row([_plain(cell) for cell in row]) for row in found],
                "merged": cells.merged_cell_ranges or [],
                "hidden_rows": hidden_rows.get(about.name, []),
            }
            sheets.append(sheet)
    except python_calamine.PasswordError:
        raise Refused("password") from None
    except python_calamine.CalamineError as error:
        raise Refused("password" if "assword" in str(error) else "broken") from None
    except (OSError, ValueError, OverflowError):
        raise Refused("broken") from None
    return {"kind": kind, "encoding": "", "sheets": sheets}


class Budget:
    """How many cells and characters may still come."""

    def __init__(self) -> None:
        self._cells = MOST_CELLS
        self._characters = MOST_CHARACTERS

    def row(self, cells: list[Any]) -> list[Any]:
        """Return the cells, without empty ones at the end. Raises `Refused`."""
        while cells and cells[-1] in ("", None):
            cells.pop()
        self._cells -= len(cells)
        self._characters -= sum(len(cell) for cell in cells if isinstance(cell, str))
        if self._cells < 0 or self._characters < 0:
            raise Refused("cells")
        return cells


def _look_ahead(archive: zipfile.ZipFile) -> dict[str, list[int]]:
    """The numbers of each sheet's hidden rows. Raises `Refused` for a cell so far out that the
    library would take terabytes for what lies between."""
    found = {}
    for name, path in _sheet_files(archive).items():
        xml = _member(archive, path) or b""
        if far := _FAR_CELL.search(xml):
            raise Refused("region", far[1].decode("ascii"))
        rows = [tag for tag in _ROW.findall(xml) if _HIDDEN.search(tag)]
        found[name] = [int(n[1]) for n in map(_ROW_NUMBER.search, rows) if n]
    return found


def _sheet_files(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which member of the archive each sheet is, by name."""
    try:
        links = ElementTree.fromstring(_member(archive, "xl/_rels/workbook.xml.rels") or b"<a/>")
        book = ElementTree.fromstring(_member(archive, "xl/workbook.xml") or b"<a/>")
    except ElementTree.ParseError:
        raise Refused("broken") from None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
        and (target := targets.get(next(filter(None, map(sheet.get, _RELATION)), None)))
    }


def _plain(cell: Any) -> Any:
    """A cell as JSON has it; a day is `{"d": "2023-05-01"}`."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, dt.datetime):
        return {"d": cell.date().isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    if isinstance(cell, (dt.time, dt.timedelta)):
        return str(cell)
    return cell[:LONGEST_CELL] if isinstance(cell, str) else cell


def _text(content: bytes) -> Json:
    text, encoding = _decoded(content)
    if text.count("\0") > 0:
        raise Refused("no_text")
    delimiter, text = _delimited(text)
    budget = Budget()
    rows: list[list[Any]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(budget.row([cell[:LONGEST_CELL] for cell in cells]))
            if len(rows) > MOST_ROWS or len(rows[-1]) > MOST_COLUMNS:
                raise Refused("region", f"{len(rows)} × {len(rows[-1])}")
    except csv.Error:
        raise Refused("quotes", str(len(rows) + 1)) from None
    sheet = {"name": "", "hidden": False, "rows": rows, "merged": [], "hidden_rows": []}
    return {"kind": "text", "encoding": encoding, "sheets": [sheet]}


def _decoded(content: bytes) -> tuple[str, str]:
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    for mark, encoding in marks:
        if content.startswith(mark):
            try:
                return content.decode(encoding).removeprefix("\ufeff"), encoding
            except UnicodeDecodeError:
                raise Refused("encoding") from None
    if b"\0" in content[:4096]:
        raise Refused("no_text")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Refused("encoding")


def _delimited(text: str) -> tuple[str, str]:
    """The sign between cells, and the text without a line that only names it. Taken is the sign
    that divides most of the first lines into as many cells; ideographic commas and semicolons
    within cells do not do that."""
    if named := re.match(r"sep=(.)\r?\n", text):
        return named[1], text[named.end() :]
    lines = text[:20_000].splitlines()[:30]
    best, chosen = (0, 0), DELIMITERS[0]
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        wide = Counter(width for width in widths if width > 1)
        for width, count in wide.most_common(1):
            if (count, width) > best:
                best, chosen = (count, width), delimiter
    return chosen, text


def _bound() -> None:
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    try:
        import resource  # noqa: PLC0415  (Windows has none)
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
    )
    for what, most in limits:
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS has no bound on memory; the parent's clock remains.
            continue


def main() -> None:
    """Read standard input and answer."""
    _bound()
    sys.path += sys.argv[1:]
    answer: Json
    try:
        answer = read(sys.stdin.buffer.read())
    except Refused as refused:
        answer = {"refused": refused.why, "value": refused.value}
    except MemoryError:
        answer = {"refused": "memory", "value": ""}
    sys.stdout.write(json.dumps(answer, allow_nan=True))


if __name__ == "__main__":
    main()
