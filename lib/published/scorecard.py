"""The alliance's and the zones' yearly figures, each with qualifier, unit, period and source."""

from calendar import month_abbr
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lib.base import tables
from lib.base.cells import DATE, NUMBER
from lib.base.files import Sources
from lib.base.i18n import Lang, mark, translator
from lib.base.problems import Reading
from lib.base.tables import Row
from lib.terms.taxonomy import Vocabulary

# How a figure is said: never a false exact number.
QUALIFIERS: Final = {
    "exact": "{value}{unit}",
    "at_least": mark("{value}{unit}以上"),
    "more_than": mark("超 {value}{unit}"),
    "some_over": mark("{value} 余{bare}"),
    "about": mark("约 {value}{unit}"),
    "nearly": mark("近 {value}{unit}"),
}
MONEY: Final = "亿元"
UNITS: Final = (*"个份类家场项条", MONEY)
# English counts money by thousands, in these; each with how many of it 亿元 is.
_ENGLISH_MONEY: Final = (
    (Decimal("0.0001"), " trillion"),
    (Decimal("0.1"), " billion"),
    (Decimal(100), " million"),
)
THEMES: Final = {
    "projects": mark("项目与企业"),
    "research": mark("科研合作"),
    "investment": mark("投资"),
    "exchange": mark("交流"),
    "platform": mark("平台与机制"),
    "resources": mark("创新资源"),
}
ALLIANCE: Final = "alliance"
HEADLINES: Final = (
    *("map_resources", "map_parks", "members"),
    *("events", "research_cooperations", "projects_landed"),
)


def scopes(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return whose figures and milestones there are: the alliance's and each member zone's."""
    return (ALLIANCE, *(park.code for park in vocabulary.parks))


def months(period: str, lang: Lang) -> str:
    """Return a period by its months: 2023.11–2024.11, in English Nov 2023–Nov 2024."""
    return "–".join(_month(day, lang) for day in period.split("/"))


def _month(day: str, lang: Lang) -> str:
    year, _, rest = day.partition("-")
    if not rest or not DATE.fits(day):
        return day
    month = rest[:2]
    return f"{year}.{month}" if lang == "zh" else f"{month_abbr[int(month)]} {year}"


def published(figures: Iterable["Figure"], lang: Lang) -> str:
    """Return of when figures are and who has published them, the latest first, for the title they
    stand under; empty without figures."""
    t = translator(lang)
    found = sorted({figure.period for figure in figures}, reverse=True)
    spans = t("、").join(months(period, lang) for period in found)
    return t("{period} 联盟公布").format(period=spans) if spans else ""


def say(value: str, qualifier: str, unit: str, lang: Lang) -> str:
    """Return a number as it may be said: 超 100 家, 40 余家; `over 100` in English."""
    return "".join(parts(value, qualifier, unit, lang))


def parts(value: str, qualifier: str, unit: str, lang: Lang) -> tuple[str, str, str]:
    """Return a number as it may be said in its parts: the words before its digits, the digits, the
    words after them."""
    before, _, after = translator(lang)(QUALIFIERS[qualifier]).partition("{value}")
    return before, value, after.format(unit=f" {unit}" if unit else "", bare=unit)


def english_money(value: Decimal) -> tuple[str, str, str]:
    """Return an amount of 亿元 as English writes it, in its parts: RMB 11.16 billion. No more than
    two decimals stand, as in the press."""
    by, word = next((one for one in _ENGLISH_MONEY if abs(value * one[0]) >= 1), _ENGLISH_MONEY[-1])
    digits = f"{value * by:,.2f}".rstrip("0").rstrip(".")
    return "RMB ", digits, word if value else ""


@dataclass(frozen=True)
class Figure:
    """One row of `data/scorecard.csv`. `value` stays text, so that no digit is ever changed."""

    period: str
    scope: str
    metric: str
    zh: str
    en: str
    value: str
    unit_zh: str
    unit_en: str
    qualifier: str
    theme: str
    note: str
    source: str

    def name(self, lang: Lang) -> str:
        """Return what the figure counts."""
        return self.zh if lang == "zh" else self.en

    def unit(self, lang: Lang) -> str:
        """Return what is counted in, empty where that goes without saying."""
        return self.unit_zh if lang == "zh" else self.unit_en

    def number(self, lang: Lang) -> str:
        """Return value, unit and qualifier as they may be said: 超 100 家, over 100."""
        return "".join(self.parts(lang))

    def parts(self, lang: Lang) -> tuple[str, str, str]:
        """Return `number` in its parts (see `parts`)."""
        if lang == "zh" or self.unit_zh != MONEY:
            return parts(self.value, self.qualifier, self.unit(lang), lang)
        sign, digits, word = english_money(Decimal(self.value))
        before, digits, after = parts(digits, self.qualifier, word.strip(), lang)
        return f"{before}{sign}", digits, after

    def difference(self, change: Decimal, lang: Lang) -> str:
        """Return by how much the figure grew, in words: +7, -RMB 125 million."""
        if lang == "zh" or self.unit_zh != MONEY:
            return f"{change:+f}"
        return f"{change:+f}"[0] + "".join(english_money(abs(change)))

    def origin(self, lang: Lang) -> str:
        """Return who published the figure, for which period, and the source."""
        t = translator(lang)
        return t("联盟公布 · {period} · 来源：{source}").format(
            period=self.period.replace("/", "—"), source=self.source
        )

    def change_from(self, earlier: "Figure") -> Decimal | None:
        """Return by how much the figure grew, or `None` where that cannot be said: the metric,
        scope or unit differs, or either figure is not exact."""

        def kind(figure: Figure) -> tuple[str, str, str]:
            return figure.scope, figure.metric, figure.unit_zh

        exact = self.qualifier == earlier.qualifier == "exact"
        if not exact or kind(self) != kind(earlier):
            return None
        return Decimal(self.value) - Decimal(earlier.value)


_COLUMNS: Final = (
    *("period", "scope", "metric", "name_zh", "name_en", "value", "unit_zh", "unit_en"),
    *("qualifier", "theme", "note_zh", "source"),
)


def _figure(row: Row) -> Figure:
    same = ("period", "scope", "metric", "value", "unit_zh", "unit_en", "qualifier", "theme")
    return Figure(
        zh=row["name_zh"],
        en=row["name_en"],
        note=row["note_zh"],
        source=row["source"],
        **{column: row[column] for column in same},
    )


def read_figures(sources: Sources, vocabulary: Vocabulary) -> Reading[Figure]:
    """Return all figures in file order; a row with an unknown code is a problem, not a figure."""
    return tables.read(
        sources,
        "scorecard.csv",
        _COLUMNS,
        _figure,
        required=("period", "metric", "name_zh", "name_en", "value", "source"),
        known={
            "scope": scopes(vocabulary),
            "qualifier": QUALIFIERS,
            "unit_zh": UNITS,
            "theme": THEMES,
        },
        checks={"value": NUMBER},
    )


def headlines(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return the alliance's headline figures of the latest period in `HEADLINES` order."""
    own = {line.latest.metric: line.latest for line in lines(figures) if line.scope == ALLIANCE}
    return tuple(own[metric] for metric in HEADLINES if metric in own)


@dataclass(frozen=True)
class Line:
    """One metric of one scope through the years: `figures` has the latest first."""

    figures: tuple[Figure, ...]

    @property
    def latest(self) -> Figure:
        """The figure of the latest period."""
        return self.figures[0]

    @property
    def scope(self) -> str:
        """Whose figure it is: a park, or the alliance."""
        return self.latest.scope

    @property
    def change(self) -> Decimal | None:
        """By how much the latest figure differs from the one before, where that can be said."""
        if len(self.figures) == 1:
            return None
        return self.latest.change_from(self.figures[1])


def lines(figures: Iterable[Figure]) -> tuple[Line, ...]:
    """Return the figures gathered by scope and metric, in the order these first appear."""
    gathered: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        gathered.setdefault((figure.scope, figure.metric), []).append(figure)
    return tuple(
        Line(tuple(sorted(group, key=lambda f: f.period, reverse=True)))
        for group in gathered.values()
    )


def shared_metrics(
    figures: Iterable[Figure], vocabulary: Vocabulary
) -> dict[str, tuple[Figure, ...]]:
    """Return, for each metric that at least two parks publish in one unit and one period, the
    parks' figures of the latest such period in the alliance's order of members: the only ones
    that may be drawn side by side."""
    parks = [park.code for park in vocabulary.parks]
    groups: dict[tuple[str, str, str], dict[str, Figure]] = {}
    for figure in sorted(figures, key=lambda f: f.period):
        if figure.scope in parks:
            key = (figure.metric, figure.unit_zh, figure.period)
            groups.setdefault(key, {})[figure.scope] = figure
    return {
        metric: tuple(own[code] for code in parks if code in own)
        for (metric, _, _), own in groups.items()
        if len(own) > 1
    }


@dataclass(frozen=True)
class Milestone:
    """A dated event of the alliance, a park or the corridor, with its source."""

    date: str
    zh: str
    en: str
    scope: str
    source: str

    def text(self, lang: Lang) -> str:
        """Return what happened."""
        return self.zh if lang == "zh" else self.en


def read_milestones(sources: Sources, vocabulary: Vocabulary) -> Reading[Milestone]:
    """Return the milestones of `data/milestones.csv` in file order (by date)."""
    return tables.read(
        sources,
        "milestones.csv",
        ("date", "text_zh", "text_en", "scope", "source"),
        lambda r: Milestone(r["date"], r["text_zh"], r["text_en"], r["scope"], r["source"]),
        required=("date", "text_zh", "text_en", "source"),
        known={"scope": (*scopes(vocabulary), "corridor")},
        checks={"date": DATE},
    )
