"""The abstract tests of OGC API – Features – Part 1: Core (OGC 17-069r4, Annex A), one by one, each
under its identifier, for all collections.

What a test of that list only repeats of another stands with the other.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import pytest
from shapely.geometry import box, shape
from starlette.testclient import TestClient

from tests.unit.api.conftest import Asking

COLLECTIONS = ("resources", "parks", "corridor")
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
REGION = (113.0, 36.0, 120.0, 43.0)


@pytest.fixture(params=COLLECTIONS)
def items(request: pytest.FixtureRequest) -> str:
    """Where the features of a collection are."""
    return f"/collections/{request.param}/items"


def relations(document: Any) -> dict[str, list[str]]:
    """The media types that a document's links lead to, by relation; each link has both."""
    found: dict[str, list[str]] = {}
    for link in document["links"]:
        found.setdefault(link["rel"], []).append(link["type"])
    return found


def parameter(ask: Asking, path: str, name: str) -> Any:
    """A parameter as the API's definition has it."""
    every = ask("/openapi.json")["paths"][path]["get"]["parameters"]
    found = [each for each in every if each["name"] == name]
    assert len(found) == 1
    return found[0]


def ids(document: Any) -> list[str]:
    return [feature["id"] for feature in document["features"]]


def test_conf_core_http(client: TestClient) -> None:
    answer = client.get("/api")
    assert answer.status_code == 200
    assert client.head("/api").content == b""


def test_conf_core_root_op_and_root_success(ask: Asking) -> None:
    for path in ("", "/"):
        found = relations(ask(path))
        assert {"service-desc", "service-doc", "conformance", "data"} <= found.keys()


def test_conf_core_api_definition_op_and_success(ask: Asking) -> None:
    link = next(link for link in ask("")["links"] if link["rel"] == "service-desc")
    answer = ask.client.get(link["href"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == link["type"]


def test_conf_core_conformance_op_and_success(ask: Asking) -> None:
    link = next(link for link in ask("")["links"] if link["rel"] == "conformance")
    declared = ask(link["href"])["conformsTo"]
    assert CORE in declared
    assert len(declared) == len(set(declared))


def test_conf_core_fc_md_op_and_fc_md_success(ask: Asking) -> None:
    link = next(link for link in ask("")["links"] if link["rel"] == "data")
    document = ask(link["href"])
    assert [each["id"] for each in document["collections"]] == list(COLLECTIONS)


def test_conf_core_fc_md_links(ask: Asking) -> None:
    found = relations(ask("/collections"))
    assert found["self"] == ["application/json"]
    assert found["alternate"] == ["text/html"]


def test_conf_core_fc_md_items_and_items_links(ask: Asking) -> None:
    for collection in ask("/collections")["collections"]:
        found = relations(collection)["items"]
        assert {"application/geo+json", "text/html"} <= set(found)
        for link in collection["links"]:
            if link["rel"] == "items":
                answer = ask.client.get(link["href"])
                assert answer.status_code == 200
                assert answer.headers["content-type"].startswith(link["type"])


def test_conf_core_fc_md_extent(ask: Asking) -> None:
    for collection in ask("/collections")["collections"]:
        spatial = collection["extent"]["spatial"]
        assert spatial["crs"] == CRS84
        # The first box is the whole extent.
        outline = box(*spatial["bbox"][0]).buffer(1e-9)
        features = ask(f"/collections/{collection['id']}/items?limit=1000")["features"]
        assert all(outline.covers(shape(feature["geometry"])) for feature in features)
        if temporal := collection["extent"].get("temporal"):
            first = int(temporal["interval"][0][0][:4])
            years = [feature["properties"].get("year") for feature in features]
            assert min(filter(None, years)) >= first


def test_conf_core_sfc_md_op_and_sfc_md_success(ask: Asking) -> None:
    for listed in ask("/collections")["collections"]:
        single = ask(f"/collections/{listed['id']}")

        def apart(document: Any) -> Any:
            return {name: value for name, value in document.items() if name != "links"}

        assert apart(single) == apart(listed)
        own = [link for link in listed["links"] if link["rel"] != "self"]
        assert [link for link in single["links"] if link in own] == own


def test_conf_core_fc_op_and_fc_response(ask: Asking, items: str) -> None:
    document = ask(items)
    assert document["type"] == "FeatureCollection"
    assert document["features"]
    assert all(feature["type"] == "Feature" for feature in document["features"])


def test_conf_core_crs84(ask: Asking, items: str) -> None:
    answer = ask.client.get(f"/api{items}")
    assert "content-crs" not in answer.headers
    outline = box(*REGION)
    for feature in answer.json()["features"]:
        # Longitude first, then latitude.
        assert outline.covers(shape(feature["geometry"]))


def test_conf_core_fc_bbox_definition(ask: Asking, items: str) -> None:
    found = parameter(ask, items, "bbox")
    assert (found["in"], found["required"], found["style"]) == ("query", False, "form")
    assert found["explode"] is False
    schema = found["schema"]
    assert (schema["type"], schema["minItems"], schema["maxItems"]) == ("array", 4, 6)
    assert schema["items"] == {"type": "number"}


@pytest.mark.parametrize(
    "wanted",
    [
        (116.0, 39.0, 117.5, 40.5),
        (114.0, 37.0, 116.0, 39.5),
        (0.0, 0.0, 1.0, 1.0),
        # Over the date line, all but a gap.
        (117.0, 30.0, 116.0, 45.0),
    ],
)
def test_conf_core_fc_bbox_response(
    ask: Asking, items: str, wanted: tuple[float, float, float, float]
) -> None:
    west, south, east, north = wanted
    outline = box(*wanted)
    if west > east:
        outline = box(west, south, 180, north).union(box(-180, south, east, north))
    every = ask(f"{items}?limit=1000")["features"]
    inside = [each["id"] for each in every if outline.intersects(shape(each["geometry"]))]
    document = ask(f"{items}?limit=1000&bbox={west},{south},{east},{north}")
    assert ids(document) == inside
    six = ask(f"{items}?limit=1000&bbox={west},{south},0,{east},{north},9000")
    assert ids(six) == inside


def test_conf_core_fc_limit_definition(ask: Asking, items: str) -> None:
    found = parameter(ask, items, "limit")
    assert (found["in"], found["required"], found["style"]) == ("query", False, "form")
    assert found["explode"] is False
    schema = found["schema"]
    assert (schema["type"], schema["minimum"]) == ("integer", 1)
    assert schema["minimum"] <= schema["default"] <= schema["maximum"]


def test_conf_core_fc_limit_response(ask: Asking, items: str) -> None:
    for limit in (1, 3, 50):
        document = ask(f"{items}?limit={limit}")
        assert len(document["features"]) == min(limit, document["numberMatched"])
    most = parameter(ask, items, "limit")["schema"]["maximum"]
    assert len(ask(f"{items}?limit={most + 1}")["features"]) <= most


def test_conf_core_fc_time_definition(ask: Asking, items: str) -> None:
    found = parameter(ask, items, "datetime")
    assert (found["in"], found["required"], found["style"]) == ("query", False, "form")
    assert (found["explode"], found["schema"]) == (False, {"type": "string"})


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("2015-02-12T23:20:50Z", 2015, 2015),
        ("2012-01-01T00:00:00Z/2018-03-18T12:31:12Z", 2012, 2018),
        ("../2018-03-18T12:31:12Z", 0, 2018),
        ("/2018-03-18T12:31:12Z", 0, 2018),
        ("2018-02-12T00:00:00Z/..", 2018, 9999),
        ("2018-02-12T00:00:00Z/", 2018, 9999),
        ("2015-02-12", 2015, 2015),
    ],
)
def test_conf_core_fc_time_response(
    ask: Asking, items: str, wanted: str, first: int, last: int
) -> None:
    every = ask(f"{items}?limit=1000")["features"]
    years = {each["id"]: each["properties"].get("year") for each in every}
    # What has no time is always there.
    expected = [code for code, year in years.items() if not year or first <= year <= last]
    assert ids(ask(f"{items}?limit=1000&datetime={wanted}")) == expected


def test_conf_core_fc_links(ask: Asking, items: str) -> None:
    size = 50 if items == "/collections/resources/items" else 2
    document = ask(f"{items}?limit={size}")
    found = relations(document)
    assert found["self"] == ["application/geo+json"]
    if size == 50:
        kinds = ("csv", "vnd.openxmlformats", "vnd.apache.parquet")
        assert all(any(kind in each for each in found["alternate"]) for kind in kinds)
    assert "text/html" in found["alternate"]
    reached, following = ids(document), document
    while links := [link for link in following["links"] if link["rel"] == "next"]:
        following = ask(links[0]["href"])
        reached += ids(following)
    assert reached == ids(ask(f"{items}?limit=1000"))
    assert len(set(reached)) == document["numberMatched"]
    back = next(link for link in following["links"] if link["rel"] == "prev")
    last = len(reached) - len(following["features"])
    assert ids(ask(back["href"])) == reached[last - size : last]


def test_conf_core_fc_timestamp(ask: Asking, items: str) -> None:
    made = ask(items)["timeStamp"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(made)) < timedelta(minutes=1)


def test_conf_core_fc_number_matched_and_number_returned(ask: Asking, items: str) -> None:
    every = ask(f"{items}?limit=1000")
    assert every["numberMatched"] == every["numberReturned"] == len(every["features"])
    few = ask(f"{items}?limit=2")
    assert (few["numberMatched"], few["numberReturned"]) == (every["numberMatched"], 2)


def test_conf_core_f_op_f_success_and_f_links(ask: Asking, items: str) -> None:
    for each in ask(f"{items}?limit=20")["features"]:
        feature = ask(f"{items}/{each['id']}")
        assert feature["type"] == "Feature"
        for name in ("id", "geometry", "properties"):
            assert feature[name] == each[name]
        found = relations(feature)
        assert found["self"] == ["application/geo+json"]
        assert "text/html" in found["alternate"]
        assert found["collection"] == ["application/json"]


def test_conf_core_query_param_invalid(ask: Asking, items: str) -> None:
    for wrong in (
        "limit=0",
        "limit=x",
        "limit=-1",
        "bbox=1,2,3",
        "datetime=yesterday",
        "offset=-1",
    ):
        ask(f"{items}?{wrong}", 400)


def test_conf_core_query_param_unknown(ask: Asking, items: str) -> None:
    ask(f"{items}?nosuchparameter=1", 400)
    for path in ("", "/conformance", "/collections", items.removesuffix("/items")):
        ask(f"{path}?nosuchparameter=1", 400)


def test_conf_geojson_content(ask: Asking, items: str) -> None:
    answer = ask.client.get(f"/api{items}")
    assert answer.headers["content-type"] == "application/geo+json"
    schemas = json.loads(json.dumps(ask("/openapi.json")["components"]["schemas"]))
    text = json.dumps(schemas["FeatureCollection"]).replace("#/components/schemas/", "#/$defs/")
    schema = json.loads(text) | {"$defs": json.loads(
        json.dumps(schemas).replace("#/components/schemas/", "#/$defs/")
        # OpenAPI 3.0 has a word of its own for what may be null.
        .replace('"type": "string", "title"', '"type": ["string", "null"], "title"')
        .replace('"type": "integer", "title"', '"type": ["integer", "null"], "title"')
    )}  # fmt: skip
    jsonschema.validate(answer.json(), schema)


def test_conf_html_content(ask: Asking, items: str) -> None:
    for path in ("", "/conformance", "/collections", "/openapi.json", items, f"{items}?limit=1"):
        answer = ask.client.get(f"/api{path}", headers={"accept": "text/html"})
        assert answer.headers["content-type"].startswith("text/html")
        assert "<h1>" in answer.text


def test_conf_oas30_definition(ask: Asking) -> None:
    definition = ask("/openapi.json")
    assert definition["openapi"].startswith("3.0.")
    for path in definition["paths"]:
        if "{" not in path:
            wanted = "?park=tianjin" if path == "/nearest" else ""
            answer = ask.client.get(f"/api{path}{wanted}")
            assert answer.status_code == 200, path
            declared = definition["paths"][path]["get"]["responses"]["200"]["content"]
            kind = answer.headers["content-type"]
            assert kind in declared or kind.partition(";")[0] in declared
