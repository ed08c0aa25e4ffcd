"""One cell at a time: what it says as the register writes it, and what was done to it.

Every function is idempotent: what it returns comes back unchanged.
"""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from lib.base.cells import is_unfit
from lib.base.i18n import mark
from lib.intake.reader import Cell, Day
from lib.terms.datums import bd09_to_gcj02, gcj02_to_wgs84
from lib.terms.geometry import LonLat

# What may be done to a cell, by a stable code: a message id each.
DONE: Final = {
    "spaces": mark("多余或不可见的字符已去除"),
    "guard": mark("防公式的撇号已去除"),
    "placeholder": mark("占位符视作空白"),
    "phone": mark("电话改为通行写法"),
    "serial": mark("日期序号换算"),
    "date": mark("日期改为通行写法"),
    "number": mark("数改为通行写法"),
    "degrees": mark("度分秒换算为度"),
    "swapped": mark("经纬度对调"),
    "datum": mark("坐标换算为 WGS-84"),
    "scheme": mark("网址补上 http://"),
    "own_number": mark("不是登记册的编号，未采用"),
    "zone_of_sheet": mark("所在园区取自工作表名、标题或文件名"),
}
# Printable to Python, and yet to be looked at: fillers, and what stands for a lost character.
_ODD: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffd]")
# A rare character of somebody's own font, or a lost one: whoever drops it changes a name.
_LOST: Final = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_SPACES: Final = re.compile(r"\s+")
_GUARDED: Final = re.compile(r"'(?=[\s\W]*[=+\-@\t\r\n＝＋－＠﹢﹣])")
_PLACEHOLDERS: Final = frozenset(
    ("-", "--", "—", "——", "–", "/", "\\", "／", "无", "暂无", "空", "不详", "未知", "待定", "待补")
) | {"n/a", "na", "none", "null", "nil", "#n/a"}
_LONGEST_PLACEHOLDER: Final = max(map(len, _PLACEHOLDERS))
# A space at an end, or an apostrophe before all.
_EDGED: Final = re.compile(r"^[\s']|\s$")
_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_DASHES: Final = re.compile("[‐‑‒–—―−﹣ー]+")
_PHONE_NAME: Final = re.compile(
    r"^((联系电话|电话|手机|座机|tel|phone)\s*[:.]?\s*)+", re.IGNORECASE
)
_EXTENSION: Final = re.compile(r"\s*(?:转|分机|ext\.?|x)\s*[:.]?\s*([0-9]{1,6})$", re.IGNORECASE)
_WITHOUT_ZERO: Final = re.compile("(?!400|800)(10[0-9]{8}|2[0-9]{9}|[3-9][0-9]{9,10})")
_YEAR: Final = re.compile(
    r"(?<![0-9])(1[89][0-9]{2}|20[0-9]{2}|2100)(?=[0-9]{4}(?![0-9])|(?![0-9]))"
)
_DATE: Final = re.compile(
    r"([0-9]{4})(?:\s*[-/.年]\s*([0-9]{1,2})(?:\s*[-/.月]\s*([0-9]{1,2})\s*日?|\s*月?)|\s*年?)"
    r"(?:\s+[0-9:]+)?"
)
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]+)?")
_DEGREES: Final = re.compile(
    r"(?:东经|北纬|经度|纬度|[EN])?\s*([0-9]{1,3})\s*[°\s]\s*"
    r"(?:([0-9]{1,2}(?:\.[0-9]+)?)\s*['\s]?\s*)?(?:([0-9]{1,2}(?:\.[0-9]+)?)\s*\"?)?\s*[EN]?",
    re.IGNORECASE,
)
_SIGNS: Final = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "度": "°", "分": "'", "秒": '"'}
    | {"º": "°", "˚": "°"}
)
_HOST_NAME: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[:/][^\s]*)?", re.IGNORECASE)
# Excel counts days from here (1900 system; what it holds as a date is read as one).
_DAY_ZERO: Final = date(1899, 12, 30)
# Digits of a degree: a tenth of a metre.
_PLACES: Final = 6
_SERIALS: Final = range(20_000, 60_000)


# Lists say the same over and over.
_remembered: Final = lru_cache(maxsize=1 << 15)


class Cleaned(NamedTuple):
    """A cell as the register writes it, what was done to it (codes of `DONE`), and the rule that it
    breaks, empty for none."""

    value: str
    done: tuple[str, ...] = ()
    rule: str = ""


@_remembered
def text(cell: Cell | Day) -> Cleaned:
    """Return a cell as one line of text: nothing unseen, single spaces, no placeholder. Signs stay
    as wide as they are, since names are written so. A character that is lost is a fault."""
    if not isinstance(cell, str):
        return Cleaned(_plain(cell))
    is_tidy = cell.isprintable() and "  " not in cell and not _ODD.search(cell)
    if is_tidy and len(cell) > _LONGEST_PLACEHOLDER and not _EDGED.search(cell):
        return Cleaned(cell)  # Almost every cell.
    value, done = cell, []
    if not is_tidy or _EDGED.search(cell):
        value = "".join(" " if c.isspace() else c for c in value if not _is_dropped(c))
        value = _SPACES.sub(" ", value).strip()
    if value != cell:
        done.append("spaces")
    while _GUARDED.match(value):
        value = value[1:].strip()
        done.append("guard")
    if value.casefold() in _PLACEHOLDERS:
        return Cleaned("", (*done, "placeholder"))
    rule = "bad_character" if _LOST.search(value) else ""
    return Cleaned(value, tuple(dict.fromkeys(done)), rule)


def _is_dropped(character: str) -> bool:
    is_kept = character.isspace() or _LOST.match(character)
    return not is_kept and is_unfit(character)


def _plain(cell: Cell | Day) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0").rstrip(".") if abs(cell) < 1e15 else repr(cell)
    return str(cell)


def half_width(value: str) -> str:
    """Return text with half-width letters, digits and signs."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", value)).strip()


def _note(done: tuple[str, ...], code: str, is_changed: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*done, code))) if is_changed else done


@_remembered
def phone(cell: Cell | Day) -> Cleaned:
    """Return telephone numbers as the register writes them; digits that a spreadsheet has lost are
    a fault."""
    value, done, _ = text(cell)
    if isinstance(cell, str) and "\n" in cell.strip():
        lines = [part for line in cell.splitlines() if (part := text(line).value)]
        value, done = "、".join(lines), _note(done, "phone", len(lines) > 1)
    tidy = _DASHES.sub("-", half_width(value)).replace("﹢", "+")
    tidy = re.sub(r"(?<=[0-9])(\.0)+$", "", _PHONE_NAME.sub("", tidy))
    if _SCIENTIFIC.fullmatch(tidy):
        return Cleaned(value, done, "phone_lost")
    # A guard may be of full width, or the only sign of the line before.
    tidy = text(_EXTENSION.sub(r"转\1", tidy)).value
    if tidy.casefold() in _PLACEHOLDERS:
        return Cleaned("", (*done, "placeholder"))
    return Cleaned(tidy, _note(done, "phone", tidy != value))


def may_lack_zero(cell: Cell | Day) -> bool:
    """Whether a telephone number is a number to the spreadsheet, which drops a zero before it, and
    looks like an area code and a line without one."""
    return isinstance(cell, (int, float)) and bool(_WITHOUT_ZERO.fullmatch(_plain(cell)))


@_remembered
def year(cell: Cell | Day) -> Cleaned:
    """Return the year of a cell: of a year, a date, or a date's serial number."""
    if isinstance(cell, Day):
        found = cell.date[:4]
        return Cleaned(found, ("date",), "" if _YEAR.fullmatch(found) else "year")
    value, done, _ = text(cell)
    tidy = re.sub(r"\.0$", "", half_width(value))
    if re.fullmatch("[0-9]{5}(\\.[0-9]+)?", tidy) and int(float(tidy)) in _SERIALS:
        return Cleaned(str(_of_serial(tidy).year), (*done, "serial"))
    years = set(_YEAR.findall(tidy))
    if not tidy:
        return Cleaned("", done)
    if len(years) != 1:
        return Cleaned(value, done, "year")
    found = years.pop()
    return Cleaned(found, _note(done, "date", found != value))


@_remembered
def day(cell: Cell | Day) -> Cleaned:
    """Return a date as exact as it is: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    if isinstance(cell, Day):
        return Cleaned(cell.date)
    value, done, _ = text(cell)
    tidy = half_width(value)
    if re.fullmatch("[0-9]{5}(\\.0)?", tidy) and int(float(tidy)) in _SERIALS:
        return Cleaned(_of_serial(tidy).isoformat(), (*done, "serial"))
    if parts := _DATE.fullmatch(tidy):
        tidy = "-".join(part.zfill(2) for part in parts.groups() if part)
        return Cleaned(tidy, _note(done, "date", tidy != value))
    return Cleaned(value, done)


def _of_serial(value: str) -> date:
    return _DAY_ZERO + timedelta(days=int(float(value)))


@_remembered
def whole(cell: Cell | Day) -> Cleaned:
    """Return a whole number, without a unit of metres."""
    value, done, _ = text(cell)
    tidy = re.sub(r"\s*(米|m)$", "", half_width(value).replace(",", ""), flags=re.IGNORECASE)
    tidy = re.sub(r"\.0+$", "", tidy)
    if not tidy.isdecimal():
        return Cleaned(value, done)
    return Cleaned(tidy, _note(done, "number", tidy != value))


@_remembered
def website(cell: Cell | Day) -> Cleaned:
    """Return an address with its scheme."""
    value, done, _ = text(cell)
    tidy = half_width(value)
    if re.match("https?://", tidy, re.IGNORECASE):
        head, _, tail = tidy.partition("://")
        tidy = f"{head.lower()}://{tail}"
        return Cleaned(tidy, _note(done, "spaces", tidy != value))
    if _HOST_NAME.fullmatch(tidy):
        return Cleaned(f"http://{tidy}", (*done, "scheme"))
    return Cleaned(value, done)


@_remembered
def degrees(cell: Cell | Day) -> Cleaned:
    """Return a longitude or latitude in decimal degrees, to six digits: a tenth of a metre."""
    value, done, _ = text(cell)
    tidy = half_width(value.translate(_SIGNS)).translate(_SIGNS).replace("''", '"')
    if not tidy:
        return Cleaned("", done)
    if _NUMBER.fullmatch(tidy.rstrip("°").strip()):
        number = float(tidy.rstrip("°"))
        short = isinstance(cell, (int, float)) or len(tidy.partition(".")[2]) > 6 or tidy != value
        # As it is written, where nothing hinders: 116.5010 stays so.
        written = _decimal(number) if short else tidy
        return Cleaned(written, _note(done, "number", isinstance(cell, str) and written != value))
    parts = _DEGREES.fullmatch(tidy)
    if not parts or float(parts[2] or 0) >= 60 or float(parts[3] or 0) >= 60:
        return Cleaned(value, done, "degrees")
    number = int(parts[1]) + float(parts[2] or 0) / 60 + float(parts[3] or 0) / 3600
    return Cleaned(_decimal(number), (*done, "degrees"))


def both(cell: Cell | Day) -> tuple[Cell | Day, Cell | Day]:
    """Return the two parts of a position in one cell."""
    value = text(cell).value.strip("()（）[] ")
    for separator in ("[,，;；、/|]", r"\s"):
        parts = [part for part in re.split(separator, value) if part.strip()]
        if len(parts) == 2:
            return parts[0].strip(), parts[1].strip()
    return (value or None), None


def is_swapped(lon: float, lat: float) -> bool:
    """Whether two degrees are latitude and longitude; of places in China that is certain."""
    return lon < 60 and lat > 70


def to_wgs84(point: LonLat, datum: str) -> LonLat:
    """Return a point of `datum` (`wgs84`, `gcj02`, `bd09`) in WGS-84."""
    if datum == "bd09":
        point = bd09_to_gcj02(point)
    return point if datum == "wgs84" else gcj02_to_wgs84(point)


def digits(lon: str, lat: str) -> int:
    """Return how many digits after the point a position has: those of the longer number, as zeros
    at the end get lost."""
    return max(len(part.partition(".")[2]) for part in (lon, lat))


def written(point: LonLat, places: int = _PLACES) -> tuple[str, str]:
    """Return longitude and latitude as the register writes them, to so many digits: no more than
    were known before a conversion."""
    places = min(places, _PLACES)
    return _decimal(point[0], places), _decimal(point[1], places)


def _decimal(number: float, places: int = _PLACES) -> str:
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
