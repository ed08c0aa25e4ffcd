"""The record is a chain that can be verified, here and elsewhere."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from typing import get_args

import pytest

from lib.access import audit
from lib.base.cells import unfit_characters
from lib.base.database import Database
from lib.editions.store import Store
from tests.conftest import ROOT
from tests.hostile import HALF, SEEN, UNSEEN


def write(database: Database, who: str, subject: str = "", **detail: str) -> audit.Entry:
    with database.transaction(writes=True) as connection:
        return audit.write(connection, who, "load", subject, **detail)


def test_entries_are_chained_from_the_first_on(base: Database) -> None:
    first, second = write(base, "wang"), write(base, "li", "list.xlsx", rows="337")
    assert (first.number, first.previous, second.previous) == (1, audit.START, first.hash)
    assert audit.latest(base) == (second, first)
    assert audit.latest(base, 1) == (second,)
    assert audit.latest(base, before=2) == (first,)
    assert tuple(audit.every(base)) == (first, second)
    assert audit.verify(audit.every(base)) == audit.Verdict(2, second.hash)
    assert audit.verify(()) == audit.Verdict(0, audit.START)


def test_a_deed_that_fails_has_no_entry(base: Database) -> None:
    def fail() -> None:
        with base.transaction(writes=True) as connection:
            audit.write(connection, "wang", "load")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert audit.latest(base) == ()


def test_many_who_write_at_once_make_one_chain(base: Database, opened: Callable[[], Store]) -> None:
    def write_some(n: int) -> None:
        database = opened().database
        for i in range(5):
            write(database, f"w{n}", str(i))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write_some, range(6)))
    assert audit.verify(audit.every(base)).entries == 30


def test_all_entries_are_read_however_many(base: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_AT_ONCE", 3)
    for n in range(7):
        write(base, str(n))
    assert [entry.who for entry in audit.every(base)] == list("0123456")


def test_any_text_is_recorded_visibly_and_verifies(base: Database) -> None:
    texts = [*SEEN.values(), *UNSEEN.values(), HALF]
    for text in texts:
        with base.transaction(writes=True) as connection:
            audit.write(connection, text, "load", text, text=text, texts=[text], n=1, yes=True)
    entries = tuple(audit.every(base))
    assert audit.verify(entries).broken is None
    for entry, text in zip(entries, texts, strict=True):
        assert not unfit_characters(entry.who + entry.subject + str(entry.detail))
        if text in SEEN.values():
            assert (entry.who, entry.detail["texts"]) == (text, [text])


def test_json_lines_are_verified_elsewhere_as_the_manual_says(
    base: Database, tmp_path: Path
) -> None:
    for who in ("wang", SEEN["script"], UNSEEN["override"]):
        write(base, who, "名单.xlsx", note=SEEN["formula"])
    content = audit.export(base, "wang", "jsonl")
    manual = (ROOT / "docs" / "operate.md").read_text("utf-8")
    (script,) = re.findall(
        r"(?:^    .*\n)*^    import hashlib.*\n(?:^    .*\n)+", manual, re.MULTILINE
    )
    file = tmp_path / "record.jsonl"

    def verified(content: bytes) -> bool:
        file.write_bytes(content)
        asked = [sys.executable, "-c", dedent(script)]
        return not subprocess.run(asked, cwd=tmp_path, capture_output=True, check=False).returncode

    assert verified(content)
    assert json.loads(content.splitlines()[-1])["action"] == "export"
    assert not verified(content.replace(b'"wang"', b'"li"', 1))
    assert not verified(content.partition(b"\n")[2])


def test_csv_holds_every_entry_and_no_formula(base: Database) -> None:
    for text in (*SEEN.values(), *UNSEEN.values()):
        write(base, text, text, note=text)
    content = audit.export(base, "=1+1", "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["number", "at", "who", "action", "subject", "detail", "previous", "hash"]
    assert len(rows) == 2 + len(SEEN) + len(UNSEEN)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "＝"))]
    assert rows[-1][2] == "'=1+1"


def test_every_action_has_a_name() -> None:
    assert set(audit.ACTIONS) == set(get_args(audit.Action))
