"""A figure is said with its qualifier, and never as a false exact number."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from lib.base.files import Sources
from lib.base.i18n import LANGS, Lang
from lib.base.problems import Reading
from lib.editions.edition import Edition
from lib.published import scorecard
from lib.published.scorecard import Figure, Line
from lib.terms import vocabulary
from tests.editions import fixture_sources
from tests.edits import places, table, with_cells, without

SOURCES = fixture_sources()
VOCABULARY = vocabulary.read(SOURCES)
SCORECARD, MILESTONES = "scorecard.csv", "milestones.csv"


def read(sources: Sources) -> Reading[Figure]:
    return scorecard.read_figures(sources, VOCABULARY)


def figure(qualifier: str, value: str = "40", unit: tuple[str, str] = ("家", "")) -> Figure:
    return Figure(
        period="2023-11-29/2024-11-28",
        scope="alliance",
        metric="m",
        zh="企业",
        en="Enterprises",
        value=value,
        unit_zh=unit[0],
        unit_en=unit[1],
        qualifier=qualifier,
        theme="projects",
        note="",
        source="s",
    )


@pytest.mark.parametrize(
    ("qualifier", "zh", "en"),
    [
        ("exact", "40 家", "40"),
        ("at_least", "40 家以上", "40 or more"),
        ("more_than", "超 40 家", "over 40"),
        ("some_over", "40 余家", "some 40"),
        ("about", "约 40 家", "about 40"),
        ("nearly", "近 40 家", "nearly 40"),
    ],
)
def test_number_with_qualifier(qualifier: str, zh: str, en: str) -> None:
    assert figure(qualifier).number("zh") == zh
    assert figure(qualifier).number("en") == en


@pytest.mark.parametrize("lang", LANGS)
def test_number_keeps_every_digit_and_the_unit(lang: Lang) -> None:
    said = {"zh": "约 107.30 万元", "en": "about 107.30 units"}
    assert figure("about", "107.30", ("万元", "units")).number(lang) == said[lang]


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("111.555", "111.555 亿元", "RMB 11.16 billion"),
        ("107.30", "107.30 亿元", "RMB 10.73 billion"),
        ("8.5", "8.5 亿元", "RMB 850 million"),
        ("10", "10 亿元", "RMB 1 billion"),
        ("0.004", "0.004 亿元", "RMB 0.4 million"),
        ("1234567.89", "1234567.89 亿元", "RMB 123.46 trillion"),
        ("0", "0 亿元", "RMB 0"),
    ],
)
def test_money_is_counted_as_each_language_counts(value: str, zh: str, en: str) -> None:
    said = figure("exact", value, ("亿元", "RMB 100 million"))
    assert (said.number("zh"), said.number("en")) == (zh, en)
    about = figure("about", value, ("亿元", "RMB 100 million"))
    assert (about.number("zh"), about.number("en")) == (f"约 {zh}", f"about {en}")


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [("-1.25", "-1.25", "-RMB 125 million"), ("20", "+20", "+RMB 2 billion")],
)
def test_change_of_money_is_money(change: str, zh: str, en: str) -> None:
    said = figure("exact", "8.5", ("亿元", "RMB 100 million"))
    assert said.difference(Decimal(change), "zh") == zh
    assert said.difference(Decimal(change), "en") == en
    assert figure("exact", "8").difference(Decimal(change), "en") == zh


def test_every_qualifier_of_the_fixture_is_tested_above(edition: Edition) -> None:
    assert {f.qualifier for f in edition.figures.rows} == set(scorecard.QUALIFIERS)


def test_every_figure_of_the_file_is_read_as_it_stands() -> None:
    reading = read(SOURCES)
    assert reading.problems == ()
    for found, row in zip(reading.rows, table(SOURCES, SCORECARD), strict=True):
        assert [found.name(lang) for lang in LANGS] == [row["name_zh"], row["name_en"]]
        same = ("period", "scope", "metric", "value", "unit_zh", "unit_en", "qualifier", "theme")
        assert [getattr(found, column) for column in same] == [row[column] for column in same]
        assert (found.note, found.source) == (row["note_zh"], row["source"])


def test_an_origin_names_period_and_source(edition: Edition) -> None:
    figure = edition.figures.rows[0]
    for lang in LANGS:
        assert "2025-01-01—2025-12-31" in figure.origin(lang)
        assert figure.source in figure.origin(lang)


def test_headlines_are_the_alliances_own_in_order(edition: Edition) -> None:
    figures = edition.figures.rows
    latest = {r["metric"]: r["value"] for r in table(SOURCES, SCORECARD) if "2025" in r["period"]}
    for source in (figures, tuple(reversed(figures))):
        found = scorecard.headlines(source)
        assert [f.metric for f in found] == list(scorecard.HEADLINES)
        assert [f.value for f in found] == [latest[f.metric] for f in found]
        assert {f.scope for f in found} == {"alliance"}


def test_headlines_leave_out_what_is_not_published(edition: Edition) -> None:
    found = scorecard.headlines(f for f in edition.figures.rows if f.metric != "members")
    assert [f.metric for f in found] == [m for m in scorecard.HEADLINES if m != "members"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("qualifier", "maybe"), ("scope", "atlantis"), ("scope", "bda"), ("unit_zh", "斤")),
        *(
            ("theme", "magic"),
            ("value", "many"),
            ("value", "1e3"),
            ("value", "１２"),
            ("value", ""),
        ),
        *(("qualifier", ""), ("qualifier", "exact;about"), ("scope", ""), ("theme", "")),
        *(("scope", "zgc;tianjin"), ("theme", "projects;research"), ("source", "")),
        *(("period", ""), ("metric", ""), ("name_zh", ""), ("name_en", "")),
    ],
)
def test_a_figure_that_cannot_be_used_names_its_row_and_spares_the_rest(
    column: str, value: str
) -> None:
    reading = read(with_cells(SOURCES, SCORECARD, 6, **{column: value}))
    assert places(list(reading.problems)) == [(SCORECARD, 6, column, value)]
    rows = table(SOURCES, SCORECARD)  # The header is row 1, so row 6 is the fifth of these.
    assert [f.metric for f in reading.rows] == [r["metric"] for r in rows[:4] + rows[5:]]


def test_spaces_round_a_code_are_no_part_of_it() -> None:
    reading = read(with_cells(SOURCES, SCORECARD, 6, qualifier=" exact\u3000"))
    assert reading == read(SOURCES)


def test_scopes_are_the_alliance_and_the_editions_zones(edition: Edition) -> None:
    codes = [park.code for park in edition.vocabulary.parks]
    assert scorecard.scopes(edition.vocabulary) == ("alliance", *codes)


def test_every_milestone_of_the_file_is_read() -> None:
    reading = scorecard.read_milestones(SOURCES, VOCABULARY)
    assert reading.problems == ()
    for event, row in zip(reading.rows, table(SOURCES, MILESTONES), strict=True):
        assert [event.date, event.scope, event.source] == [
            row[column] for column in ("date", "scope", "source")
        ]
        assert [event.text(lang) for lang in LANGS] == [row["text_zh"], row["text_en"]]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("date", "2024-02-31"), ("date", "２０２４"), ("date", "2024年"), ("date", "")),
        *(("scope", "atlantis"), ("text_zh", ""), ("text_en", ""), ("source", "")),
    ],
)
def test_a_milestone_that_cannot_be_used_names_its_row_and_spares_the_rest(
    column: str, value: str
) -> None:
    bad = with_cells(SOURCES, MILESTONES, 4, **{column: value})
    reading = scorecard.read_milestones(bad, VOCABULARY)
    assert places(list(reading.problems)) == [(MILESTONES, 4, column, value)]
    assert len(reading.rows) == len(table(SOURCES, MILESTONES)) - 1


def test_a_missing_file_gives_no_rows_and_says_so() -> None:
    bad = without(without(SOURCES, SCORECARD), MILESTONES)
    for reading, file in (
        (read(bad), SCORECARD),
        (scorecard.read_milestones(bad, VOCABULARY), MILESTONES),
    ):
        assert reading.rows == ()
        assert places(list(reading.problems)) == [(file, None, None, "")]


# Years

FIRST, SECOND, THIRD = "2023-11-29/2024-11-28", "2024-11-29/2025-11-28", "2025-11-29/2026-11-28"


def published(
    scope: str,
    metric: str,
    value: str,
    period: str = FIRST,
    *,
    unit: str = "家",
    qualifier: str = "exact",
) -> Figure:
    return replace(figure(qualifier, value, (unit, "")), scope=scope, metric=metric, period=period)


def summary(line: Line) -> tuple[str, str, list[str], Decimal | None]:
    return line.scope, line.latest.metric, [f.value for f in line.figures], line.change


def test_a_figure_of_one_year_is_a_line_without_change(edition: Edition) -> None:
    figures = [f for f in edition.figures.rows if f.period.startswith("2025")]
    lines = scorecard.lines(figures)
    assert [line.figures for line in lines] == [(each,) for each in figures]
    assert [line.change for line in lines] == [None] * len(figures)


def test_two_years_of_the_fixture_are_compared_only_where_both_are_exact(
    edition: Edition,
) -> None:
    lines = [line for line in scorecard.lines(edition.figures.rows) if len(line.figures) == 2]
    assert [summary(line) for line in lines] == [
        ("alliance", "events", ["12", "9"], Decimal(3)),
        ("alliance", "projects_landed", ["56", "50"], None),
        ("chengde", "sample_invested", ["8.50", "7"], None),
    ]


def test_a_second_year_stands_beside_the_first_with_change_where_both_are_exact() -> None:
    figures = (
        published("alliance", "events", "28"),
        published("tianjin", "landed", "100", qualifier="more_than"),
        published("tianjin", "invested", "8.5", unit="亿元"),
        published("chengde", "landed", "10"),
        published("chengde", "signed", "36"),
        published("alliance", "events", "35", SECOND),
        published("tianjin", "landed", "120", SECOND),  # the first year's was no exact number
        published("tianjin", "invested", "7.25", SECOND, unit="亿元"),
        published("chengde", "signed", "40", SECOND, unit="个"),  # another unit
        published("hengshui", "landed", "5", SECOND),  # its first
    )
    assert [summary(line) for line in scorecard.lines(figures)] == [
        ("alliance", "events", ["35", "28"], Decimal(7)),
        ("tianjin", "landed", ["120", "100"], None),
        ("tianjin", "invested", ["7.25", "8.5"], Decimal("-1.25")),
        ("chengde", "landed", ["10"], None),
        ("chengde", "signed", ["40", "36"], None),
        ("hengshui", "landed", ["5"], None),
    ]


@pytest.mark.parametrize("order", list(permutations((FIRST, SECOND, THIRD))))
def test_the_latest_year_is_first_whatever_the_files_order(order: tuple[str, ...]) -> None:
    values = {FIRST: "10", SECOND: "14", THIRD: "13"}
    [line] = scorecard.lines(published("alliance", "members", values[p], p) for p in order)
    assert summary(line) == ("alliance", "members", ["13", "14", "10"], Decimal(-1))


def test_change_is_none_unless_scope_metric_and_unit_are_one_and_both_exact() -> None:
    now, before = (
        published("alliance", "events", "35", SECOND),
        published("alliance", "events", "28"),
    )
    assert now.change_from(before) == 7
    assert now.change_from(replace(before, scope="tianjin")) is None
    assert now.change_from(replace(before, metric="spark_events")) is None
    assert now.change_from(replace(before, unit_zh="场")) is None
    for qualifier in set(scorecard.QUALIFIERS) - {"exact"}:
        assert now.change_from(replace(before, qualifier=qualifier)) is None
        assert replace(now, qualifier=qualifier).change_from(before) is None


def test_change_is_exact_to_the_last_digit() -> None:
    now = published("alliance", "invested", "111.555", SECOND)
    assert now.change_from(published("alliance", "invested", "111.5")) == Decimal("0.055")
    # Binary fractions would say 0.10000000000000009.
    assert published("a", "m", "1.1").change_from(published("a", "m", "1.0")) == Decimal("0.1")


def test_headlines_are_of_the_latest_year(edition: Edition) -> None:
    third = (
        published("alliance", "events", "35", "2026-01-01/2026-12-31"),
        published("tianjin", "members", "99", "2026-01-01/2026-12-31"),  # a zone's
    )
    for figures in ((*edition.figures.rows, *third), (*third, *edition.figures.rows)):
        found = {f.metric: (f.scope, f.value) for f in scorecard.headlines(figures)}
        assert list(found) == list(scorecard.HEADLINES)
        assert found["events"] == ("alliance", "35")
        assert found["members"] == ("alliance", "10")


def test_only_figures_of_one_metric_unit_and_period_are_drawn_side_by_side(
    edition: Edition,
) -> None:
    shared = scorecard.shared_metrics(edition.figures.rows, edition.vocabulary)
    assert {m: [(f.scope, f.value) for f in group] for m, group in shared.items()} == {
        "sample_enterprises": [("tianjin", "100"), ("baoding", "40")],
        "sample_invested": [("shijiazhuang", "111.555"), ("chengde", "8.50")],
    }


def test_shared_metrics_have_one_unit_and_one_period_in_the_order_of_members() -> None:
    figures = (
        published("xiongan", "landed", "3"),
        published("tangshan", "landed", "69"),
        published("zgc", "landed", "7"),
        published("alliance", "landed", "320"),  # no park
        published("hengshui", "landed", "30", unit="个"),  # another unit
        published("cangzhou", "landed", "10", SECOND),  # another year
        published("tianjin", "invested", "8.5"),  # alone
        published("alliance", "invested", "99"),  # no zone to compare it with
    )
    assert {
        metric: [(f.scope, f.value) for f in own]
        for metric, own in scorecard.shared_metrics(figures, VOCABULARY).items()
    } == {"landed": [("zgc", "7"), ("tangshan", "69"), ("xiongan", "3")]}


def test_of_shared_years_the_latest_is_drawn_whatever_the_files_order() -> None:
    figures = [
        published(scope, "landed", value, period)
        for period, own in ((FIRST, ("1", "2")), (SECOND, ("3", "4")))
        for scope, value in zip(("tianjin", "zgc"), own, strict=True)
    ]
    for source in (figures, figures[::-1]):
        found = scorecard.shared_metrics(source, VOCABULARY)
        assert {m: [f.value for f in own] for m, own in found.items()} == {"landed": ["4", "3"]}
    # A year that only one park has published can be compared with nothing.
    alone = [f for f in figures if (f.scope, f.period) != ("zgc", SECOND)]
    found = scorecard.shared_metrics(alone, VOCABULARY)
    assert {m: [f.value for f in own] for m, own in found.items()} == {"landed": ["2", "1"]}
