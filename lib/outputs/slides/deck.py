"""Scenes as a PowerPoint deck, on a template that a design office may replace."""

import io
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from lib.base.i18n import Lang, mark, translator
from lib.base.problems import DataProblem
from lib.drawing import svg, typeset
from lib.drawing.box import Box
from lib.drawing.typeset import Fitted, Grid
from lib.editions.edition import Edition
from lib.outputs.slides import layout, native, office, template
from lib.outputs.slides.mapsheet import map_svg
from lib.outputs.slides.office import INK, Scale
from lib.scenes import TITLE, Chart, Look, Scene, Table

# Pixels of a map's picture for each of the 1920 across the sheet.
SHARPNESS: Final = 2.0
# How far letters reach below the line they stand on, as a part of their size.
_DESCENT: Final = 0.28


class Deck:
    """A deck in the making (see `Painter`), a slide a scene."""

    # Microsoft YaHei's Latin letters are a little wider than the font that texts are fitted with.
    room = 0.93

    def __init__(self, edition: Edition, lang: Lang, path: Path) -> None:
        """Raises `DataProblem` where the template in `path` is missing or unfit."""
        self.edition, self.lang = edition, lang
        self.deck, self.layouts = _opened(path)
        self.scale = Scale(int(self.deck.slide_width or 0) / layout.WIDTH)

    def saved(self) -> bytes:
        """Return the deck as a file."""
        about = self.deck.core_properties
        about.title = translator(self.lang)(TITLE)
        about.comments = self.edition.statement(self.lang)
        buffer = io.BytesIO()
        self.deck.save(buffer)
        return buffer.getvalue()

    def open(self, scene: Scene) -> Box:
        """Begin a slide, with the scene's notes."""
        kind = template.CLOSING if scene.is_bare else template.SCENE
        self.slots = layout.CLOSING_SLOTS if scene.is_bare else layout.SLOTS
        self.slide = self.deck.slides.add_slide(self.layouts[kind])
        notes = self.slide.notes_slide.notes_text_frame
        if notes is not None:
            notes.text = "\n".join((*scene.points, *scene.notes))
        if scene.is_bare:
            return layout.CONTENT
        content = self._placeholder("content")
        area = self.scale.box(content)
        content._element.getparent().remove(content._element)
        return area

    def slot(self, name: str, text: str) -> None:
        """Put a text into a placeholder, smaller only where it would not fit; without a text the
        placeholder goes."""
        shape, slot = self._placeholder(name), self.slots[name]
        if not text:
            shape._element.getparent().remove(shape._element)
            return
        box = self.scale.box(shape)
        fitted = typeset.fit(text, box.w * self.room, box.h, slot.size, bold=slot.bold)
        run = shape.text_frame.paragraphs[0].add_run()
        run.text = office.unbroken(fitted, text)
        if fitted.size < slot.size:
            run.font.size = self.scale.points(fitted.size)
        office.set_typefaces(run.font._element)

    def page_number(self) -> None:
        """Number the slide by a field, which follows when slides are moved."""
        paragraph = self._placeholder("page").text_frame.paragraphs[0]._p
        paragraph.append(
            parse_xml(
                f'<a:fld {office.A} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
                f'<a:rPr lang="en-US"/><a:t>{len(self.deck.slides)}</a:t></a:fld>'
            )
        )

    def rect(self, box: Box, ink: str, radius: float = 0) -> None:
        """Fill a box; its corners stay square."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *self.scale.edges(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = office.color(INK[ink])
        shape.line.fill.background()
        # The theme's effects, a shadow among them, are not for a card.
        shape._element.remove(shape._element.find(qn("p:style")))

    def text(self, text: str, box: Box, size: float, ink: str, *, bold: bool = False) -> None:
        """Set a text in the middle of its box's height."""
        fitted = typeset.fit(text, box.w * self.room, box.h, size, bold=bold)
        paragraph = self._text_box(box, MSO_ANCHOR.MIDDLE).paragraphs[0]
        kept = office.unbroken(fitted, text)
        office.run(paragraph, kept, self.scale, fitted.size, INK[ink], bold=bold)

    def line(self, runs: tuple[tuple[str, float], ...], box: Box, ink: str) -> None:
        """Set runs of words on the foot of a box."""
        descent = _DESCENT * max(size for _, size in runs)
        frame = self._text_box(Box(box.x, box.y, box.w, box.h + descent), MSO_ANCHOR.BOTTOM)
        frame.word_wrap = False
        paragraph = frame.paragraphs[0]
        paragraph.line_spacing = 1.0
        for text, size in runs:
            office.run(paragraph, text, self.scale, size, INK[ink], bold=True)

    def block(self, fitted: Fitted, box: Box, ink: str) -> None:
        """Set a text from the top of a box."""
        paragraph = self._text_box(box, MSO_ANCHOR.TOP).paragraphs[0]
        office.run(paragraph, office.rejoined(fitted), self.scale, fitted.size, INK[ink])

    def picture(self, look: Look, box: Box) -> None:
        """Add a map as a picture, described for those who cannot see it."""
        drawn, credit = map_svg(self.edition, look, "light", self.lang, box.w, box.h)
        image = io.BytesIO(svg.to_png(drawn, SHARPNESS))
        picture = self.slide.shapes.add_picture(image, *self.scale.edges(box))
        alt = f"{look.alt} · {credit}"
        t = translator(self.lang)
        office.describe(picture, t("地图"), alt)

    def chart(self, chart: Chart, box: Box) -> None:
        """Add a native chart."""
        native.add_chart(self.slide, self.scale, chart, box)

    def table(self, table: Table, grid: Grid, box: Box) -> None:
        """Add a native table."""
        native.add_table(self.slide, self.scale, table, grid, box, self.room)

    def _placeholder(self, name: str) -> Any:
        index = template.PLACEHOLDERS[name]
        return next(p for p in self.slide.placeholders if p.placeholder_format.idx == index)

    def _text_box(self, box: Box, anchor: MSO_ANCHOR) -> Any:
        frame = self.slide.shapes.add_textbox(*self.scale.edges(box)).text_frame
        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return frame


def _opened(path: Path) -> tuple[Any, dict[str, Any]]:
    """The template without the samples a design office may leave in it, and its layouts by name.
    Raises `DataProblem` where it is missing or unfit."""
    try:
        deck: Any = Presentation(str(path))
    except (PackageNotFoundError, KeyError, ValueError):
        raise _unfit(path, mark("文件不存在或不是 PPTX 文件。")) from None
    layouts: dict[str, Any] = {each.name: each for each in deck.slide_layouts}
    for name, slots in template.LAYOUTS.items():
        if name not in layouts:
            raise _unfit(path, mark("缺少名为 {value} 的版式。"), name)
        have = {p.placeholder_format.idx for p in layouts[name].placeholders}
        if missing := {template.PLACEHOLDERS[slot] for slot in slots} - have:
            value = f"{name}: {', '.join(map(str, sorted(missing)))}"
            raise _unfit(path, mark("版式缺少占位符（{value}）。"), value)
    while len(deck.slides):
        deck.part.drop_rel(deck.slides._sldIdLst[0].rId)
        del deck.slides._sldIdLst[0]
    return deck, layouts


def _unfit(path: Path, problem: str, value: str = "") -> DataProblem:
    return DataProblem(
        f"slides/{path.name}", problem, mark("请按 data/README.md 重新放置。"), value=value
    )
