"""Processes that are kept running: the proxy, and the workers, which say when they are ready."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from typing import Final

from lib.base import settings

# Seconds: how long a process may take to end when it is asked to.
GRACE: Final = 10.0
# Seconds: a process that lives no longer has failed, and is started again after a pause that
# doubles with every failure in a row, up to the longest.
SHORT_LIFE: Final = 10.0
LONGEST_PAUSE: Final = 30.0
# Seconds a worker must have answered without a break before another may be restarted. The proxy
# asks every second, and so has seen it too.
STEADY: Final = 3.0
# Seconds to wait for a worker's answer, which comes late while it makes slides.
PATIENCE: Final = 5.0

_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG: Final = 1


class Child:
    """A process that is started again when it has died."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = command
        self._environment = settings.environment(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._failures = 0

    def keep_running(self) -> None:
        """Start the process where it does not run and its pause is over."""
        if self._process and (code := self._process.poll()) is not None:
            self._process = None
            lived = time.monotonic() - self._started
            self._failures = self._failures + 1 if lived < SHORT_LIFE else 0
            note(self.name, f"ended by itself ({code})")
            self.ended()
        pause = min(2.0**self._failures, LONGEST_PAUSE) if self._failures else 0.0
        if not self._process and time.monotonic() - self._started >= pause:
            self._start()

    def ask_to_end(self) -> None:
        """Ask the process to end, and return at once."""
        if self._process:
            self._process.terminate()

    def end(self) -> None:
        """End the process, and return when it has ended."""
        if not self._process:
            return
        self.ask_to_end()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        self.ended()

    def ended(self) -> None:
        """Forget what was known of the process."""

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            cwd=settings.ROOT,
            env=self._environment,
            # Ctrl+C is for the one who started them, who ends them in order.
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 there is one thread
        )
        self._started = time.monotonic()
        note(self.name, f"started, pid {self._process.pid}")


class Worker(Child):
    """One process of the app, on a port of this machine; says at `readyz` that it is ready."""

    def __init__(
        self, name: str, port: int, environment: Mapping[str, str], readyz: str = "/readyz"
    ) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
        # It would name a port that is nobody's concern.
        command += ["--logger.hideWelcomeMessage", "true"]
        super().__init__(name, command, environment)
        self._port, self._readyz = port, readyz
        self._ready_since: float | None = None
        self._reason = ""

    @property
    def is_ready(self) -> bool:
        """Whether it served an edition when it was last asked."""
        return self._ready_since is not None

    @property
    def is_steady(self) -> bool:
        """Whether it has been ready for `STEADY` seconds."""
        return self._ready_since is not None and time.monotonic() - self._ready_since >= STEADY

    def ask(self) -> None:
        """Ask whether it is ready, and note where that has changed."""
        status, text = _get(self._port, self._readyz)
        if status == 200:
            if not self.is_ready:
                note(self.name, f"ready, edition {text[:8]}")
                self._ready_since, self._reason = time.monotonic(), ""
            return
        if self.is_ready or (status and text != self._reason):
            note(self.name, f"not ready: {text or 'no answer'}")
        self._ready_since, self._reason = None, text

    def ended(self) -> None:
        """Nobody answers any more."""
        self._ready_since, self._reason = None, ""


def note(name: str, text: str) -> None:
    """Print a line of what happens to a process."""
    print(f"{name}: {text}", flush=True)


def _get(port: int, address: str) -> tuple[int, str]:
    """The status and text of an answer; status 0 where there is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace").strip()
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()


def _end_with_parent() -> None:
    # Linux ends the process also where its parent was killed and could not.
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
