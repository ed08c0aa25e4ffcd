"""An Excel workbook."""

import io
from collections.abc import Sequence
from typing import Any, Final, cast

import pandas as pd
import xlsxwriter

from lib.base.bidi import without_controls
from lib.base.i18n import translator
from lib.outputs.exports.columns import COLUMNS, Cell, table
from lib.outputs.exports.extracts import TITLE, Extract

# Characters of a footer that Excel takes.
_LONGEST_FOOTER: Final = 255


def to_xlsx(x: Extract) -> bytes:
    """Return an Excel workbook: the rows, and a second sheet on what they are and whence.

    Every text is written as a text, so that none can run as a formula or become a link, and
    without characters that change its direction.
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
        for number, cells in enumerate(table(x)):
            _put_row(sheet, number, cells, body if number else head)
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, column.width)
        sheet.set_row(0, 24)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(x.frame), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.set_footer(_footer(x.statement))
        about = book.add_worksheet(t("关于本表"))
        for number, cells in enumerate(_about(x)):
            _put_row(about, number, cells, head if cells[:1] == [t("来源")] else body)
        for number, width in enumerate((20, 90, 14, 60, 10)):
            about.set_column(number, number, width)
    return buffer.getvalue()


def _footer(statement: str) -> str:
    """The foot of a printed page: a statement, cut where Excel would refuse it, and the pages."""
    kept = statement = without_controls(statement)
    while len(foot := f"&L{kept.replace('&', '&&')}&R&P / &N") > _LONGEST_FOOTER:
        statement = statement[:-1]
        kept = f"{statement}…"
    return foot


def _put_row(sheet: Any, number: int, cells: Sequence[Cell], form: Any) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(number, place, without_controls(cell), form)
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
