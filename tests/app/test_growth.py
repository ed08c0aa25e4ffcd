"""How complete the register is, over its publications: a chart behind the overview's panel."""

import itertools
import json

import pytest
from streamlit.testing.v1 import AppTest

from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions.store import CHECKOUT
from tests.app.conftest import Open, Served
from tests.app.files import MADE_UP
from tests.app.shown import CJK, LANGS, bodies, charts, datasets, html, words

ROWS = len(MADE_UP.resources)
IN_ZGC = sum(row["park"] == "zgc" for row in MADE_UP.resources)


def with_phones(n: int) -> Sources:
    """The made-up edition with a telephone in its first `n` rows, and in no other."""
    rows = [
        row | {"phone": "010-12345678" if place < n else ""}
        for place, row in enumerate(MADE_UP.resources)
    ]
    return MADE_UP.changed(resources=rows).sources


def publish(served: Served, sources: Sources) -> None:
    served.sources = sources
    served.store.publish(sources, CHECKOUT, "test")


@pytest.fixture
def published(served: Served) -> Served:
    """Three publications; the last is current."""
    for n in (0, 6, 30):
        publish(served, with_phones(n))
    return served


def unfolded(at: AppTest) -> AppTest:
    """The overview after a click on the menu."""
    at.session_state["ov_growth"] = True
    at.run()
    assert not at.exception
    return at


def line(at: AppTest, measure: str) -> list[tuple[int, str]]:
    """The publications drawn, and how many rows of all had a measure."""
    [chart] = charts(at)
    points = next(rows for rows in datasets(chart) if "share" in rows[0])
    return [
        (int(row["place"].partition("|")[0]), row["said"])
        for row in points
        if row["measure"] == measure
    ]


@pytest.mark.parametrize(("lang", "phone"), [("zh", "电话"), ("en", "Phone")])
def test_a_click_draws_it_with_its_table(
    opened: Open, published: Served, lang: str, phone: str
) -> None:
    at = opened(lang=lang)
    assert not charts(at)
    at = unfolded(at)
    assert line(at, phone) == [(1, f"0 / {ROWS}"), (2, f"6 / {ROWS}"), (3, f"30 / {ROWS}")]
    [chart] = charts(at)
    assert chart.proto.alt.startswith({"zh": "登记完整度", "en": "How complete"}[lang])
    spec = json.loads(chart.proto.spec)
    axis = spec["layer"][0]["encoding"]["y"]["axis"]
    assert axis["values"] == [0, 0.25, 0.5, 0.75, 1]
    # Its end is labelled, and no label lies on another.
    labels = next(rows for rows in datasets(chart) if "height" in rows[0])
    assert f"{phone} {30 / ROWS:.0%}" in [row["said"] for row in labels]
    heights = sorted(row["height"] for row in labels)
    assert all(b - a > 0.07 for a, b in itertools.pairwise(heights))
    table = words(html(at, '<details class="fold">'))
    for n in (0, 6, 30):
        assert f"{n} · {n / ROWS:.0%}" in table
    if lang == "en":
        assert not CJK.search(table + str(datasets(chart)) + chart.proto.spec)


def test_a_zone_has_its_own_and_the_filter_chooses_it(opened: Open, published: Served) -> None:
    at = unfolded(opened(park="zgc"))
    assert at.selectbox(key="growth_zone").value == "zgc"
    assert line(at, "来源")[0][1].endswith(f" / {IN_ZGC}")
    at.selectbox(key="growth_zone").set_value("").run()
    assert line(at, "来源")[0][1].endswith(f" / {ROWS}")


def test_one_edition_is_no_chart_but_a_sentence(opened: Open, served: Served) -> None:
    publish(served, with_phones(3))
    at = unfolded(opened())
    assert not charts(at)
    assert "登记册至今只有一版" in " ".join(map(words, bodies(at)))
    # Published once more it is still the same.
    publish(served, with_phones(3))
    at.run()
    assert not charts(at)


def test_a_pinned_page_ends_with_its_publication(opened: Open, published: Served) -> None:
    at = unfolded(opened(edition="2"))
    assert [number for number, _ in line(at, "电话")] == [1, 2]


def test_a_zone_without_rows_is_not_drawn_as_nothing(opened: Open, served: Served) -> None:
    rows = [row for row in MADE_UP.resources if row["park"] != "xiongan"]
    for n in ("1", "2"):
        milestones = [row | {"text_zh": n} for row in MADE_UP.table("milestones")]
        publish(served, MADE_UP.changed(resources=rows, milestones=milestones).sources)
    at = unfolded(opened(park="xiongan"))
    assert not charts(at)
    assert "登记册未收录" in words(" ".join(bodies(at)))


@pytest.mark.parametrize("lang", LANGS)
def test_a_store_that_is_away_is_said_in_the_menu(
    opened: Open, published: Served, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    at = opened(lang=lang)

    def away(most: int = 100, until: int | None = None) -> None:
        raise DataProblem("atlas.db", "数据库无法读写（{value}）。", value="gone")

    monkeypatch.setattr(published.store, "publications", away)
    at = unfolded(at)
    assert len(at.error) == 1
    assert not charts(at)
