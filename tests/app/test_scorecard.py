"""The scorecard shows what is published, with qualifier and source, and never a sum."""

import json
import re
from collections import Counter
from html import unescape
from typing import Any

import pytest

from tests.app.conftest import Open, Served
from tests.app.files import BOTH, LIVE, MADE_UP, Files, Row, said
from tests.app.shown import (
    LANGS,
    bodies,
    cells,
    charts,
    datasets,
    html,
    piece,
    source,
    tables,
    texts,
    titles,
    warnings,
    words,
)

of_both = pytest.mark.parametrize("files", BOTH, ids=repr)
PERIOD = {"zh": ">时期</th>", "en": ">Period</th>"}
THEMES = {
    "projects": ("项目与企业", "Projects and companies"),
    "research": ("科研合作", "Research"),
    "investment": ("投资", "Investment"),
    "exchange": ("交流", "Exchange"),
    "platform": ("平台与机制", "Platforms and mechanisms"),
    "resources": ("创新资源", "Resources"),
}
Line = tuple[str, str, str, str]


def metric_lines(markup: str, whole: str = "") -> list[Line]:
    """The figures of a piece: number, name with note, what is said of earlier years, and what the
    panel says that a click opens, which stands in the `whole` that the piece is of."""
    return [
        (
            unescape(number),
            " ".join(words(name).split()),
            " ".join(words(rest).split()),
            source(whole or markup, panel),
        )
        for panel, number, name, rest in re.findall(
            r'popovertarget="([^"]*)"><b>(.*?)</b><span>(.*?)</span>(<em.*?</em>|)</button>',
            markup.replace('<span lang="zh">', "").replace("</span></span>", "</span>"),
        )
    ]


def through_the_years(rows: list[Row], scope: str) -> list[list[Row]]:
    """A scope's figures by metric, each with its latest year first."""
    gathered: dict[str, list[Row]] = {}
    for row in rows:
        if row["scope"] == scope:
            gathered.setdefault(row["metric"], []).append(row)
    return [sorted(own, key=lambda r: r["period"], reverse=True) for own in gathered.values()]


def change(now: Row, before: Row, lang: str) -> str:
    """What is said of the change to a figure from the one before."""
    can_be_said = now["qualifier"] == before["qualifier"] == "exact"
    if not can_be_said or now["unit_zh"] != before["unit_zh"]:
        return {"zh": "非精确数，不计变化", "en": "not exact figures: no change shown"}[lang]
    grown = f"{float(now['value']) - float(before['value']):+g}"
    return {"zh": f"变化 {grown}", "en": f"change {grown}"}[lang]


def expected_line(figures: list[Row], lang: str) -> Line:
    """A figure with its earlier years as the page must show it."""
    now, *earlier = figures
    note = f" · {now['note_zh']}" if now["note_zh"] else ""
    colon = {"zh": "：", "en": ": "}[lang]
    rest = [f"{r['period'].replace('/', '—')}{colon}{said(r, lang)}" for r in earlier]
    if earlier:
        rest.append(change(now, earlier[0], lang))
    return said(now, lang), now[f"name_{lang}"] + note, " · ".join(rest), LIVE.origin(now, lang)


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_alliance_figures_are_the_files(seen: Open, files: Files, lang: str) -> None:
    at = seen("scorecard", lang=lang)
    own = through_the_years(files.table("scorecard"), "alliance")
    assert own
    shown = metric_lines(html(at, '<section class="metrics"'))
    assert shown == [expected_line(figures, lang) for figures in own]
    periods = sorted({row["period"] for row in files.table("scorecard")}, reverse=True)
    said_periods = {"zh": "、", "en": ", "}[lang].join(p.replace("/", " — ") for p in periods)
    assert said_periods in titles(at).values()


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_parks_figures_are_the_files_by_theme_in_the_alliances_order(
    seen: Open, files: Files, lang: str
) -> None:
    at = seen("scorecard", lang=lang)
    rows = files.table("scorecard")
    # Before the table of all figures.
    whole = tables(at, files.short("park", files.parks[0], lang))[0]
    head, *lines = cells(whole)
    # A theme of which no park has a figure is no column.
    themes = [t for t in THEMES if any(r["theme"] == t and r["scope"] in files.parks for r in rows)]
    assert [words(cell) for cell in head[1:]] == [THEMES[t][lang == "en"] for t in themes]
    names = [files.short("park", park, lang) for park in files.parks]
    assert [words(first) for first, *_ in lines] == names
    for park, (_, *columns) in zip(files.parks, lines, strict=True):
        own = through_the_years(rows, park)
        for theme, cell in zip(themes, columns, strict=True):
            expected = [expected_line(f, lang) for f in own if f[0]["theme"] == theme]
            assert metric_lines(cell, whole) == expected, (park, theme)
        if not own:
            none = {"zh": "联盟未公布该园区的数字", "en": "No figures published for this zone"}
            assert words(columns[0]) == none[lang]


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_stands_in_the_table_of_sources(seen: Open, files: Files, lang: str) -> None:
    at = seen("scorecard", lang=lang)
    alliance = {"zh": "联盟", "en": "Alliance"}[lang]
    rows = files.table("scorecard")
    table = texts(piece(at, PERIOD[lang]))[1:]
    shown = [(line[0], line[1], line[2], line[4], line[5], line[6]) for line in table]
    assert shown == [
        (
            alliance if row["scope"] == "alliance" else files.short("park", row["scope"], lang),
            row[f"name_{lang}"],
            said(row, lang),
            row["period"].replace("/", "—"),
            row["note_zh"],
            row["source"],
        )
        for row in rows
    ]
    count = {"zh": f"（{len(rows)} 行）", "en": f"({len(rows)} rows)"}[lang]
    assert count in " ".join(expander.label for expander in at.expander)


@of_both
def test_no_figure_is_a_sum(seen: Open, files: Files) -> None:
    """Every number that is written large is one of the file, and each as often as there."""
    at = seen("scorecard")
    large = [
        unescape(number)
        for body in bodies(at)
        for number in re.findall(r'class="sourced"[^>]*><b>(.*?)</b>', body)
    ]
    rows = files.table("scorecard")
    scopes = ("alliance", *files.parks)
    latest = [figures[0] for scope in scopes for figures in through_the_years(rows, scope)]
    assert Counter(large) == Counter(said(row, "zh") for row in latest)
    [note] = [note for title, note in titles(at).items() if title.startswith("各园区的数字 · 2")]
    assert "不相加、不排序" in note
    assert [title for title in titles(at) if title.startswith("联盟这一年 · 2")]
    if files is LIVE:
        assert "联盟这一年 · 2023.11–2024.11 联盟公布" in titles(at)


@pytest.mark.parametrize(
    ("query", "parks"),
    [
        ({"park": ["hengshui", "tianjin"]}, ("tianjin", "hengshui")),
        ({"province": "beijing"}, ("zgc",)),
        # What is filtered of the register does not change what the alliance has published.
        ({"chain": "robot", "q": "没有这样的机构"}, MADE_UP.parks),
    ],
)
def test_scorecard_follows_park_and_province(
    seen: Open, query: dict[str, Any], parks: tuple[str, ...]
) -> None:
    at = seen("scorecard", **query)
    markup = tables(at, MADE_UP.short("park", parks[0], "zh"))[0]
    names = [MADE_UP.short("park", park, "zh") for park in parks]
    assert [line[0] for line in texts(markup)[1:]] == names
    own = through_the_years(MADE_UP.table("scorecard"), "alliance")
    assert len(metric_lines(html(at, '<section class="metrics"'))) == len(own)


@pytest.mark.parametrize(
    ("lang", "none"), [("zh", "没有两个园区公布同一口径"), ("en", "No two zones")]
)
def test_without_a_shared_metric_there_is_no_chart_but_a_sentence(
    opened: Open, served: Served, lang: str, none: str
) -> None:
    rows = {row["metric"]: row for row in MADE_UP.table("scorecard")}
    served.sources = MADE_UP.changed(scorecard=list(rows.values())).sources
    at = opened("scorecard", lang=lang)
    assert charts(at) == []
    assert none in piece(at, none)


@pytest.mark.parametrize("lang", LANGS)
def test_metrics_that_parks_share_are_drawn_side_by_side(seen: Open, lang: str) -> None:
    at = seen("scorecard", lang=lang)
    rows = MADE_UP.table("scorecard")
    latest = {r["period"] for r in rows if r["metric"] == "sample_invested"}
    shared = [
        [r for r in rows if r["metric"] == "sample_enterprises" and r["unit_zh"] == "家"],
        [r for r in rows if (r["metric"], r["period"]) == ("sample_invested", max(latest))],
    ]
    assert len(charts(at)) == len(shared)
    for chart, own in zip(charts(at), shared, strict=True):
        spec = json.loads(chart.proto.spec)
        assert spec["usermeta"] == {"embedOptions": {"renderer": "svg"}}
        [drawn] = datasets(chart)
        own.sort(key=lambda row: MADE_UP.parks.index(row["scope"]))
        # In the alliance's order of members, as published, with the qualifier in words.
        assert [(row["park"], row["value"], row["said"]) for row in drawn] == [
            (MADE_UP.short("park", r["scope"], lang), float(r["value"]), said(r, lang)) for r in own
        ]
        assert own[0][f"name_{lang}"] in titles(at)
    assert not [b for b in bodies(at) if "没有两个园区" in b or "No two zones" in b]
    # The table behind them is still there.
    assert metric_lines(tables(at, MADE_UP.short("park", "zgc", lang))[0])


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_milestones_are_the_files_newest_first(seen: Open, files: Files, lang: str) -> None:
    items = re.findall(
        r"<li><time>(.*?)</time><div>(.*?)<br>", html(seen("scorecard", lang=lang), "<ol class")
    )
    assert [(date, unescape(text)) for date, text in items] == [
        (event["date"], event[f"text_{lang}"]) for event in reversed(files.table("milestones"))
    ]


NEXT = "2026-01-01/2026-12-31"


def next_year() -> list[Row]:
    """The made-up file with one more year, whose rows come first."""
    rows = {(row["scope"], row["metric"]): row for row in MADE_UP.table("scorecard")[::-1]}
    later = [
        rows["alliance", "events"] | {"value": "35"},
        # No change may be said of a number that is not exact, before or after.
        rows["alliance", "projects_landed"] | {"value": "400", "qualifier": "more_than"},
        rows["tianjin", "sample_enterprises"] | {"value": "130", "qualifier": "exact"},
        # Nor of one in another unit.
        rows["cangzhou", "sample_enterprises"] | {"value": "40", "unit_zh": "家"},
        rows["baoding", "sample_enterprises"] | {"value": "38.75"},
        # A metric that is new.
        rows["baoding", "sample_enterprises"] | {"metric": "sample_lines", "value": "5"},
    ]
    return [row | {"period": NEXT} for row in later] + MADE_UP.table("scorecard")


@pytest.mark.parametrize("lang", LANGS)
def test_another_year_stands_beside_the_first_with_change_only_where_it_can_be_said(
    opened: Open, served: Served, lang: str
) -> None:
    served.sources = MADE_UP.changed(scorecard=next_year()).sources
    at = opened("scorecard", lang=lang)
    assert not at.exception
    assert not at.warning
    parks = tables(at, MADE_UP.short("park", "zgc", lang))[0]
    shown = metric_lines(html(at, '<section class="metrics"')) + metric_lines(parks)
    rest = {(number, name): earlier for number, name, earlier, _ in shown}

    def earlier(scope: str, metric: str) -> str:
        own = next(
            figures
            for figures in through_the_years(next_year(), scope)
            if figures[0]["metric"] == metric
        )
        number, name, *_ = expected_line(own, lang)
        return rest[number, name]

    word = {"zh": "变化 ", "en": "change "}[lang]
    unsaid = {"zh": "非精确数，不计变化", "en": "not exact figures: no change shown"}[lang]
    assert earlier("alliance", "events").endswith(f"{word}+23")
    assert earlier("alliance", "projects_landed").endswith(unsaid)
    assert earlier("tianjin", "sample_enterprises").endswith(unsaid)
    assert earlier("baoding", "sample_enterprises").endswith(f"{word}-1.25")
    assert {"zh": "3 个", "en": ": 3 "}[lang] in earlier("cangzhou", "sample_enterprises")
    assert word + "+" not in earlier("cangzhou", "sample_enterprises")
    # Of one year only: nothing to compare with.
    assert earlier("baoding", "sample_lines") == ""
    assert earlier("alliance", "members") == ""
    # All years stand in the table of all figures, and in the title.
    assert len(texts(piece(at, PERIOD[lang]))) == 1 + len(next_year())
    assert any(note.startswith("2026-01-01 — 2026-12-31") for note in titles(at).values())


def test_overview_and_park_show_the_latest_year(opened: Open, served: Served) -> None:
    served.sources = MADE_UP.changed(scorecard=next_year()).sources
    headlines = words(html(opened(), '<section class="headlines"'))
    assert "35 场" in headlines
    assert "12 场" not in headlines
    year = html(opened("parks", park="baoding"), '<ul class="figures"')
    assert "38.75 家" in year
    assert "40 家" not in year


def test_a_bad_figure_leaves_the_others(opened: Open, served: Served) -> None:
    rows = LIVE.table("scorecard")
    bad = next(row for row in rows if row["metric"] == "events")
    others = [row for row in rows if row is not bad]
    changed = LIVE.changed(scorecard=[bad | {"unit_zh": "斤"}, *others])
    served.sources = changed.sources
    at = opened("scorecard")
    assert "斤" in warnings(at)
    shown = metric_lines(html(at, '<section class="metrics"'))
    assert shown == [expected_line(f, "zh") for f in through_the_years(others, "alliance")]
    assert len(texts(piece(at, PERIOD["zh"]))) == 1 + len(others)
    assert html(at, '<ol class="timeline"')
