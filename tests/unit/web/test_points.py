"""The map's points are sent as they lie, or made of the edition that the address names."""

import gzip
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from lib.editions import cache, current
from lib.editions.edition import Edition
from lib.mapfiles import points
from lib.mapfiles.build import POINTS
from lib.web import paths
from lib.web.points import _hits, routes


@pytest.fixture
def edition() -> Edition:
    return current.edition()


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes())) as client:
        yield client


def ids(answer: Any) -> list[str]:
    return [feature["properties"]["id"] for feature in answer.json()["features"]]


def test_every_tile_is_sent_compressed_and_kept_for_ever(
    client: TestClient, edition: Edition
) -> None:
    folder = edition.assets[POINTS]
    found = []
    for path in (cache.static_folder() / folder).rglob("*.gz"):
        z, x, y = path.relative_to(cache.static_folder() / folder).parts
        address = f"/app/static/{folder}/{z}/{x}/{y.removesuffix('.gz')}"
        answer = client.get(address)
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]
        found += ids(answer)
        plain = client.get(address, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.json() == answer.json()
        with client.stream("GET", address) as raw:
            assert gzip.decompress(b"".join(raw.iter_raw())) == plain.content
    placed = edition.arrangement.placed
    assert sorted(found) == sorted(edition.ids[row] for row in placed)


def test_where_there_is_nothing_a_tile_is_empty(client: TestClient, edition: Edition) -> None:
    zoom = edition.arrangement.scale.zoom
    answer = client.get(f"/app/static/{edition.assets[POINTS]}/{zoom}/0/0.json")
    assert answer.status_code == 200
    assert answer.json() == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize(
    "path",
    [
        "/app/static/points.0123456789/9/421/193.json",
        "/app/static/atlas/9/421/193.json",
        "/app/static/..%2f..%2fetc/9/421/193.json",
        "/app/static/{folder}/8/210/96.json",
        "/app/points/0123456789abcdef/found.json?q=x",
        "/app/points/0123456789abcdef/0.json",
        "/app/points/{digest}/1000000.json",
        "/app/points/{digest}/-1.json",
        "/app/points/{first}/0.json",
        f"/app/points/{{digest}}/{'9' * 5000}.json",
        f"/app/static/{{folder}}/{'9' * 300}/0/0.json",
        f"/app/static/{{folder}}/{'9' * 5000}/0/0.json",
        f"/app/ground/{'9' * 5000}/0/0.json",
        "/app/ground/99/0/0.json",
        "/app/points/{digest}/x.json",
    ],
)
def test_what_there_is_none_of_is_a_404(client: TestClient, edition: Edition, path: str) -> None:
    digest = edition.digest[:16]
    names = {"folder": edition.assets[POINTS], "digest": digest, "first": digest[:1]}
    assert client.get(path.format(**names)).status_code == 404


@pytest.mark.parametrize(
    "chosen",
    [
        *({"q": "机器人"}, {"q": "jqr"}, {"q": "清华"}, {"q": "没有这样的词"}, {}),
        {"q": "中心", "park": ("zgc", "tianjin"), "category": ("testing",)},
    ],
)
def test_hits_are_those_of_the_lists_that_are_known_to_a_place(
    client: TestClient, edition: Edition, chosen: dict[str, Any]
) -> None:
    selection = edition.filter(**chosen)
    query = urlencode(selection.to_query(), doseq=True)
    answer = client.get(f"/app/points/{edition.digest[:16]}/found.json?{query}&unknown=1")
    hits = selection.mask(edition.members)
    expected = [edition.ids[row] for row in edition.arrangement.placed if hits[row]]
    assert ids(answer) == expected
    assert "immutable" in answer.headers["cache-control"]


def test_more_hits_than_can_be_drawn_one_by_one_are_none(
    client: TestClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/app/points/{edition.digest[:16]}/found.json?q={quote('大学')}"
    n = len(ids(client.get(address)))
    assert n > 1
    monkeypatch.setattr(points, "MOST_FOUND", n - 1)
    _hits.cache_clear()
    assert ids(client.get(address)) == []


def test_a_resource_by_itself_is_told_in_full(client: TestClient, edition: Edition) -> None:
    answer = client.get(f"/app/points/{edition.digest[:16]}/1.json")
    [feature] = answer.json()["features"]
    row = edition.frame.iloc[1]
    assert feature["properties"]["id"] == row["resource_id"]
    assert feature["properties"]["name"] == row["name"]
    assert feature["geometry"]["coordinates"] == edition.arrangement.spots[1].tolist()
    assert json.dumps(feature).count("\\n") == 4


def test_no_number_of_parameters_holds_up_the_others(client: TestClient, edition: Edition) -> None:
    """Their values are read once each: one after another for each would take seconds."""
    query = "&".join(f"x{i}=1" for i in range(5000))
    request = Request({"type": "http", "query_string": query.encode(), "headers": []})
    asked = 0
    original = request.query_params.multi_items

    def counted() -> list[tuple[str, str]]:
        nonlocal asked
        asked += 1
        return original()

    request.query_params.multi_items = counted  # type: ignore[method-assign]
    assert len(paths.query(request)) == 5000
    assert asked == 1
    answer = client.get(f"/app/points/{edition.digest[:16]}/found.json?{query}")
    assert len(ids(answer)) == len(edition.arrangement.placed)
