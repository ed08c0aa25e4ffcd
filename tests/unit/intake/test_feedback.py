"""A visitor's correction waits like any proposal, where the host takes them, and is no flood."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from lib.access import audit
from lib.access.tables import FEEDBACK
from lib.base.database import ago
from lib.base.problems import DataProblem, DataProblems
from lib.editions.store import Store
from lib.intake import feedback as visitors
from lib.intake.base import Base
from lib.intake.deciding import approve
from lib.intake.feedback import feedback
from lib.intake.proposals import Proposal, pending
from tests.unit.intake.conftest import WANG

Send = Callable[..., Proposal]


@pytest.fixture
def send(office: Store, current: Callable[[], Base], monkeypatch: pytest.MonkeyPatch) -> Send:
    """Sends a telephone number, from an address."""
    monkeypatch.setenv("ATLAS_PUBLIC_FEEDBACK", "yes")

    def sent(value: str, address: str = "192.0.2.1", field: str = "phone") -> Proposal:
        return feedback(office.database, current(), "zgc-001", field, value, "打过", address)

    return sent


@pytest.mark.usefixtures("quick")
def test_a_correction_waits_without_an_author_and_is_approved(
    office: Store, send: Send, current: Callable[[], Base]
) -> None:
    made = send("010-99999999")
    assert (made.by, made.source, made.state) == ("", "打过", "pending")
    assert pending(office.database) == (made,)
    head = office.head()
    assert head and head.number == 1
    entry = audit.latest(office.database, 1)[0]
    assert (entry.who, entry.action) == ("", "proposal")
    assert "192.0.2" not in str(entry)
    approve(office, WANG, [made.number], current())
    assert current().by_id["zgc-001"]["phone"] == "010-99999999"


def test_none_is_taken_where_the_host_does_not_say_so(
    office: Store, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in ("", "no"):
        monkeypatch.setenv("ATLAS_PUBLIC_FEEDBACK", value)
        with pytest.raises(DataProblem, match="未开放") as caught:
            send("010-99999999")
        assert "no corrections from visitors" in str(caught.value)
    monkeypatch.setenv("ATLAS_PUBLIC_FEEDBACK", "perhaps")
    with pytest.raises(DataProblem, match="ATLAS_PUBLIC_FEEDBACK"):
        send("010-99999999")
    assert pending(office.database) == ()


def test_it_is_checked_like_any_proposal_and_of_no_other_field(office: Store, send: Send) -> None:
    with pytest.raises(DataProblems, match="不是电话号码"):
        send("call us")
    for field in ("name", "park", "resource_id", "no column"):
        with pytest.raises(DataProblem, match="访客不能提议"):
            send("别的", field=field)
    assert pending(office.database) == ()
    send("116.3123, 39.9923", field="lonlat")


def test_a_network_sends_no_more_than_so_many_an_hour(
    office: Store, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "_EACH", 2)
    for n, address in enumerate(("192.0.2.1", "192.0.2.200")):
        send(f"010-111111{n}", address)
    with pytest.raises(DataProblem, match="至多 2 条"):
        send("010-2222222", "192.0.2.7")
    send("010-2222222", "198.51.100.1")
    # An hour later it may again, and nothing is kept of where those came from.
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(FEEDBACK).values(at=ago(visitors._WITHIN * 2)))
    last = send("010-3333333", "192.0.2.7")
    with office.database.transaction() as connection:
        kept = connection.execute(sa.select(FEEDBACK.c.number))
        assert kept.scalars().all() == [last.number]


def test_no_more_wait_than_a_steward_can_read(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "_MOST", 1)
    send("010-1111111")
    with pytest.raises(DataProblem, match="已满"):
        send("010-2222222", "198.51.100.1")


def test_the_same_twice_is_one(office: Store, send: Send) -> None:
    send("010-1111111")
    with pytest.raises(DataProblem, match="已在等待"):
        send("０１０-1111111", "198.51.100.1")
    # Two visitors do not replace one another's.
    send("010-2222222")
    assert len(pending(office.database)) == 2
