"""The locks hold what the requirements name, with the hash of every file; `make lock` makes them.

Read without a network: what differs is said here, not when somebody installs.
"""

import json
import re
from pathlib import Path

import pytest

from tests import audit
from tests.conftest import ROOT

FILES = {
    "run": "requirements.txt",
    "oidc": "requirements-oidc.txt",
    "dev": "requirements-dev.txt",
    "supply": "requirements-supply.txt",
}
PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[a-z]+\])?==(\S+)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def normal(name: str) -> str:
    """A package's name as PEP 503 spells it."""
    return re.sub("[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    """The versions that a file of requirements names, and those it includes."""
    found: dict[str, str] = {}
    for line in (ROOT / file).read_text("utf-8").splitlines():
        if line.startswith("-r "):
            found |= pins(line.removeprefix("-r "))
        else:
            pin = PIN.fullmatch(line)
            assert pin, f"{file}: {line} is no exact version"
            found[normal(pin[1])] = pin[2]
    return found


class Locked:
    """An entry of a lock: its version and marker, its hashes, and what asks for it."""

    def __init__(self, text: str) -> None:
        head, *rest = text.splitlines()
        name, _, version = head.rstrip(" \\").partition("==")
        self.name = normal(name)
        self.version, _, self.marker = version.partition(" ; ")
        self.hashes = [line.strip(" \\") for line in rest if not line.startswith("    #")]
        notes = " ".join(line.strip(" #") for line in rest if line.startswith("    #"))
        self.via = set(notes.removeprefix("via ").replace("-r ", "-r").replace("-c ", "-c").split())


def locked(lock: str) -> list[Locked]:
    text = (ROOT / "locks" / f"{lock}.txt").read_text("utf-8")
    return [Locked(entry) for entry in re.findall(r"(?m)^[A-Za-z0-9].*\n(?:    .*\n?)*", text)]


@pytest.mark.parametrize("lock", FILES)
def test_a_lock_holds_the_versions_that_are_named(lock: str) -> None:
    versions = {(entry.name, entry.version) for entry in locked(lock)}
    missing = [f"{n}=={v}" for n, v in pins(FILES[lock]).items() if (n, v) not in versions]
    assert not missing, f"run make lock: locks/{lock}.txt has not {', '.join(missing)}"


@pytest.mark.parametrize("lock", FILES)
def test_a_lock_holds_nothing_that_nobody_asks_for(lock: str) -> None:
    entries = locked(lock)
    names = {entry.name for entry in entries}
    for entry in entries:
        own = {via for via in entry.via if not via.startswith("-")}
        assert own <= names, f"run make lock: {entry.name} is for {own - names}"
        named = any(via.startswith("-r") for via in entry.via)
        assert named == (entry.name in pins(FILES[lock])), f"run make lock: {entry.name}"
        assert named or own, f"run make lock: nobody asks for {entry.name}"


@pytest.mark.parametrize("lock", FILES)
def test_every_file_has_its_hash(lock: str) -> None:
    for entry in locked(lock):
        assert entry.hashes, entry.name
        assert all(HASH.fullmatch(each) for each in entry.hashes), entry.name


def test_what_is_tested_is_what_runs() -> None:
    dev = {(entry.name, entry.version, entry.marker) for entry in locked("dev")}
    assert {(entry.name, entry.version, entry.marker) for entry in locked("run")} <= dev


def test_no_lock_names_a_place() -> None:
    for lock in FILES:
        text = (ROOT / "locks" / f"{lock}.txt").read_text("utf-8")
        assert "://" not in text
        assert " @ " not in text


def test_everything_installs_from_a_lock() -> None:
    for file in ("Makefile", "deploy/Containerfile"):
        text = (ROOT / file).read_text("utf-8")
        for line in re.findall(r"(?m)^(?!#).*\bpip\b.* install\b.*$", text):
            assert "--require-hashes" in line, f"{file}: {line}"


PACKAGE = {"name": "a", "version": "1", "vulns": []}
KNOWN = {"id": "PYSEC-1", "fix_versions": ["2"], "aliases": [], "description": ""}


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ({"dependencies": [PACKAGE]}, 0, "1 packages, nothing known."),
        ({"dependencies": [PACKAGE | {"vulns": [KNOWN]}]}, 1, "a 1: PYSEC-1, mended in 2"),
        ({"dependencies": [PACKAGE, {"name": "b", "skip_reason": "x"}]}, 2, audit.UNREACHABLE),
        ({"dependencies": []}, 2, audit.UNREACHABLE),
        ([], 2, audit.UNREACHABLE),
        (None, 2, audit.UNREACHABLE),
    ],
)
def test_an_audit_without_an_answer_is_no_good_answer(
    answer: object, code: int, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "pip-audit"
    text = "" if answer is None else json.dumps(answer)
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\nexit 1\n")
    program.chmod(0o755)
    assert audit.main(str(program)) == code
    assert words in "".join(capfd.readouterr())
