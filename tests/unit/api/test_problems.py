"""Whatever cannot be answered is said as RFC 9457 has it, in both languages."""

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from lib.api.limit import AT_ONCE, Limit
from lib.base.problems import DataProblem
from lib.editions import current
from lib.editions.current import Holder
from lib.web import api
from tests import hostile
from tests.unit.api.conftest import Asking, acting, application

ITEMS = "/collections/resources/items"


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("limit=0", "bad-value", "limit"),
        ("limit=ten", "bad-value", "limit"),
        ("limit=%D9%A1", "bad-value", "limit"),
        ("limit=", "bad-value", "limit"),
        ("limit=1&limit=2", "repeated-parameter", "limit"),
        ("offset=-1", "bad-value", "offset"),
        ("bbox=1,2,3", "bad-value", "bbox"),
        ("bbox=1,2,3,x", "bad-value", "bbox"),
        ("bbox=nan,2,3,4", "bad-value", "bbox"),
        ("bbox=1,9,3,4", "bad-value", "bbox"),
        ("bbox=1,2,3,95", "bad-value", "bbox"),
        ("bbox=-190,2,3,5", "bad-value", "bbox"),
        ("datetime=2020", "bad-value", "datetime"),
        ("datetime=2020-13-01", "bad-value", "datetime"),
        ("datetime=2020-01-02/2020-01-01", "bad-value", "datetime"),
        ("datetime=..", "bad-value", "datetime"),
        ("datetime=../..", "bad-value", "datetime"),
        ("datetime=a/b/c", "bad-value", "datetime"),
        ("park=atlantis", "bad-value", "park"),
        ("park=", "bad-value", "park"),
        ("chain=ROBOT", "bad-value", "chain"),
        ("lang=fr", "bad-value", "lang"),
        ("f=shp", "bad-value", "f"),
        ("sortby=phone", "bad-value", "sortby"),
        ("sortby=--year", "bad-value", "sortby"),
        ("sortby=", "bad-value", "sortby"),
        ("parks=tianjin", "unknown-parameter", "parks"),
        ("q=" + "a" * 201, "bad-value", "q"),
    ],
)
def test_a_bad_parameter_is_named_in_both_languages(
    ask: Asking, query: str, code: str, parameter: str
) -> None:
    answer = ask.client.get(f"/api{ITEMS}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["parameter"]) == (400, code, parameter)
    assert parameter in problem["detail_zh"]
    assert parameter in problem["detail_en"]
    assert problem["detail_en"].isascii() or "“" in problem["detail_en"]
    assert problem["detail"] == problem["detail_zh"]
    assert problem["instance"] == f"/api{ITEMS}"


def test_the_words_are_in_the_language_of_the_request(ask: Asking) -> None:
    problem = ask(f"{ITEMS}?limit=0&lang=en", 400)
    assert problem["detail"] == problem["detail_en"]
    assert ask(f"{ITEMS}?limit=0", 400, accept_language="en-GB")["detail"] == problem["detail_en"]


def test_what_would_do_is_listed(ask: Asking) -> None:
    assert ask(f"{ITEMS}?category=shop", 400)["allowed"][0] == "rd"
    assert "park" in ask(f"{ITEMS}?parks=tianjin", 400)["allowed"]


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/collections/nope",
        "/collections/nope/items",
        f"{ITEMS}/nope-001",
        f"{ITEMS}/a/b",
        "/collections/resources/items/{featureId}",
        "/../healthz",
        "/collections/parks/items/bda",
        "/accounts",
        "/proposals",
        "/audit",
    ],
)
def test_what_is_not_there_is_a_problem_and_no_page(ask: Asking, path: str) -> None:
    answer = ask.client.get(f"/api{quote(path)}")
    if path == "/../healthz":  # The client has taken it out.
        return
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_nobody_writes(client: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("/api", f"/api{ITEMS}", "/api/nope"):
            answer = client.request(method, path)
            assert answer.status_code == 405
            assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
            assert answer.json()["code"] == "read-only"


@pytest.mark.parametrize("text", [*hostile.SEEN.values(), *hostile.UNSEEN.values()])
def test_whatever_is_asked_there_is_an_answer(ask: Asking, text: str) -> None:
    for name in ("q", "park", "bbox", "sortby", "pick"):
        for kind in ("json", "html"):
            answer = ask.client.get(f"/api{ITEMS}", params={name: text, "limit": "1", "f": kind})
            assert answer.status_code in (200, 400)
            if kind == "html" and answer.status_code == 200:
                assert not acting(answer.text)
    assert ask.client.get(f"/api{ITEMS}/{quote(text, safe='')}").status_code == 404
    assert ask.client.get(f"/api{ITEMS}", params={text: "1"}).status_code == 400


def test_without_an_edition_the_reason_is_said(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Holder:
        raise DataProblem("atlas", "没有可用的版本。")

    monkeypatch.setattr(current, "holder", none)
    answer = client.get("/api")
    assert (answer.status_code, answer.json()["code"]) == (503, "no-edition")
    assert "没有可用的版本" in answer.json()["detail_zh"]


def test_what_nobody_foresaw_is_a_problem_and_tells_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the secret")

    monkeypatch.setattr("lib.api.resources.features", fail)
    answer = client.get(f"/api{ITEMS}")
    assert (answer.status_code, answer.json()["code"]) == (500, "unforeseen")
    assert "secret" not in answer.text
    assert "the secret" in caplog.text


def test_who_asks_too_often_is_told_when_to_come_again(
    serve: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the asking takes, it is one moment.
    monkeypatch.setattr(api, "Limit", lambda: Limit(lambda: 0.0))
    client = TestClient(application())
    statuses = [client.get("/api/conformance").status_code for _ in range(AT_ONCE + 40)]
    assert set(statuses[:AT_ONCE]) == {200}
    assert statuses[-1] == 429
    answer = client.get("/api/nope")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == answer.json()["retry_after"] == 1
    # The pages are another matter.
    assert client.get("/healthz").status_code == 200


def test_each_client_has_a_measure_of_its_own() -> None:
    now = 0.0
    limit = Limit(lambda: now)
    assert [limit.wait("192.0.2.1") for _ in range(AT_ONCE)] == [0] * AT_ONCE
    assert limit.wait("192.0.2.1") == 1
    assert limit.wait("::ffff:192.0.2.1") == 1
    assert limit.wait("192.0.2.2") == 0
    assert limit.wait("2001:db8::1", AT_ONCE) == 0
    # A machine has all the addresses of its network.
    assert limit.wait("2001:db8::2", 8) == 2
    now = 2.0
    assert limit.wait("2001:db8::2", 8) == 0
    assert limit.wait("2001:db8::2") == 1
    assert limit.wait("") == 0
    assert limit.wait("no address") == 0


def test_clients_are_forgotten_before_they_fill_the_memory() -> None:
    limit = Limit(lambda: 0.0)
    for number in range(10_500):
        limit.wait(f"10.0.{number // 256}.{number % 256}")
    assert len(limit._left) == 10_000
