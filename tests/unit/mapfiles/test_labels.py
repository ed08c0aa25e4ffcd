"""Packs say how many, names stand beside them, and the corridor is drawn as it is."""

import re
from typing import Any

import pytest

from lib.base.i18n import LANGS
from lib.editions.build import build
from lib.editions.edition import Edition
from lib.mapfiles import labels
from lib.register.positions import pack_radius_m
from lib.terms import corridor
from lib.terms.geometry import distance_m
from tests.editions import fixture_sources
from tests.edits import with_langfang

SOURCES = fixture_sources()


def properties(collection: dict[str, Any]) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in collection["features"]]


def kinds(edition: Edition, kind: str) -> list[dict[str, Any]]:
    features = labels.corridor(edition.vocabulary)["features"]
    return [f["geometry"] for f in features if f["properties"]["kind"] == kind]


@pytest.mark.parametrize("which", ["edition", "entries"])
def test_packs_say_how_many(which: str, request: pytest.FixtureRequest) -> None:
    edition: Edition = request.getfixturevalue(which)
    totals = edition.frame["park"].value_counts()
    packs = properties(labels.packs(edition.frame, edition.vocabulary))
    assert [pack["park"] for pack in packs] == [p.code for p in edition.vocabulary.parks]
    assert [pack["i"] for pack in packs] == list(range(len(packs)))
    for pack in packs:
        count = int(totals.get(pack["park"], 0))
        assert pack["r"] == round(pack_radius_m(count))
        for lang in LANGS:
            assert re.findall(r"\d+", pack[lang])[0] == str(count), pack["park"]


def test_a_pack_lies_at_its_zones_seat_and_can_be_found_in_both_languages(
    edition: Edition,
) -> None:
    features = labels.packs(edition.frame, edition.vocabulary)["features"]
    for feature, park in zip(features, edition.vocabulary.parks, strict=True):
        assert feature["geometry"]["coordinates"] == [park.lon, park.lat]
        assert feature["properties"]["name"] == f"{park.zh} {park.en}"


def test_every_zone_is_named_at_the_rim_of_its_pack(edition: Edition) -> None:
    named = labels.pack_labels(edition.frame, edition.vocabulary)["features"]
    parks = edition.vocabulary.parks
    totals = edition.frame["park"].value_counts()
    for label, park in zip(named, parks, strict=False):
        radius = pack_radius_m(int(totals.get(park.code, 0)))
        away = distance_m(tuple(label["geometry"]["coordinates"]), (park.lon, park.lat))
        assert 0.95 * radius <= away <= 1.1 * radius, park.code
        for lang in LANGS:
            assert label["properties"][lang] == park.short(lang)


def test_the_node_within_a_zone_has_a_name_and_no_pack(edition: Edition) -> None:
    named = properties(labels.pack_labels(edition.frame, edition.vocabulary))
    assert len(named) == len(edition.vocabulary.parks) + 1
    assert (named[-1]["zh"], named[-1]["i"]) == ("北京经开区", len(edition.vocabulary.parks))
    assert len({label["i"] for label in named}) == len(named)


def test_seats_are_named_in_full(edition: Edition) -> None:
    named = labels.seat_labels(edition.vocabulary)["features"]
    for label, seat in zip(named, edition.vocabulary.seats.values(), strict=True):
        assert label["geometry"]["coordinates"] == [seat.lon, seat.lat]
        assert [label["properties"][lang] for lang in LANGS] == [seat.zh, seat.en]


def test_a_new_zone_has_its_pack_and_names() -> None:
    edition = build(with_langfang(SOURCES)).edition
    pack = properties(labels.packs(edition.frame, edition.vocabulary))[-1]
    assert (pack["park"], pack["r"]) == ("langfang", round(pack_radius_m(1)))
    names = [p["zh"] for p in properties(labels.pack_labels(edition.frame, edition.vocabulary))]
    assert names[-2:] == ["廊坊", "北京经开区"]
    seats = [p["en"] for p in properties(labels.seat_labels(edition.vocabulary))]
    assert "Langfang" in seats


def test_the_corridor_is_its_line_its_nodes_and_a_spur_to_what_lies_off_it(
    edition: Edition,
) -> None:
    [line] = kinds(edition, "line")
    assert [tuple(p) for p in line["coordinates"]] == list(edition.vocabulary.line)
    nodes = [tuple(node["coordinates"]) for node in kinds(edition, "node")]
    assert nodes == [(node.lon, node.lat) for node in edition.vocabulary.nodes]
    [spur] = kinds(edition, "spur")
    start, foot = (tuple(end) for end in spur["coordinates"])
    yanjiao = edition.vocabulary.seats["yanjiao"]
    assert start == (yanjiao.lon, yanjiao.lat)
    assert corridor.project(edition.vocabulary.line, foot).offset_m < 50


def test_a_zone_of_no_resources_has_a_pack_of_none(edition: Edition) -> None:
    packs = properties(labels.packs(edition.frame, edition.vocabulary))
    [xiongan] = [pack for pack in packs if pack["park"] == "xiongan"]
    assert "0" in xiongan["zh"]
    assert xiongan["r"] == round(pack_radius_m(0))
