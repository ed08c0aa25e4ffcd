"""A list in: its own words become terms, many questions and changes come page by page, positions
are seen on a map, and what a sender means is known the next time."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from lib.drawing import svg
from lib.editions.store import Store
from lib.intake import moves
from tests.app.conftest import Open, SignIn
from tests.app.files import MADE_UP
from tests.app.shown import plain
from tests.app.test_stewards import EXCEL, ROWS, counts, shown

HEADINGS = ["名称", "所在园区", "类别", "级别", "状态", "六链五群标签"]
ZONE = "天津滨海"


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def load(opened: Open, sign_in: SignIn) -> Callable[..., AppTest]:
    """A function that signs a steward in, who loads a list of these rows."""

    def run(*rows: list[object], name: str = "名录.xlsx") -> AppTest:
        if not signed:
            signed.append(sign_in("steward", ""))
        at = opened("stewards")
        at.file_uploader[0].upload(name, workbook(*rows), EXCEL)
        at = at.run()
        assert not at.exception
        return at

    signed: list[str] = []
    return run


def field(kind: Any, label: str) -> Any:
    [one] = [each for each in kind if label in plain(each.label)]
    return one


def publish(at: AppTest) -> AppTest:
    at.text_input(key="sw_reason").set_value("名录")
    [button] = [b for b in at.button if b.label == "发布"]
    at = button.click().run()
    assert not at.exception
    return at


def captions(at: AppTest) -> str:
    return " ".join(plain(each.value) for each in at.caption)


def new(name: str, category: str, tag: str = "") -> list[object]:
    return [name, ZONE, category, "其他", "运行", tag]


def test_a_category_of_the_lists_own_is_added_with_names_colour_and_mark(
    load: Callable[..., AppTest], store: Store
) -> None:
    at = load(HEADINGS, new("京津样例数据交易所", "数据要素平台"))
    assert "错误 1" in counts(at)
    field(at.selectbox, "类别“数据要素平台”").set_value("+category")
    at = at.run()
    assert field(at.text_input, "中文名称").value == "数据要素平台"
    assert "中英文名称都填了才算" in captions(at)
    assert not [b for b in at.button if b.label == "发布"]
    field(at.text_input, "英文名称").set_value("Data platforms")
    field(at.selectbox, "颜色").set_value("#8A5A2B")
    field(at.selectbox, "图形").set_value("chevron")
    at = at.run()
    assert "错误 0" in counts(at)
    assert "同时新增用语：数据要素平台" in captions(at)
    publish(at)
    sources = store.sources(store.publications(1)[0].digest)
    row = "data_platforms,数据要素平台,Data platforms,,,#8A5A2B,chevron"
    assert row in sources.text("categories.csv")
    assert ",data_platforms," in sources.text("resources.csv")


def test_another_word_may_mean_what_is_added(load: Callable[..., AppTest], store: Store) -> None:
    rows = [new("京津样例交易所", "数据平台", "量子"), new("京津样例登记所", "数据载体", "量子")]
    at = load(HEADINGS, *rows)
    field(at.selectbox, "六链五群“量子”").set_value("+chain")
    field(at.selectbox, "类别“数据平台”").set_value("+category")
    at = at.run()
    for text in at.text_input:
        if text.label == "英文名称":
            text.set_value("Extra")
    at = at.run()
    options = field(at.selectbox, "类别“数据载体”").options
    assert "新增的“数据平台”" in options
    field(at.selectbox, "类别“数据载体”").set_value("extra")
    at = at.run()
    assert "错误 0" in counts(at)


def test_a_name_that_is_taken_gets_its_sentence(load: Callable[..., AppTest]) -> None:
    at = load(HEADINGS, new("京津样例数据交易所", "数据要素平台"))
    field(at.selectbox, "类别“数据要素平台”").set_value("+category")
    at = at.run()
    field(at.text_input, "中文名称").set_value("研发创新平台")
    field(at.text_input, "英文名称").set_value("Another")
    at = at.run()
    assert not at.exception
    assert "已是所用的名称" in " ".join(plain(each.value) for each in at.error)
    assert "错误 1" in counts(at)


def test_every_uncertain_word_and_name_can_be_asked_about(load: Callable[..., AppTest]) -> None:
    rows = [new(f"全新样例机构第{n}号院", f"自有类别{n}") for n in range(12)]
    # Names that are alike a row's, and no row's.
    rows += [new(row["name"] + "甲乙丙丁", "研发创新平台") for row in ROWS[:12]]
    at = load(HEADINGS, *rows)
    [words] = [p for p in at.pagination if p.key == "sw_terms_page"]
    asked = [s for s in at.selectbox if s.label.startswith("类别")]
    assert len(asked) == 10
    asked[0].set_value("rd")
    at = at.run()
    words = next(p for p in at.pagination if p.key == "sw_terms_page")
    words.set_value(2)
    at = at.run()
    assert len([s for s in at.selectbox if s.label.startswith("类别")]) == 2
    # What was decided on the first page counts, and is there on the way back.
    next(p for p in at.pagination if p.key == "sw_terms_page").set_value(1)
    at = at.run()
    assert next(s for s in at.selectbox if s.label.startswith("类别")).value == "rd"


def test_one_answer_for_all_names_that_are_open(load: Callable[..., AppTest]) -> None:
    rows = [new(row["name"] + "甲乙丙丁", "研发创新平台") for row in ROWS[:12]]
    at = load(HEADINGS, *rows)
    number = int(counts(at).split("待定 ")[1].split("，")[0])
    assert number > 1
    at = at.button(key="sw_all_skip").click().run()
    assert "待定 0" in counts(at)
    assert at.button(key="sw_all_skip").disabled


def many(n: int = 60) -> list[list[object]]:
    """Other telephone numbers for the rows of a zone."""
    own = MADE_UP.resources[:n]
    return [[row["resource_id"], f"010-6000{i:04}"] for i, row in enumerate(own)]


def test_changes_are_looked_through_page_by_page_and_rejected_alone_or_together(
    load: Callable[..., AppTest], store: Store
) -> None:
    rows = many()
    at = load(["编号", "联系电话"], *rows)
    assert f"改动 {len(rows)} 格" in counts(at)
    table = at.dataframe[-1]
    assert len(table.value) == 50
    key = table.proto.id.rpartition("-")[2]
    at.session_state[key] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    at = at.run()
    next(p for p in at.pagination if str(p.key).startswith("sw_changes_page")).set_value(2)
    at = at.run()
    assert len(at.dataframe[-1].value) == len(rows) - 50
    # What is ticked on a page that is not open stays rejected.
    assert "1 处不采纳" in captions(at)
    at.text_input(key="sw_with_text").set_value("6000000")
    at = at.run()
    assert len(at.dataframe[-1].value) == 10
    at = at.button(key="sw_reject_all").click().run()
    assert "10 处不采纳" in captions(at)
    at.text_input(key="sw_with_text").set_value("")
    at = publish(at.run())
    register = store.sources(store.publications(1)[0].digest).text("resources.csv")
    assert "010-60000009" not in register
    assert "010-60000010" in register


def test_a_resource_is_rejected_whole(load: Callable[..., AppTest], store: Store) -> None:
    row = ROWS[0]["resource_id"]
    at = load(["编号", "联系电话", "备注"], [row, "010-60000001", "另一说明"])
    key = at.dataframe[-1].proto.id.rpartition("-")[2]
    at.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at = at.run()
    at = at.button(key="sw_reject_rows").click().run()
    assert "2 处不采纳" in captions(at)
    assert "没有要改的" in " ".join(plain(each.value) for each in at.info)


def test_positions_are_shown_and_the_files_datum_moves_them(
    load: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[moves.Move, ...]] = []

    def picture(_: object, _v: object, found: tuple[moves.Move, ...], *_more: object) -> bytes:
        drawn.append(found)
        return svg.to_png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')

    monkeypatch.setattr(moves, "picture", picture)
    row = next(r for r in MADE_UP.resources if r["park"] == "tianjin")
    lon, lat = float(row["lon"]) + 0.01, float(row["lat"]) + 0.01
    at = load(["编号", "经度", "纬度"], [row["resource_id"], lon, lat])
    [before] = drawn[-1]
    assert (before.id, before.before) == (
        row["resource_id"],
        (float(row["lon"]), float(row["lat"])),
    )
    assert before.after
    assert before.after == pytest.approx((lon, lat))
    field(at.selectbox, "坐标系：名录").set_value("gcj02")
    at = at.run()
    [after] = drawn[-1]
    assert after.after != before.after
    assert after.before == before.before
    [title] = [e.label for e in at.expander if e.label.startswith("位置：")]
    assert "移动 1 处" in title


def test_a_file_without_points_is_asked_for_no_datum(load: Callable[..., AppTest]) -> None:
    at = load(["编号", "联系电话"], *many(1))
    assert not [s for s in at.selectbox if "坐标系" in s.label]
    assert not [e for e in at.expander if e.label.startswith("位置")]


def test_what_a_sender_means_is_known_the_next_time_and_said(
    load: Callable[..., AppTest], store: Store
) -> None:
    rows = [HEADINGS, new("京津样例孵化甲院", "育成基地")]
    at = load(*rows)
    assert field(at.selectbox, "名录来自").value == "tianjin"
    assert "预填" not in captions(at)
    field(at.selectbox, "类别“育成基地”").set_value("incubator")
    publish(at.run())

    at = load(HEADINGS, new("京津样例孵化乙院", "育成基地"), name="另一份.xlsx")
    assert "steward-one" in captions(at)
    assert "0 列、1 个说法" in captions(at)
    assert field(at.selectbox, "类别“育成基地”").value == "incubator"
    assert "错误 0" in counts(at)
    # It is an offer: another meaning counts, and another sender has none.
    field(at.selectbox, "类别“育成基地”").set_value("transfer")
    at = at.run()
    field(at.selectbox, "名录来自").set_value("xiongan")
    at = at.run()
    assert "预填" not in captions(at)
    assert shown(at)


def test_a_years_figures_come_in_and_stand_on_the_scorecard(
    load: Callable[..., AppTest], store: Store, opened: Open
) -> None:
    [own, *_] = [row for row in MADE_UP.table("scorecard") if row["scope"] == "alliance"]
    year = "2098-11-29/2099-11-28"
    at = load(
        ["统计期", "范围", "指标", "指标（英文）", "数值", "计量单位", "限定", "主题", "来源"],
        [year, "联盟", own["name_zh"], "", 4321, own["unit_zh"], "准确数", "", "年会公布"],
    )
    assert "错误 0" in counts(at)
    assert "附表：年度成绩单" in shown(at)
    assert own["name_zh"] in at.dataframe[-1].value.iloc[0].tolist()[2]
    publish(at)
    sources = store.sources(store.publications(1)[0].digest)
    assert f"{year},alliance,{own['metric']},{own['name_zh']}" in sources.text("scorecard.csv")


def test_a_row_of_a_table_that_is_ticked_is_not_taken(load: Callable[..., AppTest]) -> None:
    at = load(
        ["日期", "事件", "事件（英文）", "范围", "来源"],
        ["2099", "样例事件", "A sample", "联盟", "年会公布"],
    )
    key = at.dataframe[-1].proto.id.rpartition("-")[2]
    at.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at = at.run()
    assert "1 处不采纳" in captions(at)
    assert not [b for b in at.button if b.label == "发布"]
