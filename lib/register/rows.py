"""Reading the register: rows checked cell by cell, then against each other and the boundaries."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import pyarrow
from shapely import STRtree
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from lib.base import tables
from lib.base.cells import unfit_characters
from lib.base.files import Sources
from lib.base.i18n import Lang, mark
from lib.base.problems import DataProblem, DataProblems
from lib.base.tables import Row
from lib.register.schema import ARROW_SCHEMA, BAD_KEY, COLUMNS, LIST_COLUMNS, NAMES, parse
from lib.terms.districts import districts
from lib.terms.taxonomy import Vocabulary

FILE: Final = "resources.csv"
PARTICULARS: Final = "register.toml"
_MEETING: Final = ("meeting_zh", "meeting_en", "meeting_source")
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
    """The list itself. `frame` has one row a resource, in file order, index 0…n-1.

    Columns are `schema.NAMES`: text is `str` or missing; `year` is a nullable integer; `chains`
    and `clusters` hold tuples of codes; `lon`, `lat` are WGS-84 degrees of the anchor; `radius_m`
    is in metres.
    """

    frame: pd.DataFrame
    version: str
    date: str
    provenance_zh: str
    provenance_en: str
    meeting_zh: str = ""
    meeting_en: str = ""
    meeting_source: str = ""

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
    rows, problems = tables.rows(sources, FILE, NAMES)
    if not rows and not problems:
        raise DataProblem(FILE, mark("文件中没有任何资源。"))
    records, sound = [], []
    faults = list(problems)
    for row in rows:
        values, bad = parse(row, vocabulary)
        faults += bad
        if not bad:
            records.append(values)
            sound.append(row)
    faults += _clashes(sound)
    faults += _contradictions(records, sound, vocabulary)
    faults += _misplaced(records, sound, areas)
    if faults:
        raise DataProblems(sorted(faults, key=lambda p: (p.row or 0, p.column or "")))
    return Register(frame_of(records), **about)


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


def _clashes(rows: Sequence[Row]) -> list[DataProblem]:
    """Rows whose id or name another row has already."""
    problems = []
    for column in ("resource_id", "name"):
        seen: set[str] = set()
        for row in rows:
            if row[column] in seen:
                problems.append(row.problem(tables.DUPLICATE, column, row[column]))
            seen.add(row[column])
    names: dict[str, str] = {}
    for row in rows:
        key = _UNSEEN.sub("", unicodedata.normalize("NFKC", row["name"])).casefold()
        if names.setdefault(key, row["name"]) != row["name"]:
            problems.append(row.problem(ALIKE, "name", row["name"]))
    return problems


def _contradictions(
    records: Sequence[Mapping[str, Any]], rows: Sequence[Row], vocabulary: Vocabulary
) -> list[DataProblem]:
    """Rows whose cells do not agree: the id with the park, a cluster with its twin chain."""
    problems = []
    for record, row in zip(records, rows, strict=True):
        if record["resource_id"].rpartition("-")[0] != record["park"]:
            problems.append(row.problem(BAD_KEY, "resource_id", record["resource_id"]))
        for cluster, chain in vocabulary.twins.items():
            if (cluster in record["clusters"]) != (chain in record["chains"]):
                twin = vocabulary.terms["chain"][chain].zh
                problems.append(row.problem(TWIN_TAGS, "chains / clusters", twin))
    return problems


def _misplaced(
    records: Sequence[Mapping[str, Any]], rows: Sequence[Row], areas: Mapping[str, BaseGeometry]
) -> list[DataProblem]:
    """Rows whose anchor lies outside the region or cannot lie in the named district: there is none
    of that code, or the anchor lies outside, and for a position known only to an area the district
    begins beyond `radius_m`."""
    tree = STRtree(list(areas.values()))
    points = [Point(record["lon"], record["lat"]) for record in records]
    inside = set(tree.query(points, predicate="intersects")[0].tolist())
    problems = []
    for i, (record, row, point) in enumerate(zip(records, rows, points, strict=True)):
        place = f"{row['lon']}, {row['lat']}"
        if i not in inside:
            problems.append(row.problem(OUTSIDE_REGION, "lon / lat", place))
        elif record["adcode"] and record["adcode"] not in areas:
            problems.append(row.problem(tables.UNKNOWN_CODE, "adcode", record["adcode"]))
        elif record["adcode"] and not _fits(record, point, areas[record["adcode"]]):
            problems.append(row.problem(OUTSIDE_DISTRICT, "lon / lat", place))
    return problems


def _fits(record: Mapping[str, Any], point: Point, district: BaseGeometry) -> bool:
    if district.covers(point):
        return True
    metres = district.distance(point) * METRES_PER_DEGREE
    return bool(record["position_basis"] == "area" and metres <= record["radius_m"])


def frame_of(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame with the types `Register` promises."""
    frame = pd.DataFrame.from_records(list(records), columns=list(NAMES))
    kinds = {"integer": "Int32", "degrees": "float64"}
    types = {c.name: kinds.get(c.kind, "str") for c in COLUMNS if c.name not in LIST_COLUMNS}
    return frame.astype(types | {"year": "Int16", "radius_m": "int32"})


def to_table(frame: pd.DataFrame, metadata: Mapping[str, str]) -> pyarrow.Table:
    """Return rows of the register as an Arrow table of `ARROW_SCHEMA` with these metadata."""
    columns = [
        pyarrow.array(
            [None if not isinstance(v, tuple) and pd.isna(v) else v for v in frame[field.name]],
            type=field.type,
        )
        for field in ARROW_SCHEMA
    ]
    return pyarrow.Table.from_arrays(columns, schema=ARROW_SCHEMA.with_metadata(dict(metadata)))


def of_table(table: pyarrow.Table) -> pd.DataFrame:
    """Return the frame an Arrow table of `ARROW_SCHEMA` holds."""
    return frame_of(
        [row | {column: tuple(row[column]) for column in LIST_COLUMNS} for row in table.to_pylist()]
    )
