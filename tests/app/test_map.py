"""The map's page: its key, where it looks, what it outlines."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.terms import geometry
from lib.ui.parts import maps
from lib.ui.window import USUAL
from tests.app.conftest import Open
from tests.app.files import MADE_UP
from tests.app.shown import LANGS, bodies, html, piece, words

EDITION = MADE_UP.edition
PLACED = "tianjin-003"
AREA = "baoding-003"


def chart(at: AppTest) -> dict[str, Any]:
    [element] = at.get("deck_gl_json_chart")
    held: dict[str, Any] = json.loads(element.proto.json)
    return held


def camera(at: AppTest) -> geometry.Camera:
    seen = chart(at)["initialViewState"]
    return geometry.Camera(seen["longitude"], seen["latitude"], seen["zoom"])


def layer(at: AppTest, name: str) -> dict[str, Any] | None:
    return next((held for held in chart(at)["layers"] if held["id"] == name), None)


def on_screen(seen: geometry.Camera, place: geometry.LonLat) -> tuple[float, float]:
    """Where a place stands in the map's window of the usual size, from its upper left corner."""
    away = geometry.mercator([place]) - geometry.mercator([(seen.lon, seen.lat)])
    [(x, y)] = (away * 2**seen.zoom + USUAL.page.window.middle).tolist()
    return x, y


@pytest.mark.parametrize("lang", LANGS)
def test_the_key_names_every_mark_and_filters_nothing(seen: Open, lang: str) -> None:
    at = seen("map", lang=lang)
    key = words(piece(at, 'class="map-key"'))
    for category in EDITION.vocabulary.categories:
        assert category.short(lang) in key  # type: ignore[arg-type]
    assert "map_category" not in {group.key for group in at.button_group}


def test_each_switch_of_the_map_changes_what_lies_under_the_dots(seen: Open) -> None:
    at = seen("map")
    styles = [chart(at)["mapStyle"]]
    for hidden in ("transport", "water", "detail", "corridor"):
        shown = [name for name in maps.LAYERS if name != hidden]
        at.button_group(key="map_layers").set_value(shown).run()
        styles.append(chart(at)["mapStyle"])
        assert hidden not in styles[-1]
    assert len(set(styles)) == 5
    at.button_group(key="map_layers").set_value(["water"]).run()
    assert layer(at, "packs-names") is None


@pytest.mark.parametrize("resource", [PLACED, AREA])
def test_an_open_card_is_flown_to_and_does_not_cover_its_point(opened: Open, resource: str) -> None:
    row = EDITION.resource(resource)
    at = opened("map", id=resource)
    seen = camera(at)
    x, y = on_screen(seen, (row["lon"], row["lat"]))
    assert USUAL.page.free.x < x < USUAL.page.window.w - 366
    assert 0 < y < USUAL.page.window.h
    assert seen.zoom > EDITION.arrangement.scale.zoom
    # The circle its true place lies in is all there.
    reach = row["radius_m"] * 512 * 2**seen.zoom / (2 * 3.14159 * 6371008.8 * 0.77)
    assert x + reach < USUAL.page.window.w - 366
    assert y - reach > 0


def test_the_map_stays_where_a_closed_card_was_until_another_filter(opened: Open) -> None:
    at = opened("map", id=PLACED)
    before = camera(at)
    at.button(key="card_close").click().run()
    assert camera(at) == before
    at.button_group(key="side_category").set_value(["rd"]).run()
    assert camera(at).zoom < EDITION.arrangement.scale.zoom


def test_chosen_zones_are_outlined_and_marked_in_the_inset(opened: Open) -> None:
    at = opened("map", park=["tianjin", "baoding"])
    outline = layer(at, "cities")
    assert outline
    assert '"天津市"' in outline["getLineColor"]
    assert '"保定市"' in outline["getLineColor"]
    assert "石家庄" not in outline["getLineColor"]
    inset = piece(at, 'class="inset"')
    assert "天津滨海高新区、保定高新区" in inset
    assert inset.count("<i ") == 2


def test_without_a_zone_nothing_is_outlined(opened: Open) -> None:
    at = opened("map", category="rd")
    assert layer(at, "cities") is None
    assert not any('class="inset"' in body for body in bodies(at))


def test_the_way_to_a_map_of_the_region_is_not_told_twice(opened: Open) -> None:
    note = words(html(opened("map"), '<p class="map-note"'))
    assert "边界仅为示意" in note
    assert "空心" not in note


def test_the_wall_which_has_no_card_marks_none_and_opens_none(opened: Open) -> None:
    at = opened("present", scene="park-tianjin", id=PLACED)
    layers = chart(at)["layers"]
    assert layer(at, "uncertainty") is None
    picked = [held["id"].split("-")[0] for held in layers if held.get("pickable")]
    assert picked == ["packs"]
