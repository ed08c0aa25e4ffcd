"""Parks, corridor, chains and scorecard show what the data files say.

Expected numbers are counted here from the CSV files, not by the code that draws the pages.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from html import unescape
from itertools import combinations, pairwise
from math import asin, cos, radians, sin, sqrt
from statistics import median
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from lib.editions.edition import Edition
from lib.terms import live, taxonomy
from lib.ui import view
from tests.app.conftest import Open
from tests.app.test_app import CJK, html, notes, statement, words

Row = dict[str, str]
PAGES = ("parks", "corridor", "chains", "scorecard")
LANGS = ("zh", "en")
LOADERS = (view.load_register, view.load_figures, view.load_milestones, view.load_facts)
CODES = ("rd", "pilot", "testing", "incubator", "transfer")
CHAINS = ("hydrogen", "biomed", "cyber_iiot", "machine_tool", "nev_icv", "robot")
CLUSTERS = ("ic", "cybersec", "power_eq", "safety")
AREAS = (*(("chain", code) for code in CHAINS), *(("cluster", code) for code in CLUSTERS))
NODES = ("bda", "yanjiao", "tianjin", "cangzhou")
BDA = "亦庄（北京经开区）"
SILENCE = {
    "zh": {"untagged": "未标注", "absent": "未收录"},
    "en": {"untagged": "Untagged", "absent": "no entry"},
}
NOWHERE = {"zh": "均未收录", "en": "none anywhere"}
UNTAGGED_NODE = {"zh": "沧州的资源均未标注链或集群", "en": "No resource of Cangzhou carries"}


def table(name: str) -> list[Row]:
    with (live.DATA_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RESOURCES, SEATS = table("resources"), {row["park"]: row for row in table("parks")}
PARKS = tuple(code for code, row in SEATS.items() if row["kind"] == "member")


# What the files say


def in_park(row: Row, park: str) -> bool:
    return row["park"] == park


def in_node(row: Row, node: str) -> bool:
    return row["subpark"] == BDA if node == "bda" else row["park"] == node


def tags(row: Row) -> set[str]:
    return {*row["chains"].split(";"), *row["clusters"].split(";")} - {""}


def of_area(row: Row, area: tuple[str, str] | None) -> bool:
    return area is None or area[1] in tags(row)


def km(a: str, b: str) -> float:
    """The great-circle distance of two seats."""
    lon1, lat1, lon2, lat2 = (radians(float(SEATS[p][c])) for p in (a, b) for c in ("lon", "lat"))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(h))


def said_km(value: float, lang: str) -> str:
    """Under 50 km to the kilometre, else to ten: both are marked as approximate."""
    number = f"{value:.0f}" if value < 50 else f"{round(value / 10) * 10}"
    return f"约 {number} km" if lang == "zh" else f"~{number} km"


def short(code: str, lang: str) -> str:
    """A park's short name."""
    return SEATS[code]["name_zh"].removesuffix("高新区") if lang == "zh" else SEATS[code]["name_en"]


def said(figure: Row, lang: str) -> str:
    """How a figure may be said."""
    value, unit = figure["value"], figure[f"unit_{lang}"]
    spaced = f" {unit}" if unit else ""
    forms = {
        "zh": {
            "exact": f"{value}{spaced}",
            "at_least": f"{value}{spaced}以上",
            "more_than": f"超 {value}{spaced}",
            "some_over": f"{value} 余{unit}",
            "about": f"约 {value}{spaced}",
        },
        "en": {
            "exact": f"{value}{spaced}",
            "at_least": f"{value}{spaced} or more",
            "more_than": f"over {value}{spaced}",
            "some_over": f"some {value}{spaced}",
            "about": f"about {value}{spaced}",
        },
    }
    return forms[lang][figure["qualifier"]]


def lacks(
    places: tuple[str, ...],
    inside: Callable[[Row, str], bool],
    area: tuple[str, str] | None,
    rows: list[Row] = RESOURCES,
) -> list[tuple[str, str, str | None]]:
    """Every step that the register does not hold at a place which it may be asked of, with the
    nearest place that has it."""
    have = {
        (place, step)
        for row in rows
        for place in places
        for step in (row["category"],)
        if inside(row, place) and of_area(row, area)
    }
    speaking = [
        place
        for place in places
        if any(inside(row, place) and (area is None or tags(row)) for row in rows)
    ]
    return [
        (
            place,
            step,
            min(
                (other for other in places if (other, step) in have),
                key=lambda other: km(place, other),
                default=None,
            ),
        )
        for place in speaking
        for step in CODES
        if (place, step) not in have
    ]


# What the pages show


def bodies(at: AppTest) -> list[str]:
    return [str(element.proto.body) for element in at.get("html")]


def piece(at: AppTest, mark: str) -> str:
    """The one piece of the page's HTML that holds `mark`."""
    [found] = [body for body in bodies(at) if mark in body]
    return found


def cells(markup: str) -> list[list[str]]:
    """A table's cells as HTML, its head first."""
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)
        for line in re.findall(r"<tr[^>]*>(.*?)</tr>", markup, re.S)
    ]


def texts(markup: str) -> list[list[str]]:
    """A table's cells as text."""
    return [[" ".join(words(cell).split()) for cell in line] for line in cells(markup)]


def tables(at: AppTest, first: str) -> list[str]:
    """The page's tables with a row of that heading."""
    return [
        body
        for body in bodies(at)
        if 'class="data"' in body and first in [line[0] for line in texts(body) if line]
    ]


def titles(at: AppTest) -> dict[str, str]:
    """The panels' titles with the notes beside them."""
    found = [re.findall(r"<(?:b|span)>(.*?)</(?:b|span)>", b) for b in bodies(at) if "panel" in b]
    return {unescape(title): unescape(note) for title, note in (f for f in found if len(f) == 2)}


def plain(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown)


def row_of(at: AppTest, key: str) -> dict[str, str]:
    """A matrix row's cells by their column's name: what is written in each."""
    found = {}
    for option in at.button_group(key=key).options:
        value, name = option.rsplit(" *", 1)
        grey = re.fullmatch(r":gray\[(.*)\]", value)
        found[plain(name.removesuffix("*"))] = plain(grey[1] if grey else value)
    return found


def listed(at: AppTest, key: str) -> list[str]:
    """The names of the resources of a list."""
    return [plain(option.rsplit(" *", 1)[0]) for option in at.button_group(key=key).options]


def keys(at: AppTest) -> list[str]:
    return [str(group.key) for group in at.button_group]


def datasets(chart: Any) -> list[list[dict[str, Any]]]:
    return [pa.ipc.open_stream(d.data.data).read_all().to_pylist() for d in chart.proto.datasets]


def charts(at: AppTest) -> list[Any]:
    return list(at.get("vega_lite_chart"))


# Data of a test's own


Given = Callable[..., None]


SEEN: dict[tuple[str, str], AppTest] = {}


@pytest.fixture
def seen(opened: Open) -> Open:
    """As `opened`, for who only looks: a page seen by an earlier test is not opened again."""

    def look(page: str, **query: str | list[str]) -> AppTest:
        key = page, str(query)
        if key not in SEEN:
            SEEN[key] = opened(page, **query)
        return SEEN[key]

    return look


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[Given]:
    """A function that puts rows in place of a small table's."""
    real = taxonomy.rows
    loaders = (*LOADERS, view.load_agreements)

    def put(**changed: list[Row]) -> None:
        monkeypatch.setattr(taxonomy, "rows", lambda name: changed.get(name) or real(name))
        for load in loaders:
            load.clear()

    yield put
    monkeypatch.undo()
    for load in loaders:
        load.clear()


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch, entries: Edition) -> Iterator[Callable[..., None]]:
    """A function after which no resource (of one park, or of all) carries a chain or cluster
    (one, or any)."""

    def take(tag: str = "", park: str = "") -> None:
        frame = entries.frame.copy()
        for column in ("chains", "clusters"):
            frame[column] = [
                tags if park not in ("", place) else tuple(t for t in tags if tag not in ("", t))
                for place, tags in zip(frame["park"], frame[column], strict=True)
            ]
        # `replace` makes another register: what is kept by content must not be mixed up.
        digest = sha256(f"without {tag} {park}".encode()).hexdigest()
        other = replace(entries, frame=frame, sha256=digest)
        monkeypatch.setattr(register, "read_parquet", lambda: other)
        view.load_register.clear()

    yield take
    monkeypatch.undo()
    view.load_register.clear()


# Every page


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "query",
    [{}, {"chain": "robot", "q": "没有这样的机构"}],
    ids=["all", "nothing"],
)
def test_page_opens(seen: Open, page: str, lang: str, query: dict[str, str]) -> None:
    at = seen(page, lang=lang, **query)
    assert not at.exception
    assert not at.error
    assert not at.warning
    assert statement(at)
    marks = {
        "parks": {"zh": "选一个园区看档案", "en": "Choose a zone for its profile"},
        "corridor": {"zh": "G2 产业创新走廊", "en": "G2 Industrial Innovation Corridor"},
        "chains": {"zh": "链与集群 × 园区、类别", "en": "Chains and clusters × zones, categories"},
        "scorecard": {"zh": "联盟这一年", "en": "The alliance's year"},
    }
    shown = " ".join([*titles(at), *(group.label for group in at.button_group)])
    assert marks[page][lang] in shown


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("parks", {}),
        ("parks", {"park": "zgc"}),
        ("parks", {"park": ["tianjin", "xiongan", "hengshui"]}),
        ("corridor", {}),
        ("corridor", {"corridor": "yanjiao", "category": "pilot"}),
        ("chains", {"chain": "robot"}),
        ("chains", {"chain": "robot", "park": "zgc", "category": "pilot"}),
        ("scorecard", {}),
    ],
)
def test_in_english_nothing_is_chinese_but_data_marked_as_such(
    seen: Open, page: str, query: dict[str, Any]
) -> None:
    at = seen(page, lang="en", **query)
    said = [button.label for button in at.button if button.key != "lang_switch"]
    said += [field.label for field in (*at.text_input, *at.selectbox, *at.expander)]
    said += [plain(caption.value) for caption in at.caption]
    for group in at.button_group:
        # A resource's own name is data; what stands beside it is not.
        names = str(group.key).endswith("_resources")
        said += [group.label, *(o.rsplit(" *", 1)[1] if names else o for o in group.options)]
    for body in bodies(at):
        said += re.findall(r'aria-label="([^"]*)"', body)
        said.append(words(re.sub(r'<(\w+)[^>]*\blang="zh"[^>]*>.*?</\1>', "", body, flags=re.S)))
    for chart in charts(at):
        said += [chart.proto.spec, chart.proto.alt, str(datasets(chart))]
    assert len(said) > 40
    assert [text for text in said if CJK.search(text)] == []


# 年度成绩单

SCORECARD = table("scorecard")


def metric_lines(markup: str) -> list[tuple[str, str, str, str]]:
    """The figures of a piece: number, name with note, what is said of earlier years, source."""
    return [
        (
            unescape(number),
            " ".join(words(name).split()),
            " ".join(words(rest).split()),
            unescape(source),
        )
        for source, number, name, rest in re.findall(
            r'<div title="([^"]*)" tabindex="0"><b>(.*?)</b><span>(.*?)</span>(<em.*?</em>|)</div>',
            markup.replace('<span lang="zh">', "").replace("</span></span>", "</span>"),
        )
    ]


def expected_line(figure: Row, lang: str) -> tuple[str, str, str, str]:
    """The figure as the page must show it, when it stands alone."""
    note = f" · {figure['note_zh']}" if figure["note_zh"] else ""
    period = figure["period"].replace("/", "—")
    source = (
        f"联盟公布 · {period} · 来源：{figure['source']}"
        if lang == "zh"
        else f"Announced by the alliance · {period} · Source: {figure['source']}"
    )
    return said(figure, lang), figure[f"name_{lang}"] + note, "", source


@pytest.mark.parametrize("lang", LANGS)
def test_alliance_figures_are_the_files(seen: Open, lang: str) -> None:
    at = seen("scorecard", lang=lang)
    own = [row for row in SCORECARD if row["scope"] == "alliance"]
    assert len(own) == 11
    shown = metric_lines(html(at, '<section class="metrics"'))
    assert shown == [expected_line(row, lang) for row in own]
    assert "2023-11-29 — 2024-11-28" in titles(at).values()


@pytest.mark.parametrize("lang", LANGS)
def test_parks_figures_are_the_files_by_theme_in_the_alliances_order(seen: Open, lang: str) -> None:
    at = seen("scorecard", lang=lang)
    [markup] = tables(at, short("xiongan", lang))
    head, *rows = cells(markup)
    themes = {
        "zh": ["项目与企业", "科研合作", "投资", "平台与机制"],
        "en": ["Projects and enterprises", "Research", "Investment", "Platforms and mechanisms"],
    }
    # No park has a figure on exchange: a column of nothing is not drawn.
    assert [words(cell) for cell in head[1:]] == themes[lang]
    assert [words(first) for first, *_ in rows] == [short(park, lang) for park in PARKS]
    for park, (_, *columns) in zip(PARKS, rows, strict=True):
        for theme, cell in zip(
            ("projects", "research", "investment", "platform"), columns, strict=True
        ):
            own = [r for r in SCORECARD if (r["scope"], r["theme"]) == (park, theme)]
            assert metric_lines(cell) == [expected_line(row, lang) for row in own], (park, theme)
        if not any(row["scope"] == park for row in SCORECARD):
            none = {"zh": "联盟未公布该园区的数字", "en": "No figures published for this zone"}
            assert words(columns[0]) == none[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_stands_in_the_table_of_sources(seen: Open, lang: str) -> None:
    at = seen("scorecard", lang=lang)
    markup = piece(at, {"zh": ">时期<", "en": ">Period<"}[lang])
    alliance = {"zh": "联盟", "en": "Alliance"}[lang]
    shown = [(line[0], line[1], line[2], line[4], line[5], line[6]) for line in texts(markup)[1:]]
    assert shown == [
        (
            alliance if row["scope"] == "alliance" else short(row["scope"], lang),
            row[f"name_{lang}"],
            said(row, lang),
            row["period"].replace("/", "—"),
            row["note_zh"],
            row["source"],
        )
        for row in SCORECARD
    ]
    assert {"zh": "（30 行）", "en": "(30 rows)"}[lang] in " ".join(e.label for e in at.expander)


def test_no_figure_is_a_sum(seen: Open) -> None:
    """Every number that is written large is one of the file, and each as often as there."""
    at = seen("scorecard")
    large = [
        unescape(number)
        for body in bodies(at)
        for number in re.findall(r'tabindex="0"><b>(.*?)</b>', body)
    ]
    assert Counter(large) == Counter(said(row, "zh") for row in SCORECARD)
    assert "不相加、不排序" in titles(at)["各园区公布的数字"]


@pytest.mark.parametrize(
    ("query", "parks"),
    [
        ({"park": ["hengshui", "tianjin"]}, ("tianjin", "hengshui")),
        ({"province": "beijing"}, ("zgc",)),
        # What is filtered of the register does not change what the alliance has published.
        ({"chain": "robot", "q": "没有这样的机构"}, PARKS),
    ],
)
def test_scorecard_follows_park_and_province(
    seen: Open, query: dict[str, Any], parks: tuple[str, ...]
) -> None:
    at = seen("scorecard", **query)
    markup = tables(at, short(parks[0], "zh"))[0]
    assert [line[0] for line in texts(markup)[1:]] == [short(park, "zh") for park in parks]
    assert len(metric_lines(html(at, '<section class="metrics"'))) == 11


@pytest.mark.parametrize(
    ("lang", "none"), [("zh", "没有两个园区公布同一口径"), ("en", "No two zones")]
)
def test_without_a_shared_metric_there_is_no_chart_but_a_sentence(
    seen: Open, lang: str, none: str
) -> None:
    at = seen("scorecard", lang=lang)
    assert charts(at) == []
    assert none in piece(at, none)


@pytest.mark.parametrize("lang", LANGS)
def test_milestones_are_the_files_newest_first(seen: Open, lang: str) -> None:
    events = table("milestones")
    items = re.findall(
        r"<li><time>(.*?)</time><div>(.*?)<br>", html(seen("scorecard", lang=lang), "<ol class")
    )
    assert [(date, unescape(text)) for date, text in items] == [
        (event["date"], event[f"text_{lang}"]) for event in reversed(events)
    ]


SECOND = "2024-11-29/2025-11-28"


def second_year() -> list[Row]:
    """The file with a made-up second year, whose rows come first."""
    rows = {(row["scope"], row["metric"]): row for row in SCORECARD}
    later = [
        rows["alliance", "events"] | {"value": "35"},
        # No change may be said of a number that is not exact, before or after.
        rows["alliance", "projects_landed"] | {"value": "400", "qualifier": "more_than"},
        rows["tianjin", "beijing_hebei_enterprises_landed"]
        | {"value": "130", "qualifier": "exact"},
        # Nor of one in another unit.
        rows["shijiazhuang", "projects_attracted"] | {"value": "40", "unit_zh": "项"},
        rows["chengde", "investment_signed"] | {"value": "7.25"},
        # A metric that is new.
        rows["tangshan", "robot_enterprises"] | {"metric": "robot_lines", "value": "5"},
    ]
    return [row | {"period": SECOND} for row in later] + SCORECARD


@pytest.mark.parametrize("lang", LANGS)
def test_a_second_year_stands_beside_the_first_with_change_only_where_it_can_be_said(
    opened: Open, given: Given, lang: str
) -> None:
    given(scorecard=second_year())
    at = opened("scorecard", lang=lang)
    assert not at.exception
    assert not at.warning
    parks = tables(at, short("xiongan", lang))[0]
    shown = metric_lines(html(at, '<section class="metrics"')) + metric_lines(parks)
    beside = {(name, number): rest for number, name, rest, _ in shown}

    def line(scope: str, metric: str) -> str:
        row = next(r for r in second_year() if (r["scope"], r["metric"]) == (scope, metric))
        _, name, _, _ = expected_line(row, lang)
        return beside[name, said(row, lang)]

    mark = {"zh": "2023-11-29—2024-11-28：{}", "en": "2023-11-29—2024-11-28: {}"}[lang]
    unsaid = {"zh": "非精确数，不计变化", "en": "not exact, no change computed"}[lang]
    change = {"zh": "变化 {}", "en": "change {}"}[lang]

    def before(number: str) -> str:
        return mark.format(number)

    unit = {
        "zh": {"场": " 场", "个": " 个", "亿": " 亿元"},
        "en": {"场": "", "个": "", "亿": " ×100 million yuan"},
    }
    own = unit[lang]
    assert line("alliance", "events") == f"{before('28' + own['场'])} · {change.format('+7')}"
    assert line("alliance", "projects_landed") == f"{before('320' + own['个'])} · {unsaid}"
    over = {"zh": "超 100 家", "en": "over 100"}[lang]
    assert line("tianjin", "beijing_hebei_enterprises_landed") == f"{before(over)} · {unsaid}"
    assert line("chengde", "investment_signed") == (
        f"{before('8.5' + own['亿'])} · {change.format('-1.25')}"
    )
    # In another unit: the earlier number is there, and no change.
    other_unit = line("shijiazhuang", "projects_attracted")
    assert before("36" + own["个"]) in other_unit
    assert not re.search(r"(变化|change) [+-]", other_unit)
    # Of one year only: nothing to compare with.
    assert line("tangshan", "robot_lines") == ""
    assert line("alliance", "members") == ""
    assert len(shown) == len(SCORECARD) + 1
    # Both years stand in the table of all figures, and in the title.
    markup = piece(at, {"zh": ">时期<", "en": ">Period<"}[lang])
    assert len(texts(markup)) == 1 + len(second_year())
    assert any(
        note.startswith("2024-11-29 — 2025-11-28") and "2023-11-29 — 2024-11-28" in note
        for note in titles(at).values()
    )


def test_overview_and_park_show_the_latest_year(opened: Open, given: Given) -> None:
    given(scorecard=second_year())
    headlines = words(html(opened(), '<section class="headlines"'))
    assert "35 场" in headlines
    assert "28 场" not in headlines
    year = html(opened("parks", park="chengde"), '<ul class="figures"')
    assert "7.25 亿元" in year
    assert "8.5 亿元" not in year


@pytest.mark.parametrize("lang", LANGS)
def test_a_metric_that_two_parks_share_is_drawn_side_by_side(
    opened: Open, given: Given, lang: str
) -> None:
    robots = next(row for row in SCORECARD if row["metric"] == "robot_enterprises")
    shared = robots | {"scope": "tianjin", "value": "12", "qualifier": "some_over"}
    given(scorecard=[*SCORECARD, shared])
    at = opened("scorecard", lang=lang)
    [chart] = charts(at)
    spec = json.loads(chart.proto.spec)
    assert spec["usermeta"] == {"embedOptions": {"renderer": "svg"}}
    [rows] = datasets(chart)
    # In the alliance's order of members, as published, with the qualifier in words.
    assert [(row["park"], row["value"], row["said"]) for row in rows] == [
        (short("tianjin", lang), 12, said(shared, lang)),
        (short("tangshan", lang), 69, said(robots, lang)),
    ]
    assert robots[f"name_{lang}"] in titles(at)
    assert not [b for b in bodies(at) if "没有两个园区" in b or "No two zones" in b]
    # The table behind it is still there.
    assert len(metric_lines(tables(at, short("xiongan", lang))[0])) == 20


# 园区


@pytest.mark.parametrize("query", [{"q": "没有这样的机构"}, {"chain": "robot"}])
def test_sentence_never_takes_the_filter_for_the_register(
    seen: Open, query: dict[str, str]
) -> None:
    """中关村 has 155 rows in the register, whatever few of them the filter leaves."""
    said = words(html(seen("parks", park="zgc", **query), '<p class="said"'))
    assert "没有收录" not in said
    assert "登记册中仅收录" not in said


TOPICS = (
    *("history", "area", "enterprise", "platform", "finance", "people", "patent"),
    *("project", "ranking", "distance", "other"),
)
SHARED_BY = {"zh": "联盟全体成员", "en": "all alliance members"}


def profile(at: AppTest, lang: str) -> dict[str, list[str]]:
    """The identities: each line's cells by its heading."""
    [markup] = tables(at, {"zh": "全称", "en": "Full name"}[lang])
    return {line[0]: line[1:] for line in texts(markup)}


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize("lang", LANGS)
def test_profile_is_the_files(seen: Open, park: str, lang: str) -> None:
    at = seen("parks", park=park, lang=lang)
    row, unknown = SEATS[park], {"zh": "未见公开资料", "en": "not published"}[lang]
    since = {"zh": "{} 起", "en": "since {}"}[lang]
    provincial = {"zh": "省级（入盟时）", "en": "provincial (when joining)"}[lang]
    province = {"北京市": "Beijing", "天津市": "Tianjin", "河北省": "Hebei"}[row["province"]]
    in_city = "" if row["city"] == row["province"] else f" · {row['city']}"
    own = {"zh": "本页公开资料", "en": "published facts on this page"}[lang]
    national = since.format(row["national_since"]) if row["national_since"] else ""
    assert list(profile(at, lang).values())[1:] == [
        [row["full_name"]],
        [row["province"] + in_city if lang == "zh" else province],
        [row["established"] or unknown],
        [national or (provincial if row["level_when_joining"] == "provincial" else unknown)],
        [since.format(row["member_since"])],
        [f"{row['area_km2']} km²" if row["area_km2"] else unknown],
        [row["lead_industries"].replace(";", "、") or unknown],
        [row["address"] or unknown],
        [row["website"] or unknown],
        [row["source"].replace("park_facts.csv", own)],
    ]
    name = row["name_zh"] if lang == "zh" else row["name_en"]
    n = sum(r["park"] == park for r in RESOURCES)
    assert statement(at) == f"{name} — {n} {'项' if lang == 'zh' else 'resources'}"


def test_xiongan_is_no_part_of_baoding_and_without_resources_says_so(seen: Open) -> None:
    at = seen("parks", park="xiongan")
    identity = profile(at, "zh")
    assert identity["全称"] == ["河北雄安高新技术产业开发区"]
    assert identity["所在地"] == ["河北省 · 雄安新区"]
    assert "保定" not in words(piece(at, "河北雄安高新技术产业开发区"))
    sentence = html(at, '<p class="said"')
    assert words(sentence).split() == ["雄安", "登记册中没有收录该园区的资源。"]
    [by_category] = tables(at, "研发创新")
    assert [line[1] for line in texts(by_category)[1:]] == ["未收录"] * 5 + ["0"]
    assert listed(at, "pk_resources") == []
    english = seen("parks", park="xiongan", lang="en")
    assert words(html(english, '<p class="said"')).endswith("holds no resource of this zone.")
    assert profile(english, "en")["Location"] == ["Hebei"]


@pytest.mark.parametrize("park", PARKS)
def test_facts_of_a_park_are_the_files_by_topic_with_year_and_source(seen: Open, park: str) -> None:
    at = seen("parks", park=park)
    facts = [row for row in table("park_facts") if row["park"] == park]
    # File order within a topic.
    facts.sort(key=lambda row: TOPICS.index(row["topic"]))
    [markup] = [b for b in bodies(at) if 'class="facts"' in b]
    items = re.findall(r"<li>(.*?)</li>", markup, re.S)
    assert len(items) == len(facts) > 0
    for item, row in zip(items, facts, strict=True):
        fact, _, source = item.partition("<br>")
        assert words(fact).startswith(row["text_zh"])
        dated = [row["year"]] if row["year"] else []
        written = " ".join(words(source).split())
        assert written == " ".join(" · ".join([*dated, row["source_title"]]).split())
        links = re.findall(r'href="([^"]*)"', item)
        assert [unescape(link) for link in links] == (
            [row["source_url"]] if row["source_url"] else []
        )


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize("lang", LANGS)
def test_year_and_agreements_of_a_park_are_the_files(seen: Open, park: str, lang: str) -> None:
    at = seen("parks", park=park, lang=lang)
    figures = [row for row in SCORECARD if row["scope"] == park]
    if figures:
        shown = re.findall(
            r'<li title="([^"]*)" tabindex="0"><b>(.*?)</b> (.*?)</li>',
            html(at, '<ul class="figures"'),
        )
        assert [(unescape(number), unescape(name)) for _, number, name in shown] == [
            (said(row, lang), row[f"name_{lang}"]) for row in figures
        ]
        for source, _, _ in shown:
            assert figures[0]["source"] in unescape(source)
            assert "2023-11-29—2024-11-28" in source
    else:
        none = {"zh": "联盟未公布该园区的数字", "en": "No figures published for this zone"}
        assert piece(at, none[lang])
    signed = [
        row for row in table("agreements") if {park, "alliance"} & {*row["parties"].split(";")}
    ]
    assert signed  # The alliance's own binds every member.
    found = re.findall(r'<div class="agreement">(.*?)</div>', piece(at, 'class="agreement"'))
    assert len(found) == len(signed)
    for markup, row in zip(found, signed, strict=True):
        title, who, content, source = (words(p) for p in re.split(r"<p>", markup))
        assert title == row[f"name_{lang}"]
        assert content == row["content_zh"]
        assert row["source"] in source
        names = [
            SHARED_BY[lang] if code == "alliance" else short(code, lang)
            for code in row["parties"].split(";")
        ]
        assert who.split(" · ")[0] == {"zh": "、", "en": ", "}[lang].join(names)
        assert who.endswith(row["date"])


def parts(at: AppTest, first: str) -> dict[str, list[str]]:
    """What a table of counts and shares says, line by line."""
    [markup] = tables(at, first)
    return {line[0]: line[1:] for line in texts(markup)[1:]}


def share(n: int, total: int) -> str:
    return f"{n} {n / total:.0%}"


@pytest.mark.parametrize("parks", [("zgc",), ("tianjin", "cangzhou"), PARKS[:4], PARKS[5:9]])
def test_shares_are_counts_of_totals_beside_the_median_park(
    seen: Open, parks: tuple[str, ...]
) -> None:
    at = seen("parks", park=list(parks), level="national")
    rows = [row for row in RESOURCES if row["level"] == "national"]
    of = {park: [r for r in rows if r["park"] == park] for park in PARKS}
    tagged = {park: [r for r in own if tags(r)] for park, own in of.items()}
    ever_tagged = {r["park"] for r in RESOURCES if tags(r)}

    def expected(
        pool: dict[str, list[Row]], carries: Callable[[Row], bool], *, by_focus: bool
    ) -> list[str]:
        found = []
        for park in parks:
            n = sum(map(carries, pool[park]))
            silent = by_focus and park not in ever_tagged
            absent = not any(row["park"] == park for row in RESOURCES)
            if not n and (silent or absent):
                found.append("未收录" if absent else "未标注")
            elif not pool[park]:
                found.append(f"{n} —")
            else:
                found.append(share(n, len(pool[park])))
        own = [sum(map(carries, r)) / len(r) for r in pool.values() if r]
        return [*found, f"{median(own):.0%}"]

    shown = parts(at, "研发创新")
    for name, code in zip(
        ("研发创新", "概念验证与中试", "检验检测", "创业孵化", "技术转移"), CODES, strict=True
    ):
        assert shown[name] == expected(of, lambda r, c=code: r["category"] == c, by_focus=False)  # type: ignore[misc]
    assert shown["合计"] == [*(str(len(of[park])) for park in parks), ""]
    focus = parts(at, "氢能")
    for name, code in (
        ("氢能", "hydrogen"),
        ("生物医药", "biomed"),
        ("机器人", "robot"),
        ("集成电路", "ic"),
    ):
        assert focus[name] == expected(tagged, lambda r, c=code: c in tags(r), by_focus=True)  # type: ignore[misc]
    assert focus["已标注"] == [*(str(len(tagged[park])) for park in parks), ""]
    assert len(focus) == len(AREAS) + 1


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("lang", LANGS)
def test_parks_are_compared_side_by_side_on_one_scale(seen: Open, count: int, lang: str) -> None:
    chosen = PARKS[:count]
    at = seen("parks", park=list(chosen), lang=lang)
    names = [SEATS[park][f"name_{lang}"] for park in chosen]
    assert profile(at, lang)[""] == names
    assert profile(at, lang)[{"zh": "全称", "en": "Full name"}[lang]] == [
        SEATS[park]["full_name"] for park in chosen
    ]
    assert len([b for b in bodies(at) if b.startswith('<p class="said"')]) == count
    [chart] = charts(at)
    spec = json.loads(chart.proto.spec)
    assert spec["usermeta"] == {"embedOptions": {"renderer": "svg"}}
    points = next(d for d in datasets(chart) if "park" in d[0])
    shown = {(row["park"], row["n"]): row["share"] for row in points}
    assert list(dict.fromkeys(row["park"] for row in points)) == [short(p, lang) for p in chosen]
    for park in chosen:
        own = [row for row in RESOURCES if row["park"] == park]
        for n in Counter(row["category"] for row in own).values():
            assert shown[short(park, lang), n] == pytest.approx(n / len(own))
    # One layer of ticks for the median, one of marks for the parks, both on one axis.
    assert [layer["encoding"]["x"]["field"] for layer in spec["layer"]] == ["share", "share"]
    assert not notes(at)
    assert "pk_resources" not in keys(at)


@pytest.mark.parametrize(("lang", "note"), [("zh", "最多并列 4 个园区"), ("en", "At most 4 zones")])
def test_of_five_parks_the_first_four_are_compared(seen: Open, lang: str, note: str) -> None:
    chosen = ["hengshui", "zgc", "chengde", "baoding", "tangshan"]
    at = seen("parks", park=chosen, lang=lang)
    first = [park for park in PARKS if park in chosen][:4]
    assert profile(at, lang)[""] == [SEATS[park][f"name_{lang}"] for park in first]
    assert note in notes(at)
    n = sum(row["park"] in chosen for row in RESOURCES)
    assert str(n) in statement(at)


def test_one_park_lists_its_resources_and_needs_no_chart(seen: Open) -> None:
    at = seen("parks", park="hengshui")
    assert listed(at, "pk_resources") == [r["name"] for r in RESOURCES if r["park"] == "hengshui"]
    assert charts(at) == []
    assert len(at.get("deck_gl_json_chart")) == 1


def test_picking_parks_on_the_page_is_the_filter(opened: Open) -> None:
    at = opened("parks", category="rd")
    at.button_group(key="pick_park").set_value(["baoding"]).run()
    assert at.query_params == {"park": "baoding", "category": "rd"}
    assert profile(at, "zh")["全称"] == ["保定国家高新技术产业开发区"]
    at.button_group(key="pick_park").set_value(["baoding", "zgc"]).run()
    assert at.query_params == {"park": ["zgc", "baoding"], "category": "rd"}
    assert profile(at, "zh")[""] == ["中关村", "保定高新区"]
    at.button_group(key="pick_park").set_value([]).run()
    assert at.query_params == {"category": "rd"}
    assert "cells_parks_park_zgc" in keys(at)


def cell(n: int, rows: list[Row], *, by_focus: bool, lang: str = "zh") -> str:
    """What stands in a cell: a count, or why a zero of the place of `rows` says nothing."""
    if n:
        return str(n)
    if not rows:
        return SILENCE[lang]["absent"]
    return SILENCE[lang]["untagged"] if by_focus and not any(map(tags, rows)) else "0"


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ({}, lambda row, apart: True),
        (
            # The park is not chosen here, so that the page shows the matrix of all.
            {"category": "rd", "chain": "robot", "level": "national"},
            lambda row, apart: (
                row["level"] == "national"
                and ("category" in apart or row["category"] == "rd")
                and ("focus" in apart or "robot" in tags(row))
            ),
        ),
    ],
    ids=["all", "filtered"],
)
def test_matrix_of_the_parks_follows_the_filter_but_for_its_own_dimensions(
    seen: Open, query: dict[str, str], rest: Callable[[Row, set[str]], bool]
) -> None:
    at = seen("parks", **query)
    for park in PARKS:
        every = [row for row in RESOURCES if row["park"] == park]
        shown = list(row_of(at, f"cells_parks_park_{park}").values())

        def count(apart: set[str], carries: Callable[[Row], bool], every: list[Row] = every) -> int:
            return sum(rest(row, apart) and carries(row) for row in every)

        expected = [cell(count(set(), lambda row: True), every, by_focus=False)]
        expected += [
            cell(count({"category"}, lambda r, c=code: r["category"] == c), every, by_focus=False)  # type: ignore[misc]
            for code in CODES
        ]
        expected += [
            cell(count({"focus"}, lambda r, a=area: of_area(r, a)), every, by_focus=True)  # type: ignore[misc]
            for area in AREAS
        ]
        assert shown == expected, park


# G2 走廊


def chainages() -> dict[str, tuple[float, float]]:
    """How far along the drawn line each node's nearest point lies, and how far off it (km): by
    trying points every few metres."""
    line = [(float(row["lon"]), float(row["lat"])) for row in table("corridor_line")]

    def apart(a: tuple[float, float], b: tuple[float, float]) -> float:
        lon1, lat1, lon2, lat2 = map(radians, (*a, *b))
        h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
        return 2 * 6371.0088 * asin(sqrt(h))

    found = {}
    for node in NODES:
        seat = float(SEATS[node]["lon"]), float(SEATS[node]["lat"])
        best, along = (float("inf"), 0.0), 0.0
        for a, b in pairwise(line):
            length = apart(a, b)
            for i in range(501):
                s = i / 500
                point = a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])
                best = min(best, (apart(seat, point), along + s * length))
            along += length
        found[node] = best[1], best[0]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_strip_shows_four_nodes_at_scale(seen: Open, lang: str) -> None:
    at = seen("corridor", lang=lang)
    strip = html(at, '<ol class="corridor"')
    nodes = re.findall(
        r'<li class="node( spur)?" style="left:([\d.]+)%"><b>(.*?)</b><strong>(.*?)</strong>'
        r"(.*?)<small>(.*?)</small></li>",
        strip,
    )
    measured = chainages()
    start = min(along for along, _ in measured.values())
    length = max(along for along, _ in measured.values()) - start
    names = {
        row["node"]: row[f"name_{lang}"].removesuffix("高新区") for row in table("corridor_nodes")
    }
    assert [name for *_, name, _, _ in nodes] == [names[node] for node in NODES]
    for node, (spur, left, count, _, offset, industries) in zip(NODES, nodes, strict=True):
        along, off = measured[node]
        assert float(left) == pytest.approx(100 * (along - start) / length, abs=1)
        assert int(count) == sum(in_node(row, node) for row in RESOURCES)
        assert words(industries) == SEATS[node]["lead_industries"].replace(";", "、")
        assert bool(spur) == (node == "yanjiao")
        if spur:
            km_off = round(off / 10) * 10
            assert km_off == 30
            assert (
                words(offset)
                == {
                    "zh": f"支线：距 G2 约 {km_off} km",
                    "en": f"Spur, about {km_off} km off the G2",
                }[lang]
            )
    on_line = [measured[node][0] for node in ("bda", "tianjin", "cangzhou")]
    between = re.findall(r'<li class="along"[^>]*>(.*?)</li>', strip)
    assert between == [
        {"zh": "沿线约 {} km", "en": "G2, about {} km"}[lang].format(round((b - a) / 10) * 10)
        for a, b in pairwise(on_line)
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_distances_of_every_pair_are_said_as_approximate(seen: Open, lang: str) -> None:
    at = seen("corridor", lang=lang)
    names = {
        row["node"]: row[f"name_{lang}"].removesuffix("高新区") for row in table("corridor_nodes")
    }
    [markup] = tables(at, f"{names['bda']} – {names['yanjiao']}")
    measured = chainages()
    expected = []
    for a, b in combinations(NODES, 2):
        along = abs(measured[b][0] - measured[a][0])
        on_line = "—" if "yanjiao" in (a, b) else said_km(along, lang)
        expected.append([f"{names[a]} – {names[b]}", on_line, said_km(km(a, b), lang)])
    assert texts(markup)[1:] == expected


@pytest.mark.parametrize(
    ("lang", "rule"),
    [
        ("zh", "仅计四个节点园区内的资源：走廊沿线可达、但不在四区之内的不计入"),
        ("en", "Only resources inside the four zones count, not others within reach of the line"),
    ],
)
def test_the_rule_of_what_is_on_the_corridor_is_on_the_page(
    seen: Open, lang: str, rule: str
) -> None:
    assert [rule in note for note in titles(seen("corridor", lang=lang)).values()].count(True) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_initiative_is_in_its_own_words_with_signatories_and_source(seen: Open, lang: str) -> None:
    [row] = [row for row in table("agreements") if row["agreement"] == "g2_corridor"]
    markup = html(seen("corridor", lang=lang), '<div class="agreement"')
    assert row["content_zh"] in markup
    assert f'<span lang="zh">{row["content_zh"]}</span>' in markup
    for text in (row[f"name_{lang}"], row["source"], row["date"]):
        assert text in words(markup)
    for party in row["parties"].split(";"):
        assert short(party, lang) in words(markup)


@pytest.mark.parametrize("lang", LANGS)
def test_complements_say_which_node_has_which_step(seen: Open, lang: str) -> None:
    at = seen("corridor", lang=lang, park="baoding")  # whatever the filter
    names = {
        row["node"]: row[f"name_{lang}"].removesuffix("高新区") for row in table("corridor_nodes")
    }
    everything = {"zh": "不分链（全部资源）", "en": "All resources"}[lang]
    [markup] = tables(at, everything)
    expected = []
    for area in (None, *AREAS):
        line = []
        for step in CODES:
            have = [
                f"{names[node]} {n}"
                for node in NODES
                if (
                    n := sum(
                        in_node(r, node) and r["category"] == step and of_area(r, area)
                        for r in RESOURCES
                    )
                )
            ]
            line.append(" · ".join(have) or NOWHERE[lang])
        nothing = {"zh": "走廊上未收录", "en": "none on the corridor"}[lang]
        expected.append([nothing] * 5 if set(line) == {NOWHERE[lang]} else line)
    shown = texts(markup)[1:]
    assert [line[1:] for line in shown] == expected
    assert [shown[0][0], len(shown)] == [everything, 1 + len(AREAS)]
    assert UNTAGGED_NODE[lang] not in words(markup)


@pytest.mark.parametrize("lang", LANGS)
def test_a_node_without_any_tagged_row_is_said_to_be_untagged(
    opened: Open, without: Callable[..., None], lang: str
) -> None:
    assert any(in_node(row, "cangzhou") and tags(row) for row in RESOURCES)
    without(park="cangzhou")
    [markup] = tables(
        opened("corridor", lang=lang), {"zh": "不分链（全部资源）", "en": "All resources"}[lang]
    )
    assert UNTAGGED_NODE[lang] in words(markup)


def test_matrix_of_the_nodes_counts_each_once_and_bda_within_zgc(seen: Open) -> None:
    at = seen("corridor")
    for node in NODES:
        own = [row for row in RESOURCES if in_node(row, node)]
        expected = [cell(len(own), own, by_focus=False)]
        expected += [
            cell(sum(r["category"] == code for r in own), own, by_focus=False) for code in CODES
        ]
        expected += [cell(sum(of_area(r, a) for r in own), own, by_focus=True) for a in AREAS]
        assert list(row_of(at, f"cells_nodes_corridor_{node}").values()) == expected, node
    everywhere = [row for row in RESOURCES if any(in_node(row, node) for node in NODES)]
    assert plain(at.button_group(key="side_corridor").options[0]).endswith(f"[{len(everywhere)}]")
    # The list beside it holds what is on the corridor and nothing else.
    assert listed(at, "co_resources") == [row["name"] for row in everywhere][:40]
    assert f"共 {len(everywhere)} 项" in notes(at)


def test_node_facts_are_those_of_the_four_nodes(seen: Open) -> None:
    markup = piece(seen("corridor"), 'class="facts"')
    facts = [row["text_zh"] for row in table("park_facts") if row["park"] in NODES]
    shown = re.findall(r'<li><span lang="zh">(.*?)</span>', markup)
    assert Counter(map(unescape, shown)) == Counter(facts)


@pytest.mark.parametrize("area", [None, ("chain", "biomed"), ("cluster", "safety")])
def test_complement_list_of_the_corridor_is_the_nearest_node(
    seen: Open, area: tuple[str, str] | None
) -> None:
    query = {area[0]: area[1]} if area else {}
    check_complement_list(seen("corridor", **query), NODES, in_node, area)


# 六链五群


def check_complement_list(
    at: AppTest,
    places: tuple[str, ...],
    inside: Callable[[Row, str], bool],
    area: tuple[str, str] | None,
) -> None:
    """The table names every gap with the nearest that has the step, how far, and whom to call."""
    markup = piece(at, ">可联系的机构<")
    steps = dict(zip(CODES, [o.split(" ")[0] for o in PLAIN_CATEGORIES], strict=True))
    expected = []
    for place, step, nearest in lacks(places, inside, area):
        if nearest is None:
            expected.append([short(place, "zh"), steps[step], "登记册中无一处收录", "", ""])
            continue
        called = "；".join(
            r["name"] + (f"（{r['phone']}）" if r["phone"] else "")
            for r in RESOURCES
            if inside(r, nearest) and r["category"] == step and of_area(r, area)
        )
        far = said_km(km(place, nearest), "zh")
        expected.append([short(place, "zh"), steps[step], short(nearest, "zh"), far, called])
    assert texts(markup)[1:] == expected
    [label] = [e.label for e in at.expander if e.label.startswith("补链清单")]
    assert label.endswith(f"（{len(expected)}）")


PLAIN_CATEGORIES = ("研发创新", "概念验证与中试", "检验检测", "创业孵化", "技术转移")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ({}, lambda row, apart: True),
        (
            {"park": "zgc", "category": "rd", "chain": "robot", "q": "中心"},
            lambda row, apart: (
                "中心" in "\n".join(row[c] for c in ("name", "host", "address", "subpark", "note"))
                and ("park" in apart or row["park"] == "zgc")
                and ("category" in apart or row["category"] == "rd")
            ),
        ),
    ],
    ids=["all", "filtered"],
)
def test_matrix_of_the_chains_follows_the_filter_but_for_its_own_dimensions(
    seen: Open, query: dict[str, str], rest: Callable[[Row, set[str]], bool], lang: str
) -> None:
    at = seen("chains", lang=lang, **query)
    of = {park: [row for row in RESOURCES if row["park"] == park] for park in PARKS}
    for area in AREAS:
        own = [row for row in RESOURCES if of_area(row, area)]
        shown = list(row_of(at, f"cells_focus_{area[0]}_{area[1]}").values())
        expected = [str(sum(rest(row, set()) for row in own))]
        expected += [
            cell(
                sum(row["park"] == park and rest(row, {"park"}) for row in own),
                of[park],
                by_focus=True,
                lang=lang,
            )
            for park in PARKS
        ]
        expected += [
            str(sum(row["category"] == code and rest(row, {"category"}) for row in own))
            for code in CODES
        ]
        assert shown == expected, area


@pytest.mark.parametrize("query", [{}, {"chain": "robot"}])
@pytest.mark.parametrize("lang", LANGS)
def test_how_many_carry_no_tag_is_always_said(seen: Open, query: dict[str, str], lang: str) -> None:
    untagged = sum(not tags(row) for row in RESOURCES)
    title = {"zh": "链与集群 × 园区、类别", "en": "Chains and clusters × zones, categories"}[lang]
    note = titles(seen("chains", lang=lang, **query))[title]
    assert {
        "zh": f"登记册 {len(RESOURCES)} 项中 {untagged} 项未标注链或集群",
        "en": f"{untagged} of {len(RESOURCES)} entries carry no chain or cluster",
    }[lang] in note


def test_choosing_a_cell_filters_to_row_and_column_and_lists_just_those(opened: Open) -> None:
    at = opened("chains")
    at.button_group(key="cells_focus_chain_robot").set_value(["park:tangshan"]).run()
    assert at.query_params == {"park": "tangshan", "chain": "robot"}
    own = [r["name"] for r in RESOURCES if r["park"] == "tangshan" and "robot" in tags(r)]
    assert listed(at, "ch_resources") == own
    assert statement(at) == f"唐山高新区 · 机器人链 — {len(own)} 项"
    # The chosen row and cell are marked, and no other.
    assert at.button_group(key="cells_focus_chain_robot").value == ["", "park:tangshan"]
    others = [k for k in keys(at) if k.startswith("cells_focus") and "robot" not in k]
    assert [at.button_group(key=key).value for key in others] == [[]] * 9
    # A cell of another row takes its place, and lets go of both.
    at.button_group(key="cells_focus_cluster_ic").set_value(["category:transfer"]).run()
    assert at.query_params == {"park": "tangshan", "category": "transfer", "cluster": "ic"}
    at.button_group(key="cells_focus_cluster_ic").set_value(["", "park:tangshan"]).run()
    assert at.query_params == {"park": "tangshan", "cluster": "ic"}


def test_a_cell_chosen_again_is_let_go(opened: Open) -> None:
    at = opened("chains", chain="robot", park="tangshan")
    at.button_group(key="cells_focus_chain_robot").set_value([""]).run()
    assert at.query_params == {"chain": "robot"}
    at.button_group(key="cells_focus_chain_robot").set_value([]).run()
    assert at.query_params == {}


def test_the_whole_of_a_row_filters_to_the_row_alone(opened: Open) -> None:
    at = opened("chains", cluster="ic", park="zgc")
    at.button_group(key="cells_focus_chain_hydrogen").set_value([""]).run()
    assert at.query_params == {"park": "zgc", "chain": "hydrogen"}
    own = [r["name"] for r in RESOURCES if r["park"] == "zgc" and "hydrogen" in tags(r)]
    assert listed(at, "ch_resources") == own


@pytest.mark.parametrize("area", [None, *AREAS])
def test_path_shows_counts_gaps_and_where_nothing_can_be_said(
    seen: Open, area: tuple[str, str] | None
) -> None:
    query = {area[0]: area[1]} if area else {}
    at = seen("chains", **query)
    gaps = {(place, step): nearest for place, step, nearest in lacks(PARKS, in_park, area)}
    for park in PARKS:
        every = [row for row in RESOURCES if row["park"] == park]
        shown = row_of(at, f"cells_path_park_park_{park}")
        assert tuple(shown) == PLAIN_CATEGORIES
        for step, text in zip(CODES, shown.values(), strict=True):
            n = sum(row["category"] == step and of_area(row, area) for row in every)
            if n:
                assert text == str(n)
            elif (park, step) not in gaps:
                assert text == ("未标注" if every else "未收录")
            elif nearest := gaps[park, step]:
                assert text == f"→{short(nearest, 'zh')} {said_km(km(park, nearest), 'zh')}"
            else:
                assert text == "均未收录"
    check_complement_list(at, PARKS, in_park, area)


def test_a_park_without_any_tagged_row_is_never_said_to_lack_anything(seen: Open) -> None:
    silent = [p for p in PARKS if not any(r["park"] == p and tags(r) for r in RESOURCES)]
    untagged = {p for p in silent if any(r["park"] == p for r in RESOURCES)}
    assert untagged
    at = seen("chains", chain="robot")
    for park in silent:
        reason = "未标注" if park in untagged else "未收录"
        assert set(row_of(at, f"cells_path_park_park_{park}").values()) == {reason}
    named = {line[0] for line in texts(piece(at, ">可联系的机构<"))[1:]}
    assert not named & {short(park, "zh") for park in silent}
    assert not re.search(r"[缺弱]", " ".join(words(b) for b in bodies(at)).replace("空缺", ""))


@pytest.mark.parametrize(
    ("area", "place", "step"),
    [
        (("chain", "robot"), "zgc", "pilot"),
        (("chain", "robot"), "shijiazhuang", "testing"),
        (("cluster", "safety"), "baoding", "rd"),
        (None, "shijiazhuang", "pilot"),
    ],
)
def test_choosing_a_gap_lists_whom_to_call_at_the_nearest_place(
    opened: Open, area: tuple[str, str] | None, place: str, step: str
) -> None:
    [nearest] = [n for p, s, n in lacks(PARKS, in_park, area) if (p, s) == (place, step) and n]
    at = opened("chains", **({area[0]: area[1]} if area else {}))
    at.button_group(key=f"cells_path_park_park_{place}").set_value([f"category:{step}"]).run()
    asked = {"park": place, "category": step} | ({area[0]: area[1]} if area else {})
    assert at.query_params == asked
    assert statement(at).endswith("— 0 项")
    own = [
        r for r in RESOURCES if r["park"] == nearest and r["category"] == step and of_area(r, area)
    ]
    assert listed(at, "ch_resources") == [r["name"] for r in own]
    note = titles(at)[f"可联系：{short(nearest, 'zh')}"]
    assert note == f"{short(place, 'zh')}未收录 · {said_km(km(place, nearest), 'zh')}"
    # One of them opens as a card, though the filter leaves it out.
    first = own[0]["resource_id"]
    at.button_group(key="ch_resources").set_value(first).run()
    assert at.query_params == asked | {"id": first}
    assert own[0]["name"] in words(html(at, '<article class="card"'))


def test_a_step_that_no_place_has_is_a_result_of_its_own(opened: Open) -> None:
    area = ("cluster", "safety")
    nowhere = {step for _, step, nearest in lacks(PARKS, in_park, area) if nearest is None}
    assert nowhere == {"pilot", "transfer"}
    at = opened("chains", cluster="safety")
    assert row_of(at, "cells_path_park_park_zgc")["概念验证与中试"] == "均未收录"
    at.button_group(key="cells_path_park_park_zgc").set_value(["category:pilot"]).run()
    assert not at.exception
    assert at.query_params == {"park": "zgc", "category": "pilot", "cluster": "safety"}
    assert listed(at, "ch_resources") == []
    assert titles(at)["资源"].startswith("0 项")


@pytest.mark.parametrize("lang", LANGS)
def test_a_chain_that_nobody_has(opened: Open, without: Callable[..., None], lang: str) -> None:
    without("hydrogen")
    at = opened("chains", chain="hydrogen", lang=lang)
    assert not at.exception
    assert not at.error
    assert "— 0 " in statement(at)
    shown = row_of(at, "cells_focus_chain_hydrogen").values()
    assert set(shown) == {"0", *SILENCE[lang].values()}
    for park in ("zgc", "tianjin", "baoding"):
        assert set(row_of(at, f"cells_path_park_park_{park}").values()) == {NOWHERE[lang]}
    assert listed(at, "ch_resources") == []
    markup = piece(at, {"zh": ">可联系的机构<", "en": ">Whom to contact<"}[lang])
    nowhere = {"zh": "登记册中无一处收录", "en": "none in the register"}[lang]
    assert {tuple(line[2:]) for line in texts(markup)[1:]} == {(nowhere, "", "")}
    # The other chains are as they were.
    robots = sum(r["park"] == "tangshan" and "robot" in tags(r) for r in RESOURCES)
    assert row_of(at, "cells_focus_chain_robot")[short("tangshan", lang)] == str(robots)


# Rows of a data file that cannot be used


BAD_FIGURES = {("zh", "unit_zh"): "斤", ("en", "qualifier"): "maybe", ("zh", "value"): "many"}


@pytest.mark.parametrize(("lang", "column"), BAD_FIGURES)
def test_a_bad_figure_is_named_and_the_rest_is_shown(
    opened: Open, given: Given, lang: str, column: str
) -> None:
    rows, value = [dict(each) for each in SCORECARD], BAD_FIGURES[lang, column]
    rows[6][column] = value  # row 8 of the file: the exchange activities
    given(scorecard=rows)
    for page in ("", "parks", "scorecard"):
        at = opened(page, lang=lang)
        assert not at.exception
        [warning] = [plain(w.value) for w in at.warning]
        for part in ("scorecard.csv", {"zh": "第 8 行", "en": "row 8"}[lang], column, value):
            assert part in warning, page
    good = [r for r in SCORECARD if r["metric"] != "events"]
    shown = metric_lines(html(at, '<section class="metrics"'))
    assert shown == [expected_line(r, lang) for r in good if r["scope"] == "alliance"]
    markup = piece(at, {"zh": ">时期<", "en": ">Period<"}[lang])
    assert len(texts(markup)) == 1 + len(good)
    assert html(at, '<ol class="timeline"')


@pytest.mark.parametrize(("lang", "row"), [("zh", "第 3 行"), ("en", "row 3")])
def test_an_agreement_of_an_unknown_party_is_named_and_the_rest_is_shown(
    opened: Open, given: Given, lang: str, row: str
) -> None:
    rows = [dict(each) for each in table("agreements")]
    rows[1]["parties"] = "tianjin;atlantis"
    given(agreements=rows)
    for page, query in (("parks", {"park": "tianjin"}), ("corridor", {})):
        at = opened(page, lang=lang, **query)
        assert not at.exception
        [warning] = [plain(w.value) for w in at.warning]
        for part in ("agreements.csv", row, "parties", "atlantis"):
            assert part in warning, page
        shown = piece(at, 'class="agreement"')
        assert rows[0][f"name_{lang}"] in unescape(shown)
        assert rows[1][f"name_{lang}"] not in unescape(shown)
        # The rest of the page.
        assert piece(at, 'class="facts"')
    assert profile(opened("parks", park="tianjin", lang=lang), lang)


@pytest.mark.parametrize("page", ["parks", "corridor"])
def test_a_bad_fact_is_named_and_the_rest_is_shown(opened: Open, given: Given, page: str) -> None:
    rows = [dict(each) for each in table("park_facts")]
    number = next(i for i, row in enumerate(rows) if row["park"] == "tianjin")
    rows[number]["topic"] = "magic"
    given(park_facts=rows)
    at = opened(page, park="tianjin")
    assert not at.exception
    [warning] = [plain(w.value) for w in at.warning]
    for part in ("park_facts.csv", f"第 {number + 2} 行", "topic", "magic"):
        assert part in warning
    own = [r for r in rows if r["park"] in (NODES if page == "corridor" else ("tianjin",))]
    items = re.findall(r"<li>", piece(at, 'class="facts"'))
    assert len(items) == len(own) - 1


def test_the_data_files_of_the_atlas_have_nothing_wrong(seen: Open) -> None:
    for page in ("", *PAGES):
        assert not seen(page).warning, page
