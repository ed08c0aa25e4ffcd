"""What is shown in the hall follows the filter, and says what it does not have."""

import re
from dataclasses import replace
from itertools import product

import pytest

from lib import scenes
from lib.base.i18n import LANGS, Lang
from lib.query.filters import ResourceFilter
from tests.unit.scenes.stories import (
    ENTRIES,
    FIGURES,
    FILTERS,
    LONG,
    V,
    rows,
    silent_parks,
    texts,
    told,
)

CJK = re.compile(r"[\u3400-\u9fff]")


def test_scenes_are_told_in_order() -> None:
    parks = [f"park-{park.code}" for park in V.parks]
    wanted = ["cover", "year", "region", *parks, "corridor", "chains", "milestones", "thanks"]
    assert list(told()) == wanted


def test_everything_follows_the_filter() -> None:
    found = told(ENTRIES.filter(park=("tianjin",), category=("rd",)))
    assert [code for code in found if code.startswith("park")] == ["park-tianjin"]
    n = len(rows(park="tianjin", category="rd"))
    region = found["region"]
    assert region.numbers[0].text == str(n)
    assert region.chart
    assert region.chart.series[0].values == (n,)
    assert region.map
    assert list(region.map.counts) == ["tianjin"]
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
        assert shown or scene.missing or scene.is_bare, scene.code
        assert scene.notes or scene.code in ("chains", "milestones"), scene.code
        said = (*texts(scene), *scene.points)
        assert not any("{" in text or text in ("缺", "0") or "空缺" in text for text in said)
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
    assert "登记册未收录该园区的资源。" in found["park-xiongan"].missing
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
