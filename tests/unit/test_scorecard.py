"""A figure is said with its qualifier, and never as a false exact number."""

import csv
from decimal import Decimal

import pytest

from lib import scorecard, taxonomy
from lib.i18n import Lang
from lib.scorecard import Figure


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


def test_figures_are_numbers_with_sources() -> None:
    for found in scorecard.read_figures().rows:
        assert Decimal(found.value) > 0
        assert found.source
        assert found.name("zh")
        assert found.name("en")


def test_milestones_are_in_order_of_date() -> None:
    dates = [event.date for event in scorecard.read_milestones().rows]
    assert dates == sorted(dates)
