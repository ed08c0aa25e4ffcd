"""What a row of the register is: every column with its kind, bounds and heading.

Checks, Arrow schema, Excel headings and the data dictionary follow from this one table.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pyarrow

from lib.base.cells import DATE, NUMBER, URL, Check
from lib.base.i18n import Lang, mark, translator
from lib.base.problems import DataProblem
from lib.base.tables import NOT_EMPTY, TOO_LONG, UNKNOWN_CODE, Row, split
from lib.terms.taxonomy import Vocabulary

Kind = Literal["text", "code", "codes", "integer", "degrees", "date", "url", "phone", "key"]
POSITION_BASES: Final = ("published", "place", "area")
SOURCE_KINDS: Final = ("outlet", "reprint")
CONFIDENCES: Final = ("high", "medium")
# What people read in place of these codes, by column: message ids.
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "position_basis": {
        "published": mark("公开坐标"),
        "place": mark("所在地点，约略"),
        "area": mark("仅知所在区域"),
    },
    "source_kind": {"outlet": mark("原始页面"), "reprint": mark("见于转载")},
    "confidence": {"high": mark("来源明确"), "medium": mark("归属为推断")},
}
# The heading over chains and clusters where they stand in one column.
FOCUS_HEADING: Final = mark("六链五群")

OUT_OF_BOUNDS: Final = mark("“{value}”超出了该列可填的范围。")
BAD_PHONE: Final = mark(
    "“{value}”不是电话号码：应为数字，可有空格、横线、括号、加号，多个以顿号分开。"
)
BAD_KEY: Final = mark("编号“{value}”应写作“园区代码-三位数字”，且与所列园区一致。")
_PHONE: Final = re.compile(r"[0-9+(（][0-9 +()（）/、;；,，—–-]*(转 ?[0-9]{1,6})?")


@dataclass(frozen=True)
class Column:
    """One column: its name and kind; whether it must be filled; the facet or the codes it draws
    on; the bounds of its number, or the most characters it holds; its heading (a message id) and
    its width in a spreadsheet, in characters."""

    name: str
    kind: Kind
    heading: str
    width: int
    required: bool = False
    facet: str = ""
    codes: tuple[str, ...] = ()
    least: float = 0
    most: float = 200

    def known(self, vocabulary: Vocabulary) -> Collection[str]:
        """Return the codes the column may hold, or names for the province."""
        if self.facet == "province":
            return [term.zh for term in vocabulary.provinces]
        return vocabulary.terms[self.facet] if self.facet else self.codes

    @property
    def arrow(self) -> pyarrow.Field:
        """The column as Arrow holds it."""
        types = {
            "codes": pyarrow.list_(pyarrow.string()),
            "integer": pyarrow.int32(),
            "degrees": pyarrow.float64(),
        }
        nullable = not self.required and self.kind != "codes"
        return pyarrow.field(self.name, types.get(self.kind, pyarrow.string()), nullable)


COLUMNS: Final = (
    Column("resource_id", "key", mark("编号"), 16, required=True, most=60),
    Column("name", "text", mark("名称"), 36, required=True, most=120),
    Column("category", "code", mark("类别"), 26, required=True, facet="category"),
    Column("park", "code", mark("所在园区"), 18, required=True, facet="park"),
    Column("subpark", "text", mark("分园"), 22),
    Column("address", "text", mark("地址"), 30),
    Column("district", "text", mark("区县"), 12, most=40),
    Column("adcode", "text", mark("行政区划代码"), 12, most=6),
    Column("city", "text", mark("城市"), 12, required=True, most=40),
    Column("province", "code", mark("省市"), 12, required=True, facet="province"),
    Column("chains", "codes", mark("六链"), 24, facet="chain"),
    Column("clusters", "codes", mark("五群"), 24, facet="cluster"),
    Column("level", "code", mark("级别"), 12, required=True, facet="level"),
    Column("status", "code", mark("状态"), 24, required=True, facet="status"),
    Column("host", "text", mark("运营单位"), 30),
    Column("year", "integer", mark("成立或认定"), 12, least=1800, most=2100),
    Column("phone", "phone", mark("电话"), 18, most=80),
    Column("website", "url", mark("网址"), 26, most=500),
    Column("note", "text", mark("说明"), 40, most=500),
    Column("lon", "degrees", mark("经度（WGS-84）"), 14, required=True, least=-180, most=180),
    # As wide as the longitude's: whoever swaps the two is told so by `register.rows`.
    Column("lat", "degrees", mark("纬度（WGS-84）"), 14, required=True, least=-180, most=180),
    Column("position_basis", "code", mark("位置依据"), 16, required=True, codes=POSITION_BASES),
    Column("radius_m", "integer", mark("位置误差（米）"), 14, required=True, least=1, most=500_000),
    Column("place_id", "text", mark("地点编号"), 20, most=80),
    Column("source_title", "text", mark("来源"), 40, required=True),
    Column("source_date", "date", mark("来源日期"), 12),
    Column("source_url", "url", mark("来源网址"), 30, most=500),
    Column("source_kind", "code", mark("来源类型"), 12, required=True, codes=SOURCE_KINDS),
    Column("confidence", "code", mark("园区归属"), 12, required=True, codes=CONFIDENCES),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
LIST_COLUMNS: Final = tuple(column.name for column in COLUMNS if column.kind == "codes")
ARROW_SCHEMA: Final = pyarrow.schema([column.arrow for column in COLUMNS])


def parse(row: Row, vocabulary: Vocabulary) -> tuple[dict[str, Any], list[DataProblem]]:
    """Return a row's values by column, and what is wrong with its cells.

    Text that is empty is `None`, a list of codes a tuple; numbers are numbers. The value of a cell
    at fault is `None`.
    """
    values: dict[str, Any] = {}
    problems = []
    for column in COLUMNS:
        value, message, shown = checked(column, row[column.name], vocabulary)
        if message:
            problems.append(row.problem(message, column.name, shown))
        values[column.name] = value
    return values, problems


def checked(column: Column, cell: str, vocabulary: Vocabulary) -> tuple[Any, str, str]:
    """Return a cell's value as `parse` does, what is wrong with it (a message id; empty where
    nothing is), and what of it to show."""
    value, message, shown = _value(column, cell, vocabulary)
    if value is None and column.required and not message:
        message = NOT_EMPTY
    return value, message, shown or cell


def _value(column: Column, cell: str, vocabulary: Vocabulary) -> tuple[Any, str, str]:
    """A cell's value, what is wrong with it (empty for nothing), and what of it to show."""
    if column.kind == "codes":
        codes = tuple(cell.split(";")) if cell else ()
        known = column.known(vocabulary)
        bad = [c for i, c in enumerate(codes) if c not in known or c in codes[:i]]
        return codes, UNKNOWN_CODE if bad else "", bad[0] if bad else ""
    if not cell:
        return None, "", ""
    if column.kind in ("integer", "degrees"):
        return (*_number(column, cell), "")
    if column.kind != "code" and len(cell) > column.most:
        return None, TOO_LONG, str(len(cell))
    if column.kind == "code":
        return cell, "" if cell in column.known(vocabulary) else UNKNOWN_CODE, ""
    check = _CHECKS.get(column.kind)
    return cell, check.message if check and not check.fits(cell) else "", ""


def _number(column: Column, cell: str) -> tuple[float | None, str]:
    pattern = r"[0-9]{1,9}" if column.kind == "integer" else r"-?[0-9]{1,3}(\.[0-9]{1,15})?"
    if not re.fullmatch(pattern, cell):
        return None, NUMBER.message
    value = int(cell) if column.kind == "integer" else float(cell)
    return (value, "") if column.least <= value <= column.most else (None, OUT_OF_BOUNDS)


def _is_phone(cell: str) -> bool:
    return bool(_PHONE.fullmatch(cell)) and sum(c in "0123456789" for c in cell) >= 5


_CHECKS: Final = {
    "url": URL,
    "date": DATE,
    "phone": Check(_is_phone, BAD_PHONE),
    "key": Check(re.compile(r"[a-z][a-z0-9_]*-[0-9]{3,}").fullmatch, BAD_KEY),
}


def as_read(name: str, cell: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return what a cell of a column says, as people read it: terms by their names."""
    t = translator(lang)
    if name in WORDS:
        return t(WORDS[name][cell]) if cell in WORDS[name] else cell
    facet = next((column.facet for column in COLUMNS if column.name == name), "")
    if not facet or facet == "province":
        return cell
    terms = vocabulary.terms[facet]
    return t("、").join(terms[c].name(lang) if c in terms else c for c in split(cell))
