"""What a list would change is told cell by cell; what is empty or certain changes nothing."""

import io
from typing import Any

import openpyxl
import pytest

from lib.base.files import Sources
from lib.intake import reader
from lib.intake.base import Base
from lib.intake.cells import to_wgs84
from lib.intake.cleaning import Rules
from lib.intake.compare import ROW, Completion
from lib.intake.places import Places
from lib.intake.plan import Choices, plan
from lib.outputs import exports
from lib.register import rows as register
from lib.terms.geometry import distance_m
from tests.editions import fixture_edition, live_edition, live_sources
from tests.edits import with_cells
from tests.unit.intake.lists import BASE, changes, planned, row, rules

LIVE = Base(live_sources(), 1)
NEW = ["名称", "所在园区", "类别", "级别", "状态"]
ONE = ["崭新样板制造局", "唐山高新区", "研发创新平台", "其他", "运行"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("base", [BASE, LIVE], ids=["fixture", "live"])
def test_our_own_export_changes_nothing(kind: str, lang: Any, base: Base) -> None:
    edition = fixture_edition() if base is BASE else live_edition()
    content = exports.FORMATS[kind].write(exports.extract(edition, edition.filter(), lang))
    parks = frozenset(base.vocabulary.terms["park"])
    choices = Choices(completion=Completion(complete_for=parks))
    found = plan([reader.read(f"a.{kind}", content)], base, choices)
    assert not found.difference and not found.faults and not found.asked
    assert len(found.matches) == len(base.rows)
    assert found.merged.sources == base.sources


def test_one_phone_edited_in_our_own_export_is_one_changed_cell() -> None:
    edition = fixture_edition()
    content = exports.FORMATS["xlsx"].write(exports.extract(edition, edition.filter(), "zh"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    place = [cell.value for cell in sheet[1]].index("电话") + 1
    sheet.cell(5, place).value = 1083432600
    written = io.BytesIO()
    book.save(written)
    found = plan([reader.read("a.xlsx", written.getvalue())], BASE, Choices())
    assert changes(found) == [("zgc-004", "phone", "", "1083432600")]
    # What Excel did to it is said.
    assert found.is_sound and rules(found) == [(5, "phone", "phone_zero")]


def test_an_empty_cell_deletes_nothing_unless_its_column_is_to_be_cleared() -> None:
    rows = [["编号", "电话", "地址"], ["zgc-001", "", ""]]
    assert not planned(*rows).difference
    clearing = Choices(completion=Completion(clear=frozenset({"phone"})))
    assert changes(planned(*rows, choices=clearing)) == [("zgc-001", "phone", "010-00000001", "")]


def test_tags_in_another_order_are_the_same_and_twins_stay_together() -> None:
    same = [["编号", "六链"], ["zgc-002", "高端工业母机、机器人"]]
    assert not planned(*same).difference
    only = [["编号", "六链"], ["zgc-006", "网络安全和工业互联网"], ["zgc-001", "机器人;生物医药"]]
    assert changes(planned(*only)) == [
        ("zgc-006", "chains", "biomed;cyber_iiot", "cyber_iiot"),
        ("zgc-006", "clusters", "biomed_cluster;cybersec", "cybersec"),
        ("zgc-001", "chains", "robot", "robot;biomed"),
        ("zgc-001", "clusters", "", "biomed_cluster"),
    ]


def test_rows_go_only_where_the_list_is_complete_for_their_zone() -> None:
    of_zone = [r["resource_id"] for r in BASE.rows if r["park"] == "hengshui"]
    rows = [["编号", "名称"], [of_zone[0], row(of_zone[0])["name"]]]
    assert not planned(*rows).difference
    complete = Choices(completion=Completion(complete_for=frozenset({"hengshui"})))
    removed = planned(*rows, choices=complete).difference.removed
    assert [r.id for r in removed] == of_zone[1:]


def test_a_row_that_may_be_meant_or_is_at_fault_is_not_removed() -> None:
    complete = Choices(completion=Completion(complete_for=frozenset({"zgc"})))
    rows = [
        ["编号", "名称", "类别"],
        ["", "安澜样例研究院三期", ""],
        ["zgc-003", "", "某类"],
    ]
    found = planned(*rows, choices=complete)
    assert rules(found) == [(3, "category", "unknown_term")]
    assert [c.id for c in found.asked[0].candidates] == ["zgc-002", "zgc-001"]
    assert not {"zgc-001", "zgc-002", "zgc-003"} & {r.id for r in found.difference.removed}


def test_a_position_that_is_given_says_how_exact_it_is() -> None:
    found = planned(["编号", "经度", "纬度"], ["zgc-010", "116.31234", "39.98765"])
    assert {field: after for _, field, _, after in changes(found)} == {
        "lon": "116.31234",
        "lat": "39.98765",
        "position_basis": "published",
        "radius_m": "200",
        "place_id": "",
    }
    assert [c.is_derived for c in found.difference.changed] == [False, False, True, True, True]


def test_a_number_that_stays_the_same_makes_a_position_no_more_exact() -> None:
    assert row("zgc-010")["lat"] == "39.9700"
    found = planned(["编号", "经度", "纬度"], ["zgc-010", 116.31, 39.97])
    assert ("zgc-010", "radius_m", "15000", "1200") in changes(found)


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize(
    ("lon", "lat", "radius"),
    [("118.17", "39.69", 1200), ("118.1712", "39.69", 200), ("118.2", "39.7", 12_000)],
)
def test_a_conversion_makes_no_position_more_exact(
    datum: str, lon: str, lat: str, radius: int
) -> None:
    choices = Choices(rules=Rules(datum=datum))
    found = planned([*NEW, "经度", "纬度"], [*ONE, lon, lat], choices=choices)
    (added,) = found.difference.added
    assert added.values["radius_m"] == str(radius)
    at = float(added.values["lon"]), float(added.values["lat"])
    point = to_wgs84((float(lon), float(lat)), datum)
    assert distance_m(at, point) <= radius


def test_a_position_outside_its_district_is_a_fault_where_the_sender_finds_it() -> None:
    found = planned(["编号", "经度（WGS-84）", "纬度"], ["zgc-001", "117.65", "39.06"])
    assert rules(found) == [(2, "lon", "outside_district")]
    assert found.faults[0].column == "经度（WGS-84）"
    far = planned(["编号", "经度", "纬度"], ["zgc-001", "121.47", "31.23"])
    assert rules(far) == [(2, "lon", "outside_region")]


def test_districts_and_cities_are_called_in_full() -> None:
    same = [["编号", "区县", "城市"], ["zgc-001", "海淀", "北京"]]
    assert not planned(*same).difference
    moved = [["编号", "区县"], ["zgc-010", "昌平"]]
    found = {field: after for _, field, _, after in changes(planned(*moved))}
    assert (found["district"], found["adcode"]) == ("昌平区", "110114")
    assert "lon" in found and not planned(*moved).faults


def test_another_zone_is_a_fault() -> None:
    found = planned(["编号", "所在园区"], ["zgc-001", "唐山高新区"])
    assert rules(found) == [(2, "park", "moved_zone")] and not found.difference


def test_a_new_row_gets_the_next_id_and_what_follows_from_its_zone() -> None:
    found = planned([*NEW, "区县", "电话"], [*ONE, "路北区", "0315-1234567"])
    (added,) = found.difference.added
    assert not found.faults
    numbers = [int(r["resource_id"][9:]) for r in BASE.rows if r["park"] == "tangshan"]
    assert added.id == f"tangshan-{max(numbers) + 1:03}"
    values = added.values
    assert (values["adcode"], values["city"], values["province"]) == ("130203", "唐山市", "河北省")
    assert (values["source_title"], values["source_kind"]) == ("名录.xlsx · 表", "outlet")
    assert values["position_basis"] == "area"


@pytest.mark.parametrize(
    ("words", "basis", "place"),
    [
        ({"subpark": "亦庄（北京经开区）"}, "area", "yizhuang"),
        ({"address": "北京市海淀区中关村软件园二期9号楼"}, "place", "zhongguancun-ruanjianyuan"),
        ({"subpark": "昌平园", "adcode": "110114"}, "area", "changping-yuan"),
        ({"adcode": "110113"}, "area", ""),
        ({}, "area", ""),
    ],
)
def test_a_row_without_a_position_lies_where_its_words_say(
    words: dict[str, str], basis: str, place: str
) -> None:
    found = Places(LIVE).position({"park": "zgc", **words})
    assert found and (found.position_basis, found.place_id) == (basis, place)
    assert int(found.radius_m) >= 400


def test_the_radius_of_a_zone_or_district_holds_all_of_it() -> None:
    places = Places(LIVE)
    zone = places.position({"park": "zgc"})
    assert zone
    at = float(zone.lon), float(zone.lat)
    for r in LIVE.rows:
        if r["park"] == "zgc":
            assert distance_m(at, (float(r["lon"]), float(r["lat"]))) <= int(zone.radius_m)
    district = places.position({"park": "zgc", "adcode": "110114"})
    assert district and 20_000 < int(district.radius_m) < 60_000


def test_districts_of_one_name_are_told_apart_by_the_zone_s_city() -> None:
    places = Places(LIVE)
    found = [places.district("桥西区", park) for park in ("shijiazhuang", "zgc")]
    assert [d and d.adcode for d in found] == ["130104", None]


def test_every_zone_takes_a_new_row_that_says_only_its_name() -> None:
    zones = list(LIVE.vocabulary.terms["park"].values())
    rows = [[f"崭新样板{n}号制造局", zone.zh, *ONE[2:]] for n, zone in enumerate(zones)]
    found = planned(NEW, *rows, base=LIVE)
    assert not found.faults and len(found.difference.added) == len(zones)


def test_what_a_new_row_lacks_is_a_fault_with_what_is_allowed() -> None:
    found = planned(["名称", "所在园区", "类别"], ONE[:3])
    assert rules(found) == [(2, "level", "required"), (2, "status", "required")]
    assert found.faults[0].allowed[0] == {"zh": "国家级", "en": "National"}
    assert "National" in found.faults[0].text("en")
    defaults = Choices(rules=Rules(defaults={"level": "other", "status": "operating"}))
    assert not planned(["名称", "所在园区", "类别"], ONE[:3], choices=defaults).faults


def test_what_is_rejected_stays_as_it_is() -> None:
    rows = [
        ["编号", "电话", "经度", "纬度"],
        ["zgc-001", "010-99999999", "116.3101", "39.9901"],
        ["zgc-002", "010-88888888", "", ""],
    ]
    whole = planned(*rows).difference
    left = whole.without({("zgc-001", "lat"), ("zgc-002", ROW)})
    assert [(c.id, c.field) for c in left.changed] == [("zgc-001", "phone")]


@pytest.mark.parametrize(
    ("cell", "rule", "field"),
    [
        ({"电话": "拨打总机"}, "phone", "phone"),
        ({"电话": "1.38E+10"}, "phone_lost", "phone"),
        ({"网址": "见公众号"}, "url", "website"),
        ({"成立时间": "去年"}, "year", "year"),
        ({"类别": "某类"}, "unknown_term", "category"),
        ({"地址": "甲" * 201}, "too_long", "address"),
        ({"经度": "116.3"}, "half_position", "lat"),
        ({"行政区划代码": "999999"}, "unknown_code", "adcode"),
        ({"来源日期": "2023-13-01"}, "date", "source_date"),
    ],
)
def test_each_fault_names_row_column_and_rule(cell: dict[str, str], rule: str, field: str) -> None:
    (heading, value), *_ = cell.items()
    headings = ["编号", heading] + (["纬度"] if heading == "经度" else [])
    found = planned(headings, ["zgc-001", value])
    assert rules(found) == [(2, field, rule)]
    assert not found.is_sound
    for lang in ("zh", "en"):
        assert "{" not in found.faults[0].text(lang)


def test_all_faults_of_a_row_are_named_at_once() -> None:
    headings = ["编号", "类别", "电话", "网址", "成立时间", "来源日期", "六链五群"]
    found = planned(headings, ["zgc-001", "某类", "总机", "见公众号", "1700", "某日", "脑机"])
    assert {(field, rule) for _, field, rule in rules(found)} == {
        ("category", "unknown_term"),
        ("phone", "phone"),
        ("website", "url"),
        ("year", "year"),
        ("source_date", "date"),
        ("focus", "unknown_term"),
    }


def test_two_new_rows_of_one_name_are_a_fault() -> None:
    found = planned(NEW, ONE, ONE)
    assert [rule for _, _, rule in rules(found)] == ["duplicate"]


def test_a_base_that_is_wrong_itself_is_not_the_list_s_fault() -> None:
    broken: Sources = with_cells(BASE.sources, register.FILE, 3, phone="x")
    with pytest.raises(Exception, match="电话"):
        planned(["编号", "电话"], ["zgc-001", "010-99999999"], base=Base(broken, 1))


def test_a_number_that_cannot_be_is_told_from_what_is_none() -> None:
    found = planned(["编号", "经度", "纬度"], ["zgc-010", 200, 40])
    [fault] = [f for f in found.faults if f.field == "lon"]
    assert "“200”超出了该列可填的范围" in fault.text("zh")
