"""A store in which the test edition is current, and the people who propose and decide."""

from collections.abc import Callable

import pytest

from lib.access import accounts
from lib.access.permissions import Role, User
from lib.access.tables import ACCOUNT
from lib.base.database import Database, ago
from lib.editions import building
from lib.editions.store import Store
from lib.intake.base import Base
from tests.editions import fixture_sources

LI = User("li", "editor", "zgc")
ZHAO = User("zhao", "editor", "zgc")
SUN = User("sun", "editor", "tianjin")
WANG = User("wang", "steward")
QIAN = User("qian", "steward")
ADMIN = User("root", "admin")


def enrol(database: Database, name: str, role: Role, park: str = "") -> None:
    """Make an account that nobody signs in to."""
    row = {"name": name, "role": role, "park": park, "password": "", "created": ago()}
    with database.transaction(writes=True) as connection:
        connection.execute(ACCOUNT.insert(), row)


def end(database: Database, user: User) -> None:
    accounts.end(database, user.name, "shell")


@pytest.fixture
def office(store: Store) -> Store:
    """A store with the test edition and everybody's account."""
    for user in (LI, ZHAO, SUN, WANG, QIAN, ADMIN):
        enrol(store.database, user.name, user.role, user.park)
    store.publish(fixture_sources(), "甲", "一")
    return store


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions are not built before they are published."""
    monkeypatch.setattr(building, "prepare", lambda _: None)


@pytest.fixture
def current(office: Store) -> Callable[[], Base]:
    """A function that returns the edition that is current."""

    def base() -> Base:
        head = office.head()
        assert head is not None
        if (held := known.get(head.number)) is None:
            held = known[head.number] = Base(office.sources(head.digest), head.number)
        return held

    known: dict[int, Base] = {}
    return base
