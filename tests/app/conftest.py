"""The app without a browser, serving an edition of the test's own."""

from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from lib.access import accounts, sessions
from lib.base.files import Sources
from lib.editions import building, current
from lib.editions.current import Holder
from lib.editions.edition import Edition
from lib.editions.pinned import Pins
from lib.editions.store import CHECKOUT, Publication, Store
from lib.outputs import maker
from lib.outputs.exports.extracts import Progress
from lib.outputs.maker import Maker
from lib.outputs.orders import Order
from lib.ui.steward import publishing
from tests.app.files import MADE_UP, Files, edition_of
from tests.conftest import ROOT

PASSWORD = "correct horse battery"
# Makes an account of a role and a zone, signs it in, and returns the token.
SignIn = Callable[[str, str], str]


class Pages(PagesManager):
    """Pages as the server has them once `lib.server.warm_start` has declared them; AppTest alone
    would run a file of `pages/` without `app.py`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        PagesManager.uses_pages_directory = False


class Served:
    """Stands in for the process's holder: whatever `sources` are is published."""

    def __init__(self, sources: Sources, database: Path) -> None:
        self.sources = sources
        self._database = database

    @property
    def edition(self) -> Edition:
        """The edition of `sources`. Raises what is wrong with them."""
        return edition_of(self.sources)

    @property
    def publication(self) -> Publication | None:
        """The publication of `sources`, where the test has published them."""
        head = self.store.head()
        return head if head and head.digest == self.sources.digest else None

    @cached_property
    def pins(self) -> Pins:
        """Older editions of the store."""
        return Pins(self.store)

    @cached_property
    def store(self) -> Store:
        """A store for shows, and for what a test publishes."""
        return Store(f"sqlite:///{self._database}")


class Here:
    """Makes files in the test's own process, of the edition served."""

    def make(self, order: Order, path: Path, progress: Progress) -> None:
        order.make(edition_of(order.sources), path, progress)

    def end(self) -> None:
        pass


Open = Callable[..., AppTest]
# AppTest looks through all that is installed for each page it opens, which takes longer than the
# page.
COMPONENTS = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def files() -> Files:
    """The files whose edition the app serves: sixty made-up resources in six categories. A test
    that is parametrized with other `files` runs on those."""
    return MADE_UP


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: Files) -> Served:
    """What the app serves; a test may put other sources there at any time."""
    holder = Served(files.sources, tmp_path / "atlas.db")
    monkeypatch.setattr(current, "holder", lambda: holder)
    # No process of its own for each test's editions.
    monkeypatch.setattr(building, "load", edition_of)
    monkeypatch.setattr(building, "prepare", edition_of)
    monkeypatch.setattr(publishing, "AT_HAND", 60.0)
    made = Maker(Here, idle=0.1)
    monkeypatch.setattr(maker, "shared", lambda: made)
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.delenv("ATLAS_PUBLIC_URL", raising=False)
    return holder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, served: Served) -> Open:
    """A function that opens a page ("" is the overview) under the given URL parameters."""
    monkeypatch.setattr(app_test, "PagesManager", Pages)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", COMPONENTS)
    # AppTest has a mock for an address, and for what the browser says of itself.
    monkeypatch.setattr(type(st.context), "ip_address", None)
    monkeypatch.setattr(type(st.context), "cookies", {})

    def run(page: str = "", /, **query: str | list[str]) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        at.query_params.update(query)
        if page:  # Named by its file, which is its address as well.
            at.switch_page(f"pages/{page}.py")
        return at.run()

    return run


SEEN: dict[tuple[Files, str, str], AppTest] = {}


@pytest.fixture
def seen(opened: Open, files: Files) -> Open:
    """As `opened`, for who only looks: a page seen by an earlier test is not opened again."""

    def look(page: str = "", /, **query: str | list[str]) -> AppTest:
        key = files, page, str(query)
        if key not in SEEN:
            SEEN[key] = opened(page, **query)
        return SEEN[key]

    return look


@pytest.fixture
def store(opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """A store in which the made-up edition is published, and which the app serves."""
    store = Store(f"sqlite:///{tmp_path / 'own.db'}")
    store.publish(MADE_UP.sources, CHECKOUT, "data/")
    holder = Holder(store)
    monkeypatch.setattr(current, "holder", lambda: holder)
    return store


@pytest.fixture
def sign_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """A function that makes an account, signs it in, and returns the token."""

    def run(role: str, park: str = "") -> str:
        name = f"{role}-one"
        accounts.add(store.database, name, role, park, PASSWORD, "test")
        token = sessions.sign_in(store.database, name, PASSWORD, "")
        monkeypatch.setattr(type(st.context), "cookies", {sessions.COOKIE: token})
        return token

    return run
