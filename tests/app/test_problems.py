"""Data files that cannot be used: what a visitor is told, and what stands all the same."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lib.base.files import Sources
from tests.app.conftest import Open, Served
from tests.app.shown import LANGS, PAGES, bodies, plain, statement, warnings

TABLES = (
    *("categories.csv", "focus_areas.csv", "terms.csv", "parks.csv", "corridor_nodes.csv"),
    *("corridor_line.csv", "landmarks.csv", "railways.csv", "resources.csv"),
)
GEO = tuple(
    f"geo/{name}.geojson"
    for name in (
        *("districts", "neighbours", "provinces", "provinces_detail", "city_lines"),
        *("district_lines_detail", "lakes", "rivers"),
    )
)
NEEDED = (*TABLES, "register.toml", *GEO)
PUBLISHED = ("scorecard.csv", "milestones.csv", "agreements.csv", "park_facts.csv")
TITLE = {"zh": "数据无法读取", "en": "The data cannot be read"}


def without(sources: Sources, name: str) -> Sources:
    return Sources({file: content for file, content in sources.items() if file != name})


def with_cell(sources: Sources, name: str, row: int, column: str, value: str) -> Sources:
    """The sources with one cell changed; `row` counts as a spreadsheet does."""
    lines = list(csv.reader(io.StringIO(sources.text(name), newline="")))
    lines[row - 1][lines[0].index(column)] = value
    held = io.StringIO(newline="")
    csv.writer(held).writerows(lines)
    return Sources({**sources, name: held.getvalue().encode()})


def assert_told(opened: Open, lang: str, page: str, *parts: str) -> None:
    """The page is one error that holds `parts` and how to mend it, and nothing else."""
    at = opened(page, lang=lang)
    assert not at.exception
    [error] = at.error
    assert error.proto.title == TITLE[lang]
    text = plain(error.value)
    for part in parts:
        assert part in text
    assert "make data" in text or "data/README.md" in text
    assert not any(word in text for word in ("Traceback", "Error", "{", "None"))
    assert not bodies(at)


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("lang", LANGS)
def test_a_missing_file_is_named_with_the_cure(
    opened: Open, served: Served, lang: str, name: str
) -> None:
    served.sources = without(served.sources, name)
    said = {"zh": "文件缺失或无法读取", "en": "is missing"}[lang]
    assert_told(opened, lang, "", name, said)


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_file_is_named_with_the_cure(
    opened: Open, served: Served, lang: str, name: str
) -> None:
    served.sources = Sources({**served.sources, name: b" \n"})
    assert_told(opened, lang, "", name, {"zh": "文件是空的", "en": "is empty"}[lang])


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("lang", LANGS)
def test_a_file_of_another_encoding_is_named_with_the_cure(
    opened: Open, served: Served, lang: str, name: str
) -> None:
    """As Excel on a Chinese Windows saves it."""
    text = served.sources.text(name)
    encoded = text.encode("gbk", errors="ignore") if not text.isascii() else "界".encode("gbk")
    served.sources = Sources({**served.sources, name: encoded})
    assert_told(opened, lang, "", name, "UTF-8")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("lang", LANGS)
def test_another_header_is_named_by_file_row_and_column(
    opened: Open, served: Served, lang: str, name: str
) -> None:
    text = served.sources.text(name)
    first = text.partition(",")[0]
    served.sources = Sources({**served.sources, name: text.replace(first, "编码", 1).encode()})
    assert_told(opened, lang, "", name, {"zh": "第 1 行", "en": "row 1"}[lang], first)


# File, row, column, and what is written there.
BAD_CELLS = (
    ("categories.csv", 3, "code", "R&D"),
    ("categories.csv", 4, "color", "blue"),
    ("categories.csv", 5, "mark", "heart"),
    ("categories.csv", 6, "name_en", ""),
    ("focus_areas.csv", 2, "facet", "group"),
    ("focus_areas.csv", 10, "twin", "atlantis"),
    ("terms.csv", 7, "code", "national"),
    ("terms.csv", 3, "facet", "planet"),
    ("parks.csv", 2, "kind", "friend"),
    ("parks.csv", 3, "lon", "117,08"),
    ("parks.csv", 4, "radius_m", "wide"),
    ("corridor_nodes.csv", 3, "node", "atlantis"),
    ("corridor_nodes.csv", 4, "park", "bda"),
    ("corridor_line.csv", 5, "lat", "390.0"),
    ("landmarks.csv", 3, "kind", "volcano"),
    ("railways.csv", 4, "lon", "东经"),
    ("resources.csv", 20, "category", "bank"),
    ("resources.csv", 21, "name", ""),
    ("resources.csv", 22, "resource_id", "zgc-001"),
    ("resources.csv", 23, "source_date", "2025-02-30"),
    ("resources.csv", 24, "host", "甲\u202e乙"),
)


@pytest.mark.parametrize("cell", BAD_CELLS, ids=lambda c: f"{c[0]}-{c[2]}")
@pytest.mark.parametrize("lang", LANGS)
def test_a_bad_cell_is_named_by_file_row_and_column(
    opened: Open, served: Served, lang: str, cell: tuple[str, int, str, str]
) -> None:
    name, row, column, value = cell
    served.sources = with_cell(served.sources, name, row, column, value)
    place = {"zh": f"第 {row} 行", "en": f"row {row}"}[lang]
    shown = "U+202E" if "\u202e" in value else value
    assert_told(opened, lang, "", name, place, column, shown)


def test_several_bad_cells_are_named_together(opened: Open, served: Served) -> None:
    for row in (4, 9, 17):
        served.sources = with_cell(served.sources, "resources.csv", row, "level", "galactic")
    assert_told(opened, "zh", "", "第 4 行", "第 9 行", "第 17 行")


def test_more_than_five_bad_cells_end_in_an_ellipsis(opened: Open, served: Served) -> None:
    for row in range(4, 10):
        served.sources = with_cell(served.sources, "resources.csv", row, "level", "galactic")
    assert_told(opened, "zh", "", "第 8 行", "…")
    [error] = opened().error
    assert "第 9 行" not in plain(error.value)


@pytest.mark.parametrize("lang", LANGS)
def test_a_position_outside_the_region_is_named(opened: Open, served: Served, lang: str) -> None:
    served.sources = with_cell(served.sources, "resources.csv", 2, "lon", "120.5")
    assert_told(opened, lang, "", "resources.csv", "lon / lat", "120.5, 39.9900")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('version = "test.1"', "version = test.1", "line 2"),
        ('version = "test.1"', "", "version"),
        ('provenance_en = "', 'provenance_e = "', "provenance_en"),
        ("2026-12", "2026\u202e12", "U+202E"),
    ],
)
def test_bad_particulars_are_named(
    opened: Open, served: Served, *, lang: str, old: str, new: str, part: str
) -> None:
    text = served.sources.text("register.toml")
    assert old in text
    changed = text.replace(old, new).encode()
    served.sources = Sources({**served.sources, "register.toml": changed})
    assert_told(opened, lang, "", "register.toml", part)


def without_type(content: bytes) -> bytes:
    return json.dumps({k: v for k, v in json.loads(content).items() if k != "type"}).encode()


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda content: content[: len(content) // 2],
    "a list": lambda _: b"[]",
    "no type": without_type,
    "no features": lambda _: b'{"type": "FeatureCollection", "features": []}',
    "no geometry": lambda _: (
        b'{"type": "FeatureCollection", "features": '
        b'[{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon"}}]}'
    ),
}


@pytest.mark.parametrize(
    ("how", "name"),
    [("truncated", name) for name in GEO] + [(how, GEO[0]) for how in SPOILT if how != "truncated"],
)
@pytest.mark.parametrize("lang", LANGS)
def test_boundaries_that_are_none_are_named(
    opened: Open, served: Served, *, lang: str, how: str, name: str
) -> None:
    spoilt = SPOILT[how](served.sources[name])
    served.sources = Sources({**served.sources, name: spoilt})
    assert_told(opened, lang, "", name)


@pytest.mark.parametrize("page", (*PAGES, "present"))
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_tells_it(opened: Open, served: Served, page: str, lang: str) -> None:
    served.sources = without(served.sources, "parks.csv")
    assert_told(opened, lang, page, "parks.csv")


def test_a_page_that_is_open_tells_it_and_comes_back(opened: Open, served: Served) -> None:
    at = opened("map", park="tianjin", lang="en")
    good, served.sources = served.sources, without(served.sources, "terms.csv")
    at.run()
    assert not at.exception
    assert "terms.csv" in at.error[0].value.replace("\\", "")
    served.sources = good
    at.run()
    assert not at.error
    assert statement(at).startswith("Tianjin Binhai")


# What others have published


USED = {
    "": ("scorecard.csv", "milestones.csv"),
    "scorecard": ("scorecard.csv", "milestones.csv"),
    "parks": ("scorecard.csv", "agreements.csv", "park_facts.csv"),
    "corridor": ("agreements.csv", "park_facts.csv"),
}


def open_at(opened: Open, page: str, lang: str) -> AppTest:
    """A page, where it has profiles at one."""
    return opened(page, lang=lang, **({"park": "tianjin"} if page == "parks" else {}))


@pytest.mark.parametrize(("page", "name"), [(page, name) for page in USED for name in USED[page]])
@pytest.mark.parametrize("lang", LANGS)
def test_a_published_file_that_is_missing_is_named_and_the_rest_is_shown(
    opened: Open, served: Served, *, lang: str, page: str, name: str
) -> None:
    served.sources = without(served.sources, name)
    at = open_at(opened, page, lang)
    assert not at.exception
    assert not at.error
    for part in (name, {"zh": "文件缺失或无法读取", "en": "is missing"}[lang], "make data"):
        assert part in warnings(at)
    assert bodies(at)[-1].startswith("<style>"), "drawn to its end"


@pytest.mark.parametrize("page", (*PAGES, "present"))
@pytest.mark.parametrize("lang", LANGS)
def test_without_anything_published_every_page_stands(
    opened: Open, served: Served, lang: str, page: str
) -> None:
    for name in PUBLISHED:
        served.sources = without(served.sources, name)
    at = open_at(opened, page, lang)
    assert not at.exception
    assert not at.error
    assert bool(at.warning) == (page in USED)


@pytest.mark.parametrize(
    "cell",
    [
        ("scorecard.csv", 3, "value", "many"),
        ("scorecard.csv", 4, "scope", "atlantis"),
        ("scorecard.csv", 5, "qualifier", "maybe"),
        ("milestones.csv", 2, "scope", "atlantis"),
        ("agreements.csv", 3, "parties", "tianjin;atlantis"),
        ("agreements.csv", 4, "chains", "silk"),
        ("park_facts.csv", 2, "topic", "magic"),
        ("park_facts.csv", 3, "park", "atlantis"),
    ],
    ids=lambda c: f"{c[0]}-{c[2]}",
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_bad_row_of_what_is_published_is_named_where_it_is_missed(
    opened: Open, served: Served, lang: str, cell: tuple[str, int, str, str]
) -> None:
    name, row, column, value = cell
    served.sources = with_cell(served.sources, name, row, column, value)
    for page in (page for page in USED if name in USED[page]):
        at = open_at(opened, page, lang)
        assert not at.exception, page
        assert not at.error, page
        place = {"zh": f"第 {row} 行", "en": f"row {row}"}[lang]
        for part in (name, place, column, value.rpartition(";")[2]):
            assert part in warnings(at), page
        assert bodies(at)[-1].startswith("<style>"), "drawn to its end"


def test_byte_order_marks_change_nothing(opened: Open, seen: Open, served: Served) -> None:
    """Of all files at once: that of one leaves the edition as it is, says a test of editions."""
    unmarked = seen(lang="en")
    marked = {name: b"\xef\xbb\xbf" + content for name, content in served.sources.items()}
    served.sources = Sources(marked)
    at = opened(lang="en")
    assert not at.exception
    assert not at.error
    assert not at.warning

    def without_digest(found: list[str]) -> list[str]:
        return [body for body in found if 'class="quiet"' not in body]

    assert without_digest(bodies(at)) == without_digest(bodies(unmarked))
