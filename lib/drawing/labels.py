"""Labels of a map set where they hide nothing, and what they must keep clear of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import hypot, inf
from typing import Final

from lib.drawing import fonts, svg
from lib.drawing.box import Box

_BLOCKED: Final = 10_000.0
# A name nearer to another disc than to its own reads as the other's: any clear spot is better.
_DOUBTFUL: Final = 1_000.0
# Further than this from its disc a label is tied to it by a line, in pixels.
_TIED: Final = 14
# Nearer by less than this nobody sees, in pixels.
_NO_LESS: Final = 0.5
# How far from its disc a label may stand, the nearest first, in pixels.
_GAPS: Final = (5.0, 16.0, 32.0, 52.0, 76.0)
# Where a label may stand round its point, the best first: below, right, left, above, …
_DIRECTIONS: Final = (
    *((0.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0)),
    *((0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)),
    *((0.4, 1.0), (-0.4, 1.0), (0.4, -1.0), (-0.4, -1.0)),
    *((0.7, 1.0), (-0.7, 1.0), (0.7, -1.0), (-0.7, -1.0)),
)
# Each gap in each direction with what it costs by itself, the cheapest first.
_SPOTS: Final = sorted(
    (gap + order, gap, dx, dy) for order, (dx, dy) in enumerate(_DIRECTIONS) for gap in _GAPS
)


@dataclass(frozen=True)
class Label:
    """A text to stand by a disc of `radius` round (x, y)."""

    words: str
    x: float
    y: float
    radius: float
    size: float
    color: str
    bold: bool = True
    # Left out where there is no room, rather than set over something.
    optional: bool = False


@dataclass(frozen=True)
class Disc:
    """Marks packed in a disc of `radius` round (x, y); `place` is the code of what they are of."""

    place: str
    x: float
    y: float
    radius: float

    @property
    def box(self) -> Box:
        """The square round it."""
        return Box(self.x - self.radius, self.y - self.radius, 2 * self.radius, 2 * self.radius)

    def touches(self, spot: Box) -> bool:
        """Whether a rectangle reaches into it."""
        x, y = spot.nearest(self.x, self.y)
        return hypot(x - self.x, y - self.y) < self.radius


@dataclass
class Ground:
    """A map's frame and what stands in it already: rectangles, discs, and points of lines. Words
    are `stretch` times as wide there as in the atlas's own font."""

    frame: Box
    taken: list[Box] = field(default_factory=list)
    discs: list[Disc] = field(default_factory=list)
    lines: list[tuple[float, float]] = field(default_factory=list)
    stretch: float = 1.0

    def place(self, label: Label) -> Box | None:
        """Take the spot where a label hits nothing, nearest to its point first, and return it."""
        width = fonts.width(label.words, label.size, bold=label.bold) * self.stretch
        height = label.size * 1.3
        # No spot lies further off.
        far = label.radius + _GAPS[-1] + max(width, height)
        near = [(x, y) for x, y in self.lines if abs(x - label.x) < far and abs(y - label.y) < far]
        best: tuple[float, Box] | None = None
        for least, gap, dx, dy in _SPOTS:
            if best and best[0] <= least:
                break
            reach = label.radius + gap
            spot = Box(
                label.x + dx * reach + (dx - 1) * width / 2,
                label.y + dy * reach + (dy - 1) * height / 2,
                width,
                height,
            )
            limit = best[0] - least if best else inf
            price = least + self._price(spot, near, limit)
            if best is None or price < best[0]:
                price += _DOUBTFUL * self.is_doubtful(label, spot)
            if best is None or price < best[0]:
                best = (price, spot)
        assert best is not None
        price, spot = best
        if label.optional and price >= _DOUBTFUL:
            return None
        self.taken.append(spot)
        return spot

    def is_doubtful(self, label: Label, spot: Box) -> bool:
        """Whether a label at `spot` is nearer to another's disc than to its own."""
        x, y = spot.nearest(label.x, label.y)
        away = hypot(x - label.x, y - label.y) - label.radius
        for disc in self.discs:
            x, y = spot.nearest(disc.x, disc.y)
            if hypot(x - disc.x, y - disc.y) - disc.radius < away - _NO_LESS:
                return True
        return False

    def hidden(self, corner: Box) -> float:
        """Return how much a rectangle in a corner would hide."""
        hidden = sum(disc.box.hits(corner) * disc.radius for disc in self.discs)
        hidden += sum(corner.hits(other) * other.w for other in self.taken)
        return hidden + sum(corner.covers(*point) for point in self.lines)

    def radius_at(self, x: float, y: float, default: float, *, nameless: bool = False) -> float:
        """Return the radius of the widest disc round a point, of the `nameless` ones alone if so
        asked; `default` where there is none."""
        return max(
            (
                disc.radius
                for disc in self.discs
                if not (nameless and disc.place) and hypot(disc.x - x, disc.y - y) < 15
            ),
            default=default,
        )

    def _price(self, spot: Box, lines: Sequence[tuple[float, float]], limit: float) -> float:
        """What a label at `spot` would cost, or something above the `limit`: over another or out of
        the frame is dear, over points of `lines` is not."""
        if not self.frame.holds(spot):
            return 4 * _BLOCKED
        dear = sum(spot.hits(other) for other in self.taken)
        dear += sum(disc.touches(spot) for disc in self.discs)
        if _BLOCKED * dear >= limit:
            return _BLOCKED * dear
        return _BLOCKED * dear + 4 * sum(spot.covers(*point) for point in lines)


def drawn(label: Label, spot: Box, halo: str) -> list[str]:
    """Return a label at its spot as SVG, tied to its disc where it stands far from it."""
    parts = []
    near = spot.nearest(label.x, label.y)
    away = hypot(near[0] - label.x, near[1] - label.y) - label.radius
    if away > _TIED and not label.optional:
        parts.append(
            f'<path d="M{label.x:.1f} {label.y:.1f}L{near[0]:.1f} {near[1]:.1f}" '
            f'stroke="{label.color}" stroke-width="1" opacity=".6"/>'
        )
    x, y = spot.middle
    parts.append(
        svg.text(
            x,
            y + label.size * 0.36,
            label.words,
            label.size,
            label.color,
            bold=label.bold,
            anchor="middle",
            halo=halo,
        )
    )
    return parts
