"""An older edition, asked for by the publication that made it current."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lib.editions import current
from lib.editions.current import Holder
from lib.editions.store import CHECKOUT, Store
from tests.editions import fixture_sources
from tests.unit.api.conftest import application

ITEMS = "/api/collections/resources/items"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Who asks the API of a store with two editions, the second with another version."""
    for name in ("ATLAS_PUBLIC_URL", "ATLAS_ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    store = Store(f"sqlite:///{tmp_path / 'atlas.db'}")
    first = fixture_sources()
    text = first["register.toml"].replace(b"test.1", b"test.2")
    store.publish(first, CHECKOUT, "one")
    store.publish(type(first)({**dict(first), "register.toml": text}), CHECKOUT, "two")
    holder = Holder(store)
    monkeypatch.setattr(current, "holder", lambda: holder)
    return TestClient(application())


def test_every_answer_is_of_the_edition_asked_for_and_links_to_it(client: TestClient) -> None:
    now = client.get(ITEMS, params={"limit": 1}).json()
    then = client.get(ITEMS, params={"limit": 1, "edition": 1}).json()
    versions = [found["about"]["register_version"] for found in (now, then)]
    assert versions == ["test.2", "test.1"]
    addresses = [link["href"] for link in then["links"]]
    assert addresses and all("edition=1" in address for address in addresses)
    assert "edition" not in " ".join(link["href"] for link in now["links"])
    for path in ("", "/collections", "/facets", "/figures", "/editions"):
        assert client.get(f"/api{path}", params={"edition": 1}).status_code == 200


def test_each_edition_has_a_tag_of_its_own(client: TestClient) -> None:
    tags = [client.get(ITEMS, params=p).headers["etag"] for p in ({}, {"edition": 1})]
    assert tags[0] != tags[1]
    held = {"if-none-match": tags[1]}
    assert client.get(ITEMS, params={"edition": 1}, headers=held).status_code == 304
    assert client.get(ITEMS, headers=held).status_code == 200


@pytest.mark.parametrize("asked", ["9", "0", "one", "-1", "999999999", ""])
def test_an_edition_that_nobody_published_is_said(client: TestClient, asked: str) -> None:
    answer = client.get(ITEMS, params={"edition": asked})
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "edition"
    assert asked in answer.json()["detail_en"]
