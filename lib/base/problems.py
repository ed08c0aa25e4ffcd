"""The one error the data layer raises: what is wrong, where, and how to mend it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from lib.base.cells import named
from lib.base.i18n import Lang, mark, translator

T = TypeVar("T")


@dataclass(eq=False)
class DataProblem(Exception):
    """A data file that cannot be used as it stands; `file` may name something else in its place, as
    a message id.

    `problem` and `mend` are message ids (Chinese, in the catalogue) with `{value}` as their only
    placeholder. `row` counts as a spreadsheet shows it: the header is row 1.
    """

    file: str
    problem: str
    mend: str = mark("请改正该文件后运行 make data。")
    row: int | None = None
    column: str | None = None
    value: str = ""

    def text(self, lang: Lang) -> str:
        """Return the whole message in `lang`, one line."""
        t = translator(lang)
        where = [t(self.file)]
        if self.row is not None:
            where.append(t("第 {n} 行").format(n=self.row))
        if self.column:
            where.append(t("“{name}”列").format(name=self.column))
        value = named(self.value)
        shown = value if len(value) <= 80 else value[:80] + "…"
        problem = t(self.problem).format(value=shown)
        said = t("{where}：{problem}{mend}")
        return said.format(where=" · ".join(where), problem=problem, mend=t(self.mend))

    def __str__(self) -> str:
        return f"{self.text('zh')}\n{self.text('en')}"


@dataclass(frozen=True)
class Reading(Generic[T]):
    """What could be read of a file, in file order, and what is wrong with the rest."""

    rows: tuple[T, ...]
    problems: tuple[DataProblem, ...] = ()


class DataProblems(Exception):
    """Several `DataProblem`s found in one reading, so that all can be mended at once."""

    def __init__(self, problems: list[DataProblem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["DataProblems"], tuple[list[DataProblem]]]:
        """Travel between processes whole."""
        return type(self), (self.problems,)
