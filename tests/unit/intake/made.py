"""Files as zones send them, made for the tests."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import openpyxl

FILES = Path(__file__).with_name("files")
# What compound files begin with: .xls, and workbooks with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Rows = Sequence[Sequence[Any]]


def xlsx(*sheets: Rows, change: Callable[[Any], None] | None = None, **named: Rows) -> bytes:
    """A workbook of these sheets, after `change` to it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    titles = {f"Sheet{n}": rows for n, rows in enumerate(sheets, start=1)} | named
    for title, rows in titles.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_of(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A text of cells that need no quotes."""
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows).encode(encoding)


def ods(rows: Rows) -> bytes:
    """An ODS workbook of one sheet of texts."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0" office:version="1.2">'
        "<office:body><office:spreadsheet>"
        f'<table:table table:name="名录">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def xlsb(rows: Rows, far: tuple[int, int] | None = None) -> bytes:
    """A binary workbook (MS-XLSB) of one sheet of texts and numbers, and one cell more at a row and
    column."""
    book = (
        _record(131)
        + _record(143)
        + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("名录"))
        + _record(144)
        + _record(132)
    )
    width = max(map(len, rows))
    sheet = _record(129)
    sheet += _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + _record(145)
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<I", number) + bytes(13))
        for place, cell in enumerate(row):
            at = struct.pack("<II", place, 0)
            if isinstance(cell, str):
                sheet += _record(6, at + _wide(cell))
            else:
                sheet += _record(5, at + struct.pack("<d", cell))
    if far:
        sheet += _record(0, struct.pack("<I", far[0]) + bytes(13))
        sheet += _record(5, struct.pack("<IId", far[1], 0, 1.0))
    sheet += _record(146) + _record(130)
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    worksheet = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    links = (
        f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{worksheet}" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zipped(
        {
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": links.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _record(kind: int, content: bytes = b"") -> bytes:
    return _number(kind) + _number(len(content)) + content


def _number(value: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    low = bytes([value & 0x7F | (0x80 if value > 0x7F else 0)])
    return low + (_number(value >> 7) if value > 0x7F else b"")


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def bomb() -> bytes:
    """A workbook of 0.3 MB that takes 260 MB unpacked."""
    content = b"<a>" + b" " * (260 << 20)
    return zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": content})


def locked() -> bytes:
    """What a workbook with a password begins with: a compound file with an encrypted package."""
    return OLE + bytes(504) + "EncryptedPackage".encode("utf-16le")
