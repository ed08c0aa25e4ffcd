"""Ten zones' lists, each with its habits, come in whole, alone and together."""

import pytest

from lib.base.cells import unfit_characters
from lib.editions.build import build
from lib.intake import layout, reader
from lib.intake.plan import Choices, plan
from tests import hostile
from tests.unit.intake.lists import BASE, changes, planned
from tests.unit.intake.zones import ZONES


@pytest.mark.parametrize("park", ZONES)
def test_a_zone_s_list_comes_in_whole(park: str) -> None:
    sent = ZONES[park]()
    found = plan([reader.read(sent.file, sent.content)], BASE, Choices())
    assert found.is_sound
    assert [f.rule for f in found.warnings] == ["phone_zero"] * (park == "tangshan")
    assert not found.asked and not found.difference.removed
    (added,) = found.difference.added
    assert added.name.startswith("首创样板")
    new = {"park": park, "status": "operating", **sent.new}
    assert {name: added.values[name] for name in new} == new
    assert added.values["source_title"].startswith(sent.file)


def test_all_lists_together_make_an_edition() -> None:
    books = [reader.read(sent.file, sent.content) for sent in (make() for make in ZONES.values())]
    found = plan(books, BASE, Choices())
    assert found.is_sound and not found.asked
    assert len(found.difference.added) == len(ZONES)
    edition = build(found.merged.sources).edition
    assert len(edition.frame) == len(BASE.rows) + len(ZONES)
    said = {note.message for note in found.notes}
    assert {layout.ASIDE, layout.HIDDEN_SKIPPED, layout.SHEET_SKIPPED, reader.ENCODED} <= said


def test_rows_that_are_known_only_change_where_they_say_something_else() -> None:
    sent = ZONES["zgc"]()
    found = plan([reader.read(sent.file, sent.content)], BASE, Choices())
    assert changes(found) == []


def test_hidden_rows_come_in_when_asked_for() -> None:
    sent = ZONES["xiongan"]()
    book = reader.read(sent.file, sent.content)
    found = plan([book], BASE, Choices(hidden="include"))
    assert [added.name for added in found.difference.added] == ["首创样板卫星所", "暂不公布样板所"]


def test_a_hidden_sheet_comes_in_when_asked_for() -> None:
    sent = ZONES["zgc"]()
    book = reader.read(sent.file, sent.content)
    found = plan([book], BASE, Choices(hidden="include"))
    assert "早已撤销样板所" in [added.name for added in found.difference.added]
    assert f"{sent.file}：隐藏的工作表“去年”已读取。" in [note.text("zh") for note in found.notes]


@pytest.mark.parametrize("kind", [*hostile.SEEN, *sorted(hostile.UNSEEN.keys() - {"private"})])
def test_hostile_texts_come_in_as_texts_and_without_what_cannot_be_seen(kind: str) -> None:
    text = {**hostile.SEEN, **hostile.UNSEEN}[kind]
    rows = [["编号", "说明"], ["zgc-001", text]]
    found = planned(*rows)
    (change,) = found.difference.changed
    assert not found.faults and not unfit_characters(change.after)
    if kind in hostile.SEEN:
        assert change.after == " ".join(text.split())
    assert rows[1][1] == text


def test_half_a_character_comes_in_without_it() -> None:
    (change,) = planned(["编号", "说明"], ["zgc-001", hostile.HALF]).difference.changed
    assert change.after == "甲乙"
