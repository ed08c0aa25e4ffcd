"""Builds `static/`: all that the browser fetches once and keeps.

Every file carries a hash of its content in its name and is served as immutable; the app finds it
through `static/manifest.json`. Run by `make data` (`python -m lib.mapfiles.assets`).
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
from shapely.geometry import shape

from lib import register
from lib.base.i18n import LANGS, Lang, mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.register import positions
from lib.terms import corridor, geometry, taxonomy, words

STATIC_DIR: Final = taxonomy.DATA_DIR.parent / "static"
STYLESHEET: Final = Path(__file__).parents[1] / "ui" / "atlas.css"
GEO_DIR: Final = taxonomy.DATA_DIR / "geo"
THEMES: Final[dict[str, dict[str, str]]] = {
    "light": {
        "surroundings": "#F6F7F9",
        "land": "#E9F0F7",
        "neighbour_line": "#D4DAE2",
        "province_line": "#466490",
        "city_line": "#A9BCD4",
        "district_line": "#BFCDDF",
        "label": "#5B7090",
        "halo": "#FFFFFF",
    },
    "dark": {
        "surroundings": "#061527",
        "land": "#0F2B4A",
        "neighbour_line": "#17304D",
        "province_line": "#7FA3D1",
        "city_line": "#2F5480",
        "district_line": "#2A4A70",
        "label": "#9DB4D0",
        "halo": "#0F2B4A",
    },
}
# Free land south-east of 中关村's pack, under the corridor's first kilometres.
BDA_LABEL: Final = (116.63, 39.66)
PACK_NOTE: Final = mark("登记册收录 {n} 项；点击按园区筛选")
# Marks of 64 × 64 px, white so that the map can tint them; `_marks` adds a hollow one of each.
OUTLINES: Final = {
    "circle": '<circle cx="32" cy="32" r="24"/>',
    "triangle": '<path d="M32 6 58 52H6Z"/>',
    "square": '<path d="M11 11H53V53H11Z"/>',
    "diamond": '<path d="M32 3 61 32 32 61 3 32Z"/>',
    "cross": '<path d="M23 6H41V23H58V41H41V58H23V41H6V23H23Z"/>',
}


def build(entries: register.Register, to: Path = STATIC_DIR) -> dict[str, str]:
    """Write all assets into `to`, drop what no longer belongs there, return the manifest."""
    to.mkdir(exist_ok=True)
    manifest: dict[str, str] = {}

    def keep(name: str, content: str) -> str:
        stem, ext = name.rsplit(".", 1)
        hashed = f"{stem}.{hashlib.sha256(content.encode()).hexdigest()[:10]}.{ext}"
        (to / hashed).write_text(content, "utf-8")
        manifest[name] = hashed
        return hashed

    geo = {
        name: keep(f"{name}.geojson", _compact(_features(GEO_DIR / f"{name}.geojson")))
        for name in (
            *("neighbours", "provinces", "provinces_detail", "city_lines"),
            *("district_lines", "district_lines_detail"),
        )
    }
    geo["district_names"] = keep("district_names.geojson", _compact(_district_names()))
    for theme, colors in THEMES.items():
        for detail in (True, False):
            name = f"{theme}.json" if detail else f"{theme}-plain.json"
            keep(f"style-{name}", _compact(_style(colors, geo, detail=detail)))
    keep("corridor.geojson", _compact(_corridor()))
    regional = positions.region_positions(entries.frame)
    keep("packs.geojson", _compact(_packs(entries.frame)))
    keep("pack_labels.geojson", _compact(_pack_labels(entries.frame)))
    keep("seat_labels.geojson", _compact(_seat_labels()))
    keep("region.geojson", _compact(_points(entries.frame, regional)))
    keep("city.geojson", _compact(_points(entries.frame, positions.city_positions(entries.frame))))
    keep("marks.svg", _marks())
    mapping = {i: {"x": 64 * i, "y": 0, "width": 64, "height": 64, "mask": True} for i in range(10)}
    keep("marks.json", _compact(mapping))
    keep("logo.svg", _logo())
    keep("atlas.css", _category_css() + STYLESHEET.read_text("utf-8"))
    (to / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
    for path in to.iterdir():
        if path.name not in {*manifest.values(), "manifest.json"}:
            path.unlink()
    return manifest


@cache
def urls() -> Mapping[str, str]:
    """Return the address of every asset by its plain name, relative to the app's root."""
    path = STATIC_DIR / "manifest.json"
    try:
        manifest: dict[str, str] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise DataProblem(
            f"static/{path.name}", mark("文件不存在。"), mark("请运行 make data 生成。")
        ) from None
    return {name: f"app/static/{hashed}" for name, hashed in manifest.items()}


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _feature(geometry: dict[str, Any], **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _features(path: Path) -> dict[str, Any]:
    """A file's GeoJSON as features; the line files are bare geometry collections."""
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if data["type"] == "FeatureCollection":
        return data
    return _collection([_feature(geometry) for geometry in data["geometries"]])


def _district_names() -> dict[str, Any]:
    data = json.loads((GEO_DIR / "districts.geojson").read_text("utf-8"))
    features = []
    for district in data["features"]:
        spot = shape(district["geometry"]).representative_point()
        place = {"type": "Point", "coordinates": [round(spot.x, 4), round(spot.y, 4)]}
        features.append(_feature(place, name=district["properties"]["name"]))
    return _collection(features)


def _style(colors: dict[str, str], geo: dict[str, str], *, detail: bool) -> dict[str, Any]:
    """A MapLibre style of boundaries; `detail` adds district lines and names when zoomed in."""

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


def _corridor() -> dict[str, Any]:
    """The G2's alignment (`kind=line`), its nodes (`kind=node`) and the spur to each of them that
    lies far off it (`kind=spur`)."""
    line = {"type": "LineString", "coordinates": [list(p) for p in corridor.corridor_line()]}
    features = [_feature(line, kind="line")]
    for node in taxonomy.CORRIDOR_NODES:
        seat = {"type": "Point", "coordinates": [node.lon, node.lat]}
        features.append(_feature(seat, kind="node"))
        foot = corridor.project_on_corridor((node.lon, node.lat))
        if foot.offset_m <= corridor.SPUR_OFFSET_M:
            continue
        ends = [[node.lon, node.lat], [round(x, 4) for x in foot.foot]]
        features.append(_feature({"type": "LineString", "coordinates": ends}, kind="spur"))
    return _collection(features)


def _packs(frame: pd.DataFrame) -> dict[str, Any]:
    """One disc a park, `r` metres wide enough for all its dots; `i` is its place in `PARKS`."""
    totals = frame["park"].value_counts()
    features = []
    for i, park in enumerate(taxonomy.PARKS):
        total = int(totals.get(park.code, 0))
        hover = {lang: translator(lang)(PACK_NOTE).format(n=total) for lang in LANGS}
        features.append(
            _feature(
                {"type": "Point", "coordinates": [park.lon, park.lat]},
                i=i,
                park=park.code,
                name=f"{park.zh} {park.en}",
                r=round(positions.pack_radius_m(total)),
                **hover,
            )
        )
    return _collection(features)


def _pack_labels(frame: pd.DataFrame) -> dict[str, Any]:
    """Each park's name at the rim of its pack: below it (`aside` 0), but left of 中关村's (-1) and
    right of 燕郊's (1), which are close neighbours. 北京经开区 lies inside 中关村's pack and is
    named at its south-east."""
    totals = frame["park"].value_counts()
    features = []
    for i, park in enumerate(taxonomy.PARKS):
        degrees = (
            positions.pack_radius_m(int(totals.get(park.code, 0))) / geometry.METRES_PER_DEGREE
        )
        aside = {"zgc": -1, "yanjiao": 1}.get(park.code, 0)
        shift = aside * degrees * 1.4
        spot = [park.lon + shift, park.lat if aside else park.lat - degrees]
        place = {"type": "Point", "coordinates": [round(x, 4) for x in spot]}
        names = {lang: park.short(lang) for lang in LANGS}
        features.append(_feature(place, i=i, aside=aside, **names))
    bda = next(node for node in taxonomy.CORRIDOR_NODES if node.subpark)
    names = {lang: bda.short(lang) for lang in LANGS}
    place = {"type": "Point", "coordinates": list(BDA_LABEL)}
    features.append(_feature(place, i=len(taxonomy.PARKS), aside=1, **names))
    return _collection(features)


def _seat_labels() -> dict[str, Any]:
    """The names of the parks and of 北京经开区 at their seats, for city scale."""
    return _collection(
        [
            _feature(
                {"type": "Point", "coordinates": [seat.lon, seat.lat]},
                **{lang: seat.name(lang) for lang in LANGS},
            )
            for seat in taxonomy.SEATS.values()
        ]
    )


def _points(frame: pd.DataFrame, positions: list[geometry.LonLat]) -> dict[str, Any]:
    """One feature a resource at its drawing position; `k` is its row in the register, which the
    map's filter mask counts by; `c` its colour, `m` its mark and `h` the same, hollow where only
    the area is known; `zh` and `en` are the hover card's lines under the name."""
    shapes = {category.code: i for i, category in enumerate(taxonomy.CATEGORIES)}
    colors = [taxonomy.rgb(category.color) for category in taxonomy.CATEGORIES]
    features = []
    for k, (row, spot) in enumerate(zip(frame.itertuples(), positions, strict=True)):
        about = {lang: _hover(row, lang) for lang in LANGS}
        shape_number = shapes[str(row.category)]
        features.append(
            _feature(
                {"type": "Point", "coordinates": list(spot)},
                k=k,
                id=row.resource_id,
                name=row.name,
                park=row.park,
                c=colors[shape_number],
                m=shape_number,
                h=shape_number + (5 if row.position_basis == "area" else 0),
                **about,
            )
        )
    return _collection(features)


def _hover(row: Any, lang: Lang) -> str:
    t = translator(lang)
    category = next(c for c in taxonomy.CATEGORIES if c.code == row.category)
    tags = words.focus(row.chains, row.clusters, lang)
    lines = [
        f"{taxonomy.SEATS[row.park].name(lang)} · {category.name(lang)}",
        " · ".join(tags) or t("未标注产业链或集群"),
        position_note(row.position_basis, row.radius_m, lang),
    ]
    return "\n".join(lines)


def position_note(basis: str, radius_m: int, lang: Lang) -> str:
    """Return in words how far a position can be trusted."""
    t = translator(lang)
    if basis == "area":
        return t("仅知在该区域内（±{km} km）").format(km=f"{radius_m / 1000:g}")
    return t("位置约 ±{km} km").format(km=f"{radius_m / 1000:g}")


def _marks() -> str:
    filled = [
        f'<g transform="translate({64 * i})">{o}</g>' for i, o in enumerate(OUTLINES.values())
    ]
    hollow = [
        f'<g transform="translate({64 * (i + 5)})" fill="#fff" fill-opacity=".18" stroke="#fff" '
        f'stroke-width="7">{outline}</g>'
        for i, outline in enumerate(OUTLINES.values())
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="64" fill="#fff">'
        + "".join(filled + hollow)
        + "</svg>"
    )


def _logo() -> str:
    """The atlas's mark: five categories round one seat, on ink."""
    spots = [(32, 13), (51, 27), (44, 49), (20, 49), (13, 27)]
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="7" fill="{category.color}"/>'
        for (x, y), category in zip(spots, taxonomy.CATEGORIES, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="12" fill="{taxonomy.INK}"/>'
        f'<circle cx="32" cy="33" r="5" fill="#fff"/>{dots}</svg>'
    )


def _category_css() -> str:
    """Custom properties for the stylesheet: each category's colour and its mark as a mask."""
    rules = []
    for i, category in enumerate(taxonomy.CATEGORIES):
        outline = OUTLINES[category.shape].replace('"', "'").replace("#", "%23")
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'>{outline}</svg>"
        rules += [
            f"--category-{i + 1}:{category.color}",
            f'--mark-{i + 1}:url("data:image/svg+xml,{svg}")',
        ]
    rules.append(f"--corridor:{taxonomy.CORRIDOR_COLOR}")
    return ":root{" + ";".join(rules).replace("<", "%3C").replace(">", "%3E") + "}\n"


def main() -> int:
    """Rebuild `static/` from the register; print what is wrong and return 1 if it cannot be."""
    try:
        manifest = build(register.read_parquet())
    except (DataProblem, DataProblems) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"static/: {len(manifest)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
