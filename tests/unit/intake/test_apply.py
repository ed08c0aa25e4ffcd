"""What is accepted makes a new register; what is not touched stays byte for byte."""

from pathlib import Path

import pytest

from lib.base.problems import DataProblem
from lib.editions.build import build
from lib.editions.store import Conflict, Store
from lib.intake.apply import Moved, merged, publish
from lib.intake.base import Base
from lib.intake.compare import Completion
from lib.intake.plan import Choices, Plan
from lib.register import rows
from tests.editions import fixture_sources
from tests.edits import put
from tests.unit.intake.lists import BASE, planned, row

FILE = rows.FILE
COMPLETE = Choices(completion=Completion(complete_for=frozenset({"hengshui"})))
GONE = [r for r in BASE.rows if r["park"] == "hengshui"][-1]


def everything(base: Base = BASE) -> Plan:
    """A list that changes one cell, adds two rows and removes one."""
    headings = ["编号", "名称", "所在园区", "类别", "级别", "状态", "电话"]
    kept = [r for r in BASE.rows if r["park"] == "hengshui" and r is not GONE]
    new = ["研发创新平台", "其他", "运行", ""]
    return planned(
        headings,
        ["zgc-001", "", "", "", "", "", "010-99999999"],
        *[[r["resource_id"], "", "", "", "", "", ""] for r in kept],
        ["", "崭新样板制造局", "唐山高新区", *new],
        ["", "别样模范勘测队", "雄安高新区", *new],
        choices=COMPLETE,
        base=base,
    )


def test_only_what_a_list_changes_is_written_anew() -> None:
    found = everything()
    assert not found.faults
    before = BASE.sources[FILE].decode().splitlines()
    after = merged(BASE, found.difference).sources[FILE].decode().splitlines()
    gone = [line for line in before if line not in after]
    assert [line.split(",")[0] for line in gone] == ["zgc-001", GONE["resource_id"]]
    came = [line.split(",")[0] for line in after if line not in before]
    assert came == ["zgc-001", "tangshan-005", "xiongan-001"]
    ids = [line.split(",")[0] for line in after]
    of_zone = [place for place, own in enumerate(ids) if own.startswith("tangshan-")]
    assert of_zone == list(range(of_zone[0], of_zone[-1] + 1))
    kept = [line for line in after if line in before]
    assert kept == [line for line in before if line in after]


def test_the_new_register_is_built_and_says_what_was_accepted() -> None:
    found = everything()
    edition = build(merged(BASE, found.difference).sources).edition
    assert len(edition.frame) == len(BASE.rows) + 1
    assert edition.resource("zgc-001")["phone"] == "010-99999999"
    assert edition.resource("xiongan-001")["name"] == "别样模范勘测队"
    assert GONE["resource_id"] not in edition.places


@pytest.mark.parametrize("change", ["\r\n", "no end", "blank lines", "quoted lines"])
def test_a_file_written_otherwise_keeps_its_way(change: str) -> None:
    text = BASE.sources[FILE].decode()
    lines = text.splitlines(keepends=True)
    if change == "\r\n":
        text = text.replace("\n", "\r\n")
    elif change == "no end":
        text = text.rstrip("\n")
    elif change == "blank lines":
        text = lines[0] + "\n" + "".join(lines[1:]) + "\n"
    else:
        note = row("zgc-001")["note"]
        text = text.replace(note, f'"{note}"', 1) if note and '"' not in note else text
    base = Base(put(BASE.sources, FILE, text), 1)
    found = planned(["编号", "电话"], ["zgc-002", "010-99999999"], base=base)
    assert not found.faults
    new = found.merged.sources[FILE].decode()
    own = next(line for line in text.splitlines(keepends=True) if line.startswith("zgc-002,"))
    end = "\n" if change == "no end" else ""
    head, tail = text.split(own)
    assert new.startswith(head) and new.endswith(tail + end)
    assert rows.read(found.merged.sources, base.vocabulary).frame["phone"][1] == "010-99999999"


def test_nothing_accepted_is_the_base_itself() -> None:
    found = everything()
    none = found.difference.without({(c.id, "") for c in found.difference.changed})
    none = none.without({(r.id, "") for r in none.added} | {(r.id, "") for r in none.removed})
    assert not none
    assert merged(BASE, none).sources == BASE.sources


def test_the_register_s_particulars_are_those_named() -> None:
    about = {"version": '2027.01 "正式"', "date": "2027-01", "provenance_zh": "联盟官方名录"}
    sources = merged(BASE, everything().difference, about).sources
    held = rows.particulars(sources)
    assert held | about == held
    assert held["provenance_en"] == rows.particulars(BASE.sources)["provenance_en"]
    same = merged(BASE, everything().difference, rows.particulars(BASE.sources)).sources
    assert same[rows.PARTICULARS] == BASE.sources[rows.PARTICULARS]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    return Store(f"sqlite:///{tmp_path / 'atlas.db'}")


def test_publishing_makes_the_new_register_current(store: Store) -> None:
    base = Base(fixture_sources(), store.publish(fixture_sources(), "甲", "一").number)
    found = everything(base)
    published = publish(store, base, found.merged.sources, "乙", "导入")
    assert store.head() == published
    assert store.sources(published.digest) == found.merged.sources


def test_a_base_that_has_moved_is_said_and_not_overwritten(store: Store) -> None:
    base = Base(fixture_sources(), store.publish(fixture_sources(), "甲", "一").number)
    found = everything(base)
    other = store.publish(fixture_sources(), "丙", "其间")
    with pytest.raises(Moved) as caught:
        publish(store, base, found.merged.sources, "乙", "导入")
    assert isinstance(caught.value, Conflict) and isinstance(caught.value, DataProblem)
    assert "重新比较" in caught.value.text("zh")
    assert store.head() == other


def test_a_register_that_cannot_be_built_is_not_published(store: Store) -> None:
    base = Base(fixture_sources(), store.publish(fixture_sources(), "甲", "一").number)
    with pytest.raises(Exception, match="表头"):
        publish(store, base, put(base.sources, FILE, "x\n"), "乙", "导入")
    head = store.head()
    assert head and head.number == base.number
