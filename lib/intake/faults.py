"""What is wrong with a list: where, by which rule, what is allowed, how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lib.base import tables
from lib.base.cells import DATE, NUMBER, URL, named
from lib.base.i18n import Lang, mark, translator
from lib.base.problems import DataProblem
from lib.register import rows, schema

_FILL: Final = mark("请补填。")
_AS_ASKED: Final = mark("请按要求改写。")
_CHOOSE: Final = mark("请改用所列名称之一，或指定它对应哪一项。")
_POSITION: Final = mark("请核对经度、纬度及其坐标系。")
_FROM_PHONE: Final = mark("请将该列设为文本格式，重新填写完整号码。")
_ANEW: Final = mark("请退回，由提议者按现有内容重新提议。")
# By its stable code, what a rule says is wrong (a message id with `{value}`), and how it is mended.
RULES: Final[Mapping[str, tuple[str, str]]] = {
    "required": (tables.NOT_EMPTY, _FILL),
    "unknown_term": (mark("“{value}”不是本看板所用的名称。"), _CHOOSE),
    "unknown_code": (tables.UNKNOWN_CODE, _CHOOSE),
    "too_long": (tables.TOO_LONG, mark("请缩短。")),
    "bad_character": (tables.BAD_CHARACTER, mark("请重新键入该单元格。")),
    "duplicate": (tables.DUPLICATE, mark("请只留一行，或改正其一。")),
    "alike": (rows.ALIKE, mark("请只留一行，或改正其一。")),
    "number": (NUMBER.message, _AS_ASKED),
    "bounds": (schema.OUT_OF_BOUNDS, mark("请核对：年份、经纬度与误差须是可能的数。")),
    "phone": (schema.BAD_PHONE, _AS_ASKED),
    "phone_lost": (mark("电话“{value}”成了科学计数，末位已失。"), _FROM_PHONE),
    "phone_zero": (mark("电话“{value}”存为数字，区号前的 0 可能已失。"), _FROM_PHONE),
    "key": (schema.BAD_KEY, mark("请勿改动编号；新增的行编号留空。")),
    "date": (DATE.message, _AS_ASKED),
    "period": (
        mark("“{value}”不是起止两日。"),
        mark("请写作起止日期，如 2024-11-29/2025-11-28。"),
    ),
    "url": (URL.message, _AS_ASKED),
    "year": (mark("“{value}”看不出年份。"), mark("请写作四位数字的年份。")),
    "degrees": (mark("“{value}”不是经纬度。"), mark("请写作十进制度数，或度分秒。")),
    "half_position": (mark("经度、纬度只填了其一（{value}）。"), mark("请补全，或都留空。")),
    "outside_region": (rows.OUTSIDE_REGION, _POSITION),
    "outside_district": (rows.OUTSIDE_DISTRICT, _POSITION),
    "twin_tags": (rows.TWIN_TAGS, _AS_ASKED),
    "unknown_id": (mark("登记册中没有编号“{value}”。"), mark("请改正编号；新增的行编号留空。")),
    "taken_twice": (
        mark("此行与另一行都对应登记册中的“{value}”。"),
        mark("请只留一行，或指明各自对应哪一项。"),
    ),
    "moved_zone": (
        mark("登记册中的“{value}”属于另一园区，编号随园区而定。"),
        mark("请核对所在园区；确已迁出的，请以新增一行、移除一行办理。"),
    ),
    "area_point": (
        mark("所指一点不能以“仅知所在区域”为位置依据。"),
        mark("请改选公开坐标或约略地点，或不填位置依据。"),
    ),
    "not_yours": (
        mark("此项不由您的账户提议。"),
        mark("编辑员提议本园区各行的部分内容；其余请与数据管理员联系。"),
    ),
    "stale": (mark("登记册中现为“{value}”，已非提议时的内容。"), _ANEW),
    "gone": (mark("此资源已不在登记册中。"), mark("请退回此提议。")),
    "disputed": (mark("同时选定的提议对此各有不同：{value}。"), mark("请只批准其一。")),
    "register": (mark("合并后的登记册有误：{value}"), _AS_ASKED),
}
# The rule of each message that the register's own checks may give.
_RULE_OF: Final = {
    message: rule for rule, (message, _) in RULES.items() if rule not in ("unknown_term",)
}


# A name in each language.
Names = Mapping[Lang, str]


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the sheet, row and column as the sender sees them (`field` is the register's
    column), the value, the rule's stable code, and the names that are allowed (none where the
    rule's words say it). What is no more than a warning hinders nothing."""

    file: str
    sheet: str
    row: int
    column: str
    field: str
    value: str
    rule: str
    allowed: tuple[Names, ...] = ()
    is_warning: bool = False

    @property
    def message(self) -> str:
        """The message id of what is wrong."""
        return RULES[self.rule][0]

    @property
    def mend(self) -> str:
        """The message id of how to mend it."""
        return RULES[self.rule][1]

    def words(self, lang: Lang) -> str:
        """Return what is wrong, what is allowed and how to mend it, without the place."""
        t = translator(lang)
        value = named(self.value)
        parts = [t(self.message).format(value=value if len(value) <= 80 else f"{value[:80]}…")]
        if self.allowed:
            names = t("、").join(name[lang] for name in self.allowed)
            parts.append(t("可用：{names}。").format(names=names))
        return "".join((*parts, t(self.mend))) if lang == "zh" else " ".join((*parts, t(self.mend)))

    def text(self, lang: Lang) -> str:
        """Return the whole in one line."""
        t = translator(lang)
        where = [part for part in (self.file, self.sheet) if part]
        where.append(t("第 {n} 行").format(n=self.row))
        if self.column:
            where.append(t("“{name}”列").format(name=self.column))
        return t("{where}：{note}").format(where=" · ".join(where), note=self.words(lang))


class FieldProblem(DataProblem):
    """What is wrong with a field of one resource, which `where` names; `fault` says by which
    rule."""

    def __init__(self, where: str, fault: Fault) -> None:
        super().__init__(where, fault.message, fault.mend, column=fault.field, value=fault.value)
        self.fault = fault

    def text(self, lang: Lang) -> str:
        """Return the whole message in `lang`, one line; the field by its heading."""
        t = translator(lang)
        heading = t(_HEADINGS.get(self.fault.field, self.fault.field))
        where = " · ".join(part for part in (self.file, heading) if part)
        return t("{where}：{note}").format(where=where, note=self.fault.words(lang))


_HEADINGS: Final = {column.name: column.heading for column in schema.COLUMNS}


def rule_of(message: str) -> str:
    """Return the code of the rule that a problem of the register's own checks breaks."""
    return _RULE_OF.get(message, "register")
