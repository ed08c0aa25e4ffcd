"""An Excel workbook."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Final

import xlsxwriter

from lib.base.bidi import without_controls
from lib.base.i18n import translator
from lib.outputs.exports.columns import COLUMNS, Cell, lines
from lib.outputs.exports.extracts import TITLE, Extract, Progress

# Rows that Excel takes on a sheet, the headings' among them.
MOST_ROWS: Final = 1_048_576
# With more rows, these go to the disk one by one.
_LARGE: Final = 5_000
# Characters of a footer that Excel takes.
_LONGEST_FOOTER: Final = 255


def to_xlsx(x: Extract, file: BinaryIO, progress: Progress) -> None:
    """Write an Excel workbook: the rows, and a second sheet on what they are and whence. A sheet
    holds no more than `MOST_ROWS`; what is more is left out, which the page says beforehand.

    Every text is written as a text, so that none can run as a formula or become a link, and
    without characters that change its direction.
    """
    t = translator(x.lang)
    with tempfile.TemporaryDirectory() as folder:
        options = {
            # Of the rows one is in memory at a time; each text then stands as often as it occurs,
            # which makes a small workbook larger.
            "constant_memory": len(x) > _LARGE,
            "in_memory": len(x) <= _LARGE,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": "Microsoft YaHei", "font_size": 10},
        }
        with xlsxwriter.Workbook(file, options) as book:
            _write(book, x, t, progress)


def _write(book: Any, x: Extract, t: Callable[[str], str], progress: Progress) -> None:
    book.set_properties({"title": t(TITLE), "comments": x.statement})
    head = book.add_format(
        {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0B4F9E", "valign": "vcenter"}
    )
    body = book.add_format()
    sheet = book.add_worksheet(t("资源"))
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
    sheet.set_row(0, 24)
    for number, cells in enumerate(lines(x, progress, MOST_ROWS - 1)):
        _put_row(sheet, number, cells, body if number else head)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, min(len(x), MOST_ROWS - 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.set_footer(_footer(x.statement))
    about = book.add_worksheet(t("关于本表"))
    for number, width in enumerate((20, 90, 14, 60, 10)):
        about.set_column(number, number, width)
    for number, cells in enumerate(_about(x)):
        _put_row(about, number, cells, head if cells[:1] == [t("来源")] else body)


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


def _publication(x: Extract) -> list[list[Cell]]:
    """What made the edition current, and the hash of the record then."""
    if x.publication is None:
        return []
    t, each = translator(x.lang), x.publication
    said = t("第 {n} 次发布，{at}").format(n=each.number, at=each.at)
    return [[t("发布"), said], [t("操作记录"), x.record or t("此次发布没有操作记录")]]


def _bound(x: Extract) -> list[list[Cell]]:
    """That a sheet does not hold all rows, where it does not."""
    if len(x) < MOST_ROWS:
        return []
    t = translator(x.lang)
    return [[t("项数"), t("只列前 {n} 项").format(n=MOST_ROWS - 1)]]


def _about(x: Extract) -> list[list[Cell]]:
    """The second sheet: what the rows are, and every source with the number of its rows."""
    t = translator(x.lang)
    facts: list[list[Cell]] = [
        [t(TITLE), x.what],
        *_bound(x),
        [t("导出日期"), x.date],
        [t("登记册"), f"{x.edition.version} · {x.edition.register.date} · {x.edition.digest}"],
        *_publication(x),
        [t("说明"), x.edition.provenance(x.lang)],
        [t("位置"), t("经纬度为 WGS-84 锚点，真实位置在其误差半径之内；不可用于导航。")],
        [],
        [t("来源"), t("名称"), t("日期"), t("网址"), t("项数")],
    ]
    columns = [x.table[name].to_pylist() for name in ("source_title", "source_date", "source_url")]
    sources = Counter(zip(*columns, strict=True))
    facts += [[number, *source, n] for number, (source, n) in enumerate(sources.items(), start=1)]
    return facts
