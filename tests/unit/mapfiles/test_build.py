"""The browser's files are named by their content, and made of an edition and nothing else."""

import hashlib
import json
import os
import re
import subprocess
import sys

import pytest

from lib.base.files import Sources, digest_of
from lib.base.i18n import LANGS
from lib.drawing import palette
from lib.editions.build import Built, build
from lib.mapfiles import basemap
from lib.mapfiles.build import POINTS
from tests.conftest import ROOT
from tests.editions import fixture_built, fixture_sources
from tests.edits import edited, with_cells

SOURCES = fixture_sources()
HASHED = re.compile(r"(.+)\.([0-9a-f]{10})\.(\w+)")
BUILT = fixture_built()
OF_ROWS = {"zones.geojson", POINTS}
OF_AREAS = {"areas.geojson"}
OF_ALL = OF_ROWS | OF_AREAS
OF_COUNTS = {"packs.geojson"}
PICTURES = {f"picture-{theme}-{lang}.svg" for theme in palette.MAP for lang in LANGS}
# The stylesheet names the pictures.
DRAWN = {*PICTURES, "atlas.css"}
DRAWN_ZH = {name for name in DRAWN if "-en" not in name}
OF_SEATS = {*OF_ALL, *OF_COUNTS, "seat_labels.geojson"}


def changed(sources: Sources) -> set[str]:
    """The plain names of the files that another edition's sources change."""
    names = build(sources).edition.assets
    assert names.keys() == BUILT.edition.assets.keys()
    return {name for name, hashed in names.items() if BUILT.edition.assets[name] != hashed}


def test_every_file_is_named_by_the_hash_of_its_content() -> None:
    assets = dict(BUILT.edition.assets)
    folder = assets.pop(POINTS)
    tiles = {
        name.removeprefix(f"{folder}/"): content
        for name, content in BUILT.files.items()
        if name.startswith(f"{folder}/")
    }
    assert len(tiles) > 5
    assert folder == f"{POINTS}.{digest_of(tiles)[:10]}"
    assert set(assets.values()) == {name for name in BUILT.files if "/" not in name}
    for plain, name in assets.items():
        parts = HASHED.fullmatch(name)
        assert parts, name
        assert f"{parts[1]}.{parts[3]}" == plain
        assert hashlib.sha256(BUILT.files[name]).hexdigest().startswith(parts[2]), name


def test_the_same_sources_make_the_same_files_in_any_process() -> None:
    code = (
        "from tests.editions import fixture_sources;"
        "from lib.editions.build import build;"
        "print(*sorted(build(fixture_sources()).files))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1", "ATLAS_MAP_REVIEW_NUMBER": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == sorted(BUILT.files)


def styles_that_show(switch: str) -> set[str]:
    styles = {name for name in BUILT.edition.assets if name.startswith("style-")}
    return {name for name in styles if switch in name or name == basemap.WALL}


OF_CORRIDOR = styles_that_show("corridor")
OF_TRANSPORT = styles_that_show("transport")


@pytest.mark.parametrize(
    ("file", "row", "cells", "names"),
    [
        ("milestones.csv", 2, {"text_zh": "另一事件"}, set()),
        ("scorecard.csv", 2, {"value": "61"}, set()),
        ("register.toml", None, {}, set()),
        ("resources.csv", 2, {"note": "另一说明"}, set()),  # no word of it is on the map
        ("resources.csv", 2, {"name": "另一样例研究院"}, OF_ROWS),
        ("resources.csv", 2, {"lon": "116.3101"}, {POINTS}),
        ("categories.csv", 2, {"color": "#0072B3"}, DRAWN),
        ("categories.csv", 2, {"mark": "hexagon"}, {"atlas.css", "marks.svg"}),
        ("categories.csv", 2, {"name_en": "Laboratories"}, OF_ALL),
        ("parks.csv", 2, {"name_zh": "中关村园"}, {*OF_SEATS, *DRAWN_ZH}),
        ("parks.csv", 2, {"source": "另一来源"}, set()),
        ("corridor_line.csv", 2, {"lon": "116.5040"}, {"corridor.geojson", *OF_CORRIDOR}),
        ("railways.csv", 2, {"lon": "116.3780"}, {"railways.geojson", *OF_TRANSPORT}),
        ("focus_areas.csv", 7, {"name_zh": "机器人产业"}, OF_ALL),
    ],
)
def test_only_files_that_differ_get_another_name(
    file: str, row: int | None, cells: dict[str, str], names: set[str]
) -> None:
    if row is None:
        other = Sources({**SOURCES, file: SOURCES[file].replace(b"test.1", b"test.2")})
    else:
        other = with_cells(SOURCES, file, row, **cells)
    assert other != SOURCES
    assert changed(other) == names


def test_rows_in_another_order_make_other_points() -> None:
    """Dots and points are told by the register's order: those of the old one would light others."""
    turned = edited(SOURCES, "resources.csv", lambda rows: rows.append(rows.pop(1)))
    assert changed(turned) >= OF_ROWS


FILES = [name for name in BUILT.edition.assets if name != POINTS]


def of(built: Built, name: str) -> str:
    return built.files[built.edition.assets[name]].decode()


def test_every_file_is_what_its_name_says() -> None:
    for name in FILES:
        content = of(BUILT, name)
        assert content, name
        if name.endswith("json"):
            json.loads(content, parse_constant=pytest.fail)
        if name.endswith(".geojson"):
            assert json.loads(content)["type"] == "FeatureCollection", name


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name in FILES:
        if name.endswith(".geojson"):  # A resource may bear an address in its name.
            continue
        addresses = re.findall(r"https?://[^\s\"')]+", of(BUILT, name))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, name
