"""The API as a test asks it."""

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.editions import current
from lib.editions.build import build
from lib.editions.current import Holder
from lib.editions.edition import Edition
from lib.editions.store import Store
from lib.outputs import maker
from lib.outputs.exports.extracts import Progress
from lib.outputs.maker import Maker
from lib.outputs.orders import Order
from lib.web import paths, server
from tests import hostile
from tests.editions import fixture_edition, fixture_sources, live_edition, live_sources


def held(folder: Path, edition: Edition) -> Holder:
    """The holder of a store in an empty folder, whose edition is current."""
    store = Store(f"sqlite:///{folder / 'atlas.db'}")
    store.publish(edition.sources, "checkout", "data/")
    holder = Holder(store)
    holder._edition = edition  # It need not be built once more.
    holder.refresh()
    return holder


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Holder:
    """The holder of the edition that a fresh clone serves."""
    assert live_sources().digest == live_edition().digest
    return held(tmp_path_factory.mktemp("live"), live_edition())


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Holder:
    """The holder of the edition of made-up resources."""
    assert fixture_sources().digest == fixture_edition().digest
    return held(tmp_path_factory.mktemp("small"), fixture_edition())


class Here:
    """Makes files in the test's own process."""

    def make(self, order: Order, path: Path, progress: Progress) -> None:
        known = {each.sources: each for each in (live_edition(), fixture_edition())}
        edition = known.get(order.sources) or build(order.sources).edition
        order.make(edition, path, progress)

    def end(self) -> None:
        """Nothing is left."""


@pytest.fixture
def serve(live: Holder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The edition that a fresh clone serves is the one that is served."""
    monkeypatch.setattr(current, "holder", lambda: live)
    made = Maker(Here, idle=0.1)
    monkeypatch.setattr(maker, "shared", lambda: made)
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    for name in ("ATLAS_PUBLIC_URL", "ATLAS_ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client(serve: None) -> TestClient:
    """Who asks the API, with all that stands round it."""
    return TestClient(application())


def application() -> Starlette:
    """The atlas's own routes, with all that stands round them."""
    return Starlette(routes=server.routes([""]), middleware=server.middleware([""]))


class Asking:
    """A client that keeps to JSON: what it gets is a document, and its status is as expected."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def __call__(self, address: str, status: int = 200, **headers: str) -> Any:
        """The document at an address, which may be whole or below `/api`."""
        if not address.startswith("http"):
            address = f"{paths.base()}/api{address}"
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        answer = self.client.get(address, headers=sent)
        assert answer.status_code == status, (address, answer.text[:500])
        return answer.json()


@pytest.fixture
def ask(client: TestClient) -> Asking:
    """What asks for documents."""
    return Asking(client)


def acting(page: str) -> list[str]:
    """What of a plain page is markup that the atlas has not written."""
    body = page.partition("</header>")[2].partition("</main>")[0]
    return hostile.acting_html(re.sub(r'<a class="home" href="/(\?lang=en)?">', "<a>", body))
