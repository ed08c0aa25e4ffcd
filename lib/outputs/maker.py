"""Files made aside for whoever asks: a queue, its bounds, and the files made last (see `shelf`).

Who asks for a file that is being made waits for that one. At most `AT_ONCE` are made at once in a
process, each by a worker that is ended when its time is over, or when all who wait have said that
they do no longer (`Maker.leave`). Who only stops looking is forgotten in the queue; what is being
made already is finished and kept.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from math import inf
from pathlib import Path
from typing import Final, Literal, Protocol
from uuid import uuid4

from lib.base import metrics
from lib.base.problems import DataProblem
from lib.editions.cache import unwritable
from lib.outputs import shelf
from lib.outputs.exports.extracts import Progress
from lib.outputs.orders import Order
from lib.outputs.worker import Worker

AT_ONCE: Final = 2
# Seconds a file may take: a deck takes four, a workbook of 100,000 rows half a minute; on a busy
# machine five times as long.
SECONDS: Final = 300.0
# Orders beyond this many in the queue are refused: the last one would wait for minutes.
MOST_WAITING: Final = 20
# Bytes of finished files kept on the disk, the ones used last.
MOST_BYTES: Final = 1_000_000_000
# Seconds after which a visitor who does not look has left.
FORGOTTEN: Final = 20.0
# Seconds after which a worker without work ends, and its 300 MB are free.
IDLE: Final = 120.0
# Seconds a download waits in all, for its turn and for the file.
PATIENCE: Final = 150.0
# How an order ended: `late` is over its time, `dropped` waited for by nobody, `refused` one too
# many.
Outcome = Literal["made", "failed", "late", "dropped", "refused"]
_LOG: Final = logging.getLogger(__name__)


class Hand(Protocol):
    """What makes files, one at a time (see `Worker`); `end` may be called at any time, and then
    `make` raises."""

    def make(self, order: Order, path: Path, progress: Progress) -> None: ...

    def end(self) -> None: ...


@dataclass(eq=False)
class Job:
    """An order being seen to: the part that is done, from 0 to 1, and how it ended, once it has;
    `problem` is why it failed, where a user can be told."""

    order: Order
    part: float = 0.0
    outcome: Outcome | None = None
    problem: DataProblem | None = None
    # When each visitor who waits last looked.
    looks: dict[str, float] = field(default_factory=dict, repr=False)


class Unmade(Exception):
    """A file that a download waited for, and that was not made."""


class Maker:
    """Makes files for visitors, each of whom has a name of its own. Safe to use from many
    threads."""

    def __init__(
        self,
        hire: Callable[[], Hand],
        *,
        seconds: float = SECONDS,
        most_waiting: int = MOST_WAITING,
        most_bytes: int = MOST_BYTES,
        forgotten: float = FORGOTTEN,
        idle: float = IDLE,
    ) -> None:
        self._hire, self._seconds, self._most_waiting = hire, seconds, most_waiting
        self._most_bytes, self._forgotten, self._idle = most_bytes, forgotten, idle
        self._queue: list[Job] = []
        # A job's worker is `None` while it starts.
        self._making: dict[Job, Hand | None] = {}
        self._kept: OrderedDict[Order, Path] = OrderedDict()
        self._threads = 0
        # Guards all of the above; told whenever any of it has changed.
        self._changed = threading.Condition()

    def ask(self, order: Order, visitor: str) -> Job:
        """Return the job of an order: the one there is, or one at the end of the queue. It has
        ended already where the file is kept, or the queue is full."""
        with self._changed:
            going = (j for j in (*self._making, *self._queue) if j.outcome is None)
            job = next((j for j in going if j.order == order), None)
            if job is None:
                job = Job(order)
                self._place(job)
            job.looks[visitor] = time.monotonic()
            return job

    def place(self, job: Job, visitor: str) -> int:
        """Return a job's place in the queue, from 1; 0 where it has left it. Who stops asking for
        it is taken to wait no longer."""
        with self._changed:
            if visitor in job.looks:
                job.looks[visitor] = time.monotonic()
            self._drop_forgotten()
            return self._queue.index(job) + 1 if job in self._queue else 0

    def leave(self, job: Job, visitor: str) -> None:
        """Wait for a job no longer; it ends where nobody else does."""
        with self._changed:
            job.looks.pop(visitor, None)
            if not job.looks:
                self._stop(job, "dropped")

    def content(self, order: Order) -> bytes | None:
        """Return what is in the finished file of an order, if it is kept."""
        path = self.file(order)
        try:
            return path.read_bytes() if path else None
        except FileNotFoundError:
            return None

    def file(self, order: Order) -> Path | None:
        """Return the finished file of an order, if it is kept, and keep it for some time more."""
        with self._changed:
            if order in self._kept and not shelf.use(self._kept[order]):
                del self._kept[order]
            if order in self._kept:
                self._kept.move_to_end(order)
            return self._kept.get(order)

    def make(self, order: Order, patience: float = PATIENCE) -> Path:
        """Return the file of an order, waiting for it. Raises `Unmade` where it was not made, or
        not within `patience` seconds."""
        visitor = uuid4().hex
        job = self.ask(order, visitor)
        with self._changed:
            job.looks[visitor] = inf
            self._changed.wait_for(lambda: job.outcome is not None, patience)
        path = self.file(order)
        if path is None:
            self.leave(job, visitor)
            raise Unmade(job.outcome or "late") from job.problem
        return path

    def _place(self, job: Job) -> None:
        """Put a new job into the queue, unless its file is kept or the queue is full."""
        self._drop_forgotten()
        if self.file(job.order):
            job.part, job.outcome = 1.0, "made"
        elif len(self._queue) >= self._most_waiting:
            self._end(job, "refused")
        else:
            self._queue.append(job)
            if self._threads < AT_ONCE and self._threads - len(self._making) < len(self._queue):
                self._threads += 1
                threading.Thread(target=self._work, name="maker", daemon=True).start()
            self._changed.notify_all()

    def _drop_forgotten(self) -> None:
        oldest = time.monotonic() - self._forgotten
        for job in [j for j in self._queue if max(j.looks.values(), default=inf) < oldest]:
            self._stop(job, "dropped")

    def _stop(self, job: Job, outcome: Outcome) -> None:
        """End a job that has not ended, in the queue or in the making."""
        if job.outcome is None:
            self._end(job, outcome)
            if job in self._queue:
                self._queue.remove(job)
            elif hand := self._making.get(job):
                hand.end()

    def _end(self, job: Job, outcome: Outcome) -> None:
        """Note how an order ended: every one that was not answered from what is kept, just once."""
        job.outcome = outcome
        # Not what is in it: a search may name a person.
        _LOG.info("%s: %s, %s", outcome, job.order.purpose, job.order.kind)
        metrics.FILES.labels(job.order.purpose, job.order.kind, outcome).inc()
        self._changed.notify_all()

    def _work(self) -> None:
        """Make what stands in the queue, until there has been nothing for some time."""
        hand: Hand | None = None
        while job := self._next():
            try:
                hand = hand or self._hire()
                self._keep(job, self._made(job, hand))
            except Exception as error:
                self._fail(job, error)
            if hand and job.outcome != "made":
                hand.end()
                hand = None
        if hand:
            hand.end()

    def _next(self) -> Job | None:
        """Take the first job of the queue, waiting for one as long as a worker may be idle."""

        def has_some() -> bool:
            self._drop_forgotten()
            return bool(self._queue)

        with self._changed:
            if not self._changed.wait_for(has_some, self._idle):
                self._threads -= 1
                return None
            job = self._queue.pop(0)
            self._making[job] = None
            return job

    def _made(self, job: Job, hand: Hand) -> Path:
        """Return the file of a job, made by `hand`. Raises what `hand` raises, as it does when it
        is ended."""

        def progress(part: float) -> None:
            job.part = part

        def stop() -> None:
            with self._changed:
                self._stop(job, "late")

        with self._changed:
            if job.outcome:  # Nobody has waited for the worker's start.
                raise Unmade(job.outcome)
            self._making[job] = hand
        path = _place(job.order.kind)
        limit = threading.Timer(self._seconds, stop)
        limit.start()
        try:
            hand.make(job.order, path, progress)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            limit.cancel()
        return path

    def _keep(self, job: Job, path: Path) -> None:
        shelf.sweep()
        with self._changed:
            del self._making[job]
            if job.outcome is None:
                self._kept[job.order] = path
                self._make_room()
                self._end(job, "made")
            else:
                shelf.remove(path)

    def _make_room(self) -> None:
        """Remove files whose time is over, and those used longest ago where all are too large."""
        sizes: dict[Order, int] = {}
        for order, path in list(self._kept.items()):
            try:
                sizes[order] = path.stat().st_size
            except OSError:
                del self._kept[order]
        while len(self._kept) > 1 and sum(sizes.values()) > self._most_bytes:
            order, path = self._kept.popitem(last=False)
            del sizes[order]
            shelf.remove(path)

    def _fail(self, job: Job, error: Exception) -> None:
        with self._changed:
            self._making.pop(job, None)
            if job.outcome is None:
                if isinstance(error, DataProblem):
                    job.problem = error
                else:
                    said = (job.order.purpose, job.order.kind)
                    _LOG.error("%s, %s could not be made", *said, exc_info=error)
                self._end(job, "failed")


def _place(kind: str) -> Path:
    """Where a new file may be written. Raises `DataProblem`."""
    try:
        return shelf.place(kind)
    except OSError as error:
        raise unwritable(Path(error.filename or kind), error) from error


@cache
def shared() -> Maker:
    """Return this process's maker."""
    return Maker(Worker)
