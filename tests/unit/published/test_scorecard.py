"""A figure is said with its qualifier, and never as a false exact number."""

import csv
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from lib.base.i18n import Lang
from lib.published import scorecard
from lib.published.scorecard import Figure, Line
from lib.terms import taxonomy


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


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "约 107.30 亿元"), ("en", "about 107.30 100 million yuan")]
)
def test_number_keeps_every_digit_and_the_unit(lang: Lang, said: str) -> None:
    assert figure("about", "107.30", ("亿元", "100 million yuan")).number(lang) == said


def test_every_qualifier_in_the_file_is_tested_above() -> None:
    assert {f.qualifier for f in scorecard.read_figures().rows} <= set(scorecard.QUALIFIERS)
    assert set(scorecard.QUALIFIERS) == {
        "exact",
        "at_least",
        "more_than",
        "some_over",
        "about",
        "nearly",
    }


def test_headlines_are_the_alliances_own_in_order() -> None:
    with (taxonomy.DATA_DIR / "scorecard.csv").open(encoding="utf-8", newline="") as file:
        published = {r["metric"]: r["value"] for r in csv.DictReader(file)}
    figures = scorecard.read_figures().rows
    shuffled = tuple(reversed(figures))
    for source in (figures, shuffled):
        found = scorecard.headlines(source)
        assert [f.metric for f in found] == list(scorecard.HEADLINES)
        assert [f.value for f in found] == [published[f.metric] for f in found]
        assert {f.scope for f in found} == {"alliance"}


def test_headlines_leave_out_what_is_not_published() -> None:
    found = scorecard.headlines(
        tuple(f for f in scorecard.read_figures().rows if f.metric != "members")
    )
    assert [f.metric for f in found] == [m for m in scorecard.HEADLINES if m != "members"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("qualifier", "maybe"),
        ("scope", "atlantis"),
        ("unit_zh", "斤"),
        ("theme", "magic"),
        ("value", "many"),
    ],
)
def test_unknown_code_names_its_row_and_spares_the_rest(
    monkeypatch: pytest.MonkeyPatch, column: str, value: str
) -> None:
    rows = taxonomy.rows("scorecard")
    rows[4][column] = value  # the header is row 1, so this is row 6
    monkeypatch.setattr(taxonomy, "rows", lambda _: rows)
    reading = scorecard.read_figures()
    [problem] = reading.problems
    assert (problem.file, problem.row, problem.column) == ("scorecard.csv", 6, column)
    assert value in problem.text("zh")
    assert value in problem.text("en")
    assert [f.metric for f in reading.rows] == [r["metric"] for r in rows[:4] + rows[5:]]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("qualifier", ""), ("qualifier", "exact;about"), ("qualifier", " exact")),
        *(("scope", ""), ("scope", "zgc;tianjin"), ("theme", ""), ("theme", "projects;research")),
    ],
)
def test_a_row_that_is_read_can_be_shown(
    monkeypatch: pytest.MonkeyPatch, column: str, value: str
) -> None:
    rows = taxonomy.rows("scorecard")
    rows[4][column] = value
    monkeypatch.setattr(taxonomy, "rows", lambda _: rows)
    reading = scorecard.read_figures()
    for found in reading.rows:
        assert found.number("zh")
        assert found.scope in scorecard.SCOPES
        assert found.theme in scorecard.THEMES
    assert len(reading.rows) + len(reading.problems) == len(rows)


def test_figures_are_numbers_with_sources() -> None:
    for found in scorecard.read_figures().rows:
        assert Decimal(found.value) > 0
        assert found.source
        assert found.name("zh")
        assert found.name("en")


def test_milestones_are_in_order_of_date() -> None:
    dates = [event.date for event in scorecard.read_milestones().rows]
    assert dates == sorted(dates)


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


def test_lines_of_one_year_are_its_figures() -> None:
    figures = scorecard.read_figures().rows
    lines = scorecard.lines(figures)
    assert [line.figures for line in lines] == [(each,) for each in figures]
    assert [line.change for line in lines] == [None] * len(figures)


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


def test_headlines_are_of_the_latest_year() -> None:
    second = (
        published("alliance", "events", "35", SECOND),
        published("tianjin", "members", "99", SECOND),  # a park's, not the alliance's
    )
    for figures in (
        (*scorecard.read_figures().rows, *second),
        (*second, *scorecard.read_figures().rows),
    ):
        found = {f.metric: (f.scope, f.value) for f in scorecard.headlines(figures)}
        assert list(found) == list(scorecard.HEADLINES)
        assert found["events"] == ("alliance", "35")
        assert found["members"] == ("alliance", "10")


def test_no_two_parks_of_the_file_share_a_metric() -> None:
    with (taxonomy.DATA_DIR / "scorecard.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["scope"] != "alliance"]
    keys = {(r["metric"], r["scope"]) for r in rows}
    assert len({metric for metric, _ in keys}) == len(keys)
    assert scorecard.shared_metrics(scorecard.read_figures().rows) == {}


def test_shared_metrics_have_one_unit_and_one_period_in_the_order_of_members() -> None:
    figures = (
        published("xiongan", "landed", "3"),
        published("tangshan", "landed", "69"),
        published("zgc", "landed", "7"),
        published("alliance", "landed", "320"),  # no park
        published("hengshui", "landed", "30", unit="个"),  # another unit
        published("cangzhou", "landed", "10", SECOND),  # another year
        published("tianjin", "invested", "8.5"),  # alone
    )
    assert {
        metric: [(f.scope, f.value) for f in own]
        for metric, own in scorecard.shared_metrics(figures).items()
    } == {"landed": [("zgc", "7"), ("tangshan", "69"), ("xiongan", "3")]}


def test_of_shared_years_the_latest_is_drawn_whatever_the_files_order() -> None:
    figures = [
        published(scope, "landed", value, period)
        for period, own in ((FIRST, ("1", "2")), (SECOND, ("3", "4")))
        for scope, value in zip(("tianjin", "zgc"), own, strict=True)
    ]
    for source in (figures, figures[::-1]):
        found = scorecard.shared_metrics(source)
        assert {m: [f.value for f in own] for m, own in found.items()} == {"landed": ["4", "3"]}
    # A year that only one park has published can be compared with nothing.
    alone = [f for f in figures if (f.scope, f.period) != ("zgc", SECOND)]
    found = scorecard.shared_metrics(alone)
    assert {m: [f.value for f in own] for m, own in found.items()} == {"landed": ["2", "1"]}
