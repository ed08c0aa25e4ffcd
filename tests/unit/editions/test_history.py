"""What was published and recorded cannot be changed, also in a database that an older version made;
who goes round that is found."""

import hashlib
import zlib
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from lib.access import accounts, audit, sessions
from lib.base.files import Sources
from lib.editions.store import Store
from tests.history import run, unprotect
from tests.postgres import Postgres

ONE = Sources({"resources.csv": "名称\n甲\n".encode()})
TWO = Sources({"resources.csv": "名称\n乙\n".encode()})
# A table of history with its key and a column beside it.
TABLES = {
    "file": ("sha256", "content"),
    "edition": ("digest", "files"),
    "publication": ("number", "reason"),
    "audit": ("number", "who"),
}


def refused(store: Store, statement: str) -> None:
    """The database refuses a statement, and says that this is history."""
    with pytest.raises(sa.exc.IntegrityError, match="is history and cannot be changed"):
        run(store, statement)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_history_is_changed_or_removed(store: Store, table: str) -> None:
    store.publish(ONE, "a", "one")
    key, column = TABLES[table]
    refused(store, f"update {table} set {column} = {column}")
    refused(store, f"update {table} set {key} = {key}")
    refused(store, f"delete from {table}")
    copied = f"insert into {table} select * from {table} where true"
    if store.database.engine.dialect.name == "sqlite":
        refused(store, copied.replace("insert", "insert or replace"))
        refused(store, f"replace into {table} select * from {table}")
        # Another key in the same row.
        if key != "number":  # Which is the row's own number.
            other = f"select rowid, 'other', {column} from {table}"
            refused(store, f"replace into {table} (rowid, {key}, {column}) {other}")
    else:
        refused(store, f"{copied} on conflict ({key}) do update set {column} = excluded.{column}")
        refused(store, f"truncate {table} cascade")
    with pytest.raises(sa.exc.IntegrityError):
        run(store, copied)
    assert store.head() == store.publications()[0]
    assert store.publish(TWO, "b", "two").number == 2


def test_what_is_no_history_can_be_changed(store: Store) -> None:
    openers = {"session": "s", "address": "a"}
    store.open_show("code", "here", openers, {})
    store.move_show("code", "there")
    store.close_show("code")
    assert store.show("code") is None


OLD = sa.MetaData()
FILE = sa.Table(
    "file",
    OLD,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
EDITION = sa.Table(
    "edition",
    OLD,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("files", sa.Text, nullable=False),
)
PUBLICATION = sa.Table(
    "publication",
    OLD,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.ForeignKey("edition.digest"), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("by", sa.String(80), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)


@pytest.fixture
def older(url: str, opened: Callable[[], Store]) -> Callable[[], Store]:
    """A function that opens a database that the version before has made and published into: its
    tables without triggers, and no record."""
    opened().close()  # Makes the folder, and tables of today, which go.
    engine = sa.create_engine(url)
    today = sa.MetaData()
    today.reflect(engine)
    today.drop_all(engine)
    OLD.create_all(engine)
    content = ONE["resources.csv"]
    name = hashlib.sha256(content).hexdigest()
    with engine.begin() as connection:
        connection.execute(sa.insert(FILE), {"sha256": name, "content": zlib.compress(content, 9)})
        row = {"digest": ONE.digest, "files": f'{{"resources.csv": "{name}"}}'}
        connection.execute(sa.insert(EDITION), row)
        at = "2026-11-28T09:00:00+00:00"
        made = {"number": 1, "digest": ONE.digest, "at": at, "by": "checkout", "reason": "data/"}
        connection.execute(sa.insert(PUBLICATION), made)
    engine.dispose()
    return opened


def test_a_database_made_by_the_version_before_opens_and_is_kept_from_then_on(
    older: Callable[[], Store],
) -> None:
    store = older()
    head = store.head()
    assert head is not None
    assert (head.number, head.digest, head.record) == (1, ONE.digest, "")
    assert store.sources(head.digest) == ONE
    for table in ("file", "edition", "publication"):
        refused(store, f"delete from {table}")
    published = older().publish(TWO, "b", "two")
    assert (published.number, len(published.record)) == (2, 64)
    assert [p.record for p in store.publications()] == [published.record, ""]
    assert (store.misrecorded(), store.unrecorded()) == ((), (1,))
    refused(store, "delete from audit")


def test_each_publication_has_an_entry_and_the_last_hash(store: Store) -> None:
    store.publish(ONE, "wang", "first\nlist")
    store.publish(TWO, "li", "two")
    store.restore(1, "wang", "two was wrong")
    entries = audit.latest(store.database)[::-1]
    assert [(e.who, e.action, e.subject) for e in entries] == [
        ("wang", "publication", "1"),
        ("li", "publication", "2"),
        ("wang", "restoration", "3"),
    ]
    assert entries[0].detail == {"digest": ONE.digest, "reason": "firstU+000Alist"}
    assert entries[2].detail["restored"] == 1
    publications = store.publications()[::-1]
    assert [p.record for p in publications] == [e.hash for e in entries]
    assert [p.at for p in publications] == [e.at for e in entries]
    assert [store.publication(n) for n in (1, 2, 3, 4)] == [*publications, None]
    assert audit.verify(audit.every(store.database)).hash == publications[-1].record


def test_what_fails_leaves_no_entry(store: Store) -> None:
    store.publish(ONE, "a", "one")
    with pytest.raises(KeyError):
        store.restore(7, "a", "")
    assert len(audit.latest(store.database)) == 1


@pytest.mark.parametrize(
    ("forged", "found"),
    [
        ("update publication set reason = 'nothing' where number = 1", ("1",)),
        ("update publication set by = 'li' where number = 2", ("2",)),
        ("update publication set digest = '{two}' where number = 1", ("1",)),
        ("delete from publication where number = 2", ("2",)),
    ],
)
def test_a_publication_that_is_not_what_the_record_says_is_found(
    store: Store, forged: str, found: tuple[str, ...]
) -> None:
    store.publish(ONE, "a", "one")
    store.publish(TWO, "b", "two")
    assert store.misrecorded() == ()
    unprotect(store, "publication")
    forged = forged.replace(" by =", ' "by" =').format(two=TWO.digest)
    run(store, forged)
    assert store.misrecorded() == found


FORGED = {
    "edited": "update audit set who = 'nobody' where number = 2",
    "dated back": "update audit set at = '2020-01-01T00:00:00+00:00' where number = 2",
    "other detail": "update audit set detail = '{}' where number = 2",
    "no detail": "update audit set detail = 'oops' where number = 2",
    "other hash": "update audit set hash = previous where number = 2",
    "removed": "delete from audit where number = 2",
    "numbered anew": "update audit set number = 9 where number = 2",
    "put in front": "insert into audit select -1, at, who, action, subject, detail, previous, hash "
    "from audit where number = 1",
}


@pytest.mark.parametrize("forged", FORGED)
def test_an_entry_that_is_forged_where_the_triggers_are_gone_breaks_the_chain(
    store: Store, forged: str
) -> None:
    for n, sources in enumerate((ONE, TWO, ONE)):
        store.publish(sources, "wang", str(n))
    assert audit.verify(audit.every(store.database)).entries == 3
    unprotect(store, "audit")
    run(store, FORGED[forged])
    verdict = audit.verify(audit.every(store.database))
    assert verdict.broken is not None
    assert verdict.entries == (0 if forged == "put in front" else 1)


def test_triggers_that_are_gone_come_back_with_the_next_start(
    store: Store, opened: Callable[[], Store]
) -> None:
    store.publish(ONE, "a", "one")
    unprotect(store, "audit")
    opened()
    refused(store, "delete from audit")


@pytest.mark.machine
def test_an_app_that_does_not_own_the_tables_works_and_cannot_drop_what_keeps_them(
    server: Postgres,
) -> None:
    owned = Store(f"postgresql+psycopg://{server.address}/{server.create()}")
    account = f"app_{owned.database.name}"
    run(owned, f"create role {account} login")
    run(owned, f"grant select, insert on all tables in schema public to {account}")
    changing = "account, account_session, sign_in_attempt, running_show"
    changing += ", proposal, proposal_cell, sender_meaning"
    run(owned, f"grant update, delete on {changing} to {account}")
    run(owned, f"grant usage on all sequences in schema public to {account}")
    address = server.address.replace("atlas@", f"{account}@")
    app = Store(f"postgresql+psycopg://{address}/{owned.database.name}")
    assert app.publish(ONE, "a", "one").number == 1
    accounts.add(app.database, "wang", "steward", "", "correct horse battery", "shell")
    token = sessions.sign_in(app.database, "wang", "correct horse battery", "192.0.2.1")
    assert sessions.who(app.database, token)
    for deed in ("drop trigger audit_history on audit", "delete from audit", "drop table audit"):
        with pytest.raises(sa.exc.ProgrammingError):
            run(app, deed)
    app.close()
    owned.close()
