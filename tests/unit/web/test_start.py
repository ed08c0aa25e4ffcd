"""What is seen to before the first request."""

import resource
import socket
import subprocess
import sys
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests

from lib.base import settings
from lib.web import start

# What only makers of files need, and who types pinyin: 100 MB of a server's 310.
UNUSED = {"fpdf", "pptx", "pypinyin", "vl_convert"}
EVERYTHING = f"""
import importlib, pkgutil, sys
import app, lib.ui
for module in pkgutil.walk_packages(lib.ui.__path__, "lib.ui."):
    importlib.import_module(module.name)
print(*sorted({UNUSED} & set(sys.modules)))
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_metrics_are_served_to_this_machine(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_METRICS_PORT", str(port))
    start.prepare()
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text = answer.read().decode()
    for name in ("requests", "sessions", "run_seconds", "edition_info", "edition_number", "files"):
        assert f"# HELP atlas_{name}" in text
    # The port is taken now.
    with pytest.raises(SystemExit, match=f"ATLAS_METRICS_PORT: Port {port} is in use"):
        start.prepare()


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8501a", "999999"])
def test_what_is_no_port_ends_the_start_with_a_sentence(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_METRICS_PORT", value)
    with pytest.raises(SystemExit, match=f'"{value}" is not a port'):
        start.prepare()


def test_run_ends_for_the_next_click_once_it_has_taken_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = SimpleNamespace(has_script_started=False)
    monkeypatch.setattr(start, "get_script_run_ctx", lambda: run)
    start.prepare()
    requests = ScriptRequests()
    requests.request_rerun(RerunData(query_string="park=zgc"))
    assert requests.on_scriptrunner_yield() is None
    run.has_script_started = True
    request = requests.on_scriptrunner_yield()
    assert request and request.rerun_data.query_string == "park=zgc"


class Limits:
    """The limits of a process: what it may have open now, and what it may ask for."""

    def __init__(self, soft: int, hard: int, *, grants: bool = True) -> None:
        self.soft, self.hard, self.grants = soft, hard, grants

    def getrlimit(self, _: int) -> tuple[int, int]:
        return self.soft, self.hard

    def setrlimit(self, _: int, limits: tuple[int, int]) -> None:
        if not self.grants:
            raise ValueError("current limit exceeds maximum limit")
        self.soft, self.hard = limits


@pytest.mark.parametrize(
    ("limits", "allowed", "warns"),
    [
        (Limits(1024, 524_288), 524_288, False),
        (Limits(1024, 8192), 8192, False),
        (Limits(1024, 4096), 4096, True),
        (Limits(256, resource.RLIM_INFINITY), resource.RLIM_INFINITY, False),
        (Limits(256, resource.RLIM_INFINITY, grants=False), 256, True),
    ],
)
def test_as_many_files_may_be_open_as_the_account_may_have(
    limits: Limits,
    allowed: int,
    *,
    warns: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(resource, "getrlimit", limits.getrlimit)
    monkeypatch.setattr(resource, "setrlimit", limits.setrlimit)
    start.prepare()
    assert limits.soft == allowed
    assert ("files may be open at once" in caplog.text) is warns


def test_a_server_loads_nothing_that_only_makers_of_files_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING], cwd=settings.ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.split() == []
