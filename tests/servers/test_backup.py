"""What docs/operate.md says of backup and restore is done to the letter, and brings back what was
served."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import servers
from lib.editions.store import Publication, Store
from tests import machine
from tests.conftest import ROOT
from tests.postgres import Postgres
from tests.servers.fleet import get, wait_for, with_version


def commands(heading: str) -> list[str]:
    """The indented blocks below a heading of docs/operate.md: how to back up, how to restore."""
    text = (ROOT / "docs" / "operate.md").read_text("utf-8")
    section = re.split(r"^#+ ", text.partition(f"### {heading}\n")[2], flags=re.MULTILINE)[0]
    blocks = re.findall(r"(?:^    .+\n)+", section, re.MULTILINE)
    assert len(blocks) == 2
    return [str(block) for block in blocks]


def run(script: str, **variables: str) -> None:
    programs = machine.postgres()
    path = f"{os.environ['PATH']}:{programs}"
    environment = {"PATH": path, "HOME": os.environ["HOME"], **variables}
    subprocess.run(["bash", "-euc", script], env=environment, check=True, cwd=ROOT)


def published(url: str) -> tuple[Publication, ...]:
    store = Store(url)
    try:
        return store.publications()
    finally:
        store.close()


def served(settings: dict[str, str], digest: str) -> None:
    """A server that is started now serves the edition with a digest."""
    with servers.atlas(**settings) as (_, port):
        assert get(port)[:2] == (200, digest)


def publish(settings: dict[str, str], url: str) -> str:
    """Publish an edition that is not the checkout's, and return its digest."""
    with servers.atlas(**settings) as (_, port):
        store = Store(url)
        digest = store.publish(with_version("steward.1"), "steward", "the official list").digest
        store.close()
        wait_for(lambda: get(port)[1] == digest, "the steward's edition")
    return digest


def test_sqlite(tmp_path: Path) -> None:
    back_up, restore = commands("SQLite")
    state, backup = tmp_path / "state", tmp_path / "backup"
    backup.mkdir()
    settings, url = {"ATLAS_STATE": str(state)}, f"sqlite:///{state}/atlas.db"
    variables = {**settings, "BACKUP": str(backup)}
    digest = publish(settings, url)
    log = published(url)
    with servers.atlas(**settings):
        run(back_up, **variables)
    shutil.rmtree(state)
    run(restore, **variables)
    assert published(url) == log
    served(settings, digest)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    running = Postgres()
    running.create("atlas")
    yield running
    running.stop()


def test_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    back_up, restore = commands("PostgreSQL")
    state, backup = tmp_path / "state", tmp_path / "backup"
    backup.mkdir()
    url = f"postgresql+psycopg://{postgres.address}/atlas"
    settings = {"ATLAS_STATE": str(state), "ATLAS_DATABASE_URL": url}
    variables = {
        **settings,
        "BACKUP": str(backup),
        "SERVER": f"postgresql://{postgres.address}/postgres",
    }
    digest = publish(settings, url)
    log = published(url)
    with servers.atlas(**settings):
        run(back_up, **variables)
    postgres.drop("atlas")
    shutil.rmtree(state)
    run(restore, **variables)
    assert published(url) == log
    served(settings, digest)
