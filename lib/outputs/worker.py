"""A process that makes files aside from the server, one at a time.

Python runs one thread at a time, so that a deck made in the server holds up every visitor's click;
and only a process can be stopped in the middle of its work. It takes orders on its standard input
and ends when that is closed, which the server's own end does.
"""

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final, cast

from lib.base import settings
from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions import cache
from lib.editions.edition import Edition
from lib.outputs.orders import Order, Progress

# Clicks come first: where processors are few, files wait for them.
_NICENESS: Final = 10


def command() -> Sequence[str]:
    """Return the command that starts a worker, from whatever folder."""
    path = f"import sys; sys.path.insert(0, {str(settings.ROOT)!r})"
    return [sys.executable, "-c", f"{path}; from {__name__} import main; main()"]


class Worker:
    """A worker's process, seen from the server; started at once."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for the server.
            start_new_session=True,
        )
        with suppress(OSError):  # It has ended already, which `make` says.
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICENESS)

    def make(self, order: Order, progress: Progress) -> bytes:
        """Return the file of an order.

        Raises `DataProblem` where something it is made of is missing, `RuntimeError` with the
        worker's own traceback for whatever else went wrong there, `EOFError`, `OSError` or
        `UnpicklingError` where the process has ended.
        """
        orders, answers = self._process.stdin, self._process.stdout
        assert orders and answers
        pickle.dump(order, orders)
        orders.flush()
        while isinstance(answer := pickle.load(answers), float):
            progress(answer)
        if isinstance(answer, bytes):
            return answer
        raise answer

    def end(self) -> None:
        """End the process at once, whatever it does; harmless where it has ended."""
        self._process.kill()
        self._process.wait()


@lru_cache(maxsize=1)
def _edition(sources: Sources) -> Edition:
    return cache.load(sources)


def made(order: Order, progress: Progress) -> bytes | Exception:
    """Return the file of an order, or what `Worker.make` is to raise."""
    try:
        return order.make(_edition(order.sources), progress)
    except DataProblem as problem:
        return problem
    except Exception:
        return RuntimeError(traceback.format_exc())


def main() -> None:
    """Make files until there are no more orders."""
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(message: object) -> None:
        pickle.dump(message, answers)
        answers.flush()

    while (order := _next()) is not None:
        answer(made(order, answer))


def _next() -> Order | None:
    try:
        return cast(Order, pickle.load(sys.stdin.buffer))
    except EOFError:
        return None
