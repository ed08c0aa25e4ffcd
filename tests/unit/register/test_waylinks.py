"""A link to a map points where a position is known, and searches where it is not."""

from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from lib.editions.edition import Edition
from lib.register import waylinks
from lib.terms import datums
from lib.terms.geometry import LonLat, distance_m

NAUGHTY = "A&B=1;addr:#?%20 “长”/<b>|'\""


def records(edition: Edition) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", edition.frame.to_dict("records"))


def row(edition: Edition, **changes: object) -> dict[str, Any]:
    return records(edition)[1] | changes


def parameters(url: str) -> dict[str, str]:
    return {
        key: value for key, [value] in parse_qs(urlsplit(url).query, strict_parsing=True).items()
    }


def urls(place: dict[str, Any]) -> dict[str, str]:
    return {link.service: link.url for link in waylinks.way_links(place)}


def pinned(text: str, *, lon_first: bool) -> LonLat:
    first, second = (float(part) for part in text.split(","))
    return (first, second) if lon_first else (second, first)


@pytest.mark.parametrize(("radius_m", "is_pin"), [(50, True), (300, True), (301, False)])
def test_pins_only_what_is_known_to_300_metres(
    edition: Edition, radius_m: int, is_pin: bool
) -> None:
    links = waylinks.way_links(row(edition, radius_m=radius_m))
    assert [link.service for link in links] == list(waylinks.NAMES)
    assert {link.is_pin for link in links} == {is_pin}


def test_search_names_place_address_and_city_and_no_position(edition: Edition) -> None:
    for place in records(edition):
        for service, url in urls(place | {"radius_m": 5000}).items():
            said = parameters(url)
            words = " ".join(said.values())
            assert str(place["name"]) in words, service
            assert str(place["city"]) in words, service
            assert "nan" not in words, service
            assert not {"position", "location", "marker", "ll", "center"} & said.keys(), service
    assert "样例大厦乙座" in parameters(urls(row(edition, radius_m=5000))["amap"])["keyword"]


def test_each_map_gets_its_own_datum(edition: Edition) -> None:
    place = row(edition, radius_m=100)
    here = (place["lon"], place["lat"])
    gcj = datums.wgs84_to_gcj02(here)
    said = {service: parameters(url) for service, url in urls(place).items()}
    coord = said["tencent"]["marker"].split(";")[0].removeprefix("coord:")
    points = {
        "amap": (pinned(said["amap"]["position"], lon_first=True), gcj),
        "baidu": (pinned(said["baidu"]["location"], lon_first=False), datums.gcj02_to_bd09(gcj)),
        "tencent": (pinned(coord, lon_first=False), gcj),
        "apple": (pinned(said["apple"]["ll"], lon_first=False), gcj),
    }
    for service, (pin, right) in points.items():
        assert distance_m(pin, right) < 0.2, service
        assert distance_m(pin, here) > 300, service
    assert said["amap"]["coordinate"] == "gaode"
    assert said["baidu"]["coord_type"] == "bd09ll"
    assert said["tencent"]["coord_type"] == "2"


@pytest.mark.parametrize("radius_m", [100, 5000])
def test_nothing_in_a_name_breaks_a_link(edition: Edition, radius_m: int) -> None:
    plain = {k: parameters(v).keys() for k, v in urls(row(edition, radius_m=radius_m)).items()}
    place = row(edition, radius_m=radius_m, name=NAUGHTY, address=NAUGHTY)
    for service, url in urls(place).items():
        assert url.isascii()
        assert not set(url) & set("<>\"' "), service
        assert parameters(url).keys() == plain[service], service
    if radius_m == 100:
        marker = parameters(urls(place)["tencent"])["marker"]
        assert [part.split(":")[0] for part in marker.split(";")] == ["coord", "title", "addr"]
    else:
        assert NAUGHTY in parameters(urls(place)["amap"])["keyword"]


def test_pin_without_an_address_has_its_name_and_city(edition: Edition) -> None:
    said = urls(row(edition, radius_m=100, address=None))
    assert parameters(said["baidu"])["content"] == "安澜样例研究院二期"
    assert parameters(said["tencent"])["marker"].endswith(";addr:北京市")
