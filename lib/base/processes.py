"""Processes of the atlas's own beside the server, which give way to its visitors' clicks."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from lib.base import settings

# Clicks come first: where processors are few, all else waits for them.
_NICENESS: Final = 10


def command(module: str) -> Sequence[str]:
    """Return the command that runs the function `main` of a module, from whatever folder."""
    path = f"import sys; sys.path.insert(0, {str(settings.ROOT)!r})"
    return [sys.executable, "-c", f"{path}; from {module} import main; main()"]


def give_way(pid: int) -> None:
    """Let a process run only where others leave time; harmless where it has ended."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, _NICENESS)
