"""The map under the points is drawn from the host's own files, in both themes."""

import json
from typing import Any

import pytest
from shapely import box, total_bounds, union_all
from shapely.geometry import Point, shape

from lib.drawing.palette import MAP, Theme
from lib.mapfiles import basemap
from lib.terms.districts import DISTRICTS, features
from tests.editions import fixture_edition, fixture_sources
from tests.edits import put

SOURCES = fixture_sources()
VOCABULARY = fixture_edition().vocabulary
DRAWN = basemap.collections(SOURCES, VOCABULARY)
GEO = {name: f"{name}.0123456789.geojson" for name in DRAWN}


def style(theme: Theme, *shown: str) -> dict[str, Any]:
    return basemap.style(theme, GEO, shown or basemap.SWITCHES)


def layers(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {layer["id"]: layer for layer in made["layers"]}


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
    data = json.loads(SOURCES["geo/provinces_detail.geojson"])
    data["features"][0]["properties"] |= {"geometry": "a", "spot": "b", "type": "c"}
    other = put(SOURCES, "geo/provinces_detail.geojson", json.dumps(data))
    assert basemap.boundaries(other, "provinces_detail")["features"] == data["features"]


def test_every_district_is_named_within_itself() -> None:
    names = basemap.district_names(SOURCES)["features"]
    for label, district in zip(names, features(SOURCES, DISTRICTS), strict=True):
        assert label["properties"] == {"name": district["properties"]["name"]}
        assert shape(district["geometry"]).covers(Point(label["geometry"]["coordinates"]))


@pytest.mark.parametrize("name", basemap.styles(GEO))
def test_a_style_asks_for_nothing_from_elsewhere(name: str) -> None:
    made = basemap.styles(GEO)[name]
    assert made["version"] == 8
    assert "//" not in made["glyphs"]
    for source, held in made["sources"].items():
        assert held == {"type": "geojson", "data": f"app/static/{GEO[source]}"}
    assert {layer["source"] for layer in made["layers"] if "source" in layer} == set(
        made["sources"]
    )
    assert len(layers(made)) == len(made["layers"])


def test_there_is_a_style_for_each_choice_in_each_theme() -> None:
    assert len(basemap.styles(GEO)) == len(MAP) * 2 ** len(basemap.SWITCHES) + 1
    assert basemap.style_name("dark", ("water", "labels")) in basemap.styles(GEO)
    assert style("light") == basemap.styles(GEO)[basemap.style_name("light", basemap.SWITCHES)]


def test_the_wall_s_style_has_no_names_under_the_map_s_own() -> None:
    wall, page = basemap.styles(GEO)[basemap.WALL], style("dark")
    assert [layer["id"] for layer in wall["layers"]] == [
        layer["id"] for layer in page["layers"] if layer["type"] != "symbol"
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_style_has_the_colours_of_its_theme_alone(theme: Theme) -> None:
    text = json.dumps(style(theme))
    assert all(color in text for color in MAP[theme].values())
    other = MAP["dark" if theme == "light" else "light"]
    assert not any(color in text for color in set(other.values()) - set(MAP[theme].values()))


@pytest.mark.parametrize(
    ("switch", "drawn"),
    [
        ("detail", {"district_lines_detail", "district_names"}),
        ("water", {"rivers", "lakes", "water_names"}),
        ("transport", {"railways", "airports", "airport_names", "railway_names"}),
        ("corridor", {"corridor", "spurs"}),
    ],
)
def test_what_is_switched_off_is_not_drawn(switch: str, drawn: set[str]) -> None:
    others = [name for name in basemap.SWITCHES if name != switch]
    assert set(layers(style("light"))) - set(layers(style("light", *others))) == drawn


def test_the_sea_lies_off_the_shore_and_fades_before_the_data_end() -> None:
    areas = [shape(f["geometry"]) for f in DRAWN["sea"]["features"]]
    opacity = [f["properties"]["o"] for f in DRAWN["sea"]["features"]]
    places = {"渤海": Point(119, 38.6), "天津": Point(117.2, 39.1), "济南": Point(117.0, 36.65)}
    inside = {name: [a.covers(place) for a in areas] for name, place in places.items()}
    assert inside["渤海"].index(True) == len(areas) - 1
    assert not any([*inside["天津"], *inside["济南"]])
    assert opacity == sorted(opacity)
    assert (opacity[0] < 0.1, opacity[-1]) == (True, 1)
    around = [shape(f["geometry"]) for f in features(SOURCES, "geo/neighbours.geojson")]
    east = total_bounds(around)[2]
    assert total_bounds(areas)[2] == pytest.approx(east)
    assert total_bounds(areas[1:])[2] < east


def test_no_gap_shows_between_the_shore_and_the_sea() -> None:
    sea = union_all([shape(f["geometry"]) for f in DRAWN["sea"]["features"]])
    land = union_all([shape(f["geometry"]) for f in DRAWN["provinces_detail"]["features"]])
    beach = land.boundary & box(117.7, 38.7, 119.0, 39.1)
    assert beach.length > 1
    assert beach.difference(sea.buffer(0.001)).length == 0


def test_waters_end_where_the_region_ends() -> None:
    region = union_all([shape(f["geometry"]) for f in DRAWN["provinces_detail"]["features"]])
    for name in ("rivers", "lakes"):
        drawn = [shape(f["geometry"]) for f in DRAWN[name]["features"]]
        assert len(drawn) > 5
        assert all(region.buffer(0.03).covers(each) for each in drawn), name


def test_each_airport_lies_in_the_region_and_no_closed_one_is_named() -> None:
    region = union_all([shape(f["geometry"]) for f in DRAWN["provinces_detail"]["features"]])
    airports = [f for f in DRAWN["landmarks"]["features"] if f["properties"]["kind"] == "airport"]
    assert all(region.covers(shape(f["geometry"])) for f in airports)
    names = {f["properties"]["name"] for f in airports}
    assert "北京大兴国际机场" in names
    assert not any("南苑" in name for name in names)


def test_a_railway_runs_through_its_stations() -> None:
    lines = {f["properties"]["name"]: shape(f["geometry"]) for f in DRAWN["railways"]["features"]}
    south, north = Point(117.061, 39.056), Point(116.379, 39.865)
    assert lines["京沪高铁"].distance(south) == lines["京沪高铁"].distance(north) == 0
    assert len(lines) == 8
