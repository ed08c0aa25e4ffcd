"""What a map fetches by tiles or by itself: points, a filter's hits, one resource, the ground."""

import asyncio
import gzip
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

import numpy as np
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lib.base.problems import DataProblem, DataProblems
from lib.editions import cache, current
from lib.editions.edition import Edition
from lib.mapfiles import ground, points
from lib.query.filters import ResourceFilter
from lib.register.dots import Ints
from lib.web import assets, paths

_FOLDER: Final = re.compile(r"points\.[0-9a-f]{10}")
_DIGEST: Final = re.compile(f"[0-9a-f]{{{points.DIGITS}}}")
_NUMBER: Final = re.compile("[0-9]{1,9}")
_KIND: Final = "application/geo+json"
# Five thousand hits are a fifth of a second of a core: not at all of one's cost to all others.
_THREADS: Final = ThreadPoolExecutor(2, "points")
# A hall may search for the same.
_KEPT: Final = 16


def routes() -> list[Route]:
    """The tiles of an edition's points and of the ground, a filter's hits, and one resource."""
    return [
        Route(paths.STATIC + "{folder}/{z}/{x}/{y}.json", _tile),
        Route(paths.GROUND + "{z}/{x}/{y}.json", _ground),
        Route(paths.POINTS + "{digest}/found.json", _found),
        Route(paths.POINTS + "{digest}/{row}.json", _one),
    ]


async def _tile(request: Request) -> Response:
    """A tile, as it lies there; one of which there is none is empty."""
    folder, place = request.path_params["folder"], _place(request)
    if not place or not _FOLDER.fullmatch(folder):
        return _none()
    z, x, y = place
    path = cache.static_folder() / folder / f"{z}"
    if not path.is_dir():
        return _none()
    path = path / f"{x}" / f"{y}.json.gz"
    return _answer(request, path.read_bytes() if path.is_file() else points.EMPTY)


async def _ground(request: Request) -> Response:
    """A tile of the ground's squares, the same for ever."""
    place = _place(request)
    try:
        content = ground.tile(*place) if place else None
    except ValueError:
        content = None
    if content is None:
        return _none()
    return Response(content, media_type=_KIND, headers=assets.FOREVER)


async def _found(request: Request) -> Response:
    """What passes the filter that the address names as a page's does, at its position, without
    what is known only to an area; nothing where that is more than `points.MOST_FOUND`."""
    digest, query = request.path_params["digest"], paths.query(request)
    return await _made(request, lambda: _hits_of(digest, query))


async def _one(request: Request) -> Response:
    """A row of the register at its position."""
    digest, row = request.path_params["digest"], request.path_params["row"]
    return await _made(request, lambda: _row_of(digest, row))


async def _made(request: Request, make: Callable[[], bytes | None]) -> Response:
    content = await asyncio.get_running_loop().run_in_executor(_THREADS, make)
    return _none() if content is None else _answer(request, content)


def _hits_of(digest: str, query: Mapping[str, list[str]]) -> bytes | None:
    edition = _edition(digest)
    if edition is None:
        return None
    chosen, _ = ResourceFilter.from_query(query, edition.vocabulary)
    return _hits(edition, chosen)


@lru_cache(_KEPT)
def _hits(edition: Edition, chosen: ResourceFilter) -> bytes:
    placed = edition.arrangement.placed
    rows = placed[chosen.mask(edition.members)[placed]]
    return _drawn(edition, rows) if len(rows) <= points.MOST_FOUND else points.EMPTY


def _row_of(digest: str, row: str) -> bytes | None:
    edition = _edition(digest)
    if edition is None or not _NUMBER.fullmatch(row) or int(row) >= len(edition.ids):
        return None
    return _drawn(edition, np.array([int(row)], dtype=np.intp))


def _drawn(edition: Edition, rows: Ints) -> bytes:
    found = points.placed(edition.register, edition.arrangement, edition.members, rows)
    return points.compressed(found)


def _edition(digest: str) -> Edition | None:
    """The edition whose digest begins so, where this process shows it."""
    try:
        return current.holder().shown(digest) if _DIGEST.fullmatch(digest) else None
    except (DataProblem, DataProblems):
        return None


def _place(request: Request) -> tuple[int, int, int] | None:
    """Which tile is asked for: its zoom, column and row."""
    z, x, y = (request.path_params[name] for name in "zxy")
    is_one = all(_NUMBER.fullmatch(number) for number in (z, x, y))
    return (int(z), int(x), int(y)) if is_one else None


def _answer(request: Request, compressed: bytes) -> Response:
    """Points as gzip, or as they are for a client that does not take that; the same for ever, since
    an edition never changes."""
    if not assets.takes(request.headers, "gzip"):
        return Response(gzip.decompress(compressed), media_type=_KIND, headers=assets.FOREVER)
    coded = {"content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(compressed, media_type=_KIND, headers=assets.FOREVER | coded)


def _none() -> Response:
    return PlainTextResponse("404", status_code=404)
