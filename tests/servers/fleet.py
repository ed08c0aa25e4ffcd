"""`make serve` of a test's own: two processes of the app and HAProxy, on ports of this machine."""

import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

import psutil

from bench.servers import free_port
from lib.base.files import Sources
from lib.editions.store import Publication, Store
from tests.conftest import ROOT
from tests.editions import live_sources
from tests.edits import put

# Seconds something that must come may take on a busy machine.
PATIENCE: Final = 120


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Wait until a condition holds. It must within `PATIENCE`."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.1)


def get(port: int, address: str = "/readyz") -> tuple[int, str, dict[str, str]]:
    """An answer's status, text and headers; status 0 where there is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {k.lower(): v for k, v in answer.getheaders()}
    except (OSError, HTTPException):
        return 0, "", {}
    finally:
        connection.close()


def with_version(version: str) -> Sources:
    """The checkout's own files under another version."""
    text = live_sources().text("register.toml")
    changed, count = re.subn(r'^version = ".*"', f'version = "{version}"', text, flags=re.MULTILINE)
    assert count == 1
    return put(live_sources(), "register.toml", changed)


class Fleet:
    """Two workers and their proxy on `port`, with a state folder of their own."""

    def __init__(self, **environment: str) -> None:
        self.port = free_port()
        self.state = Path(tempfile.mkdtemp(prefix="atlas-"))
        self.database = environment.get("ATLAS_DATABASE_URL") or f"sqlite:///{self.state}/atlas.db"
        self._log = self.state / "log"
        with self._log.open("wb") as log:
            self.process = psutil.Popen(
                [sys.executable, "-m", "lib.serve", "--port", str(self.port), "--workers", "2"],
                cwd=ROOT,
                env={
                    **os.environ,
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "ATLAS_STATE": str(self.state),
                    **environment,
                },
                stdout=log,
                stderr=log,
            )
        try:
            wait_for(lambda: get(self.port)[0] == 200, "the proxy")
            text = (self.state / f"haproxy-{self.port}.cfg").read_text("utf-8")
            found = re.findall(r"server (\w+) 127\.0\.0\.1:(\d+)", text)
            self.ports = {name: int(port) for name, port in found}
            self.await_ready()
        except BaseException:
            print(self.log)
            self.process.kill()
            raise

    @property
    def log(self) -> str:
        """What it has printed."""
        return self._log.read_text("utf-8")

    @property
    def processes(self) -> dict[str, psutil.Process]:
        """The processes that run now: each worker by its name, and `haproxy`."""
        found = {}
        for process in self.process.children():
            with suppress(psutil.NoSuchProcess):
                if (line := process.cmdline()) and "haproxy" in line[0]:
                    found["haproxy"] = process
                for name, port in self.ports.items():
                    if str(port) in line:
                        found[name] = process
        return found

    @property
    def digests(self) -> list[str]:
        """The edition that each worker serves; empty for one that serves none."""
        answers = [get(port) for port in self.ports.values()]
        return [text if status == 200 else "" for status, text, _ in answers]

    def await_ready(self) -> None:
        """Wait until both workers serve an edition."""
        wait_for(lambda: all(self.digests), "both workers")

    def kill(self, name: str) -> None:
        """Kill a process as a crash would, and return when another has taken its place."""
        victim = self.processes[name]
        victim.send_signal(signal.SIGKILL)
        wait_for(lambda: self.processes.get(name, victim).pid != victim.pid, f"another {name}")

    def publish(self, version: str) -> Publication:
        """Publish the edition that the checkout would be under another version."""
        store = Store(self.database)
        try:
            return store.publish(with_version(version), "steward", version)
        finally:
            store.close()

    def stop(self) -> None:
        """End it as Ctrl+C does, and see that nothing of it is left."""
        left = [*self.processes.values()]
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        _, alive = psutil.wait_procs(left, timeout=0)
        shutil.rmtree(self.state, ignore_errors=True)
        assert (code, alive) == (0, [])
