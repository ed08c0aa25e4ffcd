"""What an editor proposes is checked like a list's row, waits, and changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.access import accounts, audit
from lib.access.permissions import EDITABLE, User
from lib.base.problems import DataProblem, DataProblems
from lib.editions.store import Store
from lib.intake import checking, proposals
from lib.intake.base import Base
from lib.intake.faults import FieldProblem
from lib.intake.proposals import Cell, Proposal, of_author, pending, planned, propose, stale
from lib.terms.datums import wgs84_to_gcj02
from tests.hostile import SEEN, UNSEEN
from tests.unit.intake.conftest import ADMIN, LI, SUN, WANG, ZHAO, end
from tests.unit.intake.lists import BASE, row

NEW = {"phone": "010-99999999"}


def wrong(problem: pytest.ExceptionInfo[DataProblems]) -> list[tuple[str | None, str, str]]:
    """Column, rule and value of each problem, which says in both languages where it is."""
    found = []
    for each in problem.value.problems:
        assert isinstance(each, FieldProblem)
        assert each.text("zh").startswith(each.file) and each.text("en").startswith(each.file)
        found.append((each.column, each.fault.rule, each.fault.value))
    return found


def refused(values: dict[str, str], resource_id: str = "zgc-001") -> list[tuple[str | None, str]]:
    with pytest.raises(DataProblems) as caught:
        planned(BASE, resource_id, values)
    return [(column, rule) for column, rule, _ in wrong(caught)]


def cells(resource_id: str, values: dict[str, str], datum: str = "wgs84") -> dict[str, str]:
    return {cell.field: cell.after for cell in planned(BASE, resource_id, values, datum)}


def test_cells_are_cleaned_as_a_list_s_are() -> None:
    typed = {
        "phone": "０１０－９９９９９９９９ 转 8",
        "website": "example.org/新",
        "year": "2019年5月",
        "level": "省级",
        "note": "  一句\u200b话  ",
        "source_date": "2026年11月2日",
    }
    after = cells("zgc-001", typed)
    assert after == {
        "phone": "010-99999999转8",
        "website": "http://example.org/新",
        "year": "2019",
        "level": "provincial",
        "note": "一句话",
        "source_date": "2026-11-02",
    }


def test_what_is_the_same_is_no_change_and_all_the_same_is_said() -> None:
    old = row("zgc-001")
    assert planned(BASE, "zgc-001", dict(old) | NEW) == (Cell("phone", old["phone"], NEW["phone"]),)
    with pytest.raises(DataProblem, match="所填与登记册相同") as caught:
        planned(BASE, "zgc-001", dict(old))
    assert "same as the register" in caught.value.text("en")
    with pytest.raises(DataProblem):
        planned(BASE, "zgc-001", {})


def test_an_emptied_field_empties_the_cell() -> None:
    assert cells("zgc-001", {"website": "", "year": " "}) == {"website": "", "year": ""}
    assert refused({"level": ""}) == [("level", "required")]


def test_tags_bring_their_twins_and_a_district_its_code() -> None:
    assert cells("zgc-001", {"chains": "机器人、生物医药"}) == {
        "chains": "robot;biomed",
        "clusters": "biomed_cluster",
    }
    after = cells("zgc-001", {"district": "朝阳区", "lon": "116.48", "lat": "39.99"})
    assert (after["district"], after["adcode"]) == ("朝阳区", "110105")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"phone": "call us"}, ("phone", "phone")),
        ({"phone": "1.38E+10"}, ("phone", "phone_lost")),
        ({"website": "javascript:alert(1)"}, ("website", "url")),
        ({"year": "long ago"}, ("year", "year")),
        ({"level": "galactic"}, ("level", "unknown_term")),
        ({"chains": "steam"}, ("chains", "unknown_term")),
        ({"note": "长" * 501}, ("note", "too_long")),
        ({"source_title": ""}, ("source_title", "required")),
        ({"adcode": "999999"}, ("adcode", "unknown_code")),
        ({"lon": "116.31"}, ("lat", "half_position")),
        ({"lon": "116.31", "lat": ""}, ("lon", "half_position")),
        ({"lon": "here", "lat": "39.9"}, ("lon", "degrees")),
        ({"lon": "2.35", "lat": "48.85"}, ("lon", "outside_region")),
        ({"lon": "117.2", "lat": "39.1"}, ("lon", "outside_district")),
        ({"lon": "116.3", "lat": "40.0", "radius_m": "0"}, ("radius_m", "bounds")),
        (
            {"lon": "116.3", "lat": "40.0", "position_basis": "area"},
            ("position_basis", "area_point"),
        ),
        ({"park": "tianjin"}, ("park", "moved_zone")),
    ],
)
def test_each_fault_names_field_and_rule(values: dict[str, str], expected: tuple[str, str]) -> None:
    found = refused(values)
    assert expected[1] in [rule for _, rule in found]
    assert found[0][1] == expected[1]


def test_all_faults_are_named_at_once_with_value_heading_and_mend() -> None:
    with pytest.raises(DataProblems) as caught:
        planned(BASE, "zgc-001", {"phone": "none of it", "level": "galactic"})
    assert {rule for _, rule, _ in wrong(caught)} == {"unknown_term"}
    (problem,) = caught.value.problems
    zh, en = problem.text("zh"), problem.text("en")
    assert zh.startswith("zgc-001 安澜样例研究院 · 级别：") and "galactic" in zh
    assert "可用：" in zh and "国家级" in zh and "请" in zh
    assert "Level" in en and "galactic" in en


def test_a_position_says_how_exact_it_is_and_that_it_is_approximate() -> None:
    old = row("zgc-001")
    assert (old["position_basis"], old["radius_m"]) == ("published", "120")
    assert cells("zgc-001", {"lon": "116.3123", "lat": "39.9923", "radius_m": "17"}) == {
        "lon": "116.3123",
        "lat": "39.9923",
        "position_basis": "place",
        "radius_m": "17",
        "place_id": "",
    }
    # The radius that stands there is said again of the new point, and so is a basis.
    said = {"radius_m": "120", "position_basis": "公开坐标"}
    after = cells("zgc-001", {"lon": "116.3123", "lat": "39.9923", **said})
    assert after == {"lon": "116.3123", "lat": "39.9923", "place_id": ""}
    # Without a radius it is what a list's position is taken for.
    assert cells("zgc-001", {"lonlat": "116.32, 39.98"})["radius_m"] == "1200"
    # What was known of the zone alone becomes a point.
    after = cells("tianjin-007", {"lon": "117.0852", "lat": "39.0832", "radius_m": "50"})
    assert (after["position_basis"], after["radius_m"]) == ("place", "50")


def test_a_position_of_another_datum_is_converted() -> None:
    place = 116.3123, 39.9923
    lon, lat = wgs84_to_gcj02(place)
    after = cells("zgc-001", {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}, "gcj02")
    assert (float(after["lon"]), float(after["lat"])) == pytest.approx(
        (116.3123, 39.9923), abs=2e-6
    )


def test_a_position_in_another_district_comes_with_that_district() -> None:
    point = {"lon": "116.48", "lat": "39.99"}
    assert refused(point) == [("lon", "outside_district")]
    assert cells("zgc-001", point | {"district": "朝阳区"})["adcode"] == "110105"


def test_a_resource_that_is_not_there_is_said() -> None:
    with pytest.raises(DataProblem, match="zgc-999"):
        planned(BASE, "zgc-999", NEW)


@pytest.mark.parametrize("name", sorted(EDITABLE))
def test_whatever_is_typed_ends_in_cells_or_a_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The register's own checks have their own tests of this.
    monkeypatch.setattr(checking, "check", lambda *_: ())
    texts = [*SEEN.values(), *UNSEEN.values()]
    # A district is looked for in all boundaries.
    for text in texts[::8] if name == "district" else texts:
        try:
            planned(BASE, "zgc-001", {name: text})
        except (DataProblem, DataProblems) as error:
            assert str(error)


def test_a_proposal_waits_with_its_author_time_source_and_entry(
    office: Store, current: Callable[[], Base]
) -> None:
    before = office.head()
    made = propose(office.database, LI, current(), "zgc-001", NEW, " 本园区  办公室 ")
    old = row("zgc-001")
    assert (made.number, made.resource_id, made.name, made.park) == (
        1,
        *(old[name] for name in ("resource_id", "name", "park")),
    )
    assert (made.by, made.source, made.state) == ("li", "本园区 办公室", "pending")
    assert made.cells == (Cell("phone", old["phone"], NEW["phone"]),)
    assert (made.decided_by, made.decided_at, made.reason) == ("", "", "")
    assert pending(office.database) == pending(office.database, "zgc") == (made,)
    assert pending(office.database, "tianjin") == ()
    assert of_author(office.database, "li") == (made,)
    assert office.head() == before
    entry = audit.latest(office.database, 1)[0]
    assert (entry.who, entry.action, entry.subject) == ("li", "proposal", "1")
    assert entry.detail["fields"] == ["phone"]


def test_an_editor_of_another_zone_and_an_admin_propose_nothing(
    office: Store, current: Callable[[], Base]
) -> None:
    for user in (SUN, ADMIN):
        with pytest.raises(DataProblems) as caught:
            propose(office.database, user, current(), "zgc-001", NEW)
        assert wrong(caught) == [("phone", "not_yours", "")]
    assert pending(office.database) == ()


def test_an_editor_proposes_only_what_is_an_editor_s(
    office: Store, current: Callable[[], Base]
) -> None:
    values = NEW | {"name": "别的名称", "host": "别的单位"}
    with pytest.raises(DataProblems) as caught:
        propose(office.database, LI, current(), "zgc-001", values)
    assert [column for column, _, _ in wrong(caught)] == ["name", "host"]
    assert propose(office.database, WANG, current(), "zgc-001", values).by == "wang"


@pytest.mark.parametrize("change", ["ended", "another zone", "admin"])
def test_who_may_no_longer_is_refused_within_the_transaction(
    office: Store, current: Callable[[], Base], change: str
) -> None:
    if change == "ended":
        end(office.database, LI)
    else:
        role, park = ("editor", "tianjin") if change == "another zone" else ("admin", "")
        accounts.set_role(office.database, "li", role, park, "shell")
    with pytest.raises(DataProblems) as caught:
        propose(office.database, LI, current(), "zgc-001", NEW)
    assert wrong(caught) == [("phone", "not_yours", "")]
    assert pending(office.database) == ()


def test_nothing_is_written_without_its_entry(
    office: Store, current: Callable[[], Base], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(audit, "write", fail)
    with pytest.raises(OSError):
        propose(office.database, LI, current(), "zgc-001", NEW)
    assert pending(office.database) == ()


def test_the_same_author_replaces_his_own_pending_cell(
    office: Store, current: Callable[[], Base]
) -> None:
    base = current()

    def put(user: User, **values: str) -> Proposal:
        return propose(office.database, user, base, "zgc-001", values)

    put(LI, phone="010-1111111", note="一")
    other = put(ZHAO, phone="010-2222222")
    third = put(LI, phone="010-3333333")
    assert audit.latest(office.database, 1)[0].detail["replaces"] == ["1"]
    first, *rest = pending(office.database)
    assert rest == [other, third]
    assert [cell.field for cell in first.cells] == ["note"]
    fourth = put(LI, note="二")
    assert pending(office.database) == (other, third, fourth)
    newest_first = of_author(office.database, "li")
    assert [p.number for p in newest_first] == [4, 3, 1]
    assert newest_first[-1].state == "withdrawn"


def test_a_part_of_a_position_is_not_left_when_another_is_proposed(
    office: Store, current: Callable[[], Base]
) -> None:
    base = current()
    point = {"lon": "116.3123", "lat": "39.9923", "radius_m": "17"}
    propose(office.database, LI, base, "zgc-001", point | NEW)
    propose(office.database, LI, base, "zgc-001", {"radius_m": "300"})
    first, second = pending(office.database)
    assert [cell.field for cell in first.cells] == ["phone"]
    assert [cell.field for cell in second.cells] == ["radius_m"]


def test_many_proposals_of_one_author_at_once_leave_one_cell(
    office: Store, current: Callable[[], Base], opened: Callable[[], Store]
) -> None:
    base = current()

    def put(n: int) -> None:
        propose(opened().database, LI, base, "zgc-001", {"phone": f"010-111111{n}"})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(6)))
    waiting = pending(office.database)
    assert [len(proposal.cells) for proposal in waiting] == [1]
    assert audit.verify(audit.every(office.database)).broken is None


def test_what_stands_there_now_is_told_of_a_stale_proposal(
    office: Store, current: Callable[[], Base]
) -> None:
    made = propose(office.database, LI, current(), "zgc-001", NEW | {"note": "一"})
    assert stale(made, current()) == {}
    moved = proposals.planned(BASE, "zgc-001", {"phone": "010-5555555"})
    text = BASE.sources["resources.csv"].decode().replace(moved[0].before, moved[0].after, 1)
    files = dict(BASE.sources) | {"resources.csv": text.encode()}
    assert stale(made, Base(type(BASE.sources)(files))) == {"phone": "010-5555555"}
    gone = "".join(x for x in text.splitlines(True) if not x.startswith("zgc-001,"))
    files["resources.csv"] = gone.encode()
    assert stale(made, Base(type(BASE.sources)(files))) == {"phone": None, "note": None}


def test_an_author_withdraws_his_own_and_nobody_else_s(
    office: Store, current: Callable[[], Base]
) -> None:
    database = office.database
    made = propose(database, LI, current(), "zgc-001", NEW)
    for user in (ZHAO, WANG):
        with pytest.raises(DataProblems, match="不是您的"):
            proposals.withdraw(database, user, [made.number])
    assert pending(database) == (made,)
    proposals.withdraw(database, LI, [made.number])
    (over,) = of_author(database, "li")
    assert (over.state, over.decided_by, over.cells) == ("withdrawn", "li", made.cells)
    entry = audit.latest(database, 1)[0]
    assert (entry.who, entry.action, entry.subject) == ("li", "withdrawal", "1")
    with pytest.raises(DataProblems, match="已撤回"):
        proposals.withdraw(database, LI, [made.number])
    for number in (9, 0, -1, 1 << 31, 1 << 70):
        with pytest.raises(DataProblems, match=f"没有第 {number} 号提议"):
            proposals.withdraw(database, LI, [number])


def test_a_source_is_one_line_and_not_too_long(office: Store, current: Callable[[], Base]) -> None:
    made = propose(office.database, LI, current(), "zgc-001", NEW, "一\n二\u202e三")
    assert made.source == "一 二三"
    with pytest.raises(DataProblem, match="超出上限"):
        propose(office.database, LI, current(), "zgc-002", NEW, "长" * 501)
