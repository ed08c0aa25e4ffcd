"""A scene drawn as a 16:9 sheet of our own: SVG of 1920 × 1080, for PDF and PNG."""

from lib.base.i18n import Lang
from lib.drawing import fonts, palette, svg, typeset
from lib.drawing.box import Box
from lib.drawing.palette import Theme
from lib.drawing.typeset import Fitted, Grid
from lib.editions.edition import Edition
from lib.outputs.slides import bars, layout
from lib.outputs.slides.mapsheet import draw_map
from lib.outputs.slides.painter import paint
from lib.scenes import Chart, Look, Scene, Table


def sheet_svg(
    scene: Scene, edition: Edition, lang: Lang, theme: Theme = "light", page: str = ""
) -> str:
    """Return a scene as an SVG file; `page` stands in the corner (3 / 16)."""
    sheet = Sheet(edition, lang, theme, page)
    paint(scene, sheet, edition, lang)
    return svg.document(layout.WIDTH, layout.HEIGHT, sheet.parts, scene.title)


class Sheet:
    """A sheet in the making (see `Painter`): its `parts` are SVG."""

    room = 1.0

    def __init__(self, edition: Edition, lang: Lang, theme: Theme, page: str) -> None:
        self.edition, self.lang, self.theme, self.page = edition, lang, theme, page
        self.ink = palette.INKS[theme]
        self.parts: list[str] = []

    def open(self, scene: Scene) -> Box:
        """Lay the paper."""
        self.slots = layout.CLOSING_SLOTS if scene.is_bare else layout.SLOTS
        self.rect(Box(0, 0, layout.WIDTH, layout.HEIGHT), "paper")
        self.rect(layout.RULE, "line")
        self.rect(layout.CLOSING_BAR if scene.is_bare else layout.BAR, "primary", 5)
        return layout.CONTENT

    def slot(self, name: str, text: str) -> None:
        """Put a text into a slot."""
        if text:
            slot = self.slots[name]
            self.parts += svg.fitted(
                text,
                slot.box,
                slot.size,
                self.ink[slot.ink],
                bold=slot.bold,
                anchor=slot.anchor,
            )

    def page_number(self) -> None:
        """Number the sheet as it was told to be."""
        self.slot("page", self.page)

    def rect(self, box: Box, ink: str, radius: float = 0) -> None:
        """Fill a box."""
        self.parts.append(svg.rect(box, self.ink[ink], radius))

    def text(self, text: str, box: Box, size: float, ink: str, *, bold: bool = False) -> None:
        """Set a text in the middle of its box's height."""
        self.parts += svg.fitted(text, box, size, self.ink[ink], bold=bold)

    def line(self, runs: tuple[tuple[str, float], ...], box: Box, ink: str) -> None:
        """Set runs of words on the foot of a box."""
        x, baseline = box.x, box.y + box.h
        for words, size in runs:
            self.parts.append(svg.text(x, baseline, words, size, self.ink[ink], bold=True))
            x += fonts.width(words, size, bold=True)

    def block(self, fitted: Fitted, box: Box, ink: str) -> None:
        """Set lines from the top of a box."""
        self.parts += svg.lines(fitted, box.x, box.y, self.ink[ink])

    def picture(self, look: Look, box: Box) -> None:
        """Draw a map."""
        self.parts += draw_map(self.edition, look, box, self.theme, self.lang).parts

    def chart(self, chart: Chart, box: Box) -> None:
        """Draw a chart as bars."""
        self.parts += bars.bars(chart, box, self.theme)

    def table(self, table: Table, grid: Grid, box: Box) -> None:
        """Draw a table: a band behind its heads, a line under each row."""
        aside = typeset.padding(grid.size)[0]
        y = box.y
        for i, (row, height) in enumerate(zip(grid.cells, grid.heights, strict=True)):
            is_head = i == 0
            if is_head:
                self.rect(Box(box.x, y, box.w, height), "band", 4)
            else:
                self.rect(Box(box.x, y + height - 1, box.w, 1), "line")
            x = box.x
            for lines, width in zip(row, grid.widths, strict=True):
                fitted = Fitted(lines, grid.size)
                top = y + (height - fitted.height) / 2
                color = self.ink["quiet" if is_head else "ink"]
                self.parts += svg.lines(fitted, x + aside, top, color, bold=is_head)
                x += width
            y += height
