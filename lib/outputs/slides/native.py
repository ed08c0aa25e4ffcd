"""Charts and tables that PowerPoint edits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu

from lib.drawing import palette, typeset
from lib.drawing.box import Box
from lib.drawing.typeset import Fitted, Grid
from lib.outputs.slides import layout, office
from lib.outputs.slides.office import INK, Scale
from lib.scenes import Chart, Series, Table

_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_C: Final = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'


class _Texts(CategoryWorkbookWriter):
    """Writes the workbook behind a chart, in which no name can run as a formula."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: IO[bytes]) -> Iterator[tuple[Any, Any]]:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(xlsx_file, options) as book:
            yield book, book.add_worksheet()


class _Data(CategoryChartData):
    """A chart's names and numbers."""

    @property
    def _workbook_writer(self) -> _Texts:
        return _Texts(self)  # type: ignore[no-untyped-call]


def add_chart(slide: Any, scale: Scale, chart: Chart, box: Box) -> None:
    """Add a chart to a slide."""
    data = _Data(number_format="0")  # type: ignore[no-untyped-call]
    data.categories = chart.categories
    for series in chart.series:
        data.add_series(series.name, series.values)  # type: ignore[no-untyped-call]
    kind = XL_CHART_TYPE.BAR_STACKED if chart.is_stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *scale.edges(box), data)
    office.describe(frame, chart.title, _in_words(chart))
    drawn = frame.chart
    size = min(layout.BODY_SIZE, box.h / len(chart.categories) * 0.5)
    drawn.font.size = scale.points(size)
    drawn.font.color.rgb = office.color(INK["ink"])
    office.set_typefaces(drawn.font._element)
    drawn.has_title = False
    drawn.has_legend = chart.is_stacked
    if chart.is_stacked:
        drawn.legend.position = XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
        drawn.legend.font.size = scale.points(min(size, layout.PART_SIZE * 0.9))
    # A tenth more is for the number behind the longest bar.
    _quiet_axes(drawn, chart.longest * 1.1 if chart.scale else 0)
    plot = drawn.plots[0]
    plot.gap_width = 45
    if chart.is_stacked:
        plot.overlap = 100
    for drawn_series, series in zip(plot.series, chart.series, strict=True):
        _paint(drawn_series, series, each_bar=not chart.is_stacked)
        _labels(drawn_series.data_labels, series, chart, scale, size)


def _paint(drawn: Any, series: Series, *, each_bar: bool) -> None:
    """Colour a series, or each of its bars."""
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = office.color(palette.drawn(series.colors[0], "light"))
    if each_bar:
        for i, value in enumerate(series.colors):
            drawn.points[i].format.fill.solid()
            drawn.points[i].format.fill.fore_color.rgb = office.color(palette.drawn(value, "light"))


def _labels(labels: Any, series: Series, chart: Chart, scale: Scale, size: float) -> None:
    """Label bars with their numbers. A part too short for its number has none; a bar of nothing
    has."""
    labels.show_value = True
    if chart.is_stacked:
        labels.number_format = f'[<{-(-max(chart.totals) // 25)}]"";0'
    else:
        labels.number_format = f'0;-0;"{chart.none}"'
    labels.number_format_is_linked = False
    labels.font.size = scale.points(size * (0.8 if chart.is_stacked else 1))
    # A word for a zero stands beside a bar that is narrower than it.
    labels._element.find(qn("c:txPr")).find(qn("a:bodyPr")).set("wrap", "none")
    if chart.is_stacked:
        white = palette.reads_white(palette.drawn(series.colors[0], "light"))
        labels.font.color.rgb = office.color("#FFFFFF" if white else INK["ink"])
    else:
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _quiet_axes(chart: Any, longest: float) -> None:
    """Categories from the top, numbers on the bars instead of an axis; `longest` is its end where
    charts have one scale."""
    axis = chart.category_axis
    axis.reverse_order = True
    axis.format.line.color.rgb = office.color(INK["line"])
    axis.has_major_gridlines = False
    # No name may be skipped, however many there are.
    skip = parse_xml(f'<c:tickLblSkip {_C} val="1"/>')
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    if longest:
        chart.value_axis.maximum_scale = longest


def _in_words(chart: Chart) -> str:
    """A chart's numbers as a sentence."""
    parts = []
    for i, name in enumerate(chart.categories):
        alone = chart.labels[i]
        several = ", ".join(f"{s.name} {s.values[i]}" for s in chart.series if s.values[i])
        parts.append(f"{name} {several if chart.is_stacked else alone}")
    return f"{chart.title}: {'; '.join(parts)}"


def add_table(slide: Any, scale: Scale, table: Table, grid: Grid, box: Box, room: float) -> None:
    """Add a table fitted to `grid` to a slide; `room` is the part of its columns that texts were
    fitted to."""
    whole = Box(box.x, box.y, box.w, sum(grid.heights))
    frame = slide.shapes.add_table(len(grid.cells), len(table.heads), *scale.edges(whole))
    heads = " · ".join(table.heads)
    office.describe(frame, table.title or heads, heads)
    drawn = frame.table
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    drawn.horz_banding = False
    for column, width in zip(drawn.columns, grid.widths, strict=True):
        column.width = scale.length(width / room)
    for i, height in enumerate(grid.heights):
        drawn.rows[i].height = scale.length(height)
        texts = table.rows[i - 1] if i else table.heads
        for j, lines in enumerate(grid.cells[i]):
            text = office.unbroken(Fitted(lines, grid.size), texts[j])
            _cell(drawn.cell(i, j), scale, text, grid.size, is_head=i == 0)


def _cell(cell: Any, scale: Scale, text: str, size: float, *, is_head: bool) -> None:
    aside, above = typeset.padding(size)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = scale.length(aside)
    cell.margin_top = cell.margin_bottom = scale.length(above * 0.5)
    ink = INK["quiet" if is_head else "ink"]
    office.run(cell.text_frame.paragraphs[0], text, scale, size, ink, bold=is_head)
    _rule(cell)
    if is_head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = office.color(INK["band"])


def _rule(cell: Any) -> None:
    """Draw a thin line under a cell."""
    value, width = INK["line"][1:], Emu(6350)
    cell._tc.get_or_add_tcPr().insert(
        0,
        parse_xml(
            f'<a:lnB {office.A} w="{width}"><a:solidFill><a:srgbClr val="{value}"/></a:solidFill>'
            "</a:lnB>"
        ),
    )
