"""The map under the points: what people know it by, and the styles that draw it."""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import Any, Final

from shapely import set_precision
from shapely.geometry import LineString, mapping, shape
from shapely.geometry.base import BaseGeometry

from lib.base.files import Sources
from lib.drawing import boundaries as drawn
from lib.drawing import palette
from lib.drawing.palette import Theme
from lib.mapfiles import labels
from lib.mapfiles.geojson import collection, feature, point
from lib.terms import landmarks
from lib.terms.districts import DISTRICTS, features
from lib.terms.taxonomy import Vocabulary

# In detail: the browser itself draws what is far off with fewer points.
BOUNDARIES: Final = ("neighbours", "provinces_detail", "city_lines", "district_lines_detail")
# What a reader may switch off: the corridor, districts, lakes and rivers, railways and airports.
SWITCHES: Final = ("corridor", "detail", "water", "transport")
# Degrees that a line's points are rounded to.
_GRID: Final = 0.0001
# The style of the hall's wall: without names, which would lie under the map's own.
WALL: Final = "style-wall.json"
# Straight from station to station, a railway is too far off its place from this zoom on.
_TOO_CLOSE: Final = 11


def collections(sources: Sources, vocabulary: Vocabulary) -> dict[str, dict[str, Any]]:
    """Return the feature collections that the styles and the map's layers draw, by name. Raises
    `DataProblem` or `DataProblems`."""
    lines, marks = landmarks.railways(sources), landmarks.landmarks(sources)
    return {
        **{name: boundaries(sources, name) for name in BOUNDARIES},
        "district_names": district_names(sources),
        "sea": collection([_shape(area, o=round(o, 2)) for area, o in drawn.sea(sources)]),
        **{name: _shapes(drawn.waters(sources, name)) for name in ("lakes", "rivers")},
        "railways": collection([_shape(LineString(line.stations), name=line.zh) for line in lines]),
        "landmarks": collection([point(m.place, name=m.zh, kind=m.kind) for m in marks]),
        "corridor": labels.corridor(vocabulary),
        "cities": boundaries(sources, "cities"),
    }


def boundaries(sources: Sources, name: str) -> dict[str, Any]:
    """Return one of `BOUNDARIES` as a feature collection, what lies around as lines that do not
    show where their file ends. Raises `DataProblem`."""
    if name == "neighbours":
        return _shapes(drawn.without_rim(drawn.shapes(sources, name)))
    return collection(
        [
            feature(f["geometry"], **f["properties"])
            for f in features(sources, f"geo/{name}.geojson")
        ]
    )


def _shapes(shapes: Collection[BaseGeometry]) -> dict[str, Any]:
    return collection([_shape(each) for each in shapes])


def _shape(geometry: BaseGeometry, **properties: object) -> dict[str, Any]:
    return feature(mapping(set_precision(geometry, _GRID)), **properties)


def district_names(sources: Sources) -> dict[str, Any]:
    """Return the districts' names, each at a point inside. Raises `DataProblem`."""
    named = []
    for district in features(sources, DISTRICTS):
        spot = shape(district["geometry"]).representative_point()
        place = (round(spot.x, 4), round(spot.y, 4))
        named.append(point(place, name=district["properties"]["name"]))
    return collection(named)


def style_name(theme: Theme, shown: Collection[str]) -> str:
    """Return the plain name of the style that shows some of `SWITCHES`."""
    return "-".join(("style", theme, *(name for name in SWITCHES if name in shown))) + ".json"


def styles(geo: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return by plain name a style for each theme and each choice of `SWITCHES`, and the wall's;
    `geo` holds the hashed names of the files of `collections`."""
    choices = [some for n in range(len(SWITCHES) + 1) for some in combinations(SWITCHES, n)]
    made = {
        style_name(theme, shown): style(theme, geo, shown)
        for theme in palette.MAP
        for shown in choices
    }
    return made | {WALL: style("dark", geo, SWITCHES, is_named=False)}


def line(source: str, color: str, widths: tuple[float, float], **more: Any) -> dict[str, Any]:
    """Return a layer of a source's lines, so wide at zoom 5 and at 11."""
    width = ["interpolate", ["linear"], ["zoom"], 5, widths[0], 11, widths[1]]
    paint = {"line-color": color, "line-width": width, **more.pop("paint", {})}
    return {"id": source, "type": "line", "source": source, "paint": paint, **more}


def kinds(*wanted: str) -> list[Any]:
    """Return the filter for features of some kinds."""
    return ["in", ["get", "kind"], ["literal", list(wanted)]]


def corridor(theme: Theme) -> list[dict[str, Any]]:
    """Return the layers of the corridor: its line, and dashed the spurs."""
    red, dashes = palette.INKS[theme]["corridor"], {"line-dasharray": [2.5, 1.5]}
    return [
        line("corridor", red, (2.5, 2.5), filter=kinds("line")),
        line("corridor", red, (2.0, 2.0), id="spurs", filter=kinds("spur"), paint=dashes),
    ]


def drawn_from(geo: Mapping[str, str], layers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sources of a style that `layers` draw, of the files that `geo` names."""
    used = {layer.get("source") for layer in layers}
    return {
        name: {"type": "geojson", "data": f"app/static/{geo[name]}"} for name in geo if name in used
    }


def style(
    theme: Theme, geo: Mapping[str, str], shown: Collection[str], *, is_named: bool = True
) -> dict[str, Any]:
    """Return the MapLibre style of a theme that shows some of `SWITCHES` (see `styles`)."""
    colors = palette.MAP[theme]

    def fill(source: str, color: str, **more: Any) -> dict[str, Any]:
        paint = {"fill-color": color, **more.pop("paint", {})}
        return {"id": source, "type": "fill", "source": source, "paint": paint, **more}

    def names(source: str, color: str, size: int, **more: Any) -> dict[str, Any]:
        layout = {"text-field": ["get", "name"], "text-size": size, "text-padding": 6}
        paint = {
            "text-color": color,
            "text-halo-color": colors["halo"],
            "text-halo-width": 1.2,
        }
        layout |= more.pop("layout", {})
        named = {"source": source, "type": "symbol", "layout": layout, "paint": paint}
        return {"id": source, **named, **more}

    layers: list[dict[str, Any]] = [
        {"id": "bg", "type": "background", "paint": {"background-color": colors["surroundings"]}},
        # Areas side by side: smoothed edges would show where they meet.
        fill("sea", colors["water"], paint={"fill-opacity": ["get", "o"], "fill-antialias": False}),
        line("neighbours", colors["neighbour_line"], (0.6, 1.2)),
        fill("provinces_detail", colors["land"], id="land"),
    ]
    if "water" in shown:
        layers += [
            line("rivers", colors["river"], (0.5, 2.0)),
            fill("lakes", colors["water"], paint={"fill-outline-color": colors["river"]}),
        ]
    if "detail" in shown:
        layers.append(
            line("district_lines_detail", colors["district_line"], (0.3, 1.0), minzoom=7.8)
        )
    layers += [
        line("city_lines", colors["city_line"], (0.7, 1.6)),
        line("provinces_detail", colors["province_line"], (1.1, 2.2)),
    ]
    if "transport" in shown:
        layers += [
            line("railways", colors["railway"], (0.8, 1.6), maxzoom=_TOO_CLOSE),
            {
                "id": "airports",
                "type": "circle",
                "source": "landmarks",
                "filter": kinds("airport"),
                "minzoom": 7.6,
                "paint": {
                    "circle-radius": 3,
                    "circle-color": colors["halo"],
                    "circle-stroke-color": colors["railway"],
                    "circle-stroke-width": 1.5,
                },
            },
        ]
    if "corridor" in shown:
        layers += corridor(theme)
    if "detail" in shown:
        layers.append(names("district_names", colors["label"], 12, minzoom=8.6))
    if "transport" in shown:
        layers += [
            names(
                "landmarks",
                colors["label"],
                11,
                id="airport_names",
                filter=kinds("airport"),
                minzoom=7.6,
                layout={"text-anchor": "top", "text-offset": [0, 0.5]},
            ),
            names(
                "railways",
                colors["label"],
                11,
                id="railway_names",
                minzoom=7.6,
                maxzoom=_TOO_CLOSE,
                layout={"symbol-placement": "line", "symbol-spacing": 400},
            ),
        ]
    if "water" in shown:
        layers.append(
            names(
                "landmarks",
                colors["water_label"],
                12,
                id="water_names",
                filter=kinds("river", "lake"),
                minzoom=7.6,
            )
        )
    layers.append(
        names(
            "landmarks",
            colors["water_label"],
            13,
            id="sea_names",
            filter=kinds("sea"),
            layout={"text-letter-spacing": 0.4},
        )
    )
    if not is_named:
        layers = [layer for layer in layers if layer["type"] != "symbol"]
    return {
        "version": 8,
        # CJK glyphs are drawn by the browser from its own fonts; nothing is fetched from here.
        "glyphs": "app/static/{fontstack}/{range}",
        "sources": drawn_from(geo, layers),
        "layers": layers,
    }
