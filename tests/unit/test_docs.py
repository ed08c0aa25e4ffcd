"""The documents name what there is."""

import re

import pytest
from prometheus_client import Counter, Gauge, Histogram, Info

from lib import scenes
from lib.base import metrics
from lib.base.settings import SETTINGS
from lib.outputs import exports
from lib.outputs.slides import formats as slides
from lib.query.facets import FACETS
from lib.terms.taxonomy import MARKS
from tests.conftest import ROOT
from tests.editions import live_edition

DEVELOP = (ROOT / "docs" / "develop.md").read_text("utf-8")
OPERATE = (ROOT / "docs" / "operate.md").read_text("utf-8")
DATA = (ROOT / "data" / "README.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_described() -> None:
    assert re.findall(r"^\| `(ATLAS_\w+)` \|", OPERATE, re.MULTILINE) != []
    assert {s.variable for s in SETTINGS} == set(
        re.findall(r"^\| `(ATLAS_\w+)` \|", OPERATE, re.MULTILINE)
    )


def test_every_metric_is_described() -> None:
    endings = {"counter": "_total", "info": "_info"}
    kept = [m for m in vars(metrics).values() if isinstance(m, Counter | Gauge | Histogram | Info)]
    named = {f.name + endings.get(f.type, "") for metric in kept for f in metric.collect()}
    rows = [line for line in OPERATE.splitlines() if line.startswith("| `atlas_")]
    assert set(re.findall(r"`(atlas_\w+)`", "".join(rows))) == named


def test_every_page_is_described() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        assert f"`{path.stem}`" in DEVELOP, path.stem
        address = "/" if path.stem == "overview" else f"/{path.stem}"
        assert f"| `{address}` |" in README, address


def test_every_facet_format_and_mark_is_described() -> None:
    for facet in FACETS:
        assert f"`{facet.code}`" in DEVELOP
    for kind in (*exports.FORMATS, *slides.FORMATS):
        assert f"`{kind}`" in DEVELOP
    for mark in MARKS:
        assert mark in DATA


def test_every_scene_is_described() -> None:
    edition = live_edition()
    chosen = edition.filter(chain=tuple(term.code for term in edition.vocabulary.chains[:2]))
    for selection in (edition.filter(), chosen):
        for scene in scenes.scenes(edition, selection, "zh"):
            code = re.sub("-.*", "-<code>", scene.code)
            assert f"`{code}`" in DEVELOP, code


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "data" / "README.md"]
)
def test_every_link_to_a_file_leads_somewhere(path: object) -> None:
    assert isinstance(path, type(ROOT))
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_every_file_of_code_that_is_named_exists() -> None:
    for path in (ROOT / "docs").glob("*.md"):
        for name in re.findall(
            r"`((?:lib|tests|pages|bench|data)/[\w./-]+)`", path.read_text("utf-8")
        ):
            assert (ROOT / name.rstrip("/")).exists(), f"{path.name}: {name}"
