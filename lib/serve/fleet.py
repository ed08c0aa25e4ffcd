"""The workers and the proxy before them: started, watched, restarted one by one, ended."""

import signal
import time
from collections.abc import Sequence
from types import FrameType
from typing import Final

from lib.serve.children import Child, Worker, note

# Seconds between two looks at the processes.
TICK: Final = 0.5


class Fleet:
    """Workers of one app and their proxy.

    SIGTERM and SIGINT end all of them; SIGHUP restarts the workers one after another.
    """

    def __init__(self, workers: Sequence[Worker], proxy: Child, url: str) -> None:
        self._workers, self._proxy, self._url = workers, proxy, url
        self._is_open = False
        self._is_ending = False
        self._due: list[Worker] = []

    def run(self) -> None:
        """Serve until a signal ends it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        signal.signal(signal.SIGHUP, self._renew)
        try:
            while not self._is_ending:
                self.step()
                time.sleep(TICK)
        finally:
            children = (*self._workers, self._proxy)
            for child in children:
                child.ask_to_end()
            for child in children:
                child.end()

    def step(self) -> None:
        """Look after every process once."""
        for worker in self._workers:
            worker.keep_running()
            worker.ask()
        # The proxy takes nobody to workers that have never been ready.
        if self._is_open or any(worker.is_ready for worker in self._workers):
            self._proxy.keep_running()
            if not self._is_open:
                print(f"京津冀创新资源看板 → {self._url}", flush=True)
            self._is_open = True
        if self._due:
            self._restart_next()

    def restart_all(self) -> None:
        """Restart every worker in its turn, beginning at the next step."""
        self._due = list(self._workers)

    def _restart_next(self) -> None:
        """Restart the next worker that is due, if all others can do without it."""
        worker = self._due[0]
        if all(other.is_steady for other in self._workers if other is not worker):
            self._due.pop(0)
            note(worker.name, "restarts")
            worker.end()
            worker.keep_running()

    def _end(self, *_: int | FrameType | None) -> None:
        self._is_ending = True

    def _renew(self, *_: int | FrameType | None) -> None:
        self.restart_all()
