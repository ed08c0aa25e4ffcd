"""天地图 under a map on paper: tiles that the host fetches with a key of its own and keeps on its
disk."""

import base64
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http.client import HTTPException
from itertools import product
from math import floor, log2, pi
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

from lib.base import settings
from lib.base.files import write_whole
from lib.base.settings import Tianditu
from lib.drawing.box import Box
from lib.drawing.projection import Projection
from lib.mapfiles import tianditu

# Seconds: for a tile, for all of a map's (a deck has a dozen, and two minutes), until a tile is
# asked for anew, and until a server that failed is tried again.
PATIENCE: Final = 5.0
MAP_PATIENCE: Final = 8.0
FRESH: Final = 30 * 86400.0
REST: Final = 60.0
# Tiles kept, some 20 kB each: more than a deck of every zone needs.
MOST: Final = 4000
# Bytes a tile may have.
_LARGEST: Final = 1_000_000
_AT_ONCE: Final = 8
_KINDS: Final = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
# What asking for a tile may come to, a picture that is none among them.
_FAILURES: Final = (OSError, HTTPException, ValueError)
_LOG: Final = logging.getLogger(__name__)


class Tiles:
    """The tiles on this host's disk, and those it fetches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.resting_until = 0.0

    def get(self, service: Tianditu, layer: str, z: int, x: int, y: int) -> bytes:
        """Return a tile, fetched where the disk has none that is fresh. Raises one of
        `_FAILURES` where it cannot be had."""
        path = self.folder / f"{layer}-{z}-{x}-{y}"
        if path.is_file() and time.time() - path.stat().st_mtime < FRESH:
            return path.read_bytes()
        if time.monotonic() < self.resting_until:
            raise OSError("the server has just failed")
        server = service.servers[(x + y) % len(service.servers)]
        address = tianditu.address(server, layer, service.server_key).format(z=z, x=x, y=y)
        request = Request(address, headers={"User-Agent": "jjj-innovation-atlas"})
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                content: bytes = answer.read(_LARGEST)
            kind(content)
        except _FAILURES:
            self.rest()
            raise
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        return content

    def rest(self) -> None:
        """Fetch none for some time."""
        self.resting_until = time.monotonic() + REST

    def all(self, service: Tianditu, wanted: Sequence[tuple[str, int, int, int]]) -> list[bytes]:
        """Return tiles, each given by its layer, zoom, column and row. Raises one of `_FAILURES`
        where one cannot be had, or not all within `MAP_PATIENCE`."""
        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            found = pool.map(lambda one: self.get(service, *one), wanted, timeout=MAP_PATIENCE)
            return list(found)
        except TimeoutError:
            self.rest()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            self._prune()

    def _prune(self) -> None:
        """Drop the oldest tiles beyond `MOST`."""
        kept = sorted(self.folder.glob("[!.]*"), key=lambda path: path.stat().st_mtime)
        for path in kept[: max(0, len(kept) - MOST)]:
            path.unlink(missing_ok=True)


@cache
def shared() -> Tiles:
    """Return this process's tiles."""
    return Tiles(settings.state_folder() / "tiles")


def kind(content: bytes) -> str:
    """Return the media type of a tile. Raises `ValueError` where it is no picture."""
    for start, name in _KINDS.items():
        if content.startswith(start):
            return name
    raise ValueError("no picture")


def ground(project: Projection, frame: Box) -> tuple[str, ...]:
    """Return the tiles that fill a frame as SVG; nothing where the host has no key of its own, or
    one of them cannot be had, which the log says."""
    service = settings.tianditu()
    if not (service and service.server_key):
        return ()
    # The frame's corner and the width of the world, in pixels from the world's own corner.
    world = 2 * pi * project.scale
    west, north = (
        world / 2 + project.middle[0] * project.scale - (project.center[0] - frame.x),
        world / 2 - project.middle[1] * project.scale - (project.center[1] - frame.y),
    )
    # As drawn, or larger: what is written on them is small on a sheet.
    coarsest, finest = tianditu.ZOOMS
    z = min(max(floor(log2(world / tianditu.SIDE)), coarsest), finest)
    side = world / 2**z
    columns = range(floor(west / side), floor((west + frame.w) / side) + 1)
    lines = range(floor(north / side), floor((north + frame.h) / side) + 1)
    wanted = list(product(tianditu.LAYERS, (z,), columns, lines))
    try:
        found = shared().all(service, wanted)
    except _FAILURES as error:
        _LOG.warning("a map is drawn without 天地图, which gave no tile: %s", error)
        return ()
    images = []
    for (_, _, x, y), content in zip(wanted, found, strict=True):
        data = f"data:{kind(content)};base64,{base64.b64encode(content).decode()}"
        left, top = x * side - west, y * side - north
        # A little over the next one, lest a seam show.
        images.append(
            f'<image x="{left:.2f}" y="{top:.2f}" width="{side + 0.3:.2f}" '
            f'height="{side + 0.3:.2f}" preserveAspectRatio="none" href="{data}"/>'
        )
    box = f'x="{frame.x:g}" y="{frame.y:g}" width="{frame.w:g}" height="{frame.h:g}"'
    return (f"<svg {box}>", *images, "</svg>")
