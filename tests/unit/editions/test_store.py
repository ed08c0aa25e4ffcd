"""What is published stays; one edition is current; two who publish at once do not both win."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from lib.access import audit
from lib.base import database
from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions.store import Conflict, Publication, Store
from tests.conftest import ROOT
from tests.history import unprotect

ONE = Sources({"resources.csv": "名称\n甲\n".encode(), "geo/a.geojson": b"{}"})
TWO = Sources({"resources.csv": "名称\n乙\n".encode(), "geo/a.geojson": b"{}"})


def test_an_empty_store_has_no_head(store: Store) -> None:
    assert store.head() is None
    assert store.publications() == ()


def test_what_is_published_is_current_and_comes_back_to_the_byte(
    store: Store, opened: Callable[[], Store]
) -> None:
    first = store.publish(ONE, "steward", "first list")
    assert (first.number, first.digest, first.by, first.reason) == (
        1,
        ONE.digest,
        "steward",
        "first list",
    )
    assert datetime.fromisoformat(first.at).tzinfo is not None
    other = opened()
    assert other.head() == first
    assert dict(other.sources(ONE.digest)) == dict(ONE)


def test_undo_makes_an_older_edition_current_again_and_keeps_the_log(store: Store) -> None:
    store.publish(ONE, "a", "one")
    store.publish(TWO, "b", "two")
    back = store.restore(1, "c", "two was wrong")
    assert store.head() == back
    assert (back.number, back.digest) == (3, ONE.digest)
    assert [p.digest for p in store.publications()] == [ONE.digest, TWO.digest, ONE.digest]
    assert dict(store.sources(TWO.digest)) == dict(TWO)


def test_undo_to_what_was_never_published_is_refused(store: Store) -> None:
    store.publish(ONE, "a", "one")
    with pytest.raises(KeyError):
        store.restore(7, "a", "")
    assert len(store.publications()) == 1


def test_a_publication_for_an_older_state_is_refused(
    store: Store, opened: Callable[[], Store]
) -> None:
    seen = store.publish(ONE, "a", "one")
    opened().publish(TWO, "b", "two", seen.number)
    with pytest.raises(Conflict):
        store.publish(ONE, "a", "late", seen.number)
    with pytest.raises(Conflict):
        store.restore(1, "a", "late", seen.number)
    head = store.head()
    assert head is not None
    assert (head.digest, head.number) == (TWO.digest, 2)


def test_what_belongs_to_an_undo_is_written_with_it_or_neither_is(store: Store) -> None:
    def also(connection: sa.Connection, publication: Publication) -> None:
        audit.write(connection, "a", "approval", str(publication.number))
        if publication.number == 4:
            raise OSError

    store.publish(ONE, "a", "one")
    store.publish(TWO, "b", "two")
    back = store.restore(1, "c", "two was wrong", also=also)
    before = audit.latest(store.database)
    assert [entry.action for entry in before][:2] == ["approval", "restoration"]
    with pytest.raises(OSError):
        store.restore(2, "c", "it was not", also=also)
    assert store.head() == back
    assert audit.latest(store.database) == before


def test_what_belongs_to_a_publication_is_written_with_it_or_neither_is(store: Store) -> None:
    def also(connection: sa.Connection, publication: Publication) -> None:
        audit.write(connection, "a", "approval", str(publication.number))
        if publication.number == 2:
            raise OSError

    published = store.publish(ONE, "a", "one", also=also)
    entries = audit.latest(store.database)
    assert [entry.action for entry in entries] == ["approval", "publication"]
    with pytest.raises(OSError):
        store.publish(TWO, "a", "two", also=also)
    assert store.publications() == (published,)
    assert audit.latest(store.database) == entries


def test_many_publish_at_once_and_every_number_is_given_once(
    store: Store, opened: Callable[[], Store]
) -> None:
    def publish(i: int) -> int | None:
        try:
            return opened().publish(Sources({"a.csv": str(i).encode()}), "x", str(i)).number
        except Conflict:
            return None

    with ThreadPoolExecutor(4) as pool:
        numbers = [n for n in pool.map(publish, range(12)) if n is not None]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert numbers
    for publication in store.publications():
        assert dict(store.sources(publication.digest)) == {"a.csv": publication.reason.encode()}


def test_many_open_an_empty_database_at_once(opened: Callable[[], Store]) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: opened(), range(8)))
    assert [store.publications() for store in stores] == [()] * 8


def test_a_file_that_two_editions_share_is_kept_once(store: Store, url: str) -> None:
    store.publish(ONE, "a", "one")
    store.publish(TWO, "a", "two")
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select count(*) from file")) == 3
    engine.dispose()


def test_a_single_damaged_bit_is_found(store: Store, url: str) -> None:
    store.publish(ONE, "a", "one")
    unprotect(store, "file")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for sha256, content in connection.execute(sa.text("select sha256, content from file")):
            damaged = bytearray(content)
            damaged[len(damaged) // 2] ^= 1
            values = {"c": bytes(damaged), "s": sha256}
            connection.execute(sa.text("update file set content = :c where sha256 = :s"), values)
    engine.dispose()
    with pytest.raises(DataProblem) as caught:
        store.sources(ONE.digest)
    assert ONE.digest[:8] in caught.value.text("zh")


def test_an_edition_nobody_published_is_a_problem(store: Store) -> None:
    with pytest.raises(DataProblem):
        store.sources("0" * 64)


def open_show(store: Store, code: str, session: str = "s", address: str = "a") -> str | None:
    openers = {"session": session, "address": address}
    return store.open_show(code, "here", openers, {"session": 2, "address": 3})


def test_a_show_is_shared_and_only_who_opened_it_can_move_it(
    store: Store, opened: Callable[[], Store]
) -> None:
    assert open_show(store, "code") is None
    other = opened()
    assert other.show("code") == "here"
    other.move_show("code", "there")
    other.move_show("unknown", "there")
    assert store.show("code") == "there"
    assert store.show("unknown") is None


def test_a_show_that_is_ended_is_so_for_all(store: Store, opened: Callable[[], Store]) -> None:
    for code in ("one", "two"):
        open_show(store, code)
    other = opened()
    other.close_show("one")
    other.close_show("one")
    store.move_show("one", "there")
    assert store.show("one") is None
    assert store.show("two") == "here"


class Clock:
    """The database's own clock, set by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = datetime(2026, 11, 28, 9, tzinfo=UTC)
        monkeypatch.setattr(database, "datetime", self)

    def now(self, _: tzinfo) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_a_show_that_is_listened_to_stays_whatever_others_open(store: Store, clock: Clock) -> None:
    open_show(store, "hall")
    open_show(store, "left")
    for day in range(5):
        clock.pass_by(days=1)
        assert store.show("hall") == "here"
        for n in range(50):
            assert open_show(store, f"{day}-{n}", f"s{day}-{n}", f"a{day}-{n}") is None
    assert store.show("hall") == "here"
    # What nobody has listened to is over.
    assert store.show("left") is None
    assert store.show("0-1") is None


def test_session_and_address_open_no_more_than_they_may(store: Store, clock: Clock) -> None:
    assert open_show(store, "1", session="s") is None
    assert open_show(store, "2", session="s") is None
    assert open_show(store, "3", session="s") == "session"
    assert open_show(store, "4", session="t") is None
    assert open_show(store, "5", session="u") == "address"
    assert store.show("3") is None
    assert store.show("5") is None
    # Elsewhere, and where nobody knows the address, it is another matter.
    assert open_show(store, "6", session="u", address="b") is None
    for n in range(5):
        assert open_show(store, f"unknown {n}", session=f"v{n}", address="") is None
    # Who ends one may open another.
    store.close_show("4")
    assert open_show(store, "7", session="u") is None
    # And what is in use no longer does not count.
    clock.pass_by(minutes=61)
    assert open_show(store, "8", session="s") is None


def test_listening_is_written_once_a_minute(store: Store, clock: Clock, url: str) -> None:
    writes = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE"):
            writes.append(statement)

    open_show(store, "hall")
    sa.event.listen(store.database.engine, "before_cursor_execute", note)
    for _ in range(600):
        store.show("hall")
        clock.pass_by(seconds=0.7)
    # Seven minutes.
    assert 5 <= len(writes) <= 7


KILLED = """
import sys
from lib.base.files import Sources
from lib.editions.store import Store
store = Store(sys.argv[1])
for i in range(10_000):
    number = store.publish(Sources({"a.csv": str(i).encode() * 20_000}), "x", str(i)).number
    print(number, flush=True)
"""


def test_nothing_acknowledged_is_lost_and_nothing_is_torn_when_the_writer_is_killed(
    store: Store, url: str
) -> None:
    for wait in (0.05, 0.11, 0.23):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        first = int(writer.stdout.readline())
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        acknowledged = [first, *map(int, writer.stdout.read().split())]
        writer.wait()
        head = store.head()
        assert head is not None
        assert head.number >= acknowledged[-1]
        assert dict(store.sources(head.digest)) == {"a.csv": head.reason.encode() * 20_000}


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(DataProblem) as caught:
        Store(f"sqlite:///{tmp_path / 'state' / 'atlas.db'}")
    for lang, word in (("zh", "数据库无法读写"), ("en", "cannot be read or written")):
        text = caught.value.text(lang)  # type: ignore[arg-type]
        assert word in text
        assert "\n" not in text


@pytest.mark.machine
def test_a_server_that_is_away_is_said_without_its_password(postgres: str) -> None:
    user, _, address = postgres.partition("@")
    with pytest.raises(DataProblem) as caught:
        Store(f"postgresql+psycopg://{user}:secret@{address}/no_such_database")
    assert "secret" not in caught.value.text("en")
    assert psycopg.connect(f"postgresql://{postgres}/postgres").closed is False
