"""The official basemap: its own tiles, and of the atlas's map the corridor alone."""

import json
from typing import Any

import pytest

from lib.base.settings import Tianditu
from lib.drawing.palette import MAP, Theme
from lib.mapfiles import tianditu
from tests.tiles import KEY

SERVICE = Tianditu(("https://t0.tianditu.gov.cn", "http://gis.intranet/b"), KEY, "server0key")
GEO = {name: f"{name}.0123456789.geojson" for name in ("corridor", "sea", "provinces_detail")}


def style(theme: Theme = "light", *shown: str) -> dict[str, Any]:
    return tianditu.style(SERVICE, theme, GEO, shown)


def test_a_tile_s_address_is_as_the_service_wants_it() -> None:
    assert tianditu.address("https://t0.tianditu.gov.cn", "cva", KEY) == (
        "https://t0.tianditu.gov.cn/cva_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=cva"
        "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
        f"&tk={KEY}"
    )


def test_names_lie_over_the_corridor_and_the_map_under_it() -> None:
    layers = [layer["id"] for layer in style("light", "corridor")["layers"]]
    assert layers == ["bg", "vec", "corridor", "spurs", "cva"]
    assert [layer["id"] for layer in style()["layers"]] == ["bg", "vec", "cva"]


def test_nothing_is_asked_for_elsewhere_and_the_server_s_key_stays_there() -> None:
    made = style("light", "corridor")
    assert set(made["sources"]) == {"vec", "cva", "corridor"}
    assert made["sources"]["corridor"]["data"] == f"app/static/{GEO['corridor']}"
    for layer in tianditu.LAYERS:
        source = made["sources"][layer]
        assert (source["type"], source["tileSize"]) == ("raster", 256)
        assert source["tiles"] == [tianditu.address(s, layer, KEY) for s in SERVICE.servers]
    assert SERVICE.server_key not in json.dumps(made)
    assert "glyphs" not in made


def test_there_is_a_style_for_each_choice_in_each_theme_under_a_name_of_its_own() -> None:
    made = tianditu.styles(SERVICE, GEO)
    assert set(made) == {
        f"tianditu-{theme}{shown}.json" for theme in MAP for shown in ("", "-corridor")
    }
    name = tianditu.style_name("dark", ("labels", "water", "corridor"))
    assert made[name] == style("dark", "corridor")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_the_dark_theme_light_tiles_become_dark(theme: Theme) -> None:
    paint = style(theme)["layers"][1]["paint"]
    low, high = paint.get("raster-brightness-min", 0), paint.get("raster-brightness-max", 1)
    assert (low > high) == (theme == "dark")
