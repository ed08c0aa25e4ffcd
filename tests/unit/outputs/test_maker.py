"""Files are made a few at a time, once for all who ask, and never for ever."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions.edition import Edition
from lib.outputs import shelf
from lib.outputs.exports.extracts import Progress
from lib.outputs.maker import AT_ONCE, Job, Maker, Unmade
from lib.outputs.orders import Order

NONE = Sources({})


@dataclass(frozen=True)
class Letter(Order):
    """An order that is told apart by its text."""

    purpose = "letter"
    text: str = ""

    def make(self, edition: Edition, path: Path, progress: Progress) -> None:
        raise NotImplementedError


def letter(text: str) -> Letter:
    return Letter(NONE, "zh", "txt", text)


class Puppet:
    """A worker that makes what the test lets it, and no more."""

    def __init__(self, shop: "Shop") -> None:
        self.shop = shop
        self.is_ended = False

    def make(self, order: Order, path: Path, progress: Progress) -> None:
        assert isinstance(order, Letter)
        with self.shop.changed:
            self.shop.begun.append(order.text)
            self.shop.progress[order.text] = progress
            self.shop.changed.notify_all()
            self.shop.changed.wait_for(lambda: self.is_ended or order.text in self.shop.results)
        if self.is_ended:
            raise EOFError
        result = self.shop.results[order.text]
        if isinstance(result, Exception):
            raise result
        path.write_bytes(result)

    def end(self) -> None:
        with self.shop.changed:
            self.is_ended = True
            self.shop.changed.notify_all()


class Shop:
    """Its workers and what they have begun; `finish` lets one finish."""

    def __init__(self) -> None:
        self.workers: list[Puppet] = []
        self.begun: list[str] = []
        self.progress: dict[str, Progress] = {}
        self.results: dict[str, bytes | Exception] = {}
        self.changed = threading.Condition()

    def hire(self) -> Puppet:
        self.workers.append(Puppet(self))
        return self.workers[-1]

    def finish(self, text: str, result: bytes | Exception | None = None) -> None:
        with self.changed:
            self.results[text] = text.encode() if result is None else result
            self.changed.notify_all()

    def finish_all(self) -> None:
        for worker in list(self.workers):
            worker.end()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    opened = Shop()
    yield opened
    opened.finish_all()


def maker(shop: Shop, **bounds: float) -> Maker:
    return Maker(shop.hire, **{"idle": 0.1, **bounds})  # type: ignore[arg-type]


def until(true: Callable[[], object]) -> None:
    """Wait for what another thread is about to do."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it did not happen")


def outcome(job: Job) -> str | None:
    return job.outcome


def over(job: Job) -> str:
    until(lambda: job.outcome)
    return str(job.outcome)


def test_six_who_ask_for_one_file_have_it_made_once(shop: Shop) -> None:
    made = maker(shop)
    jobs = {made.ask(letter("a"), f"visitor {n}") for n in range(6)}
    assert len(jobs) == 1
    shop.finish("a")
    [job] = jobs
    assert over(job) == "made"
    assert made.content(letter("a")) == b"a"
    later = made.ask(letter("a"), "a seventh")
    assert later.outcome == "made"
    assert shop.begun == ["a"]


def test_two_are_made_at_once_and_the_others_know_their_place(shop: Shop) -> None:
    made = maker(shop)
    jobs = {text: made.ask(letter(text), text) for text in "abcde"}
    until(lambda: len(shop.begun) == AT_ONCE)
    assert [made.place(jobs[text], text) for text in "abcde"] == [0, 0, 1, 2, 3]
    shop.finish("a")
    until(lambda: len(shop.begun) == AT_ONCE + 1)
    assert [made.place(jobs[text], text) for text in "cde"] == [0, 1, 2]
    for text in "bcde":
        shop.finish(text)
    assert [over(jobs[text]) for text in "abcde"] == ["made"] * 5
    # Who has waited longest is next; each is made once, by two workers.
    assert shop.begun[2] == "c"
    assert sorted(shop.begun) == list("abcde")
    assert len(shop.workers) == AT_ONCE


def test_progress_is_told(shop: Shop) -> None:
    made = maker(shop)
    job = made.ask(letter("a"), "x")
    until(lambda: "a" in shop.progress)
    shop.progress["a"](0.25)
    assert job.part == 0.25


def test_who_leaves_ends_what_nobody_else_waits_for(shop: Shop) -> None:
    made = maker(shop)
    job = made.ask(letter("a"), "one")
    made.ask(letter("a"), "two")
    until(lambda: shop.begun == ["a"])
    made.leave(job, "one")
    assert outcome(job) is None
    made.leave(job, "two")
    assert outcome(job) == "dropped"
    until(lambda: shop.workers[0].is_ended)
    # Who asks again gets a new one.
    shop.finish("a")
    assert over(made.ask(letter("a"), "one")) == "made"


def test_who_leaves_the_queue_makes_room(shop: Shop) -> None:
    made = maker(shop)
    jobs = {text: made.ask(letter(text), text) for text in "abcd"}
    until(lambda: len(shop.begun) == AT_ONCE)
    made.leave(jobs["c"], "c")
    assert jobs["c"].outcome == "dropped"
    assert made.place(jobs["d"], "d") == 1
    for text in "abd":
        shop.finish(text)
    assert over(jobs["d"]) == "made"
    assert "c" not in shop.begun


def test_what_takes_too_long_is_ended_and_the_next_is_made(shop: Shop) -> None:
    made = maker(shop, seconds=0.05)
    job = made.ask(letter("a"), "x")
    assert over(job) == "late"
    assert shop.workers[0].is_ended
    shop.finish("b")
    assert over(made.ask(letter("b"), "x")) == "made"


def test_what_nobody_looks_after_is_dropped_from_the_queue(shop: Shop) -> None:
    made = maker(shop, forgotten=0.05)
    for text in "ab":
        made.ask(letter(text), "stays")
    until(lambda: len(shop.begun) == AT_ONCE)
    left, stays = made.ask(letter("c"), "leaves"), made.ask(letter("d"), "stays")

    def is_dropped() -> bool:
        made.place(stays, "stays")
        return left.outcome == "dropped"

    until(is_dropped)
    assert stays.outcome is None
    assert made.place(stays, "stays") == 1


def test_queue_is_bounded(shop: Shop) -> None:
    made = maker(shop, most_waiting=1)
    for n, text in enumerate("ab", start=1):
        made.ask(letter(text), "x")
        until(lambda: len(shop.begun) == n)  # noqa: B023
    assert made.ask(letter("c"), "x").outcome is None
    assert made.ask(letter("d"), "x").outcome == "refused"
    # Who asks for one that is there already is no more.
    assert made.ask(letter("c"), "y").outcome is None


def test_files_kept_are_bounded_in_bytes_and_the_ones_used_last(shop: Shop) -> None:
    made = maker(shop, most_bytes=10)
    for text in ("aaaa", "bbbb"):
        shop.finish(text)
        assert over(made.ask(letter(text), "x")) == "made"
    assert made.content(letter("aaaa"))
    shop.finish("cccc")
    assert over(made.ask(letter("cccc"), "x")) == "made"
    kept = [text for text in ("aaaa", "bbbb", "cccc") if made.content(letter(text))]
    assert kept == ["aaaa", "cccc"]
    # The latest is there for who waits for it, however large.
    shop.finish("larger than ten")
    assert made.make(letter("larger than ten")).read_bytes() == b"larger than ten"
    assert made.content(letter("aaaa")) is None


def test_failure_is_told_and_not_kept(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    made = maker(shop)
    shop.finish("a", OSError("No space left on device"))
    job = made.ask(letter("a"), "x")
    assert over(job) == "failed"
    assert job.problem is None
    assert "No space left on device" in caplog.text
    problem = DataProblem("slides/template.pptx", "文件不存在。")
    shop.finish("a", problem)
    again = made.ask(letter("a"), "x")
    assert over(again) == "failed"
    assert again.problem is problem
    shop.finish("a")
    assert over(made.ask(letter("a"), "x")) == "made"


def test_what_cannot_be_removed_stops_no_other_file(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder = shelf.place("csv").with_name("put here by hand")
    folder.mkdir()
    os.utime(folder, (0, 0))
    made = maker(shop, most_bytes=3)
    for text in "abcd":
        shop.finish(text)
        assert over(made.ask(letter(text), "x")) == "made"
        # Nor what is no file any more where room is made.
        path = made.file(letter(text))
        assert path
        path.unlink()
        path.mkdir()
    notes = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    assert notes == ["made: letter, txt"] * 4
    assert "put here by hand cannot be removed" in caplog.text


def test_a_file_that_cannot_be_kept_is_a_failure(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OSError("Input/output error")

    made = maker(shop)
    shop.finish("a")
    with monkeypatch.context() as broken:
        broken.setattr(shelf, "sweep", fail)
        for _ in range(AT_ONCE + 1):
            assert over(made.ask(letter("a"), "x")) == "failed"
    assert "Input/output error" in caplog.text
    assert over(made.ask(letter("a"), "x")) == "made"


def test_worker_that_cannot_be_started_is_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    def hire() -> Puppet:
        raise OSError("Cannot allocate memory")

    made = Maker(hire, idle=0.1)
    assert over(made.ask(letter("a"), "x")) == "failed"
    assert "Cannot allocate memory" in caplog.text


def test_every_order_made_or_not_is_noted_once(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    made = maker(shop)
    shop.finish("a")
    for _ in range(3):
        assert over(made.ask(letter("a"), "x")) == "made"
    job = made.ask(letter("b"), "x")
    made.leave(job, "x")
    made.leave(job, "x")
    notes = [record.getMessage() for record in caplog.records]
    assert notes == ["made: letter, txt", "dropped: letter, txt"]


def counted(outcome: str) -> float:
    labels = {"kind": "letter", "format": "txt", "outcome": outcome}
    return REGISTRY.get_sample_value("atlas_files_total", labels) or 0


def test_every_order_is_counted_by_how_it_ended(shop: Shop) -> None:
    before = [counted(outcome) for outcome in ("made", "failed")]
    made = maker(shop)
    shop.finish("a")
    shop.finish("b", OSError("No space left on device"))
    for text in ("a", "a", "b"):
        over(made.ask(letter(text), "x"))
    assert [counted(outcome) for outcome in ("made", "failed")] == [n + 1 for n in before]


def test_download_waits_for_its_file_and_says_why_there_is_none(shop: Shop) -> None:
    made = maker(shop)
    shop.finish("a")
    assert made.make(letter("a")).read_bytes() == b"a"
    problem = DataProblem("fonts", "缺少字体。")
    shop.finish("b", problem)
    with pytest.raises(Unmade) as caught:
        made.make(letter("b"))
    assert caught.value.__cause__ is problem
    with pytest.raises(Unmade):
        made.make(letter("c"), patience=0.05)
    # Nobody waits for it any longer.
    until(lambda: shop.workers[-1].is_ended)


def test_worker_without_work_ends(shop: Shop) -> None:
    made = maker(shop)
    shop.finish("a")
    assert over(made.ask(letter("a"), "x")) == "made"
    until(lambda: shop.workers[0].is_ended)
    shop.finish("b")
    assert over(made.ask(letter("b"), "x")) == "made"
    assert len(shop.workers) == 2
