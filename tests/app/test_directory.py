"""The directory and the card: found, ordered, paged, picked, shared, taken away."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pypdf
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.editions.edition import Edition
from lib.query import search
from lib.query.filters import TERMS
from lib.terms import live
from lib.ui import view
from tests import codes
from tests.app.conftest import Open
from tests.unit.query.test_listing import KEYS, ROWS, alike

PAGES = ("", "map", "parks", "corridor", "chains", "scorecard", "directory")
LANGS = ("zh", "en")
CJK = re.compile(r"[\u3400-\u9fff]")
BY_ID = {row["resource_id"]: row for row in ROWS}
IDS = {row["name"]: row["resource_id"] for row in ROWS}
IMG = "<img src=x onerror=alert(1)>"
NAUGHTY = (
    "😀👩‍👩‍👧‍👦🇨🇳",
    "\u202eمرحبا\u202c \u200f",
    "x" * 10_000,
    "中 " * 5000,
    "'; DROP TABLE resources;--",
    "(.*[^$\\d+?|",
    IMG,
    "<script>alert(1)</script> \"'&amp;",
    "a\0b",
    "**b** [x](javascript:alert(1)) :red[y] $z$ `c`",
)


def directory(opened: Open, lang: str = "zh", **query: str | list[str]) -> AppTest:
    """The directory opened by a link."""
    at = opened("directory")
    at.query_params.update(query | ({"lang": lang} if lang != "zh" else {}))
    return at.run()


def plain(markdown: str) -> str:
    """A row's Markdown as it reads."""
    unmarked = re.sub(r":orange-background\[((?:\\.|[^\]\\])*)\]", r"\1", markdown)
    return re.sub(r"\\(.)", r"\1", unmarked)


def cells(option: str) -> list[str]:
    """Name, category, park, level, telephone and, with a query, what matched."""
    found = re.fullmatch(r"\*\*((?:\\.|[^*\\])*)\*\*((?: \*(?:\\.|[^*\\])*\*)*)", option)
    assert found, option
    rest = re.findall(r" \*((?:\\.|[^*\\])*)\*", found[2])
    return [plain(cell) for cell in (found[1], *rest)]


def rows(at: AppTest, group: str = "all") -> list[list[str]]:
    return [cells(option) for option in at.button_group(key=f"di_{group}_rows").options]


def ids(at: AppTest, group: str = "all") -> list[str]:
    return [IDS[row[0]] for row in rows(at, group)]


def grouped_ids(at: AppTest, facet: str) -> list[str]:
    """The ids on a page of groups, group after group."""
    keys = {group.key for group in at.button_group}
    codes = [code for code in TERMS[facet] if f"di_{code}_rows" in keys]
    return [i for code in codes for i in ids(at, code)]


def bodies(at: AppTest) -> list[str]:
    return [str(e.proto.body) for e in at.get("html")]


def piece(at: AppTest, start: str) -> str:
    [found] = [body for body in bodies(at) if body.startswith(start)]
    return found


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", markup)).strip()


def notes(at: AppTest) -> str:
    return " ".join(plain(caption.value) for caption in at.caption)


def card(at: AppTest) -> dict[str, str]:
    """The open card's lines by their labels, as HTML."""
    body = piece(at, '<article class="card"')
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", body))


def share(at: AppTest, address: str = "http://localhost:8501/directory") -> AppTest:
    at.context = {"url": address}
    at.session_state["card_share"] = True
    return at.run()


def by_csv(sort: str) -> list[str]:
    return [row["resource_id"] for row in sorted(ROWS, key=KEYS[sort])]


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What each download button was last given, by its key; AppTest cannot press them."""
    given: dict[str, dict[str, Any]] = {}
    draw = st.download_button

    def record(label: str, data: Callable[[], bytes], **options: Any) -> bool:
        given[options["key"]] = {"label": label, "data": data, **options}
        return draw(label, data, **options)

    monkeypatch.setattr(st, "download_button", record)
    return given


def contents(downloads: dict[str, dict[str, Any]], lang: str = "zh") -> dict[str, list[str]]:
    """The ids, in their order, in each file as its own reader finds them."""
    made = {key.removeprefix("export_"): given["data"]() for key, given in downloads.items()}
    [heading, *lines] = openpyxl.load_workbook(io.BytesIO(made["xlsx"])).worksheets[0].values
    assert heading[0] == {"zh": "编号", "en": "ID"}[lang]
    table = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    features = json.loads(made["geojson"])["features"]
    return {
        "xlsx": [str(line[0]) for line in lines],
        "csv": [line[0] for line in table[1:]],
        "geojson": [feature["id"] for feature in features],
        "parquet": pq.read_table(io.BytesIO(made["parquet"]))["resource_id"].to_pylist(),
    }


def assert_files_hold(
    downloads: dict[str, dict[str, Any]], expected: list[str], lang: str = "zh"
) -> None:
    for kind, found in contents(downloads, lang).items():
        assert found == expected, kind
    # On paper a name may stand in other cells as well, so names are looked for one by one.
    paper = pypdf.PdfReader(io.BytesIO(downloads["export_pdf"]["data"]()))
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in paper.pages))
    for resource_id in expected:
        before, name, printed = printed.partition(re.sub(r"\s", "", BY_ID[resource_id]["name"]))
        assert name, (resource_id, before)


@pytest.mark.parametrize(
    ("lang", "said", "heads"),
    [
        ("zh", "共 337 项", ["名称", "类别", "园区", "级别", "电话"]),
        ("en", "337 in all", ["Name", "Category", "Zones", "Level", "Phone"]),
    ],
)
def test_page_opens(opened: Open, lang: str, said: str, heads: list[str]) -> None:
    at = directory(opened, lang)
    assert not at.exception
    assert not at.error
    assert notes(at) == ""
    assert [body for body in bodies(at) if said in words(body)]
    assert words(piece(at, '<div class="columns"')).split() == heads
    assert ids(at) == [row["resource_id"] for row in ROWS[:25]]
    assert at.pagination[0].num_pages == 14
    for row, (name, category, park, level, phone) in zip(ROWS, rows(at), strict=False):
        language: Any = lang
        assert name == row["name"]
        assert category == TERMS["category"][row["category"]].short(language)
        assert park == live.SEATS[row["park"]].short(language)
        assert level == TERMS["level"][row["level"]].short(language)
        assert (phone == row["phone"]) == bool(row["phone"])


def test_row_has_its_telephone(opened: Open) -> None:
    with_phone = [row for row in ROWS if row["phone"]]
    assert with_phone
    for row in with_phone:
        assert [cells[4] for cells in rows(directory(opened, q=row["name"]))] == [row["phone"]]


@pytest.mark.parametrize("sort", KEYS)
def test_link_to_a_page_of_an_order_is_honoured_and_written_back(opened: Open, sort: str) -> None:
    at = directory(opened, page="3", sort=sort)
    assert ids(at) == by_csv(sort)[50:75]
    assert at.pagination[0].value == 3
    assert at.button_group(key="di_sort").value == sort
    assert at.query_params == {"page": "3", "sort": sort}
    assert notes(at) == ""


def test_order_and_page_chosen_are_a_link(opened: Open) -> None:
    at = directory(opened)
    at.pagination[0].set_value(2).run()
    assert ids(at) == [row["resource_id"] for row in ROWS[25:50]]
    assert at.query_params == {"page": "2"}
    # Another order begins at its beginning.
    at.button_group(key="di_sort").set_value("name").run()
    assert ids(at) == by_csv("name")[:25]
    assert at.query_params == {"sort": "name"}
    at.pagination[0].set_value(14).run()
    assert ids(at) == by_csv("name")[325:]
    assert at.query_params == {"sort": "name", "page": "14"}
    at.pagination[0].set_value(1).run()
    at.button_group(key="di_sort").set_value("best").run()
    assert at.query_params == {}
    assert ids(at) == [row["resource_id"] for row in ROWS[:25]]


@pytest.mark.parametrize("page", ["15", "999999"])
def test_page_past_the_end_is_the_last(opened: Open, page: str) -> None:
    at = directory(opened, page=page, sort="year")
    assert ids(at) == by_csv("year")[325:]
    assert at.pagination[0].value == 14
    assert not at.exception


def test_one_page_has_no_pager(opened: Open) -> None:
    at = directory(opened, park="hengshui", page="7")
    assert sorted(ids(at)) == sorted(i for i in BY_ID if i.startswith("hengshui"))
    assert not at.pagination


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("sort", "price"),
        ("sort", "name|park"),
        ("view", IMG),
        ("view", "List"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "2.5"),
        ("page", "１"),
        ("page", "9" * 4000),
        ("pick", "nope-001"),
        ("id", "ZGC-001"),
    ],
)
def test_bad_parameter_is_ignored_with_a_note_and_dropped(
    opened: Open, lang: str, parameter: str, value: str
) -> None:
    at = directory(opened, lang, **{parameter: value})
    assert not at.exception
    said = {"zh": "已忽略链接中的 ", "en": "Ignored in the link: "}[lang]
    assert notes(at) == f"{said}{parameter}={value[:30]}"
    assert at.query_params == ({} if lang == "zh" else {"lang": "en"})
    assert ids(at) == [row["resource_id"] for row in ROWS[:25]]


def test_good_picks_stay_where_others_are_bad(opened: Open) -> None:
    at = directory(opened, pick=["zgc-003", "nope-001", "zgc-001", "zgc-003"])
    assert at.query_params == {"pick": ["zgc-003", "zgc-001"]}
    assert "pick=nope-001" in notes(at)


def test_leaving_drops_what_is_the_pages_own_and_keeps_the_rest(opened: Open) -> None:
    kept: dict[str, str | list[str]] = {"park": "zgc", "pick": ["zgc-003", "zgc-001"]}
    at = directory(opened, "en", **kept, sort="name", page="2", view="category")
    assert at.query_params == kept | {
        "lang": "en", "sort": "name", "page": "2", "view": "category"
    }  # fmt: skip
    for link in at.get("page_link"):
        assert parse_qs(link.proto.query_string) == parse_qs(
            "park=zgc&lang=en&pick=zgc-003&pick=zgc-001"
        )
    at.switch_page("pages/parks.py").run()
    assert at.query_params == kept | {"lang": "en"}
    at.switch_page("pages/directory.py").run()
    assert at.query_params == kept | {"lang": "en"}
    assert at.button_group(key="di_sort").value == "best"
    assert at.button_group(key="di_view").value == "list"


def test_own_parameters_mean_nothing_to_another_page(opened: Open) -> None:
    at = opened("parks")
    at.query_params["sort"] = "name"
    at.run()
    assert not at.exception
    assert "sort=name" in notes(at)
    assert at.query_params == {}


@pytest.mark.parametrize("widget", ["side_park", "di_q", "side_q", "clear"])
def test_another_filter_begins_at_page_one(opened: Open, widget: str) -> None:
    at = directory(opened, category="rd", page="3", sort="name")
    researching = [i for i in by_csv("name") if BY_ID[i]["category"] == "rd"]
    assert ids(at) == researching[50:75]
    if widget == "side_park":
        at.button_group(key=widget).set_value(["zgc"]).run()
        expected = [i for i in researching if BY_ID[i]["park"] == "zgc"]
        assert at.query_params == {"category": "rd", "park": "zgc", "sort": "name"}
    elif widget == "clear":
        at.button(key=widget).click().run()
        expected = by_csv("name")
        assert at.query_params == {"sort": "name"}
    else:
        at.text_input(key=widget).set_value("实验室").run()
        expected = [i for i in researching if i in ids(at)]
        assert set(expected) >= {i for i in researching[:40] if "实验室" in BY_ID[i]["name"]}
        assert at.query_params == {"category": "rd", "q": "实验室", "sort": "name"}
    assert ids(at) == expected[:25]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("facet", "chosen"),
    [("park", {"category": "pilot"}), ("category", {"park": "baoding"})],
)
def test_groups_have_headings_and_their_members(
    opened: Open, lang: Any, facet: str, chosen: dict[str, str]
) -> None:
    at = directory(opened, lang, **chosen, sort="name")
    at.button_group(key="di_view").set_value(facet).run()
    assert at.query_params["view"] == facet
    [(own, code)] = chosen.items()
    passing = [i for i in by_csv("name") if BY_ID[i][own] == code]
    assert 0 < len(passing) <= 25
    codes = [c for c in TERMS[facet] if any(BY_ID[i][facet] == c for i in passing)]
    assert len(codes) > 2
    headings = [unescape(body[4:-5]) for body in bodies(at) if body.startswith("<h4>")]
    assert headings == [TERMS[facet][c].name(lang) for c in codes]
    for c in codes:
        assert ids(at, c) == [i for i in passing if BY_ID[i][facet] == c]
        ticks = at.button_group(key=f"di_{c}_ticks").options
        assert len(ticks) == len(ids(at, c))
    at.button_group(key="di_view").set_value("list").run()
    assert "view" not in at.query_params
    assert ids(at) == passing


def test_groups_are_paged_together(opened: Open) -> None:
    expected = sorted(ROWS, key=KEYS["category"])
    at = directory(opened, view="category", page="5")
    assert at.pagination[0].num_pages == 14
    shown = grouped_ids(at, "category")
    assert shown == [row["resource_id"] for row in expected[100:125]]
    assert len({BY_ID[i]["category"] for i in shown}) == 2


@pytest.mark.parametrize("group", ["all", "zgc"])
def test_row_opens_its_card_and_the_address_names_it(opened: Open, group: str) -> None:
    at = directory(opened, **({"view": "park"} if group == "zgc" else {}))
    at.button_group(key=f"di_{group}_rows").set_value("zgc-008").run()
    assert at.query_params["id"] == "zgc-008"
    assert "全球健康药物研发中心" in words(piece(at, '<article class="card"'))
    assert at.button_group(key=f"di_{group}_rows").value == "zgc-008"
    at.button_group(key=f"di_{group}_rows").set_value("zgc-002").run()
    assert at.query_params["id"] == "zgc-002"
    at.button(key="card_close").click().run()
    assert "id" not in at.query_params
    assert at.button_group(key=f"di_{group}_rows").value is None
    assert not [body for body in bodies(at) if "<article" in body]


@pytest.mark.parametrize(("lang", "label"), [("zh", "清单"), ("en", "Selection")])
def test_ticks_fill_the_basket(opened: Open, lang: str, label: str) -> None:
    at = directory(opened, lang)
    ticks = at.button_group(key="di_all_ticks")
    assert [IDS[plain(o.split("*", 1)[1].split("：" if lang == "zh" else ": ", 1)[1][:-1])]
            for o in ticks.options] == ids(at)  # fmt: skip
    ticks.set_value(["zgc-003"]).run()
    assert at.query_params["pick"] == "zgc-003"
    at.button_group(key="di_all_ticks").set_value(["zgc-003", "zgc-001"]).run()
    assert at.query_params["pick"] == ["zgc-003", "zgc-001"]
    assert f"{label} 2" in at.button_group(key="di_view").options
    # A list of other rows leaves these alone.
    at.pagination[0].set_value(14).run()
    last = ids(at)[-1]
    at.button_group(key="di_all_ticks").set_value([last]).run()
    assert at.query_params["pick"] == ["zgc-003", "zgc-001", last]
    at.button_group(key="di_all_ticks").set_value([]).run()
    assert at.query_params["pick"] == ["zgc-003", "zgc-001"]
    at.pagination[0].set_value(1).run()
    assert at.button_group(key="di_all_ticks").value == ["zgc-003", "zgc-001"]
    at.button_group(key="di_all_ticks").set_value(["zgc-001"]).run()
    assert at.query_params["pick"] == "zgc-001"


@pytest.mark.parametrize("page", PAGES)
def test_card_puts_into_the_basket_and_out(opened: Open, page: str) -> None:
    at = opened(page, id="zgc-008", pick="zgc-001")
    assert at.button(key="card_pick").label == "放入清单"
    at.button(key="card_pick").click().run()
    assert at.query_params == {"id": "zgc-008", "pick": ["zgc-001", "zgc-008"]}
    assert at.button(key="card_pick").label == "移出清单"
    at.button(key="card_pick").click().run()
    assert at.query_params == {"id": "zgc-008", "pick": "zgc-001"}


def test_basket_is_shown_whatever_the_filter(
    opened: Open, downloads: dict[str, dict[str, Any]]
) -> None:
    picks = ["zgc-003", "hengshui-002", "zgc-001"]
    at = directory(opened, park="tianjin", q="没有这样的机构", pick=picks)
    assert not [group for group in at.button_group if group.key == "di_all_rows"]
    at.button_group(key="di_view").set_value("picked").run()
    assert at.query_params["view"] == "picked"
    assert ids(at) == picks
    assert not [group for group in at.button_group if group.key == "di_sort"]
    assert_files_hold(downloads, picks)
    assert "清单 — 3 项" in json.loads(downloads["export_geojson"]["data"]())["about"]["what"]
    at.button_group(key="di_all_ticks").set_value(["zgc-003", "zgc-001"]).run()
    assert ids(at) == ["zgc-003", "zgc-001"]
    assert at.query_params["pick"] == ["zgc-003", "zgc-001"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "清单还是空的"), ("en", "selection is empty")])
def test_basket_can_be_emptied(opened: Open, lang: str, said: str) -> None:
    at = directory(opened, lang, pick=["zgc-003", "zgc-001"], view="picked", park="zgc")
    assert not at.info
    at.button(key="di_clear").click().run()
    assert "pick" not in at.query_params
    assert "view" not in at.query_params
    assert at.query_params["park"] == "zgc"
    assert "di_clear" not in [button.key for button in at.button]
    at.button_group(key="di_view").set_value("picked").run()
    assert [said in info.value for info in at.info] == [True]
    assert not at.exception


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("lang", "label"), [("zh", "清单 2"), ("en", "Selection 2")])
def test_every_other_page_links_to_the_basket(
    opened: Open, page: str, lang: str, label: str
) -> None:
    chosen: dict[str, str | list[str]] = {"park": "tianjin", "pick": ["zgc-003", "zgc-001"]}
    at = opened(page, **chosen, lang=lang)
    links = [e.proto for e in at.get("page_link") if e.proto.label == label]
    if page == "directory":
        assert not links
        return
    [link] = links
    assert link.page == "directory"
    asked = parse_qs(link.query_string)
    assert asked["view"] == ["picked"]
    assert asked["pick"] == ["zgc-003", "zgc-001"]
    at.switch_page("pages/directory.py").run()
    at.query_params.update(asked)
    at.run()
    assert ids(at) == ["zgc-003", "zgc-001"]
    assert not [e for e in opened(page, lang=lang).get("page_link") if e.proto.label[:2] == "清单"]


@pytest.mark.parametrize(
    ("query", "name", "marked", "field", "in_english"),
    [
        ("bjrxjqr", "北京人形机器人数据训练中心", "北京人形机器人", "名称", "Name"),
        ("beijingrenxing", "北京人形机器人数据训练中心", "北京人形", "名称", "Name"),
        ("北京人形機器人", "北京人形机器人数据训练中心", "北京人形机器人", "名称", "Name"),
        (
            "ｓｍｃ",
            "SMC（中国）技术研发中心",
            "SMC",
            "名称、运营单位、说明",
            "Name, Operator, Note",
        ),
        ("大悦信息", "中关村人工智能研究院", "", "地址", "Address"),
        (
            "渤龙湖",
            "中国科学院风能利用重点实验室天津试验基地",
            "",
            "分园、地址",
            "Sub-zone, Address",
        ),
        ("兩院", "中关村人工智能研究院", "", "说明", "Note"),
        ("hydrogen pilot", "北京市大兴区-北京工业大学氢能产业技术验证示范中心", "", "标签", "Tags"),
    ],
)
def test_match_is_marked_and_its_field_named(
    opened: Open, *, query: str, name: str, marked: str, field: str, in_english: str
) -> None:
    at = directory(opened, q=query)
    first = at.button_group(key="di_all_rows").options[0]
    assert cells(first)[0] == name
    assert cells(first)[5] == field
    assert re.findall(r":orange-background\[(.*?)\]", first) == ([marked] if marked else [])
    assert words(piece(at, '<div class="columns"')).split()[-1] == "匹配"
    assert rows(directory(opened, "en", q=query))[0][5] == in_english
    at.button_group(key="di_all_rows").set_value(IDS[name]).run()
    body = piece(at, '<article class="card"')
    if marked:
        assert f"<mark>{marked}</mark>" in body
    texts = {"名称": "name", "运营单位": "host", "地址": "address", "说明": "note"}
    for label, column in texts.items():
        if label in field.split("、"):
            [held] = [h for h in [card(at).get(label, body)] if BY_ID[IDS[name]][column]]
            assert "<mark>" in held
    assert "<mark>" not in piece(directory(opened, id=IDS[name]), '<article class="card"')


def test_without_a_query_nothing_is_marked(opened: Open) -> None:
    at = directory(opened)
    assert not [o for o in at.button_group(key="di_all_rows").options if "background" in o]
    assert {len(row) for row in rows(at)} == {5}


def test_picked_row_that_does_not_match_has_no_match_to_name(opened: Open) -> None:
    at = directory(opened, q="SMC", pick=["zgc-002", "zgc-001"], view="picked")
    matched, other = rows(at)[1], rows(at)[0]
    assert matched[5] == "名称、运营单位、说明"
    assert len(other) == 5
    # An empty emphasis would be read as two asterisks.
    assert at.button_group(key="di_all_rows").options[0].endswith("*电话未收录*")


def test_both_fields_are_one_search(opened: Open) -> None:
    at = directory(opened)
    at.text_input(key="di_q").set_value(" 清华  海淀 ").run()
    assert at.query_params == {"q": "清华 海淀"}
    assert at.text_input(key="side_q").value == "清华 海淀"
    at.text_input(key="side_q").set_value("").run()
    assert at.text_input(key="di_q").value == ""
    assert at.query_params == {}


class Markup(HTMLParser):
    """Collects the elements of a piece of HTML and their attributes."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def assert_nothing_acts(at: AppTest) -> None:
    """No text of a visitor or of the data is an element of HTML or Markdown on the page."""
    assert not at.exception
    for body in bodies(at):
        markup = Markup(body)
        assert not markup.tags & {"img", "script", "b1", "iframe"}, body
        assert not [name for name in markup.attributes if name.startswith("on")], body
    drops = [button.label for button in at.button if str(button.key).startswith("drop_q")]
    rows_or_ticks = [g for g in at.button_group if str(g.key).endswith(("_rows", "_ticks"))]
    options = [option for group in rows_or_ticks for option in group.options]
    own = re.compile(r":orange-background\[|:material/\w+:|\*\*|\*|\]")
    for text in (*drops, *(caption.value for caption in at.caption), *options):
        rest = re.sub(r"\\.", "", text)
        rest = own.sub("", rest) if text in options else rest
        assert not set(rest) & set("<>[]*`$"), text
        assert not re.search(r":\w+", rest), text


@pytest.mark.parametrize("query", NAUGHTY)
def test_naughty_query_neither_crashes_nor_acts(opened: Open, query: str) -> None:
    kept = " ".join(query.split())[:200].strip()
    linked = directory(opened, q=query, id="zgc-008", pick="zgc-001")
    assert linked.query_params["q"] == kept
    typed = directory(opened, id="zgc-008", pick="zgc-001")
    typed.text_input(key="di_q").set_value(query).run()
    assert typed.query_params == linked.query_params
    for at in (linked, typed):
        assert_nothing_acts(at)
        assert ("200" in notes(at)) == (len(" ".join(query.split())) > 200)
        for facet in ("picked", "park", "list"):
            at.button_group(key="di_view").set_value(facet).run()
            assert_nothing_acts(at)
        assert_nothing_acts(share(at))
        assert parse_qs(urlsplit(at.code[0].value).query)["q"] == [kept]


def test_naughty_data_neither_crash_nor_act(
    opened: Open, monkeypatch: pytest.MonkeyPatch, entries: Edition
) -> None:
    text = f"粗{IMG}**粗** [x](javascript:alert(1)) :red[y] $z$ `c` <script>alert(1)</script>"
    first = entries.frame.iloc[0]
    taken = ["name", "host", "address", "note", "subpark", "district", "source_title"]
    frame = pd.concat([entries.frame.iloc[[0]].assign(**dict.fromkeys(taken, text)),
                       entries.frame.iloc[1:]])  # fmt: skip
    hostile = replace(entries, frame=frame, index=search.build(frame))
    monkeypatch.setattr(register, "read_parquet", lambda: hostile)
    view.load_register.clear()
    try:
        for query in ({}, {"q": "粗"}):
            at = directory(opened, **query, id=first["resource_id"], pick=first["resource_id"])
            assert rows(at)[0][0] == text
            assert text in words(piece(at, '<article class="card"').replace(" lang=", " ")) or query
            assert_nothing_acts(at)
            assert_nothing_acts(share(at))
    finally:
        view.load_register.clear()


def samples() -> list[str]:
    """Ids of resources of every kind the card tells apart."""
    kinds = ("park", "category", "level", "status", "position_basis", "source_kind", "confidence")
    columns = ("subpark", "host", "year", "address", "district", "phone", "website", "note",
               "source_date", "source_url", "chains", "clusters")  # fmt: skip
    found: dict[tuple[str, object], str] = {}
    for row in ROWS:
        for column in kinds:
            found.setdefault((column, row[column]), row["resource_id"])
        for column in columns:
            found.setdefault((column, bool(row[column])), row["resource_id"])
    return sorted(set(found.values()))


def focus(row: dict[str, str], lang: Any) -> str:
    chains = [TERMS["chain"][code] for code in row["chains"].split(";") if code]
    clusters = [
        TERMS["cluster"][code] for code in row["clusters"].split(";")
        if code and code != "biomed_cluster"
    ]  # fmt: skip
    return " · ".join(term.name(lang) for term in (*chains, *clusters))


def fields(row: dict[str, str]) -> dict[str, str]:
    """The Chinese card's lines as they read, told from the CSV file, those known only."""
    park = live.SEATS[row["park"]].zh + (f" · {row['subpark']}" if row["subpark"] else "")
    dated = row["source_date"] or "日期未见"
    as_of = f"截至 {row['source_date']}" if row["source_date"] else "日期未见"
    near = f"±{float(row['radius_m']) / 1000:g} km"
    lines = {
        "所在园区": park + (" 归属为推断" if row["confidence"] == "medium" else ""),
        "六链五群": focus(row, "zh") or "未标注",
        "级别": TERMS["level"][row["level"]].zh,
        "状态": f"{TERMS['status'][row['status']].zh}（{as_of}）",
        "运营单位": row["host"],
        "成立或认定": row["year"],
        "地址": row["address"],
        "区县": f"{row['city']} {row['district']}" if row["district"] else "",
        "位置": (
            f"仅知在该区域内（{near}）" if row["position_basis"] == "area" else f"位置约 {near}"
        )
        + f" {float(row['lat']):.4f}°N {float(row['lon']):.4f}°E (WGS-84)",
        "电话": row["phone"],
        "网址": row["website"],
        "说明": row["note"],
        "来源": f"{row['source_title']} · {dated}"
        + (" · 见于转载" if row["source_kind"] == "reprint" else ""),
    }
    return {label: text for label, text in lines.items() if text}


def read(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", markup.replace("<br>", " ")))


def test_card_tells_everything_the_register_knows(opened: Open) -> None:
    at = directory(opened)
    for resource_id in samples():
        row = BY_ID[resource_id]
        at.query_params["id"] = resource_id
        at.run()
        assert not at.exception
        body = piece(at, '<article class="card"')
        assert {label: read(held) for label, held in card(at).items()} == fields(row)
        assert f'<h3><span lang="zh">{row["name"]}</span></h3>' in body
        assert TERMS["category"][row["category"]].zh in body
        assert resource_id in words(body)
        hrefs = [unescape(href) for href in re.findall(r'href="([^"]*)"', body)]
        expected = [f"tel:{row['phone']}"] if row["phone"] else []
        expected += [row["website"]] if row["website"] else []
        expected += (
            [row["source_url"]] if row["source_kind"] == "outlet" and row["source_url"] else []
        )
        assert hrefs == expected


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "位置不够精确，按名称与地址搜索，不落点"), ("en", "drops no pin")],
)
def test_way_there_is_a_search_and_never_a_pin(opened: Open, lang: str, said: str) -> None:
    assert min(int(row["radius_m"]) for row in ROWS) > 300
    paths = {
        "uri.amap.com": "/search",
        "api.map.baidu.com": "/place/search",
        "apis.map.qq.com": "/uri/v1/search",
        "maps.apple.com": "/",
    }
    at = directory(opened, lang)
    for resource_id in samples():
        row = BY_ID[resource_id]
        at.query_params["id"] = resource_id
        at.run()
        ways = piece(at, '<p class="ways"')
        assert said in words(ways)
        links = [urlsplit(unescape(href)) for href in re.findall(r'href="([^"]*)"', ways)]
        assert {link.hostname: link.path for link in links} == paths
        for link in links:
            asked = parse_qs(link.query)
            assert not {"position", "location", "marker", "ll", "center"} & asked.keys()
            wanted = " ".join(" ".join(values) for values in asked.values())
            assert row["name"] in wanted
            assert row["city"] in wanted
            assert row["address"] in unquote(wanted)


def test_tags_of_a_card_filter(opened: Open) -> None:
    at = directory(opened, id="zgc-008", category=["pilot", "transfer"])
    tags = at.button_group(key="card_tags_zgc-008")
    assert tags.options == ["中关村", "研发创新", "生物医药", "省级", "运行"]
    assert tags.value == []
    tags.set_value(["park:zgc"]).run()
    assert at.query_params == {"id": "zgc-008", "park": "zgc", "category": ["pilot", "transfer"]}
    at.button_group(key="card_tags_zgc-008").set_value(["park:zgc", "category:rd"]).run()
    assert at.query_params == {"id": "zgc-008", "park": "zgc", "category": "rd"}
    at.button_group(key="card_tags_zgc-008").set_value(
        ["park:zgc", "category:rd", "chain:biomed"]
    ).run()
    assert at.query_params["chain"] == "biomed"
    chosen = at.button_group(key="card_tags_zgc-008").value
    assert chosen == ["park:zgc", "category:rd", "chain:biomed"]
    at.button_group(key="card_tags_zgc-008").set_value(["category:rd", "chain:biomed"]).run()
    assert at.query_params == {"id": "zgc-008", "category": "rd", "chain": "biomed"}
    passing = [
        r["resource_id"]
        for r in ROWS
        if r["category"] == "rd" and "biomed" in r["chains"].split(";")
    ]
    assert ids(at) == passing[:25]


def test_card_lists_similar_resources_that_open(opened: Open) -> None:
    expected = alike(BY_ID["zgc-008"])[:6]
    at = directory(opened, id="zgc-008")
    options = at.button_group(key="card_resources").options
    names = [plain(option.split(" *", 1)[0]) for option in options]
    assert [IDS[name] for name in names] == expected
    at.button_group(key="card_resources").set_value(expected[2]).run()
    assert at.query_params == {"id": expected[2]}
    assert BY_ID[expected[2]]["name"] in words(piece(at, '<article class="card"'))


@pytest.mark.parametrize(
    ("lang", "untagged", "alone"),
    [
        ("zh", "未标注链或集群", "没有同类同链"),
        ("en", "no chain or cluster", "The register holds none"),
    ],
)
def test_card_says_why_nothing_is_similar(
    opened: Open, lang: str, untagged: str, alone: str
) -> None:
    free = next(r for r in ROWS if not r["chains"] and not r["clusters"])
    only = next(r for r in ROWS if (r["chains"] or r["clusters"]) and not alike(r))
    for row, said in ((free, untagged), (only, alone)):
        at = directory(opened, lang, id=row["resource_id"])
        assert [body for body in bodies(at) if said in body]
        assert "card_resources" not in [group.key for group in at.button_group]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("directory", {"q": "健康 a&b=“c”", "sort": "name", "view": "park"}),
        ("directory", {"pick": ["zgc-003", "zgc-001"], "view": "picked", "lang": "en"}),
        ("map", {"park": ["zgc", "tianjin"], "q": "健康"}),
    ],
)
def test_share_holds_link_coordinates_and_address(
    opened: Open, page: str, query: dict[str, str | list[str]]
) -> None:
    at = opened(page)
    at.query_params.update(query | {"id": "zgc-008"})
    at.run()
    assert not at.code
    share(at, f"http://intranet:8501/{page}")
    link, where, address = (code.value for code in at.code)
    row = BY_ID["zgc-008"]
    assert link.startswith(f"http://intranet:8501/{page}?")
    asked = parse_qs(link.partition("?")[2], strict_parsing=True)
    assert asked == {k: v if isinstance(v, list) else [v] for k, v in at.query_params.items()}
    assert set(asked) == {*query, "id"}
    lat, lon = float(row["lat"]), float(row["lon"])
    assert where == f"{lat:.6f}, {lon:.6f} (WGS-84, ±{row['radius_m']} m)"
    assert address == row["address"]


def test_share_without_an_address_has_none(opened: Open) -> None:
    row = next(row for row in ROWS if not row["address"])
    assert len(share(directory(opened, id=row["resource_id"])).code) == 2


def test_qr_is_offered_only_with_a_public_address_and_holds_it(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_PUBLIC_URL", raising=False)
    at = share(directory(opened, q="健康", id="zgc-008"))
    assert not [body for body in bodies(at) if 'class="qr"' in body]
    for public in ("https://atlas.example.cn", "https://atlas.example.cn/jjj/"):
        monkeypatch.setenv("ATLAS_PUBLIC_URL", public)
        at.run()
        address = f"{public.rstrip('/')}/directory?q=%E5%81%A5%E5%BA%B7&id=zgc-008"
        assert codes.read_html(piece(at, '<img class="qr"')) == address
        # The text to copy stays that of the address in use.
        assert at.code[0].value.startswith("http://localhost:8501/directory?")


def test_address_too_long_for_a_qr_code_is_a_sentence(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://atlas.example.cn")
    everything = list(BY_ID)
    at = share(directory(opened, id=everything[0], pick=everything))
    assert not at.exception
    assert piece(at, '<p class="quiet">本视图的链接太长')
    assert not [body for body in bodies(at) if 'class="qr"' in body]
    assert "放入清单" not in [button.label for button in at.button]  # The rest of the card stands.


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_shows_the_card(opened: Open, page: str, lang: str) -> None:
    at = opened(page, id="zgc-008", lang=lang)
    assert not at.exception
    assert "全球健康药物研发中心" in words(piece(at, '<article class="card"'))
    assert piece(at, '<p class="ways"')
    assert at.button_group(key="card_resources").options
    assert at.query_params["id"] == "zgc-008"


@pytest.mark.parametrize("shown", ["list", "park", "category", "picked"])
def test_english_has_no_chinese_but_the_data(opened: Open, shown: str) -> None:
    query = {"view": shown, "q": "jiankang", "pick": "zgc-008", "id": "zgc-008", "level": "other"}
    at = share(directory(opened, "en", **query | ({"q": "天津"} if shown == "category" else {})))
    assert not at.exception
    of_data = [g for g in at.button_group if str(g.key).endswith(("_rows", "_ticks", "_resources"))]
    texts = [o for group in at.button_group if group not in of_data for o in group.options]
    texts += [group.label for group in at.button_group]
    texts += [
        button.label for button in at.button if button.key not in ("lang_switch", "drop_q_天津")
    ]
    texts += [field.label for field in (*at.text_input, *at.expander)]
    texts += [field.placeholder for field in at.text_input]
    texts += [info.value for info in at.info] + [caption.value for caption in at.caption]
    texts += [e.proto.label for kind in ("page_link", "download_button") for e in at.get(kind)]
    texts += [e.proto.popover.label for e in at.get("popover")]
    for group in of_data:
        for option in map(plain, group.options):
            assert [name for name in IDS if name in option], option
            texts.append(option.replace(max((n for n in IDS if n in option), key=len), ""))
    marked = [re.sub(r'<span lang="zh">.*?</span>', "", body) for body in bodies(at)]
    texts += [body.replace("天津", "") if 'class="words"' in body else body for body in marked]
    assert len(texts) > 80
    assert [text for text in texts if CJK.search(text)] == []


@pytest.mark.parametrize(
    ("lang", "name"), [("zh", "京津冀创新资源"), ("en", "Innovation resources of Jing-Jin-Ji")]
)
def test_files_hold_exactly_the_rows_shown(
    opened: Open, downloads: dict[str, dict[str, Any]], lang: str, name: str
) -> None:
    at = directory(opened, lang, park="shijiazhuang", sort="year")
    expected = [i for i in by_csv("year") if BY_ID[i]["park"] == "shijiazhuang"]
    shown = ids(at)
    at.pagination[0].set_value(2).run()
    assert shown + ids(at) == expected
    assert [e.proto.label for e in at.get("download_button")] == [
        given["label"] for given in downloads.values()
    ]
    kinds = [key.removeprefix("export_") for key in downloads]
    assert kinds == ["xlsx", "pdf", "csv", "geojson", "parquet"]
    for kind, given in zip(kinds, downloads.values(), strict=True):
        assert re.fullmatch(rf"{re.escape(name)}-\d{{4}}-\d\d-\d\d\.{kind}", given["file_name"])
        assert given["on_click"] == "ignore"
    assert_files_hold(downloads, expected, lang)


def test_files_of_a_search_are_in_its_order(
    opened: Open, downloads: dict[str, dict[str, Any]]
) -> None:
    at = directory(opened, q="bjrxjqr")
    shown = ids(at)
    assert shown[0] == IDS["北京人形机器人数据训练中心"]
    assert_files_hold(downloads, shown)
    assert "bjrxjqr" in json.loads(downloads["export_geojson"]["data"]())["about"]["what"]


def test_groups_are_in_files_as_on_the_page(
    opened: Open, downloads: dict[str, dict[str, Any]]
) -> None:
    at = directory(opened, view="park", category="pilot", sort="name")
    shown = grouped_ids(at, "park")
    assert len(shown) == sum(row["category"] == "pilot" for row in ROWS)
    assert_files_hold(downloads, shown)


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_found_is_said_and_nothing_exported(opened: Open, lang: str) -> None:
    at = directory(opened, lang, q="没有这样的机构", view="park", page="3")
    assert not at.exception
    assert len(at.info) == 1
    [export] = [e.proto for e in at.get("popover") if e.proto.id.endswith("di_export")]
    assert export.popover.disabled
    assert "0" in export.popover.label
