"""Files made of hostile texts hold them as they are written, and nothing in them acts."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pyarrow.parquet as pq
import pypdf
import pytest
from pptx import Presentation

from lib import scenes
from lib.base.bidi import isolated
from lib.base.i18n import LANGS, Lang
from lib.drawing import fonts
from lib.editions.build import build
from lib.editions.edition import Edition
from lib.outputs import exports
from lib.outputs.exports import Extract
from lib.outputs.slides import formats as slides
from tests import hostile
from tests.edits import table

TEXT_COLUMNS = ("name", "subpark", "address", "district", "host", "note", "source_title")
FORMULA = re.compile(r"['\u2068]*[=+@＝-]")


@cache
def edition() -> Edition:
    return build(hostile.sources()).edition


@cache
def rows() -> list[dict[str, str]]:
    return table(hostile.sources(), "resources.csv")


@cache
def export(kind: str, lang: Lang = "zh") -> bytes:
    chosen = edition().filter(q="=1+1 {nb} <img>")
    what = chosen.describe(lang, len(rows()))
    return exports.FORMATS[kind].write(
        Extract(edition(), range(len(edition().register)), what, lang)
    )


@cache
def deck(kind: str, lang: Lang) -> bytes:
    told = scenes.scenes(edition(), edition().filter(), lang)
    return slides.FORMATS[kind](told, edition(), lang)


def flat(text: str) -> str:
    """A text without white space, as it is drawn: what the font lacks is a box."""
    return fonts.drawable("".join(text.split()))


def parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of an Office file, and of the workbooks in it; each that is XML is well-formed."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            part = file.read(name)
            yield name, part
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(part)
            elif name.endswith(".xlsx"):
                yield from parts(part)


def test_excel_holds_texts_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx")))
    heads, *lines = book.worksheets[0].values
    for row, line in zip(rows(), lines, strict=True):
        assert line[heads.index("名称")] == row["name"]
        assert line[heads.index("说明")] == row["note"]
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            assert all(cell.data_type in "snb" for cell in cells)
            assert not any(cell.hyperlink for cell in cells)
    for name, part in parts(export("xlsx")):
        assert b"<f>" not in part, name
        assert b"TargetMode" not in part or b"evil" not in part, name


@pytest.mark.parametrize("lang", LANGS)
def test_csv_holds_texts_and_no_formula(lang: Lang) -> None:
    heads, *lines = csv.reader(io.StringIO(export("csv", lang).decode("utf-8-sig"), newline=""))
    name, note = (1, heads.index("说明" if lang == "zh" else "Note"))
    for row, line in zip(rows(), lines, strict=True):
        for cell, text in ((line[name], row["name"]), (line[note], row["note"])):
            assert cell.lstrip("'") == isolated(text).lstrip("'")
            assert cell.startswith("'") == bool(FORMULA.match(text) or text.startswith("'"))
        assert not any(cell.startswith(tuple("=+-@＝\t")) for cell in line)


def test_geojson_and_parquet_hold_texts() -> None:
    features = json.loads(export("geojson"))["features"]
    frame = pq.read_table(io.BytesIO(export("parquet"))).to_pylist()
    for row, feature, line in zip(rows(), features, frame, strict=True):
        for column in TEXT_COLUMNS:
            assert feature["properties"][column] == line[column] == row[column]


def test_the_printed_list_holds_texts() -> None:
    paper = pypdf.PdfReader(io.BytesIO(export("pdf")))
    text = flat("".join(page.extract_text() for page in paper.pages))
    for row in rows():
        for column in ("name", "host", "address"):
            assert flat(row[column])[:20] in text, row[column]
    for number, page in enumerate(paper.pages, start=1):
        assert f"{number} / {len(paper.pages)}" in page.extract_text()
        assert "/Annots" not in page
    assert not {"/AA", "/Names"} & {*paper.root_object}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_slides_hold_texts_and_no_formula(lang: Lang) -> None:
    content = deck("pptx", lang)
    for name, part in parts(content):
        assert b"<f>" not in part, name
        if name.endswith(".rels"):
            assert b"evil" not in part, name
            assert b"javascript" not in part, name
    drawn = Presentation(io.BytesIO(content)).slides
    whole = "".join(flat(text) for slide in drawn for text in _texts(slide))
    for park in edition().vocabulary.parks:
        assert flat(park.short(lang))[:20] in whole, park
    for milestone in edition().milestones.rows[-3:]:
        assert flat(milestone.text(lang))[:20] in whole, milestone


def _texts(slide: Any) -> Iterator[str]:
    """All texts of a slide, of its notes, and of the charts in it."""
    for shape in (*slide.shapes, *slide.notes_slide.shapes):
        if shape.has_text_frame:
            yield shape.text_frame.text
        if getattr(shape, "has_table", False):
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if getattr(shape, "has_chart", False):
            plot = shape.chart.plots[0]
            yield from map(str, plot.categories)
            yield from (series.name for series in plot.series)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_sheets_hold_texts(lang: Lang) -> None:
    sheets = pypdf.PdfReader(io.BytesIO(deck("pdf", lang)))
    told = scenes.scenes(edition(), edition().filter(), lang)
    assert len(sheets.pages) == len(told)
    whole = flat("".join(page.extract_text() for page in sheets.pages))
    for park in edition().vocabulary.parks:
        assert flat(park.short(lang))[:12] in whole, park
    assert not [page for page in sheets.pages if "/Annots" in page]


def test_the_browsers_files_are_whole() -> None:
    for name, content in build(hostile.sources()).files.items():
        if name.endswith("json"):
            json.loads(content)
        elif name.endswith(".svg"):
            root = ElementTree.fromstring(content)
            kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not kinds & {"script", "foreignObject", "a", "image"}, name
