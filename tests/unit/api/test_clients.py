"""The API read by programs that others have written for it: GDAL (through pyogrio, which brings it,
and geopandas), OWSLib, and OpenAPI's own validator.

The server is one that was really started: GDAL lets no other thread of its process run meanwhile.
"""

from collections.abc import Iterator

import geopandas
import pyogrio
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator
from owslib.ogcapi.features import Features

from tests.browser.conftest import Server
from tests.editions import live_edition
from tests.unit.api.conftest import Asking

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    """Where the API of a running server begins."""
    server = Server()
    yield f"{server.url}/api"
    server.stop()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_openapi_s_validator_finds_nothing(ask: Asking, lang: str) -> None:
    definition = ask(f"/openapi.json?lang={lang}")
    assert [*OpenAPIV30SpecValidator(definition).iter_errors()] == []


def test_gdal_lists_the_collections(running: str) -> None:
    layers = pyogrio.list_layers(f"OAPIF:{running}")
    assert [name for name, _ in layers] == ["resources", "parks", "corridor"]


def test_gdal_reads_all_pages_of_a_collection(running: str) -> None:
    frame = geopandas.read_file(
        f"OAPIF:{running}", layer="resources", PAGE_SIZE="50", engine="pyogrio"
    )
    edition = live_edition()
    assert set(frame["resource_id"]) == set(edition.ids)
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_authority() == ("OGC", "CRS84")
    by_id = frame.set_index("resource_id")
    row = edition.resource("tianjin-001")
    assert by_id.loc["tianjin-001", "name"] == row["name"]
    assert by_id.loc["tianjin-001"].geometry.coords[0] == (row["lon"], row["lat"])


def test_gdal_asks_for_a_box(running: str) -> None:
    wanted = (116.9, 38.9, 117.4, 39.3)
    frame = geopandas.read_file(f"OAPIF:{running}", layer="resources", bbox=wanted)
    lon, lat = live_edition().positions.T
    inside = (lon >= wanted[0]) & (lon <= wanted[2]) & (lat >= wanted[1]) & (lat <= wanted[3])
    assert 0 < len(frame) == inside.sum()


def test_gdal_hands_its_conditions_on(running: str) -> None:
    where = "radius_m < 5000 AND (park = 'zgc' OR name LIKE '%大学%')"
    frame = geopandas.read_file(f"OAPIF:{running}", layer="resources", where=where)
    rows = live_edition().frame
    chosen = rows["radius_m"].lt(5000) & (
        rows["park"].eq("zgc") | rows["name"].str.contains("大学")
    )
    assert set(frame["resource_id"]) == set(rows["resource_id"][chosen])


def test_gdal_reads_points_and_the_line(running: str) -> None:
    frame = geopandas.read_file(f"OAPIF:{running}", layer="corridor")
    assert list(frame.geom_type) == ["LineString", *["Point"] * 4]
    assert len(geopandas.read_file(f"OAPIF:{running}", layer="parks")) == 10


def test_geopandas_reads_an_address(running: str) -> None:
    frame = geopandas.read_file(f"{running}/collections/resources/items?park=tianjin&limit=1000")
    edition = live_edition()
    held = edition.select(edition.filter(park=("tianjin",)))
    assert list(frame["resource_id"]) == list(held["resource_id"])
    assert set(frame["confidence"]) == set(held["confidence"])


def test_owslib_walks_the_api(running: str) -> None:
    features = Features(running)
    assert features.feature_collections() == ["resources", "parks", "corridor"]
    assert features.conformance()["conformsTo"]
    assert features.api()["openapi"] == "3.0.3"
    assert features.collection("resources")["extent"]["spatial"]["bbox"]
    assert "park" in features.collection_queryables("resources")["properties"]
    page = features.collection_items("resources", limit=3, bbox=[116.0, 39.0, 118.0, 40.5])
    assert page["numberReturned"] == 3
    found = features.collection_items("resources", park="tianjin", limit=1000)
    edition = live_edition()
    assert found["numberMatched"] == len(edition.select(edition.filter(park=("tianjin",))))
    code = page["features"][0]["id"]
    assert features.collection_item("resources", code)["id"] == code
