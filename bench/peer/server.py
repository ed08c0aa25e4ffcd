"""The peer as its makers would serve it, in an environment that is made for the measurement."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from bench import servers

REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")
# Seconds a browser's connection is kept: longer than between two clicks.
KEPT: Final = 60


@contextmanager
def environment() -> Iterator[Path]:
    """Make a virtual environment with the peer's packages; yield its folder of programs."""
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        programs = Path(folder) / "bin"
        pip = [
            str(programs / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
        yield programs


@contextmanager
def dash(programs: Path, processes: int) -> Iterator[tuple[psutil.Process, int]]:
    """Run the Dash app under gunicorn; yield the process that holds the others, and the port."""
    port = servers.free_port()
    command = [str(programs / "gunicorn"), "bench.peer.app:server", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(processes), "--threads", "4", "--keep-alive", str(KEPT)]
    with servers.started(command, f"http://127.0.0.1:{port}/_dash-layout", {}) as process:
        yield process, port
