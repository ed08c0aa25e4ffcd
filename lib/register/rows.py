"""Reading the register: rows checked cell by cell, then against each other and the boundaries."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow
import pyarrow.compute as pc
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from lib.base import tables
from lib.base.cells import unfit_characters
from lib.base.files import Sources
from lib.base.i18n import Lang, mark
from lib.base.problems import DataProblem, DataProblems
from lib.register.columns import coded, holding, split
from lib.register.schema import ARROW_SCHEMA, BAD_KEY, COLUMNS, LIST_COLUMNS, NAMES, checked
from lib.terms.districts import districts
from lib.terms.taxonomy import Vocabulary

FILE: Final = "resources.csv"
PARTICULARS: Final = "register.toml"
_MEETING: Final = ("meeting_zh", "meeting_en", "meeting_source")
# So many rows of the file are held as text at a time.
_AT_ONCE: Final = 20_000
# Beside the cells as given, the row's number as a spreadsheet shows it.
_NUMBER: Final = "number"
# No particular of the register is longer: each stands in one line on every page.
MOST_CHARACTERS: Final = 200
METRES_PER_DEGREE: Final = 111_320
ALIKE: Final = mark("“{value}”与另一行的名称只差不可见的字符、空格或全半角。")
OUTSIDE_REGION: Final = mark("坐标“{value}”不在京津冀范围内（应为 WGS-84 经度、纬度，先经后纬）。")
OUTSIDE_DISTRICT: Final = mark("坐标“{value}”不在所列区县内。")
TWIN_TAGS: Final = mark("“{value}”既是链又是集群，须同时标注。")
# Characters that take no room and so make no name another: Hangul fillers, joiners and selectors.
_UNSEEN: Final = re.compile(
    "[\\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True, eq=False)
class Register:
    """The list itself: `table` has one row a resource, in file order, of `schema.ARROW_SCHEMA`.

    Text that is not known is missing; `chains` and `clusters` hold lists of codes; `lon`, `lat` are
    WGS-84 degrees of the anchor; `radius_m` is in metres.
    """

    table: pyarrow.Table
    version: str
    date: str
    provenance_zh: str
    provenance_en: str
    meeting_zh: str = ""
    meeting_en: str = ""
    meeting_source: str = ""

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same rows as a frame, for counting and writing many of them: index 0…n-1, columns
        `schema.NAMES`, text `str` or missing, `year` a nullable integer, `chains` and `clusters`
        tuples of codes. Made when it is first asked for; a page that shows a few rows asks `rows`,
        one that needs a whole column asks `column`."""
        return of_table(self.table)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def column(self, name: str) -> pyarrow.Array:
        """Return a whole column."""
        return self.table[name].chunk(0)

    def rows(self, numbers: Sequence[int] | npt.NDArray[np.intp]) -> list[dict[str, Any]]:
        """Return the rows of these numbers, in their order, as values by column: `None` where
        something is not known, tuples of codes as chains and clusters."""
        chosen = self.table.take(pyarrow.array(numbers, pyarrow.int64()))
        return [
            row | {name: tuple(row[name]) for name in LIST_COLUMNS} for row in chosen.to_pylist()
        ]

    def meeting(self, lang: Lang) -> str:
        """Return when and where the meeting is that the scenes are shown at; empty where that is
        not known."""
        return self.meeting_zh if lang == "zh" else self.meeting_en

    def provenance(self, lang: Lang) -> str:
        """Return the line on where the register comes from, and what it is not."""
        return self.provenance_zh if lang == "zh" else self.provenance_en


def read(sources: Sources, vocabulary: Vocabulary) -> Register:
    """Return the register of an edition's files.

    Raises `DataProblem` or `DataProblems`: a file that cannot be read, a cell outside its column's
    bounds, two rows of one name, a position outside its district.
    """
    about = particulars(sources)
    areas = districts(sources)
    faults: list[DataProblem] = []
    pieces, given = [], []
    for sheet, problems in tables.sheets(sources, FILE, NAMES, _AT_ONCE):
        faults += problems
        piece, own, bad = _piece(sheet, vocabulary)
        faults += bad
        pieces.append(piece)
        given.append(own)
    table, as_given = whole(pyarrow.concat_tables(pieces)), pyarrow.concat_tables(given)
    if not len(table) and not faults:
        raise DataProblem(FILE, mark("文件中没有任何资源。"))
    faults += _clashes(table, as_given)
    faults += _contradictions(table, as_given, vocabulary)
    faults += _misplaced(table, as_given, areas)
    if faults:
        raise DataProblems(sorted(faults, key=lambda p: (p.row or 0, p.column or "")))
    return Register(table, **about)


def _piece(
    sheet: tables.Sheet, vocabulary: Vocabulary
) -> tuple[pyarrow.Table, pyarrow.Table, list[DataProblem]]:
    """The rows of a sheet of which each cell is right, as `ARROW_SCHEMA` and as given, and what is
    wrong with the others."""
    faults, unsound, columns = [], set(), []
    for column in COLUMNS:
        cells = sheet.cells[column.name]
        held = {cell: checked(column, cell, vocabulary) for cell in set(cells)}
        if any(message for _, message, _ in held.values()):
            for place, cell in enumerate(cells):
                _, message, shown = held[cell]
                if message:
                    unsound.add(place)
                    faults.append(sheet.problem(place, message, column.name, shown))
        values = {cell: value for cell, (value, message, _) in held.items() if not message}
        columns.append(pyarrow.array([values.get(cell) for cell in cells], column.arrow.type))
    table = pyarrow.Table.from_arrays(columns, schema=ARROW_SCHEMA)
    given = pyarrow.table(
        {
            _NUMBER: pyarrow.array(sheet.numbers, pyarrow.int64()),
            **{name: pyarrow.array(sheet.cells[name], pyarrow.string()) for name in ("lon", "lat")},
        }
    )
    if unsound:
        sound = [place for place in range(len(table)) if place not in unsound]
        table, given = table.take(sound), given.take(sound)
    return table, given, faults


def particulars(sources: Sources) -> dict[str, str]:
    """Return version, date and provenance of the register, and the meeting where there is one.
    Raises `DataProblem`."""
    try:
        about = tomllib.loads(sources.text(PARTICULARS))
    except tomllib.TOMLDecodeError as error:
        raise DataProblem(
            PARTICULARS, mark("不是有效的 TOML 文件（{value}）。"), value=str(error)
        ) from None
    names: tuple[str, ...] = ("version", "date", "provenance_zh", "provenance_en")
    if any(name in about for name in _MEETING):
        names += _MEETING
    for name in names:
        text = about.get(name)
        if not isinstance(text, str) or not text.strip():
            raise DataProblem(PARTICULARS, mark("缺少文本 {value}。"), value=name)
        if unfit := unfit_characters(text):
            raise DataProblem(PARTICULARS, tables.BAD_CHARACTER, column=name, value=unfit)
        if len(text) > MOST_CHARACTERS:
            raise DataProblem(PARTICULARS, tables.TOO_LONG, column=name, value=str(len(text)))
    return {name: about[name].strip() for name in names}


def _problem(given: pyarrow.Table, row: int, message: str, column: str, value: str) -> DataProblem:
    number = given[_NUMBER][row].as_py()
    return DataProblem(FILE, message, row=number, column=column, value=value)


def _clashes(table: pyarrow.Table, given: pyarrow.Table) -> list[DataProblem]:
    """Rows whose id or name another row has already."""
    problems = []
    for column in ("resource_id", "name"):
        for row, text in _again(table[column].to_pylist()):
            problems.append(_problem(given, row, tables.DUPLICATE, column, text))
    names = table["name"].to_pylist()
    alike = [_UNSEEN.sub("", unicodedata.normalize("NFKC", name)).casefold() for name in names]
    if len(set(alike)) == len(names):
        return problems
    first: dict[str, str] = {}
    for row, (name, key) in enumerate(zip(names, alike, strict=True)):
        if first.setdefault(key, name) != name:
            problems.append(_problem(given, row, ALIKE, "name", name))
    return problems


def _again(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The rows whose text an earlier row has."""
    if len(set(texts)) == len(texts):
        return
    seen: set[str] = set()
    for row, text in enumerate(texts):
        if text in seen:
            yield row, text
        seen.add(text)


def _contradictions(
    table: pyarrow.Table, given: pyarrow.Table, vocabulary: Vocabulary
) -> list[DataProblem]:
    """Rows whose cells do not agree: the id with the park, a cluster with its twin chain."""
    parks = pc.replace_substring_regex(table["resource_id"], "-[0-9]*$", "")
    found = [
        (row, BAD_KEY, "resource_id", table["resource_id"][row].as_py())
        for row in np.flatnonzero(pc.not_equal(parks, table["park"])).tolist()
    ]
    chains, clusters = coded(table, "chains"), coded(table, "clusters")
    for cluster, chain in vocabulary.twins.items():
        differ = holding(*chains, chain) != holding(*clusters, cluster)
        twin = vocabulary.terms["chain"][chain].zh
        found += [
            (row, TWIN_TAGS, "chains / clusters", twin) for row in np.flatnonzero(differ).tolist()
        ]
    return [_problem(given, *problem) for problem in found]


def _misplaced(
    table: pyarrow.Table, given: pyarrow.Table, areas: Mapping[str, BaseGeometry]
) -> list[DataProblem]:
    """Rows whose anchor lies outside the region or cannot lie in the named district: there is none
    of that code, or the anchor lies outside, and for a position known only to an area the district
    begins beyond `radius_m`."""
    lon, lat = (table[name].to_numpy() for name in ("lon", "lat"))
    adcodes, known = coded(table, "adcode")
    covered = np.zeros(len(table), dtype=bool)
    for code, adcode in enumerate(known):
        if adcode in areas:
            rows = np.flatnonzero(adcodes == code)
            shapely.prepare(areas[adcode])
            covered[rows] = shapely.intersects_xy(areas[adcode], lon[rows], lat[rows])
    # Whoever lies in the named district lies in the region.
    left = np.flatnonzero(~covered)
    inside = np.zeros(len(table), dtype=bool)
    points = shapely.points(lon[left], lat[left])
    tree = STRtree(list(areas.values()))
    inside[left[tree.query(points, predicate="intersects")[0]]] = True
    is_area = np.asarray(pc.equal(table["position_basis"], "area"))
    radii = table["radius_m"].to_numpy()
    problems = []
    for row, point in zip(left.tolist(), points, strict=True):
        place = f"{given['lon'][row]}, {given['lat'][row]}"
        adcode = known[adcodes[row]]
        if not inside[row]:
            problems.append(_problem(given, row, OUTSIDE_REGION, "lon / lat", place))
        elif adcode and adcode not in areas:
            problems.append(_problem(given, row, tables.UNKNOWN_CODE, "adcode", adcode))
        elif adcode and not (
            is_area[row] and areas[adcode].distance(point) * METRES_PER_DEGREE <= radii[row]
        ):
            problems.append(_problem(given, row, OUTSIDE_DISTRICT, "lon / lat", place))
    return problems


def whole(table: pyarrow.Table) -> pyarrow.Table:
    """Return a table with each column in one piece, as `Register` holds it."""
    columns = [
        column.chunk(0)
        if column.num_chunks == 1
        else pyarrow.concat_arrays(column.chunks or [pyarrow.array([], column.type)])
        for column in table.columns
    ]
    return pyarrow.Table.from_arrays(columns, schema=table.schema)


def to_table(frame: pd.DataFrame, metadata: Mapping[str, str] | None = None) -> pyarrow.Table:
    """Return rows of `Register.frame` as an Arrow table of `ARROW_SCHEMA` with these metadata."""
    columns = [_to_array(frame[field.name], field.type) for field in ARROW_SCHEMA]
    return pyarrow.Table.from_arrays(columns, schema=ARROW_SCHEMA.with_metadata(metadata))


def _to_array(column: pd.Series, kind: pyarrow.DataType) -> pyarrow.Array:
    # Missing text is NaN in a frame, and null in a table; so are tuples of codes lists.
    values = column.tolist() if pyarrow.types.is_list(kind) else column
    array = pyarrow.array(values, type=kind, from_pandas=True)
    return pyarrow.concat_arrays(array.chunks) if hasattr(array, "chunks") else array


def of_table(table: pyarrow.Table) -> pd.DataFrame:
    """Return the rows of a table of `ARROW_SCHEMA`, or of some of its columns, as `Register.frame`
    has them."""
    return pd.DataFrame({name: _of_array(table, name) for name in table.column_names})


def _of_array(table: pyarrow.Table, name: str) -> Any:
    column = table[name]
    if name in LIST_COLUMNS:
        return _tuples(table, name)
    if name == "year":
        kinds = {pyarrow.int16(): pd.Int16Dtype()}
        return column.cast(pyarrow.int16()).to_pandas(types_mapper=kinds.get)
    if pyarrow.types.is_string(column.type):
        return pd.array(column, dtype="str")
    return column.to_numpy()


def _tuples(table: pyarrow.Table, name: str) -> npt.NDArray[np.object_]:
    """Lists of codes as tuples; rows share the tuples, of which few are distinct."""
    numbers, texts = coded(table, name)
    distinct = np.empty(len(texts), dtype=object)
    for number, text in enumerate(texts):
        distinct[number] = split(text)
    tuples: npt.NDArray[np.object_] = distinct[numbers]
    return tuples
