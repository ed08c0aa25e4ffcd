"""Processes and the database are killed while visitors click: pages go on with the edition they
have, and all is well when all is back."""

import random
import time
from collections.abc import Iterator

import pytest

from tests.postgres import Postgres
from tests.servers.fleet import Fleet, get, wait_for
from tests.servers.visitors import under_load

# Kills in one test, and the longest time in seconds between two.
KILLS = 5
PAUSE = 1.5


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    running = Postgres()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def fleet(database: Postgres) -> Iterator[Fleet]:
    url = f"postgresql+psycopg://{database.address}/{database.create()}"
    running = Fleet(ATLAS_DATABASE_URL=url)
    yield running
    running.stop()


def assert_well(fleet: Fleet, version: str) -> None:
    """Both workers serve, and follow a new edition."""
    fleet.await_ready()
    digest = fleet.publish(version).digest
    wait_for(lambda: fleet.digests == [digest] * 2, "the new edition")


def test_without_the_database_pages_go_on_with_the_edition_they_have(
    fleet: Fleet, database: Postgres
) -> None:
    before = fleet.digests

    def act() -> None:
        database.kill()
        time.sleep(3)  # A few clicks of everyone, and questions of both processes to the store.
        assert fleet.digests == before
        database.start()

    assert [visitor.returns for visitor in under_load(fleet.port, act)] == [0] * 4
    assert_well(fleet, "after.1")


def test_a_process_that_starts_without_the_database_waits_for_it_and_says_so(
    fleet: Fleet, database: Postgres
) -> None:
    def act() -> None:
        database.kill()
        fleet.kill("w1")
        wait_for(lambda: get(fleet.ports["w1"])[0] == 503, "the reason")
        assert "数据库无法读写" in get(fleet.ports["w1"])[1]
        assert get(fleet.port)[0] == 200, "the other serves"
        database.start()

    under_load(fleet.port, act)
    assert_well(fleet, "after.2")


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_killed_whenever(fleet: Fleet, database: Postgres, seed: int) -> None:
    rng = random.Random(seed)

    def act() -> None:
        is_away = False
        for _ in range(KILLS):
            time.sleep(rng.uniform(0, PAUSE))
            victim = rng.choice(["w1", "w2", "database"])
            if victim != "database":
                fleet.kill(victim)
            elif is_away := not is_away:
                database.kill()
            else:
                database.start()
        if is_away:
            database.start()
        fleet.await_ready()

    under_load(fleet.port, act)
    assert_well(fleet, f"seed.{seed}")
