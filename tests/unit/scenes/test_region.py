"""The region equals the register."""

import pytest

from lib.base.i18n import LANGS, Lang
from tests.unit.scenes.stories import by_category, rows, tagged, told


@pytest.mark.parametrize("lang", LANGS)
def test_the_region_equals_the_register(lang: Lang) -> None:
    region = told(lang=lang)["region"]
    has_tag = [row for row in rows() if tagged(row)]
    counted = (rows(), {row["park"] for row in rows()}, has_tag)
    assert [n.text for n in region.numbers] == [str(len(each)) for each in counted]
    assert region.chart
    assert region.chart.series[0].values == by_category(rows())
    assert region.map
    assert len(region.map.rows) == len(rows())
    for code, count in region.map.counts.items():
        n = len(rows(park=code))
        assert count == (str(n) if n else {"zh": "未收录", "en": "unlisted"}[lang])
