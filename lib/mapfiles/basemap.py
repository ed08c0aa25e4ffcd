"""The map under the points: boundaries, names of districts, and the style that draws them."""

from collections.abc import Mapping
from typing import Any, Final

from shapely import set_precision
from shapely.geometry import mapping, shape

from lib.base.files import Sources
from lib.drawing.boundaries import shapes, without_rim
from lib.mapfiles.geojson import collection, feature, point
from lib.terms.districts import DISTRICTS, features

BOUNDARIES: Final = (
    *("neighbours", "provinces", "provinces_detail", "city_lines"),
    *("district_lines", "district_lines_detail"),
)
# Degrees that a line's points are rounded to.
_GRID: Final = 0.0001


def boundaries(sources: Sources, name: str) -> dict[str, Any]:
    """Return one of `BOUNDARIES` as a feature collection, what lies around as lines that do not
    show where their file ends. Raises `DataProblem`."""
    if name == "neighbours":
        lines = without_rim(shapes(sources, name))
        return collection([feature(mapping(set_precision(line, _GRID))) for line in lines])
    return collection(
        [
            feature(f["geometry"], **f["properties"])
            for f in features(sources, f"geo/{name}.geojson")
        ]
    )


def district_names(sources: Sources) -> dict[str, Any]:
    """Return the districts' names, each at a point inside. Raises `DataProblem`."""
    named = []
    for district in features(sources, DISTRICTS):
        spot = shape(district["geometry"]).representative_point()
        place = (round(spot.x, 4), round(spot.y, 4))
        named.append(point(place, name=district["properties"]["name"]))
    return collection(named)


def style(colors: Mapping[str, str], geo: Mapping[str, str], *, detail: bool) -> dict[str, Any]:
    """Return a MapLibre style of boundaries; `geo` holds the hashed names of their files; `detail`
    adds district lines and names when zoomed in."""

    def line(source: str, color: str, widths: list[float], **more: Any) -> dict[str, Any]:
        width = ["interpolate", ["linear"], ["zoom"], 5, widths[0], 11, widths[1]]
        paint = {"line-color": colors[color], "line-width": width}
        return {"id": source, "type": "line", "source": source, "paint": paint, **more}

    layers: list[dict[str, Any]] = [
        {"id": "bg", "type": "background", "paint": {"background-color": colors["surroundings"]}},
        line("neighbours", "neighbour_line", [0.6, 1.2]),
        {
            "id": "land",
            "type": "fill",
            "source": "provinces",
            "maxzoom": 8.7,
            "paint": {"fill-color": colors["land"]},
        },
        {
            "id": "land_detail",
            "type": "fill",
            "source": "provinces_detail",
            "minzoom": 8.7,
            "paint": {"fill-color": colors["land"]},
        },
    ]
    if detail:
        layers += [
            line("district_lines", "district_line", [0.3, 0.8], minzoom=7.8, maxzoom=9),
            line("district_lines_detail", "district_line", [0.4, 1.0], minzoom=9),
        ]
    layers += [
        line("city_lines", "city_line", [0.7, 1.6]),
        line("provinces", "province_line", [1.1, 2.0], maxzoom=8.7),
        line("provinces_detail", "province_line", [1.1, 2.4], minzoom=8.7),
    ]
    if detail:
        layers.append(
            {
                "id": "district_names",
                "type": "symbol",
                "source": "district_names",
                "minzoom": 8.6,
                "layout": {"text-field": ["get", "name"], "text-size": 12, "text-padding": 6},
                "paint": {
                    "text-color": colors["label"],
                    "text-halo-color": colors["halo"],
                    "text-halo-width": 1.2,
                },
            }
        )
    used = {layer["source"] for layer in layers if "source" in layer}
    return {
        "version": 8,
        # CJK glyphs are drawn by the browser from its own fonts; nothing is fetched from here.
        "glyphs": "app/static/{fontstack}/{range}",
        "sources": {
            name: {"type": "geojson", "data": f"app/static/{geo[name]}"}
            for name in geo
            if name in used
        },
        "layers": layers,
    }
