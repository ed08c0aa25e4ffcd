"""The command line publishes `data/`, and writes what a page shows."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pypdf
import pytest
import streamlit
from fontTools.ttLib import TTFont
from pptx import Presentation

from lib.base import settings
from lib.base.i18n import LANGS
from lib.base.problems import DataProblem, DataProblems
from lib.command.main import main
from lib.drawing import fonts, icons
from lib.editions import current
from lib.editions.edition import Edition
from lib.editions.store import CHECKOUT, Store
from lib.outputs import exports
from lib.outputs.exports import FORMATS
from lib.outputs.slides import template
from tests.editions import (
    FIXTURE,
    fixture_edition,
    fixture_sources,
    live_edition,
    live_sources,
)
from tests.edits import table
from tests.unit.scenes.stories import told

pytestmark = pytest.mark.slow

ENTRIES = live_edition()

CHOSEN = ENTRIES.filter(park=("tianjin", "tangshan"), chain=("robot", "biomed"))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where these tests' editions live."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(autouse=True)
def served(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The committed edition is current in a state folder of these tests."""
    monkeypatch.setenv("ATLAS_STATE", str(state))
    current.holder.cache_clear()
    yield
    current.holder.cache_clear()


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("kind", FORMATS)
def test_command_line_writes_what_a_page_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    out = tmp_path / f"OUT.{kind.upper()}"
    query = urlencode(CHOSEN.to_query() | {"id": "zgc-001", "page": "2"}, doseq=True)
    what = exports.extract(live_edition(), CHOSEN, "zh").what
    assert run(capsys, "export", out, "--query", query) == (0, f"{out}: {what}\n", "")
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def names(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["resource_id"] for row in csv.DictReader(file, ["resource_id"])][1:]


@pytest.mark.parametrize(
    "query",
    [
        "park=tianjin&pick=zgc-003&pick=zgc-001&lang=en",
        "?pick=zgc-003&pick=zgc-001&lang=en",
        "http://example.com/directory?pick=zgc-003&pick=zgc-001&lang=en",
    ],
)
def test_picks_are_just_those(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str
) -> None:
    code, said, noted = run(capsys, "export", tmp_path / "a.csv", "--query", query)
    assert (code, noted) == (0, "")
    assert "2 selected resources" in said
    assert names(tmp_path / "a.csv") == ["zgc-001", "zgc-003"]


def test_what_an_address_says_in_vain_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "park=atlantis&pick=zgc-999&colour=red&q=what?"
    code, _, noted = run(capsys, "export", tmp_path / "a.csv", "--query", query, "--lang", "en")
    assert code == 0
    assert noted.splitlines() == [
        "Ignored in the link: park=atlantis",
        "Ignored in the link: pick=zgc-999",
        "Ignored in the link: colour=red",
    ]
    # A pick that is gone is no reason to hand out everything.
    assert names(tmp_path / "a.csv") == []


def test_a_file_is_of_the_edition_that_the_address_pins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    store = Store(settings.database_url())
    rows = table(fixture_sources(), "resources.csv")
    store.publish(fixture_sources(), "wang", "test")
    store.publish(live_sources(), "wang", "test")
    out = tmp_path / "a.geojson"
    code, _, noted = run(capsys, "export", out, "--query", "edition=1&edition=7", "--lang", "en")
    assert (code, noted) == (0, "Ignored in the link: edition=7\n")
    whole = json.loads(out.read_bytes())
    assert len(whole["features"]) == len(rows)
    assert whole["about"]["edition"] == "1"
    assert run(capsys, "export", out, "--query", "park=tianjin")[0] == 0
    about = json.loads(out.read_bytes())["about"]
    assert about["edition"] == "2"
    assert about["record_sha256"] == store.publications()[0].record


@pytest.mark.parametrize(
    ("out", "code", "words"),
    [
        (
            "a.docx",
            2,
            ("不能写“a.docx”这种文件，只能写 .xlsx", 'Cannot write a file like "a.docx"'),
        ),
        ("a", 2, ("不能写“a”这种文件", 'Cannot write a file like "a"')),
        ("missing/a.csv", 1, ("无法写入", "Cannot write")),
    ],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str, code: int, words: tuple[str, str]
) -> None:
    for lang, word in zip(LANGS, words, strict=True):
        found, said, error = run(capsys, "export", tmp_path / out, "--lang", lang)
        assert (found, said) == (code, "")
        assert word in error
        assert len(error.splitlines()) == 1


def test_interrupted_write_leaves_the_old_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.csv"
    out.write_text("before")

    def full_disk(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    code, _, error = run(capsys, "export", out)
    assert code == 1
    assert "No space left" in error
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_an_edition_that_cannot_be_served_is_told_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = [DataProblem(file, "文件是空的。") for file in ("parks.csv", "terms.csv")]

    def broken() -> Edition:
        raise DataProblems(problems)

    monkeypatch.setattr(current, "edition", broken)
    code, printed, error = run(capsys, "export", tmp_path / "a.csv", "--query", "lang=en")
    assert (code, printed) == (1, "")
    assert error.splitlines() == [problem.text("en") for problem in problems]


def test_slides_are_the_scenes_of_the_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deck.pptx"
    query = "park=tianjin&chain=biomed&park=atlantis"
    code, printed, noted = run(capsys, "slides", out, "--query", query, "--lang", "en")
    assert code == 0
    assert "Tianjin Binhai" in printed
    assert "atlantis" in noted
    titles = [slide.shapes.title.text for slide in Presentation(str(out)).slides]
    expected = told(ENTRIES.filter(park=("tianjin",), chain=("biomed",)), "en")
    assert titles == [scene.title for scene in expected.values()]
    assert run(capsys, "slides", tmp_path / "deck.pdf", "--query", "park=xiongan")[0] == 0
    assert len(pypdf.PdfReader(tmp_path / "deck.pdf").pages) == 8
    assert not list(tmp_path.glob(".*"))


def test_slides_that_cannot_be_made_or_written_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, error = run(capsys, "slides", tmp_path / "deck.key", "--lang", "en")
    assert code == 2
    assert ".pptx, .pdf" in error
    nowhere = tmp_path / "nowhere" / "deck.pdf"
    code, _, error = run(capsys, "slides", nowhere, "--query", "park=xiongan")
    assert code == 1
    assert "无法写入" in error
    monkeypatch.setattr(fonts, "REGULAR", tmp_path / "gone.ttf")
    code, _, error = run(capsys, "slides", tmp_path / "deck.pdf")
    assert code == 1
    assert "fonts/gone.ttf" in error
    assert not list(tmp_path.iterdir())


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the fixture's files, and an empty state folder."""
    folder = tmp_path / "data"
    shutil.copytree(settings.DATA_DIR / "geo", folder / "geo")
    shutil.copytree(FIXTURE, folder, dirs_exist_ok=True)
    monkeypatch.setattr(settings, "DATA_DIR", folder)
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    return folder


@pytest.mark.usefixtures("data")
def test_data_are_published_as_the_current_edition(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, noted = run(capsys, "data")
    assert (code, noted) == (0, "")
    for part in (fixture_edition().version, fixture_sources().digest, "60"):
        assert part in printed
    head = Store(settings.database_url()).head()
    assert head is not None
    assert (head.digest, head.by) == (fixture_sources().digest, CHECKOUT)
    assert current.edition().digest == head.digest


def test_data_that_can_be_left_out_are_a_warning(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "milestones.csv"
    path.write_text(path.read_text("utf-8") + ",,,,\nbad\n", "utf-8")
    code, printed, noted = run(capsys, "data")
    assert code == 0
    assert "60" in printed
    assert noted.startswith("warning: milestones.csv")


def test_data_with_faults_are_named_whole_and_not_published(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "resources.csv"
    header, first, second, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, first + "\x00", second + "\x00", *rest]), "utf-8")
    code, printed, error = run(capsys, "data")
    assert (code, printed) == (1, "")
    for row in ("第 2 行", "row 2", "第 3 行", "row 3"):
        assert row in error
    assert Store(settings.database_url()).head() is None


def test_a_missing_data_file_is_one_problem(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "parks.csv").unlink()
    code, printed, error = run(capsys, "data")
    assert (code, printed) == (1, "")
    assert error.startswith("parks.csv")


def test_fonts_are_cut_to_what_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = (fonts.REGULAR, fonts.BOLD)
    for name in ("REGULAR", "BOLD"):
        monkeypatch.setattr(fonts, name, tmp_path / f"{name}.ttf")
    assert run(capsys, "fonts", *full)[0] == 0
    with TTFont(tmp_path / "BOLD.ttf") as font:
        assert set(map(ord, "京津冀2026")) <= set(font.getBestCmap())
    code, _, error = run(capsys, "fonts", tmp_path / "none.ttf", full[1])
    assert code == 1
    assert "none.ttf" in error


def test_icons_are_cut_to_those_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    static = Path(streamlit.__file__).parent / "static"
    made = icons.PATH
    monkeypatch.setattr(icons, "PATH", tmp_path / "icons.woff2")
    assert run(capsys, "icons", static)[0] == 0
    assert icons.drawn(icons.PATH) == icons.drawn(made)
    code, _, error = run(capsys, "icons", tmp_path)
    assert code == 1
    assert "MaterialSymbols" in error


def test_template_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template, "PATH", tmp_path / "slides" / "template.pptx")
    assert run(capsys, "template")[0] == 0
    layouts = Presentation(io.BytesIO(template.PATH.read_bytes())).slide_layouts
    assert [each.name for each in layouts] == [template.SCENE, template.CLOSING]


COMMANDS = (
    *("data", "export", "slides", "fonts", "icons", "template"),
    *("people", "editions", "audit"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as raised:
        main([command, "--help"])
    assert raised.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m lib {command}")


def test_the_program_lists_its_commands() -> None:
    asked = [sys.executable, "-m", "lib", "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=settings.ROOT, check=True)
    assert done.stdout.startswith("usage: python -m lib")
    assert [command for command in COMMANDS if f"\n    {command}" not in done.stdout] == []


@pytest.mark.parametrize("asked", [[], ["frobnicate"], ["export"], ["fonts", "one.ttf"]])
def test_a_command_wrongly_asked_is_2(asked: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(asked)
    assert raised.value.code == 2
