"""Conditions in CQL2-text, OGC's language of filters: read by a library, and held against the
register here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import accumulate
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

import cql2
import numpy as np
import numpy.typing as npt
import pyarrow
import pyarrow.compute as pc
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import box, shape

from lib.api.parameters import Parameter
from lib.api.problems import Problem
from lib.api.properties import PROPERTIES, numbers
from lib.base.i18n import mark
from lib.editions.edition import Edition
from lib.query.membership import Mask

# Of a longer one, or one nested more deeply, reading could take the parser seconds.
LONGEST: Final = 1000
DEEPEST: Final = 8
GEOMETRY: Final = "geometry"
_NUMBERS: Final = ("year", "radius_m")
_COMPARISONS: Final = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_UNREADABLE: Final = mark("参数 filter 不是 CQL2 文本：第 {value} 个字符处看不懂。")
_TOO_LONG: Final = mark("参数 filter 太长（至多 1000 个字符），或括号太深（至多 8 层）、不成对。")
_NO_PROPERTY: Final = mark("参数 filter 中没有可查的属性“{value}”；可用的：{allowed}。")
_NO_CODE: Final = mark("参数 filter 中的“{value}”不是代码；可用的值：{allowed}。")
_NOT_THIS: Final = mark(
    "参数 filter 中的“{value}”不能这样用。可用 AND、OR、NOT、= <> < <= > >=、IN、BETWEEN、LIKE、"
    "IS NULL、CASEI 与 S_INTERSECTS，一边为属性，一边为值；筛选项的代码只能用 =、<>、IN、IS NULL。"
)


@dataclass(frozen=True)
class Truth:
    """Of which rows a condition is true, and of which it is false: of neither where what it asks
    for is not known."""

    yes: Mask
    no: Mask


def read(text: str) -> Any:
    """Return a condition as CQL2-JSON. Raises `Problem` where it is none."""
    unquoted = re.sub(r"'[^']*'|\"[^\"]*\"", "", text)
    depth = max(accumulate((c == "(") - (c == ")") for c in unquoted), default=0)
    if len(text) > LONGEST or depth > DEEPEST or unquoted.count("(") != unquoted.count(")"):
        raise Problem(400, "bad-filter", _TOO_LONG, "filter")
    try:
        return cql2.parse_text(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError) as error:
        place = re.search(r"--> \d+:(\d+)", str(error))
        value = place[1] if place else "1"
        raise Problem(400, "bad-filter", _UNREADABLE, "filter", value) from None


FILTER: Final = Parameter(
    "filter",
    mark("CQL2 文本的条件，如 year >= 2015 AND chain IN ('robot','biomed')；属性见 queryables。"),
    {"type": "string", "maxLength": LONGEST},
    read,
)


def mask(edition: Edition, condition: Any) -> Mask:
    """Return which rows of the register a condition is true of. Raises `Problem` where it asks for
    what there is not."""
    return _truth(edition, condition).yes


def _truth(edition: Edition, node: Any) -> Truth:
    if isinstance(node, bool):
        everything = np.ones(len(edition.register), dtype=bool)
        return Truth(everything, ~everything) if node else Truth(~everything, everything)
    if not isinstance(node, Mapping) or "op" not in node:
        raise _misused(node)
    operation, args = node["op"], node["args"]
    if operation in ("and", "or"):
        parts = [_truth(edition, part) for part in args]
        return reduce(_and if operation == "and" else _or, parts)
    if operation == "not":
        part = _truth(edition, args[0])
        return Truth(part.no, part.yes)
    if operation in (*_COMPARISONS, "in", "between"):
        return _valued(edition, operation, args)
    return _special(edition, operation, args)


def _valued(edition: Edition, operation: str, args: Sequence[Any]) -> Truth:
    """A property held against one value or several."""
    if operation == "in":
        return reduce(_or, [_compared(edition, "=", args[0], value) for value in args[1]])
    if operation == "between":
        least, most = args[1:]
        return _and(
            _compared(edition, ">=", args[0], least), _compared(edition, "<=", args[0], most)
        )
    left, right = args
    if _property(left) is None and _property(right) is not None:
        return _compared(edition, _TURNED.get(operation, operation), right, left)
    return _compared(edition, operation, left, right)


def _special(edition: Edition, operation: str, args: Sequence[Any]) -> Truth:
    """`isNull`, `like` and `s_intersects`."""
    name = _property(args[0])
    if name is None:
        raise _misused(operation)
    if operation == "isNull":
        known = _known(edition, name)
        return Truth(~known, known)
    if operation == "like" and name in PROPERTIES and name not in _NUMBERS:
        pattern, is_folded = _literal(args[1])
        if isinstance(pattern, str):
            texts, known = _texts(edition, name, _folds(args[0]) or is_folded)
            wanted = pattern.casefold() if _folds(args[0]) or is_folded else pattern
            fits: Mask = np.asarray(pc.match_like(pyarrow.array(texts), wanted))
            return Truth(fits & known, ~fits & known)
    if operation == "s_intersects" and name == GEOMETRY:
        lon, lat = edition.positions.T
        inside: Mask = shapely.intersects_xy(_geometry(args[1]), lon, lat)
        return Truth(inside, ~inside)
    raise _misused(operation)


def _and(left: Truth, right: Truth) -> Truth:
    return Truth(left.yes & right.yes, left.no | right.no)


def _or(left: Truth, right: Truth) -> Truth:
    return Truth(left.yes | right.yes, left.no & right.no)


def _compared(edition: Edition, operation: str, left: Any, right: Any) -> Truth:
    """A property held against a value."""
    name, (value, is_folded) = _property(left), _literal(right)
    if name is None:
        raise _misused(operation)
    terms = edition.vocabulary.terms
    if name in terms:
        if operation not in ("=", "<>") or not isinstance(value, str) or is_folded or _folds(left):
            raise _misused(operation)
        if value not in terms[name]:
            allowed = tuple(terms[name])
            raise Problem(400, "bad-filter", _NO_CODE, "filter", value, allowed=allowed)
        carries = edition.members.carries(name, (value,))
        known = _known(edition, name)
        has, lacks = carries & known, ~carries & known
        return Truth(has, lacks) if operation == "=" else Truth(lacks, has)
    if name not in PROPERTIES:
        raise _no_property(edition, name)
    compare = _COMPARISONS[operation]
    if name in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _misused(value)
        column = numbers(edition, name)
        fits: Mask = compare(column, value)
        known = ~np.isnan(column)
    else:
        if not isinstance(value, str):
            raise _misused(value)
        is_folded = is_folded or _folds(left)
        texts, known = _texts(edition, name, is_folded)
        fits = compare(texts, value.casefold() if is_folded else value)
    return Truth(fits & known, ~fits & known)


def _property(node: Any) -> str | None:
    """The name of a property, also of one whose case does not count."""
    if isinstance(node, Mapping):
        if _folds(node):
            return _property(node["args"][0])
        return node.get("property")
    return None


def _folds(node: Any) -> bool:
    return isinstance(node, Mapping) and node.get("op") == "casei"


def _literal(node: Any) -> tuple[Any, bool]:
    """A value, and whether its case does not count."""
    return (node["args"][0], True) if _folds(node) else (node, False)


def _known(edition: Edition, name: str) -> Mask:
    """Of which rows a property is known; a resource without chain or cluster has none."""
    if name == GEOMETRY:
        return np.ones(len(edition.register), dtype=bool)
    terms = edition.vocabulary.terms
    if name in terms:
        return edition.members.carries(name, tuple(terms[name]))
    if name not in PROPERTIES:
        raise _no_property(edition, name)
    found: Mask = np.asarray(edition.register.column(name).is_valid())
    return found


@lru_cache(maxsize=32)
def _texts(edition: Edition, name: str, is_folded: bool) -> tuple[npt.NDArray[np.str_], Mask]:
    """A column of texts, empty where nothing is known, and where something is."""
    column = pc.fill_null(edition.register.column(name), "").to_pylist()
    texts = np.array([text.casefold() for text in column] if is_folded else column, dtype=str)
    return texts, _known(edition, name)


def _geometry(node: Any) -> Any:
    try:
        return box(*node["bbox"]) if "bbox" in node else shape(node)
    except (ShapelyError, TypeError, ValueError, KeyError, AttributeError):
        raise _misused("s_intersects") from None


def _misused(node: Any) -> Problem:
    named = node.get("op", node.get("property")) if isinstance(node, Mapping) else node
    return Problem(400, "bad-filter", _NOT_THIS, "filter", str(named))


def _no_property(edition: Edition, name: str) -> Problem:
    allowed = (*edition.vocabulary.terms, *PROPERTIES, GEOMETRY)
    return Problem(400, "bad-filter", _NO_PROPERTY, "filter", name, allowed=allowed)
