"""A steward's process that is killed while he approves: an approval is whole or has not been."""

import signal
import subprocess
import sys
import time

from lib.access import audit
from lib.editions.store import Store
from lib.editions.verification import verify
from lib.intake import proposals
from lib.intake.base import Base
from tests.conftest import ROOT
from tests.unit.intake.conftest import LI

# Editions are not built: what is tried is the transaction.
KILLED = """
import sys
from lib.access.permissions import User
from lib.editions import cache
from lib.editions.store import Store
from lib.intake.base import Base
from lib.intake.deciding import approve
from lib.intake.proposals import pending
cache.load = lambda sources: None
store = Store(sys.argv[1])
for each in pending(store.database):
    approve(store, User("wang", "steward"), [each.number], Base.current(store))
    print(each.number, flush=True)
"""


def test_nothing_approved_is_torn_from_what_it_published(office: Store, url: str) -> None:
    base = Base.current(office)
    mine = [row["resource_id"] for row in base.rows if row["park"] == LI.park]
    for i, resource_id in enumerate(mine):
        phone = {"phone": f"010-{10_000_000 + i}"}
        proposals.propose(office.database, LI, base, resource_id, phone)
    for wait in (0.0, 0.07):
        steward = subprocess.Popen(
            [sys.executable, "-c", KILLED, url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert steward.stdout
        first = int(steward.stdout.readline())
        time.sleep(wait)
        steward.send_signal(signal.SIGKILL)
        acknowledged = {first, *map(int, steward.stdout.read().split())}
        steward.wait()

        every = proposals.of_author(office.database, LI.name)
        approved = {each.number for each in every if each.state == "approved"}
        assert approved >= acknowledged
        # Each has its publication with just its cells, and its entry in the record.
        assert len(office.publications()) == 1 + len(approved)
        rows = Base.current(office).by_id
        for each in every:
            is_there = rows[each.resource_id]["phone"] == each.cells[0].after
            assert is_there is (each.number in approved)
        entries = audit.every(office.database)
        assert {int(e.subject) for e in entries if e.action == "approval"} == approved
        assert verify(office).fault is None
