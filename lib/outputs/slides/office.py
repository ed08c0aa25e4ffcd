"""What PowerPoint's shapes are made with: measures, runs of text, colours, descriptions."""

from dataclasses import dataclass
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from lib.drawing import fonts, palette
from lib.drawing.box import Box
from lib.drawing.typeset import Fitted

INK: Final = palette.INKS["light"]
A: Final = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


@dataclass(frozen=True)
class Scale:
    """Measures of a deck: `unit` is a pixel of the sheet in English metric units."""

    unit: float

    def length(self, pixels: float) -> Emu:
        """Return a length."""
        return Emu(round(pixels * self.unit))

    def edges(self, box: Box) -> tuple[Emu, Emu, Emu, Emu]:
        """Return a box as left, top, width and height."""
        return (
            self.length(box.x),
            self.length(box.y),
            self.length(box.w),
            self.length(box.h),
        )

    def points(self, size: float) -> Pt:
        """Return a size of letters."""
        return Pt(round(size * self.unit / 12700, 1))

    def box(self, shape: Any) -> Box:
        """Return where a shape stands."""
        sides = (shape.left, shape.top, shape.width, shape.height)
        return Box(*(side / self.unit for side in sides))


def color(value: str) -> RGBColor:
    """Return `#RRGGBB` as a colour."""
    return RGBColor(*palette.rgb(value))  # type: ignore[no-untyped-call]


def run(
    paragraph: Any, text: str, scale: Scale, size: float, value: str, *, bold: bool = False
) -> None:
    """Add a run of text to a paragraph, where there is any."""
    if not text:
        return
    added = paragraph.add_run()
    added.text = text
    added.font.size = scale.points(size)
    added.font.bold = bold
    added.font.color.rgb = color(value)
    set_typefaces(added.font._element)


def set_typefaces(properties: Any) -> None:
    """Name the theme's typefaces for Latin and for Chinese; python-pptx sets the first only."""
    for kind in ("latin", "ea"):
        for old in properties.findall(qn(f"a:{kind}")):
            properties.remove(old)
    position = sum(
        child.tag in (qn("a:ln"), qn("a:solidFill"), qn("a:noFill")) for child in properties
    )
    for kind, typeface in (("ea", "+mn-ea"), ("latin", "+mn-lt")):
        properties.insert(position, parse_xml(f'<a:{kind} {A} typeface="{typeface}"/>'))


def describe(shape: Any, name: str, alt: str) -> None:
    """Give a shape its name, and its alternative text for those who cannot see it."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", alt)


def unbroken(fitted: Fitted, text: str) -> str:
    """Return the whole `text`, or what was left of it where it had to be cut; its lines are
    PowerPoint's to break, and it has a font for what the atlas's own has not."""
    was_cut = fitted.lines[-1].endswith("…") and not text.endswith("…")
    return rejoined(fitted) if was_cut else fonts.written(text)


def rejoined(fitted: Fitted) -> str:
    """Return fitted lines as one text."""
    joined = fitted.lines[0]
    for line in fitted.lines[1:]:
        # Latin words were parted at their space.
        joined += f" {line}" if joined[-1:].isascii() and line[:1].isascii() else line
    return joined
