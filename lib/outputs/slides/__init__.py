"""Scenes as slides to hand out: PPTX with native charts and tables, PDF and PNG drawn here."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt
from pypdf import PdfReader, PdfWriter

from lib.base.i18n import Lang, mark, translator
from lib.base.problems import DataProblem
from lib.drawing import fonts, palette, typeset
from lib.editions.edition import Edition
from lib.outputs.slides import layout, pictures, sheets, template
from lib.outputs.slides.pictures import INKS, Box, Theme
from lib.scenes import TITLE, Chart, Scene, Series, Table
from lib.terms import words

Progress = Callable[[int, int], None]
# Pixels of a map's picture for each of the 1920 across the sheet.
SHARPNESS: Final = 2.0
# Microsoft YaHei's Latin letters are a little wider than the font that texts are fitted with.
_ROOM: Final = 0.93
_INK: Final = INKS["light"]
_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_C: Final = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
_A: Final = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def to_pptx(
    shown: Sequence[Scene],
    edition: Edition,
    lang: Lang,
    progress: Progress | None = None,
    path: Path = template.PATH,
) -> bytes:
    """Return a PowerPoint deck, a slide a scene, on the template in `path`.

    `progress` is told after each slide how many are done, and of how many. Raises `DataProblem`
    where the template or the font is missing or unfit.
    """
    fonts.require()
    deck = _Deck(edition, lang, path)
    for done, scene in enumerate(shown, start=1):
        deck.add(scene)
        if progress:
            progress(done, len(shown))
    return deck.saved()


def to_pdf(
    shown: Sequence[Scene],
    edition: Edition,
    lang: Lang,
    progress: Progress | None = None,
    theme: Theme = "light",
) -> bytes:
    """Return a PDF, a 16:9 page a scene, fonts embedded; `progress` as in `to_pptx`. Raises
    `DataProblem` where the font is missing."""
    fonts.require()
    t = translator(lang)
    book = PdfWriter()
    for done, scene in enumerate(shown, start=1):
        svg = sheets.sheet_svg(scene, edition, lang, theme, f"{done} / {len(shown)}")
        book.append(PdfReader(io.BytesIO(pictures.to_pdf(svg))), scene.title)
        if progress:
            progress(done, len(shown))
    book.add_metadata({"/Title": t(TITLE), "/Subject": edition.statement(lang)})
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()


def to_png(
    scene: Scene, edition: Edition, lang: Lang, theme: Theme = "light", scale: float = 1.0
) -> bytes:
    """Return a scene as a picture of 1920 × 1080 pixels, times `scale`. Raises `DataProblem` where
    the font is missing."""
    fonts.require()
    return pictures.to_png(sheets.sheet_svg(scene, edition, lang, theme), scale)


class _Deck:
    """A deck in the making. Boxes are in pixels of the 1920 × 1080 sheet."""

    def __init__(self, edition: Edition, lang: Lang, path: Path) -> None:
        self.edition, self.lang = edition, lang
        try:
            self.deck: Any = Presentation(str(path))
        except (PackageNotFoundError, KeyError, ValueError):
            raise _unfit(path, mark("文件不存在或不是 PPTX 文件。")) from None
        self.unit = int(self.deck.slide_width or 0) / layout.WIDTH
        self.layouts: dict[str, Any] = {each.name: each for each in self.deck.slide_layouts}
        wanted = {
            template.SCENE: {0, *range(template.LEAD, template.PAGE + 1)},
            template.CLOSING: {0, template.LEAD, template.FOOTER, template.PAGE},
        }
        for name, numbers in wanted.items():
            if name not in self.layouts:
                raise _unfit(path, mark("缺少名为 {value} 的版式。"), name)
            have = {p.placeholder_format.idx for p in self.layouts[name].placeholders}
            if missing := numbers - have:
                value = f"{name}: {', '.join(map(str, sorted(missing)))}"
                raise _unfit(path, mark("版式缺少占位符（{value}）。"), value)
        while len(self.deck.slides):  # A design office may leave samples in its template.
            self.deck.part.drop_rel(self.deck.slides._sldIdLst[0].rId)
            del self.deck.slides._sldIdLst[0]

    def saved(self) -> bytes:
        about = self.deck.core_properties
        about.title = translator(self.lang)(TITLE)
        about.comments = self.edition.statement(self.lang)
        buffer = io.BytesIO()
        self.deck.save(buffer)
        return buffer.getvalue()

    def add(self, scene: Scene) -> None:
        t = translator(self.lang)
        chosen = self.layouts[template.CLOSING if scene.is_closing else template.SCENE]
        self.slide = self.deck.slides.add_slide(chosen)
        edition = f"{t(TITLE)} · {self.edition.statement(self.lang)}"
        self._said(0, scene.title, layout.TITLE_SIZE, bold=True)
        self._said(template.LEAD, scene.lead, layout.LEAD_SIZE)
        self._said(template.FOOTER, edition, layout.FOOTER_SIZE)
        self._page_number()
        notes = self.slide.notes_slide.notes_text_frame
        if notes is not None:
            notes.text = "\n".join(scene.notes)
        if scene.is_closing:
            return
        self._said(template.SCOPE, scene.scope, layout.BODY_SIZE)
        content = self._placeholder(template.CONTENT)
        area = self._box_of(content)
        content._element.getparent().remove(content._element)
        plan = layout.plan(scene, area)
        if scene.map and plan.map:
            box = plan.map
            svg = pictures.map_svg(self.edition, scene.map, "light", self.lang, box.w, box.h)
            image = io.BytesIO(pictures.to_png(svg, SHARPNESS))
            picture = self.slide.shapes.add_picture(image, *self._emu(box))
            alt = f"{scene.map.alt} · {words.boundaries(self.lang)}"
            self._describe(picture, t("地图"), alt)
        for number, box in zip(scene.numbers, plan.numbers, strict=True):
            self._number(layout.figure(number, _narrow(box)), box)
        if scene.chart and plan.chart:
            self._chart(scene.chart, self._part_title(scene.chart.title, plan.chart))
        if scene.table and plan.table:
            left = self._part_title(scene.table.title, plan.table)
            self._table(scene.table, left, plan.table_size)
        if plan.missing:
            self._missing(scene.missing, plan.missing)

    def _placeholder(self, number: int) -> Any:
        return next(p for p in self.slide.placeholders if p.placeholder_format.idx == number)

    def _box_of(self, shape: Any) -> Box:
        x, y, w, h = (
            value / self.unit for value in (shape.left, shape.top, shape.width, shape.height)
        )
        return Box(x, y, w, h)

    def _emu(self, box: Box) -> tuple[Emu, Emu, Emu, Emu]:
        x, y, w, h = (Emu(round(v * self.unit)) for v in (box.x, box.y, box.w, box.h))
        return x, y, w, h

    def _points(self, size: float) -> Pt:
        return Pt(round(size * self.unit / 12700, 1))

    @staticmethod
    def _describe(shape: Any, name: str, alt: str) -> None:
        """Give a shape its name, and its alternative text for those who cannot see it."""
        properties = shape._element.xpath(".//p:cNvPr")[0]
        properties.set("name", name)
        properties.set("descr", alt)

    def _said(self, number: int, text: str, size: float, *, bold: bool = False) -> None:
        """Put a text into a placeholder, smaller only where it would not fit; without a text the
        placeholder goes."""
        shape = self._placeholder(number)
        if not text:
            shape._element.getparent().remove(shape._element)
            return
        box = self._box_of(shape)
        fitted = typeset.fit(text, box.w * _ROOM, box.h, size, bold=bold)
        run = shape.text_frame.paragraphs[0].add_run()
        run.text = _joined(fitted, text)
        if fitted.size < size:
            run.font.size = self._points(fitted.size)
        _set_fonts(run.font._element)

    def _page_number(self) -> None:
        shape = self._placeholder(template.PAGE)
        paragraph = shape.text_frame.paragraphs[0]._p
        paragraph.append(
            parse_xml(
                f'<a:fld {_A} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
                f'<a:rPr lang="en-US"/><a:t>{len(self.deck.slides)}</a:t></a:fld>'
            )
        )

    def _text_box(self, box: Box, anchor: MSO_ANCHOR) -> Any:
        frame = self.slide.shapes.add_textbox(*self._emu(box)).text_frame
        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return frame

    def _run(
        self, paragraph: Any, text: str, size: float, color: str, *, bold: bool = False
    ) -> None:
        if not text:
            return
        run = paragraph.add_run()
        run.text = text
        run.font.size = self._points(size)
        run.font.bold = bold
        run.font.color.rgb = _color(color)
        _set_fonts(run.font._element)

    def _fitted(self, text: str, box: Box, size: float, color: str, *, bold: bool = False) -> None:
        """A text in the middle of its box's height."""
        fitted = typeset.fit(text, box.w * _ROOM, box.h, size, bold=bold)
        frame = self._text_box(box, MSO_ANCHOR.MIDDLE)
        self._run(frame.paragraphs[0], _joined(fitted, text), fitted.size, _INK[color], bold=bold)

    def _card(self, box: Box, color: str) -> None:
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *self._emu(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _color(color)
        shape.line.fill.background()
        # The theme's effects, a shadow among them, are not for a card.
        shape._element.remove(shape._element.find(qn("p:style")))

    def _number(self, figure: layout.Figure, box: Box) -> None:
        self._card(Box(box.x, box.y + 6, box.w, box.h - 12), _INK["band"])
        foot = box.y + figure.foot
        below_foot = 0.28 * max(size for _, size in figure.runs)
        top = self._text_box(
            Box(box.x + 14, box.y + 6, box.w - 28, foot - box.y - 6 + below_foot),
            MSO_ANCHOR.BOTTOM,
        )
        top.word_wrap = False
        line = top.paragraphs[0]
        line.line_spacing = 1.0
        for part, size in figure.runs:
            self._run(line, part, size, _INK["primary"], bold=True)
        below = foot + figure.size * layout.OVER_LABEL
        label = self._text_box(
            Box(box.x + 14, below, box.w - 28, box.y + box.h - 6 - below), MSO_ANCHOR.TOP
        )
        self._run(label.paragraphs[0], _joined(figure.label), figure.label.size, _INK["ink"])

    def _part_title(self, title: str, box: Box) -> Box:
        """A part's heading; returns what is left of its box."""
        if not title:
            return box
        head = Box(box.x, box.y, box.w, layout.PART_TITLE)
        self._fitted(title, head, layout.PART_SIZE, "quiet", bold=True)
        return Box(box.x, box.y + head.h, box.w, box.h - head.h)

    def _chart(self, chart: Chart, box: Box) -> None:
        data = CategoryChartData(number_format="0")  # type: ignore[no-untyped-call]
        data.categories = chart.categories
        for series in chart.series:
            data.add_series(series.name, series.values)  # type: ignore[no-untyped-call]
        stacked = len(chart.series) > 1
        kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
        frame = self.slide.shapes.add_chart(kind, *self._emu(box), data)
        self._describe(frame, chart.title, _in_words(chart))
        drawn = frame.chart
        size = min(layout.BODY_SIZE, box.h / len(chart.categories) * 0.5)
        drawn.font.size = self._points(size)
        drawn.font.color.rgb = _color(_INK["ink"])
        _set_fonts(drawn.font._element)
        drawn.has_title = False
        drawn.has_legend = stacked
        if stacked:
            drawn.legend.position = XL_LEGEND_POSITION.TOP
            drawn.legend.include_in_layout = False
            drawn.legend.font.size = self._points(min(size, layout.PART_SIZE * 0.9))
        _quiet_axes(drawn)
        plot = drawn.plots[0]
        plot.gap_width = 45
        if stacked:
            plot.overlap = 100
        # A part too short for its number has none; a bar of nothing has.
        totals = [sum(values) for values in zip(*(s.values for s in chart.series), strict=True)]
        labelled = -(-max(totals) // 25) if stacked else 0
        for drawn_series, series in zip(plot.series, chart.series, strict=True):
            self._series(drawn_series, series, size * (0.8 if stacked else 1), labelled, stacked)

    def _series(
        self, drawn: Any, series: Series, size: float, labelled: int, stacked: bool
    ) -> None:
        """Colour a series' bars and label those of at least `labelled` with their numbers."""
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _color(series.colors[0])
        if not stacked:
            for i, color in enumerate(series.colors):
                drawn.points[i].format.fill.solid()
                drawn.points[i].format.fill.fore_color.rgb = _color(color)
        labels = drawn.data_labels
        labels.show_value = True
        labels.number_format = f'[<{labelled}]"";0'
        labels.number_format_is_linked = False
        labels.font.size = self._points(size)
        if stacked:
            white = sheets.reads_white(series.colors[0])
            labels.font.color.rgb = _color("#FFFFFF" if white else _INK["ink"])
        else:
            labels.position = XL_LABEL_POSITION.OUTSIDE_END

    def _table(self, table: Table, box: Box, size: float) -> None:
        rows = [table.heads, *table.rows]
        grid = typeset.fit_table(rows, table.widths, box.w * _ROOM, box.h, size)
        whole = Box(box.x, box.y, box.w, sum(grid.heights))
        frame = self.slide.shapes.add_table(len(grid.cells), len(table.heads), *self._emu(whole))
        self._describe(frame, table.title or " · ".join(table.heads), " · ".join(table.heads))
        drawn = frame.table
        drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
        drawn.horz_banding = False
        aside, above = typeset.padding(grid.size)
        for column, width in zip(drawn.columns, grid.widths, strict=True):
            column.width = Emu(round(width / _ROOM * self.unit))
        for i, height in enumerate(grid.heights):
            drawn.rows[i].height = Emu(round(height * self.unit))
            for j, lines in enumerate(grid.cells[i]):
                cell = drawn.cell(i, j)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.margin_left = cell.margin_right = Emu(round(aside * self.unit))
                cell.margin_top = cell.margin_bottom = Emu(round(above * 0.5 * self.unit))
                text = _joined(typeset.Fitted(lines, grid.size), rows[i][j])
                color = _INK["ink" if i else "quiet"]
                self._run(cell.text_frame.paragraphs[0], text, grid.size, color, bold=i == 0)
                _rule(cell)
                if i == 0:
                    cell.fill.solid()
                    cell.fill.fore_color.rgb = _color(_INK["band"])

    def _missing(self, missing: tuple[str, ...], box: Box) -> None:
        line = min(box.h / len(missing), 64.0)
        top = box.y + (box.h - line * len(missing)) / 2
        for i, said in enumerate(missing):
            spot = Box(box.x + 20, top + i * line, box.w - 20, line)
            self._card(Box(box.x, spot.y + line * 0.25, 6, line * 0.5), _INK["line"])
            self._fitted(said, spot, layout.BODY_SIZE, "quiet")


def _color(color: str) -> RGBColor:
    return RGBColor(*palette.rgb(color))  # type: ignore[no-untyped-call]


def _quiet_axes(chart: Any) -> None:
    """Categories from the top, numbers on the bars instead of an axis."""
    axis = chart.category_axis
    axis.reverse_order = True
    axis.format.line.color.rgb = _color(_INK["line"])
    axis.has_major_gridlines = False
    # No name may be skipped, however many there are.
    skip = parse_xml(f'<c:tickLblSkip {_C} val="1"/>')
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0


def _unfit(path: Path, problem: str, value: str = "") -> DataProblem:
    return DataProblem(
        f"slides/{path.name}", problem, mark("请按 data/README.md 重新放置。"), value=value
    )


def _narrow(box: Box) -> Box:
    return Box(box.x, box.y, box.w * _ROOM, box.h)


def _joined(fitted: typeset.Fitted, text: str = "") -> str:
    """The whole text, or what was left of it where it had to be cut; its lines are PowerPoint's to
    break."""
    if text and not (fitted.lines[-1].endswith("…") and not text.endswith("…")):
        return fonts.drawable(text)
    joined = fitted.lines[0]
    for line in fitted.lines[1:]:
        # Latin words were parted at their space.
        joined += f" {line}" if joined[-1:].isascii() and line[:1].isascii() else line
    return joined


def _set_fonts(properties: Any) -> None:
    """Name the theme's typefaces for Latin and for Chinese; python-pptx sets the first only."""
    for kind in ("latin", "ea"):
        for old in properties.findall(qn(f"a:{kind}")):
            properties.remove(old)
    position = sum(
        child.tag in (qn("a:ln"), qn("a:solidFill"), qn("a:noFill")) for child in properties
    )
    for kind, typeface in (("ea", "+mn-ea"), ("latin", "+mn-lt")):
        properties.insert(position, parse_xml(f'<a:{kind} {_A} typeface="{typeface}"/>'))


def _rule(cell: Any) -> None:
    """Draw a thin line under a cell."""
    color = _INK["line"][1:]
    cell._tc.get_or_add_tcPr().insert(
        0,
        parse_xml(
            f'<a:lnB {_A} w="6350"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:lnB>'
        ),
    )


def _in_words(chart: Chart) -> str:
    """A chart's numbers as a sentence."""
    parts = []
    for i, name in enumerate(chart.categories):
        told = [f"{s.name} {s.values[i]}" for s in chart.series if s.values[i]]
        alone = str(chart.series[0].values[i])
        parts.append(f"{name} {alone if len(chart.series) == 1 else ', '.join(told)}")
    return f"{chart.title}: {'; '.join(parts)}"


FORMATS: Final[dict[str, Callable[[Sequence[Scene], Edition, Lang], bytes]]] = {
    "pptx": to_pptx,
    "pdf": to_pdf,
}
