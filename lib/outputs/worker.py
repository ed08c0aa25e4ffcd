"""A process that makes files aside from the server, one at a time.

Python runs one thread at a time, so that a deck made in the server holds up every visitor's click;
and only a process can be stopped in the middle of its work. It takes orders on its standard input
and ends when that is closed, which the server's own end does.
"""

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import traceback
from functools import lru_cache
from pathlib import Path
from typing import cast

from lib.base import processes, settings
from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions import cache
from lib.editions.edition import Edition
from lib.outputs.exports.extracts import Progress
from lib.outputs.orders import Order


class Worker:
    """A worker's process, seen from the server; started at once."""

    def __init__(self) -> None:
        # Of its own: who is ended in the middle of a file removes nothing.
        self._folder = tempfile.mkdtemp(prefix="atlas-")
        try:
            self._process = subprocess.Popen(
                [*processes.command(__name__), self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=settings.environment({"TMPDIR": self._folder}),
                # Ctrl-C is for the server.
                start_new_session=True,
            )
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        processes.give_way(self._process.pid)

    def make(self, order: Order, path: Path, progress: Progress) -> None:
        """Write the file of an order to `path`.

        Raises `DataProblem` where something it is made of is missing, `RuntimeError` with the
        worker's own traceback for whatever else went wrong there, `EOFError`, `OSError` or
        `UnpicklingError` where the process has ended.
        """
        orders, answers = self._process.stdin, self._process.stdout
        assert orders and answers
        pickle.dump((order, path), orders)
        orders.flush()
        while isinstance(answer := pickle.load(answers), float):
            progress(answer)
        if answer is not None:
            raise answer

    def end(self) -> None:
        """End the process at once, whatever it does, and remove what it leaves in its folder for
        temporary files; harmless where it has ended."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


@lru_cache(maxsize=1)
def _edition(sources: Sources) -> Edition:
    return cache.load(sources)


def make(order: Order, path: Path, progress: Progress) -> Exception | None:
    """Write the file of an order; return what `Worker.make` is to raise."""
    try:
        order.make(_edition(order.sources), path, progress)
    except DataProblem as problem:
        return problem
    except Exception:
        return RuntimeError(traceback.format_exc())
    return None


def main() -> None:
    """Make files until there are no more orders, then remove the folder for temporary files."""
    try:
        _serve()
    finally:
        shutil.rmtree(sys.argv[1], ignore_errors=True)


def _serve() -> None:
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(message: object) -> None:
        pickle.dump(message, answers)
        answers.flush()

    while (order := _next()) is not None:
        answer(make(*order, answer))


def _next() -> tuple[Order, Path] | None:
    try:
        return cast("tuple[Order, Path]", pickle.load(sys.stdin.buffer))
    except EOFError:
        return None
