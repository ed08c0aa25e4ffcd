"""A PostgreSQL server of a test's own, on a port of this machine."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg

from tests import machine

# PostgreSQL refuses to run as root; Debian's package brings an account for it.
ACCOUNT = "postgres" if os.geteuid() == 0 else None


class Postgres:
    """A server that runs until `stop`, with nothing in it."""

    def __init__(self) -> None:
        programs = machine.postgres()
        assert programs, "no PostgreSQL: run make test, which installs it or says how"
        self._folder = Path("/tmp") / f"atlas-{uuid4().hex}"
        self._folder.mkdir(mode=0o700)
        if ACCOUNT:
            subprocess.run(["chown", ACCOUNT, self._folder], check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        # What stands in an address before the database's name.
        self.address = f"atlas@127.0.0.1:{self._port}"
        data = ["-D", f"{self._folder}/data"]
        place = ["-h", "127.0.0.1", "-p", str(self._port), "-k", str(self._folder)]
        self._run = [f"{programs}/postgres", *data, *place]
        initdb = [f"{programs}/initdb", *data, "-A", "trust", "-U", "atlas", "-N"]
        subprocess.run(initdb, check=True, stderr=subprocess.DEVNULL, **self._quiet)
        self.start()

    @property
    def _quiet(self) -> dict[str, Any]:
        return {"user": ACCOUNT, "cwd": self._folder, "stdout": subprocess.DEVNULL}

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self._server = subprocess.Popen(self._run, stderr=subprocess.DEVNULL, **self._quiet)
        for _ in range(240):
            try:
                psycopg.connect(f"postgresql://{self.address}/postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.25)
        raise RuntimeError("PostgreSQL did not start")

    def create(self, name: str = "") -> str:
        """Make an empty database and return its name."""
        name = name or f"atlas_{uuid4().hex}"
        with psycopg.connect(f"postgresql://{self.address}/postgres", autocommit=True) as server:
            server.execute(f"create database {name}")
        return name

    def drop(self, name: str) -> None:
        """Lose a database."""
        with psycopg.connect(f"postgresql://{self.address}/postgres", autocommit=True) as server:
            server.execute(f"drop database {name} with (force)")

    def kill(self) -> None:
        """End the server at once with all its processes, as a crash of its machine would."""
        server = psutil.Process(self._server.pid)
        victims = [server, *server.children(recursive=True)]
        for victim in victims:
            victim.kill()
        psutil.wait_procs(victims[1:])
        self._server.wait()

    def stop(self) -> None:
        """End the server and drop what it kept."""
        self._server.send_signal(
            signal.SIGQUIT
        )  # Whoever is connected and what is kept: no matter.
        self._server.wait(30)
        subprocess.run(["rm", "-rf", self._folder], check=True)
