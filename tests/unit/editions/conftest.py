"""Stores of both kinds: SQLite in a folder of a test, PostgreSQL in a server of the run."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from lib.editions.store import Store
from tests import machine

# PostgreSQL refuses to run as root; Debian's package brings an account for it.
ACCOUNT = "postgres" if os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server on a port of its own, up to the database's name."""
    programs = machine.postgres()
    assert programs, "no PostgreSQL: run make test, which installs it or says how"
    folder = Path("/tmp") / f"atlas-{uuid4().hex}"
    folder.mkdir(mode=0o700)
    if ACCOUNT:
        subprocess.run(["chown", ACCOUNT, folder], check=True)
    quiet: dict[str, Any] = {"user": ACCOUNT, "cwd": folder, "stdout": subprocess.DEVNULL}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        folder / "data",
        "-A",
        "trust",
        "-U",
        "atlas",
        "-N",
    ]
    subprocess.run(initdb, check=True, stderr=subprocess.DEVNULL, **quiet)
    server = subprocess.Popen(
        [programs / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port),
         "-k", folder],
        stderr=subprocess.DEVNULL,
        **quiet,
    )  # fmt: skip
    address = f"127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                psycopg.connect(f"postgresql://atlas@{address}/postgres").close()
                break
            except psycopg.OperationalError:
                time.sleep(0.25)
        yield f"atlas@{address}"
    finally:
        server.terminate()
        server.wait(30)
        subprocess.run(["rm", "-rf", folder], check=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.machine)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state' / 'atlas.db'}"
    address = request.getfixturevalue("postgres")
    name = f"atlas_{uuid4().hex}"
    with psycopg.connect(f"postgresql://{address}/postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return f"postgresql+psycopg://{address}/{name}"


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
