"""The database is killed while somebody publishes: what was acknowledged is there, and whole."""

import signal
import subprocess
import sys
import time

import pytest

from lib.access import audit
from lib.base.files import Sources
from lib.editions.store import Store
from lib.editions.verification import verify
from tests.conftest import ROOT
from tests.postgres import Postgres

# Each edition holds its number twice, so that one of two versions would be seen.
PUBLISHER = """
import sys
from itertools import count
from lib.base.files import Sources
from lib.editions.store import Store
store = Store(sys.argv[1])
for n in count(int(sys.argv[2])):
    text = f"{n}\\n".encode()
    store.publish(Sources({"resources.csv": text, "parks.csv": text}), "wang", str(n))
    print(n, flush=True)
"""


@pytest.mark.machine
def test_nothing_acknowledged_is_lost_or_torn_when_postgresql_is_killed() -> None:
    running = Postgres()
    try:
        url = f"postgresql+psycopg://{running.address}/{running.create()}"
        acknowledged: list[int] = []
        for start, wait in (("0", 0.05), ("1000", 0.3)):
            steward = subprocess.Popen(
                [sys.executable, "-c", PUBLISHER, url, start],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            assert steward.stdout
            first = int(steward.stdout.readline())
            time.sleep(wait)
            running.kill()
            # He is told, and does not go on as if nothing were.
            acknowledged += [first, *map(int, steward.stdout.read().split())]
            assert steward.wait(60) not in (0, -signal.SIGKILL)
            running.start()

            store = Store(url)
            log = store.publications(10_000)
            assert {int(each.reason) for each in log} >= set(acknowledged)
            for each in log:
                text = f"{each.reason}\n".encode()
                held = store.sources(each.digest)
                assert held == Sources({"resources.csv": text, "parks.csv": text})
            entries = audit.every(store.database)
            assert sorted(int(e.subject) for e in entries) == sorted(p.number for p in log)
            assert verify(store).fault is None
            store.close()
    finally:
        running.stop()
