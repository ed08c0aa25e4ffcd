"""A scene drawn as a 16:9 sheet of our own: SVG of 1920 × 1080, for PDF and PNG."""

from typing import Final

from lib.base.i18n import Lang, translator
from lib.drawing import fonts, palette, typeset
from lib.editions.edition import Edition
from lib.outputs.slides import layout, pictures
from lib.outputs.slides.pictures import INKS, Box, Theme, text
from lib.scenes import TITLE, Chart, Scene, Table

# On a bar of this darkness letters are white.
_DARK: Final = 120


def reads_white(color: str) -> bool:
    """Whether white letters read better on `color` than ink."""
    red, green, blue = palette.rgb(color)
    return 0.299 * red + 0.587 * green + 0.114 * blue < _DARK


def sheet_svg(
    scene: Scene, edition: Edition, lang: Lang, theme: Theme = "light", page: str = ""
) -> str:
    """Return a scene as an SVG file; `page` stands in the corner (3 / 16)."""
    sheet = _Sheet(edition, lang, theme)
    sheet.draw(scene, page)
    return pictures.document(layout.WIDTH, layout.HEIGHT, sheet.parts, scene.title)


class _Sheet:
    def __init__(self, edition: Edition, lang: Lang, theme: Theme) -> None:
        self.edition, self.lang, self.theme = edition, lang, theme
        self.ink = INKS[theme]
        self.parts: list[str] = []

    def draw(self, scene: Scene, page: str) -> None:
        self._box(Box(0, 0, layout.WIDTH, layout.HEIGHT), self.ink["paper"])
        self._footer(page)
        if scene.is_closing:
            self._closing(scene)
            return
        bar = layout.TITLE
        self._box(Box(80, bar.y + 10, 10, bar.h - 20), self.ink["primary"], 5)
        self._fitted(scene.title, layout.TITLE, layout.TITLE_SIZE, "ink", bold=True)
        self._fitted(scene.scope, layout.SCOPE, layout.BODY_SIZE, "primary", anchor="end")
        self._fitted(scene.lead, layout.LEAD, layout.LEAD_SIZE, "quiet")
        plan = layout.plan(scene)
        if scene.map and plan.map:
            drawn = pictures.draw_map(self.edition, scene.map, plan.map, self.theme, self.lang)
            self.parts += drawn.parts
        for number, area in zip(scene.numbers, plan.numbers, strict=True):
            self._number(layout.figure(number, area), area)
        if scene.chart and plan.chart:
            self._chart(scene.chart, plan.chart)
        if scene.table and plan.table:
            self._table(scene.table, plan.table, plan.table_size)
        if plan.missing:
            self._missing(scene.missing, plan.missing)

    def _box(self, area: Box, fill: str, radius: float = 0) -> None:
        self.parts.append(
            f'<rect x="{area.x:.1f}" y="{area.y:.1f}" width="{max(area.w, 0):.1f}" '
            f'height="{max(area.h, 0):.1f}" rx="{radius:g}" fill="{fill}"/>'
        )

    def _lines(
        self,
        fitted: typeset.Fitted,
        x: float,
        top: float,
        color: str,
        *,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """Lines of text from `top` downwards."""
        line = fitted.size * typeset.LEADING
        for i, words in enumerate(fitted.lines):
            y = top + i * line + line * 0.5 + fitted.size * 0.36
            self.parts.append(
                text(x, y, words, fitted.size, self.ink[color], bold=bold, anchor=anchor)
            )

    def _fitted(
        self,
        words: str,
        area: Box,
        size: float,
        color: str,
        *,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """A text in the middle of its box's height."""
        fitted = typeset.fit(words, area.w, area.h, size, bold=bold)
        x = {"start": area.x, "middle": area.x + area.w / 2, "end": area.x + area.w}[anchor]
        top = area.y + (area.h - fitted.height) / 2
        self._lines(fitted, x, top, color, bold=bold, anchor=anchor)

    def _footer(self, page: str) -> None:
        t = translator(self.lang)
        area = layout.FOOTER
        self._box(Box(area.x, area.y - 8, layout.WIDTH - 2 * area.x, 1), self.ink["line"])
        said = f"{t(TITLE)} · {self.edition.statement(self.lang)}"
        self._fitted(said, area, layout.FOOTER_SIZE, "quiet")
        self._fitted(page, layout.PAGE, layout.FOOTER_SIZE, "quiet", anchor="end")

    def _closing(self, scene: Scene) -> None:
        middle = Box(160, 380, layout.WIDTH - 320, 160)
        self._box(Box(layout.WIDTH / 2 - 60, 350, 120, 10), self.ink["primary"], 5)
        self._fitted(scene.title, middle, 110, "ink", bold=True, anchor="middle")
        below = Box(160, 560, layout.WIDTH - 320, 80)
        self._fitted(scene.lead, below, 44, "quiet", anchor="middle")

    def _number(self, figure: layout.Figure, area: Box) -> None:
        self._box(Box(area.x, area.y + 6, area.w, area.h - 12), self.ink["band"], 8)
        x = area.x + 14
        baseline = area.y + figure.foot
        for words, size in figure.runs:
            self.parts.append(text(x, baseline, words, size, self.ink["primary"], bold=True))
            x += fonts.width(words, size, bold=True)
        self._lines(figure.label, area.x + 14, baseline + figure.size * layout.OVER_LABEL, "ink")

    def _part_title(self, title: str, area: Box) -> Box:
        """A part's heading; returns what is left of its box."""
        if not title:
            return area
        head = Box(area.x, area.y, area.w, layout.PART_TITLE)
        self._fitted(title, head, layout.PART_SIZE, "quiet", bold=True)
        return Box(area.x, area.y + head.h, area.w, area.h - head.h)

    def _chart(self, chart: Chart, area: Box) -> None:
        area = self._part_title(chart.title, area)
        stacked = len(chart.series) > 1
        if stacked:
            area = self._keys(chart, area)
        size = min(layout.BODY_SIZE, area.h / len(chart.categories) * 0.55)
        widest = max(fonts.width(name, size) for name in chart.categories)
        beside = min(area.w * 0.36, widest + 18)
        totals = [sum(s.values[i] for s in chart.series) for i in range(len(chart.categories))]
        room = area.w - beside - size * 2.2
        per_unit = room / max(*totals, 1)
        step = area.h / len(chart.categories)
        thick = min(step * 0.66, 46.0)
        for i, name in enumerate(chart.categories):
            middle = area.y + step * (i + 0.5)
            label = Box(area.x, middle - step / 2, beside - 18, step)
            self._fitted(name, label, size, "ink", anchor="end")
            x = area.x + beside
            for series in chart.series:
                value = series.values[i]
                length = value * per_unit
                self._box(Box(x, middle - thick / 2, length, thick), series.colors[i])
                inside = fonts.width(str(value), size * 0.8) + 8
                if stacked and length > inside:
                    color = "#FFFFFF" if reads_white(series.colors[i]) else palette.INK
                    y = middle + size * 0.8 * 0.36
                    self.parts.append(
                        text(x + length / 2, y, str(value), size * 0.8, color, anchor="middle")
                    )
                x += length
            self.parts.append(
                text(x + 10, middle + size * 0.36, str(totals[i]), size, self.ink["ink"], bold=True)
            )

    def _keys(self, chart: Chart, area: Box) -> Box:
        """The series' colours and names, a line of them; returns what is left of the box."""
        wanted = sum(fonts.width(s.name, layout.PART_SIZE) + 62 for s in chart.series)
        size = layout.PART_SIZE * min(1.0, area.w / wanted)
        x = area.x
        for series in chart.series:
            self._box(Box(x, area.y + 8, size, size), series.colors[0], 3)
            self.parts.append(
                text(x + size + 8, area.y + 8 + size * 0.86, series.name, size, self.ink["ink"])
            )
            x += fonts.width(series.name, size) + size + 30 * size / layout.PART_SIZE
        return Box(area.x, area.y + 44, area.w, area.h - 44)

    def _table(self, table: Table, area: Box, size: float) -> None:
        area = self._part_title(table.title, area)
        rows = [table.heads, *table.rows]
        grid = typeset.fit_table(rows, table.widths, area.w, area.h, size)
        aside = typeset.padding(grid.size)[0]
        y = area.y
        for i, (row, height) in enumerate(zip(grid.cells, grid.heights, strict=True)):
            if i == 0:
                self._box(Box(area.x, y, area.w, height), self.ink["band"], 4)
            else:
                self._box(Box(area.x, y + height - 1, area.w, 1), self.ink["line"])
            x = area.x
            for lines, width in zip(row, grid.widths, strict=True):
                fitted = typeset.Fitted(lines, grid.size)
                color = "quiet" if i == 0 else "ink"
                top = y + (height - fitted.height) / 2
                self._lines(fitted, x + aside, top, color, bold=i == 0)
                x += width
            y += height

    def _missing(self, missing: tuple[str, ...], area: Box) -> None:
        line = min(area.h / len(missing), 64.0)
        top = area.y + (area.h - line * len(missing)) / 2
        for i, words in enumerate(missing):
            spot = Box(area.x + 20, top + i * line, area.w - 20, line)
            self._box(Box(area.x, spot.y + line * 0.25, 6, line * 0.5), self.ink["line"], 3)
            self._fitted(words, spot, layout.BODY_SIZE, "quiet")
