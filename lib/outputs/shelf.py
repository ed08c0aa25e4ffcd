"""Finished files on the disk, each under a name that nobody guesses.

They lie in `ATLAS_STATE/files`, which all processes of a host share: whichever is asked sends one.
"""

import logging
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from lib.base import settings

# Seconds after which a file that nobody has asked for is removed.
KEPT: Final = 3600.0
_NAME: Final = re.compile(r"[\w-]{32}\.[a-z]{3,8}")
_LOG: Final = logging.getLogger(__name__)


def place(kind: str) -> Path:
    """Return where a new file of a kind may be written. Raises `OSError`."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{secrets.token_urlsafe(24)}.{kind}"


def find(name: str) -> Path | None:
    """Return the file of a name (of its path's last part), `None` where there is none, or none any
    more."""
    path = _folder() / name
    is_there = _NAME.fullmatch(name) and path.is_file()
    return path if is_there and time.time() - path.stat().st_mtime < KEPT else None


def use(path: Path) -> bool:
    """Keep a file for its time from now on; return whether it is still there."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def sweep() -> None:
    """Remove the files whose time is over, those of processes that have ended among them. What
    cannot be removed stays."""
    for path in _old(_folder()):
        remove(path)


def remove(path: Path) -> None:
    """Remove a file if it is there, and can be removed."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _note(path.name, error.strerror)


@cache
def _note(name: str, reason: str | None) -> None:
    """Log what cannot be removed: once, however often it is tried."""
    _LOG.warning("%s cannot be removed: %s", name, reason)


def _old(folder: Path) -> Iterator[Path]:
    oldest = time.time() - KEPT
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    yield path


def _folder() -> Path:
    return settings.state_folder() / "files"
