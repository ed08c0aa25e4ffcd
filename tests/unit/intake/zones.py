"""Ten lists as ten zones send them: each in its own kind of file and with its own habits, and the
row that is new in it as the register has to write it."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import openpyxl

from lib.intake import workbook
from lib.terms.datums import wgs84_to_gcj02
from tests.unit.intake import made
from tests.unit.intake.lists import BASE, row

KIND = ["研发创新平台", "省级", "运行"]


class Sent(NamedTuple):
    """A file, and cells of the one new row in it."""

    file: str
    content: bytes
    new: Mapping[str, str]


def zgc() -> Sent:
    """A sheet for each part of the zone, last year's hidden."""

    def change(book: Any) -> None:
        book["去年"].sheet_state = "hidden"

    headings: list[Any] = ["序号", "单位名称", "类别", "级别", "状态", "分园", "所在区县", "官网"]
    first: made.Rows = [headings, [1, "首创样板光学所", *KIND, "", "海淀", "www.example.com"]]
    second: made.Rows = [
        headings,
        [1, row("zgc-018")["name"], "检验检测", "", "", "", "大兴区", ""],
    ]
    old: made.Rows = [headings, [1, "早已撤销样板所", *KIND, "", "", ""]]
    content = made.xlsx(中关村科学城=first, 亦庄=second, 去年=old, change=change)
    new = {"adcode": "110108", "district": "海淀区", "website": "http://www.example.com"}
    return Sent("中关村名录.xlsx", content, new)


def tianjin() -> Sent:
    """CSV in GB 18030 out of an old system, everything full-width."""
    rows: made.Rows = [
        ["名称", "类型", "级别", "运行状态", "联系电话", "成立时间"],
        ["首创样板海洋所", *KIND, "０２２－２３４５６７８９", "２０２３年５月"],
    ]
    content = made.csv_of(rows, encoding="gb18030")
    return Sent("天津滨海高新区.csv", content, {"phone": "022-23456789", "year": "2023"})


def shijiazhuang() -> Sent:
    """Titles, two rows of headings, merged groups, numbers for telephones, a total, a note."""

    def change(book: Any) -> None:
        for cells in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "A4:A5", "A7:F7"):
            book.active.merge_cells(cells)

    rows: made.Rows = [
        ["石家庄高新区科技创新平台汇总表（2026年）"],
        ["平台类别", "平台名称", "联系方式", None, "级别", "状态"],
        [None, None, "电话", "地址", None, None],
        ["研发创新平台", "首创样板制药所", 13800000000, "天山大街 1号", "国家级", "运行"],
        [None, row("shijiazhuang-001")["name"], None, None, "", ""],
        ["合计", 2],
        ["注：以上数据截至2026年10月"],
    ]
    new = {"phone": "13800000000", "address": "天山大街 1号", "level": "national"}
    return Sent("汇总表.xlsx", made.xlsx(rows, change=change), new)


def baoding() -> Sent:
    """Excel's “Unicode text”."""
    rows: made.Rows = [
        ["名称", "高新区", "资源类别", "级别", "状态", "简介"],
        ["首创样板电力所", "保定国家高新技术产业开发区", *KIND, "中国电谷内"],
    ]
    return Sent("名录.txt", made.csv_of(rows, "\t", "utf-16"), {"note": "中国电谷内"})


def tangshan() -> Sent:
    """A binary workbook, tags in one column, the zone's short name."""
    rows: made.Rows = [
        ["名称", "园区", "类别", "级别", "状态", "重点领域", "电话"],
        ["首创样板焊接所", "唐山", *KIND, "机器人；生物医药", 3151234567.0],
    ]
    new = {"chains": "robot;biomed", "clusters": "biomed_cluster", "phone": "3151234567"}
    return Sent("唐山.xlsb", made.xlsb(rows), new)


def yanjiao() -> Sent:
    """Positions picked on 高德's map, in one cell."""
    lon, lat = wgs84_to_gcj02((116.8203, 39.9512))
    rows: made.Rows = [
        ["名称", "类别", "级别", "状态", "坐标（高德）"],
        ["首创样板光伏所", *KIND, f"{lon:.6f}，{lat:.6f}"],
    ]
    new = {"lon": "116.8203", "lat": "39.9512", "position_basis": "published", "radius_m": "200"}
    return Sent("燕郊高新区.xlsx", made.xlsx(rows), new)


def chengde() -> Sent:
    """Degrees, minutes and seconds; dates as dates."""
    rows: made.Rows = [
        ["名称", "类别", "级别", "状态", "东经", "北纬", "认定日期", "区县"],
        ["首创样板仪器所", *KIND, "117°57′18″", "40°54′00″", date(2019, 4, 1), "双桥区"],
    ]
    new = {"lon": "117.955", "lat": "40.9", "year": "2019", "adcode": "130802"}
    return Sent("承德高新区.xlsx", made.xlsx(rows), new)


def cangzhou() -> Sent:
    """ODS, with our English names."""
    rows: made.Rows = [
        ["Name", "Zone", "Category", "Level", "Status", "Telephone"],
        ["首创样板激光所", "Cangzhou", "R&D platforms", "Provincial", "Operating", "暂无"],
    ]
    return Sent("cangzhou.ods", made.ods(rows), {"category": "rd", "phone": ""})


def hengshui() -> Sent:
    """CSV with a BOM and semicolons, running numbers for ids, latitude first."""
    rows: made.Rows = [
        ["编号", "名称", "类别", "级别", "状态", "经度", "纬度"],
        ["1", "首创样板新材料所", *KIND, "37.7812", "115.6833"],
        ["2", row("hengshui-001")["name"], "", "", "", "", ""],
    ]
    content = made.csv_of(rows, ";", "utf-8-sig")
    return Sent("衡水高新区.csv", content, {"lon": "115.6833", "lat": "37.7812"})


def xiongan() -> Sent:
    """Our own blank list, filled in, its second row hidden."""

    zone = BASE.vocabulary.seats["xiongan"]
    book = openpyxl.load_workbook(io.BytesIO(workbook.blank(BASE.labels, zone, "zh")))
    sheet = book.worksheets[0]
    for number, name in ((2, "首创样板卫星所"), (3, "暂不公布样板所")):
        cells = dict(zip(("name", "category", "level", "status"), [name, *KIND], strict=True))
        for column, value in cells.items():
            sheet.cell(number, workbook.BLANK.index(column) + 1).value = value
    sheet.row_dimensions[3].hidden = True
    written = io.BytesIO()
    book.save(written)
    return Sent("空白名录.xlsx", written.getvalue(), {"city": "雄安新区", "position_basis": "area"})


ZONES: Mapping[str, Callable[[], Sent]] = {
    make.__name__: make
    for make in (
        *(zgc, tianjin, shijiazhuang, baoding, tangshan),
        *(yanjiao, chengde, cangzhou, hengshui, xiongan),
    )
}
