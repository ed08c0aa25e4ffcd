"""Proposals from the command line."""

import getpass
import json
from pathlib import Path

import pytest

from lib.access import audit
from lib.base import settings
from lib.command.main import main
from lib.editions import building, cache
from lib.editions.store import Store
from lib.intake.base import Base
from lib.intake.proposals import of_author, pending, propose
from lib.register.waylinks import way_links
from tests.editions import fixture_sources
from tests.edits import with_cells
from tests.unit.intake.conftest import LI, QIAN, SUN, WANG, enrol


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store that the commands find, with the test edition and two proposals."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.delenv("ATLAS_DATABASE_URL", raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "ops")
    monkeypatch.setattr(building, "prepare", lambda _: None)
    opened = Store(settings.database_url())
    base = Base(fixture_sources(), opened.publish(fixture_sources(), "甲", "一").number)
    for user in (LI, SUN, WANG, QIAN):
        enrol(opened.database, user.name, user.role, user.park)
    propose(opened.database, LI, base, "zgc-001", {"phone": "010-99999999"}, "办公室")
    propose(opened.database, SUN, base, "tianjin-001", {"year": "1960", "note": "一"})
    return opened


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["proposals", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.usefixtures("store")
def test_what_waits_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "list")
    first, second = (line.split("\t") for line in printed.splitlines())
    assert (code, first[0], first[2:5]) == (0, "1", ["li", "pending", "zgc-001"])
    assert second[-1] == "year,note"
    for narrow in (("--park", "tianjin"), ("--author", "Sun"), ("--park", "tianjin", "--json")):
        printed = run(capsys, "list", *narrow)[1]
        assert "tianjin-001" in printed and "zgc-001" not in printed
    assert run(capsys, "list", "--author", "sun", "--park", "zgc")[1] == ""


def test_a_proposal_is_shown_with_what_stands_there_now(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = run(capsys, "show", "1")[1]
    assert "source\t办公室\n" in printed
    assert "~ phone\t010-00000001 → 010-99999999\n" in printed
    store.publish(with_cells(fixture_sources(), "resources.csv", 2, phone="010-5555555"), "丙", "")
    assert "→ 010-99999999\tnow 010-5555555\n" in run(capsys, "show", "1")[1]
    shown = json.loads(run(capsys, "show", "1", "--json")[1])
    assert (shown["by"], shown["now"]) == ("li", {"phone": "010-5555555"})
    code, printed, error = run(capsys, "show", "9")
    assert (code, printed) == (1, "")
    assert "没有第 9 号提议" in error and "no proposal 9" in error


def test_a_steward_approves(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, error = run(capsys, "approve", "1", "2", "--by", "Wang", "--reason", "核对")
    head = store.head()
    assert head is not None
    assert (code, printed, error) == (0, f"2\t{head.digest}\n", "")
    assert (head.by, head.reason) == ("wang", "核对")
    assert b"010-99999999" in store.sources(head.digest)["resources.csv"]
    entry = audit.latest(store.database, 1)[0]
    assert (entry.who, entry.detail["via"]) == ("wang", "shell/ops")
    code, _, error = run(capsys, "approve", "1", "--by", "qian")
    assert (code, "第 1 号提议已批准" in error) == (1, True)


def test_an_approved_position_is_one_that_maps_drop_a_pin_at(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    base = Base(fixture_sources(), 1)
    point = {"lon": "117.0852", "lat": "39.0832", "radius_m": "17"}
    made = propose(store.database, SUN, base, "tianjin-007", point)
    assert run(capsys, "approve", str(made.number), "--by", "wang")[0] == 0
    head = store.head()
    assert head is not None
    edition = cache.load(store.sources(head.digest))
    row = edition.resource("tianjin-007")
    assert (row["lon"], row["lat"], row["position_basis"]) == (117.0852, 39.0832, "place")
    assert not [link for link in way_links(row) if not link.is_pin]


def test_a_steward_rejects(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("reject", "1", "--by", "wang", "--reason", "号码有误")
    assert run(capsys, *asked) == (0, "", "")
    assert of_author(store.database, "li")[0].reason == "号码有误"
    assert [p.number for p in pending(store.database)] == [2]


@pytest.mark.parametrize(
    ("by", "words"),
    [("sun", ("只有数据管理员", "Only a steward")), ("nobody", ("没有此账户", "no such account"))],
)
def test_who_is_no_steward_is_refused(
    store: Store, capsys: pytest.CaptureFixture[str], by: str, words: tuple[str, str]
) -> None:
    for asked in (("approve", "1"), ("reject", "1", "--reason", "不对")):
        code, printed, error = run(capsys, *asked, "--by", by)
        assert (code, printed) == (1, "")
        for line, word in zip(error.splitlines(), words, strict=True):
            assert word in line
    assert len(pending(store.database)) == 2


@pytest.mark.parametrize(
    "asked", [[], ["approve", "1"], ["reject", "1", "--by", "wang"], ["show", "one"]]
)
def test_a_command_wrongly_asked_is_2(asked: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["proposals", *asked])
    assert raised.value.code == 2


def test_nothing_published_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    assert run(capsys, "list") == (0, "", "")
    code, _, error = run(capsys, "show", "1")
    assert (code, "没有第 1 号提议" in error) == (1, True)
