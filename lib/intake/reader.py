"""Files as they come, read to sheets of cells. No list is ever parsed in the server's own process:
see `child`."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from math import isfinite
from pathlib import Path, PurePath
from typing import Any, Final

from lib.base.bidi import without_controls
from lib.base.i18n import Lang, mark, translator
from lib.base.problems import DataProblem

# The bytes of a file; `child` bounds what is in it.
MOST_BYTES: Final = 20 << 20
# On the clock: processor time is bounded in the child, where the system knows such a bound.
MOST_SECONDS: Final = 30.0
SUFFIXES: Final = ("xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "txt")
_CHILD: Final = Path(__file__).with_name("child.py")
_SAVE_ANEW: Final = mark("请在 Excel 或 WPS 中打开，另存为 .xlsx 后再导入。")
_SMALLER: Final = mark("请只留下名录所在的工作表与行列，另存后再导入。")
_UNLOCK: Final = mark("请先取消密码，另存后再导入。")
_ENCODE: Final = mark("请另存为 UTF-8 编码的 CSV，或 .xlsx。")
_ASK_AGAIN: Final = mark("请确认文件完整，重新另存后再导入。")
# Why a file is not read, and how that is mended; `child` names them by their keys.
REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "large": (mark("文件超过 20 MB（{value}）。"), _SMALLER),
    "empty": (mark("文件是空的。"), _ASK_AGAIN),
    "password": (mark("文件有密码，无法读取。"), _UNLOCK),
    "markup": (mark("这是网页或 XML，不是电子表格。"), _SAVE_ANEW),
    "no_table": (mark("这不是电子表格（Excel、ODS、CSV）。"), _SAVE_ANEW),
    "no_text": (mark("这不是电子表格，也不是文本。"), _SAVE_ANEW),
    "broken": (mark("文件已损坏，或不完整。"), _ASK_AGAIN),
    "unpacked": (mark("文件解压后过大（{value}）。"), _SMALLER),
    "region": (mark("表格区域过大（{value}）：最多 50000 行、120 列。"), _SMALLER),
    "cells": (mark("表格内容过多。"), _SMALLER),
    "memory": (mark("读取所需的内存过大。"), _SMALLER),
    "time": (mark("读取用时过长。"), _SMALLER),
    "encoding": (mark("文本的编码不是 UTF-8、UTF-16 或 GB 18030。"), _ENCODE),
    "quotes": (mark("第 {value} 行附近的引号不成对，或内容过长。"), _ENCODE),
}
MACROS: Final = mark("文件含宏，未运行也未读取。")
OTHER_KIND: Final = mark("文件内容与后缀不符，按内容读取（{value}）。")
ENCODED: Final = mark("文本编码为 {value}。")
ROWS_UNKNOWN: Final = mark("这种文件看不出哪些行被隐藏（{value}）。")
Cell = str | int | float | None
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Day:
    """A cell that the spreadsheet holds as a date: ISO 8601."""

    date: str

    def __str__(self) -> str:
        return self.date


@dataclass(frozen=True)
class Note:
    """Something said of what was read, which hinders nothing: a message id with `{value}`, and
    where it holds."""

    file: str
    message: str
    value: str = ""
    sheet: str = ""
    row: int | None = None

    def text(self, lang: Lang) -> str:
        """Return the note in `lang`, one line."""
        t = translator(lang)
        where = [part for part in (self.file, self.sheet) if part]
        if self.row is not None:
            where.append(t("第 {n} 行").format(n=self.row))
        return t("{where}：{note}").format(
            where=" · ".join(where), note=t(self.message).format(value=self.value[:80])
        )


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells. Row 1 of the spreadsheet is `rows[0]`, column A a row's first cell; a row
    has no empty cells at its end. `merged` holds first and last (row, column) from 0; `hidden_rows`
    counts as the spreadsheet does."""

    name: str
    rows: tuple[tuple[Cell | Day, ...], ...]
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A file's sheets in their order, and what is to be said of reading it."""

    file: str
    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = field(default=())


def read(file: str, content: bytes, seconds: float = MOST_SECONDS) -> Book:
    """Return the sheets of a file, told by its content and never by its name. Raises `DataProblem`
    where it cannot or must not be read."""
    # Of its name only what is shown.
    file = without_controls(PurePath(file.replace("\\", "/")).name)[:120] or "?"
    if len(content) > MOST_BYTES:
        raise refusal(file, "large", f"{len(content) / (1 << 20):.1f} MB")
    answer = _ask(file, content, seconds)
    if why := answer.get("refused"):
        raise refusal(file, why, answer["value"])
    sheets = tuple(_sheet(sheet) for sheet in answer["sheets"])
    return Book(file, answer["kind"], sheets, tuple(_notes(file, answer)))


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names of files, those that are alike told apart, as every zone sends a 名录."""
    used: dict[str, int] = {}
    found = []
    for name in names:
        used[name] = used.get(name, 0) + 1
        path = PurePath(name)
        end = f"（{used[name]}）" if used[name] > 1 else ""
        found.append(f"{path.stem}{end}{path.suffix}")
    return found


def refusal(file: str, why: str, value: str = "") -> DataProblem:
    """Return what is said of a file that is not read, `why` being one of `REFUSALS`."""
    problem, mend = REFUSALS[why]
    return DataProblem(file, problem, mend, value=value)


def _ask(file: str, content: bytes, seconds: float) -> dict[str, Any]:
    """What the child answers; the file's fault where it does not."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(_CHILD), _library()],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            # What the server knows in its environment is none of the child's business.
            env={},
            # Ctrl-C is for the server.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise refusal(file, "time") from None
    if done.returncode < 0:  # A signal: SIGXCPU for time, else the bound on memory.
        raise refusal(file, "time" if done.returncode == -24 else "memory")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise refusal(file, "memory" if b"MemoryError" in done.stderr else "broken") from None
    assert isinstance(answer, dict)
    return answer


@cache
def _library() -> str:
    """The folder that `python_calamine` lies in."""
    found = find_spec("python_calamine")
    assert found and found.origin
    return str(Path(found.origin).parents[1])


def _sheet(answer: Mapping[str, Any]) -> Sheet:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in answer["rows"])
    merged = tuple(((a, b), (c, d)) for (a, b), (c, d) in answer["merged"])
    hidden_rows = frozenset(answer["hidden_rows"])
    return Sheet(answer["name"], rows, merged, hidden_rows, bool(answer["hidden"]))


def _cell(cell: Any) -> Cell | Day:
    if isinstance(cell, dict):
        return Day(cell["d"])
    if isinstance(cell, float) and not isfinite(cell):
        return None
    return None if cell == "" else cell


def _notes(file: str, answer: Mapping[str, Any]) -> list[Note]:
    kind = answer["kind"]
    suffix = PurePath(file).suffix.lower().lstrip(".")
    notes = []
    if kind == "xlsm":
        notes.append(Note(file, MACROS))
    if suffix != kind and not (kind == "text" and suffix in ("csv", "txt", "tsv")):
        notes.append(Note(file, OTHER_KIND, kind))
    if answer["encoding"] not in ("", "utf-8", "utf-8-sig"):
        notes.append(Note(file, ENCODED, answer["encoding"]))
    if kind in ("xlsb", "xls", "ods"):
        notes.append(Note(file, ROWS_UNKNOWN, kind))
    return notes
