"""Scenes as plain values: words, numbers, charts, tables, and where the map looks.

How they are laid out is not their concern.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal
from unicodedata import east_asian_width

from lib.base.i18n import mark

TITLE: Final = mark("京津冀创新资源看板")
# How far a map looks around its `center`, in metres.
AROUND_M: Final = 120_000.0
# The longest text a hall can read at once, in half-widths; the notes hold it whole.
LONGEST_LABEL: Final = 66


@dataclass(frozen=True)
class Number:
    """A figure as it may be written: the words before its digits (超), the digits, the words after
    them (余家); what it counts; and its source.

    Without digits, `after` is the word that stands for a zero that says nothing (未标注).
    """

    before: str
    digits: str
    after: str
    label: str
    source: str

    @classmethod
    def of(cls, count: int | str, label: str, source: str) -> "Number":
        """Return a plain count, or the word that stands for it, as a number."""
        digits, word = ("", count) if isinstance(count, str) else (str(count), "")
        return cls("", digits, word, label, source)

    @property
    def text(self) -> str:
        """The whole figure without what it counts: 超 100 家."""
        return f"{self.before}{self.digits}{self.after}"

    def with_unit_in_label(self) -> "Number":
        """Return the number with the words after its digits before what it counts."""
        return replace(self, after="", label=f"{self.after.strip()} · {self.label}")


@dataclass(frozen=True)
class Series:
    """One number for each category of a chart, with the colour (`#RRGGBB`) each is drawn in."""

    name: str
    values: tuple[int, ...]
    colors: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """Horizontal bars, one for each of `categories` from the top; several series are parts of it,
    one after the other.

    `scale` is what the longest bar of all charts that are compared with it counts; `none` is the
    word for a bar of nothing, as the register's zeros are no facts.
    """

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    none: str
    scale: int = 0

    @property
    def is_stacked(self) -> bool:
        """Whether bars have parts."""
        return len(self.series) > 1

    @property
    def totals(self) -> tuple[int, ...]:
        """The length of each bar."""
        bars = range(len(self.categories))
        return tuple(sum(series.values[i] for series in self.series) for i in bars)

    @property
    def longest(self) -> int:
        """What a bar over the whole width counts."""
        return max(*self.totals, self.scale, 1)

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands at the end of each bar."""
        return tuple(str(total) if total else self.none for total in self.totals)


@dataclass(frozen=True)
class Table:
    """Cells of text under `heads`; `widths` are the columns' shares of the whole."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Place:
    """A park or node that a map names, and what is counted there: a number, or the word for a zero
    that says nothing."""

    code: str
    count: str


@dataclass(frozen=True)
class Look:
    """Where the map looks: at the region, at a park, or along the corridor; the places in the
    register's frame of the `rows` it shows; the parks or nodes it names; and all that in words.

    At the region it looks as a whole, or at what lies within `AROUND_M` of the park `center`.
    """

    view: Literal["region", "park", "corridor"]
    rows: tuple[int, ...]
    places: tuple[Place, ...]
    alt: str
    center: str = ""

    @property
    def counts(self) -> dict[str, str]:
        """What is counted at each place, by its code."""
        return {place.code: place.count for place in self.places}


@dataclass(frozen=True)
class Scene:
    """One screen, slide or sheet, all text in one language.

    `scope` says the filter it follows, empty for none; `missing` what it cannot show, and why;
    `numbers_title` whose its numbers are and of when, where the title does not say so. `points` are
    what the speaker may say, a line each; `notes` what stands behind it, with every source.
    """

    code: str
    title: str
    lead: str
    notes: tuple[str, ...]
    kind: Literal["cover", "scene", "closing"] = "scene"
    points: tuple[str, ...] = ()
    numbers_title: str = ""
    numbers: tuple[Number, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    map: Look | None = None
    missing: tuple[str, ...] = ()
    scope: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it has nothing but a title and a lead."""
        return self.kind != "scene"


def shortened(text: str, most: int) -> str:
    """Return `text`, cut with … where it is wider than `most` half-widths."""
    width = 0
    for i, character in enumerate(text):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > most:
            return text[: max(i - 1, 0)].rstrip() + "…"
    return text
