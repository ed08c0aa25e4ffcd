"""What is shown in the hall equals the data, follows the filter, and says what it does not have."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from lib import scenes
from lib.base import settings
from lib.base.i18n import LANGS, Lang
from lib.published import facts, scorecard
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from lib.terms import taxonomy
from tests.editions import live_edition

ENTRIES = live_edition()
VOCABULARY = ENTRIES.vocabulary
FIGURES = scorecard.read_figures(ENTRIES.sources, VOCABULARY).rows
EVENTS = scorecard.read_milestones(ENTRIES.sources, VOCABULARY).rows
AGREEMENTS = facts.read_agreements(ENTRIES.sources, VOCABULARY).rows
CJK = re.compile(r"[\u3400-\u9fff]")
LONG = "很长的名称" * 60
FILTERS = (
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
    figures: tuple[scorecard.Figure, ...] = FIGURES,
    events: tuple[scorecard.Milestone, ...] = EVENTS,
) -> dict[str, Scene]:
    selection = selection or ENTRIES.filter()
    found = scenes.scenes(ENTRIES, figures, events, AGREEMENTS, selection, lang)
    assert len({scene.code for scene in found}) == len(found)
    return {scene.code: scene for scene in found}


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
        yield from (scene.map.alt, *(count for _, count in scene.map.counts))


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
        for park in VOCABULARY.parks
        if rows(park=park.code) and not any(map(tagged, rows(park=park.code)))
    ]


def by_category(found: list[dict[str, str]]) -> tuple[int, ...]:
    return tuple(sum(r["category"] == c.code for r in found) for c in VOCABULARY.categories)


def test_scenes_are_told_in_order() -> None:
    parks = [f"park-{park.code}" for park in VOCABULARY.parks]
    assert list(told()) == ["year", "region", *parks, "corridor", "chains", "milestones", "thanks"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_year_is_the_published_figures_with_sources(lang: Lang) -> None:
    year = told(lang=lang)["year"]
    found = scorecard.headlines(FIGURES)
    assert [n.text for n in year.numbers] == [f.number(lang) for f in found]
    assert all(f.source in n.source for f, n in zip(found, year.numbers, strict=True))
    said = "\n".join(year.notes)
    for figure in FIGURES:
        if figure.scope == "alliance":
            assert figure.number(lang) in said
            assert figure.name(lang) in said


@pytest.mark.parametrize("lang", LANGS)
def test_the_region_equals_the_register(lang: Lang) -> None:
    region = told(lang=lang)["region"]
    untagged = [row for row in rows() if not tagged(row)]
    counted = (rows(), {row["park"] for row in rows()}, untagged)
    assert [n.text for n in region.numbers] == [str(len(each)) for each in counted]
    assert region.chart
    assert region.chart.series[0].values == by_category(rows())
    assert region.map
    assert len(region.map.rows) == len(rows())
    for code, count in region.map.counts:
        n = len(rows(park=code))
        assert count == (str(n) if n else {"zh": "未收录", "en": "no entry"}[lang])


@pytest.mark.parametrize(("park", "lang"), list(product(VOCABULARY.parks, LANGS)), ids=str)
def test_each_park_equals_register_and_scorecard(park: taxonomy.Park, lang: Lang) -> None:
    scene = told(lang=lang)[f"park-{park.code}"]
    own, published = rows(park=park.code), [f for f in FIGURES if f.scope == park.code]
    assert [n.text for n in scene.numbers] == [f.number(lang) for f in published]
    assert [n.label for n in scene.numbers] == [f.name(lang) for f in published]
    values = scene.chart.series[0].values if scene.chart else (0,) * 5
    assert values == by_category(own)
    assert bool(scene.chart) == bool(own)
    assert len(scene.missing) == (not own) + (not published)
    assert scene.map
    assert scene.map.rows == tuple(ENTRIES.frame.index[ENTRIES.frame["park"] == park.code])
    notes = "\n".join(scene.notes)
    assert all(f.source in notes and f.number(lang) in notes for f in published)
    if own:
        assert str(len(own)) in scene.lead


def test_the_corridor_counts_only_its_zones() -> None:
    scene = told()["corridor"]
    subpark = rows(park="zgc", subpark="亦庄（北京经开区）")
    nodes = [subpark, *(rows(park=p) for p in ("yanjiao", "tianjin", "cangzhou"))]
    assert [n.text for n in scene.numbers] == [str(len(node)) for node in nodes]
    assert scene.chart
    for node, *values in zip(nodes, *(s.values for s in scene.chart.series), strict=True):
        assert tuple(values) == by_category(node)
    assert scene.table
    assert [row[:2] for row in scene.table.rows] == [
        ("概念验证与中试", "燕郊"),
        ("技术转移", "燕郊"),
    ]
    assert any("沿 G2" in note for note in scene.notes)


def test_chains_count_their_rows_and_gaps() -> None:
    scene = told()["chains"]
    assert scene.chart
    assert scene.table
    for i, name in enumerate(scene.chart.categories):
        [term] = {
            t.code: t
            for t in (*VOCABULARY.chains, *VOCABULARY.clusters)
            if t.short("zh") == name and t.code not in VOCABULARY.twins
        }.values()
        having = [r for r in rows() if term.code in f"{r['chains']};{r['clusters']}".split(";")]
        assert tuple(s.values[i] for s in scene.chart.series) == by_category(having)
        speaking = {r["park"] for r in rows() if tagged(r)}
        held = {(r["park"], r["category"]) for r in having}
        found, offered = scene.table.rows[i][1:3]
        assert int(found) == len(speaking) * 5 - len(held)
        steps = {step for _, step in held}
        assert int(offered) == sum(
            (park, c.code) not in held and c.code in steps
            for park in speaking
            for c in VOCABULARY.categories
        )
    absent = [park for park in VOCABULARY.parks if not rows(park=park.code)]
    for parks, sentence in zip((silent_parks(), absent), scene.missing, strict=True):
        assert [p for p in VOCABULARY.parks if p.short("zh") in sentence] == parks


def test_one_chain_is_a_path_and_several_are_both() -> None:
    one = told(ENTRIES.filter(chain=("robot",)))
    assert one["chains"].title == "机器人 · 创新路径"
    assert one["chains"].table
    cells = {row[0]: row[1:] for row in one["chains"].table.rows}
    assert silent_parks()
    assert not cells.keys() & {park.short("zh") for park in silent_parks()}
    assert cells["天津滨海"][0].startswith("→唐山 约")
    robots = [r for r in rows(park="zgc", category="rd") if "robot" in r["chains"].split(";")]
    assert cells["中关村"][0] == str(len(robots))
    several = told(ENTRIES.filter(chain=("robot",), cluster=("ic",)))
    assert [c for c in several if c.startswith("chains")] == ["chains", "chains-robot", "chains-ic"]
    assert several["chains"].chart
    assert several["chains"].chart.categories == ("机器人", "集成电路")


def test_everything_follows_the_filter() -> None:
    found = told(ENTRIES.filter(park=("tianjin",), category=("rd",)))
    assert [code for code in found if code.startswith("park")] == ["park-tianjin"]
    n = len(rows(park="tianjin", category="rd"))
    region = found["region"]
    assert region.numbers[0].text == str(n)
    assert region.chart
    assert region.chart.series[0].values == (n,)
    assert region.map
    assert [code for code, _ in region.map.counts] == ["tianjin"]
    assert [number.label for number in found["corridor"].numbers] == ["天津滨海"]
    assert "天津滨海" in region.scope
    table = found["milestones"].table
    assert table
    assert not any("雄安高新区揭牌" in row[1] for row in table.rows)


@pytest.mark.parametrize(("selection", "lang"), list(product(FILTERS, LANGS)), ids=str)
def test_scenes_stay_composed(selection: ResourceFilter, lang: Lang) -> None:
    for scene in told(selection, lang).values():
        assert scene.title
        shown = scene.numbers or scene.chart or scene.table
        assert shown or scene.missing or scene.is_closing, scene.code
        assert scene.notes or scene.code in ("chains", "milestones"), scene.code
        assert not any("{" in text or text == "缺" for text in texts(scene))
        if scene.chart:
            for series in scene.chart.series:
                sizes = {len(series.values), len(series.colors), len(scene.chart.categories)}
                assert len(sizes) == 1
                assert any(series.values)
        if scene.table:
            assert {len(row) for row in scene.table.rows} == {len(scene.table.heads)}


def test_nothing_found_is_said_in_words() -> None:
    found = told(ENTRIES.filter(q="没有这样的资源"))
    for code in ("region", "corridor", "park-tianjin"):
        assert "登记册中没有符合筛选的资源。" in found[code].missing
    assert "登记册中没有收录该园区的资源。" in found["park-xiongan"].missing
    untagged = told(ENTRIES.filter(chain=("robot",)))[f"park-{silent_parks()[0].code}"]
    assert untagged.missing == ("登记册中该园区的资源均未标注链或集群。",)


@pytest.mark.parametrize("selection", FILTERS, ids=str)
def test_english_is_english(selection: ResourceFilter) -> None:
    for scene in told(replace(selection, q=""), "en").values():
        for text in texts(scene):
            assert not CJK.search(text), (scene.code, text)


def test_figures_missing_and_long_names() -> None:
    assert told(figures=())["year"].missing == ("没有可用的数字",)
    assert told(events=())["milestones"].missing == ("没有可用的大事记。",)
    named = tuple(replace(f, zh=LONG) if f.scope == "tianjin" else f for f in FIGURES)
    scene = told(figures=named)["park-tianjin"]
    longest = max((n.label for n in scene.numbers), key=len)
    assert longest.endswith("…")
    assert len(longest) <= scenes.LONGEST_LABEL // 2
    assert any(LONG in note for note in scene.notes)


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [("中关村", 6, "中关村"), ("中关村", 5, "中…"), ("abc", 3, "abc"), ("abcd", 3, "ab…")],
)
def test_shortened(text: str, most: int, cut: str) -> None:
    assert scenes.shortened(text, most) == cut
