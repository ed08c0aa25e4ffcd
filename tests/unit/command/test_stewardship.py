"""Accounts, editions and the record from the command line."""

import getpass
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.access import accounts, audit, sessions
from lib.base import settings
from lib.command.main import main
from lib.editions import cache
from lib.editions.edition import Edition
from lib.editions.store import Store
from tests.editions import fixture_edition, fixture_sources
from tests.edits import edited
from tests.history import run as run_sql
from tests.history import unprotect

PASSWORD = "correct horse battery"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the commands find: the fixture is published, and an edition with a telephone
    number after it."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.delenv("ATLAS_DATABASE_URL", raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "ops")
    opened = Store(settings.database_url())
    before = fixture_sources()
    opened.publish(before, "wang", "the list")

    def dial(rows: list[list[str]]) -> None:
        rows[1][rows[0].index("phone")] = "010-12345678"

    opened.publish(edited(before, "resources.csv", dial), "wang", "a number")
    yield opened
    opened.close()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is typed at the terminal when a password is asked for."""
    answers: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _: answers.pop(0))
    yield answers
    assert answers == []


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_an_edition_without_a_record_says_so(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = store.publications()[0].record
    assert f"\t{recorded[:8]}\t" in run(capsys, "editions", "list")[1]
    unprotect(store, "audit")
    run_sql(store, "delete from audit")
    said = "— 无记录 / — not in the record"
    assert f"\t{said}\t" in run(capsys, "editions", "list")[1]
    assert f"record\t{said}\n" in run(capsys, "editions", "show", "2")[1]


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def names(store: Store) -> list[str]:
    return [account.name for account in accounts.every(store.database)]


def test_an_account_is_made_with_a_password_from_the_terminal(
    store: Store, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typed += [PASSWORD, PASSWORD]
    asked = ("people", "add", "Li", "--role", "editor", "--park", "tianjin")
    assert run(capsys, *asked) == (0, "li\n", "")
    token = sessions.sign_in(store.database, "li", PASSWORD, "")
    user = sessions.who(store.database, token)
    assert user is not None
    assert (user.role, user.park) == ("editor", "tianjin")
    entry = audit.latest(store.database, 2)[1]
    assert (entry.who, entry.action, entry.subject) == ("shell/ops", "account", "li")


def test_passwords_that_differ_change_nothing(
    store: Store, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typed += [PASSWORD, PASSWORD + "!"]
    code, printed, error = run(capsys, "people", "add", "li", "--role", "admin")
    assert (code, printed, names(store)) == (1, "", [])
    assert "两次输入的密码不同" in error
    assert "The two passwords differ" in error


def test_a_password_may_come_from_standard_input(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, f"{PASSWORD}\r\nmore\n")
    assert run(capsys, "people", "add", "li", "--role", "steward", "--password-stdin")[0] == 0
    assert sessions.sign_in(store.database, "li", PASSWORD, "")
    piped(monkeypatch, "another good one")
    assert run(capsys, "people", "password", "li", "--password-stdin")[0] == 0
    assert sessions.sign_in(store.database, "li", "another good one", "")
    # Where there is no terminal it has to be said that it is there.
    code, _, error = run(capsys, "people", "add", "zhao", "--role", "steward")
    assert code == 2
    assert "--password-stdin" in error
    assert names(store) == ["li"]


@pytest.mark.parametrize(
    ("asked", "password", "words"),
    [
        (("add", "li", "--role", "editor", "--park", "atlantis"), PASSWORD, ("atlantis", "zone")),
        (("add", "li", "--role", "editor"), PASSWORD, ("须指定所属园区", "needs a zone")),
        (("add", "li", "--role", "admin", "--park", "zgc"), PASSWORD, ("只有编辑员", "only")),
        (("add", "li", "--role", "admin"), "short", ("12 至 200", "12 to 200")),
        (("add", "l/i", "--role", "admin"), PASSWORD, ("不能作用户名", "user name")),
        (("password", "li"), PASSWORD, ("没有此账户", "no such account")),
    ],
)
@pytest.mark.usefixtures("store")
def test_what_is_wrong_with_an_account_is_said_in_both_languages(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
    password: str,
    words: tuple[str, str],
) -> None:
    piped(monkeypatch, password)
    code, printed, error = run(capsys, "people", *asked, "--password-stdin")
    assert (code, printed) == (1, "")
    for line, word in zip(error.splitlines(), words, strict=True):
        assert word in line
    assert password not in error


def test_roles_change_and_accounts_end(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert "尚无账户" in run(capsys, "people", "list")[2]
    for name in ("li", "zhao"):
        accounts.add(store.database, name, "steward", "", PASSWORD, "shell")
    assert run(capsys, "people", "role", "li", "--role", "editor", "--park", "zgc")[0] == 0
    assert run(capsys, "people", "end", "zhao")[0] == 0
    code, printed, _ = run(capsys, "people", "list")
    assert code == 0
    li, zhao = (line.split("\t") for line in printed.splitlines())
    assert li[:3] == ["li", "editor", "zgc"]
    assert zhao[:3] == ["zhao", "steward", "-"]
    assert zhao[-1].startswith("ended 20")
    code, _, error = run(capsys, "people", "role", "li", "--role", "editor", "--park", "mars")
    assert (code, "mars" in error) == (1, True)
    assert run(capsys, "people", "end", "zhao")[0] == 1


def test_publications_are_listed_and_shown(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, _ = run(capsys, "editions", "list")
    second, first = (line.split("\t") for line in printed.splitlines())
    assert (code, second[0], first[0]) == (0, "2", "1")
    assert (second[3], second[5]) == ("wang", "a number")
    assert second[4] == audit.latest(store.database)[0].hash[:8]
    assert len(run(capsys, "editions", "list", "--most", "1")[1].splitlines()) == 1
    listed = json.loads(run(capsys, "editions", "list", "--json")[1])
    assert [each["number"] for each in listed] == [2, 1]
    shown = run(capsys, "editions", "show", "1")[1]
    for part in (fixture_sources().digest, "the list", "resources.csv\t"):
        assert part in shown
    as_json = json.loads(run(capsys, "editions", "show", "1", "--json")[1])
    assert as_json["digest"] == fixture_sources().digest
    assert as_json["files"]["resources.csv"] == len(fixture_sources()["resources.csv"])


def test_an_older_edition_is_made_current_again(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    def load(sources: object) -> Edition:
        loaded.append(sources)
        return fixture_edition()

    monkeypatch.setattr(cache, "load", load)
    code, printed, error = run(capsys, "editions", "restore", "1", "--reason", "号码有误")
    assert (code, error) == (0, "")
    assert fixture_sources().digest in printed
    assert loaded == [fixture_sources()]
    head = store.head()
    assert head is not None
    assert (head.number, head.digest) == (3, fixture_sources().digest)
    assert (head.by, head.reason) == ("shell/ops", "号码有误")
    assert audit.latest(store.database)[0].action == "restoration"


def test_differences_are_printed(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    key, before = fixture_edition().frame.iloc[0][["resource_id", "phone"]]
    line = f"~ {key}\tphone\t{before or '-'} → 010-12345678\n"
    assert run(capsys, "editions", "compare", "1", "2") == (0, line, "")
    found = json.loads(run(capsys, "editions", "compare", "2", "1", "--json")[1])
    assert (found["added"], found["removed"], found["files"]) == ({}, {}, [])
    assert found["changed"][0]["before"] == "010-12345678"
    assert "两版相同" in run(capsys, "editions", "compare", "1", "1")[1]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "asked", [("show", "9"), ("restore", "9", "--reason", "x"), ("compare", "1", "9")]
)
def test_a_publication_that_is_not_there_is_said(
    capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    code, printed, error = run(capsys, "editions", *asked)
    assert (code, printed) == (1, "")
    assert "没有第 9 次发布" in error
    assert "no publication 9" in error


def test_the_record_is_listed_verified_and_exported(
    store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    head = store.head()
    assert head is not None
    assert run(capsys, "audit", "verify") == (0, f"2 entries · {head.record}\n", "")
    code, printed, _ = run(capsys, "audit", "list", "--most", "1")
    assert (code, len(printed.splitlines())) == (0, 1)
    assert "a number" in printed
    for kind in ("csv", "jsonl"):
        file = tmp_path / f"record.{kind.upper()}"
        assert run(capsys, "audit", "export", file) == (0, f"{file}\n", "")
        assert "a number" in file.read_text("utf-8")
    assert [e.action for e in audit.latest(store.database, 2)] == ["export", "export"]
    code, _, error = run(capsys, "audit", "export", tmp_path / "record.xlsx")
    assert (code, ".csv, .jsonl" in error) == (2, True)
    code, _, error = run(capsys, "audit", "export", tmp_path / "nowhere" / "record.csv")
    assert (code, "无法写入" in error) == (1, True)


def test_a_record_that_was_changed_is_said(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    unprotect(store, "publication")
    run_sql(store, "update publication set reason = 'nothing' where number = 2")
    code, _, error = run(capsys, "audit", "verify")
    assert (code, "与记录不符的发布：2" in error) == (1, True)
    unprotect(store, "audit")
    run_sql(store, "update audit set who = 'nobody' where number = 2")
    code, printed, error = run(capsys, "audit", "verify")
    assert code == 1
    assert printed.startswith("1 entries")
    assert "记录自第 2 条起被改动" in error
    assert "from entry 2 on" in error


def test_a_publication_without_an_entry_is_named_and_no_fault(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = "digest, at, by, reason"
    run_sql(store, f"insert into publication select 3, {columns} from publication where number = 1")
    code, printed, noted = run(capsys, "audit", "verify")
    assert (code, printed.startswith("2 entries")) == (0, True)
    assert "没有记录的发布：3" in noted
    assert "does not know: 3" in noted


@pytest.mark.parametrize("asked", ["people list", "editions list", "audit verify"])
def test_a_database_that_is_away_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setenv("ATLAS_DATABASE_URL", "sqlite:////proc/no/atlas.db")
    code, printed, error = run(capsys, *asked.split())
    assert (code, printed) == (1, "")
    assert "数据库无法读写" in error


@pytest.mark.parametrize(
    "asked",
    [
        ["people"],
        ["people", "add", "li"],
        ["people", "add", "li", "--role", "king"],
        ["editions", "restore", "1"],
        ["editions", "show", "one"],
        ["audit"],
    ],
)
def test_a_command_wrongly_asked_is_2(asked: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(asked)
    assert raised.value.code == 2
