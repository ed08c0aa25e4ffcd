"""What tests of accounts and the record share."""

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from lib.access import accounts, attempts
from lib.base import database
from lib.base.database import Database
from lib.editions.store import Store

PASSWORD = "correct horse battery"
OTHER = "staple of another kind"


class Clock:
    """The clock of this process, set by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = datetime.now(UTC)
        monkeypatch.setattr(database, "datetime", self)
        monkeypatch.setattr(attempts, "time", self)

    def now(self, _: tzinfo) -> datetime:
        return self.moment

    def time(self) -> float:
        return self.moment.timestamp()

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def base(store: Store) -> Database:
    """An empty database with a store's tables."""
    return store.database


@pytest.fixture
def people(base: Database) -> Database:
    """A database with a steward, wang, and an editor of 中关村, li."""
    accounts.add(base, "wang", "steward", "", PASSWORD, "shell")
    accounts.add(base, "li", "editor", "zgc", PASSWORD, "shell")
    return base
