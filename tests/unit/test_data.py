"""Today's data are what `data/README.md` says of them. Another list changes both; no other test
looks at today's rows."""

import json
import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from shapely.geometry import Point, shape

from lib.drawing import fonts
from lib.editions.edition import Edition
from lib.published import scorecard
from lib.register.positions import pack_radius_m
from lib.terms import corridor
from lib.terms.geometry import distance_m
from tests.conftest import ROOT
from tests.editions import live_sources
from tests.edits import table

README = (ROOT / "data" / "README.md").read_text("utf-8")
SOURCES = live_sources()
ROWS = table(SOURCES, "resources.csv")
FIGURES = table(SOURCES, "scorecard.csv")
MEMBERS = [row for row in table(SOURCES, "parks.csv") if row["kind"] == "member"]
SOURCED = {
    "scorecard.csv": "source",
    "milestones.csv": "source",
    "agreements.csv": "source",
    "park_facts.csv": "source_title",
    "parks.csv": "source",
    "resources.csv": "source_title",
}


def count(column: str) -> int:
    """Of how many resources something is known."""
    return sum(bool(row[column]) for row in ROWS)


def features(file: str) -> Iterator[tuple[dict[str, str], object]]:
    for feature in json.loads(SOURCES[file])["features"]:
        yield feature["properties"], shape(feature["geometry"])


def test_nothing_of_the_data_is_left_out(entries: Edition) -> None:
    assert entries.problems == ()
    assert len(entries.frame) == len(ROWS)


def test_every_table_has_as_many_rows_as_the_document_says() -> None:
    counts = dict(re.findall(r"^\| `(\w+\.csv)` \| (\d+) \|", README, re.MULTILINE))
    assert counts == {
        name: str(len(table(SOURCES, name))) for name in SOURCES if name.endswith(".csv")
    }
    assert counts["resources.csv"] == "337"


def test_every_boundary_has_as_many_features_as_the_document_says() -> None:
    counts = re.findall(r"^\| `(\w+\.geojson)` \|[^|]+\| (\d+) \|", README, re.MULTILINE)
    assert len(counts) == sum(name.startswith("geo/") for name in SOURCES)
    for name, number in counts:
        data = json.loads(SOURCES[f"geo/{name}"])
        assert len(data.get("features") or data["geometries"]) == int(number), name


def test_what_the_document_says_of_the_register_is_so() -> None:
    untagged = sum(not row["chains"] and not row["clusters"] for row in ROWS)
    areas = sum(row["position_basis"] == "area" for row in ROWS)
    radii = [int(row["radius_m"]) for row in ROWS]
    assert f"{untagged} of the {len(ROWS)} resources carry neither chain nor cluster" in README
    assert f"{areas} of {len(ROWS)} are known only to their zone or district" in README
    assert f"(now {min(radii):,}–{max(radii):,})" in README
    assert f"{count('website')} rows have a website, {count('source_url')} a clickable" in README
    assert count("phone") == 2
    assert "two a telephone" in README


def test_every_zone_and_category_has_its_count() -> None:
    """As published with version 2026.12: the shares on every page follow from these."""
    parks = {park["park"]: sum(row["park"] == park["park"] for row in ROWS) for park in MEMBERS}
    assert parks == {
        **{"zgc": 155, "tianjin": 69, "shijiazhuang": 33, "baoding": 21, "tangshan": 14},
        **{"yanjiao": 13, "chengde": 8, "cangzhou": 15, "hengshui": 9, "xiongan": 0},
    }
    codes = [row["code"] for row in table(SOURCES, "categories.csv")]
    assert {code: sum(row["category"] == code for row in ROWS) for code in codes} == {
        **{"rd": 117, "pilot": 19, "testing": 51, "incubator": 115, "transfer": 35},
    }


@pytest.mark.parametrize("file", SOURCED)
def test_every_row_names_its_source(file: str) -> None:
    assert [row for row in table(SOURCES, file) if not row[SOURCED[file]]] == []


def test_what_was_seen_as_a_reprint_is_cited_and_not_linked() -> None:
    for row in ROWS:
        assert bool(row["source_url"]) == (row["source_kind"] == "outlet"), row["resource_id"]


def test_every_position_lies_in_its_district() -> None:
    areas = {properties["adcode"]: area for properties, area in features("geo/districts.geojson")}
    provinces = {p["name"]: area for p, area in features("geo/provinces.geojson")}
    for row in ROWS:
        point = Point(float(row["lon"]), float(row["lat"]))
        away = provinces[row["province"]].distance(point)  # type: ignore[attr-defined]
        assert away < 0.01, row["resource_id"]
        if row["adcode"]:
            degrees = areas[row["adcode"]].distance(point)  # type: ignore[attr-defined]
            reach = int(row["radius_m"]) if row["position_basis"] == "area" else 0
            assert degrees * 111_320 <= reach, row["resource_id"]


def test_every_place_that_is_named_is_there() -> None:
    places = {row["place_id"]: row for row in table(SOURCES, "places.csv")}
    for row in ROWS:
        place = places[row["place_id"]]
        assert (place["lon"], place["lat"]) == (row["lon"], row["lat"]), row["resource_id"]


def test_seats_and_nodes_lie_where_the_map_has_room_for_them(entries: Edition) -> None:
    vocabulary = entries.vocabulary
    totals = entries.frame["park"].value_counts()
    radii = {park: pack_radius_m(int(totals.get(park.code, 0))) for park in vocabulary.parks}
    for a, b in combinations(radii, 2):
        assert distance_m((a.lon, a.lat), (b.lon, b.lat)) > radii[a] + radii[b], (a.code, b.code)
    feet = {n.code: corridor.project(vocabulary.line, (n.lon, n.lat)) for n in vocabulary.nodes}
    spurs = [code for code, foot in feet.items() if foot.offset_m > corridor.SPUR_OFFSET_M]
    assert spurs == ["yanjiao"]


def test_no_two_parks_of_the_file_share_a_metric(entries: Edition) -> None:
    keys = {(row["metric"], row["scope"]) for row in FIGURES if row["scope"] != "alliance"}
    assert len({metric for metric, _ in keys}) == len(keys)
    assert scorecard.shared_metrics(entries.figures.rows, entries.vocabulary) == {}


def test_headlines_are_those_the_alliance_published(entries: Edition) -> None:
    found = scorecard.headlines(entries.figures.rows)
    assert [figure.metric for figure in found] == list(scorecard.HEADLINES)
    assert [figure.value for figure in found] == ["337", "9", "10", "28", "156", "320"]


def test_milestones_are_in_order_of_date(entries: Edition) -> None:
    dates = [event.date for event in entries.milestones.rows]
    assert dates == sorted(dates)


def test_the_register_says_that_it_is_not_the_alliances(entries: Edition) -> None:
    assert entries.version == "2026.12"
    assert "非联盟官方名录" in entries.provenance("zh")
    assert "not the alliance's official list" in entries.provenance("en")


def test_the_bundled_font_has_every_character_of_the_data() -> None:
    for name in SOURCES:
        if not name.startswith("geo/"):
            written = {c for c in SOURCES.text(name) if c.isprintable()}
            assert written - fonts.covered() == set(), name


def test_no_zone_s_profile_is_older_than_what_it_says() -> None:
    """The report on the founding in 2023 says nothing of a zone that joined later."""
    for row in MEMBERS:
        is_founder = row["member_since"] == "2023-11-29"
        assert ("成立报道（2023年12月）" in row["source"]) == is_founder, row["park"]
    [xiongan] = [row for row in MEMBERS if row["park"] == "xiongan"]
    for what in ("设立、主导产业：新华社", "升级、面积：ECNS", "入盟："):
        assert what in xiongan["source"]
