"""Scenes of the live edition, and what they are held against."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lib import scenes
from lib.base import settings
from lib.base.i18n import Lang
from lib.base.problems import Reading
from lib.published.scorecard import Figure, Milestone
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from lib.terms import taxonomy
from tests.editions import live_edition

ENTRIES: Final = live_edition()
V: Final = ENTRIES.vocabulary
FIGURES: Final = ENTRIES.figures.rows
LONG: Final = "很长的名称" * 60
FILTERS: Final = (
    ENTRIES.filter(),
    ENTRIES.filter(park=("tianjin", "xiongan")),
    ENTRIES.filter(chain=("robot",)),
    ENTRIES.filter(chain=("hydrogen",), cluster=("ic",)),
    ENTRIES.filter(category=("pilot",), corridor=("bda", "cangzhou")),
    ENTRIES.filter(province=("hebei",), chain=("biomed",)),
    ENTRIES.filter(q="没有这样的资源"),
    ENTRIES.filter(park=("baoding",), province=("beijing",)),
)


def told(
    selection: ResourceFilter | None = None,
    lang: Lang = "zh",
    figures: tuple[Figure, ...] = ENTRIES.figures.rows,
    events: tuple[Milestone, ...] = ENTRIES.milestones.rows,
) -> dict[str, Scene]:
    """The scenes by code, of the live edition or one that differs in what is published."""
    edition = replace(ENTRIES, figures=Reading(figures, ()), milestones=Reading(events, ()))
    story = scenes.scenes(edition, selection or ENTRIES.filter(), lang)
    assert len({scene.code for scene in story}) == len(story)
    return {scene.code: scene for scene in story}


def texts(scene: Scene) -> Iterator[str]:
    """Every text of a scene but its notes."""
    yield from (scene.title, scene.lead, scene.scope, *scene.missing)
    for number in scene.numbers:
        yield from (number.text, number.label)
    if scene.chart:
        yield from (scene.chart.title, *scene.chart.categories)
        yield from (series.name for series in scene.chart.series)
    if scene.table:
        yield from (scene.table.title, *scene.table.heads)
        yield from (cell for row in scene.table.rows for cell in row)
    if scene.map:
        yield from (scene.map.alt, *(count for count in scene.map.counts.values()))


def rows(**wanted: str) -> list[dict[str, str]]:
    """The register's rows as its CSV has them, counted without the app."""
    with (settings.DATA_DIR / "resources.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return [row for row in found if all(row[k] == v for k, v in wanted.items())]


def tagged(row: dict[str, str]) -> bool:
    return bool(row["chains"] or row["clusters"])


def silent_parks() -> list[taxonomy.Park]:
    """The parks in the register of which no row carries a chain or a cluster."""
    return [
        park
        for park in V.parks
        if rows(park=park.code) and not any(map(tagged, rows(park=park.code)))
    ]


def by_category(found: list[dict[str, str]]) -> tuple[int, ...]:
    return tuple(sum(r["category"] == c.code for r in found) for c in V.categories)
