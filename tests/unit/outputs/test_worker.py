"""Files are made in a process of their own, which can be ended at any time."""

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lib.base import processes
from lib.base.problems import DataProblem
from lib.editions.edition import Edition
from lib.outputs import exports, worker
from lib.outputs.orders import ExtractOrder, SlidesOrder
from lib.outputs.worker import Worker

pytestmark = pytest.mark.slow
# A worker whose files are written by other functions; one of them prints, as a library may.
CHANGED = """
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from lib.base.problems import DataProblem
from lib.outputs import exports, worker

def missing(extract, file, progress):
    raise DataProblem("fonts/NotoSansSC.ttf", "文件缺失或无法读取。", value="x")

def full(extract, file, progress):
    raise OSError("No space left on device")

def loud(extract, file, progress):
    print("a library prints")
    exports.csv.to_csv(extract, file, progress)

def slow(extract, file, progress):
    # As an Excel file does.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "rows").write_bytes(b"x")
        time.sleep(600)

for kind, write in {"pdf": missing, "xlsx": full, "csv": loud, "parquet": slow}.items():
    exports.FORMATS[kind] = replace(exports.FORMATS[kind], to=write)
worker.main()
"""


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Worker]:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    # Where a server has been started is no matter.
    monkeypatch.chdir(tmp_path)
    hired = Worker()
    yield hired
    hired.end()


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Worker]:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    monkeypatch.setattr(processes, "command", lambda module: [sys.executable, "-c", CHANGED])
    hired = Worker()
    yield hired
    hired.end()


def order(edition: Edition, kind: str) -> ExtractOrder:
    extract = exports.extract(edition, edition.filter(park=("tianjin",)), "zh")
    return ExtractOrder.of(extract, kind)


def test_files_of_several_editions_one_after_another(
    hand: Worker, edition: Edition, entries: Edition, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    for each in (edition, entries, edition):
        wanted = exports.FORMATS["csv"].write(exports.extract(each, each.filter(), "en"))
        asked = ExtractOrder.of(exports.extract(each, each.filter(), "en"), "csv")
        hand.make(asked, path, lambda part: None)
        assert path.read_bytes() == wanted
    parts: list[float] = []
    selection = edition.filter(park=("tianjin",))
    hand.make(SlidesOrder.of(edition, selection, "zh", "pdf", "year"), path, parts.append)
    assert path.read_bytes().startswith(b"%PDF")
    assert parts[-1] == 1


def test_clicks_have_the_processor_first(hand: Worker) -> None:
    [process] = [p for p in psutil.Process().children() if worker.__name__ in " ".join(p.cmdline())]
    assert process.nice() > psutil.Process().nice()


def test_what_goes_wrong_there_is_raised_here(
    changed: Worker, edition: Edition, tmp_path: Path
) -> None:
    def make(kind: str) -> bytes:
        changed.make(order(edition, kind), tmp_path / "file", lambda part: None)
        return (tmp_path / "file").read_bytes()

    with pytest.raises(DataProblem) as caught:
        make("pdf")
    assert caught.value.text("zh").startswith("fonts/NotoSansSC.ttf")
    assert caught.value.value == "x"
    with pytest.raises(RuntimeError, match="No space left on device"):
        make("xlsx")
    assert make("csv").startswith(b"\xef\xbb\xbf")


def test_worker_can_be_ended_while_it_makes(
    changed: Worker, edition: Edition, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    threading.Timer(0.5, changed.end).start()
    with pytest.raises((EOFError, OSError)):
        changed.make(order(edition, "parquet"), path, lambda part: None)
    with pytest.raises((EOFError, OSError)):
        changed.make(order(edition, "csv"), path, lambda part: None)
    changed.end()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the host's temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_worker_that_is_ended_leaves_no_temporary_files(
    temporary: Path, changed: Worker, edition: Edition, tmp_path: Path
) -> None:
    def end() -> None:
        while not list(temporary.rglob("rows")):
            time.sleep(0.02)
        changed.end()

    ending = threading.Thread(target=end)
    ending.start()
    with pytest.raises((EOFError, OSError)):
        changed.make(order(edition, "parquet"), tmp_path / "file", lambda part: None)
    ending.join()
    assert not list(temporary.iterdir())


STARTED = """
import sys
from lib.outputs.worker import Worker
print(Worker()._process.pid, flush=True)
sys.stdin.read()
"""


def test_worker_ends_with_the_server_however_that_ends(temporary: Path) -> None:
    server = psutil.Popen(
        [sys.executable, "-c", STARTED],
        stdin=-1,
        stdout=-1,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    process = psutil.Process(int(server.stdout.readline()))
    server.kill()
    server.wait()
    process.wait(60)
    assert not process.is_running()
    assert not list(temporary.iterdir())
