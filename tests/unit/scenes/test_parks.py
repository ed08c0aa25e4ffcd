"""A zone's scene equals register and scorecard."""

from itertools import product

import pytest

from lib.base.i18n import LANGS, Lang
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
    assert len(scene.missing) == (not own) + (not published)
    assert scene.map
    assert scene.map.rows == tuple(ENTRIES.frame.index[ENTRIES.frame["park"] == park.code])
    notes = "\n".join(scene.notes)
    assert all(f.source in notes and f.number(lang) in notes for f in published)
    if own:
        assert str(len(own)) in scene.lead
