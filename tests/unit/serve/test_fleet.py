"""Which process is restarted when: one after another, and only while the others serve."""

from typing import cast

import pytest

from lib.serve.children import Child, Worker
from lib.serve.fleet import Fleet


class Stub:
    """Stands in for a process: records what is done to it."""

    def __init__(self, name: str, record: list[str]) -> None:
        self.name, self.record = name, record
        self.is_ready = self.is_steady = False

    def keep_running(self) -> None:
        pass

    def ask(self) -> None:
        pass

    def end(self) -> None:
        self.record.append(self.name)
        self.is_ready = self.is_steady = False


class Proxy(Stub):
    def keep_running(self) -> None:
        self.record.append(self.name)


@pytest.fixture
def record() -> list[str]:
    return []


@pytest.fixture
def stubs(record: list[str]) -> list[Stub]:
    return [Stub(name, record) for name in ("w1", "w2", "w3")]


@pytest.fixture
def fleet(stubs: list[Stub]) -> Fleet:
    return Fleet(cast(list[Worker], stubs), cast(Child, Stub("proxy", [])), "http://atlas")


def test_each_waits_until_the_one_before_is_steady(
    fleet: Fleet, stubs: list[Stub], record: list[str]
) -> None:
    for stub in stubs:
        stub.is_ready = stub.is_steady = True
    fleet.restart_all()
    fleet.step()
    assert record == ["w1"]
    stubs[0].is_ready = True
    fleet.step()
    assert record == ["w1"], "ready, but not for long"
    for stub, due in zip(stubs[:2], (["w1", "w2"], ["w1", "w2", "w3"]), strict=True):
        stub.is_ready = stub.is_steady = True
        fleet.step()
        assert record == due
    stubs[2].is_ready = stubs[2].is_steady = True
    fleet.step()
    assert record == ["w1", "w2", "w3"]


def test_none_is_restarted_while_another_does_not_serve(
    fleet: Fleet, stubs: list[Stub], record: list[str]
) -> None:
    stubs[0].is_ready = stubs[0].is_steady = True
    fleet.restart_all()
    for _ in range(5):
        fleet.step()
    assert record == []
    stubs[1].is_steady = stubs[2].is_steady = True
    fleet.step()
    assert record == ["w1"]


def test_asked_again_halfway_it_begins_anew(
    fleet: Fleet, stubs: list[Stub], record: list[str]
) -> None:
    for stub in stubs:
        stub.is_steady = True
    fleet.restart_all()
    fleet.step()
    stubs[0].is_steady = True
    fleet.restart_all()
    fleet.step()
    assert record == ["w1", "w1"]


def test_the_address_is_named_once_when_the_first_is_ready(
    stubs: list[Stub], record: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    proxy = Proxy("proxy", record)
    fleet = Fleet(cast(list[Worker], stubs), cast(Child, proxy), "http://atlas")
    fleet.step()
    assert (record, capsys.readouterr().out) == ([], "")
    stubs[1].is_ready = True
    fleet.step()
    fleet.step()
    assert record == ["proxy", "proxy"]
    assert capsys.readouterr().out == "京津冀创新资源看板 → http://atlas\n"
    stubs[1].is_ready = False
    fleet.step()
    assert len(record) == 3, "the proxy stays, to say that nobody serves"
