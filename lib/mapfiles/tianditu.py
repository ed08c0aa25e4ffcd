"""天地图 under the points, for a host that has its licence: addresses of tiles, and the styles that
draw them in the browser.

Its tiles are asked for in Web Mercator, the one projection that MapLibre draws. Their datum is
CGCS2000, which agrees with WGS-84 to well under a metre: nothing is converted.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from lib.base.settings import Tianditu
from lib.drawing import palette
from lib.drawing.palette import Theme
from lib.mapfiles import basemap

# The map, and what is written on it.
LAYERS: Final = ("vec", "cva")
# What a reader may still switch off: the rest is on the tiles.
SWITCHES: Final = ("corridor",)
# The zoom of the coarsest and the finest tiles, and a tile's side in pixels.
ZOOMS: Final = (1, 18)
SIDE: Final = 256
# Its tiles are light. In the dark theme bright and dark change places, and hues stay.
_PAINT: Final[dict[Theme, dict[str, float]]] = {
    "light": {},
    "dark": {
        "raster-brightness-min": 0.9,
        "raster-brightness-max": 0.12,
        "raster-hue-rotate": 180,
        "raster-saturation": -0.6,
    },
}


def address(server: str, layer: str, key: str) -> str:
    """Return the address of a layer's tiles, with `{z}`, `{x}` and `{y}` for which."""
    return (
        f"{server}/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
        "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
    )


def style_name(theme: Theme, shown: Collection[str]) -> str:
    """Return the plain name of the style that shows some of `SWITCHES`."""
    return "-".join(("tianditu", theme, *(name for name in SWITCHES if name in shown))) + ".json"


def styles(service: Tianditu, geo: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return by plain name a style for each theme and each choice of `SWITCHES` (see
    `basemap.styles`)."""
    return {
        style_name(theme, shown): style(service, theme, geo, shown)
        for theme in palette.MAP
        for shown in ((), SWITCHES)
    }


def style(
    service: Tianditu, theme: Theme, geo: Mapping[str, str], shown: Collection[str]
) -> dict[str, Any]:
    """Return the MapLibre style of the tiles; of what the atlas draws itself only the corridor is
    on them, under their names."""
    ground = palette.MAP[theme]["surroundings"]
    map_tiles, names = (
        {"id": layer, "type": "raster", "source": layer, "paint": _PAINT[theme]} for layer in LAYERS
    )
    layers = [
        {"id": "bg", "type": "background", "paint": {"background-color": ground}},
        map_tiles,
        *(basemap.corridor(theme) if "corridor" in shown else ()),
        names,
    ]
    tiles = {
        layer: {
            "type": "raster",
            "tiles": [address(server, layer, service.key) for server in service.servers],
            "tileSize": SIDE,
            "minzoom": ZOOMS[0],
            "maxzoom": ZOOMS[1],
        }
        for layer in LAYERS
    }
    return {"version": 8, "sources": tiles | basemap.drawn_from(geo, layers), "layers": layers}
