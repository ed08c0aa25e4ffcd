"""An edition's files as someone edits them, and what reading them then complains of."""

import csv
import io
from collections.abc import Callable

import pytest

from lib.base.files import Sources
from lib.base.problems import DataProblem, DataProblems

Rows = list[list[str]]


def put(sources: Sources, file: str, content: bytes | str) -> Sources:
    """`sources` with another content of a file."""
    return Sources({**sources, file: content if isinstance(content, bytes) else content.encode()})


def without(sources: Sources, file: str) -> Sources:
    """`sources` without a file."""
    return Sources({name: content for name, content in sources.items() if name != file})


def edited(sources: Sources, file: str, change: Callable[[Rows], object]) -> Sources:
    """`sources` after `change` to the rows of a CSV file, the header among them."""
    rows = list(csv.reader(io.StringIO(sources.text(file), newline="")))
    change(rows)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return put(sources, file, written.getvalue())


def with_cells(sources: Sources, file: str, row: int, **cells: str) -> Sources:
    """`sources` with other cells in a row of a CSV file, counted as a spreadsheet does."""

    def change(rows: Rows) -> None:
        for column, cell in cells.items():
            rows[row - 1][rows[0].index(column)] = cell

    return edited(sources, file, change)


def with_copy(sources: Sources, file: str, row: int, **cells: str) -> Sources:
    """`sources` with one row more at the end of a CSV file: a copy of `row` but for `cells`."""
    count = len(table(sources, file)) + 1
    longer = edited(sources, file, lambda rows: rows.append(list(rows[row - 1])))
    return with_cells(longer, file, count + 1, **cells)


def with_langfang(sources: Sources) -> Sources:
    """`sources` with a zone more, a row of `parks.csv`, and a resource in it."""
    zone = {"name_zh": "廊坊高新区", "name_en": "Langfang", "city": "廊坊市", "province": "河北省"}
    seat = {"lon": "116.70", "lat": "39.52"}
    longer = with_copy(sources, "parks.csv", 3, park="langfang", **zone, **seat)
    resource = {"resource_id": "langfang-001", "name": "廊坊样例所"}
    return with_copy(longer, "resources.csv", 2, park="langfang", **resource)


def table(sources: Sources, file: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column, read without the atlas's own reader."""
    return list(csv.DictReader(io.StringIO(sources[file].decode("utf-8-sig"), newline="")))


def problems(read: Callable[[], object]) -> list[DataProblem]:
    """What `read` complains of; it must."""
    with pytest.raises((DataProblem, DataProblems)) as caught:
        read()
    error = caught.value
    if isinstance(error, DataProblems):
        return error.problems
    assert isinstance(error, DataProblem)
    return [error]


def places(found: list[DataProblem]) -> list[tuple[str, int | None, str | None, str]]:
    """File, row, column and value of each problem; its texts name them in both languages."""
    for problem in found:
        for text in (problem.text("zh"), problem.text("en")):
            assert text.startswith(problem.file)
            assert problem.row is None or str(problem.row) in text
            assert problem.column is None or problem.column in text
            assert "{" not in text
    return [(p.file, p.row, p.column, p.value) for p in found]
