"""Where the parts of a scene stand on a 16:9 sheet of 1920 × 1080: the same for slides and drawn
sheets, so that what fits the one fits the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lib.drawing import fonts, typeset
from lib.drawing.box import Box
from lib.drawing.svg import Anchor
from lib.scenes import Number, Scene

WIDTH: Final = 1920
HEIGHT: Final = 1080
TITLE: Final = Box(112, 52, 1240, 84)
SCOPE: Final = Box(1368, 64, 472, 60)
LEAD: Final = Box(112, 140, 1728, 92)
CONTENT: Final = Box(80, 256, 1760, 728)
FOOTER: Final = Box(80, 1016, 1560, 40)
PAGE: Final = Box(1680, 1016, 160, 40)
# Sizes of letters.
TITLE_SIZE: Final = 58.0
LEAD_SIZE: Final = 32.0
BODY_SIZE: Final = 28.0
PART_SIZE: Final = 24.0
FOOTER_SIZE: Final = 18.0
NUMBER_SIZE: Final = 76.0
ALONE_NUMBER_SIZE: Final = 132.0
# The words about a number, beside it and under it, as parts of its size.
BESIDE: Final = 0.46
# A number may shrink so far before its unit goes to its label.
SMALLEST: Final = 0.7
# From the foot of a number to its label, as a part of its size.
OVER_LABEL: Final = 0.2
PART_TITLE: Final = 44.0
GAP: Final = 40.0
_MAP_SHARE: Final = 0.43


@dataclass(frozen=True)
class Slot:
    """Where a text stands that every sheet of a kind has, and how it is set: the size of its
    letters, its colour in `palette.INKS`, and the side or middle it keeps to."""

    box: Box
    size: float
    ink: str
    bold: bool = False
    anchor: Anchor = "start"


SLOTS: Final = {
    "title": Slot(TITLE, TITLE_SIZE, "ink", bold=True),
    "lead": Slot(LEAD, LEAD_SIZE, "quiet"),
    "filter": Slot(SCOPE, BODY_SIZE, "primary", anchor="end"),
    "footer": Slot(FOOTER, FOOTER_SIZE, "quiet"),
    "page": Slot(PAGE, FOOTER_SIZE, "quiet", anchor="end"),
}
CLOSING_SLOTS: Final = {
    "title": Slot(Box(160, 380, 1600, 160), 110, "ink", bold=True, anchor="middle"),
    "lead": Slot(Box(160, 560, 1600, 80), 44, "quiet", anchor="middle"),
    "footer": SLOTS["footer"],
    "page": SLOTS["page"],
}
# The bar beside a title, the one over a closing title, and the rule over the footer.
BAR: Final = Box(80, TITLE.y + 10, 10, TITLE.h - 20)
CLOSING_BAR: Final = Box(WIDTH / 2 - 60, 350, 120, 10)
RULE: Final = Box(FOOTER.x, FOOTER.y - 8, WIDTH - 2 * FOOTER.x, 1)


@dataclass(frozen=True)
class Plan:
    """The boxes of a scene's parts; what a scene does not have has none. `numbers` are the boxes of
    its numbers, one each."""

    map: Box | None
    numbers: tuple[Box, ...]
    numbers_title: Box | None
    chart: Box | None
    table: Box | None
    missing: Box | None

    @property
    def table_size(self) -> float:
        """The largest letters of the table: larger where it stands alone."""
        return BODY_SIZE if self.chart or self.map else LEAD_SIZE


def plan(scene: Scene, area: Box = CONTENT) -> Plan:
    """Return where the parts of `scene` stand in `area`: the map at the left; at the right, or over
    the whole, numbers on top, then chart and table, and what is missing at the foot."""
    look = None
    rest = area
    if scene.map:
        look = Box(area.x, area.y, area.w * _MAP_SHARE, area.h)
        rest = Box(look.x + look.w + GAP, area.y, area.w - look.w - GAP, area.h)
    missing = None
    if scene.missing:
        alone = not (scene.numbers or scene.chart or scene.table)
        height = rest.h if alone else min(rest.h / 3, 48.0 * len(scene.missing))
        missing = Box(rest.x, rest.y + rest.h - height, rest.w, height)
        rest = Box(rest.x, rest.y, rest.w, rest.h - height - (0 if alone else GAP / 2))
    numbers: tuple[Box, ...] = ()
    title = None
    if scene.numbers and scene.numbers_title:
        title = Box(rest.x, rest.y, rest.w, PART_TITLE)
        rest = Box(rest.x, rest.y + PART_TITLE, rest.w, rest.h - PART_TITLE)
    if scene.numbers:
        columns, lines = _grid(scene.numbers, bool(scene.map))
        alone = not (scene.chart or scene.table)
        each = 176.0 if not alone else 230.0 if scene.map else 360.0
        if any(fonts.width(n.label, BODY_SIZE) > 1.7 * rest.w / columns for n in scene.numbers):
            each = max(each, 208.0)
        height = min(rest.h, lines * each)
        numbers = _cells(Box(rest.x, rest.y, rest.w, height), columns, len(scene.numbers))
        if alone and missing:
            missing = Box(rest.x, rest.y + height + GAP / 2, rest.w, missing.h)
        rest = Box(rest.x, rest.y + height + GAP / 2, rest.w, rest.h - height - GAP / 2)
    chart, table = _chart_and_table(scene, rest)
    return Plan(look, numbers, title, chart, table, missing)


def _grid(numbers: Sequence[Number], beside_map: bool) -> tuple[int, int]:
    """Columns and rows: four short ones stand in a row, any others in rows of two or three."""
    short = beside_map and all(fonts.width(n.label, BODY_SIZE) < 200 for n in numbers)
    if len(numbers) == 4:
        return (4, 1) if short else (2, 2)
    columns = min(len(numbers), 3)
    return columns, -(-len(numbers) // columns)


def _cells(area: Box, columns: int, count: int) -> tuple[Box, ...]:
    lines = -(-count // columns)
    w = (area.w - GAP / 2 * (columns - 1)) / columns
    h = area.h / lines
    return tuple(
        Box(area.x + i % columns * (w + GAP / 2), area.y + i // columns * h, w, h)
        for i in range(count)
    )


def _chart_and_table(scene: Scene, area: Box) -> tuple[Box | None, Box | None]:
    if not (scene.chart and scene.table):
        return (area if scene.chart else None), (area if scene.table else None)
    if not scene.map:
        half = area.w * 0.46
        left = Box(area.x, area.y, half, area.h)
        return left, Box(area.x + half + GAP, area.y, area.w - half - GAP, area.h)
    # One above the other, by what each needs.
    bars = PART_TITLE + 44.0 + 46.0 * len(scene.chart.categories)
    lines = PART_TITLE + 60.0 * (len(scene.table.rows) + 1)
    above = (area.h - GAP / 2) * bars / (bars + lines)
    below = area.h - GAP / 2 - above
    return (
        Box(area.x, area.y, area.w, above),
        Box(area.x, area.y + above + GAP / 2, area.w, below),
    )


@dataclass(frozen=True)
class Figure:
    """A number fitted to its box: the size of its digits, how far below the box's top their foot
    stands, and its label under it."""

    number: Number
    size: float
    foot: float
    label: typeset.Fitted

    @property
    def runs(self) -> tuple[tuple[str, float], ...]:
        """What stands on its line from left to right, each with its size."""
        number, beside = self.number, self.size * BESIDE
        runs = ((number.before, beside), (number.digits, self.size), (number.after, beside))
        return tuple(run for run in runs if run[0])


def figure(number: Number, area: Box) -> Figure:
    """Return `number` fitted to `area`, the digits in two fifths of its height or less."""
    size = min(ALONE_NUMBER_SIZE, max(NUMBER_SIZE, area.h * 0.42), area.h * 0.5)

    def width(number: Number) -> float:
        beside = fonts.width(number.before + number.after, size * BESIDE, bold=True)
        return beside + fonts.width(number.digits, size, bold=True)

    room = area.w - 28
    if width(number) * SMALLEST > room and number.digits and number.after:
        number = number.with_unit_in_label()
    if width(number) > room:
        size *= room / width(number)
    label_size = BODY_SIZE if area.h < 240 else BODY_SIZE * 1.25
    foot = 20 + size * 0.78 if area.h < 240 else area.h * 0.55
    below = area.h - foot - size * OVER_LABEL - 12
    label = typeset.fit(number.label, room, below, label_size)
    return Figure(number, size, foot, label)
