"""Searching the directory: what matches is marked and named, and nothing typed or read acts."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from lib.query import search
from tests.app.conftest import Open
from tests.app.directory import ROWS, cells, contact, directory, rows, share
from tests.app.files import MADE_UP
from tests.app.shown import assert_inert, bodies, card, html, notes, options, plain, words
from tests.hostile import SEEN, UNSEEN

BY_ID, IDS = MADE_UP.by_id, MADE_UP.ids
TEXTS = SEEN | UNSEEN
# The kinds that search, marking and the field itself might take amiss.
NAUGHTY = ("image", "markdown", "regular expression", "right to left", "icon", "null", "override")


@pytest.mark.parametrize(
    ("query", "name", "marked", "field", "in_english"),
    [
        ("scyljgyjs", "狮城样例激光研究所", "狮城样例激光研究所", "名称", "Name"),
        ("zhengche", "古城样例整车试验场", "整车", "名称", "Name"),
        ("銀行樣例", "银行样例科技支行", "银行样例", "名称", "Name"),
        (
            "ｐｈｏｔｏｎｉｃｓ",
            "Sample Institute of Applied Photonics",
            "Photonics",
            "名称",
            "Name",
        ),
        ("唐城样例公司", "唐城样例焊接研究所", "", "运营单位", "Operator"),
        ("大厦甲座", "安澜样例研究院", "", "地址", "Address"),
        ("海洋園", "滨海样例细胞中试基地", "", "分园", "Sub-zone"),
        ("公开坐标", "样例无址公开点研究院", "", "说明", "Note"),
        ("hydrogen testing", "古城样例储能检测中心", "", "标签", "Tags"),
    ],
)
def test_match_is_marked_and_its_field_named(
    opened: Open, *, query: str, name: str, marked: str, field: str, in_english: str
) -> None:
    at = directory(opened, q=query)
    first = options(at, "di_all_rows")[0]
    assert cells(first)[0] == name
    assert cells(first)[5] == field
    assert re.findall(r":orange-background\[(.*?)\]", first) == ([marked] if marked else [])
    assert words(html(at, '<div class="columns match"')).split()[-1] == "匹配"
    assert rows(directory(opened, "en", q=query))[0][5] == in_english
    at.button_group(key="di_all_rows").set_value(IDS[name]).run()
    if marked:
        assert f"<mark>{marked}</mark>" in card(at)
    lines = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card(at)))
    for label in {"运营单位", "地址", "说明"} & {*field.split("、")}:
        assert "<mark>" in lines[label]
    assert "<mark>" not in card(directory(opened, id=IDS[name]))


def test_without_a_query_nothing_is_marked(opened: Open) -> None:
    at = directory(opened)
    assert not [o for o in at.button_group(key="di_all_rows").options if "background" in o]
    assert {len(row) for row in rows(at)} == {5}


def test_picked_row_that_does_not_match_has_no_match_to_name(opened: Open) -> None:
    at = directory(opened, q="Photonics", pick=["zgc-002", "zgc-008"], view="picked")
    other, matched = rows(at)
    assert matched[5] == "名称"
    assert len(other) == 5
    # An empty emphasis would be read as two asterisks.
    row = next(row for row in MADE_UP.resources if row["resource_id"] == "zgc-002")
    assert plain(options(at, "di_all_rows")[0]).endswith(f"*{contact(row, 'zh')}*")


def test_both_fields_are_one_search(opened: Open) -> None:
    at = directory(opened)
    at.text_input(key="di_q").set_value(" 清华  海淀 ").run()
    assert at.query_params == {"q": "清华 海淀"}
    assert at.text_input(key="side_q").value == "清华 海淀"
    at.text_input(key="side_q").set_value("").run()
    assert at.text_input(key="di_q").value == ""
    assert at.query_params == {}


@pytest.mark.parametrize("query", [*map(TEXTS.get, NAUGHTY), "中 " * 5000], ids=[*NAUGHTY, "long"])
def test_naughty_query_neither_crashes_nor_acts(opened: Open, query: str) -> None:
    kept = search.clean(query)
    linked = directory(opened, q=query, id="zgc-008", pick="zgc-001")
    assert linked.query_params["q"] == kept
    typed = directory(opened, id="zgc-008", pick="zgc-001")
    typed.text_input(key="di_q").set_value(query).run()
    assert typed.query_params == linked.query_params
    for at in (linked, typed):
        assert_inert(at)
        assert ("200" in notes(at)) == (len(query) > 200)
        for facet in ("picked", "park", "list"):
            at.button_group(key="di_view").set_value(facet).run()
            assert_inert(at)
        assert_inert(share(at))
        assert parse_qs(urlsplit(at.code[0].value).query)["q"] == [kept]


@pytest.mark.parametrize("resource_id", ["zgc-012", "zgc-013", "zgc-014", "tianjin-002"])
def test_naughty_rows_read_as_they_are_written(opened: Open, resource_id: str) -> None:
    at = directory(opened, id=resource_id)
    row = BY_ID[resource_id]
    assert row["name"] in [cells[0] for cells in rows(at)]
    for column in ("name", "host", "address", "note", "subpark"):
        assert row[column] in words(card(at)) or not row[column]
    assert_inert(at)


def offered(at: AppTest) -> str:
    """What a question is said to mean; empty where nothing is offered."""
    found = [words(body) for body in bodies(at) if body.startswith('<div class="offer"')]
    assert len(found) == len([b for b in at.button if b.key == "offer_take"]) <= 1
    return " ".join(found[0].split()) if found else ""


@pytest.mark.parametrize(
    "page", ["", "map", "parks", "corridor", "chains", "scorecard", "directory"]
)
def test_question_is_offered_as_a_filter_on_every_page(seen: Open, page: str) -> None:
    at = seen(page, q="天津附近的机器人检测")
    assert offered(at) == "筛选：天津 · 检验检测 · 机器人链 登记册未收录 · “附近”只指该地之内"
    # It is only offered.
    assert at.query_params == {"q": "天津附近的机器人检测"}
    assert offered(seen(page, q="样例")) == offered(seen(page)) == ""


def test_offer_is_taken_by_its_button_and_is_then_gone(opened: Open) -> None:
    at = directory(opened, "en", park="tangshan", id="zgc-008")
    at.text_input(key="di_q").set_value("Which incubators are in Beijing").run()
    count = len([r for r in ROWS if r["park"] == "zgc" and r["category"] == "incubator"])
    assert offered(at) == f"Filter: Beijing · Incubation {count} in the register"
    assert "tangshan" in at.query_params["park"]
    at.button(key="offer_take").click().run()
    assert at.query_params == {
        "province": "beijing", "category": "incubator", "lang": "en", "id": "zgc-008"
    }  # fmt: skip
    assert at.text_input(key="di_q").value == at.text_input(key="side_q").value == ""
    assert offered(at) == ""
    assert len(rows(at)) == count


@pytest.mark.parametrize("page", ["", "directory"])
def test_what_is_near_a_zone_is_taken_to_the_directory_in_order(opened: Open, page: str) -> None:
    at = opened(page, q="唐山附近的孵化器")
    count = len([r for r in ROWS if r["category"] == "incubator"])
    assert offered(at) == f"筛选：创业孵化 登记册中 {count} 项 · 离唐山由近及远"
    at.button(key="offer_take").click().run()
    assert at.query_params == {"category": "incubator", "sort": "distance", "near": "tangshan"}
    assert len(rows(at)) == min(count, 50)
    assert offered(at) == ""


def test_what_was_not_understood_is_said_and_stays_as_text(opened: Open) -> None:
    at = directory(opened, q="滨海高新区的激光检测")
    assert "“激光”未理解，按文字查找" in offered(at)
    at.button(key="offer_take").click().run()
    assert at.query_params == {"park": "tianjin", "category": "testing", "q": "激光"}
    assert at.text_input(key="di_q").value == "激光"
    assert offered(at) == ""


@pytest.mark.parametrize("query", [TEXTS[kind] for kind in NAUGHTY], ids=NAUGHTY)
def test_naughty_question_does_not_act(opened: Open, query: str) -> None:
    at = directory(opened, q=f"北京 检测 {query}")
    assert offered(at)
    assert_inert(at)
