"""Two processes behind HAProxy: viewers keep their own, and nobody's view is lost when one dies,
when all are restarted, or when another edition is published."""

import asyncio
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from bench.viewer import Viewer
from lib.serve.secret import NAME
from tests.servers.fleet import Fleet, get, wait_for
from tests.servers.forger import Forger, assert_counted_by_where_he_is
from tests.servers.visitors import VISITS, Visitor, cookie_of, under_load


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    running = Fleet()
    yield running
    running.stop()


def test_the_cookie_names_a_process_and_no_script_reads_it(fleet: Fleet) -> None:
    name, *attributes = get(fleet.port, "/")[2]["set-cookie"].split("; ")
    assert name in map(cookie_of, fleet.ports)
    assert attributes == ["path=/", "HttpOnly", "SameSite=Lax"]


def test_a_viewer_comes_back_to_the_process_that_holds_his_session(fleet: Fleet) -> None:
    async def scene() -> None:
        async with AsyncExitStack() as stack:
            cookies = [cookie_of(worker) for worker in (*fleet.ports, *fleet.ports)]
            viewers = []
            for cookie in cookies:
                viewer = Viewer(fleet.port, "", cookie)
                viewers.append(await stack.enter_async_context(viewer))
                await viewer.open("park=tianjin")
        for cookie, viewer in zip(cookies, viewers, strict=True):
            for _ in range(3):
                async with Viewer(fleet.port, "", cookie, viewer.session) as again:
                    await again.open("park=tianjin")
                assert again.session == viewer.session
        # With another's cookie the session is not to be found.
        async with Viewer(fleet.port, "", cookies[1], viewers[0].session) as stranger:
            await stranger.open("park=tianjin")
        assert stranger.session != viewers[0].session

    asyncio.run(scene())


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has one local address")
def test_nobody_is_where_he_claims_to_be(fleet: Fleet) -> None:
    def forger(source: str, number: int) -> Forger:
        return Forger(fleet.port, source, number)

    asyncio.run(assert_counted_by_where_he_is(forger, "127.0.0.2", "127.0.0.3"))


def test_all_processes_sign_cookies_with_the_one_secret(fleet: Fleet) -> None:
    path = fleet.state / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = {
        process.environ()["STREAMLIT_SERVER_COOKIE_SECRET"]
        for name, process in fleet.processes.items()
        if name in fleet.ports
    }
    assert found == {path.read_text("ascii")}


def test_a_new_edition_reaches_the_viewers_of_both_processes(fleet: Fleet) -> None:
    async def scene() -> None:
        async with AsyncExitStack() as stack:
            visitors = [
                await stack.enter_async_context(Visitor(fleet.port, worker, page))
                for page, worker in VISITS
            ]
            digest = fleet.publish("published.1").digest
            await asyncio.to_thread(
                wait_for, lambda: fleet.digests == [digest] * 2, "the new edition"
            )
            for visitor in visitors:
                await visitor.click("保定")
                assert "published.1" in visitor.statement
                assert digest[:8] in visitor.statement
                assert visitor.returns == 0

    asyncio.run(scene())


@pytest.mark.parametrize("worker", ["w1", "w2"])
def test_viewers_of_a_process_that_was_killed_get_their_view_back(
    fleet: Fleet, worker: str
) -> None:
    def act() -> None:
        fleet.kill(worker)
        fleet.await_ready()

    for (_, before), visitor in zip(VISITS, under_load(fleet.port, act), strict=True):
        assert bool(visitor.returns) == (before == worker)


def test_the_proxy_comes_back_as_well(fleet: Fleet) -> None:
    def act() -> None:
        fleet.kill("haproxy")
        wait_for(lambda: get(fleet.port)[0] == 200, "the proxy")

    assert all(visitor.returns for visitor in under_load(fleet.port, act))


def test_in_a_rolling_restart_nobody_loses_his_view_and_someone_always_serves(
    fleet: Fleet,
) -> None:
    before = fleet.processes
    statuses = set()

    def is_renewed() -> bool:
        statuses.add(get(fleet.port)[0])
        now = fleet.processes
        return all(name in now and now[name].pid != before[name].pid for name in fleet.ports)

    def act() -> None:
        fleet.process.send_signal(signal.SIGHUP)
        wait_for(is_renewed, "other processes")
        fleet.await_ready()

    visitors = under_load(fleet.port, act)
    assert all(visitor.returns for visitor in visitors)
    assert statuses == {200}
    assert fleet.processes["haproxy"].pid == before["haproxy"].pid
