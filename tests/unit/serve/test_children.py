"""A process that has died is started again, at once or after a pause; one that is asked to ends."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import pytest

from lib.serve import children
from lib.serve.children import Child

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True);"
    "time.sleep(600)",
]


@pytest.fixture
def child() -> Iterator[Callable[[list[str]], Child]]:
    """A function that makes a process to be kept running, which is ended with the test."""
    made: list[Child] = []

    def make(command: list[str]) -> Child:
        made.append(Child("test", command, {}))
        return made[-1]

    yield make
    for each in made:
        each.end()


def running() -> list[psutil.Process]:
    """The processes of these tests, but for those that have ended."""
    found = []
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # A process that has ended has no command line.
            if "time.sleep(600)" in process.cmdline()[-1]:
                found.append(process)
    return found


def await_end() -> None:
    """Wait until none of them runs; who started it is still to learn of it."""
    while running():
        time.sleep(0.02)


def test_it_runs_once_however_often_it_is_looked_after(child: Callable[[list[str]], Child]) -> None:
    sleeper = child(SLEEPER)
    for _ in range(5):
        sleeper.keep_running()
    assert len(running()) == 1
    sleeper.end()
    assert running() == []
    sleeper.end()


def test_one_that_was_killed_is_started_again(
    child: Callable[[list[str]], Child],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(children, "SHORT_LIFE", 0.0)
    sleeper = child(SLEEPER)
    sleeper.keep_running()
    [first] = running()
    first.send_signal(signal.SIGKILL)
    await_end()
    sleeper.keep_running()
    [second] = running()
    assert second.pid != first.pid
    assert f"test: ended by itself ({-signal.SIGKILL})" in capsys.readouterr().out


def test_one_that_fails_at_once_is_not_started_in_a_hurry(
    child: Callable[[list[str]], Child], capsys: pytest.CaptureFixture[str]
) -> None:
    failing = child([sys.executable, "-c", "1 or time.sleep(600)"])
    failing.keep_running()
    await_end()
    for _ in range(50):
        failing.keep_running()
    assert capsys.readouterr().out.count("started") == 1


def test_one_that_does_not_listen_is_ended_all_the_same(
    child: Callable[[list[str]], Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "GRACE", 0.2)
    deaf = child(DEAF)
    deaf.keep_running()
    deaf.end()
    assert running() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends it")
def test_it_ends_with_the_one_who_started_it_and_was_killed() -> None:
    lines = (
        "from lib.serve.children import Child; import sys, time;"
        f"child = Child('test', {SLEEPER!r}, {{}}); child.keep_running(); time.sleep(600)"
    )
    parent = psutil.Popen([sys.executable, "-c", lines])
    while not (found := parent.children()):
        time.sleep(0.05)
    parent.kill()
    parent.wait(10)
    found[0].wait(10)
