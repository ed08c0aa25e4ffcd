"""What a steward approves is published in one transaction, by other eyes than the author's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from lib.access import audit
from lib.access.permissions import User
from lib.base.problems import DataProblem, DataProblems
from lib.editions.store import Publication, Store
from lib.intake import apply, deciding
from lib.intake.apply import Moved
from lib.intake.base import Base
from lib.intake.deciding import approve, reject
from lib.intake.proposals import Proposal, numbered, of_author, pending, propose
from tests.editions import fixture_sources
from tests.edits import with_cells
from tests.unit.intake.conftest import ADMIN, LI, QIAN, SUN, WANG, ZHAO, end

NEW = {"phone": "010-99999999"}
Current = Callable[[], Base]
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def made(office: Store, current: Current) -> Proposal:
    """A proposal of an editor's."""
    return propose(office.database, LI, current(), "zgc-001", NEW | {"note": "一"}, "办公室")


def is_untouched(office: Store, made: Proposal) -> bool:
    head = office.head()
    return bool(head and head.number == 1 and pending(office.database) == (made,))


def test_what_is_approved_is_published_with_its_entries(
    office: Store, current: Current, made: Proposal
) -> None:
    other = propose(office.database, SUN, current(), "tianjin-001", {"year": "1960"})
    before = current()
    published = approve(office, WANG, [made.number, other.number], before, "核对无误")
    after = current()
    assert office.head() == published
    assert (published.by, published.reason) == ("wang", "核对无误")
    for proposal in (made, other):
        old, new = (base.by_id[proposal.resource_id] for base in (before, after))
        changed = {name for name in old if old[name] != new[name]}
        # Its source stays the row's: only what was proposed is another.
        assert changed == {cell.field for cell in proposal.cells}
        assert all(new[cell.field] == cell.after for cell in proposal.cells)
    lines = [base.sources.text("resources.csv").splitlines() for base in (before, after)]
    assert sum(old != new for old, new in zip(*lines, strict=True)) == 2
    assert pending(office.database) == ()
    (over,) = of_author(office.database, "li")
    assert (over.state, over.decided_by, over.reason) == ("approved", "wang", "核对无误")
    assert over.decided_at and over.cells == made.cells
    second, first, publication = audit.latest(office.database, 3)
    assert (publication.action, publication.subject) == ("publication", "2")
    for entry, proposal in ((first, made), (second, other)):
        assert (entry.who, entry.action) == ("wang", "approval")
        assert entry.subject == str(proposal.number)
        assert entry.detail["author"] == proposal.by
        assert entry.detail["publication"] == 2
        assert "decides_alone" not in entry.detail
    assert audit.verify(audit.every(office.database)).broken is None
    assert office.misrecorded() == ()


def test_without_a_reason_the_log_names_the_proposals(
    office: Store, current: Current, made: Proposal
) -> None:
    assert approve(office, WANG, [made.number], current()).reason == "提议 1"


def test_a_source_that_was_proposed_becomes_the_row_s(office: Store, current: Current) -> None:
    values = NEW | {"source_title": "园区通讯录", "source_date": "2026-11", "source_url": ""}
    proposal = propose(office.database, LI, current(), "zgc-001", values)
    approve(office, WANG, [proposal.number], current())
    row = current().by_id["zgc-001"]
    assert (row["source_title"], row["source_date"], row["source_url"]) == (
        "园区通讯录",
        "2026-11",
        "",
    )


def test_who_is_no_steward_decides_nothing(office: Store, current: Current, made: Proposal) -> None:
    for user in (LI, ZHAO, SUN, ADMIN):
        with pytest.raises(DataProblem) as caught:
            approve(office, user, [made.number], current())
        assert "只有数据管理员" in str(caught.value) and "Only a steward" in str(caught.value)
        with pytest.raises(DataProblem, match="只有数据管理员"):
            reject(office.database, user, [made.number], "不对")
    assert is_untouched(office, made)


def test_an_editor_who_says_he_is_a_steward_is_none(
    office: Store, current: Current, made: Proposal
) -> None:
    for forged in (User("zhao", "steward"), User("nobody", "steward")):
        with pytest.raises(DataProblem, match="只有数据管理员"):
            approve(office, forged, [made.number], current())
        with pytest.raises(DataProblem, match="只有数据管理员"):
            reject(office.database, forged, [made.number], "不对")
    assert is_untouched(office, made)


def test_a_steward_whose_account_has_ended_publishes_nothing(
    office: Store, current: Current, made: Proposal
) -> None:
    end(office.database, WANG)
    with pytest.raises(DataProblem, match="只有数据管理员"):
        approve(office, WANG, [made.number], current())
    assert is_untouched(office, made)


def test_nobody_approves_his_own(
    office: Store, current: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = propose(office.database, WANG, current(), "zgc-001", NEW)
    with pytest.raises(DataProblems) as caught:
        approve(office, WANG, [own.number], current())
    assert "第 1 号是您自己的提议" in str(caught.value) and "your own" in str(caught.value)
    with pytest.raises(DataProblems, match="自己的提议"):
        reject(office.database, WANG, [own.number], "不对")
    assert is_untouched(office, own)
    # The setting for offices of one lets him, and the record says so.
    monkeypatch.setenv("ATLAS_SOLE_STEWARD", "yes")
    approve(office, WANG, [own.number], current())
    assert audit.latest(office.database, 1)[0].detail["decides_alone"] is True


def test_another_steward_s_is_approved(office: Store, current: Current) -> None:
    own = propose(office.database, WANG, current(), "zgc-001", NEW)
    assert approve(office, QIAN, [own.number], current()).by == "qian"


def test_a_stale_proposal_is_named_with_what_stands_there_now(
    office: Store, current: Current, made: Proposal
) -> None:
    fine = propose(office.database, SUN, current(), "tianjin-001", {"year": "1960"})
    office.publish(with_cells(fixture_sources(), "resources.csv", 2, phone="010-5555555"), "丙", "")
    with pytest.raises(DataProblems) as caught:
        approve(office, WANG, [made.number, fine.number], current())
    (problem,) = caught.value.problems
    assert problem.text("zh").startswith(
        "1 · zgc-001 安澜样例研究院 · 电话：登记册中现为“010-5555555”"
    )
    assert "now says" in problem.text("en")
    head = office.head()
    assert head and head.number == 2
    assert pending(office.database) == (made, fine)
    approve(office, WANG, [fine.number], current())


def test_a_resource_that_has_gone_is_said(office: Store, current: Current, made: Proposal) -> None:
    text = fixture_sources().text("resources.csv")
    left = "".join(x for x in text.splitlines(keepends=True) if not x.startswith("zgc-001,"))
    files = dict(fixture_sources()) | {"resources.csv": left.encode()}
    office.publish(type(fixture_sources())(files), "丙", "")
    with pytest.raises(DataProblems) as caught:
        approve(office, WANG, [made.number], current())
    (problem,) = caught.value.problems
    assert "已不在登记册中" in problem.text("zh")


def test_a_base_that_has_moved_is_said_and_nothing_published(
    office: Store, current: Current, made: Proposal
) -> None:
    old = current()
    other = office.publish(with_cells(fixture_sources(), "resources.csv", 3, note="别的"), "丙", "")
    with pytest.raises(Moved, match="比较之后已有另一版发布"):
        approve(office, WANG, [made.number], old)
    assert office.head() == other
    assert pending(office.database) == (made,)
    assert approve(office, WANG, [made.number], current()).number == 3


def test_two_that_differ_about_a_cell_are_not_approved_together(
    office: Store, current: Current
) -> None:
    numbers = [
        propose(office.database, user, current(), "zgc-001", {"phone": phone}).number
        for user, phone in ((LI, "010-1111111"), (ZHAO, "010-2222222"))
    ]
    with pytest.raises(DataProblems) as caught:
        approve(office, WANG, numbers, current())
    assert "1, 2" in str(caught.value)
    approve(office, WANG, numbers[1:], current())
    with pytest.raises(DataProblems, match="010-2222222"):
        approve(office, WANG, numbers[:1], current())


def test_what_two_proposals_make_together_is_checked(office: Store, current: Current) -> None:
    """Each is right by itself: one row moves out of a district that the other gives it."""
    point = {"lon": "116.48", "lat": "39.99", "radius_m": "50"}
    first = propose(office.database, LI, current(), "zgc-001", point | {"adcode": "110105"})
    second = propose(office.database, ZHAO, current(), "zgc-001", {"adcode": ""})
    with pytest.raises(DataProblems) as caught:
        approve(office, WANG, [first.number, second.number], current())
    assert "行政区划代码" in str(caught.value)
    other = propose(office.database, ZHAO, current(), "zgc-002", {"lon": "116.33", "lat": "39.98"})
    moved = propose(office.database, LI, current(), "zgc-002", {"adcode": "110105", **point})
    with pytest.raises(DataProblems):
        approve(office, WANG, [other.number, moved.number], current())


def test_two_stewards_approve_the_same_at_once_and_one_wins(
    office: Store, current: Current, made: Proposal, opened: Callable[[], Store]
) -> None:
    base = current()

    def decide(user: User) -> Publication | str:
        try:
            return approve(opened(), user, [made.number], base)
        except (DataProblem, DataProblems) as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(decide, (WANG, QIAN)))
    (published,) = [result for result in results if isinstance(result, Publication)]
    (sentence,) = [result for result in results if isinstance(result, str)]
    assert "已批准" in sentence or "另一版发布" in sentence
    assert office.head() == published
    (over,) = of_author(office.database, "li")
    assert over.decided_by == published.by
    assert audit.verify(audit.every(office.database)).broken is None
    actions = [entry.action for entry in audit.every(office.database)]
    assert actions.count("approval") == 1


def test_who_comes_second_is_told_what_was_decided(
    office: Store, current: Current, made: Proposal
) -> None:
    approve(office, WANG, [made.number], current())
    for decide in (
        lambda: approve(office, QIAN, [made.number], current()),
        lambda: reject(office.database, QIAN, [made.number], "不对"),
    ):
        with pytest.raises(DataProblems, match="第 1 号提议已批准"):
            decide()


def test_what_its_author_changes_meanwhile_is_not_approved(
    office: Store, current: Current, made: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He does while the edition is built: the steward has not seen it."""
    base = current()

    def late(*arguments: object) -> Publication:
        propose(office.database, LI, base, "zgc-001", {"note": "二"})
        return apply.publish(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(deciding, "publish", late)
    with pytest.raises(DataProblems, match="刚由提议者改动"):
        approve(office, WANG, [made.number], base)
    head = office.head()
    assert head and head.number == 1
    assert [p.number for p in pending(office.database)] == [1, 2]


def test_where_the_transaction_fails_nothing_is_published_or_decided(
    office: Store, current: Current, made: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = audit.write

    def fail(connection: sa.Connection, who: str, action: audit.Action, *rest: str, **more: str):  # type: ignore[no-untyped-def]
        if action == "approval":
            raise OSError
        return write(connection, who, action, *rest, **more)

    entries = audit.verify(audit.every(office.database))
    monkeypatch.setattr(audit, "write", fail)
    with pytest.raises(OSError):
        approve(office, WANG, [made.number], current())
    assert is_untouched(office, made)
    assert audit.verify(audit.every(office.database)) == entries


def test_what_is_rejected_has_a_reason_its_author_sees(
    office: Store, made: Proposal, current: Current
) -> None:
    for nothing in ("", "  ", "\u200b"):
        with pytest.raises(DataProblem, match="须说明理由"):
            reject(office.database, WANG, [made.number], nothing)
    other = propose(office.database, SUN, current(), "tianjin-001", {"year": "1960"})
    with pytest.raises(DataProblems, match="没有第 9 号提议"):
        reject(office.database, WANG, [made.number, other.number, 9], "号码有误")
    assert pending(office.database) == (made, other)
    reject(office.database, WANG, [made.number, other.number], "号码有误")
    (over,) = of_author(office.database, "li")
    assert (over.state, over.decided_by, over.reason) == ("rejected", "wang", "号码有误")
    head = office.head()
    assert head and head.number == 1
    second, first = audit.latest(office.database, 2)
    assert (first.action, first.subject, second.subject) == ("rejection", "1", "2")
    assert (first.who, first.detail["author"]) == ("wang", "li")
    assert first.detail["reason"] == "号码有误"


def test_nothing_chosen_is_said(office: Store, current: Current) -> None:
    with pytest.raises(DataProblem, match="没有选定"):
        approve(office, WANG, [], current())
    assert numbered(office.database, []) == ()
