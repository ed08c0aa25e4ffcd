"""Texts broken into lines and made to fit their boxes, by the widths of `lib.drawing.fonts`.

Lengths are in the unit of the sheet, whatever it is. What fits here fits in any font not wider.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lib.drawing import fonts

# Height of a line in ems.
LEADING: Final = 1.35
# How much higher than needed the rows of a table may be.
LOOSEST: Final = 1.5
# Latin words stay whole; every other character may end a line, but these may not begin one.
_PIECES: Final = re.compile(r"[!-~À-ž’–—]+|\s+|.", re.DOTALL)
_NOT_FIRST: Final = frozenset("·，。、；：！？）》」』”’…%,.;:!?)")


@dataclass(frozen=True)
class Fitted:
    """A text as lines of one size."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """The height of all lines."""
        return len(self.lines) * self.size * LEADING


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return `text` as lines no wider than `width`; a word too long for a line is broken."""
    lines = [""]
    for piece in _PIECES.findall(" ".join(text.split())):
        if _wide(lines[-1] + piece, size, bold) <= width:
            lines[-1] += piece
        elif piece in _NOT_FIRST and len(lines[-1]) > 1:
            lines[-1], carried = lines[-1][:-1], lines[-1][-1]
            lines.append(carried + piece)
        elif _wide(piece, size, bold) <= width:
            lines.append(piece.lstrip())
        else:
            for character in piece:
                if lines[-1] and _wide(lines[-1] + character, size, bold) > width:
                    lines.append("")
                lines[-1] += character
    return [line.rstrip() for line in lines if line.strip()] or [""]


def fit(
    text: str,
    width: float,
    height: float,
    size: float,
    *,
    bold: bool = False,
    least: float = 0.6,
) -> Fitted:
    """Return `text` in the largest size that fits, from `size` down to `least` of it; what does
    not fit even then is cut with …."""
    text = fonts.written(text)
    for step in range(11):
        now = size * (1 - (1 - least) * step / 10)
        lines = wrap(text, width, now, bold=bold)
        if len(lines) * now * LEADING <= height:
            return Fitted(tuple(lines), now)
    kept = lines[: max(1, int(height / (now * LEADING)))]
    last = kept[-1]
    while last and _wide(last + "…", now, bold) > width:
        last = last[:-1]
    return Fitted((*kept[:-1], last.rstrip() + "…"), now)


@dataclass(frozen=True)
class Grid:
    """A table fitted to a box: widths of columns, heights of rows (heads first), and the lines of
    each cell, all of one size."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]


def fit_table(
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    width: float,
    height: float,
    size: float,
    *,
    least: float = 0.5,
) -> Grid:
    """Return `rows`, heads first, in the largest size at which all fit; cells that do not fit even
    in `least` of `size` are cut to a line with …, and rows that do not are left out."""
    widths = tuple(width * share / sum(shares) for share in shares)
    for step in range(11):
        now = size * (1 - (1 - least) * step / 10)
        cells = _cells(rows, widths, now, float("inf"))
        heights = _heights(cells, now)
        if sum(heights) <= height:
            air = min(LOOSEST, height / sum(heights))
            return Grid(now, widths, tuple(h * air for h in heights), cells)
    kept = rows[: max(1, int(height / _heights([((".",),)], now)[0]))]
    cells = _cells(kept, widths, now, now * LEADING)
    return Grid(now, widths, _heights(cells, now), cells)


def padding(size: float) -> tuple[float, float]:
    """Return the room left and right of a cell's text, and above and below it."""
    return 0.45 * size, 0.28 * size


def _cells(
    rows: Sequence[Sequence[str]], widths: Sequence[float], size: float, height: float
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    aside = padding(size)[0]

    def lines(text: str, width: float, bold: bool) -> tuple[str, ...]:
        return fit(text, width - 2 * aside, height, size, bold=bold, least=1).lines

    return tuple(
        tuple(lines(text, w, not i) for text, w in zip(row, widths, strict=True))
        for i, row in enumerate(rows)
    )


def _heights(cells: Sequence[Sequence[Sequence[str]]], size: float) -> tuple[float, ...]:
    above = padding(size)[1]
    return tuple(max(len(lines) for lines in row) * size * LEADING + 2 * above for row in cells)


def _wide(text: str, size: float, bold: bool) -> float:
    return fonts.width(text.rstrip(), size, bold=bold)
