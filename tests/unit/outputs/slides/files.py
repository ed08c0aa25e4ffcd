"""Slides and sheets opened and measured."""

import io
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from pptx import Presentation
from pptx.oxml.ns import qn

from lib.base.i18n import Lang
from lib.drawing import fonts, typeset
from lib.drawing.box import Box
from lib.outputs.slides import layout
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from tests.unit.scenes.stories import told

SVG = "{http://www.w3.org/2000/svg}"


def said(svg: str) -> list[str]:
    """The texts of an SVG file, which must be well-formed."""
    return ["".join(e.itertext()) for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg: str) -> list[Box]:
    """Where the texts of an SVG file stand, by the widths of the bundled font."""
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, x, y = (float(element.attrib[k]) for k in ("font-size", "x", "y"))
        bold = element.get("font-weight") == "700"
        width = fonts.width("".join(element.itertext()), size, bold=bold)
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.attrib["text-anchor"]]
        found.append(Box(left + 1, y - 0.8 * size, width - 2, 0.95 * size))
    return found


def scenes_of(selection: ResourceFilter | None = None, lang: Lang = "zh") -> tuple[Scene, ...]:
    return tuple(told(selection, lang).values())


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def alternative(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr"))


def runs(deck: Any) -> Iterator[Any]:
    for slide in deck.slides:
        yield from slide._element.iter(qn("a:r"))


def fits(deck: Any) -> None:
    """Assert that each text, in the sizes given, is no higher than its box, which is on the
    slide."""
    unit = deck.slide_width / layout.WIDTH
    for slide in deck.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width + 2
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height + 2, shape.name
            if shape.has_text_frame and shape.text_frame.text:
                width = shape.width / unit
                size = max((sizes(shape.text_frame, unit)), default=layout.FOOTER_SIZE)
                if shape.text_frame.word_wrap is False:
                    assert wide(shape.text_frame, unit) <= width
                    continue
                lines = typeset.wrap(shape.text_frame.text, width, size)
                assert len(lines) * size * 1.2 <= shape.height / unit + 1, shape.text_frame.text
            if shape.has_table:
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        [size] = set(sizes(cell.text_frame, unit))
                        room = (column.width - 2 * cell.margin_left) / unit
                        lines = typeset.wrap(cell.text, room, size)
                        assert len(lines) * size * 1.2 <= row.height / unit, cell.text


def sizes(frame: Any, unit: float) -> list[float]:
    found = [run.font.size for p in frame.paragraphs for run in p.runs]
    return [float(size or layout.FOOTER_SIZE * unit) / unit for size in found]


def wide(frame: Any, unit: float) -> float:
    return sum(
        fonts.width(run.text, run.font.size / unit, bold=True)
        for p in frame.paragraphs
        for run in p.runs
    )
