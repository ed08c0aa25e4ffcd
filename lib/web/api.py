"""The API's addresses: what is asked is read here, and what `lib.api` answers is sent."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from lib.api import problems
from lib.api.asked import MEDIA_TYPES, Asked, Link
from lib.api.collections import FILES
from lib.api.endpoints import Endpoint, find
from lib.api.limit import FILE, Limit
from lib.api.openapi import VERSION
from lib.api.parameters import EDITION, values
from lib.api.problems import Problem
from lib.base import settings
from lib.base.i18n import mark
from lib.base.problems import DataProblem, DataProblems
from lib.editions import current
from lib.editions.current import Holder
from lib.editions.edition import Edition
from lib.editions.pinned import TooMany
from lib.editions.store import Publication
from lib.outputs import maker
from lib.outputs.maker import Unmade
from lib.outputs.orders import ExtractOrder
from lib.web import apipages, files, hosts, paths
from lib.web.sentences import language

# Answers are made beside all else that the server does, and leave the visitors' clicks a core.
_THREADS: Final = ThreadPoolExecutor(2, "api")
# These wait for files, which other processes make (see `outputs.maker`).
_WAITING: Final = ThreadPoolExecutor(8, "api-files")
_READING: Final = "GET, HEAD, OPTIONS"
# Any page may read: there is nothing here that is not open to all, and no cookie is looked at.
_OPEN: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Disposition, Content-Language, ETag, Link, "
    "Last-Modified, Retry-After",
}
_PREFLIGHT: Final = {
    **_OPEN,
    "access-control-allow-methods": _READING,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
}
_RELATIONS: Final = ("next", "prev", "self", "alternate", "collection", "service-desc", "data")
# Characters of a `Link` header: proxies take heads of some 8 kB, and the document has all links.
_LONGEST: Final = 3000
_LATER: Final = mark("请求太频繁，请在 {n} 秒后再试。")
_READ_ONLY: Final = mark("接口只可读取（GET、HEAD）。")
_FULL: Final = mark("同时查看的旧版太多，请稍后再试，或看现行版。")
_BUSY: Final = mark("等候制作文件的人太多，请稍后再试。")
_BUSY_SECONDS: Final = 30
_NO_EDITION: Final = mark("参数 {parameter} 的值“{value}”不能用：没有这次发布，或已不能用。")
_UNFORESEEN: Final = mark("出了没有料到的错误，已记入日志。请告知维护者。")
_LOG: Final = logging.getLogger(__name__)


def routes() -> list[Route]:
    """The routes, without the base path (`Site`): every address below `/api` is answered here."""
    api = Api()
    return [Route(paths.API, api), Route(f"{paths.API}/{{rest:path}}", api)]


class Api:
    """Answers whatever is asked below `/api`, each client of this process no more often than
    `Limit` lets it."""

    def __init__(self) -> None:
        self._limit = Limit()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        try:
            response = await self._response(request)
        except Problem as problem:
            response = _refusal(request, problem)
        if request.method == "HEAD":
            response = Response(None, response.status_code, dict(response.headers))
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**_PREFLIGHT, "allow": _READING})
        if request.method not in ("GET", "HEAD"):
            raise Problem(405, "read-only", _READ_ONLY)
        self._count(request, 1)
        endpoint, item = find(request.scope["path"].removeprefix(paths.API))
        kind = _kind(request, endpoint)
        if kind in FILES:
            self._count(request, FILE - 1)
        loop = asyncio.get_running_loop()
        threads = _WAITING if kind in FILES else _THREADS
        return await loop.run_in_executor(threads, _answered, request, endpoint, item, kind)

    def _count(self, request: Request, cost: int) -> None:
        address = request.client.host if request.client else ""
        if seconds := self._limit.wait(address, cost):
            raise Problem(429, "too-many-requests", _LATER, seconds=seconds)


def _answered(request: Request, endpoint: Endpoint, item: str, kind: str) -> Response:
    """The answer, or that the client holds it already. Raises `Problem`."""
    try:
        holder = current.holder()
        query = paths.query(request)
        edition, publication = _served(holder, query.get(EDITION.name, []))
        home = _home(request)
        asked = Asked(
            edition=edition,
            lang=language(request.scope),
            root=home + paths.API,
            home=home,
            path=request.scope["path"].removeprefix(paths.API),
            query=query,
            values=values(query, endpoint.parameters(edition.vocabulary)),
            kind=kind,
            item=item,
            store=holder.store,
        )
        state = State.of(asked, publication)
        if state.is_held(request):
            return Response(status_code=304, headers=_headers(asked, state))
        answer = endpoint.answer(asked)
        path = _file(answer.order) if answer.order else None
    except (DataProblem, DataProblems) as error:
        raise problems.without_edition(error) from error
    except Problem:
        raise
    except Exception as error:
        _LOG.exception("no answer")
        raise Problem(500, "unforeseen", _UNFORESEEN) from error
    headers = _headers(asked, state) | _linked(answer.links)
    if path:
        name = f"atlas-{edition.version}.{kind}"
        headers["content-disposition"] = f'attachment; filename="{name}"'
        return files.response(path, MEDIA_TYPES[kind], headers)
    if answer.document is None:
        return Response(answer.content, media_type=MEDIA_TYPES[kind], headers=headers)
    if kind == "html":
        page = apipages.page(asked, answer.document)
        return Response(page, media_type="text/html", headers=headers)
    return Response(_json(answer.document), media_type=MEDIA_TYPES[kind], headers=headers)


def _file(order: ExtractOrder) -> Path:
    """The file of an order, once it is made. Raises `Problem`."""
    try:
        return maker.shared().make(order)
    except Unmade as error:
        if error.__cause__ or str(error) == "failed":
            raise Problem(500, "unforeseen", _UNFORESEEN) from error
        raise Problem(503, "too-many-files", _BUSY, seconds=_BUSY_SECONDS) from error


@dataclass(frozen=True)
class State:
    """What an answer depends on beside its address: its tag, and since when it is so."""

    tag: str
    since: datetime | None

    @classmethod
    def of(cls, asked: Asked, publication: Publication | None) -> "State":
        """Return the state of an answer: of the edition, and of the publication that brought it."""
        # Between two looks at the holder another may have come.
        is_own = publication is not None and publication.digest == asked.edition.digest
        number = publication.number if publication and is_own else 0
        parts = (asked.edition.digest, number, asked.lang, asked.kind, asked.root, VERSION)
        tag = hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]
        since = datetime.fromisoformat(publication.at) if publication and is_own else None
        # Weak: each answer says when it was made, and may travel compressed.
        return cls(f'W/"{asked.edition.stamp}-{tag}"', since)

    def is_held(self, request: Request) -> bool:
        """Whether a client says that it holds the answer."""
        tags = request.headers.get("if-none-match")
        if tags is not None:
            return self.tag.removeprefix("W/") in tags
        since = request.headers.get("if-modified-since")
        if not since or not self.since:
            return False
        try:
            held = parsedate_to_datetime(since)
        except ValueError:
            return False
        held = held if held.tzinfo else held.replace(tzinfo=UTC)
        return self.since.replace(microsecond=0) <= held


def _served(holder: Holder, texts: Sequence[str]) -> tuple[Edition, Publication | None]:
    """The edition that an address asks for by the publication that made it current, else the one
    that is. Raises `Problem`."""
    edition = holder.edition
    number = values({EDITION.name: texts}, [EDITION])[EDITION.name] if texts else None
    if number is None:
        return edition, holder.publication
    try:
        pin = holder.pins.of(number, edition)
    except TooMany:
        raise Problem(503, "too-many-editions", _FULL) from None
    if pin is None:
        raise Problem(400, "bad-value", _NO_EDITION, EDITION.name, texts[0])
    return pin.edition, pin.publication


def _home(request: Request) -> str:
    """The dashboard's address: the public one where it is set, else that under which it was asked
    for, else none but the path."""
    if public := settings.PUBLIC_URL.value:
        return public.rstrip("/")
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host}{paths.base()}" if hosts.name(host) else paths.base()


def _kind(request: Request, endpoint: Endpoint) -> str:
    """The format that a request asks for: by `f`, else by the first of its media types that there
    is, else the first there is."""
    formats = endpoint.formats
    asked = request.query_params.get("f")
    if asked is not None:
        # What is none is refused with all other values.
        return formats.get(asked, endpoint.kinds[0])
    for media_type in _accepted(request):
        for kind in endpoint.kinds:
            if media_type == MEDIA_TYPES[kind].partition(";")[0]:
                return kind
        if media_type in ("application/json", "*/*"):
            break
    return endpoint.kinds[0]


def _accepted(request: Request) -> list[str]:
    """The media types of a request, the most wanted first."""
    found = []
    for part in request.headers.get("accept", "").lower().split(","):
        media_type, _, rest = part.partition(";")
        quality = rest.replace(" ", "").rpartition("q=")[2]
        try:
            found.append((-float(quality) if "q=" in rest else -1.0, media_type.strip()))
        except ValueError:
            continue
    return [media_type for _, media_type in sorted(found, key=lambda one: one[0])]


def _headers(asked: Asked, state: State) -> dict[str, str]:
    headers = {
        **_OPEN,
        "cache-control": "no-cache",
        "content-language": asked.lang,
        "etag": state.tag,
        "vary": "accept, accept-language",
    }
    if state.since:
        headers["last-modified"] = format_datetime(state.since.astimezone(UTC), usegmt=True)
    return headers


def _linked(links: Sequence[Link]) -> dict[str, str]:
    """The most important links of an answer as a header."""
    parts: list[str] = []
    for relation in _RELATIONS:
        for link in links:
            text = f'<{link["href"]}>; rel="{relation}"; type="{link["type"].replace(";", "; ")}"'
            fits = len(", ".join([*parts, text])) <= _LONGEST
            if link["rel"] == relation and fits and text.isascii():
                parts.append(text)
    return {"link": ", ".join(parts)} if parts else {}


def _refusal(request: Request, problem: Problem) -> Response:
    lang = language(request.scope)
    headers = {
        **_OPEN,
        "cache-control": "no-store",
        "content-language": lang,
        "vary": "accept-language",
    }
    if problem.seconds:
        headers["retry-after"] = str(problem.seconds)
    if problem.status == 405:
        headers["allow"] = _READING
    content = _json({**problem.document(lang), "instance": paths.base() + request.scope["path"]})
    return Response(content, problem.status, headers, problems.MEDIA_TYPE)


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
