"""A machine that lacks something gets it, or its owner is told how, at once."""

import ctypes
import importlib.util
import os
import platform
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import machine
from tests.browser import chromium

UBUNTU = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n'
Add = Callable[..., Path]
SERVERS = ("haproxy", "nginx", "openssl", "sqlite3", "ogrinfo")
# What `apt-get install` of everything brings; whatever its arguments, it keeps a record of them.
APT = """echo "$*" >>"${0%/*}/record"
[ "$1" = update ] && exit
for name in chromium fc-list libatomic soffice initdb postgres haproxy nginx openssl sqlite3 \\
  ogrinfo; do
  printf '#!/bin/sh\\necho font\\n' >"${0%/*}/$name"
  /bin/chmod 755 "${0%/*}/$name"
done"""


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Add:
    """A function that adds a program to a bare Debian, used by someone who is not root."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "env").symlink_to("/usr/bin/env")
    (tmp_path / "os-release").write_text("ID=debian\n")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(ctypes, "CDLL", lambda name: (folder / name.split(".")[0]).open())
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(machine, "OS_RELEASE", tmp_path / "os-release")
    monkeypatch.setattr(machine, "POSTGRES_FOLDERS", (f"{tmp_path}/postgresql/*/bin",))
    monkeypatch.setattr(machine, "SERVER_FOLDERS", (str(tmp_path / "sbin"),))
    monkeypatch.setattr(machine, "MAC_OFFICE", str(tmp_path / "LibreOffice"))
    monkeypatch.setattr(chromium, "MAC", str(tmp_path / "Chrome"))

    def program(path: str, script: str = "") -> Path:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    return program


def lacking() -> list[str]:
    return [need.name for need in machine.missing()]


def test_a_bare_machine_lacks_everything_but_python(add: Add) -> None:
    assert lacking() == [need.name for need in machine.NEEDS if need.name != "Python's venv"]


def test_a_machine_with_everything_lacks_nothing(add: Add) -> None:
    programs = ("google-chrome", "libatomic", "soffice", "initdb", "postgres", *SERVERS)
    for name in programs:
        add(name)
    add("fc-list", "echo a font")
    assert lacking() == []
    assert machine.main() == 0


def test_a_python_that_makes_no_environment_is_noticed(
    add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert lacking()[0] == "Python's venv"


def test_a_font_list_without_a_chinese_font_is_no_font(add: Add) -> None:
    add("fc-list")
    assert not machine.has_chinese_font()


def test_macos_brings_its_own_chinese_font(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    assert machine.has_chinese_font()
    assert machine.this_system() == "macos"


def test_libreoffice_needs_its_parts_for_sheets_and_slides(add: Add, tmp_path: Path) -> None:
    program = add("../office/soffice")
    (tmp_path / "bin" / "soffice").symlink_to(program)
    for part in ("soffice.bin", "libsclo.so"):
        add(f"../office/{part}")
    assert machine.office() is None
    add("../office/libsdlo.so")
    assert machine.office() == str(tmp_path / "bin" / "soffice")


def test_the_newest_whole_server_of_postgresql_is_taken(add: Add, tmp_path: Path) -> None:
    for path in ("9/bin/initdb", "9/bin/postgres", "15/bin/initdb", "15/bin/postgres"):
        add(f"../postgresql/{path}")
    add("../postgresql/17/bin/postgres")  # without initdb
    assert machine.postgres() == tmp_path / "postgresql" / "15" / "bin"


@pytest.mark.parametrize(
    ("release", "system"),
    [("ID=debian\n", "debian"), ("ID=raspbian\n", "debian"), (UBUNTU, "ubuntu")],
)
def test_a_machine_with_apt_is_debian_or_ubuntu(
    add: Add, tmp_path: Path, release: str, system: str
) -> None:
    assert machine.this_system() == "other"
    add("apt-get")
    (tmp_path / "os-release").write_text(release)
    assert machine.this_system() == system


def test_the_command_names_only_what_is_missing(add: Add) -> None:
    for name in ("chromium", "libatomic", "initdb", "postgres", *SERVERS):
        add(name)
    add("fc-list", "echo a font")
    update = "sudo apt-get update && sudo env DEBIAN_FRONTEND=noninteractive"
    packages = "libreoffice-calc libreoffice-impress"
    install = "apt-get install -y --no-install-recommends"
    assert machine.command(machine.missing(), "debian") == f"{update} {install} {packages}"
    assert "sudo" not in machine.command(machine.missing(), "debian", as_root=True)
    assert machine.command(machine.missing(), "macos") == "brew install libreoffice"


def test_ubuntu_gets_chrome_since_its_chromium_is_a_snap() -> None:
    line = machine.command(machine.NEEDS, "ubuntu")
    assert machine.CHROME_DEB in line
    assert "chromium" not in line
    needs = [need for need in machine.NEEDS if need is not machine.CHROMIUM]
    assert machine.CHROME_DEB not in machine.command(needs, "ubuntu")


def test_who_may_not_install_is_given_one_command(
    add: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    record = add("apt-get", APT).with_name("record")
    add("sudo", "exit 1")  # it asks for a password
    assert machine.main() == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].endswith(", ".join(lacking()))
    assert told[1:] == [
        "Install it, then run make test again:",
        f"  {machine.command(machine.missing(), 'debian')}",
    ]
    assert not record.exists()


def test_a_machine_without_apt_is_told_what_others_do(
    add: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.main() == 1
    told = capsys.readouterr().err
    for name, system in machine.SYSTEMS.items():
        assert f"{name}: {machine.command(machine.missing(), system)}" in told


@pytest.mark.parametrize("as_root", [True, False])
def test_who_may_install_gets_what_is_missing(
    add: Add, monkeypatch: pytest.MonkeyPatch, as_root: bool
) -> None:
    record = add("apt-get", APT).with_name("record")
    if as_root:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
    else:
        add("sudo", '[ "$1" = -n ] && exit\nexec "$@"')
    assert machine.main() == 0
    update, install = record.read_text().splitlines()
    assert update == "update"
    assert install.startswith(
        "install -y --no-install-recommends chromium-headless-shell libatomic1"
    )


def test_an_installation_that_fails_is_told(
    add: Add, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add("apt-get", "exit 100")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert machine.main() == 1
    assert machine.command(machine.missing(), "debian", as_root=True) in capsys.readouterr().err


def test_a_server_is_found_where_only_root_looks(add: Add, tmp_path: Path) -> None:
    assert machine.find_program("haproxy") is None
    path = add("../sbin/haproxy")
    assert machine.find_program("haproxy") == str(tmp_path / "sbin" / "haproxy")
    assert path.exists()
