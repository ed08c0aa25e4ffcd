"""Which features are answered: as the dashboard would, in the order and format asked for."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from lib.base.i18n import Lang
from lib.editions import current
from lib.editions.current import Holder
from lib.outputs import exports, maker
from lib.outputs.exports.extracts import Progress
from lib.outputs.maker import Maker
from lib.outputs.orders import Order
from lib.query.filters import ResourceFilter
from tests.editions import fixture_edition, live_edition
from tests.unit.api.conftest import Asking, acting

ITEMS = "/collections/resources/items"


def ids(document: Any) -> list[str]:
    return [feature["id"] for feature in document["features"]]


@pytest.mark.parametrize(
    "query",
    [
        "park=tianjin",
        "park=tianjin&park=cangzhou&chain=biomed",
        "chain=robot&cluster=ic",
        "corridor=g2&category=pilot",
        "province=hebei&level=national",
        "q=%E5%A4%A7%E5%AD%A6",
        "q=jiqiren",
        "status=building&lang=en",
    ],
)
def test_a_query_of_the_dashboard_gives_the_rows_of_the_dashboard(ask: Asking, query: str) -> None:
    parameters: dict[str, list[str]] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        parameters.setdefault(name, []).append(value)
    edition = live_edition()
    if "q" in parameters:
        texts = {"%E5%A4%A7%E5%AD%A6": "大学"}
        parameters["q"] = [texts.get(value, value) for value in parameters["q"]]
    selection, dropped = ResourceFilter.from_query(parameters, edition.vocabulary)
    assert not dropped
    document = ask(f"{ITEMS}?{query}&limit=1000")
    assert set(ids(document)) == set(edition.select(selection)["resource_id"])
    lang: Lang = "en" if "lang=en" in query else "zh"
    assert document["about"]["what"] == selection.describe(lang, document["numberMatched"])


def test_a_link_of_the_dashboard_may_be_pasted_whole(ask: Asking) -> None:
    plain = ask(f"{ITEMS}?park=tianjin")
    assert ids(ask(f"{ITEMS}?park=tianjin&id=zgc-001&sort=name&view=list&page=2")) == ids(plain)


def test_picks_are_just_these(ask: Asking) -> None:
    assert ids(ask(f"{ITEMS}?pick=tianjin-002&pick=zgc-001&pick=nobody-001")) == [
        "zgc-001",
        "tianjin-002",
    ]


def test_every_feature_says_where_it_is_from_and_how_sure_it_is(ask: Asking) -> None:
    document = ask(f"{ITEMS}?limit=1000")
    assert "非联盟官方名录" in document["attribution"]
    assert document["about"]["register_sha256"] == live_edition().digest
    for feature in document["features"]:
        told = feature["properties"]
        assert told["confidence"] in ("high", "medium")
        assert told["position_basis"] in ("published", "place", "area")
        assert told["radius_m"] > 0
        assert told["source_title"]
        assert told["source_kind"] in ("outlet", "reprint")
    for code in ("parks", "corridor"):
        for feature in ask(f"/collections/{code}/items")["features"]:
            told = feature["properties"]
            assert told["radius_m"] > 0
            assert told["position_basis"] in ("seat", "schematic")
            assert told["source_title"]


def test_features_are_those_of_the_file_to_take_away(ask: Asking) -> None:
    edition = live_edition()
    extract = exports.extract(edition, edition.filter(park=("tianjin",)), "zh")
    taken = json.loads(exports.FORMATS["geojson"].write(extract))["features"]
    shown = ask(f"{ITEMS}?park=tianjin&limit=1000&sortby=resource_id")["features"]
    for feature in shown:
        del feature["links"]
    assert shown == taken


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ("year", [("year", 1)]),
        ("-year", [("year", -1)]),
        ("-radius_m,%2Byear", [("radius_m", -1), ("year", 1)]),
        ("%2Bradius_m", [("radius_m", 1)]),
        # A plus that nobody has written as %2B is a space.
        ("+radius_m", [("radius_m", 1)]),
        ("source_date", [("source_date", 1)]),
    ],
)
def test_features_are_in_the_order_asked_for(
    ask: Asking, asked: str, columns: list[tuple[str, int]]
) -> None:
    told = [each["properties"] for each in ask(f"{ITEMS}?limit=1000&sortby={asked}")["features"]]
    name, sign = columns[0]
    known = [each[name] for each in told if each[name] is not None]
    assert known == sorted(known, reverse=sign < 0)
    # What is not known comes last, whichever way.
    assert all(each[name] is None for each in told[len(known) :])
    if len(columns) > 1:
        second, _ = columns[1]
        pairs = [(each[name], each[second]) for each in told if each[second] is not None]
        for (a, first), (b, next_) in pairwise(pairs):
            assert a != b or first <= next_


def test_names_are_ordered_by_pinyin_as_in_the_directory(ask: Asking) -> None:
    told = ask(f"{ITEMS}?park=baoding&sortby=name&limit=1000")["features"]
    assert len(told) > 5
    back = ask(f"{ITEMS}?park=baoding&sortby=-name&limit=1000")["features"]
    assert [each["id"] for each in back] == [each["id"] for each in reversed(told)]
    parks = ask(f"{ITEMS}?sortby=park&limit=1000")["features"]
    order = list(live_edition().vocabulary.terms["park"])
    places = [order.index(each["properties"]["park"]) for each in parks]
    assert places == sorted(places)


def test_files_hold_all_rows_and_are_those_of_the_dashboard(ask: Asking) -> None:
    edition = live_edition()
    rows = len(edition.select(edition.filter(park=("zgc",))))
    assert rows > 100  # More than a page.
    get = ask.client.get
    answer = get(f"/api{ITEMS}?park=zgc&f=csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(table) == rows + 1
    assert table[0][1] == "名称"
    assert answer.headers["content-disposition"] == 'attachment; filename="atlas-2026.12.csv"'
    english = get(f"/api{ITEMS}?park=zgc&f=csv&lang=en").content.decode("utf-8-sig")
    assert english.splitlines()[0].startswith("ID,Name,")
    book = openpyxl.load_workbook(io.BytesIO(get(f"/api{ITEMS}?park=zgc&f=xlsx").content))
    assert book.worksheets[0].max_row == rows + 1
    parquet = pq.read_table(io.BytesIO(get(f"/api{ITEMS}?park=zgc&f=parquet").content))
    assert parquet.num_rows == rows
    assert parquet.schema.metadata[b"register_sha256"].decode() == edition.digest


def test_what_a_file_leaves_out_is_a_link_away(ask: Asking) -> None:
    answer = ask.client.get(f"/api{ITEMS}?f=csv&limit=300")
    assert answer.links["next"]["url"].endswith("offset=300&limit=300&f=csv")
    rest = ask.client.get(answer.links["next"]["url"])
    assert len(rest.content.decode().splitlines()) == 37 + 1
    assert "next" not in rest.links


def test_a_page_holds_no_more_than_a_thousand(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.api.parameters.MOST_FEATURES", 30)
    document = ask(f"{ITEMS}?limit=9999")
    assert (document["numberMatched"], document["numberReturned"]) == (337, 30)
    following = next(link for link in document["links"] if link["rel"] == "next")
    assert "offset=30&limit=30" in following["href"]


def test_parks_and_corridor_say_how_many_resources_they_have(ask: Asking) -> None:
    frame = live_edition().frame
    parks = {p["id"]: p["properties"] for p in ask("/collections/parks/items")["features"]}
    for code, told in parks.items():
        assert told["resources"] == (frame["park"] == code).sum()
    assert set(ids(ask("/collections/parks/items?province=tianjin"))) == {"tianjin"}
    line, *nodes = ask("/collections/corridor/items")["features"]
    assert (line["id"], line["geometry"]["type"]) == ("g2", "LineString")
    assert [node["id"] for node in nodes if node["properties"]["is_spur"]] == ["yanjiao"]
    assert ids(ask("/collections/corridor/items?corridor=bda")) == ["bda"]


def test_queryables_are_the_facets_with_the_names_of_their_codes(ask: Asking) -> None:
    found = ask("/collections/resources/queryables?lang=en")
    park = found["properties"]["park"]
    vocabulary = live_edition().vocabulary
    assert park["enum"] == list(vocabulary.terms["park"])
    assert park["oneOf"][0] == {"const": "zgc", "title": "Zhongguancun"}
    assert set(vocabulary.terms) <= set(found["properties"])
    assert list(ask("/collections/parks/queryables")["properties"]) == [
        "geometry",
        "park",
        "province",
    ]


def test_another_edition_brings_its_own_categories(
    ask: Asking, small: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "holder", lambda: small)
    edition = fixture_edition()
    codes = [category.code for category in edition.vocabulary.categories]
    assert len(codes) == 6
    assert ask("/collections/resources/queryables")["properties"]["category"]["enum"] == codes
    document = ask(f"{ITEMS}?category={codes[-1]}&limit=1000")
    assert set(ids(document)) == set(
        edition.select(edition.filter(category=(codes[-1],)))["resource_id"]
    )


def test_pages_for_people_lead_on_and_into_the_dashboard(ask: Asking) -> None:
    def page(path: str) -> str:
        answer = ask.client.get(f"/api{path}", headers={"accept": "text/html,*/*;q=0.8"})
        assert answer.headers["content-type"].startswith("text/html")
        assert not acting(answer.text)
        return answer.text

    items = page(f"{ITEMS}?park=tianjin&park=cangzhou&limit=5")
    assert "/collections/resources/items/tianjin-001?f=html" in items
    # The other language keeps every parameter.
    assert '<a lang="en" href="?lang=en&amp;park=tianjin&amp;park=cangzhou&amp;limit=5">' in items
    assert "下一页" in items
    item = page(f"{ITEMS}/tianjin-001")
    assert "http://testserver/directory?id=tianjin-001" in item
    # Names and headings, not codes.
    assert "<dt>类别</dt><dd>研发创新平台</dd>" in item
    english = page(f"{ITEMS}/tianjin-001?lang=en")
    assert "<dt>ID</dt><dd>tianjin-001</dd>" in english
    assert "<h2>/collections/resources/items</h2>" in page("/openapi.json")
    for path in ("", "/collections", "/conformance", "/openapi.json?lang=en", "/collections/parks"):
        page(path)


def test_from_past_the_end_a_link_leads_back_to_the_last_ones(ask: Asking) -> None:
    every = ids(ask(f"{ITEMS}?limit=1000"))
    past = ask(f"{ITEMS}?offset=9999&limit=50")
    assert past["features"] == []
    [back] = [link["href"] for link in past["links"] if link["rel"] == "prev"]
    assert ids(ask(back)) == every[-50:]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_place_s_link_to_the_dashboard_says_what_it_is(ask: Asking, lang: str) -> None:
    said = {"zh": "在看板中打开", "en": "Open in the dashboard"}[lang]
    for path, page in (("parks/items/tianjin", "parks"), ("corridor/items/g2", "corridor")):
        links = ask(f"/collections/{path}?lang={lang}")["links"]
        [link] = [link for link in links if link.get("title") == said]
        assert f"/{page}?" in link["href"]


class Unable:
    """A worker that makes nothing."""

    def make(self, order: Order, path: Path, progress: Progress) -> None:
        raise RuntimeError("No space left on device")

    def end(self) -> None:
        """Nothing is left."""


@pytest.mark.parametrize(
    ("bounds", "status", "said"),
    [({}, 500, "已记入日志"), ({"most_waiting": 0}, 503, "等候制作文件的人太多")],
)
def test_files_are_made_by_the_processes_for_that_and_by_nobody_else(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    bounds: dict[str, int],
    status: int,
    said: str,
) -> None:
    made = Maker(Unable, idle=0.1, **bounds)
    monkeypatch.setattr(maker, "shared", lambda: made)
    answer = client.get(f"/api{ITEMS}?f=csv")
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert ("retry-after" in answer.headers) is (status == 503)
    assert client.get(f"/api{ITEMS}?limit=1").status_code == 200


def test_a_file_comes_in_pieces_and_says_its_size(client: TestClient) -> None:
    plain = {"accept-encoding": "identity"}
    whole = client.get(f"/api{ITEMS}?f=parquet", headers=plain)
    assert whole.headers["content-length"] == str(len(whole.content))
    head = client.head(f"/api{ITEMS}?f=parquet", headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
