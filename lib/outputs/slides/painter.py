"""A scene painted: how its parts are laid out on any canvas, written once."""

from typing import Protocol

from lib.base.i18n import Lang, translator
from lib.drawing import typeset
from lib.drawing.box import Box
from lib.drawing.typeset import Fitted, Grid
from lib.editions.edition import Edition
from lib.outputs.slides import layout
from lib.scenes import TITLE, Chart, Look, Number, Scene, Table

# The room at the left of a card, and under and over it, in pixels.
_ASIDE = 14
_AROUND = 6


class Painter(Protocol):
    """A canvas. Boxes and sizes are in pixels of the 1920 × 1080 sheet, colours are names of
    `palette.INKS`; `room` is the part of a box's width that texts may be fitted to."""

    room: float

    def open(self, scene: Scene) -> Box:
        """Begin a sheet for a scene, and return where its parts go."""

    def slot(self, name: str, text: str) -> None:
        """Put a text into one of the slots that every such sheet has (see `layout.SLOTS`)."""

    def page_number(self) -> None:
        """Number the sheet."""

    def rect(self, box: Box, ink: str, radius: float = 0) -> None:
        """Fill a box, its corners rounded where the canvas has such."""

    def text(self, text: str, box: Box, size: float, ink: str, *, bold: bool = False) -> None:
        """Set a text in the middle of its box's height, smaller where it would not fit."""

    def line(self, runs: tuple[tuple[str, float], ...], box: Box, ink: str) -> None:
        """Set bold runs of words, each in its size, on one line at the foot of a box."""

    def block(self, fitted: Fitted, box: Box, ink: str) -> None:
        """Set a text that is fitted already from the top of a box."""

    def picture(self, look: Look, box: Box) -> None:
        """Draw a map."""

    def chart(self, chart: Chart, box: Box) -> None:
        """Draw a chart, without its title."""

    def table(self, table: Table, grid: Grid, box: Box) -> None:
        """Draw a table fitted to `grid`, without its title."""


def paint(scene: Scene, painter: Painter, edition: Edition, lang: Lang) -> None:
    """Paint a scene on a new sheet."""
    area = painter.open(scene)
    painter.slot("footer", f"{translator(lang)(TITLE)} · {edition.statement(lang)}")
    painter.page_number()
    painter.slot("title", scene.title)
    if not scene.is_bare:
        painter.slot("filter", scene.scope)
    painter.slot("lead", scene.lead)
    plan = layout.plan(scene, area)
    if scene.map and plan.map:
        painter.picture(scene.map, plan.map)
    if plan.numbers_title:
        size = layout.PART_SIZE
        painter.text(scene.numbers_title, plan.numbers_title, size, "quiet", bold=True)
    for number, box in zip(scene.numbers, plan.numbers, strict=True):
        _number(painter, number, box)
    if scene.chart and plan.chart:
        painter.chart(scene.chart, _under_title(painter, scene.chart.title, plan.chart))
    if scene.table and plan.table:
        _table(painter, scene.table, plan.table, plan.table_size)
    if plan.missing:
        _missing(painter, scene.missing, plan.missing)


def _number(painter: Painter, number: Number, box: Box) -> None:
    figure = layout.figure(number, Box(box.x, box.y, box.w * painter.room, box.h))
    painter.rect(Box(box.x, box.y + _AROUND, box.w, box.h - 2 * _AROUND), "band", 8)
    x, top, width = box.x + _ASIDE, box.y + _AROUND, box.w - 2 * _ASIDE
    foot = box.y + figure.foot
    painter.line(figure.runs, Box(x, top, width, foot - top), "primary")
    below = foot + figure.size * layout.OVER_LABEL
    painter.block(figure.label, Box(x, below, width, box.y + box.h - _AROUND - below), "ink")


def _under_title(painter: Painter, title: str, box: Box) -> Box:
    """Set a part's title; returns what is left of its box."""
    if not title:
        return box
    head = Box(box.x, box.y, box.w, layout.PART_TITLE)
    painter.text(title, head, layout.PART_SIZE, "quiet", bold=True)
    return Box(box.x, box.y + head.h, box.w, box.h - head.h)


def _table(painter: Painter, table: Table, box: Box, size: float) -> None:
    left = _under_title(painter, table.title, box)
    rows = [table.heads, *table.rows]
    grid = typeset.fit_table(rows, table.widths, left.w * painter.room, left.h, size)
    painter.table(table, grid, left)


def _missing(painter: Painter, missing: tuple[str, ...], box: Box) -> None:
    line = min(box.h / len(missing), 64.0)
    top = box.y + (box.h - line * len(missing)) / 2
    for i, words in enumerate(missing):
        spot = Box(box.x + 20, top + i * line, box.w - 20, line)
        painter.rect(Box(box.x, spot.y + line * 0.25, 6, line * 0.5), "line", 3)
        painter.text(words, spot, layout.BODY_SIZE, "quiet")
