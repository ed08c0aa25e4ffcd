"""The scorecard, milestones, agreements and facts come in as a list does: recognised, checked,
compared, written beside what stays."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from lib.base.i18n import LANGS
from lib.editions.build import build
from lib.intake import reader, workbook
from lib.intake.base import Base
from lib.intake.forms import FORMS
from lib.intake.plan import Choices, Plan, plan
from lib.intake.reader import Book, Sheet
from lib.intake.yearbook import applied
from lib.published import scorecard
from tests.editions import live_sources
from tests.edits import put

BASE = Base(live_sources(), 1)
YEAR = "2024-11-29/2025-11-28"
SCORES = ["统计期", "范围", "指标", "指标（英文）", "数值", "计量单位", "限定", "主题", "来源"]
SOURCE = "联盟年会公布"


def planned(*sheets: tuple[str, Sequence[Sequence[Any]]], **choices: Any) -> Plan:
    book = Book(
        "年报.xlsx",
        "xlsx",
        tuple(Sheet(name, tuple(map(tuple, rows))) for name, rows in sheets),
    )
    return plan([book], choices.pop("base", BASE), Choices(**choices))


def score(name: str, value: Any, qualifier: str = "准确数", **other: str) -> list[Any]:
    unit = other.get("unit", "个")
    return [
        *(other.get("period", YEAR), other.get("scope", "联盟"), name, other.get("en", ""), value),
        *(unit, qualifier, other.get("theme", ""), other.get("source", SOURCE)),
    ]


def rules(found: Plan) -> list[tuple[str, int, str, str]]:
    return [(f.sheet, f.row, f.column, f.rule) for f in found.faults]


def test_a_years_figures_stand_beside_the_earlier_ones() -> None:
    found = planned(("成绩", [["2025 年成绩单"], SCORES, score("地图集中呈现的创新资源", 412.0)]))
    assert not found.faults
    assert found.is_sound
    [change] = found.brought.changes
    assert change.how == "added"
    assert change.key == (YEAR, "alliance", "map_resources")
    assert (change.after["name_en"], change.after["theme"]) == ("Resources on the map", "resources")
    sources = applied(BASE.sources, found.brought.changes)
    assert sources.text("scorecard.csv").startswith(BASE.sources.text("scorecard.csv"))
    edition = build(sources).edition
    lines = scorecard.lines(edition.figures.rows)
    [line] = [each for each in lines if each.latest.metric == "map_resources"]
    assert [f.value for f in line.figures] == ["412", "337"]
    assert line.change == 412 - 337


def test_a_figure_of_a_new_kind_gets_a_code() -> None:
    row = score("联合申报课题", "1,024", "超过", en="Joint bids", theme="科研合作", unit="项")
    found = planned(("成绩", [SCORES, row]))
    assert not found.faults
    [change] = found.brought.changes
    assert change.after["metric"] == "joint_bids"
    assert (change.after["value"], change.after["qualifier"]) == ("1024", "more_than")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (score("地图集中呈现的创新资源", "很多"), ("数值", "number")),
        (score("地图集中呈现的创新资源", ""), ("数值", "required")),
        (score("地图集中呈现的创新资源", 1, "大概"), ("限定", "unknown_term")),
        (score("地图集中呈现的创新资源", 1, ""), ("限定", "required")),
        (score("地图集中呈现的创新资源", 1, scope="火星"), ("范围", "unknown_term")),
        (score("地图集中呈现的创新资源", 1, period="2025"), ("统计期", "period")),
        (score("地图集中呈现的创新资源", 1, period="2025-12-01/2025-01-01"), ("统计期", "period")),
        (score("地图集中呈现的创新资源", 1, unit="吨"), ("计量单位", "unknown_term")),
        (score("地图集中呈现的创新资源", 1, source=""), ("来源", "required")),
        (score("没有英文的指标", 1, theme="投资"), ("指标（英文）", "required")),
    ],
)
def test_a_fault_is_named_where_the_sender_finds_it(
    row: list[Any], expected: tuple[str, str]
) -> None:
    found = planned(("成绩", [SCORES, row]))
    assert [(column, rule) for _, _, column, rule in rules(found)] == [expected]
    assert rules(found)[0][:2] == ("成绩", 2)
    assert not found.is_sound
    assert all(fault.text(lang) for fault in found.faults for lang in LANGS)


def test_a_figure_that_stands_twice_is_a_fault() -> None:
    row = score("地图集中呈现的创新资源", 1)
    assert rules(planned(("成绩", [SCORES, row, row])))[0][3] == "duplicate"


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-29 至 2025-11-28",
        "2024/11/29—2025/11/28",
        "2024年11月29日~2025年11月28日",
        "2024-11-29 to 2025-11-28",
        "2024-11-29 / 2025-11-28",
    ],
)
def test_a_period_is_written_in_several_ways(text: str) -> None:
    found = planned(("成绩", [SCORES, score("地图集中呈现的创新资源", 1, period=text)]))
    assert found.brought.changes[0].key[0] == YEAR


def test_milestones_agreements_and_facts_come_in_one_workbook_with_a_list() -> None:
    found = planned(
        ("名录", [["编号", "电话"], ["zgc-001", "010-99999999"]]),
        (
            "大事",
            [
                ["日期", "事件", "事件（英文）", "范围", "来源"],
                ["2024-06", "样例", "Sample", "联盟", SOURCE],
            ],
        ),
        (
            "协议",
            [
                ["协议名称", "协议名称（英文）", "各方", "所涉产业链", "来源"],
                ["样例协议", "Sample pact", "唐山高新区、沧州高新区", "机器人", SOURCE],
            ],
        ),
        (
            "要事",
            [
                ["园区", "主题", "事实", "数值", "计量单位", "限定", "年份", "来源"],
                ["唐山高新区", "企业", "样例企业 12 家", 12, "家", "准确数", 2025, SOURCE],
            ],
        ),
        ("说明", [["本表由秘书处填写"]]),
    )
    assert not found.faults
    assert [c.field for c in found.difference.changed] == ["phone"]
    assert [c.file for c in found.brought.changes] == [
        "milestones.csv",
        "agreements.csv",
        "park_facts.csv",
    ]
    sources = applied(found.merged.sources, found.brought.changes)
    edition = build(sources).edition
    assert edition.resource("zgc-001")["phone"] == "010-99999999"
    dates = [event.date for event in edition.milestones.rows]
    assert dates == sorted(dates)
    assert "Sample" in [event.en for event in edition.milestones.rows]
    [pact] = [a for a in edition.agreements.rows if a.zh == "样例协议"]
    assert (pact.code, pact.parties, pact.chains) == (
        "sample_pact",
        ("tangshan", "cangzhou"),
        ("robot",),
    )
    assert edition.facts.rows[-1].text == "样例企业 12 家"
    for reading in (edition.milestones, edition.agreements, edition.facts):
        assert not reading.problems


def test_a_file_of_tables_alone_needs_no_list() -> None:
    found = planned(("成绩", [SCORES, score("地图集中呈现的创新资源", 1)]), ("说明", [["填表人"]]))
    assert found.is_sound
    assert not found.unread
    assert any(note.sheet == "说明" for note in found.notes)


def test_what_is_sent_again_changes_nothing_and_a_correction_one_cell() -> None:
    book = reader.read("scorecard.csv", BASE.sources["scorecard.csv"])
    again = plan([book], BASE, Choices())
    assert not again.faults
    assert not again.brought.changes
    corrected = BASE.sources.text("scorecard.csv").replace(",337,个,", ",338,个,", 1)
    book = reader.read("scorecard.csv", corrected.encode())
    [change] = plan([book], BASE, Choices()).brought.changes
    assert (change.how, change.cells) == ("changed", (("value", "337", "338"),))
    assert applied(BASE.sources, [change]).text("scorecard.csv") == corrected


def test_rows_go_only_where_the_sheet_is_said_to_be_complete() -> None:
    sheet = ("成绩", [SCORES, score("地图集中呈现的创新资源", 1)])
    assert len(planned(sheet).brought.changes) == 1
    found = planned(sheet, complete_tables=frozenset({"scorecard.csv"}))
    hows = [change.how for change in found.brought.changes]
    assert hows.count("removed") == len(BASE.sources.text("scorecard.csv").splitlines()) - 1
    left = applied(BASE.sources, found.brought.changes).text("scorecard.csv").splitlines()
    assert len(left) == 2


def test_a_table_with_windows_ends_and_no_last_end_stays_so() -> None:
    text = BASE.sources.text("milestones.csv").replace("\n", "\r\n").rstrip()
    base = Base(put(BASE.sources, "milestones.csv", text), 1)
    row = ["2099", "样例", "Sample", "联盟", SOURCE]
    found = planned(("大事", [["日期", "事件", "事件（英文）", "范围", "来源"], row]), base=base)
    after = applied(base.sources, found.brought.changes)["milestones.csv"].decode()
    assert after == f"{text}\r\n2099,样例,Sample,alliance,{SOURCE}\r\n"


@pytest.mark.parametrize("lang", LANGS)
def test_the_blank_workbook_is_recognised_filled_in_and_read(lang: Any) -> None:
    blank = workbook.blank_tables(BASE, lang)
    book = openpyxl.load_workbook(io.BytesIO(blank))
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert len(visible) == len(FORMS)
    assert all(sheet.data_validations.dataValidation for sheet in visible)
    empty = plan([reader.read("表.xlsx", blank)], BASE, Choices())
    assert not empty.faults
    assert not empty.brought.changes
    assert empty.brought.left_empty > 10
    sheet = visible[0]
    place = {which.name: n for n, which in enumerate(FORMS[0].fields, start=1)}
    exact = {"zh": "准确数", "en": "exact"}[lang]
    for name, cell in (
        ("period", YEAR),
        ("value", "5"),
        ("qualifier", exact),
        ("source", SOURCE),
    ):
        sheet.cell(2, place[name]).value = cell
    buffer = io.BytesIO()
    book.save(buffer)
    found = plan([reader.read("表.xlsx", buffer.getvalue())], BASE, Choices())
    assert not found.faults
    assert [c.how for c in found.brought.changes] == ["added"]


def test_faults_of_tables_are_marked_in_the_senders_workbook() -> None:
    sheet = Sheet("成绩", tuple(map(tuple, [SCORES, score("地图集中呈现的创新资源", "很多")])))
    book = Book("年报.xlsx", "xlsx", (sheet,))
    found = plan([book], BASE, Choices())
    marked = openpyxl.load_workbook(io.BytesIO(workbook.marked(book, found, "zh")))
    cell = marked.worksheets[1].cell(2, SCORES.index("数值") + 1)
    assert cell.comment
    assert "不是有效的数" in cell.comment.text


@pytest.mark.parametrize(
    ("word", "code"),
    [("超", "more_than"), ("超过", "more_than"), ("逾", "more_than"), ("多", "some_over")],
)
def test_a_figure_may_be_qualified_as_reports_do(word: str, code: str) -> None:
    found = planned(("成绩", [SCORES, score("地图集中呈现的创新资源", 400, word)]))
    assert not found.faults
    assert found.brought.changes[0].after["qualifier"] == code
