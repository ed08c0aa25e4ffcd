"""Rows find their resource for certain, or are asked about; nothing alike is taken in silence."""

from collections.abc import Callable

import pytest

from lib.intake import matching
from lib.intake.base import Base
from lib.intake.cleaning import Record
from lib.intake.faults import Fault
from lib.intake.matching import Match
from lib.intake.plan import Choices
from tests.editions import live_sources
from tests.unit.intake.lists import BASE, planned, row, rules

LIVE = Base(live_sources(), 1)


def records(*rows: dict[str, str]) -> list[Record]:
    return [Record("a.xlsx", "表", n, values, {}) for n, values in enumerate(rows, start=2)]


def match(*rows: dict[str, str], base: Base = LIVE, **decisions: str) -> list[Match]:
    found, faults = matching.match(records(*rows), base, decisions)
    assert not faults
    return list(found)


def faults_of(*rows: dict[str, str], base: Base = BASE) -> list[Fault]:
    return list(matching.match(records(*rows), base)[1])


def test_an_id_goes_before_the_name() -> None:
    name = row("zgc-001")["name"]
    (found,) = match({"resource_id": "zgc-001", "name": f"{name}（新名）"}, base=BASE)
    assert (found.how, found.id) == ("id", "zgc-001")


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (lambda name: name, "name"),
        (lambda name: name.replace("（", "(").replace("）", " )"), "same"),
        (" ".join, "same"),
        (lambda name: name.replace("国", "國").replace("实验", "實驗").replace("术", "術"), "same"),
    ],
)
def test_the_same_name_is_found_however_it_is_written(
    change: Callable[[str], str], how: str
) -> None:
    rows = [{"name": change(r["name"]), "park": r["park"]} for r in LIVE.rows]
    found = match(*rows)
    assert [m.id for m in found] == [r["resource_id"] for r in LIVE.rows]
    assert {m.how for m in found} <= {how, "name", "same"} and how in {m.how for m in found}


def test_one_wrong_character_never_leads_to_another_row() -> None:
    rows = [
        {"name": r["name"][:-1] + "某", "park": r["park"]}
        for r in LIVE.rows
        if len(r["name"]) > 8 and not r["name"].endswith(("）", ")"))
    ]
    wanted = {r["name"][:-1] + "某": r["resource_id"] for r in LIVE.rows}
    found = match(*rows)
    taken = [m for m in found if m.how == "alike"]
    assert len(taken) > 0.8 * len(found)
    assert all(m.id == wanted[m.record.name] for m in taken)
    assert all(m.candidates for m in found if m.how == "asked")
    assert {m.how for m in found} <= {"alike", "asked"}


def test_what_differs_in_brackets_is_asked_about() -> None:
    bracketed = [r for r in LIVE.rows if r["name"].endswith("）")]
    for r in bracketed:
        other = r["name"].rpartition("（")[0] + "（延庆分部）"
        (found,) = match({"name": other, "park": r["park"]})
        assert found.how in ("asked", "new")


def test_what_differs_in_a_number_is_asked_about() -> None:
    (found,) = match({"name": "单行样例乐谱曾都第2中心", "park": "zgc"}, base=BASE)
    assert (found.how, found.candidates[0].id) == ("asked", "zgc-015")


def test_one_row_proposed_twice_is_asked_about_both_times() -> None:
    name = "北京石墨烯研究院"
    assert any(r["name"] == name for r in LIVE.rows)
    rows = [{"name": f"{name}{end}", "park": "zgc"} for end in ("甲", "乙")]
    assert [m.how for m in match(*rows)] == ["asked", "asked"]


def test_a_name_unlike_all_is_new() -> None:
    assert [m.how for m in match({"name": "廊坊某某样板制造局", "park": "tangshan"})] == ["new"]


def test_decisions_are_kept_to() -> None:
    rows = [{"name": name} for name in ("安澜样例研究院三期", "二号样例", "三号样例")]
    found = match(*rows, base=BASE, 安澜样例研究院三期="zgc-002", 二号样例="new", 三号样例="skip")
    assert [(m.how, m.id) for m in found] == [("decided", "zgc-002"), ("new", ""), ("skipped", "")]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([{"resource_id": "zgc-999", "name": "甲"}], "unknown_id"),
        ([{"phone": "1"}], "required"),
        ([{"name": "安澜样例研究院"}, {"name": "安澜 样例研究院"}], "taken_twice"),
        ([{"resource_id": "zgc-001"}, {"name": "安澜样例研究院"}], "taken_twice"),
    ],
)
def test_what_cannot_be_matched_is_a_fault(rows: list[dict[str, str]], rule: str) -> None:
    assert [fault.rule for fault in faults_of(*rows)] == [rule]


def test_an_id_and_a_name_of_two_rows_are_asked_about() -> None:
    (found,) = match({"resource_id": "zgc-001", "name": row("zgc-002")["name"]}, base=BASE)
    assert found.how == "asked"
    assert {candidate.id for candidate in found.candidates} == {"zgc-001", "zgc-002"}


def test_what_is_asked_about_changes_nothing_until_it_is_decided() -> None:
    name = "安澜样例研究院三期"
    rows = [["名称", "所在园区", "电话"], [name, "中关村", "010-99999999"]]
    found = planned(*rows)
    assert [m.record.name for m in found.asked] == [name]
    assert not found.difference and found.is_sound
    decided = planned(*rows, choices=Choices(decisions={name: "zgc-002"}))
    assert [(c.id, c.field) for c in decided.difference.changed] == [
        ("zgc-002", "name"),
        ("zgc-002", "phone"),
    ]
    assert not rules(decided)
