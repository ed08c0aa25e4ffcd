"""What is filtered, as a file: Excel, CSV, GeoJSON, Parquet, and a list to print (PDF).

Excel, CSV and PDF are for people: names instead of codes, headings in their language. GeoJSON and
Parquet are for programs: the register's own columns and codes. Each says which edition it is
from, and that this is not the alliance's list.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, cast

import pandas as pd
import pyarrow.parquet as pq
import xlsxwriter
from fpdf import FPDF, FontFace

from lib.base.i18n import Lang, mark, translator
from lib.drawing import fonts
from lib.editions.edition import Edition
from lib.query.filters import TERMS, ResourceFilter
from lib.register.rows import to_table
from lib.terms import live, words

Row = Mapping[str, Any]
Cell = str | int | float | None
FORMAT: Final = "jjj-extract/1"
TITLE: Final = mark("京津冀创新资源名录")
_POSITION_BASES: Final = {
    "published": mark("公开坐标"),
    "place": mark("所在地点，约略"),
    "area": mark("仅知所在区域"),
}
_CONFIDENCES: Final = {"high": mark("来源明确"), "medium": mark("归属为推断")}
_SOURCE_KINDS: Final = {"outlet": mark("原始页面"), "reprint": mark("见于转载")}


@dataclass(frozen=True)
class Extract:
    """Rows of an edition to be written out, and what is said of them.

    `frame` has the register's columns and any order of rows; `what` says in `lang` how they were
    chosen; `date` is the day of the export, `YYYY-MM-DD`.
    """

    edition: Edition
    frame: pd.DataFrame
    what: str
    lang: Lang
    date: str = field(default_factory=lambda: date.today().isoformat())

    @property
    def statement(self) -> str:
        """Which edition this is and where it is from, in one line."""
        return self.edition.statement(self.lang)

    @property
    def rows(self) -> list[Row]:
        """The rows as mappings; what is not known is `None`."""
        known = self.frame.astype(object).where(self.frame.notna(), None)
        return cast("list[Row]", known.to_dict("records"))

    def metadata(self) -> dict[str, str]:
        """Return what a program is told of the file as a whole."""
        return {
            "format": FORMAT,
            "what": self.what,
            "date": self.date,
            "rows": str(len(self.frame)),
            "register_version": self.edition.version,
            "register_date": self.edition.register.date,
            "register_sha256": self.edition.digest,
            "provenance_zh": self.edition.register.provenance_zh,
            "provenance_en": self.edition.register.provenance_en,
        }


def extract(
    edition: Edition, selection: ResourceFilter, lang: Lang, picks: Sequence[str] | None = None
) -> Extract:
    """Return the rows that pass `selection` or, given `picks` (ids chosen by hand), just those,
    whatever the selection; in the register's order."""
    t = translator(lang)
    if picks is None:
        frame = edition.select(selection)
        return Extract(edition, frame, selection.describe(lang, len(frame)), lang)
    frame = edition.frame[edition.frame["resource_id"].isin(list(picks))]
    return Extract(edition, frame, t("选出的 {n} 项").format(n=len(frame)), lang)


@dataclass(frozen=True)
class _Column:
    """A column for people: its heading (a message id), its width in characters, its cell."""

    heading: str
    width: int
    cell: Callable[[Row, Lang], Cell]


def _plain(column: str) -> Callable[[Row, Lang], Cell]:
    return lambda row, lang: row[column]


def _named(facet: str) -> Callable[[Row, Lang], Cell]:
    return lambda row, lang: TERMS[facet][row[facet]].name(lang)


def _said(column: str, messages: Mapping[str, str]) -> Callable[[Row, Lang], Cell]:
    return lambda row, lang: translator(lang)(messages[row[column]])


def _focus(row: Row, lang: Lang) -> str:
    t = translator(lang)
    names = words.focus(row["chains"], row["clusters"], live.V, lang)
    return ("、" if lang == "zh" else "; ").join(names) or t("未标注")


def _status(row: Row, lang: Lang) -> str:
    return words.status(row["status"], row["source_date"], live.V, lang)


COLUMNS: Final = (
    _Column(mark("编号"), 16, _plain("resource_id")),
    _Column(mark("名称"), 36, _plain("name")),
    _Column(mark("类别"), 26, _named("category")),
    _Column(mark("所在园区"), 18, _named("park")),
    _Column(mark("分园"), 22, _plain("subpark")),
    _Column(mark("园区归属"), 12, _said("confidence", _CONFIDENCES)),
    _Column(mark("六链五群"), 24, _focus),
    _Column(mark("级别"), 12, _named("level")),
    _Column(mark("状态"), 24, _status),
    _Column(mark("运营单位"), 30, _plain("host")),
    _Column(mark("成立或认定"), 12, _plain("year")),
    _Column(mark("地址"), 30, _plain("address")),
    _Column(mark("区县"), 12, _plain("district")),
    _Column(mark("城市"), 12, _plain("city")),
    _Column(mark("省市"), 12, _plain("province")),
    _Column(mark("电话"), 18, _plain("phone")),
    _Column(mark("网址"), 26, _plain("website")),
    _Column(mark("说明"), 40, _plain("note")),
    _Column(mark("经度（WGS-84）"), 14, _plain("lon")),
    _Column(mark("纬度（WGS-84）"), 14, _plain("lat")),
    _Column(mark("位置依据"), 16, _said("position_basis", _POSITION_BASES)),
    _Column(mark("位置误差（米）"), 14, _plain("radius_m")),
    _Column(mark("来源"), 40, _plain("source_title")),
    _Column(mark("来源日期"), 12, _plain("source_date")),
    _Column(mark("来源网址"), 30, _plain("source_url")),
    _Column(mark("来源类型"), 12, _said("source_kind", _SOURCE_KINDS)),
)


def _table(x: Extract) -> list[list[Cell]]:
    """Headings and rows as people read them."""
    t = translator(x.lang)
    headings: list[Cell] = [t(column.heading) for column in COLUMNS]
    return [headings, *([column.cell(row, x.lang) for column in COLUMNS] for row in x.rows)]


def to_csv(x: Extract) -> bytes:
    """Return CSV as Excel on Windows opens it: UTF-8 with BOM, CRLF, RFC 4180.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe. The last
    column repeats which edition this is, since a CSV file has no other place for it.
    """
    t = translator(x.lang)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    editions = [t("登记册"), *([x.statement] * len(x.frame))]
    for cells, origin in zip(_table(x), editions, strict=True):
        writer.writerow([_inert(cell) for cell in (*cells, origin)])
    return buffer.getvalue().encode("utf-8-sig")


def _inert(cell: Cell) -> Cell:
    """The cell, made harmless where a spreadsheet would run it (full-width signs too)."""
    risky = isinstance(cell, str) and cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    return f"'{cell}" if risky else cell


def to_xlsx(x: Extract) -> bytes:
    """Return an Excel workbook: the rows, and a second sheet on what they are and whence.

    Every text is written as a text, so that none can run as a formula or become a link.
    """
    t = translator(x.lang)
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": "Microsoft YaHei", "font_size": 10},
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": t(TITLE), "comments": x.statement})
        head = book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0B4F9E", "valign": "vcenter"}
        )
        body = book.add_format()
        sheet = book.add_worksheet(t("资源"))
        for number, cells in enumerate(_table(x)):
            _put_row(sheet, number, cells, body if number else head)
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, column.width)
        sheet.set_row(0, 24)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(x.frame), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.set_footer(f"&L{x.statement.replace('&', '&&')}&R&P / &N")
        about = book.add_worksheet(t("关于本表"))
        for number, cells in enumerate(_about(x)):
            _put_row(about, number, cells, head if cells[:1] == [t("来源")] else body)
        for number, width in enumerate((20, 90, 14, 60, 10)):
            about.set_column(number, number, width)
    return buffer.getvalue()


def _put_row(sheet: Any, number: int, cells: Sequence[Cell], form: Any) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(number, place, cell, form)
        elif cell is None:
            sheet.write_blank(number, place, None, form)
        else:
            sheet.write_number(number, place, cell, form)


def _about(x: Extract) -> list[list[Cell]]:
    """The second sheet: what the rows are, and every source with the number of its rows."""
    t = translator(x.lang)
    facts: list[list[Cell]] = [
        [t(TITLE), x.what],
        [t("导出日期"), x.date],
        [t("登记册"), f"{x.edition.version} · {x.edition.register.date} · {x.edition.digest}"],
        [t("说明"), x.edition.provenance(x.lang)],
        [t("位置"), t("经纬度为 WGS-84 锚点，真实位置在其误差半径之内；不可用于导航。")],
        [],
        [t("来源"), t("名称"), t("日期"), t("网址"), t("项数")],
    ]
    columns = ["source_title", "source_date", "source_url"]
    sources = x.frame.groupby(columns, dropna=False, sort=False).size()
    for number, (source, n) in enumerate(sources.items(), start=1):
        known = [None if pd.isna(part) else str(part) for part in cast("tuple[Any, ...]", source)]
        facts.append([number, *known, int(n)])
    return facts


def to_geojson(x: Extract) -> bytes:
    """Return GeoJSON (RFC 7946): a point a resource at its anchor, WGS-84 longitude and latitude.

    Properties are the register's columns with their codes, `radius_m` and `position_basis` among
    them; the foreign member `about` holds the `metadata`.
    """
    features = [
        {
            "type": "Feature",
            "id": row["resource_id"],
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {k: v for k, v in row.items() if k not in ("lon", "lat")},
        }
        for row in x.rows
    ]
    collection = {"type": "FeatureCollection", "about": x.metadata(), "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def to_parquet(x: Extract) -> bytes:
    """Return Parquet with the register's schema and the `metadata` as key-value metadata."""
    buffer = io.BytesIO()
    pq.write_table(to_table(x.frame, x.metadata()), buffer, compression="zstd")
    return buffer.getvalue()


# The columns of the printed list with their widths in millimetres, 277 in all.
PRINTED: Final = {
    mark("名称"): 56,
    mark("类别"): 32,
    mark("所在园区"): 38,
    mark("六链五群"): 34,
    mark("运营单位"): 41,
    mark("地址、电话"): 40,
    mark("状态"): 36,
}


class _Paper(FPDF):
    """A4 across, with title and filter above and the register below on every page."""

    def __init__(self, x: Extract) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.extract = x
        self.add_font(fonts.FAMILY, "", fonts.REGULAR)
        self.add_font(fonts.FAMILY, "B", fonts.BOLD)
        self.set_title(translator(x.lang)(TITLE))
        self.set_lang("zh-CN" if x.lang == "zh" else "en")
        self.set_margins(10, 9)
        self.set_auto_page_break(True, margin=14)

    def header(self) -> None:
        self.set_font(fonts.FAMILY, "B", 13)
        self.cell(text=f"{translator(self.extract.lang)(TITLE)}  ")
        self.set_font(fonts.FAMILY, "", 9)
        self.multi_cell(0, 6, fonts.drawable(self.extract.what), new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def footer(self) -> None:
        self.set_y(-11)
        self.set_font(fonts.FAMILY, "", 7.5)
        self.cell(240, 5, fonts.drawable(f"{self.extract.statement} · {self.extract.date}"))
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")


def to_pdf(x: Extract) -> bytes:
    """Return a list to print: A4 across, its font embedded, a character that
    lacks as 〓."""
    t = translator(x.lang)
    paper = _Paper(x)
    paper.add_page()
    paper.set_font(fonts.FAMILY, "", 7.5)
    paper.set_draw_color(190)
    with paper.table(
        col_widths=tuple(PRINTED.values()),
        line_height=4,
        padding=(0.6, 1),
        text_align="LEFT",
        headings_style=FontFace(emphasis="BOLD", fill_color="#E9F0F7"),
        borders_layout="HORIZONTAL_LINES",
    ) as table:
        table.row([t(heading) for heading in PRINTED])
        for row in x.rows:
            table.row([fonts.drawable(" ".join(text.split())) for text in _printed(row, x.lang)])
    return bytes(paper.output())


def _printed(row: Row, lang: Lang) -> list[str]:
    """The cells of a printed line."""
    t = translator(lang)
    doubt = t("归属为推断") if row["confidence"] == "medium" else None
    park = (live.SEATS[row["park"]].name(lang), row["subpark"], doubt)
    return [
        row["name"],
        TERMS["category"][row["category"]].name(lang),
        " · ".join(filter(None, park)),
        _focus(row, lang),
        row["host"] or "",
        " · ".join(filter(None, (row["address"], row["phone"]))),
        _status(row, lang),
    ]


@dataclass(frozen=True)
class Format:
    """A kind of file: what makes it, and its media type."""

    write: Callable[[Extract], bytes]
    media_type: str


FORMATS: Final = {
    "xlsx": Format(to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Format(to_csv, "text/csv; charset=utf-8"),
    "geojson": Format(to_geojson, "application/geo+json"),
    "parquet": Format(to_parquet, "application/vnd.apache.parquet"),
    "pdf": Format(to_pdf, "application/pdf"),
}
