"""Why a request has no answer, as RFC 9457 has it: for programs, and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from lib.base.cells import named
from lib.base.i18n import LANGS, Lang, mark, translator
from lib.base.problems import DataProblem, DataProblems

MEDIA_TYPE: Final = "application/problem+json"
_TITLES: Final = {
    400: mark("请求有误"),
    404: mark("没有这个地址"),
    405: mark("只可读取"),
    429: mark("请求太多"),
    500: mark("服务器出错"),
    503: mark("暂时没有可用的数据"),
}
# Characters of a value that a problem repeats.
_LONGEST: Final = 80


@dataclass(eq=False)
class Problem(Exception):
    """Why a request has no answer.

    `code` names the kind of it for programs, `text` is a message id; of its placeholders `{rule}`
    is a message id too. `allowed` are the values that would do, where they can be listed; `seconds`
    is how long to wait. `further` has the words by language, where there is no `text`.
    """

    status: int
    code: str
    text: str
    parameter: str = ""
    value: str = ""
    rule: str = ""
    allowed: Sequence[str] = ()
    seconds: int = 0
    further: Mapping[Lang, str] = field(default_factory=dict)

    def detail(self, lang: Lang) -> str:
        """Return what is wrong, in words."""
        t = translator(lang)
        text = t(self.text).format(
            parameter=named(self.parameter[:_LONGEST]),
            value=named(self.value[:_LONGEST]),
            rule=t(self.rule) if self.rule else "",
            allowed=t("、").join(self.allowed),
            n=self.seconds,
        )
        return self.further.get(lang) or text

    def document(self, lang: Lang) -> dict[str, Any]:
        """Return the problem as `application/problem+json` holds it, its words in `lang` and,
        beside them, in each language."""
        t = translator(lang)
        known: dict[str, Any] = {
            "type": "about:blank",
            "title": f"{HTTPStatus(self.status).phrase} · {t(_TITLES[self.status])}",
            "status": self.status,
            "detail": self.detail(lang),
            **{f"detail_{each}": self.detail(each) for each in LANGS},
            "code": self.code,
        }
        if self.parameter:
            known["parameter"] = named(self.parameter[:_LONGEST])
        if self.allowed:
            known["allowed"] = list(self.allowed)
        if self.seconds:
            known["retry_after"] = self.seconds
        return known


def nowhere() -> Problem:
    """Return the problem of an address that leads nowhere."""
    return Problem(404, "not-found", mark("接口没有这个地址；各地址见 /api。"))


def without_edition(error: DataProblem | DataProblems) -> Problem:
    """Return the problem of a server that has no edition to serve."""
    each = error.problems if isinstance(error, DataProblems) else [error]
    words = {lang: "\n".join(problem.text(lang) for problem in each) for lang in LANGS}
    return Problem(503, "no-edition", "", further=words)
