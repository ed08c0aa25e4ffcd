"""The map under the points is drawn from the host's own files, in both themes."""

import json
from typing import Any

import pytest
from shapely import box, total_bounds
from shapely.geometry import Point, shape

from lib.drawing.palette import MAP, Theme
from lib.mapfiles import basemap
from lib.terms.districts import DISTRICTS, features
from tests.editions import fixture_sources
from tests.edits import put

SOURCES = fixture_sources()
NAMES = (*basemap.BOUNDARIES, "district_names")
GEO = {name: f"{name}.0123456789.geojson" for name in NAMES}


def style(theme: Theme, *, detail: bool = True) -> dict[str, Any]:
    return basemap.style(MAP[theme], GEO, detail=detail)


@pytest.mark.parametrize("name", [name for name in basemap.BOUNDARIES if name != "neighbours"])
def test_boundaries_are_those_of_their_file(name: str) -> None:
    found = basemap.boundaries(SOURCES, name)
    assert found["type"] == "FeatureCollection"
    for drawn, read in zip(
        found["features"], features(SOURCES, f"geo/{name}.geojson"), strict=True
    ):
        assert drawn["geometry"] == read["geometry"]
        assert drawn["properties"] == read["properties"]


def test_no_line_runs_where_the_data_of_what_lies_around_end() -> None:
    areas = [shape(f["geometry"]) for f in features(SOURCES, "geo/neighbours.geojson")]
    lines = [shape(f["geometry"]) for f in basemap.boundaries(SOURCES, "neighbours")["features"]]
    west, south, east, north = total_bounds(areas)
    rim = box(west, south, east, north).exterior.buffer(0.005)
    assert not any(rim.intersects(line) for line in lines)
    kept = sum(line.length for line in lines)
    on_rim = sum(area.boundary.intersection(rim).length for area in areas)
    assert kept + on_rim == pytest.approx(sum(area.boundary.length for area in areas), rel=0.01)


def test_no_property_of_a_boundary_stands_in_the_way() -> None:
    data = json.loads(SOURCES["geo/provinces.geojson"])
    data["features"][0]["properties"] |= {"geometry": "a", "spot": "b", "type": "c"}
    other = put(SOURCES, "geo/provinces.geojson", json.dumps(data))
    assert basemap.boundaries(other, "provinces")["features"] == data["features"]


def test_every_district_is_named_within_itself() -> None:
    names = basemap.district_names(SOURCES)["features"]
    for label, district in zip(names, features(SOURCES, DISTRICTS), strict=True):
        assert label["properties"] == {"name": district["properties"]["name"]}
        assert shape(district["geometry"]).covers(Point(label["geometry"]["coordinates"]))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("detail", [True, False])
def test_a_style_asks_for_nothing_from_elsewhere(theme: Theme, detail: bool) -> None:
    made = style(theme, detail=detail)
    assert made["version"] == 8
    assert "//" not in made["glyphs"]
    for name, source in made["sources"].items():
        assert source == {"type": "geojson", "data": f"app/static/{GEO[name]}"}
    assert {layer["source"] for layer in made["layers"] if "source" in layer} == set(
        made["sources"]
    )
    assert len({layer["id"] for layer in made["layers"]}) == len(made["layers"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_style_has_the_colours_of_its_theme_alone(theme: Theme) -> None:
    text = json.dumps(style(theme))
    assert all(color in text for color in MAP[theme].values())
    other = MAP["dark" if theme == "light" else "light"]
    assert not any(color in text for color in set(other.values()) - set(MAP[theme].values()))


def test_districts_are_drawn_only_where_there_is_detail() -> None:
    assert set(style("light")["sources"]) == set(NAMES)
    plain = style("light", detail=False)
    assert set(plain["sources"]) == set(NAMES) - {
        *("district_lines", "district_lines_detail", "district_names")
    }


def test_coarse_boundaries_end_where_the_fine_ones_begin() -> None:
    layers = {layer["id"]: layer for layer in style("light")["layers"]}
    for coarse, fine in (
        *(("land", "land_detail"), ("provinces", "provinces_detail")),
        ("district_lines", "district_lines_detail"),
    ):
        assert layers[coarse]["maxzoom"] == layers[fine]["minzoom"]
