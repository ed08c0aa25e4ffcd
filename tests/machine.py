"""What the suite needs of the machine beside Python: where it is, and how it gets there.

As a program (`python -m tests.machine`, before anything else of `make test`) it installs what is
missing where it may do so without asking, else it stops with the one command that does. It needs
nothing but Python's own library, so that it runs before there is an environment.
"""

import ctypes
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.browser import chromium

System = Literal["debian", "ubuntu", "macos", "other"]
SYSTEMS: dict[str, System] = {"Debian": "debian", "Ubuntu": "ubuntu", "macOS": "macos"}

MAC_OFFICE = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
# Debian and brew keep the servers of PostgreSQL off the PATH, a folder a version.
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
# Debian keeps servers where only root's PATH leads.
SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin")
OS_RELEASE = Path("/etc/os-release")
# Ubuntu's own package is a snap, which runs in no container and sees no file of /tmp.
CHROME_DEB = "https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb"


def office() -> str | None:
    """Return the path of a LibreOffice that opens both sheets and slides."""
    for path in filter(None, map(shutil.which, ("soffice", MAC_OFFICE))):
        folder = Path(path).resolve().parent
        # On Debian the program may be there without the parts for sheets and slides.
        if not (folder / "soffice.bin").is_file() or has(folder, "libsclo.so", "libsdlo.so"):
            return path
    return None


def postgres() -> Path | None:
    """Return the newest folder that holds the programs of a PostgreSQL server."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in POSTGRES_FOLDERS:
        folders += sorted(Path("/").glob(pattern.removeprefix("/")), key=version, reverse=True)
    return next((f for f in folders if has(f, "initdb", "postgres")), None)


def find_program(name: str) -> str | None:
    """Return the path of a program, or of a server that is off the PATH."""
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(SERVER_FOLDERS))


def version(folder: Path) -> int:
    """Return the version that the name of a server's folder ends with."""
    number = re.search(r"(\d+)$", folder.parent.name)
    return int(number[1]) if number else 0


def has(folder: Path, *names: str) -> bool:
    """Return whether all these files lie in a folder."""
    return all((folder / name).is_file() for name in names)


def has_chinese_font() -> bool:
    """Return whether pages can be drawn in Chinese."""
    if platform.system() == "Darwin":
        return True  # PingFang belongs to macOS
    program = shutil.which("fc-list")
    if program is None:
        return False
    listed = subprocess.run([program, ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def has_libatomic() -> bool:
    """Return whether the program that Playwright brings finds the one library it does not."""
    if platform.system() == "Darwin":
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def makes_environments() -> bool:
    """Return whether this Python can make a virtual environment, which Debian splits off."""
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


@dataclass(frozen=True)
class Need:
    """Something the suite runs beside Python."""

    name: str
    present: Callable[[], object]
    apt: tuple[str, ...]
    brew: tuple[str, ...] = ()


PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
CHROMIUM = Need(
    "Chromium or Chrome", chromium.find, ("chromium-headless-shell",), ("google-chrome",)
)
NEEDS = (
    Need("Python's venv", makes_environments, (f"{PYTHON}-venv",), ("python",)),
    CHROMIUM,
    Need("libatomic", has_libatomic, ("libatomic1",)),
    Need("a Chinese font", has_chinese_font, ("fontconfig", "fonts-noto-cjk")),
    Need(
        "LibreOffice (Calc and Impress)",
        office,
        ("libreoffice-calc", "libreoffice-impress"),
        ("libreoffice",),
    ),
    Need("PostgreSQL's server", postgres, ("postgresql",), ("postgresql@17",)),
    Need("HAProxy", lambda: find_program("haproxy"), ("haproxy",), ("haproxy",)),
    Need("nginx", lambda: find_program("nginx"), ("nginx",), ("nginx",)),
    Need("OpenSSL", lambda: find_program("openssl"), ("openssl",), ("openssl",)),
    Need("SQLite's shell", lambda: find_program("sqlite3"), ("sqlite3",), ("sqlite",)),
    Need("GDAL's programs", lambda: find_program("ogrinfo"), ("gdal-bin",), ("gdal",)),
)


def missing() -> tuple[Need, ...]:
    """Return what this machine lacks."""
    return tuple(need for need in NEEDS if not need.present())


def this_system() -> System:
    """Return the kind of machine this is; WSL is what runs in it."""
    if platform.system() == "Darwin":
        return "macos"
    if shutil.which("apt-get") is None:
        return "other"
    names = OS_RELEASE.read_text("utf-8") if OS_RELEASE.is_file() else ""
    return "ubuntu" if re.search(r"^ID(_LIKE)?=.*ubuntu", names, re.MULTILINE) else "debian"


def command(needs: Iterable[Need], system: System, as_root: bool = False) -> str:
    """Return the one line for a shell that installs `needs`, with brew or with apt."""
    needs = tuple(needs)
    if system == "macos":
        return " ".join(["brew install", *(name for need in needs for name in need.brew)])
    sudo = "" if as_root else "sudo "
    install = f"{sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
    chrome = system == "ubuntu" and CHROMIUM in needs
    names = [name for need in needs if not (chrome and need is CHROMIUM) for name in need.apt]
    if chrome:
        names += ["ca-certificates", "curl"]
    steps = [f"{sudo}apt-get update", " ".join([install, *names])]
    if chrome:
        steps += [
            "deb=$(mktemp --suffix=.deb)",
            f"curl -fsSLo $deb {CHROME_DEB}",
            f"{install} $deb",
        ]
    return " && ".join(steps)


def message(needs: Iterable[Need], system: System, as_root: bool = False) -> str:
    """Return what to tell who must install `needs` by hand."""
    needs = tuple(needs)
    lines = ["The tests need what this machine lacks: " + ", ".join(need.name for need in needs)]
    if system == "other":
        lines.append("Install it with this machine's own packages. Elsewhere that would be:")
        for name, each in SYSTEMS.items():
            lines.append(f"  {name}: {command(needs, each)}")
    else:
        lines += ["Install it, then run make test again:", f"  {command(needs, system, as_root)}"]
    return "\n".join(lines)


def sudo_asks_nothing() -> bool:
    """Return whether a command may run as root without a password."""
    program = shutil.which("sudo")
    if program is None:
        return False
    return not subprocess.run([program, "-n", "true"], capture_output=True, check=False).returncode


def main() -> int:
    """Make sure that the machine has what the tests need."""
    needs, system = missing(), this_system()
    as_root = os.geteuid() == 0
    if needs and system in ("debian", "ubuntu") and (as_root or sudo_asks_nothing()):
        line = command(needs, system, as_root)
        print(line, flush=True)
        subprocess.run(line, shell=True, stdin=subprocess.DEVNULL, check=False)
        needs = missing()
    if not needs:
        return 0
    print(message(needs, system, as_root), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
