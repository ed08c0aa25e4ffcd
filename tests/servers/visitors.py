"""Visitors without a browser, who come back as a browser does when their connection is lost."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from html import escape
from typing import Final, Self
from urllib.parse import parse_qs

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from bench.pages import choices
from bench.viewer import Viewer
from lib.query.filters import ResourceFilter
from tests.editions import live_edition
from tests.servers.fleet import PATIENCE

# Where everyone is at first: a page, and the process that serves it.
VISITS: Final = (("", "w1"), ("map", "w2"), ("directory", "w1"), ("chains", "w2"))
# How the loss of a connection shows, and that nobody takes another.
LOST: Final = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError)


def cookie_of(worker: str) -> str:
    """The cookie of the proxy that brings a viewer to a worker."""
    return f"ATLAS={worker}"


def fault(viewer: Viewer) -> str:
    """What is wrong with a page: an error on it, other words than its address asks for, or its end
    not drawn; empty where it is whole."""
    if viewer.errors:
        return viewer.errors[0]
    edition = live_edition()
    query = parse_qs(viewer.query)
    selection, dropped = ResourceFilter.from_query(query, edition.vocabulary)
    words = escape(selection.describe("zh", len(edition.select(selection))))
    wanted = [f'<div class="words" role="status">{words}</div>']
    found = [piece for piece in viewer.pieces if 'class="words"' in piece]
    if dropped or found != wanted:
        return f"{found} for {viewer.query}"
    return "" if viewer.pieces[-1].startswith("<style>") else "not drawn to its end"


class Visitor:
    """Someone with a page open through the proxy at `port`, at first on `worker`: keeps the proxy's
    cookie and the address, and comes back with them to a new session."""

    def __init__(self, port: int, worker: str, page: str = "", query: str = "") -> None:
        self._port, self._page, self._query = port, page, query
        self._viewer: Viewer
        self.cookie = cookie_of(worker)
        # How often the connection was lost.
        self.returns = 0

    async def __aenter__(self) -> Self:
        await self._arrive()
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(*LOST):
            await self._viewer.__aexit__()

    @property
    def statement(self) -> str:
        """The line that says which register the page shows."""
        start = '<div class="quiet">登记册'
        [found] = [piece for piece in self._viewer.pieces if piece.startswith(start)]
        return found

    async def click(self, park: str) -> None:
        """Choose a park; where the connection is lost, come back to the page as it was, or as the
        click made it. Either way the page is whole."""
        try:
            await self._viewer.choose("side_park", park)
        except LOST:
            await self._return()
            return
        if wrong := fault(self._viewer):
            # A process that ends cuts a run short. Then it ends the connection as well.
            try:
                await asyncio.wait_for(self._viewer.wait_closed(), PATIENCE)
            except TimeoutError:
                raise AssertionError(wrong) from None
            await self._return()
        else:
            self._query = self._viewer.query

    async def _return(self) -> None:
        self.returns += 1
        await self._arrive()

    async def _arrive(self) -> None:
        """Connect, as often as it takes, and draw the page at the address."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._viewer = Viewer(self._port, self._page, self.cookie)
                await self._viewer.__aenter__()
                await self._viewer.open(self._query)
                break
            except LOST:
                assert time.monotonic() < deadline, "the visitor never came back"
                await asyncio.sleep(0.3)
        assert fault(self._viewer) == ""
        self.cookie = self._viewer.cookie


async def _stroll(visitor: Visitor, seed: int, stop: asyncio.Event) -> None:
    """Click every half second or so until it is enough, and once more: who slept through all of it
    finds what it has left."""
    rng, parks = random.Random(seed), choices(seed)
    while not stop.is_set():
        await visitor.click(next(parks))
        await asyncio.sleep(rng.uniform(0.2, 0.8))
    await visitor.click(next(parks))


def under_load(port: int, act: Callable[[], None]) -> list[Visitor]:
    """Do something while four visitors click; return the visitors, whose pages were always whole or
    became so."""

    async def scene() -> list[Visitor]:
        stop = asyncio.Event()
        async with AsyncExitStack() as stack:
            visitors = [
                await stack.enter_async_context(Visitor(port, worker, page, "category=rd"))
                for page, worker in VISITS
            ]
            clicks = [asyncio.create_task(_stroll(v, n, stop)) for n, v in enumerate(visitors)]
            try:
                await asyncio.to_thread(act)
            finally:
                stop.set()
                await asyncio.gather(*clicks)
        return visitors

    return asyncio.run(scene())
