"""Packs say how many, names stand beside them, and the corridor is drawn as it is."""

import re
from typing import Any

import pytest

from lib.base.i18n import LANGS
from lib.editions.build import build
from lib.editions.edition import Edition
from lib.mapfiles import labels
from lib.register.positions import pack_radius
from lib.terms import corridor
from lib.terms.geometry import distance_m
from tests.editions import fixture_sources, live_edition
from tests.edits import with_langfang

SOURCES = fixture_sources()


def properties(collection: dict[str, Any]) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in collection["features"]]


def kinds(edition: Edition, kind: str) -> list[dict[str, Any]]:
    features = labels.corridor(edition.vocabulary)["features"]
    return [f["geometry"] for f in features if f["properties"]["kind"] == kind]


def zones(edition: Edition) -> list[dict[str, Any]]:
    packs = properties(labels.packs(edition.arrangement, edition.members))
    return packs[: len(edition.vocabulary.parks)]


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_packs_say_how_many(which: str, request: pytest.FixtureRequest) -> None:
    edition: Edition = request.getfixturevalue(which)
    totals = edition.frame["park"].value_counts()
    packs = zones(edition)
    assert [pack["park"] for pack in packs] == [p.code for p in edition.vocabulary.parks]
    for pack in packs:
        count = int(totals.get(pack["park"], 0))
        assert pack["r"] == round(pack_radius(count), 2)
        for lang in LANGS:
            assert re.findall(r"\d+", pack[lang])[0] == str(count), pack["park"]


def test_a_pack_lies_at_its_zones_seat_and_is_named_in_both_languages(edition: Edition) -> None:
    features = labels.packs(edition.arrangement, edition.members)["features"]
    for feature, park in zip(features, edition.vocabulary.parks, strict=False):
        assert feature["geometry"]["coordinates"] == [park.lon, park.lat]
        assert feature["properties"]["name"] == f"{park.zh} {park.en}"
        assert feature["properties"]["label"] == {lang: park.short(lang) for lang in LANGS}


def test_discs_are_counted_and_those_of_the_corridor_marked(edition: Edition) -> None:
    packs = properties(labels.packs(edition.arrangement, edition.members))
    assert [pack["i"] for pack in packs] == list(range(len(packs)))
    on_it = [pack["park"] for pack in zones(edition) if pack["d"] == 1]
    assert on_it == ["tianjin", "yanjiao", "cangzhou"]


def test_the_node_within_a_zone_has_a_ring_of_its_own_and_is_no_zone(edition: Edition) -> None:
    [node] = properties(labels.packs(edition.arrangement, edition.members))[
        len(edition.vocabulary.parks) :
    ]
    assert (node["label"]["zh"], node["d"]) == ("北京经开区", 2)
    assert node["zh"] == "中关村的一部分；资源计入中关村"
    assert "park" not in node


def test_seats_are_named_in_full(edition: Edition) -> None:
    named = labels.seat_labels(edition.arrangement.areas, edition.vocabulary)["features"]
    for label, seat in zip(named, edition.vocabulary.seats.values(), strict=True):
        place = tuple(label["geometry"]["coordinates"])
        assert distance_m(place, (seat.lon, seat.lat)) <= seat.radius_m
        assert [label["properties"][lang] for lang in LANGS] == [seat.zh, seat.en]


def test_a_seats_name_stands_above_the_marks_packed_there() -> None:
    areas, vocabulary = live_edition().arrangement.areas, live_edition().vocabulary
    named = labels.seat_labels(areas, vocabulary)["features"]
    above = {tuple(f["geometry"]["coordinates"]): f["properties"]["y"] for f in named}
    packed = 0
    for pack, (_, down) in zip(areas.dots.pack.tolist(), areas.offsets.tolist(), strict=True):
        if place := above.get(tuple(areas.seats[pack].tolist())):
            assert place < down - 20
            packed += 1
    assert packed > 100


def test_a_new_zone_has_its_pack_and_names() -> None:
    edition = build(with_langfang(SOURCES)).edition
    pack = zones(edition)[-1]
    assert (pack["park"], pack["r"], pack["label"]["zh"]) == ("langfang", pack_radius(1), "廊坊")
    seats = [
        p["en"]
        for p in properties(labels.seat_labels(edition.arrangement.areas, edition.vocabulary))
    ]
    assert "Langfang" in seats


def test_the_corridor_is_its_line_and_a_spur_to_what_lies_off_it(
    edition: Edition,
) -> None:
    [line] = kinds(edition, "line")
    assert [tuple(p) for p in line["coordinates"]] == list(edition.vocabulary.line)
    [spur] = kinds(edition, "spur")
    start, foot = (tuple(end) for end in spur["coordinates"])
    yanjiao = edition.vocabulary.seats["yanjiao"]
    assert start == (yanjiao.lon, yanjiao.lat)
    assert corridor.project(edition.vocabulary.line, foot).offset_m < 50


def test_a_zone_of_no_resources_has_a_pack_of_none(edition: Edition) -> None:
    [xiongan] = [pack for pack in zones(edition) if pack["park"] == "xiongan"]
    assert "0" in xiongan["zh"]
    # A ring that is seen, as no dots lie in it.
    assert xiongan["d"] == 4
    assert xiongan["r"] == pack_radius(0)
