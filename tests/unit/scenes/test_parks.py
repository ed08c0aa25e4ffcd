"""A zone's scene equals register and scorecard."""

from itertools import product

import pytest

from lib.base.i18n import LANGS, Lang
from lib.published import scorecard
from lib.terms import taxonomy
from tests.unit.scenes.stories import ENTRIES, FIGURES, V, by_category, rows, told


@pytest.mark.parametrize(("park", "lang"), list(product(V.parks, LANGS)), ids=str)
def test_each_park_equals_register_and_scorecard(park: taxonomy.Park, lang: Lang) -> None:
    scene = told(lang=lang)[f"park-{park.code}"]
    own, published = rows(park=park.code), [f for f in FIGURES if f.scope == park.code]
    assert [n.text for n in scene.numbers] == [f.number(lang) for f in published]
    assert [n.label for n in scene.numbers] == [f.name(lang) for f in published]
    values = scene.chart.series[0].values if scene.chart else (0,) * 5
    assert values == by_category(own)
    assert bool(scene.chart) == bool(own)
    assert len(scene.missing) == (not own)
    assert scene.map
    held = ENTRIES.frame.index[ENTRIES.frame["park"] == park.code]
    # A zone of which there is nothing stands on the map of the region.
    assert scene.map.rows == tuple(held if own else ENTRIES.frame.index)
    assert scene.numbers_title == scorecard.published(published, lang)
    notes = "\n".join(scene.notes)
    assert all(f.source in notes and f.number(lang) in notes for f in published)
    if own:
        assert str(len(own)) in scene.lead


def test_all_zones_have_one_scale_and_no_bar_of_zero() -> None:
    charts = [
        scene.chart for code, scene in told().items() if code.startswith("park-") and scene.chart
    ]
    most = max(n for chart in charts for n in chart.totals)
    assert {chart.longest for chart in charts} == {most}
    for chart in charts:
        for total, label in zip(chart.totals, chart.labels, strict=True):
            assert label == (str(total) if total else "未收录")


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("zh", ("2024-11-28 起", "2026-02 起", "20.84 km²", "雄安高新区揭牌运行")),
        ("en", ("since 2024-11-28", "since 2026-02", "20.84 km²", "opens")),
    ],
)
def test_a_zone_the_register_does_not_hold_shows_what_is_known(
    lang: Lang, wanted: tuple[str, ...]
) -> None:
    scene = told(lang=lang)["park-xiongan"]
    assert scene.table
    cells = " ".join(cell for row in scene.table.rows for cell in row)
    for text in wanted:
        assert text in cells
    assert ("现代生命科学和生物制造" in cells) == (lang == "zh")
