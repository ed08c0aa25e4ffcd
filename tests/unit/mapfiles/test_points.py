"""Every resource is a dot of its zone's pack, and at city scale a dot or a point, with its
category's mark; a filter lights its own and no others, as the browser reads what it is sent."""

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest

from lib.editions.build import Built, build
from lib.editions.edition import Edition
from lib.mapfiles import points
from lib.query import packed
from lib.query.filters import ResourceFilter
from lib.ui.parts.maps import bits
from tests.editions import fixture_built, fixture_sources, placed
from tests.edits import edited, with_cells, with_copy

SOURCES = fixture_sources()
BUILT = fixture_built()
DOTS = ("zones.geojson", "areas.geojson")
FILTERS: list[dict[str, tuple[str, ...]]] = [
    {"park": ("tianjin",)},
    {"category": ("finance",)},
    {"category": ("rd", "finance"), "park": ("zgc",)},
    {"chain": ("robot",), "cluster": ("safety",)},
    {"corridor": ("bda",)},
    {"level": ("national",), "province": ("hebei",)},
    {"park": ("xiongan",)},
    {},
]


def features(built: Built, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(built.files[built.edition.assets[name]])["features"]
    return found


def properties(built: Built, name: str) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in features(built, name)]


def everywhere(built: Built) -> dict[str, dict[str, Any]]:
    """What stands for each resource at city scale, by id."""
    drawn = [*features(built, "areas.geojson"), *placed(built)]
    return {feature["properties"]["id"]: feature for feature in drawn}


def is_lit(digits: str, number: int) -> bool:
    """Whether a dot is lit, as the map reads its mask."""
    return bool(int("0x" + digits[number >> 2], 16) >> (number & 3) & 1)


def lit(built: Built, name: str, chosen: ResourceFilter) -> set[str]:
    """The resources whose dots light up for a filter."""
    edition, arrangement = built.edition, built.edition.arrangement
    dots = arrangement.zones if name == "zones.geojson" else arrangement.areas.dots
    digits = bits(dots.lit(chosen.mask(edition.members)))
    return {p["id"] for p in properties(built, name) if is_lit(digits, p["n"])}


def passing(built: Built, chosen: ResourceFilter) -> set[int]:
    """The rows whose points pass the facets of a filter."""
    tests = [packed.masks(built.edition.members, choice) for choice in chosen.choices()]
    return {
        point["properties"]["k"]
        for point in placed(built)
        if all(any(point["properties"]["w"][i] & bits for i, bits in t.items()) for t in tests)
    }


def test_every_resource_is_a_dot_once_and_once_more_at_city_scale(edition: Edition) -> None:
    names = dict(zip(edition.frame["resource_id"], edition.frame["name"], strict=True))
    in_packs = properties(BUILT, "zones.geojson")
    assert [point["n"] for point in in_packs] == list(range(len(edition.frame)))
    assert {point["id"]: point["name"] for point in in_packs} == names
    parks = [park.code for park in edition.vocabulary.parks]
    for point in in_packs:
        assert parks[point["i"]] == point["id"].rpartition("-")[0]
    drawn = [*properties(BUILT, "areas.geojson"), *(p["properties"] for p in placed(BUILT))]
    assert Counter(point["id"] for point in drawn) == Counter(names.keys())
    for point in placed(BUILT):
        assert edition.ids[point["properties"]["k"]] == point["properties"]["id"]


@pytest.mark.parametrize("chosen", FILTERS)
def test_a_filter_lights_its_resources_and_no_others(chosen: dict[str, tuple[str, ...]]) -> None:
    # The same rows, the first of them last.
    turned = build(edited(SOURCES, "resources.csv", lambda rows: rows.append(rows.pop(1))))
    for built in (BUILT, turned):
        edition = built.edition
        selection = edition.filter(**chosen)
        rows = edition.select(selection)
        assert lit(built, "zones.geojson", selection) == set(rows["resource_id"])
        is_area = rows["position_basis"] == "area"
        assert lit(built, "areas.geojson", selection) == set(rows["resource_id"][is_area])
        assert passing(built, selection) == set(rows.index[~is_area])


def test_mark_is_the_categorys_and_hollow_where_only_the_area_is_known(edition: Edition) -> None:
    codes = [category.code for category in edition.vocabulary.categories]
    drawn = everywhere(BUILT)
    in_packs = {point["id"]: point["m"] for point in properties(BUILT, "zones.geojson")}
    for row in edition.frame.to_dict("records"):
        hollow, place = divmod(drawn[row["resource_id"]]["properties"]["m"], len(codes))
        assert codes[place] == codes[in_packs[row["resource_id"]]] == row["category"]
        assert bool(hollow) == (row["position_basis"] == "area")


def test_the_sixth_category_has_its_own_mark() -> None:
    found = [p for p in properties(BUILT, "zones.geojson") if p["m"] == 5]
    assert {p["id"] for p in found} == {"zgc-005", "zgc-019", "tianjin-099", "shijiazhuang-006"}


def test_a_seventh_category_is_followed() -> None:
    new = with_copy(
        SOURCES,
        "categories.csv",
        2,
        code="museum",
        name_zh="科技馆",
        name_en="Museums",
        color="#F0E442",
        mark="pentagon",
    )
    new = with_cells(new, "resources.csv", 2, category="museum")
    built = build(new)
    first = built.edition.ids[0]
    for point in (
        *(p for p in properties(built, "zones.geojson") if p["id"] == first),
        everywhere(built)[first]["properties"],
    ):
        assert point["m"] == 6
        assert "科技馆" in point["zh"]
        assert "Museums" in point["en"]
    # One more category moves the hollow marks of all.
    assert {p["m"] for p in properties(built, "areas.geojson")} == {
        p["m"] + 1 for p in properties(BUILT, "areas.geojson")
    }


def test_a_hover_card_names_zone_category_areas_and_how_far_the_position_can_be_trusted(
    edition: Edition,
) -> None:
    by_id = {point["id"]: point for point in properties(BUILT, "zones.geojson")}
    assert by_id["zgc-002"]["zh"] == "中关村 · 研发创新平台\n机器人 · 高端工业母机\n位置约 ±0.12 km"
    assert "Zhongguancun · R&D platforms" in by_id["zgc-002"]["en"]
    assert "未标注产业链或集群" in by_id["zgc-005"]["zh"]
    assert "仅知在该区域内" in by_id["zgc-010"]["zh"]
    drawn = everywhere(BUILT)
    for row in edition.frame.itertuples():
        zone = edition.vocabulary.seats[str(row.park)]
        resource = str(row.resource_id)
        for point in (by_id[resource], drawn[resource]["properties"]):
            assert point["zh"].startswith(zone.zh)
            assert point["en"].startswith(zone.en)


def test_in_packs_dots_stand_at_their_zones_seat_and_at_city_scale_points_at_their_spot(
    edition: Edition,
) -> None:
    for dot in features(BUILT, "zones.geojson"):
        park = edition.vocabulary.parks[dot["properties"]["i"]]
        assert dot["geometry"]["coordinates"] == [park.lon, park.lat]
    drawn = everywhere(BUILT)
    for k, row in enumerate(edition.frame.to_dict("records")):
        spot = drawn[row["resource_id"]]["geometry"]["coordinates"]
        assert spot == edition.arrangement.spots[k].tolist()
        if row["position_basis"] == "area":
            assert spot == [row["lon"], row["lat"]]


def test_a_point_lies_in_its_tile() -> None:
    for name in BUILT.files:
        if not name.startswith("points."):
            continue
        _, z, x, y = name.removesuffix(".json.gz").split("/")
        assert int(z) == BUILT.edition.arrangement.scale.zoom
        alone = Built(BUILT.edition, {name: BUILT.files[name]})
        for feature in placed(alone):
            lon, lat = feature["geometry"]["coordinates"]
            side = 2 ** int(z)
            assert int((lon + 180) / 360 * side) == int(x)
            north = np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
            assert int((1 - north / np.pi) / 2 * side) == int(y)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Built:
    """The same register as one that has a dot for ten resources."""
    monkeypatch.setattr("lib.register.dots.MOST", 10)
    return build(SOURCES)


def test_in_a_large_register_dots_and_points_say_what_they_stand_for(large: Built) -> None:
    for name in DOTS:
        assert {(p["zh"], p["en"]) for p in properties(large, name)} == {
            ("一点 = 10 项", "One dot = 10 resources")
        }
    vocabulary, frame = large.edition.vocabulary, large.edition.frame
    found = placed(large)
    assert len(found) == (frame["position_basis"] != "area").sum()
    for point in found:
        row = frame.iloc[point["properties"]["k"]]
        park, category = (
            vocabulary.seats[row["park"]],
            vocabulary.terms["category"][row["category"]],
        )
        assert point["properties"]["name"] == f"{park.zh} {park.en}"
        assert point["properties"]["zh"] == category.zh
        assert point["properties"]["en"] == category.en


@pytest.mark.parametrize("chosen", FILTERS)
def test_in_a_large_register_a_filter_lights_a_dot_for_each_ten_and_its_own_points(
    chosen: dict[str, tuple[str, ...]], large: Built
) -> None:
    edition = large.edition
    selection = edition.filter(**chosen)
    rows = edition.select(selection)
    digits = bits(edition.arrangement.zones.lit(selection.mask(edition.members)))
    parks, categories = edition.vocabulary.parks, edition.vocabulary.categories
    found = Counter(
        (parks[dot["i"]].code, categories[dot["m"]].code)
        for dot in properties(large, "zones.geojson")
        if is_lit(digits, dot["n"])
    )
    groups = rows.groupby(["park", "category"]).size()
    assert found == {key: -(-n // 10) for key, n in groups.items()}
    assert passing(large, selection) == set(rows.index[rows["position_basis"] != "area"])


def test_some_rows_by_themselves_are_told_in_full_however_large_the_register_is(
    large: Built,
) -> None:
    edition = large.edition
    rows = edition.arrangement.placed[:3]
    found = json.loads(points.placed(edition.register, edition.arrangement, edition.members, rows))
    names = [feature["properties"]["name"] for feature in found["features"]]
    assert names == edition.frame["name"].iloc[rows].tolist()
