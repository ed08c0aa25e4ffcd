"""The register of resources: its schema, and reading and writing it.

`data/resources.csv` is what people edit and review; `data/resources.parquet` and the search index
`data/search.parquet`, made from it by `make data` (`python -m lib.register`), are all the app
reads.
"""

import csv
import hashlib
import io
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa
import pyarrow
import pyarrow.parquet as pq
from shapely import STRtree
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from lib.base.i18n import Lang, mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.query import filters, search
from lib.terms import taxonomy

CSV_PATH: Final = taxonomy.DATA_DIR / "resources.csv"
PARQUET_PATH: Final = taxonomy.DATA_DIR / "resources.parquet"
LIST_COLUMNS: Final = ("chains", "clusters")
FORMAT: Final = "jjj-register/1"

TEXT = pyarrow.string()
TAGS = pyarrow.list_(pyarrow.string())
ARROW_SCHEMA: Final = pyarrow.schema(
    [
        pyarrow.field("resource_id", TEXT, nullable=False),
        pyarrow.field("name", TEXT, nullable=False),
        pyarrow.field("category", TEXT, nullable=False),
        pyarrow.field("park", TEXT, nullable=False),
        ("subpark", TEXT),
        ("address", TEXT),
        ("district", TEXT),
        ("adcode", TEXT),
        pyarrow.field("city", TEXT, nullable=False),
        pyarrow.field("province", TEXT, nullable=False),
        pyarrow.field("chains", TAGS, nullable=False),
        pyarrow.field("clusters", TAGS, nullable=False),
        pyarrow.field("level", TEXT, nullable=False),
        pyarrow.field("status", TEXT, nullable=False),
        ("host", TEXT),
        ("year", pyarrow.int16()),
        ("phone", TEXT),
        ("website", TEXT),
        ("note", TEXT),
        pyarrow.field("lon", pyarrow.float64(), nullable=False),
        pyarrow.field("lat", pyarrow.float64(), nullable=False),
        pyarrow.field("position_basis", TEXT, nullable=False),
        pyarrow.field("radius_m", pyarrow.int32(), nullable=False),
        ("place_id", TEXT),
        pyarrow.field("source_title", TEXT, nullable=False),
        ("source_date", TEXT),
        ("source_url", TEXT),
        pyarrow.field("source_kind", TEXT, nullable=False),
        pyarrow.field("confidence", TEXT, nullable=False),
    ]
)
COLUMNS: Final = tuple(ARROW_SCHEMA.names)
REQUIRED: Final = tuple(
    f.name for f in ARROW_SCHEMA if not f.nullable and f.name not in LIST_COLUMNS
)

NOT_EMPTY = mark("不能为空。")
UNKNOWN_CODE = mark("未知代码“{value}”。")
DUPLICATE = mark("“{value}”重复出现。")
NOT_A_NUMBER = mark("“{value}”不是有效的数。")
OUTSIDE_REGION = mark("坐标“{value}”不在京津冀范围内（应为 WGS-84 经度、纬度，先经后纬）。")
OUTSIDE_DISTRICT = mark("坐标“{value}”不在所列区县内。")
TWIN_TAGS = mark("生物医药须同时标注为链（biomed）与集群（biomed_cluster）。")
BAD_URL = mark("“{value}”不是 http(s) 网址。")
BAD_DATE = mark("日期“{value}”应写作 YYYY、YYYY-MM 或 YYYY-MM-DD。")
BAD_ID = mark("编号“{value}”应写作“园区代码-三位数字”，且与所列园区一致。")


@dataclass(frozen=True)
class Register:
    """The whole register. `frame` has one row a resource, in file order, index 0…n-1.

    Columns are `COLUMNS`: text is `str` or missing; `year` is a nullable integer; `chains` and
    `clusters` hold tuples of codes; `lon`, `lat` are WGS-84 degrees of the anchor; `radius_m` is
    in metres. `index` is what is searched of the same rows.
    """

    frame: pd.DataFrame
    index: search.Index
    version: str
    date: str
    provenance_zh: str
    provenance_en: str
    sha256: str

    @cached_property
    def members(self) -> filters.Membership:
        """Which row carries which code."""
        return filters.Membership(self.frame, self.index)

    def select(self, selection: filters.ResourceFilter) -> pd.DataFrame:
        """The rows that pass a filter, index and order kept."""
        return self.frame[selection.mask(self.members)]

    def resource(self, resource_id: str) -> pd.Series:
        """The row of one resource, its name being its place in the register."""
        return self.frame[self.frame["resource_id"] == resource_id].iloc[0]

    def provenance(self, lang: Lang) -> str:
        """Return the line on where the register comes from, and what it is not."""
        return self.provenance_zh if lang == "zh" else self.provenance_en

    def edition(self, lang: Lang) -> str:
        """Return in one line which register this is and where it comes from."""
        t = translator(lang)
        return t("登记册 {version}（{digest}）· {origin}").format(
            version=self.version, digest=self.digest, origin=self.provenance(lang)
        )

    @property
    def digest(self) -> str:
        """The first eight characters of the content hash, as shown beside the version."""
        return self.sha256[:8]


@cache
def _districts() -> dict[str, BaseGeometry]:
    features = json.loads((taxonomy.DATA_DIR / "geo/districts.geojson").read_text("utf-8"))
    return {f["properties"]["adcode"]: shape(f["geometry"]) for f in features["features"]}


def _in_region(frame: pd.DataFrame) -> pd.Series:
    tree = STRtree(list(_districts().values()))
    points = [Point(x, y) for x, y in zip(frame["lon"], frame["lat"], strict=True)]
    inside = set(tree.query(points, predicate="intersects")[0])
    return pd.Series([i in inside for i in range(len(points))], index=frame.index)


def _in_district(frame: pd.DataFrame) -> pd.Series:
    """Whether the true place can lie in the named district: the anchor does, or, for a position
    known only to an area, the district begins within `radius_m` of it."""

    def fits(row: Any) -> bool:
        if pd.isna(row.adcode):
            return True
        district = _districts().get(row.adcode)
        point = Point(row.lon, row.lat)
        if district is None or district.covers(point):
            return district is not None
        metres = district.distance(point) * 111_320
        return bool(row.position_basis == "area" and metres <= row.radius_m)

    return pd.Series([fits(row) for row in frame.itertuples()], index=frame.index, dtype=bool)


def _twins_agree(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(
        [
            all((twin in c) == (chain in h) for twin, chain in taxonomy.TWIN_CLUSTER.items())
            for h, c in zip(frame["chains"], frame["clusters"], strict=True)
        ],
        index=frame.index,
        dtype=bool,
    )


def _ids_name_their_park(frame: pd.DataFrame) -> pd.Series:
    return frame["resource_id"].str.fullmatch(r"[a-z]+-\d{3,}") & (
        frame["resource_id"].str.rsplit("-", n=1).str[0] == frame["park"]
    )


def _codes(terms: tuple[taxonomy.Term, ...] | tuple[str, ...]) -> pa.Check:
    codes = [term if isinstance(term, str) else term.code for term in terms]
    return pa.Check.isin(codes, name=UNKNOWN_CODE, error=UNKNOWN_CODE)


def _tags(terms: tuple[taxonomy.Term, ...]) -> pa.Check:
    codes = {term.code for term in terms}
    return pa.Check(
        lambda tags: set(tags) <= codes and len(set(tags)) == len(tags),
        element_wise=True,
        error=UNKNOWN_CODE,
    )


def _pattern(regex: str, message: str) -> pa.Check:
    return pa.Check.str_matches(regex, error=message)


# Smallest and largest value a person can have meant.
_RANGES: Final = {"year": (1800, 2100), "radius_m": (1, 500_000)}
_URL = r"^https?://[^\s<>\"']+$"
SCHEMA: Final = pa.DataFrameSchema(
    {
        "resource_id": pa.Column(str, unique=True),
        "name": pa.Column(str, unique=True),
        "category": pa.Column(str, _codes(taxonomy.CATEGORIES)),
        "park": pa.Column(str, _codes(taxonomy.PARKS)),
        "subpark": pa.Column(str, nullable=True),
        "address": pa.Column(str, nullable=True),
        "district": pa.Column(str, nullable=True),
        "adcode": pa.Column(str, nullable=True),
        "city": pa.Column(str),
        "province": pa.Column(str, _codes(tuple(p.zh for p in taxonomy.PROVINCES))),
        "chains": pa.Column(object, _tags(taxonomy.CHAINS)),
        "clusters": pa.Column(object, _tags(taxonomy.CLUSTERS)),
        "level": pa.Column(str, _codes(taxonomy.LEVELS)),
        "status": pa.Column(str, _codes(taxonomy.STATUSES)),
        "host": pa.Column(str, nullable=True),
        "year": pa.Column(
            "Int16", pa.Check.in_range(*_RANGES["year"], error=NOT_A_NUMBER), nullable=True
        ),
        "phone": pa.Column(str, nullable=True),
        "website": pa.Column(str, _pattern(_URL, BAD_URL), nullable=True),
        "note": pa.Column(str, nullable=True),
        "lon": pa.Column(float),
        "lat": pa.Column(float),
        "position_basis": pa.Column(str, _codes(taxonomy.POSITION_BASES)),
        "radius_m": pa.Column("int32", pa.Check.in_range(*_RANGES["radius_m"], error=NOT_A_NUMBER)),
        "place_id": pa.Column(str, nullable=True),
        "source_title": pa.Column(str),
        "source_date": pa.Column(str, _pattern(r"^\d{4}(-\d\d){0,2}$", BAD_DATE), nullable=True),
        "source_url": pa.Column(str, _pattern(_URL, BAD_URL), nullable=True),
        "source_kind": pa.Column(str, _codes(taxonomy.SOURCE_KINDS)),
        "confidence": pa.Column(str, _codes(taxonomy.CONFIDENCES)),
    },
    checks=[
        pa.Check(_in_region, error=OUTSIDE_REGION),
        pa.Check(_in_district, error=OUTSIDE_DISTRICT),
        pa.Check(_twins_agree, error=TWIN_TAGS),
        pa.Check(_ids_name_their_park, error=BAD_ID),
    ],
    strict=True,
    ordered=True,
)
# A whole-row check names the columns a person would look at.
_CHECK_COLUMNS: Final = {
    OUTSIDE_REGION: ("lon", "lat"),
    OUTSIDE_DISTRICT: ("lon", "lat"),
    TWIN_TAGS: ("chains", "clusters"),
    BAD_ID: ("resource_id",),
}


def validate(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return `frame` if it satisfies `SCHEMA`.

    Raises `DataProblems`, one for every cell or row at fault, rows numbered as in `file`.
    """
    try:
        return SCHEMA.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise DataProblems(_problems(error.failure_cases, frame, file)) from None


def _problems(cases: pd.DataFrame, frame: pd.DataFrame, file: str) -> list[DataProblem]:
    found: dict[tuple[int | None, str, str], DataProblem] = {}
    named = {"field_uniqueness": DUPLICATE, "not_nullable": NOT_EMPTY}
    for case in cases.to_dict("records"):
        message = named.get(str(case["check"]), str(case["check"]))
        index = None if pd.isna(case["index"]) else int(case["index"])
        columns = _CHECK_COLUMNS.get(message, (str(case["column"]),))
        shown = "" if index is None else ", ".join(_shown(frame.at[index, c]) for c in columns)
        row = None if index is None else index + 2
        found.setdefault(
            (row, columns[0], message),
            DataProblem(file, message, row=row, column=" / ".join(columns), value=shown),
        )
    return sorted(found.values(), key=lambda p: (p.row or 0, p.column or ""))


def _shown(value: object) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)


def read_csv(path: Path = CSV_PATH) -> pd.DataFrame:
    """Return the register in `path` as a validated frame (see `Register`).

    Raises `DataProblem` or `DataProblems`: unreadable file, wrong header, a row of another
    length, a cell outside the schema.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise DataProblem(path.name, mark("文件不存在。")) from None
    except UnicodeDecodeError:
        raise DataProblem(path.name, mark("文件不是 UTF-8 编码。")) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(_lines(reader, path.name), [])
    if not header:
        raise DataProblem(path.name, mark("文件是空的。"))
    if tuple(header) != COLUMNS:
        missing = [c for c in COLUMNS if c not in header] or [c for c in header if c not in COLUMNS]
        raise DataProblem(
            path.name,
            mark("表头与登记册不符：{value}。"),
            mark("表头应与 data/README.md 所列各列相同、次序一致。"),
            row=1,
            value=", ".join(missing),
        )
    records: list[dict[str, Any]] = []
    problems: list[DataProblem] = []
    for number, cells in enumerate(_lines(reader, path.name), start=2):
        if len(cells) != len(COLUMNS):
            problems.append(
                DataProblem(
                    path.name,
                    mark("有 {value} 个单元格，与表头不符。"),
                    row=number,
                    value=str(len(cells)),
                )
            )
            continue
        record = dict(zip(COLUMNS, cells, strict=True))
        parsed, bad = _parse(record, path.name, number)
        records.append(parsed)
        problems += bad
    if problems:
        raise DataProblems(problems)
    if not records:
        raise DataProblem(path.name, mark("文件中没有任何资源。"))
    return validate(_frame(records), path.name)


def _parse(
    record: dict[str, str], file: str, number: int
) -> tuple[dict[str, Any], list[DataProblem]]:
    parsed: dict[str, Any] = {}
    problems = []
    for column, cell in record.items():
        value: Any = cell.strip() or None
        if column in LIST_COLUMNS:
            value = tuple(cell.split(";")) if value else ()
        elif value is None and column in REQUIRED:
            problems.append(DataProblem(file, NOT_EMPTY, row=number, column=column))
        elif value is not None and column in ("lon", "lat", "year", "radius_m"):
            try:
                value = float(value) if column in ("lon", "lat") else int(value)
                low, high = _RANGES.get(column, (-180, 180))
                if not low <= value <= high:
                    raise ValueError
            except ValueError:
                value = None
                problems.append(
                    DataProblem(file, NOT_A_NUMBER, row=number, column=column, value=cell)
                )
        parsed[column] = value
    return parsed, problems


def _lines(reader: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    """The reader's rows; a cell that never ends is a `DataProblem`."""
    try:
        yield from reader
    except csv.Error:
        raise DataProblem(file, mark("某个单元格过长，可能缺少结束引号。")) from None


def _frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(records, columns=list(COLUMNS))
    kinds = {c: "str" for c in COLUMNS if c not in LIST_COLUMNS}
    return frame.astype(
        kinds | {"year": "Int16", "lon": "float64", "lat": "float64", "radius_m": "int32"}
    )


def to_table(frame: pd.DataFrame, metadata: dict[str, str]) -> pyarrow.Table:
    """Return rows of the register as an Arrow table of `ARROW_SCHEMA` with these metadata."""
    columns = [
        pyarrow.array(
            [None if not isinstance(v, tuple) and pd.isna(v) else v for v in frame[field.name]],
            type=field.type,
        )
        for field in ARROW_SCHEMA
    ]
    return pyarrow.Table.from_arrays(columns, schema=ARROW_SCHEMA.with_metadata(metadata))


def write_parquet(
    csv_path: Path = CSV_PATH,
    parquet_path: Path = PARQUET_PATH,
    particulars: Path = taxonomy.DATA_DIR / "register.toml",
) -> Register:
    """Validate `csv_path` and write it to `parquet_path`, whole or not at all, and its search
    index beside it.

    The file's metadata carry version, date, provenance, row count and the SHA-256 of the CSV.
    """
    frame = read_csv(csv_path)
    about = tomllib.loads(particulars.read_text("utf-8"))
    metadata = {
        "format": FORMAT,
        "rows": str(len(frame)),
        "sha256": hashlib.sha256(csv_path.read_bytes()).hexdigest(),
        **{k: about[k] for k in ("version", "date", "provenance_zh", "provenance_en")},
    }
    table = to_table(frame, metadata)
    unfinished = parquet_path.with_suffix(".tmp")
    try:
        pq.write_table(table, unfinished, compression="zstd")
        unfinished.replace(parquet_path)
    finally:
        unfinished.unlink(missing_ok=True)
    search.write(search.build(frame), metadata["sha256"], parquet_path.with_name(search.FILE))
    return read_parquet(parquet_path)


_PARTICULARS: Final = {"rows", "version", "date", "provenance_zh", "provenance_en", "sha256"}


def read_parquet(path: Path = PARQUET_PATH) -> Register:
    """Return the register in `path`, with the search index beside it.

    Raises `DataProblem` when either file is missing, truncated or not written by `write_parquet`,
    and when the index is not this register's.
    """
    try:
        table = pq.read_table(path)
    except FileNotFoundError:
        raise DataProblem(
            path.name, mark("文件不存在。"), mark("请运行 make data 生成。")
        ) from None
    except (pyarrow.ArrowException, OSError):
        raise DataProblem(
            path.name, mark("文件已损坏或不是 Parquet 文件。"), mark("请运行 make data 重新生成。")
        ) from None
    metadata = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
    if (
        metadata.get("format") != FORMAT
        or not set(metadata) >= _PARTICULARS
        or not table.schema.equals(ARROW_SCHEMA)
    ):
        raise DataProblem(
            path.name, mark("不是本看板的登记册文件。"), mark("请运行 make data 重新生成。")
        )
    if str(table.num_rows) != metadata["rows"]:
        raise DataProblem(
            path.name,
            mark("应有 {value} 行，实际行数不符。"),
            mark("请运行 make data 重新生成。"),
            value=metadata["rows"],
        )
    frame = _frame(
        [row | {column: tuple(row[column]) for column in LIST_COLUMNS} for row in table.to_pylist()]
    )
    return Register(
        frame=frame,
        index=search.read(path.with_name(search.FILE), metadata["sha256"]),
        **{k: v for k, v in metadata.items() if k in _PARTICULARS - {"rows"}},
    )


def main() -> int:
    """Rebuild register and search index; print what is wrong and return 1 if that cannot be."""
    try:
        register = write_parquet()
    except (DataProblem, DataProblems) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{PARQUET_PATH.name}: {len(register.frame)} rows, {register.version} {register.digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
