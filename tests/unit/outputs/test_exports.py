"""Exports are read by the programs they are for, and hold what the page shows."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pypdf
import pytest

from lib.base.i18n import LANGS, Lang, translator
from lib.editions.store import Publication
from lib.outputs import exports
from lib.outputs.exports import COLUMNS, FORMATS, Extract
from lib.register.rows import of_table
from lib.register.schema import ARROW_SCHEMA
from tests import machine
from tests.editions import live_edition, with_rows

ENTRIES = live_edition()
CHOSEN = ENTRIES.filter(park=("tianjin", "tangshan"), chain=("robot", "biomed"))
# Formulas behind what cannot be seen: a spreadsheet may pass over it.
HIDDEN = (
    "\u200b=1+1",  # zero width space
    "\ufeff=1+1",  # byte-order mark
    "\x00=1+1",
    " \t =1+1",
    "\u00a0+1+1",  # no-break space
    "\u3000-1+1",  # full-width space
    "\u2028@SUM(1,1)",  # line separator
    "\u202e=1+1",  # right-to-left override
    "\u3164=1+1",  # Hangul filler
    "\ufe0f=1+1",  # variation selector
    "\u200b\u3000＝1+1",
    "\ufe66=1+1",  # small equals sign
)
RISKY = (
    "=1+1",
    '=HYPERLINK("http://example.com","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＠SUM(1)",
    "http://example.com/",
    "0012",
    "1E5",
)
CSV_FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"


def extract(lang: Lang = "zh") -> Extract:
    return replace(exports.extract(ENTRIES, CHOSEN, lang), date="2026-11-24")


def of_rows(frame: pd.DataFrame, what: str, lang: Lang, date: str = "2026-11-24") -> Extract:
    """An extract of an edition whose register these rows are."""
    return Extract(with_rows(ENTRIES, frame), range(len(frame)), what, lang, date)


def risky() -> Extract:
    """Rows whose names, hosts and notes a spreadsheet might run."""
    frame = ENTRIES.frame.iloc[: len(RISKY)].assign(name=RISKY, host=RISKY, note=RISKY)
    return of_rows(frame, "=1+1", "zh", "2026-11-24")


@pytest.fixture
def through_libreoffice(tmp_path: Path) -> Callable[[bytes, str], list[list[str]]]:
    """A function that opens a file's content in LibreOffice and returns its first sheet's cells."""
    soffice = machine.office()
    if soffice is None:
        pytest.fail("no LibreOffice: run make test, which installs one or says what to install")

    def opened(content: bytes, kind: str) -> list[list[str]]:
        (tmp_path / f"sheet.{kind}").write_bytes(content)
        read_as = ["--infilter=CSV:44,34,76,1"] if kind == "csv" else []
        subprocess.run(
            [
                *(soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
                *("--headless", *read_as, "--convert-to", CSV_FILTER),
                *("--outdir", str(tmp_path / "out"), str(tmp_path / f"sheet.{kind}")),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        text = (tmp_path / "out" / "sheet.csv").read_text("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    return opened


def plain(cell: object) -> str:
    """A cell as text: numbers and line ends alike, whoever wrote them."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return f"{cell:.6f}"
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n")
    return f"{float(text):.6f}" if text.replace(".", "", 1).isdigit() else text


def table(x: Extract) -> list[list[str]]:
    """The headings and cells that Excel and CSV should hold."""
    t = translator(x.lang)
    rows = [
        [plain(column.cell(row, x.edition.vocabulary, x.lang)) for column in COLUMNS]
        for row in x.rows
    ]
    return [[t(column.heading) for column in COLUMNS], *rows]


def plained(rows: list[list[str]]) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in rows]


@pytest.mark.machine
@pytest.mark.parametrize("lang", LANGS)
def test_excel_opens_in_libreoffice_as_written(
    through_libreoffice: Callable[[bytes, str], list[list[str]]], lang: Lang
) -> None:
    x = extract(lang)
    assert len(x) > 20
    assert plained(through_libreoffice(FORMATS["xlsx"].write(x), "xlsx")) == table(x)


@pytest.mark.machine
def test_nothing_runs_in_excel(
    through_libreoffice: Callable[[bytes, str], list[list[str]]],
) -> None:
    content = FORMATS["xlsx"].write(risky())
    assert plained(through_libreoffice(content, "xlsx")) == table(risky())
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
    assert b"<f>" not in content


@pytest.mark.machine
def test_nothing_runs_in_csv(
    through_libreoffice: Callable[[bytes, str], list[list[str]]],
) -> None:
    content = FORMATS["csv"].write(risky())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row[1] for row in rows[1:12]] == [f"'{name}" for name in RISKY[:11]]
    assert len(rows[1]) == len(COLUMNS) + 1
    # CSV has no types: the last rows' texts of digits become numbers in any spreadsheet.
    assert plained(through_libreoffice(content, "csv"))[:12] == plained(rows)[:12]


@pytest.mark.machine
def test_nothing_hidden_runs_in_csv(
    through_libreoffice: Callable[[bytes, str], list[list[str]]],
) -> None:
    frame = ENTRIES.frame.iloc[: len(HIDDEN)].assign(name=HIDDEN, host=HIDDEN, note=HIDDEN)
    content = FORMATS["csv"].write(of_rows(frame, "", "zh"))
    rows = through_libreoffice(content, "csv")
    assert len(rows) == len(HIDDEN) + 1
    for row in rows[1:]:
        for column in ("名称", "运营单位", "说明"):
            assert "1" in row[rows[0].index(column)].lstrip("'")
            assert row[rows[0].index(column)] not in ("2", "0", "1", "-1", "-2")


@pytest.mark.parametrize("text", HIDDEN)
def test_no_formula_hides_behind_what_cannot_be_seen(text: str) -> None:
    frame = ENTRIES.frame.iloc[:1].assign(name=text, note=f"京{text}")
    content = FORMATS["csv"].write(of_rows(frame, "", "zh")).decode("utf-8-sig")
    [heads, cells] = csv.reader(io.StringIO(content, newline=""))
    assert cells[heads.index("名称")].startswith("'")
    # Not first in its cell, it is text anyway.
    assert cells[heads.index("说明")].startswith("京")


@pytest.mark.parametrize("text", ["京津", "a=b", "1+1", "（=1）", "\u3000京津", "'=1", ""])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    frame = ENTRIES.frame.iloc[:1].assign(note=text)
    content = FORMATS["csv"].write(of_rows(frame, "", "zh")).decode("utf-8-sig")
    [heads, cells] = csv.reader(io.StringIO(content, newline=""))
    assert cells[heads.index("说明")] == text


@pytest.mark.parametrize(
    ("text", "contained"),
    [
        ("מרכז", "\u2068מרכז\u2069"),
        ("مركز 5G", "\u2068مركز 5G\u2069"),
        ("京\u202e津冀", "京津冀"),
        ("\u2067京\u202b津", "京津"),
        ("京\u2069\u202cמרכז", "\u2068京מרכז\u2069"),
        ("=מרכז", "'\u2068=מרכז\u2069"),
        ("京 Centre (é)", "京 Centre (é)"),
    ],
)
def test_text_of_the_other_direction_stays_in_its_cell(text: str, contained: str) -> None:
    frame = ENTRIES.frame.iloc[:1].assign(name=text, host="京津冀")
    content = FORMATS["csv"].write(of_rows(frame, "", "zh")).decode("utf-8-sig")
    [heads, cells] = csv.reader(io.StringIO(content, newline=""))
    assert cells[heads.index("名称")] == contained
    assert cells[heads.index("运营单位")] == "京津冀"


def test_the_filters_own_words_keep_their_direction_in_every_file() -> None:
    x = of_rows(ENTRIES.frame.iloc[:1], "“\u202emoc\u2066”", "zh")
    about = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(x))).worksheets[1]
    assert about["B1"].value == "“moc”"
    paper = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(x)))
    assert "moc" in paper.pages[0].extract_text()


def test_excel_is_ready_to_read() -> None:
    x = extract()
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(x)))
    sheet, about = book.worksheets
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:Z{len(x) + 1}"
    assert sheet["A1"].font.b
    assert sheet.column_dimensions["B"].width > 30
    assert sheet["A2"].data_type == "s"
    assert sheet["S2"].data_type == "n"
    said = "\n".join(str(cell.value) for row in about.iter_rows() for cell in row)
    for words in (x.what, "2026-11-24", ENTRIES.version, ENTRIES.digest, ENTRIES.provenance("zh")):
        assert words in said
    for title in of_table(x.table)["source_title"]:
        assert title in said


@pytest.mark.parametrize("lang", LANGS)
def test_csv_is_as_excel_on_windows_wants_it(lang: Lang) -> None:
    x = extract(lang)
    content = FORMATS["csv"].write(x)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[-1] == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    rows = list(csv.reader(lines[:-1]))
    assert plained([row[:-1] for row in rows]) == table(x)
    assert {row[-1] for row in rows[1:]} == {x.statement}
    for words in (ENTRIES.version, ENTRIES.stamp, ENTRIES.provenance(lang)):
        assert words in x.statement


def test_geojson_is_read_by_geopandas(tmp_path: Path) -> None:
    x = extract("en")
    path = tmp_path / "resources.geojson"
    path.write_bytes(FORMATS["geojson"].write(x))
    read = geopandas.read_file(path)
    assert read.crs.to_epsg() == 4326
    assert read["resource_id"].to_list() == of_table(x.table)["resource_id"].to_list()
    assert read.geometry.x.to_list() == of_table(x.table)["lon"].to_list()
    assert read.geometry.y.to_list() == of_table(x.table)["lat"].to_list()
    assert read["radius_m"].to_list() == of_table(x.table)["radius_m"].to_list()
    assert read["position_basis"].to_list() == of_table(x.table)["position_basis"].to_list()
    assert read["category"].to_list() == of_table(x.table)["category"].to_list()
    whole = json.loads(path.read_bytes())
    assert whole["about"]["register_sha256"] == ENTRIES.digest
    assert whole["about"]["provenance_en"] == ENTRIES.provenance("en")
    # RFC 7946: no other datum can be named.
    assert "crs" not in whole


def test_parquet_is_the_registers_own_schema() -> None:
    x = extract()
    read = pq.read_table(io.BytesIO(FORMATS["parquet"].write(x)))
    assert read.schema.equals(ARROW_SCHEMA)
    assert read["name"].to_pylist() == of_table(x.table)["name"].to_list()
    metadata = {k.decode(): v.decode() for k, v in read.schema.metadata.items()}
    assert metadata == x.metadata()
    assert metadata["what"] == x.what


def published(record: str) -> Publication:
    return Publication(12, ENTRIES.digest, "2026-11-28T16:00:00+00:00", "wang", "test", record)


@pytest.mark.parametrize("lang", LANGS)
def test_every_file_holds_the_records_hash(lang: Lang) -> None:
    record = "0123456789abcdef" * 4
    x = replace(extract(lang), publication=published(record))
    assert json.loads(FORMATS["geojson"].write(x))["about"]["record_sha256"] == record
    metadata = pq.read_schema(io.BytesIO(FORMATS["parquet"].write(x))).metadata
    assert metadata[b"record_sha256"] == record.encode()
    assert metadata[b"edition"] == b"12"
    assert metadata[b"published"] == b"2026-11-28T16:00:00+00:00"
    about = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(x))).worksheets[1]
    assert record in [cell.value for row in about.iter_rows() for cell in row]
    assert "12" in str(about["B4"].value)
    [_, *rows] = csv.reader(io.StringIO(FORMATS["csv"].write(x).decode("utf-8-sig")))
    assert all(record[:16] in row[-1] for row in rows)
    paper = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(x)))
    assert paper.metadata is not None
    assert str(paper.metadata["/Keywords"]) == record
    for page in paper.pages:
        text = page.extract_text()
        for words in (record[:16], ENTRIES.provenance(lang), x.date):
            assert words in text


@pytest.mark.parametrize("publication", [None, published("")], ids=["none", "unrecorded"])
def test_where_the_record_knows_nothing_files_name_no_hash(publication: Publication | None) -> None:
    x = replace(extract("en"), publication=publication)
    assert "record" not in x.statement
    assert "record_sha256" not in json.loads(FORMATS["geojson"].write(x))["about"]
    about = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(x))).worksheets[1]
    said = {row[0].value: row[1].value for row in about.iter_rows(max_row=6)}
    expected = "this publication is not in the record" if publication else None
    assert said.get("Record") == expected
    paper = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(x)))
    assert "/Keywords" not in (paper.metadata or {})


@pytest.mark.parametrize("lang", LANGS)
def test_pdf_embeds_its_fonts_and_is_text(lang: Lang) -> None:
    x = replace(exports.extract(ENTRIES, ENTRIES.filter(), lang), date="2026-11-24")
    paper = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(x)))
    assert 10 <= len(paper.pages) <= 25
    whole = ""
    for number, page in enumerate(paper.pages, start=1):
        assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [297, 210]
        used: Any = page["/Resources"]
        for font in used["/Font"].values():
            [descendant] = font["/DescendantFonts"]
            assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]
        text = page.extract_text()
        assert f"{number} / {len(paper.pages)}" in text
        assert x.what in text
        for words in (ENTRIES.provenance(lang), ENTRIES.version, ENTRIES.stamp, "2026-11-24"):
            assert words in text
        whole += text
    together = "".join(whole.split())
    for name in ENTRIES.frame["name"]:
        assert name.replace(" ", "") in together, name


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("name", "text", "is_cut"),
    [
        ("名" * 120, "注" * 500, True),
        ("W" * 120, "word " * 100, False),
        ("名称 " * 700, "x" * 2_000, True),
        ("𠮷" * 2_000, "\n" * 2_000, True),
    ],
)
def test_pdf_of_one_long_cell_is_made_and_keeps_to_its_page(
    lang: Lang, name: str, text: str, is_cut: bool
) -> None:
    long = {"name": name, "host": text, "address": text, "note": text, "subpark": text}
    frame = ENTRIES.frame.iloc[:3].copy()
    frame.loc[1, list(long)] = list(long.values())
    x = of_rows(frame, text, lang)
    paper = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(x)))
    assert len(paper.pages) <= 3
    whole = "".join(page.extract_text() for page in paper.pages)
    together = "".join(whole.split())
    for row in (0, 2):
        assert "".join(frame["name"].iloc[row].split()) in together
    assert ("…" in whole) is is_cut
    assert (name in together) is (len(name) == 120)


def test_pdf_prints_whole_what_the_register_may_hold() -> None:
    longest = {"name": "名" * 120, "host": "位" * 200, "subpark": "园" * 200, "address": "址" * 200}
    frame = ENTRIES.frame.iloc[:1].assign(**longest, phone="1" * 80)
    x = of_rows(frame, "q", "zh")
    whole = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(x))).pages
    )
    assert "…" not in whole
    for text in longest.values():
        assert whole.count(text[0]) >= len(text)


def test_pdf_shows_that_a_character_is_missing() -> None:
    frame = ENTRIES.frame.iloc[:1].assign(name="京😀津𠮷冀")
    paper = pypdf.PdfReader(io.BytesIO(FORMATS["pdf"].write(of_rows(frame, "م", "zh"))))
    assert "京〓津〓冀" in paper.pages[0].extract_text()


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_found_is_a_file_too(kind: str) -> None:
    x = exports.extract(ENTRIES, ENTRIES.filter(q="没有这样的资源"), "zh")
    assert not len(x)
    assert FORMATS[kind].write(x)
