"""A session is its token's alone, and is over when it should be, for all windows at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from lib.access import accounts, attempts, audit, passwords, sessions
from lib.access.permissions import User
from lib.base.database import Database
from tests.unit.access.conftest import OTHER, PASSWORD, Clock

HERE = "192.0.2.1"


def test_who_signs_in_is_known_by_his_token(people: Database) -> None:
    token = sessions.sign_in(people, "li", PASSWORD, HERE)
    assert sessions.who(people, token) == User("li", "editor", "zgc")
    other = sessions.sign_in(people, "wang", PASSWORD, HERE)
    assert sessions.who(people, other) == User("wang", "steward", "")
    for nobody in (None, "", "x", token[:-1], token + "x", "甲", "\ud800"):
        assert sessions.who(people, nobody) is None


def test_the_store_does_not_hold_the_token(people: Database) -> None:
    token = sessions.sign_in(people, "li", PASSWORD, HERE)
    with people.transaction() as connection:
        rows = connection.execute(sa.text("select * from account_session")).all()
    assert len(rows) == 1
    assert token not in str(rows)
    assert token not in str(audit.latest(people))


def test_signing_out_ends_it_for_every_window_and_only_it(people: Database) -> None:
    token, elsewhere = (sessions.sign_in(people, "li", PASSWORD, HERE) for _ in range(2))
    sessions.end(people, token)
    sessions.end(people, token)
    sessions.end(people, "unknown")
    assert sessions.who(people, token) is None
    assert sessions.who(people, elsewhere)
    assert [entry.action for entry in audit.latest(people)].count("sign-out") == 1


def test_a_session_that_is_not_used_is_over_after_an_hour(people: Database, clock: Clock) -> None:
    token = sessions.sign_in(people, "li", PASSWORD, HERE)
    for _ in range(5):
        clock.pass_by(minutes=59)
        assert sessions.who(people, token)
    clock.pass_by(minutes=61)
    assert sessions.who(people, token) is None


def test_a_session_is_over_after_twelve_hours_however_it_is_used(
    people: Database, clock: Clock
) -> None:
    token = sessions.sign_in(people, "li", PASSWORD, HERE)
    for _ in range(24):
        assert sessions.who(people, token)
        clock.pass_by(minutes=30)
    clock.pass_by(seconds=1)
    assert sessions.who(people, token) is None


def test_that_it_is_used_is_written_once_a_minute(people: Database, clock: Clock) -> None:
    writes = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.lower().startswith(("select", "begin")):
            writes.append(statement)

    token = sessions.sign_in(people, "li", PASSWORD, HERE)
    sa.event.listen(people.engine, "before_cursor_execute", note)
    for _ in range(100):
        assert sessions.who(people, token)
        clock.pass_by(seconds=3)
    # Five minutes.
    assert 3 <= len(writes) <= 5


def test_old_sessions_are_forgotten(people: Database, clock: Clock) -> None:
    sessions.sign_in(people, "li", PASSWORD, HERE)
    clock.pass_by(days=31)
    sessions.sign_in(people, "li", PASSWORD, HERE)
    with people.transaction() as connection:
        assert connection.scalar(sa.text("select count(*) from account_session")) == 1


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(people: Database) -> None:
    for name in ("wang", "nobody", "", "x" * 200, "甲\x00乙", "\ud800"):
        with pytest.raises(sessions.Refused) as refused:
            sessions.sign_in(people, name, OTHER, HERE)
        assert str(refused.value) == ""
    entries = audit.latest(people, 6)
    assert {(e.who, e.action) for e in entries} == {("", "sign-in refused")}
    # A password in the wrong field stays out of the record.
    assert [e.subject for e in entries][::-1] == ["wang", "", "", "", "", ""]
    assert entries[0].detail == {"network": "192.0.2.0/24"}


def test_a_password_changed_while_it_is_checked_lets_nobody_in(
    people: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = passwords.fits

    def slow(password: str, kept: str | None) -> bool:
        is_right = fits(password, kept)
        accounts.set_password(people, "wang", OTHER, "shell")
        return is_right

    monkeypatch.setattr(passwords, "fits", slow)
    with pytest.raises(sessions.Refused):
        sessions.sign_in(people, "wang", PASSWORD, HERE)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at."""
    looked: list[str] = []
    fits = passwords.fits

    def noting(password: str, kept: str | None) -> bool:
        looked.append(password)
        return fits(password, kept)

    monkeypatch.setattr(passwords, "fits", noting)
    return looked


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared, not hashed: for what is about how many."""
    monkeypatch.setattr(passwords, "fits", lambda password, kept: password == PASSWORD)


def outcome(database: Database, name: str, password: str, address: str = HERE) -> str:
    try:
        sessions.sign_in(database, name, password, address)
    except sessions.Refused:
        return "refused"
    except attempts.TooMany as error:
        return f"wait {error.seconds}"
    return "in"


@pytest.mark.parametrize("name", ["wang", "nobody"])
def test_of_many_wrong_passwords_at_once_few_are_looked_at(
    people: Database, checked: list[str], name: str
) -> None:
    with ThreadPoolExecutor(30) as pool:
        outcomes = list(pool.map(lambda n: outcome(people, name, f"guess {n}"), range(30)))
    assert outcomes.count("refused") == len(checked) <= 5
    assert len([o for o in outcomes if o.startswith("wait")]) >= 25
    # Not even the right one, until the time has passed.
    assert outcome(people, name, PASSWORD).startswith("wait")
    assert len(checked) <= 5


@pytest.mark.usefixtures("quick")
def test_who_guesses_waits_twice_as_long_each_time(people: Database, clock: Clock) -> None:
    assert [outcome(people, "wang", "wrong") for _ in range(6)] == ["refused"] * 5 + ["wait 2"]
    for seconds in (2, 4, 8, 16, 32, 64, 128, 256):
        assert outcome(people, "wang", PASSWORD) == f"wait {seconds}"
        clock.pass_by(seconds=seconds - 1)
        assert outcome(people, "wang", PASSWORD) == "wait 1"
        clock.pass_by(seconds=1.5)
        assert outcome(people, "wang", "wrong") == "refused"
    assert outcome(people, "wang", PASSWORD).startswith("wait")
    clock.pass_by(minutes=15)
    assert outcome(people, "wang", PASSWORD) == "in"


@pytest.mark.usefixtures("quick")
def test_the_right_password_ends_the_count(people: Database) -> None:
    for _ in range(5):
        assert [outcome(people, "wang", "wrong") for _ in range(4)] == ["refused"] * 4
        assert outcome(people, "wang", PASSWORD) == "in"


@pytest.mark.usefixtures("quick")
def test_nobody_is_locked_out_from_elsewhere(people: Database) -> None:
    for n in range(40):
        outcome(people, "wang", "wrong", f"198.51.{n}.7")
    for _ in range(40):
        outcome(people, "wang", "wrong", "198.51.100.7")
        outcome(people, "wang", "wrong", "2001:db8::7")
    assert outcome(people, "wang", PASSWORD) == "in"
    # Who guesses gains nothing by another address of the same network.
    assert outcome(people, "wang", PASSWORD, "198.51.100.8").startswith("wait")
    assert outcome(people, "wang", PASSWORD, "2001:db8::8").startswith("wait")


@pytest.mark.usefixtures("quick")
def test_a_network_that_tries_many_names_waits_but_not_who_is_known_there(
    people: Database, clock: Clock
) -> None:
    assert outcome(people, "wang", PASSWORD) == "in"
    clock.pass_by(hours=1)
    for n in range(20):
        assert outcome(people, f"name{n}", "wrong") == "refused"
    assert outcome(people, "name20", "wrong") == "wait 60"
    assert outcome(people, "li", PASSWORD) == "wait 60"
    assert outcome(people, "wang", PASSWORD) == "in"
    assert outcome(people, "li", PASSWORD, "198.51.100.7") == "in"
    clock.pass_by(seconds=61)
    assert outcome(people, "li", PASSWORD) == "in"


@pytest.mark.usefixtures("quick")
def test_attempts_are_kept_as_digests_and_forgotten(people: Database, clock: Clock) -> None:
    outcome(people, "wang", "wrong")
    outcome(people, "li", PASSWORD)
    with people.transaction() as connection:
        rows = str(connection.execute(sa.text("select * from sign_in_attempt")).all())
    assert "wang" not in rows
    assert "192.0.2" not in rows
    clock.pass_by(days=91)
    outcome(people, "li", PASSWORD)
    with people.transaction() as connection:
        assert connection.scalar(sa.text("select count(*) from sign_in_attempt")) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8::1:2:3", "2001:db8::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", ""),
        ("unix:", ""),
    ],
)
def test_the_network_of_an_address(address: str, network: str) -> None:
    assert attempts.network_of(address) == network


def test_a_form_is_sealed_by_its_token(people: Database) -> None:
    seal = sessions.seal("token")
    assert sessions.is_sealed("token", seal)
    for token, sealed in (("token", ""), ("token", "é"), ("", ""), ("", sessions.seal(""))):
        assert not sessions.is_sealed(token, sealed)
    assert not sessions.is_sealed("other", seal)
