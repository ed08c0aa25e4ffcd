"""Finished files, sent from the disk in pieces, however large they are."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lib.outputs import shelf
from lib.outputs.exports import FORMATS
from lib.web import paths

_PIECE: Final = 1 << 18
# Of a file's name, which the address says.
_LONGEST: Final = 120


def routes() -> list[Route]:
    """The route of prepared files, without the base path (`Site`)."""
    return [Route(paths.FILES + "{name}", _prepared)]


def response(path: Path, media_type: str, headers: Mapping[str, str]) -> StreamingResponse:
    """Return an answer that sends a file, also where it is removed meanwhile. Raises `OSError`
    where it is not there."""
    file = path.open("rb")
    whole = {**headers, "content-length": str(path.stat().st_size)}
    return StreamingResponse(_pieces(file), headers=whole, media_type=media_type)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


async def _prepared(request: Request) -> Response:
    """A file that a page has had prepared, by its unguessable name, under the name in `as`."""
    path = shelf.find(request.path_params["name"])
    kind = path.suffix.lstrip(".") if path else ""
    if path is None or kind not in FORMATS:
        return PlainTextResponse("404", status_code=404)
    name = request.query_params.get("as", "")[:_LONGEST] or path.name
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "no-store",
    }
    try:
        return response(path, FORMATS[kind].media_type, headers)
    except FileNotFoundError:
        return PlainTextResponse("404", status_code=404)
