"""Stores of both kinds: SQLite in a folder of a test, PostgreSQL in a server of the run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib.editions.store import Store
from tests.postgres import Postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    running = Postgres()
    yield running
    running.stop()


@pytest.fixture
def postgres(server: Postgres) -> str:
    """The address of a PostgreSQL server, up to the database's name."""
    return server.address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.machine)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state' / 'atlas.db'}"
    server: Postgres = request.getfixturevalue("server")
    return f"postgresql+psycopg://{server.address}/{server.create()}"


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Store]]:
    """A function that opens the test's database, as another process would."""
    stores: list[Store] = []

    def open_store() -> Store:
        stores.append(Store(url))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    """An empty store."""
    return opened()
