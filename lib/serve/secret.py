"""The secret that all processes of the app sign cookies with."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

NAME: Final = "cookie-secret"


def cookie_secret(folder: Path) -> str:
    """Return the secret kept in `folder`, which the first who asks makes, for its owner's eyes.

    Raises `OSError` where it can neither be read nor made.
    """
    path = folder / NAME
    with suppress(FileNotFoundError):
        return path.read_text("ascii")
    handle, unfinished = tempfile.mkstemp(dir=folder)  # Mode 600.
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        # Of two that make one at once, the first wins and the second reads that one.
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()
    return path.read_text("ascii")
