"""How answers travel: what a client holds, what other pages may read, where links lead."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from lib.editions import current
from lib.editions.current import Holder
from lib.web import paths
from tests.editions import live_edition
from tests.unit.api.conftest import Asking, application

ITEMS = "/api/collections/resources/items"


def test_a_client_that_holds_the_edition_s_answer_is_told_so(
    client: TestClient, live: Holder, small: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get(f"{ITEMS}?limit=3")
    tag = answer.headers["etag"]
    assert tag.startswith(f'W/"{live_edition().stamp}')
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = client.get(f"{ITEMS}?limit=3", headers={"if-none-match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(ITEMS, headers={"if-none-match": '"other"'}).status_code == 200
    # Another language, format, or edition is another answer.
    for path in (f"{ITEMS}?limit=3&lang=en", f"{ITEMS}?limit=3&f=csv"):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 200
    monkeypatch.setattr(current, "holder", lambda: small)
    assert client.get(f"{ITEMS}?limit=3", headers={"if-none-match": tag}).status_code == 200


def test_an_answer_is_as_old_as_the_publication(client: TestClient, live: Holder) -> None:
    publication = live.publication
    assert publication
    changed = parsedate_to_datetime(client.get(ITEMS).headers["last-modified"])
    assert changed == datetime.fromisoformat(publication.at).replace(microsecond=0)

    def status(since: str) -> int:
        return client.get(ITEMS, headers={"if-modified-since": since}).status_code

    assert status(format_datetime(changed, usegmt=True)) == 304
    before = (changed - timedelta(seconds=1)).astimezone(UTC)
    assert status(format_datetime(before, usegmt=True)) == 200
    assert status("the day before") == 200


def test_a_bad_request_is_refused_whatever_is_held(client: TestClient) -> None:
    tag = client.get(ITEMS).headers["etag"]
    assert client.get(f"{ITEMS}?limit=0", headers={"if-none-match": tag}).status_code == 400


def test_texts_travel_compressed(client: TestClient) -> None:
    with client.stream("GET", f"{ITEMS}?limit=50", headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert len(gzip.decompress(raw)) > 4 * len(raw)


def test_pages_elsewhere_may_read(client: TestClient) -> None:
    origin = {"origin": "https://park.example.cn"}
    for path in ("/api", f"{ITEMS}?limit=1", f"{ITEMS}?f=csv", f"{ITEMS}?limit=0", "/api/nope"):
        answer = client.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers
    asked = {**origin, "access-control-request-method": "GET"}
    preflight = client.options(ITEMS, headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_who_asks_for_the_head_gets_no_body(client: TestClient) -> None:
    whole, head = client.get(f"{ITEMS}?limit=1"), client.head(f"{ITEMS}?limit=1")
    assert head.content == b""
    for name in ("etag", "content-type", "link", "last-modified"):
        assert head.headers[name] == whole.headers[name]


def test_the_format_is_that_of_the_address_or_else_of_accept(client: TestClient) -> None:
    def kind(accept: str, query: str = "") -> str:
        answer = client.get(f"{ITEMS}?limit=1{query}", headers={"accept": accept})
        assert "accept" in answer.headers["vary"]
        return answer.headers["content-type"].partition(";")[0]

    assert kind("*/*") == kind("") == "application/geo+json"
    assert kind("application/json, text/html") == "application/geo+json"
    assert kind("application/json;q=0.5, text/html") == "text/html"
    assert kind("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8") == "text/html"
    assert kind("text/csv") == "text/csv"
    assert kind("image/png") == "application/geo+json"
    assert kind("text/html;q=x, text/csv") == "text/csv"
    assert kind("text/html", "&f=json") == kind("text/html", "&f=geojson") == "application/geo+json"
    assert client.get("/api").headers["content-type"] == "application/json"


def begins(document: Any, address: str) -> bool:
    """Whether all links of a document begin with an address."""
    return all(link["href"].startswith(address) for link in document["links"])


def test_links_lead_under_the_name_asked_for(ask: Asking) -> None:
    landing = ask("", host="atlas.example.cn:8443")
    assert all("//atlas.example.cn:8443/" in link["href"] for link in landing["links"])
    # No other name can be put into them.
    for host in ('evil"><script>', "a b", "evil.example/path", "user@evil.example"):
        assert "evil" not in str(ask("", host=host))


def test_links_lead_to_the_public_address_where_there_is_one(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://www.example.cn/atlas/")
    for path in ("", "/collections", "/collections/resources/items?limit=1"):
        document = ask(path, host="10.0.0.1:8501")
        assert "10.0.0.1" not in str(document)
        assert all(
            link["href"].startswith("https://www.example.cn/atlas/") for link in document["links"]
        )
    assert ask("/openapi.json")["servers"] == [{"url": "https://www.example.cn/atlas/api"}]


def test_below_a_path_all_links_are_below_it(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "base", lambda: "/atlas")
    for path in ("", "/collections", "/collections/resources/items?limit=1"):
        document = ask(path)
        assert all(
            link["href"].startswith("http://testserver/atlas/") for link in document["links"]
        )
    following = ask(f"{ITEMS.removeprefix('/api')}?limit=1")["links"]
    ask(next(link["href"] for link in following if link["rel"] == "next"))
    assert ask.client.get("/api").status_code == 404
    assert ask("/nope", 404)["instance"] == "/atlas/api/nope"


def test_other_names_are_refused_as_everywhere(
    serve: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_ALLOWED_HOSTS", "atlas.example.cn")
    client = TestClient(application())
    assert client.get("/api", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/api", headers={"host": "atlas.example.cn"}).status_code == 200


def test_the_most_important_links_are_in_the_head_however_long_a_search_is(
    client: TestClient,
) -> None:
    answer = client.get(ITEMS, params={"q": "院" * 200, "limit": "1"})
    assert len(answer.headers["link"]) <= 3000
    answer = client.get(ITEMS, params={"limit": "1"})
    assert answer.links["next"]["type"] == "application/geo+json"
    assert {"self", "alternate", "collection"} <= answer.links.keys()


def test_requests_are_logged_without_what_they_ask(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    client.get(f"{ITEMS}?q=secret")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("lib.")]
    assert len(lines) == 1
    assert lines[0].startswith(f"GET {ITEMS} 200 ")
    assert "secret" not in lines[0]
