"""GDAL's own programs, as a machine has them, read the API of a running server."""

import re
import shlex
import subprocess
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Server
from tests.conftest import ROOT
from tests.editions import live_edition
from tests.machine import find_program

EDITION = live_edition()
BOX = (116.9, 38.9, 117.4, 39.3)


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """Where the API of a running server begins."""
    server = Server()
    yield f"{server.url}/api"
    server.stop()


def counted(api: str, *options: str, layer: str = "resources") -> int:
    """How many features `ogrinfo` says that a layer has, under options of its own."""
    program = find_program("ogrinfo")
    assert program, "no ogrinfo: run make test, which installs it or says what to install"
    return count([program, "-ro", "-al", "-so", *options, f"OAPIF:{api}", layer])


def count(command: list[str]) -> int:
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "ERROR" not in said.stderr
    assert "Warning" not in said.stderr
    [number] = re.findall(r"^Feature Count: (\d+)$", said.stdout, re.MULTILINE)
    return int(number)


@pytest.mark.parametrize(
    ("layer", "n"),
    [
        ("resources", len(EDITION.frame)),
        ("parks", len(EDITION.vocabulary.parks)),
        # The line, beside its nodes.
        ("corridor", 1 + len(EDITION.vocabulary.nodes)),
    ],
)
def test_ogrinfo_counts_each_collection(api: str, layer: str, n: int) -> None:
    assert counted(api, layer=layer) == n


def test_ogrinfo_counts_what_lies_in_a_box(api: str) -> None:
    west, south, east, north = BOX
    lon, lat = EDITION.positions.T
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    assert 0 < counted(api, "-spat", *map(str, BOX)) == inside.sum() < len(EDITION.frame)


def test_ogrinfo_counts_what_meets_a_condition(api: str) -> None:
    wanted = EDITION.select(EDITION.filter(park=("tianjin",), category=("rd",)))
    found = counted(api, "-where", "park = 'tianjin' AND category = 'rd'")
    assert 0 < found == len(wanted)


def test_the_example_of_the_documentation_counts_a_zone(api: str) -> None:
    document = (ROOT / "docs" / "api.md").read_text("utf-8")
    [example] = re.findall(r"```sh\n(ogrinfo .*?)```", document, re.DOTALL)
    command = shlex.split(example.replace("https://atlas.example.cn/api", api))
    assert count(command) == len(EDITION.select(EDITION.filter(park=("tianjin",))))
