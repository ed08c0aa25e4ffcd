"""Cells become what the register writes; each change is noted, what is lost is a fault."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.intake import cells, cleaning, layout
from lib.intake.cleaning import Cleaning, Rules
from lib.intake.labels import Labels
from lib.intake.reader import Book, Cell, Day, Sheet
from lib.query.questions import read_aliases
from lib.terms import vocabulary
from lib.terms.datums import gcj02_to_bd09, wgs84_to_gcj02
from tests.editions import live_sources

VOCABULARY = vocabulary.read(live_sources())
ALIASES = tuple(a for row in read_aliases(live_sources(), VOCABULARY).rows for a in row)
LABELS = Labels(VOCABULARY, ALIASES)


def clean(*rows: Sequence[Any], sheet: str = "表", rules: Rules | None = None) -> Cleaning:
    book = Book("名录.xlsx", "xlsx", (Sheet(sheet, tuple(map(tuple, rows))),))
    return cleaning.clean(layout.tables(book)[0], LABELS, rules or Rules())


def done(found: Cleaning) -> list[tuple[str, str, str]]:
    return [(change.field, change.after, change.done) for change in found.changes]


@pytest.mark.parametrize(
    ("make", "cell", "value"),
    [
        (cells.text, "\u00a0样例\u200b  研究院（海淀）\u3000", "样例 研究院（海淀）"),
        (cells.text, "'=SUM(A1)", "=SUM(A1)"),
        (cells.text, "暂无", ""),
        (cells.text, 12.0, "12"),
        (cells.phone, 13800000000, "13800000000"),
        (cells.phone, 13800000000.0, "13800000000"),
        (cells.phone, "０１０－８３４３２６００", "010-83432600"),
        (cells.phone, "电话：010—83432600", "010-83432600"),
        (cells.phone, "010-83432600\n022-23456789", "010-83432600、022-23456789"),
        (cells.phone, "（0311）85961234 转 802", "(0311)85961234转802"),
        (cells.phone, "－", ""),
        (cells.phone, "电话：无", ""),
        (cells.phone, "'+86 10 83432600", "+86 10 83432600"),
        (cells.year, 45000, "2023"),
        (cells.year, 2023.0, "2023"),
        (cells.year, "２０２３年５月", "2023"),
        (cells.year, "20230501", "2023"),
        (cells.year, Day("2019-04-01"), "2019"),
        (cells.day, "2023年5月1日", "2023-05-01"),
        (cells.day, "2023.5", "2023-05"),
        (cells.day, "2023/5/1", "2023-05-01"),
        (cells.day, 45047, "2023-05-01"),
        (cells.degrees, "116.5010", "116.5010"),
        (cells.degrees, 116.30000000000001, "116.3"),
        (cells.degrees, "116°30′3.6″E", "116.501"),
        (cells.degrees, "１１６°３０′３．６″", "116.501"),
        (cells.degrees, "东经116度30分3.6秒", "116.501"),
        (cells.degrees, "116 30 3.6", "116.501"),
        (cells.website, "www.example.com/甲", "http://www.example.com/甲"),
        (cells.website, "HTTPS://Example.com", "https://Example.com"),
        (cells.website, "ｈｔｔｐ：／／example.com", "http://example.com"),
        (cells.whole, "2,500 米", "2500"),
    ],
)
def test_a_cell_becomes_what_the_register_writes(
    make: Callable[[Cell | Day], cells.Cleaned], cell: Cell | Day, value: str
) -> None:
    cleaned = make(cell)
    assert (cleaned.value, cleaned.rule) == (value, "")
    if isinstance(cell, str) and cell != value:
        assert cleaned.done


@pytest.mark.parametrize(
    ("make", "cell", "rule"),
    [
        (cells.text, "样例\ue000所", "bad_character"),
        (cells.text, "样例\ufffd所", "bad_character"),
        (cells.phone, "1.38E+10", "phone_lost"),
        (cells.phone, "１．３８Ｅ＋１０", "phone_lost"),
        (cells.year, "2019年成立，2023年认定", "year"),
        (cells.year, "去年", "year"),
        (cells.degrees, "116°75′", "degrees"),
        (cells.degrees, "海淀区", "degrees"),
    ],
)
def test_what_cannot_be_known_is_a_fault_and_no_guess(
    make: Callable[[Cell | Day], cells.Cleaned], cell: str, rule: str
) -> None:
    assert make(cell).rule == rule


ANY = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.-+eE°′″'\"东经年月日转 ()、（）\u00a0\u200b\n　－０１２", max_size=20),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates().map(lambda d: Day(d.isoformat())),
    st.none(),
)


@given(ANY)
@pytest.mark.parametrize(
    "make",
    [
        *(cells.text, cells.phone, cells.year, cells.day, cells.whole),
        *(cells.website, cells.degrees),
    ],
)
def test_cleaning_twice_is_cleaning_once(
    make: Callable[[Cell | Day], cells.Cleaned], cell: Cell | Day
) -> None:
    once = make(cell)
    again = make(once.value)
    assert (again.value, again.rule) == (once.value, once.rule)


def test_names_of_terms_become_codes_in_both_languages() -> None:
    found = clean(
        ["名称", "类别", "所在园区", "级别", "状态", "省市", "六链五群"],
        [
            "甲",
            "研发创新",
            "石家庄高新区",
            "省级",
            "运行（截至 2024-06）",
            "河北",
            "生物医药、机器人",
        ],
        ["乙", "R&D platforms", "Zhongguancun", "National", "operating", "北京市", "未标注"],
        ["丙", "rd", "天津高新区", "地市级", "在建", "Tianjin", "集成电路; 氢能"],
    )
    assert not found.faults
    a, b, c = (record.values for record in found.records)
    assert [a[n] for n in ("category", "park", "level", "status", "province")] == [
        *("rd", "shijiazhuang", "provincial", "operating", "河北省")
    ]
    assert (a["chains"], a["clusters"]) == ("biomed;robot", "biomed_cluster")
    assert (b["category"], b["park"], b["chains"], b["clusters"]) == ("rd", "zgc", "", "")
    assert (c["park"], c["chains"], c["clusters"]) == ("tianjin", "hydrogen", "ic")


def test_terms_of_the_list_s_own_are_collected_and_never_guessed() -> None:
    rows = [
        ["名称", "类别", "六链五群"],
        ["甲", "育成基地", "人工智能"],
        ["乙", "育成基地", "机器人、脑机"],
    ]
    found = clean(*rows)
    assert [(u.facet, u.name, u.rows) for u in found.unknown] == [
        ("category", "育成基地", 2),
        ("tag", "人工智能", 1),
        ("tag", "脑机", 1),
    ]
    assert {fault.rule for fault in found.faults} == {"unknown_term"}
    assert "创业孵化载体" in found.faults[0].text("zh")
    terms = {
        ("category", "育成基地"): "incubator",
        ("tag", "人工智能"): "",
        ("tag", "脑机"): "chain:robot;cluster:ic",
    }
    mended = clean(*rows, rules=Rules(terms=terms))
    assert not mended.faults
    assert [r.values["category"] for r in mended.records] == ["incubator"] * 2
    assert [(r.values["chains"], r.values["clusters"]) for r in mended.records] == [
        ("", ""),
        ("robot", "ic"),
    ]


def test_swapped_degrees_are_put_right_and_said() -> None:
    found = clean(["名称", "经度", "纬度"], ["甲", 39.9, 116.4])
    assert found.records[0].values["lon"] == "116.4"
    assert ("lon", "116.4, 39.9", "swapped") in done(found)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@pytest.mark.parametrize("is_named", [True, False])
def test_other_datums_become_wgs84(datum: str, is_named: bool) -> None:
    point = wgs84_to_gcj02((116.3, 39.98))
    point = gcj02_to_bd09(point) if datum == "bd09" else point
    name = {"gcj02": "高德", "bd09": "百度"}[datum]
    headings = [f"经度（{name}）", "纬度"] if is_named else ["经度", "纬度"]
    rules = Rules() if is_named else Rules(datum=datum)
    found = clean(["名称", *headings], ["甲", *point], rules=rules)
    values = found.records[0].values
    assert (values["lon"], values["lat"]) == ("116.3", "39.98")
    assert [kind for _, _, kind in done(found)] == ["datum"]


def test_a_heading_that_names_wgs84_goes_before_what_is_said_of_the_file() -> None:
    rows = [["名称", "经度（WGS-84）", "纬度（WGS-84）"], ["甲", "116.3010", "39.98"]]
    values = clean(*rows, rules=Rules(datum="bd09")).records[0].values
    assert (values["lon"], values["lat"]) == ("116.3010", "39.98")


def test_each_file_may_have_a_datum_of_its_own() -> None:
    point = wgs84_to_gcj02((116.3, 39.98))
    rules = Rules(datum="bd09", datums={"名录.xlsx": "gcj02"})
    values = clean(["名称", "经度", "纬度"], ["甲", *point], rules=rules).records[0].values
    assert (values["lon"], values["lat"]) == ("116.3", "39.98")


@pytest.mark.parametrize("cell", ["116.3,39.98", "116.3，39.98", "(116.3 39.98)", "39.98；116.3"])
def test_a_position_may_stand_in_one_cell(cell: str) -> None:
    values = clean(["名称", "经纬度"], ["甲", cell]).records[0].values
    assert (values["lon"], values["lat"]) == ("116.3", "39.98")


def test_half_a_position_is_a_fault() -> None:
    found = clean(["名称", "经度", "纬度"], ["甲", 116.3, None])
    assert [(f.rule, f.field) for f in found.faults] == [("half_position", "lat")]


@pytest.mark.parametrize("sheet", ["唐山", "唐山高新区", "名录（唐山国家高新技术产业开发区）"])
def test_a_zone_named_by_the_sheet_is_taken_and_said(sheet: str) -> None:
    found = clean(["名称", "电话"], ["甲", "0315-1234567"], sheet=sheet)
    assert found.records[0].values["park"] == "tangshan"
    assert [kind for _, _, kind in done(found)] == ["zone_of_sheet"]


def test_a_list_s_running_number_is_no_id() -> None:
    rows: list[list[Any]] = [[1, "甲"], ["ｚｇｃ-001", "乙"], ["JJJ-0007", "丙"], ["bj-001", "丁"]]
    found = clean(["编号", "名称"], *rows)
    assert [r.values["resource_id"] for r in found.records] == ["", "zgc-001", "", ""]
    assert [kind for _, _, kind in done(found)] == ["own_number"] * 3


@pytest.mark.parametrize(
    ("cell", "is_warned"),
    [(1083432600, True), (3151234567.0, True), (13800000000, False), ("1083432600", False)],
)
def test_a_number_that_may_lack_its_zero_is_a_warning(cell: Cell, is_warned: bool) -> None:
    found = clean(["名称", "电话"], ["甲", cell])
    assert [(f.rule, f.is_warning) for f in found.faults] == [("phone_zero", True)] * is_warned


def test_defaults_fill_only_what_a_row_does_not_say() -> None:
    rules = Rules(defaults={"level": "other", "status": "operating"})
    found = clean(["名称", "级别"], ["甲", "国家级"], ["乙", ""], rules=rules)
    assert [(r.values["level"], r.values["status"]) for r in found.records] == [
        ("national", "operating"),
        ("other", "operating"),
    ]


HEADINGS = st.permutations(["名称", "电话", "类别", "经度", "纬度", "六链五群", "年份", "经纬度"])


@given(HEADINGS, st.lists(st.lists(ANY, max_size=8), min_size=1, max_size=4))
def test_any_table_is_cleaned_without_an_error(headings: list[str], rows: list[Any]) -> None:
    for record in clean(headings, *rows).records:
        assert all(isinstance(value, str) for value in record.values.values())
