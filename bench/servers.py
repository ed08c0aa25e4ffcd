"""The app as `make run` serves it, for a measurement: started on free ports, ended in any case."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import psutil

ROOT: Final = Path(__file__).parents[1]
# Seconds a server may take to answer.
PATIENCE: Final = 60


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    command: Sequence[str], url: str, settings: Mapping[str, str]
) -> Iterator[psutil.Process]:
    """Run a server until the block ends; yield its process once `url` answers well."""
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log
        )
        try:
            _await_answer(server, url)
            yield psutil.Process(server.pid)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def atlas(ready: str = "/healthz", **settings: str) -> Iterator[tuple[psutil.Process, int]]:
    """Run the app with a state folder of its own; yield its process and its port once the address
    `ready` answers well."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with tempfile.TemporaryDirectory(prefix="atlas-") as state:
        settings = {"ATLAS_STATE": state} | settings
        with started(command, f"http://127.0.0.1:{port}{ready}", settings) as process:
            yield process, port


def _await_answer(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit(f"bench: {url} did not answer within {PATIENCE} s")


def family(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and what it has started."""
    return [process, *process.children(recursive=True)]


def cpu_ms(process: psutil.Process) -> float:
    """Return the user and system milliseconds `process` and its children have used so far."""
    times = [p.cpu_times() for p in family(process)]
    return 1000 * float(sum(t.user + t.system for t in times))


def rss_mb(process: psutil.Process) -> float:
    """Return the resident memory of `process` and its children in MB (10⁶ bytes)."""
    return float(sum(p.memory_info().rss for p in family(process))) / 1e6
