"""What an address of the API may hold: each parameter once, for who reads and who describes it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final, NamedTuple

from lib.api.problems import Problem
from lib.base.i18n import LANGS, mark
from lib.query import search
from lib.query.facets import FACETS
from lib.terms.taxonomy import Vocabulary

Query = Mapping[str, Sequence[str]]

# Features of a page where none are asked for, and the most there are: 1,000 take some 90 ms.
PAGE: Final = 100
MOST_FEATURES: Final = 1_000
# Rows of a file to take away: an Excel workbook of so many takes two seconds.
MOST_ROWS: Final = 5_000
# A page begins nowhere behind.
_FURTHEST: Final = 10_000_000
_UNKNOWN: Final = mark("没有参数“{parameter}”。可用的参数：{allowed}。")
_REPEATED: Final = mark("参数 {parameter} 只能有一个值。")
_BAD: Final = mark("参数 {parameter} 的值“{value}”不能用。{rule}")
_NONE_SUCH: Final = mark("参数 {parameter} 的值“{value}”不能用；可用的值：{allowed}。")
_NEEDED: Final = mark("缺少参数 {parameter}。{rule}")
_MOMENT: Final = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?"


@dataclass(frozen=True)
class Parameter:
    """A parameter of an address.

    `about` is what it does and may hold (a message id), `schema` the same for programs (JSON
    Schema). `read` returns the value of a text, or raises `ValueError`; one that is `many` may be
    repeated, and is a tuple. What is not asked for has the value `default`.
    """

    name: str
    about: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any] = str
    many: bool = False
    default: Any = None
    required: bool = False


class Box(NamedTuple):
    """A bounding box in degrees, WGS-84. `west` is greater than `east` where it crosses the date
    line."""

    west: float
    south: float
    east: float
    north: float


class Period(NamedTuple):
    """A time from one moment to another, both included; `None`: open."""

    start: datetime | None
    end: datetime | None


class Order(NamedTuple):
    """A column to sort by."""

    column: str
    is_descending: bool


def values(query: Query, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Return the value of each parameter by name. Raises `Problem` where one is unknown, is
    missing, is repeated and may not be, or holds what it cannot."""
    known = {parameter.name: parameter for parameter in parameters}
    for name in query:
        if name not in known:
            raise Problem(400, "unknown-parameter", _UNKNOWN, name, allowed=tuple(known))
    return {name: _value(each, query.get(name, ())) for name, each in known.items()}


def _value(parameter: Parameter, texts: Sequence[str]) -> Any:
    if not texts and parameter.required:
        raise Problem(
            400, "missing-parameter", _NEEDED, parameter.name, rule=parameter.about,
            allowed=_allowed(parameter),
        )  # fmt: skip
    if len(texts) > 1 and not parameter.many:
        raise Problem(400, "repeated-parameter", _REPEATED, parameter.name)
    read = tuple(_read(parameter, text) for text in texts)
    if parameter.many:
        return read
    return read[0] if read else parameter.default


def _read(parameter: Parameter, text: str) -> Any:
    try:
        return parameter.read(text)
    except ValueError:
        allowed = _allowed(parameter)
        reason = _NONE_SUCH if allowed else _BAD
        raise Problem(
            400, "bad-value", reason, parameter.name, text, parameter.about, allowed
        ) from None


def _allowed(parameter: Parameter) -> tuple[str, ...]:
    schema = parameter.schema.get("items", parameter.schema)
    return tuple(map(str, schema.get("enum", ())))


def choice(
    name: str, about: str, codes: Iterable[str], *, many: bool = False, required: bool = False
) -> Parameter:
    """Return a parameter that holds one of `codes`, or several."""
    known = tuple(codes)

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(text)
        return text

    one = {"type": "string", "enum": list(known)}
    schema = {"type": "array", "items": one} if many else one
    return Parameter(name, about, schema, read, many=many, required=required)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or int(text) < least:
            raise ValueError(text)
        return min(int(text), most)

    return read


def _words(text: str) -> str:
    if len(search.whole(text)) > search.MAX_QUERY:
        raise ValueError(text)
    return text


def _box(text: str) -> Box:
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) == 6:  # With heights, which nothing here has.
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(isfinite, numbers)):
        raise ValueError(text)
    box = Box(*numbers)
    if box.south > box.north or max(abs(box.south), abs(box.north)) > 90:
        raise ValueError(text)
    if max(abs(box.west), abs(box.east)) > 180:
        raise ValueError(text)
    return box


def _period(text: str) -> Period:
    parts = text.split("/")
    if len(parts) > 2 or text in ("", "..", "/", "../..", "../", "/.."):
        raise ValueError(text)
    moments = [None if part in ("", "..") and len(parts) == 2 else _moment(part) for part in parts]
    period = Period(moments[0], moments[-1])
    if period.start and period.end and period.start > period.end:
        raise ValueError(text)
    return period


def _moment(text: str) -> datetime:
    if not re.fullmatch(_MOMENT, text, re.ASCII):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def sorting(columns: Sequence[str]) -> Parameter:
    """Return the parameter that orders features by `columns`."""

    def read(text: str) -> tuple[Order, ...]:
        # A plus in an address is a space.
        parts = [part.strip() for part in text.split(",")]
        orders = tuple(Order(part.lstrip("+-"), part.startswith("-")) for part in parts)
        is_written = all(re.fullmatch(r"[+-]?\w+", part, re.ASCII) for part in parts)
        if not is_written or not {order.column for order in orders} <= set(columns):
            raise ValueError(text)
        return orders

    about = mark("按列排序，以逗号分开；列名前加 - 为降序；未知的值在最后。")
    one = {"type": "string", "enum": [sign + name for name in columns for sign in ("", "+", "-")]}
    schema = {"type": "array", "minItems": 1, "items": one}
    return Parameter("sortby", about, schema, read, default=())


LANG: Final = choice("lang", mark("说明与名称所用的语言；默认随 Accept-Language。"), LANGS)
EDITION: Final = Parameter(
    "edition",
    mark("第几次发布的版本：正整数，见 /api/editions；不填为现行版。"),
    {"type": "integer", "minimum": 1},
    _whole(1, _FURTHEST),
)
LIMIT: Final = Parameter(
    "limit",
    mark(
        "最多返回几项：正整数。一页至多 1000 项，CSV、Excel、Parquet 文件至多 5000 项"
        "（也是其默认值）；超过时以此为准，其余见 next 链接。"
    ),
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE},
    _whole(1, MOST_ROWS),
)
OFFSET: Final = Parameter(
    "offset",
    mark("跳过前几项：不小于零的整数。"),
    {"type": "integer", "minimum": 0, "default": 0},
    _whole(0, _FURTHEST),
    default=0,
)
BBOX: Final = Parameter(
    "bbox",
    mark("只要锚点在此范围内的：西,南,东,北（WGS-84 经纬度，度）；六个数时忽略高度。"),
    {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
    _box,
)
TIME: Final = Parameter(
    "datetime",
    mark(
        "只要成立或认定年份在此时间内的：RFC 3339 的日期、时刻或区间，如 2015-01-01/..；"
        "年份未知的与没有时间的都算在内。"
    ),
    {"type": "string"},
    _period,
)
SEARCH: Final = Parameter(
    "q",
    mark("按名称、运营单位、地址、说明、标签查找，也可用拼音；至多 200 个字符，各词都须匹配。"),
    {"type": "string", "maxLength": search.MAX_QUERY},
    _words,
    default="",
)
PICK: Final = Parameter(
    "pick",
    mark("只要这些编号的资源，可重复；不再看其他筛选。"),
    {"type": "array", "items": {"type": "string"}},
    many=True,
)
# What else an address of the dashboard may hold: a link's query can be taken as it is.
BESIDE: Final = tuple(
    Parameter(name, mark("看板链接中的参数，在此不起作用。"), {"type": "string"})
    for name in ("id", "sort", "view", "page", "scene")
)


def facets(vocabulary: Vocabulary, *names: str) -> tuple[Parameter, ...]:
    """Return the parameters of facets by their codes; all of them where none is named."""
    about = mark("筛选，可重复：同一项中任一即可，各项须同时满足；chain 与 cluster 为一项。")
    return tuple(
        choice(facet.code, about, vocabulary.terms[facet.code], many=True)
        for facet in FACETS
        if facet.code in names or not names
    )
