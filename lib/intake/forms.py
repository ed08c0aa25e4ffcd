"""The tables beside the register that come in through the same door: what their columns are, what
these may hold, and how a row is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from lib.base.i18n import LANGS, mark, translator
from lib.intake.faults import Names
from lib.intake.fields import fold
from lib.published import facts, scorecard
from lib.terms.taxonomy import Term, Vocabulary

Kind = Literal["text", "number", "date", "period", "url", "code", "codes"]
SCORECARD: Final = "scorecard.csv"
MILESTONES: Final = "milestones.csv"
AGREEMENTS: Final = "agreements.csv"
FACTS: Final = "park_facts.csv"
# What each is called (message ids).
QUALIFIER_NAMES: Final[Mapping[str, str]] = {
    "exact": mark("准确数"),
    "at_least": mark("以上"),
    "more_than": mark("超过"),
    "some_over": mark("余"),
    "about": mark("约"),
    "nearly": mark("近"),
}
# What reports write for the same.
QUALIFIER_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("准确", "精确", "整"), "exact"),
    **dict.fromkeys(("至少", "不少于", "及以上"), "at_least"),
    **dict.fromkeys(("超", "逾", "多于"), "more_than"),
    **dict.fromkeys(("多", "有余"), "some_over"),
    **dict.fromkeys(("大约", "约为"), "about"),
    **dict.fromkeys(("接近", "将近"), "nearly"),
}
_ALLIANCE: Final = mark("联盟")
_CORRIDOR: Final = mark("G2 走廊")


@dataclass(frozen=True)
class Field:
    """A column of a table: its name in the file, its heading (a message id), how its cells are
    written, whether a row must have it, and other headings for it, separated by spaces."""

    name: str
    heading: str
    kind: Kind = "text"
    is_required: bool = False
    width: int = 16
    also: str = ""


@dataclass(frozen=True)
class Form:
    """A table: its file, what it is called (a message id), its columns in the file's order, those
    that a row is known by, those that tell a sheet of it from any other, and those that say in
    short what a row is."""

    file: str
    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    telling: tuple[str, ...]
    title: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """Return a column."""
        return next(field for field in self.fields if field.name == name)

    def key_of(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        """Return what a row is known by."""
        return tuple(cells[name] for name in self.key)


FORMS: Final = (
    Form(
        SCORECARD,
        mark("年度成绩单"),
        (
            Field("period", mark("统计期"), "period", True, 24),
            Field("scope", mark("范围"), "code", True),
            Field("metric", mark("指标代码"), width=20),
            Field("name_zh", mark("指标名称"), is_required=True, width=36, also="指标"),
            Field("name_en", mark("指标（英文）"), is_required=True, width=36),
            Field("value", mark("数值"), "number", True),
            Field("unit_zh", mark("计量单位"), "code", True),
            Field("unit_en", mark("计量单位（英文）")),
            Field("qualifier", mark("限定"), "code", True),
            Field("theme", mark("主题"), "code", True),
            Field("note_zh", mark("口径说明"), width=36),
            Field("source", mark("来源"), is_required=True, width=36),
        ),
        ("period", "scope", "metric"),
        ("period", "name_zh", "value"),
        ("period", "scope", "name_zh"),
    ),
    Form(
        MILESTONES,
        mark("大事记"),
        (
            Field("date", mark("日期"), "date", True),
            Field("text_zh", mark("事件"), is_required=True, width=60),
            Field("text_en", mark("事件（英文）"), is_required=True, width=60),
            Field("scope", mark("范围"), "code", True),
            Field("source", mark("来源"), is_required=True, width=36),
        ),
        ("date", "text_zh", "scope"),
        ("date", "text_zh"),
        ("date", "scope", "text_zh"),
    ),
    Form(
        AGREEMENTS,
        mark("合作协议"),
        (
            Field("agreement", mark("协议代码"), width=20),
            Field("name_zh", mark("协议名称"), is_required=True, width=40),
            Field("name_en", mark("协议名称（英文）"), is_required=True, width=40),
            Field("parties", mark("各方"), "codes", True, 30),
            Field("chains", mark("所涉产业链"), "codes", width=20),
            Field("content_zh", mark("协议内容"), width=40),
            Field("date", mark("日期"), "date"),
            Field("source", mark("来源"), is_required=True, width=36),
        ),
        ("agreement",),
        ("name_zh", "parties"),
        ("name_zh",),
    ),
    Form(
        FACTS,
        mark("园区要事"),
        (
            Field("park", mark("所在园区"), "code", True, also="园区 高新区"),
            Field("topic", mark("主题"), "code", True),
            Field("text_zh", mark("事实"), is_required=True, width=60),
            Field("value", mark("数值"), "number"),
            Field("unit", mark("计量单位")),
            Field("qualifier", mark("限定"), "code"),
            Field("year", mark("年份"), "date"),
            Field("source_title", mark("来源"), is_required=True, width=36),
            Field("source_url", mark("来源网址"), "url", width=30),
        ),
        ("park", "topic", "text_zh"),
        ("park", "topic", "text_zh"),
        ("park", "topic", "text_zh"),
    ),
)
_BY_FILE: Final = {each.file: each for each in FORMS}


def form(file: str) -> Form:
    """Return the form of a table's file."""
    return _BY_FILE[file]


def headings(which: Form) -> Mapping[str, str]:
    """Return the columns by each heading that means them, folded."""
    found: dict[str, str] = {}
    for field in which.fields:
        for text in (field.name, *_in_all(field.heading), *field.also.split()):
            found.setdefault(fold(text), field.name)
    return found


def _in_all(message: str) -> list[str]:
    return [translator(lang)(message) for lang in LANGS]


@lru_cache(maxsize=16)
def terms(which: Form, vocabulary: Vocabulary) -> Mapping[str, Mapping[str, Names]]:
    """Return the codes of each column of codes, with their names."""
    seats = _named(vocabulary.seats.values())
    members = _named(vocabulary.parks)
    alliance = {scorecard.ALLIANCE: _said(_ALLIANCE)}
    qualifiers = _all_said(QUALIFIER_NAMES)
    if which.file == SCORECARD:
        units: dict[str, Names] = {unit: dict.fromkeys(LANGS, unit) for unit in scorecard.UNITS}
        themes = _all_said(scorecard.THEMES)
        scopes = alliance | members
        return {"scope": scopes, "unit_zh": units, "qualifier": qualifiers, "theme": themes}
    if which.file == MILESTONES:
        return {"scope": alliance | {"corridor": _said(_CORRIDOR)} | members}
    if which.file == AGREEMENTS:
        return {"parties": alliance | seats, "chains": _named(vocabulary.chains)}
    return {"park": seats, "topic": _all_said(facts.TOPICS), "qualifier": qualifiers}


def _said(message: str) -> Names:
    return {lang: translator(lang)(message) for lang in LANGS}


def _all_said(messages: Mapping[str, str]) -> dict[str, Names]:
    return {code: _said(message) for code, message in messages.items()}


def _named(terms: Iterable[Term]) -> dict[str, Names]:
    return {term.code: {lang: term.name(lang) for lang in LANGS} for term in terms}
