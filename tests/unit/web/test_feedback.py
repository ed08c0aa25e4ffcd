"""A visitor's correction, from the form to the steward's list."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.editions import current
from lib.editions.current import Holder
from lib.editions.store import CHECKOUT, Store
from lib.intake import feedback as visitors
from lib.intake.proposals import pending
from lib.web import server
from tests.editions import fixture_sources
from tests.unit.web.test_signin import fields

ID = "zgc-001"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store that the app has, with the test edition; visitors may send corrections."""
    for variable in ("ATLAS_PUBLIC_URL", "ATLAS_ALLOWED_HOSTS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ATLAS_PUBLIC_FEEDBACK", "yes")
    store = Store(f"sqlite:///{tmp_path / 'atlas.db'}")
    store.publish(fixture_sources(), CHECKOUT, "data/")
    monkeypatch.setattr(current, "holder", lambda: Holder(store))
    return store


@pytest.fixture
def browser(store: Store) -> TestClient:
    pages = ["", "map"]
    app = Starlette(routes=server.routes(pages), middleware=server.middleware(pages))
    return TestClient(app, follow_redirects=False, client=("192.0.2.7", 50000))


def send(browser: TestClient, base: str, lang: str = "zh", **typed: str):  # type: ignore[no-untyped-def]
    """Open the form and send it with what is typed into it."""
    form = browser.get(f"{base}/feedback", params={"id": ID, "lang": lang})
    action = re.search(r'action="([^"]*)"', form.text)
    assert action
    filled = fields(form.text) | {"field": "phone", "value": "010-99999999", "note": "打过"}
    return browser.post(unescape(action[1]), data=filled | typed)


@pytest.mark.parametrize(("lang", "thanks"), [("zh", "已收到第 1 号更正"), ("en", "Correction 1")])
def test_a_correction_is_taken_and_waits(
    browser: TestClient, base: str, store: Store, lang: str, thanks: str
) -> None:
    answer = send(browser, base, lang)
    assert answer.status_code == 200
    assert thanks in answer.text
    assert f'href="{base}/directory?id={ID}&amp;lang={lang}"' in answer.text
    [made] = pending(store.database)
    assert (made.by, made.source, made.cells[0].after) == ("", "打过", "010-99999999")


def test_where_the_host_takes_none_there_is_no_form(
    browser: TestClient, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_PUBLIC_FEEDBACK")
    answer = browser.get(f"{base}/feedback", params={"id": ID})
    assert answer.status_code == 404
    assert "<form" not in answer.text
    assert browser.post(f"{base}/feedback", data={"id": ID}).status_code == 404


@pytest.mark.parametrize("asked", ["", "zgc-999", "<script>evil()</script>"])
def test_what_is_no_resource_gets_no_form(browser: TestClient, base: str, asked: str) -> None:
    answer = browser.get(f"{base}/feedback", params={"id": asked})
    assert answer.status_code == 404
    assert "<form" not in answer.text
    assert "evil" not in answer.text


def test_a_value_at_fault_is_said_and_what_was_typed_stays(
    browser: TestClient, base: str, store: Store
) -> None:
    answer = send(browser, base, value='"><b>见网站', note="网站", field="website")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "<b>见网站" not in answer.text
    assert fields(answer.text)["value"] == '"><b>见网站'
    assert '<option value="website" selected>' in answer.text
    assert pending(store.database) == ()


def test_a_form_of_another_site_is_not_taken(browser: TestClient, base: str, store: Store) -> None:
    browser.get(f"{base}/feedback", params={"id": ID})
    data = {"id": ID, "field": "phone", "value": "010-99999999", "note": "打过"}
    assert browser.post(f"{base}/feedback", data=data).status_code == 403
    form = fields(browser.get(f"{base}/feedback", params={"id": ID}).text)
    foreign = {"sec-fetch-site": "cross-site"}
    answer = browser.post(f"{base}/feedback", data=form | data, headers=foreign)
    assert answer.status_code == 403
    assert pending(store.database) == ()


def test_a_flood_is_stopped_in_words(
    browser: TestClient, base: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "_EACH", 1)
    assert send(browser, base).status_code == 200
    answer = send(browser, base, value="010-88888888")
    assert answer.status_code == 400
    assert "一小时内至多 1 条" in answer.text
    assert len(pending(store.database)) == 1


def test_the_other_language_is_of_the_same_resource(browser: TestClient, base: str) -> None:
    form = browser.get(f"{base}/feedback", params={"id": ID, "lang": "zh"})
    [other] = re.findall(r'<a lang="en" href="([^"]*)">', form.text)
    english = browser.get(f"{base}/feedback{unescape(other)}")
    assert english.status_code == 200
    assert fields(english.text)["id"] == ID
