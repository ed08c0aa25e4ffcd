"""The official basemap on every page, until its tiles fail."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from lib.editions.build import build
from lib.ui.parts import maps
from tests.app import conftest
from tests.app.conftest import Open
from tests.app.files import MADE_UP
from tests.app.shown import LANGS, html, words
from tests.tiles import Tiles

CREDIT = {
    "zh": "© 国家基础地理信息中心 · 天地图 · GS(2026)0001号",
    "en": "© National Geomatics Center of China · Tianditu · GS(2026)0001号",
}
SCHEMATIC = {"zh": "边界仅为示意", "en": "Boundaries are schematic"}
FAILED = {
    "zh": "天地图暂不可用，改用示意底图",
    "en": "Tianditu is unavailable; showing the schematic map",
}
MAPS = ("", "map", "parks", "present")


@pytest.fixture(scope="module")
def editions() -> dict[str, object]:
    """What this module has built."""
    return {}


@pytest.fixture
def official(opened: Open, editions: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> Open:
    """As `opened`, for a host with 天地图."""
    Tiles(url="http://127.0.0.1:1").use(monkeypatch)
    if not editions:
        editions["made"] = build(MADE_UP.sources).edition
    monkeypatch.setattr(conftest, "edition_of", lambda _: editions["made"])
    return opened


def style(at: AppTest) -> str:
    [element] = at.get("deck_gl_json_chart")
    return str(json.loads(element.proto.json)["mapStyle"])


def note(at: AppTest) -> str:
    return html(at, '<p class="map-note"')


def fail(at: AppTest) -> None:
    at.button(key="tiles_failed").click().run()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", MAPS)
def test_every_map_lies_on_it_and_says_whose_it_is(official: Open, page: str, lang: str) -> None:
    query = {"parks": {"park": "tianjin"}, "present": {"scene": "region"}}.get(page, {})
    at = official(page, lang=lang, **query)
    assert style(at).startswith("app/static/tianditu-")
    assert "corridor" in style(at)
    assert CREDIT[lang] in words(note(at))
    # What stands in for the map on paper is the atlas's own, and has no number.
    assert f'<span class="schematic">{SCHEMATIC[lang]}</span>' in note(at)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", MAPS)
def test_where_tiles_fail_the_atlas_s_own_map_comes_with_a_sentence(
    official: Open, page: str, lang: str
) -> None:
    query = {"parks": {"park": "tianjin"}, "present": {"scene": "region"}}.get(page, {})
    at = official(page, lang=lang, **query)
    fail(at)
    assert style(at).startswith("app/static/style-")
    assert words(note(at)).startswith(f"{FAILED[lang]}")
    assert SCHEMATIC[lang] in note(at)
    assert "GS(2026)" not in note(at)
    assert "tiles_failed" not in {button.key for button in at.button}


def test_a_session_whose_tiles_failed_keeps_the_atlas_s_own_map(official: Open) -> None:
    at = official("map")
    fail(at)
    at.switch_page("pages/overview.py").run()
    assert style(at).startswith("app/static/style-")


def test_only_what_is_not_on_the_tiles_can_be_switched_off(official: Open) -> None:
    at = official("map")
    switches = at.button_group(key="map_layers_official")
    assert switches.value == ["labels", "corridor"]
    switches.set_value(["labels"]).run()
    assert "corridor" not in style(at)
    assert style(at).startswith("app/static/tianditu-")
    fail(at)
    assert at.button_group(key="map_layers").value == list(maps.LAYERS)


def test_the_outlines_of_chosen_zones_are_said_to_be_schematic(official: Open) -> None:
    assert "市域轮廓仅为示意" in note(official("map", park="tianjin"))
    assert "市域轮廓仅为示意" not in note(official("map"))


def test_without_it_nothing_of_it_is_there(opened: Open) -> None:
    at = opened("map")
    assert style(at).startswith("app/static/style-")
    assert "tiles_failed" not in {button.key for button in at.button}
    assert words(note(at)).startswith(SCHEMATIC["zh"])
    assert 'span class="official' not in note(at)
