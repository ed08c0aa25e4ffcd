"""Editions built by a process of their own.

Building one takes a second, of a hundred thousand rows ten, of a million a minute and a half; in
the server every visitor's click would wait for it. The process fills the cache
(`lib.editions.cache`), which is all that it shares with the server, and the server only reads that.
"""

import logging
import os
import pickle
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from lib.base import processes, settings
from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.editions import cache
from lib.editions.edition import Edition
from lib.editions.store import REGISTER, Store

# Seconds that building may take, waiting for another to be built included.
SECONDS: Final = 600.0
# Seconds until an edition that could not be built is tried again for who only looks at it.
AGAIN: Final = 60.0
# Beside the editions: held while one is built.
_LOCK: Final = ".building"
_LATE: Final = mark("新版在 {value} 秒内未能制成，已停止；此前的版本继续有效。")
_DIED: Final = mark("制作新版的进程中途结束（{value}）；此前的版本继续有效。")
_FAILED: Final = mark("新版未能制成，原因已记入日志；此前的版本继续有效。")
_UNREADABLE: Final = mark("新版已制成而无法读取；此前的版本继续有效。")
_AGAIN: Final = mark("请稍后再试；仍不行时请告知维护者：内存或处理器可能不够。")
_RESTART: Final = mark("请重新启动服务：程序可能已在运行中更新。")
_LOG: Final = logging.getLogger(__name__)


def load(sources: Sources) -> Edition:
    """Return the edition of `sources`, read from the cache, after another process has built it
    where it is not there. Raises as `prepare`."""
    found = cache.read(sources)
    if found is None:
        _build(sources)
        found = cache.read(sources)
    if found is None:
        raise DataProblem(REGISTER, _UNREADABLE, _RESTART)
    return found


def prepare(sources: Sources) -> None:
    """Have the edition of `sources` in the cache, so that `load` need not wait for it.

    Raises `DataProblem` or `DataProblems` where the sources cannot be used, the cache cannot be
    written, or the process that builds it has ended before it was done.
    """
    if not cache.is_whole(sources):
        _build(sources)


class Published:
    """The editions of a store for who shows them: one that could not be built is not tried again at
    every look. Safe to use from many threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # When an edition is tried again, and what was wrong, by its digest.
        self._failed: dict[str, tuple[float, DataProblem | DataProblems]] = {}

    def sources(self, digest: str) -> Sources:
        """Return the sources of an edition that was published, once the cache has it. Raises as
        `prepare`, and `DataProblem` where the store does not give them."""
        if digest in self._failed:
            again, problem = self._failed[digest]
            if time.monotonic() < again:
                raise problem
        sources = self._store.sources(digest)
        try:
            prepare(sources)
        except (DataProblem, DataProblems) as error:
            self._failed[digest] = time.monotonic() + AGAIN, error
            raise
        return sources


def _build(sources: Sources) -> None:
    """Build an edition into the cache by a process of its own."""
    with subprocess.Popen(
        processes.command(__name__),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Ctrl-C is for the server.
        start_new_session=True,
    ) as process:
        processes.give_way(process.pid)
        try:
            answer, _ = process.communicate(pickle.dumps(sources), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise DataProblem(REGISTER, _LATE, _AGAIN, value=f"{SECONDS:.0f}") from None
        finally:
            process.kill()
            process.wait()
            if process.returncode:
                cache.clear(process.pid)
    if not answer:
        raise DataProblem(REGISTER, _DIED, _AGAIN, value=str(process.returncode))
    problem = pickle.loads(answer)
    if isinstance(problem, DataProblem | DataProblems):
        raise problem
    if problem is not None:
        _LOG.error("an edition could not be built: %s", problem)
        raise DataProblem(REGISTER, _FAILED, _AGAIN)


def main() -> None:
    """Build the edition of the sources on standard input; answer `None`, or what is wrong."""
    with _answers() as answers:
        problem: DataProblem | DataProblems | str | None = None
        try:
            sources: Sources = pickle.load(sys.stdin.buffer)
            with _turn():
                # Another process may have built it meanwhile.
                cache.load(sources)
        except (DataProblem, DataProblems) as error:
            problem = error
        except Exception:
            problem = traceback.format_exc()
        pickle.dump(problem, answers)


@contextmanager
def _answers() -> Iterator[IO[bytes]]:
    """Standard output, and what libraries print elsewhere."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        yield answers


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for a turn: on a host one edition is built at a time, since each takes much memory."""
    folder = settings.state_folder() / "editions"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("wb")
    except OSError as error:
        raise cache.unwritable(folder, error) from error
    with lock:
        try:
            import fcntl  # noqa: PLC0415  (Windows has none)
        except ImportError:
            pass
        else:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
