"""A map in the making: what every view of it draws with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import cos, sin, sqrt
from typing import Final

import pandas as pd

from lib.base.i18n import Lang
from lib.drawing import labels, marks, palette
from lib.drawing.box import Box
from lib.drawing.labels import Disc, Ground, Label
from lib.drawing.palette import Theme
from lib.drawing.projection import Projection
from lib.editions.edition import Edition
from lib.scenes import Look
from lib.terms import geometry
from lib.terms.taxonomy import Category, CorridorNode, Vocabulary

# Sizes of letters and marks.
LABEL_SIZE: Final = 24.0
QUIET_SIZE: Final = 18.0
MARK: Final = 15.0


@dataclass
class Draft:
    """What a map shows and where, the SVG parts drawn so far, and the ground they stand on.

    `rows` are the register's rows that `look` shows; `is_official` says that it lies on tiles of
    天地图, which have boundaries and names of their own.
    """

    edition: Edition
    look: Look
    rows: pd.DataFrame
    theme: Theme
    lang: Lang
    project: Projection
    ground: Ground
    parts: list[str] = field(default_factory=list)
    is_official: bool = False

    @property
    def vocabulary(self) -> Vocabulary:
        """The edition's vocabulary."""
        return self.edition.vocabulary

    @property
    def ink(self) -> dict[str, str]:
        """Colours of letters and lines."""
        return palette.INKS[self.theme]

    @property
    def colors(self) -> dict[str, str]:
        """Colours of land and boundaries."""
        return palette.MAP[self.theme]

    def disc(self, disc: Disc) -> None:
        """Draw the disc that marks are packed in."""
        self.ground.discs.append(disc)
        self.parts.append(
            f'<circle cx="{disc.x:.1f}" cy="{disc.y:.1f}" r="{disc.radius:.1f}" '
            f'fill="{self.ink["disc"]}" fill-opacity=".9" '
            f'stroke="{self.colors["province_line"]}" stroke-opacity=".5"/>'
        )

    def dots(
        self, spots: Iterable[tuple[float, float]], categories: Iterable[str], r: float
    ) -> None:
        """Draw round dots, which a pack at region scale is made of."""
        color = {c.code: palette.drawn(c.color, self.theme) for c in self.vocabulary.categories}
        self.parts += [
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" fill="{color[category]}"/>'
            for (x, y), category in zip(spots, categories, strict=True)
        ]

    def mark(
        self, category: Category, x: float, y: float, size: float, halo: str, *, hollow: bool
    ) -> None:
        """Draw a category's mark."""
        color = palette.drawn(category.color, self.theme)
        self.parts.append(marks.mark(category.mark, color, x, y, size, halo, hollow=hollow))

    def label(self, label: Label) -> None:
        """Draw a label where it hides nothing."""
        if spot := self.ground.place(label):
            self.parts += labels.drawn(label, spot, self.colors["halo"])

    def name(self, disc: Disc, count: str | None) -> None:
        """Draw the name of a disc's park or node, with its count if it has one."""
        name = self.vocabulary.seats[disc.place].short(self.lang)
        label = Label(
            f"{name} {count}" if count else name,
            disc.x,
            disc.y,
            disc.radius,
            LABEL_SIZE if count else QUIET_SIZE,
            self.ink["ink"] if count else self.colors["label"],
            bold=bool(count),
        )
        self.label(label)

    def node(self, node: CorridorNode) -> None:
        """Draw a node of the corridor."""
        x, y = self.project((node.lon, node.lat))
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{self.ink["disc"]}" '
            f'stroke="{self.ink["corridor"]}" stroke-width="2.5"/>'
        )

    def subpark(self, node: CorridorNode) -> None:
        """Draw a node inside a park, by name only: its resources are among the park's."""
        x, y = self.project((node.lon, node.lat))
        if not self.ground.frame.holds(Box(x, y, 0, 0)):
            return
        self.node(node)
        radius = self.ground.radius_at(x, y, 4.0, nameless=True)
        name, color = node.short(self.lang), self.ink["corridor"]
        self.label(Label(name, x, y, radius, QUIET_SIZE, color, bold=False))


def sunflower(
    x: float, y: float, count: int, step: float, skipped: int = 0
) -> Iterable[tuple[float, float]]:
    """Yield `count` points in a spiral round (x, y), like `geometry.pack`, on paper; the innermost
    `skipped` places are left free."""
    for j in range(skipped, count + skipped):
        r, angle = step * sqrt(j + 0.5), j * geometry.GOLDEN_ANGLE
        yield x + r * cos(angle), y - r * sin(angle)
