"""Every resource is a point once, at its row's place, with its category's colour and mark."""

import json
from typing import Any

import pytest

from lib.drawing.palette import rgb
from lib.editions.build import Built, build
from lib.editions.edition import Edition
from lib.mapfiles.points import points
from lib.register.positions import city_offsets, city_positions
from lib.ui.parts.maps import bits
from tests.editions import fixture_built, fixture_sources
from tests.edits import edited, with_cells, with_copy

SOURCES = fixture_sources()
BUILT = fixture_built()
SCALES = ("region.geojson", "city.geojson")


def features(built: Built, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(built.files[built.edition.assets[name]])["features"]
    return found


def properties(built: Built, name: str) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in features(built, name)]


def lit(built: Built, name: str, **chosen: tuple[str, ...]) -> list[str]:
    """The resources whose dots light up for a filter, as the map reads its mask."""
    edition = built.edition
    digits = bits(edition.filter(**chosen).mask(edition.members))
    return [
        point["id"]
        for point in properties(built, name)
        if int("0x" + digits[point["k"] >> 2], 16) >> (point["k"] & 3) & 1
    ]


@pytest.mark.parametrize("name", SCALES)
def test_every_resource_is_on_the_map_once(name: str, edition: Edition) -> None:
    found = properties(BUILT, name)
    assert [point["k"] for point in found] == list(range(len(edition.frame)))
    for column, key in (("resource_id", "id"), ("name", "name")):
        assert [point[key] for point in found] == edition.frame[column].to_list()
    parks = [park.code for park in edition.vocabulary.parks]
    assert [parks[point["i"]] for point in found] == edition.frame["park"].to_list()


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize(
    "chosen",
    [
        {"park": ("tianjin",)},
        {"category": ("finance",)},
        {"category": ("rd", "finance"), "park": ("zgc",)},
        {"chain": ("robot",), "cluster": ("safety",)},
        {"corridor": ("bda",)},
        {"level": ("national",), "province": ("hebei",)},
        {"park": ("xiongan",)},
        {},
    ],
)
def test_a_filter_lights_its_resources_and_no_others(
    name: str, chosen: dict[str, tuple[str, ...]]
) -> None:
    # The same rows, the first of them last.
    turned = build(edited(SOURCES, "resources.csv", lambda rows: rows.append(rows.pop(1))))
    for built in (BUILT, turned):
        edition = built.edition
        rows = edition.select(edition.filter(**chosen))
        assert lit(built, name, **chosen) == rows["resource_id"].to_list()


def test_colour_and_mark_are_the_categorys_and_hollow_where_only_the_area_is_known(
    edition: Edition,
) -> None:
    categories = edition.vocabulary.categories
    for point, row in zip(
        properties(BUILT, "city.geojson"), edition.frame.itertuples(), strict=True
    ):
        category = categories[point["m"]]
        assert category.code == row.category
        assert point["c"] == rgb(category.color)
        hollow, place = divmod(point["h"], len(categories))
        assert place == point["m"]
        assert bool(hollow) == (row.position_basis == "area")


def test_the_sixth_category_has_its_own_colour_and_mark() -> None:
    found = [p for p in properties(BUILT, "region.geojson") if p["m"] == 5]
    assert {p["id"] for p in found} == {"zgc-005", "zgc-019", "tianjin-099", "shijiazhuang-006"}
    assert {tuple(p["c"]) for p in found} == {(0x56, 0xB4, 0xE9)}
    assert {p["h"] for p in found} <= {5, 11}


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
    for name in SCALES:
        point = properties(built, name)[0]
        assert (point["m"], point["h"], point["c"]) == (6, 6, [0xF0, 0xE4, 0x42])
        assert "科技馆" in point["zh"]
        assert "Museums" in point["en"]
        # One more category moves the hollow marks of all.
        assert {p["h"] for p in properties(built, name)} == {
            p["m"] + (7 if p["h"] >= 7 else 0) for p in properties(built, name)
        }


def test_a_hover_card_names_zone_category_areas_and_how_far_the_position_can_be_trusted(
    edition: Edition,
) -> None:
    by_id = {point["id"]: point for point in properties(BUILT, "region.geojson")}
    assert by_id["zgc-002"]["zh"] == "中关村 · 研发创新平台\n机器人 · 高端工业母机\n位置约 ±0.12 km"
    assert "Zhongguancun · R&D platforms" in by_id["zgc-002"]["en"]
    assert "未标注产业链或集群" in by_id["zgc-005"]["zh"]
    assert "仅知在该区域内" in by_id["zgc-010"]["zh"]
    for point, row in zip(by_id.values(), edition.frame.itertuples(), strict=True):
        zone = edition.vocabulary.seats[str(row.park)]
        assert point["zh"].startswith(zone.zh)
        assert point["en"].startswith(zone.en)


def test_points_stand_where_they_are_told(edition: Edition) -> None:
    frame, vocabulary = edition.frame, edition.vocabulary
    spots, offsets = city_positions(frame), city_offsets(frame)
    found = points(frame, spots, offsets, vocabulary)["features"]
    assert [tuple(feature["geometry"]["coordinates"]) for feature in found] == spots
    assert [feature["properties"]["o"] for feature in found] == offsets
    with pytest.raises(ValueError, match="zip"):
        points(frame, spots[1:], offsets, vocabulary)


def test_in_packs_points_stand_at_their_zones_seat_and_at_city_scale_at_their_anchor(
    edition: Edition,
) -> None:
    packed, placed = (features(BUILT, name) for name in SCALES)
    rows = edition.frame.itertuples()
    for in_pack, in_city, row in zip(packed, placed, rows, strict=True):
        seat = edition.vocabulary.seats[str(row.park)]
        assert in_pack["geometry"]["coordinates"] == [seat.lon, seat.lat]
        if row.position_basis == "area":
            assert in_city["geometry"]["coordinates"] == [row.lon, row.lat]
        else:
            assert in_city["properties"]["o"] == [0, 0]
