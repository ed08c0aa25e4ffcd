"""The view that another site frames: what stands there, and what does not."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Open
from tests.app.directory import exporting, share
from tests.app.files import MADE_UP
from tests.app.shown import (
    LANGS,
    bodies,
    card,
    has_card,
    keys,
    notes,
    options,
    piece,
    plain,
    statement,
    words,
)
from tests.app.test_map import camera, layer

EDITION = MADE_UP.edition
FILTER = {"park": "tianjin", "category": "rd"}
HELD = EDITION.select(EDITION.filter(park=("tianjin",), category=("rd",)))


def rows(at: AppTest) -> list[str]:
    return [plain(label) for label in options(at, "em_resources")]


@pytest.mark.parametrize("lang", LANGS)
def test_it_has_map_list_and_source_and_nothing_round_them(seen: Open, lang: str) -> None:
    at = seen("embed", **FILTER, lang=lang)
    selection = EDITION.filter(park=("tianjin",), category=("rd",))
    assert piece(at, "<h1")
    assert statement(at) == selection.describe(lang, len(HELD))  # type: ignore[arg-type]
    for row, name in zip(rows(at), HELD["name"], strict=True):
        assert row.startswith(name)
    note = piece(at, 'class="map-note"')
    assert ("边界仅为示意" if lang == "zh" else "schematic") in note
    assert EDITION.provenance(lang) in piece(at, "em-foot")  # type: ignore[arg-type]
    assert not at.sidebar.children
    assert not [body for body in bodies(at) if 'class="brand"' in body]
    assert set(keys(at)) == {"em_resources"}
    assert {button.key for button in at.button} == {"reconnected"}


def test_the_review_number_stands_there(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_MAP_REVIEW_NUMBER", "GS(2026)0001号")
    assert "GS(2026)0001号" in piece(opened("embed"), 'class="map-note"')


def test_a_row_opens_its_card_and_the_map_goes_there(opened: Open) -> None:
    at = opened("embed", **FILTER)
    before, resource = camera(at), HELD.iloc[0]
    at.button_group(key="em_resources").set_value(resource["resource_id"]).run()
    assert resource["name"] in words(card(at))
    assert resource["source_title"] in words(card(at))
    assert camera(at) != before
    assert at.query_params["id"] == resource["resource_id"]
    at.button(key="card_close").click().run()
    assert not has_card(at)
    assert camera(at).zoom == pytest.approx(before.zoom, abs=1e-4)


def test_no_click_on_the_map_changes_the_filter_the_site_has_chosen(seen: Open) -> None:
    packs = {at: layer(seen(at), "packs-0") for at in ("embed", "map")}
    pickable = {at: bool(found and found["pickable"]) for at, found in packs.items()}
    assert pickable == {"embed": False, "map": True}
    points = layer(seen("embed"), "zones-0")
    assert points and points["pickable"]


def test_the_link_to_the_dashboard_has_the_same_view(opened: Open) -> None:
    at = opened("embed", **FILTER, lang="en", id="tianjin-001", page="1")
    [(attributes, address)] = re.findall(r'<a (href="([^"]*)".*?)>Open in', piece(at, "Open in"))
    assert unescape(address) == "./?park=tianjin&category=rd&lang=en&id=tianjin-001"
    assert 'target="_blank"' in attributes
    assert "noopener" in attributes


def test_a_long_list_has_pages(opened: Open) -> None:
    at = opened("embed", page="2")
    assert rows(at)[0].startswith(EDITION.frame["name"].iloc[25])
    assert at.query_params["page"] == "2"


def test_where_there_is_nothing_it_says_so_and_leads_nowhere(seen: Open) -> None:
    at = seen("embed", q="没有这样的名字")
    assert any("登记册未收录符合全部条件的资源" in body for body in bodies(at))
    assert {button.key for button in at.button} == {"reconnected"}


def test_what_an_address_has_of_no_use_is_said_as_on_other_pages(seen: Open) -> None:
    at = seen("embed", park=["nowhere", "tianjin"], scene="cover", page="0", edition="999")
    for name in ("park=nowhere", "scene", "page=0", "edition=999"):
        assert name in notes(at)


def test_no_page_leads_to_it(seen: Open) -> None:
    for page in ("", "map", "directory"):
        links = [element.proto for element in seen(page).get("page_link")]
        assert links
        assert not [link for link in links if link.page.endswith("embed")]


SITE = "https://zone.example.cn"


@pytest.mark.parametrize(
    ("public", "start"),
    [
        ("https://atlas.example.cn/atlas/", "https://atlas.example.cn/atlas/embed"),
        ("", "http://localhost:8501/embed"),
    ],
)
def test_the_markup_to_copy_frames_the_filter_where_a_site_may(
    opened: Open, monkeypatch: pytest.MonkeyPatch, public: str, start: str
) -> None:
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", SITE)
    monkeypatch.setenv("ATLAS_PUBLIC_URL", public)
    at = opened("directory", q='"><b>', park="tianjin", id="tianjin-001", pick="tianjin-001")
    at = share(exporting(at))
    [code] = [code.value for code in at.code if "<iframe" in code.value]
    assert f'src="{start}?park=tianjin&amp;q=%22%3E%3Cb%3E"' in code


def test_without_the_setting_or_of_a_basket_there_is_none(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_FRAME_ANCESTORS", raising=False)
    assert not exporting(opened("directory")).code
    monkeypatch.setenv("ATLAS_FRAME_ANCESTORS", SITE)
    assert not exporting(opened("directory", pick="tianjin-001", view="picked")).code
