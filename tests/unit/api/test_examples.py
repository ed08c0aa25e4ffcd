"""The examples of docs/api.md, run as they are written, but for the address; the one for a zone's
own page runs in tests/browser."""

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import openpyxl
import pyogrio
import pytest

from lib.api.endpoints import ENDPOINTS
from tests.browser.conftest import Server
from tests.conftest import ROOT
from tests.editions import live_edition

pytestmark = pytest.mark.slow

HOST = "https://atlas.example.cn"
DOCUMENT = (ROOT / "docs" / "api.md").read_text("utf-8")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def blocks(kind: str, server: Server) -> list[str]:
    """The examples in a language, with the address of a server."""
    found = re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found
    return [block.replace(HOST, server.url) for block in found]


def get(address: str, headers: dict[str, str] | None = None) -> bytes:
    with urlopen(Request(address, headers=headers or {})) as answer:
        return bytes(answer.read())


def held(**chosen: tuple[str, ...]) -> set[str]:
    edition = live_edition()
    return set(edition.select(edition.filter(**chosen))["resource_id"])


def test_curl(server: Server) -> None:
    features, book, nearest = blocks("sh", server)[0].splitlines()
    address = shlex.split(features)[-1]
    ids = {feature["id"] for feature in json.loads(get(address))["features"]}
    assert ids == held(park=("tianjin",), chain=("biomed",))
    sheet = openpyxl.load_workbook(io.BytesIO(get(shlex.split(book)[-1]))).worksheets[0]
    assert sheet.max_row == len(held(park=("tianjin",))) + 1
    *options, address = shlex.split(nearest)
    name, _, value = options[-1].partition(": ")
    steps = json.loads(get(address, {name: value}))["steps"]
    assert steps[0]["name"] == live_edition().vocabulary.categories[0].en


def test_python(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    pages, frame = blocks("python", server)
    exec(pages, {})
    n = len(held(category=("rd",)))
    assert n > 50  # More than a page.
    assert capsys.readouterr().out.startswith(f"{n} of {n} · 登记册 2026.12")
    exec(frame, {})
    zones = dict(line.split() for line in capsys.readouterr().out.splitlines() if " " in line)
    assert int(zones["tianjin"]) == len(held(park=("tianjin",)))


def test_qgis(server: Server) -> None:
    address = blocks("text", server)[0].strip()
    assert [name for name, _ in pyogrio.list_layers(f"OAPIF:{address}")] == [
        "resources",
        "parks",
        "corridor",
    ]


def test_power_query(server: Server) -> None:
    block = blocks("powerquery", server)[0]
    address = re.search(r'Web\.Contents\(\s*"([^"]+)"', block)
    query = re.search(r"Query = \[(.*?)\]", block)
    assert address
    assert query
    parameters = dict(re.findall(r'(\w+) = "(\w+)"', query[1]))
    # 65001 is UTF-8; the table has as many cells in each row.
    text = get(f"{address[1]}?{urlencode(parameters)}").decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text))
    assert {len(row) for row in rows} == {len(headings)}
    assert {row[0] for row in rows} == held(park=("tianjin",))
    assert headings[-1] == "登记册"


def test_every_address_is_described() -> None:
    for endpoint in ENDPOINTS:
        path = re.sub("/collections/[a-z]+", "/collections/ID", endpoint.path)
        path = path.replace("/items/{featureId}", "/items").rstrip("/")
        assert f"/api{path}" in DOCUMENT, path
