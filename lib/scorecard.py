"""The alliance's and the zones' yearly figures, each with qualifier, unit, period and source."""

from dataclasses import dataclass
from typing import Final

from lib import taxonomy
from lib.errors import DataProblem
from lib.i18n import Lang, mark, translator

# How a figure is said: never a false exact number.
QUALIFIERS: Final = {
    "exact": "{value}{unit}",
    "at_least": mark("{value}{unit}以上"),
    "more_than": mark("超 {value}{unit}"),
    "some_over": mark("{value} 余{bare}"),
    "about": mark("约 {value}{unit}"),
}
HEADLINES: Final = (
    *("map_resources", "map_parks", "members"),
    *("events", "research_cooperations", "projects_landed"),
)


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

    def number(self, lang: Lang) -> str:
        """Return value, unit and qualifier as they may be said: 超 100 家, over 100."""
        unit = self.unit_zh if lang == "zh" else self.unit_en
        text = translator(lang)(QUALIFIERS[self.qualifier])
        return text.format(value=self.value, unit=f" {unit}" if unit else "", bare=unit)


def read_figures() -> tuple[Figure, ...]:
    """Return all figures in file order. Raises `DataProblem` at an unknown qualifier or scope."""
    figures = []
    for number, row in enumerate(taxonomy.rows("scorecard"), start=2):
        for column, known in (
            ("qualifier", QUALIFIERS),
            ("scope", {"alliance"} | {park.code for park in taxonomy.PARKS}),
        ):
            if row[column] not in known:
                raise DataProblem(
                    "scorecard.csv",
                    mark("未知代码“{value}”。"),
                    row=number,
                    column=column,
                    value=row[column],
                )
        figures.append(
            Figure(
                zh=row["name_zh"],
                en=row["name_en"],
                note=row["note_zh"],
                **{
                    key: row[key]
                    for key in (
                        *("period", "scope", "metric", "value", "unit_zh", "unit_en"),
                        *("qualifier", "theme", "source"),
                    )
                },
            )
        )
    return tuple(figures)


def headlines(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the alliance's headline figures in `HEADLINES` order."""
    own = {f.metric: f for f in figures if f.scope == "alliance"}
    return tuple(own[metric] for metric in HEADLINES if metric in own)


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


def read_milestones() -> tuple[Milestone, ...]:
    """Return the milestones of `data/milestones.csv` in file order (by date)."""
    return tuple(
        Milestone(r["date"], r["text_zh"], r["text_en"], r["scope"], r["source"])
        for r in taxonomy.rows("milestones")
    )
