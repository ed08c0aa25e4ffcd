"""The small tables of `data/`: the rows that can be used, and what is wrong with the others."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, TypeVar

from lib.base.i18n import mark
from lib.base.problems import DataProblem, Reading
from lib.terms import taxonomy

T = TypeVar("T")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def read(
    name: str,
    make: Callable[[dict[str, str]], T],
    known: Mapping[str, Collection[str]],
    lists: Mapping[str, Collection[str]] | None = None,
    numbers: Collection[str] = (),
) -> Reading[T]:
    """Read `data/<name>.csv`, making each row with `make`.

    `known` names the columns that hold one code, and the codes it may be; `lists` those that hold
    any number of codes separated by `;`; `numbers` those that hold a decimal number. A row with
    anything else there, or with more or fewer cells than the header, is left out and named in the
    problems; a file that is missing gives no rows and one problem. Never raises.
    """
    file = f"{name}.csv"
    try:
        table = taxonomy.rows(name)
    except (OSError, UnicodeDecodeError):
        return Reading((), (DataProblem(file, mark("文件缺失或无法读取。")),))
    made, problems = [], []
    for number, row in enumerate(table, start=2):
        try:
            # `csv` fills a short row with None, and keeps what is too much under None.
            if None in row or None in row.values():
                raise KeyError
            held = [(column, row[column], codes) for column, codes in known.items()]
            held += [
                (column, code, codes)
                for column, codes in (lists or {}).items()
                for code in taxonomy.split(row[column])
            ]
            bad = [
                DataProblem(
                    file, mark("未知代码“{value}”。"), row=number, column=column, value=code
                )
                for column, code, codes in held
                if code not in codes
            ]
            bad += [
                DataProblem(
                    file,
                    mark("“{value}”不是有效的数。"),
                    row=number,
                    column=column,
                    value=row[column],
                )
                for column in numbers
                if not _NUMBER.fullmatch(row[column])
            ]
            if not bad:
                made.append(make(row))
        except KeyError:
            bad = [DataProblem(file, mark("此行缺少单元格。"), row=number)]
        problems += bad
    return Reading(tuple(made), tuple(problems))
