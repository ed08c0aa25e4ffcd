"""The register is what its CSV says, and a bad CSV or Parquet is named, never swallowed."""

import csv
import hashlib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet as pq
import pytest

from lib.base.i18n import LANGS
from lib.base.problems import DataProblem, DataProblems
from lib.editions.edition import Edition
from lib.terms import live

Rows = list[list[str]]
CJK = re.compile(r"[\u3400-\u9fff]")
# The row the bad inputs are made of, as a spreadsheet counts it, and another one.
BAD, OTHER = 6, 4


def cell(rows: Rows, column: str, row: int = BAD) -> str:
    return rows[row - 1][register.COLUMNS.index(column)]


def put(rows: Rows, column: str, value: str) -> None:
    rows[BAD - 1][register.COLUMNS.index(column)] = value


def edited(folder: Path, change: Callable[[Rows], object]) -> Path:
    """A copy of the real CSV after `change` to its rows, the header among them."""
    with register.CSV_PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    path = folder / "resources.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


def problems(path: Path) -> list[DataProblem]:
    """What reading `path` complains of."""
    with pytest.raises((DataProblem, DataProblems)) as caught:
        register.read_csv(path)
    error = caught.value
    if isinstance(error, DataProblems):
        return error.problems
    assert isinstance(error, DataProblem)
    return [error]


def swap_lon_lat(rows: Rows) -> None:
    lon, lat = cell(rows, "lon"), cell(rows, "lat")
    put(rows, "lon", lat)
    put(rows, "lat", lon)


def tag_the_chain_alone(rows: Rows) -> None:
    put(rows, "chains", "biomed")
    put(rows, "clusters", "")


def test_parquet_agrees_with_csv(tmp_path: Path, entries: Edition) -> None:
    rebuilt = register.write_parquet(parquet_path=tmp_path / "resources.parquet")
    pd.testing.assert_frame_equal(rebuilt.frame, register.read_csv())
    pd.testing.assert_frame_equal(entries.frame, rebuilt.frame)
    assert entries.digest == hashlib.sha256(register.CSV_PATH.read_bytes()).hexdigest()
    about = tomllib.loads((live.DATA_DIR / "register.toml").read_text("utf-8"))
    for key, value in about.items():
        assert getattr(entries, key) == value


def test_register_holds_every_line_of_the_csv_in_order(entries: Edition) -> None:
    with register.CSV_PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = entries.frame
    assert frame["resource_id"].to_list() == [row["resource_id"] for row in rows]
    assert frame["name"].to_list() == [row["name"] for row in rows]
    assert frame["lon"].to_list() == [float(row["lon"]) for row in rows]
    assert [";".join(tags) for tags in frame["chains"]] == [row["chains"] for row in rows]


@pytest.mark.parametrize(
    ("column", "change", "words"),
    [
        (
            "resource_id",
            lambda rows: put(rows, "resource_id", cell(rows, "resource_id", OTHER)),
            ("重复出现", "more than once"),
        ),
        (
            "name",
            lambda rows: put(rows, "name", cell(rows, "name", OTHER)),
            ("重复出现", "more than once"),
        ),
        ("lon / lat", swap_lon_lat, ("先经后纬", "longitude and latitude")),
        ("category", lambda rows: put(rows, "category", "bank"), ("bank", "unknown code “bank”")),
        ("chains", lambda rows: put(rows, "chains", "steel"), ("steel", "unknown code “steel”")),
        ("year", lambda rows: put(rows, "year", "40000"), ("40000", "not a valid number")),
        (
            "radius_m",
            lambda rows: put(rows, "radius_m", "99999999999"),
            ("99999999999", "not a valid number"),
        ),
        (
            "chains / clusters",
            tag_the_chain_alone,
            ("生物医药须同时", "Biomedicine"),
        ),
        ("source_title", lambda rows: put(rows, "source_title", " "), ("不能为空", "empty")),
        ("lat", lambda rows: put(rows, "lat", "39°"), ("“39°”", "not a valid number")),
        ("year", lambda rows: put(rows, "year", "1999?"), ("“1999?”", "not a valid number")),
        (
            "website",
            lambda rows: put(rows, "website", "javascript:alert(1)"),
            ("不是 http(s) 网址", "not an http(s) address"),
        ),
        (
            "source_url",
            lambda rows: put(rows, "source_url", 'http://a.cn/"x'),
            ("不是 http(s) 网址", "not an http(s) address"),
        ),
        (None, lambda rows: rows[BAD - 1].pop(), ("28 个单元格", "28 cells")),
        (None, lambda rows: rows[BAD - 1].append(""), ("30 个单元格", "30 cells")),
    ],
)
def test_bad_row_is_named(
    tmp_path: Path,
    column: str | None,
    change: Callable[[Rows], object],
    words: tuple[str, str],
) -> None:
    found = problems(edited(tmp_path, change))
    assert {p.row for p in found} <= {BAD, OTHER}
    # A position that fails as a whole may be said to fail in more than one way.
    [first, *_] = [p for p in found if p.row == BAD and p.column == column]
    for lang, place, word in zip(LANGS, (f"第 {BAD} 行", f"row {BAD}"), words, strict=True):
        text = first.text(lang)
        assert text.startswith("resources.csv")
        assert place in text
        assert word in text
        assert column is None or column in text
        assert "make data" in text
    assert not CJK.search(first.text("en").replace(first.value, ""))


def test_all_bad_rows_are_named_at_once(tmp_path: Path) -> None:
    def spoil(rows: Rows) -> None:
        for row in (10, 20, 30):
            rows[row - 1][register.COLUMNS.index("level")] = "galactic"

    assert [p.row for p in problems(edited(tmp_path, spoil))] == [10, 20, 30]


def test_wrong_header_names_the_missing_column(tmp_path: Path) -> None:
    [problem] = problems(edited(tmp_path, lambda rows: rows[0].__setitem__(1, "title")))
    assert (problem.row, problem.value) == (1, "name")
    assert "表头" in problem.text("zh")
    assert "header" in problem.text("en")


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (b"", "文件是空的", "is empty"),
        ((",".join(register.COLUMNS) + "\n").encode(), "没有任何资源", "no resource"),
        ("资源".encode("gbk"), "UTF-8", "UTF-8"),
        (None, "不存在", "does not exist"),
    ],
)
def test_unusable_csv_is_named(tmp_path: Path, content: bytes | None, zh: str, en: str) -> None:
    path = tmp_path / "resources.csv"
    if content is not None:
        path.write_bytes(content)
    [problem] = problems(path)
    for lang, word in (("zh", zh), ("en", en)):
        assert problem.text("zh" if lang == "zh" else "en").startswith("resources.csv")
        assert word in problem.text("zh" if lang == "zh" else "en")


def test_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "resources.csv"
    path.write_bytes(b"\xef\xbb\xbf" + register.CSV_PATH.read_bytes())
    pd.testing.assert_frame_equal(register.read_csv(path), register.read_csv())


def test_bad_csv_leaves_the_old_parquet(tmp_path: Path) -> None:
    parquet = tmp_path / "resources.parquet"
    register.write_parquet(parquet_path=parquet)
    before = parquet.read_bytes()
    bad = edited(tmp_path, lambda rows: put(rows, "park", "nowhere"))
    with pytest.raises(DataProblems):
        register.write_parquet(csv_path=bad, parquet_path=parquet)
    assert parquet.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "resources.csv",
        "resources.parquet",
        "search.parquet",
    ]


def test_interrupted_write_leaves_the_old_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = tmp_path / "resources.parquet"
    register.write_parquet(parquet_path=parquet)
    before = parquet.read_bytes()

    def full_disk(_: pyarrow.Table, where: Path, **__: object) -> None:
        where.write_bytes(b"PAR1 half a file")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full_disk)
    with pytest.raises(OSError, match="No space left"):
        register.write_parquet(parquet_path=parquet)
    assert parquet.read_bytes() == before


def foreign(path: Path) -> None:
    pq.write_table(pyarrow.table({"name": ["京津冀"]}), path)


def truncated(path: Path) -> None:
    path.write_bytes(register.PARQUET_PATH.read_bytes()[:-1000])


def too_few_rows(path: Path) -> None:
    pq.write_table(pq.read_table(register.PARQUET_PATH).slice(1), path)


def same_schema_without_metadata(path: Path) -> None:
    pq.write_table(pq.read_table(register.PARQUET_PATH).replace_schema_metadata(None), path)


@pytest.mark.parametrize(
    ("make", "zh", "en"),
    [
        (lambda path: None, "不存在", "does not exist"),
        (truncated, "已损坏", "damaged"),
        (lambda path: path.write_bytes(bytes(range(256)) * 40), "已损坏", "damaged"),
        (lambda path: path.write_bytes(b""), "已损坏", "damaged"),
        (foreign, "不是本看板的登记册文件", "register"),
        (same_schema_without_metadata, "不是本看板的登记册文件", "register"),
        (too_few_rows, "应有 337 行", "337 rows"),
    ],
)
def test_unusable_parquet_is_named(
    tmp_path: Path, make: Callable[[Path], object], zh: str, en: str
) -> None:
    path = tmp_path / "resources.parquet"
    make(path)
    with pytest.raises(DataProblem) as caught:
        register.read_parquet(path)
    for text, word in ((caught.value.text("zh"), zh), (caught.value.text("en"), en)):
        assert text.startswith("resources.parquet")
        assert word in text
        assert "make data" in text
