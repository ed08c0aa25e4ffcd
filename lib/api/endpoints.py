"""Every address of the API, each once: what it is for, what it takes, and what answers it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from lib.api import changes, collections, landing, openapi, parameters, tables
from lib.api.asked import Asked, Document, Link
from lib.api.collections import COLLECTIONS, FILES, PAGES, Collection
from lib.api.parameters import Parameter
from lib.api.problems import nowhere
from lib.base.i18n import mark
from lib.outputs.orders import ExtractOrder
from lib.terms.taxonomy import Vocabulary

_BOTH: Final = ("json", "html")
_FORMAT: Final = mark("结果的格式；默认随 Accept。")
_ITEM: Final = re.compile(r"(/collections/\w+/items)/([^/]+)", re.ASCII)
ITEM_ID: Final = "{featureId}"


@dataclass(frozen=True)
class Answer:
    """What is answered: a document, some content, or the file of an order; and its links."""

    document: Document | None
    content: bytes
    links: tuple[Link, ...]
    order: ExtractOrder | None = None


def _nothing(_: Vocabulary) -> tuple[Parameter, ...]:
    return ()


def _empty(_: Asked) -> bytes:
    return b""


@dataclass(frozen=True)
class Endpoint:
    """An address of the API, below `/api`.

    `name` is its own among all of them, `about` says what it is for (a message id); `kinds` are
    its formats (of `MEDIA_TYPES`), the first where none is asked for. `takes` returns its
    parameters beside `lang` and `f`. It answers with a `document`, or with `content` as it is.
    """

    path: str
    name: str
    about: str
    document: Callable[[Asked], Document] | None
    kinds: tuple[str, ...] = _BOTH
    takes: Callable[[Vocabulary], tuple[Parameter, ...]] = _nothing
    content: Callable[[Asked], bytes] = _empty

    @property
    def formats(self) -> Mapping[str, str]:
        """The values of `f`, each with the format it stands for."""
        named = {kind: kind for kind in self.kinds if kind not in ("schema", "openapi")}
        is_whole = "json" in named or "atom" in named
        return named if is_whole else {"json": self.kinds[0], **named}

    def parameters(self, vocabulary: Vocabulary) -> tuple[Parameter, ...]:
        """Return all its parameters."""
        chosen = parameters.choice("f", _FORMAT, self.formats)
        return (*self.takes(vocabulary), parameters.EDITION, parameters.LANG, chosen)

    def answer(self, asked: Asked) -> Answer:
        """Return what is answered. Raises `Problem`."""
        if asked.kind in FILES:
            order, links = collections.file(asked)
            return Answer(None, b"", tuple(links), order)
        if not self.document:
            return Answer(None, self.content(asked), ())
        document = self.document(asked)
        return Answer(document, b"", tuple(document.get("links", ())))


def _of(collection: Collection) -> tuple[Endpoint, ...]:
    """The addresses of a collection."""
    code, path = collection.code, collection.path
    return (
        Endpoint(
            path,
            f"describe.{code}",
            mark("一个集合的说明与范围"),
            partial(collections.single, collection=collection),
        ),
        Endpoint(
            f"{path}/queryables",
            f"queryables.{code}",
            mark("可以按什么筛选（JSON Schema）"),
            partial(collections.queryables, collection=collection),
            ("schema", "html"),
        ),
        Endpoint(
            f"{path}/items",
            f"items.{code}",
            collection.about,
            partial(collections.page, collection=collection),
            collection.kinds,
            collection.parameters,
        ),
        Endpoint(
            f"{path}/items/{ITEM_ID}",
            f"item.{code}",
            mark("一项"),
            partial(collections.item, collection=collection),
            PAGES,
        ),
    )


def _openapi(asked: Asked) -> Document:
    return openapi.document(asked, ENDPOINTS)


ENDPOINTS: Final = (
    Endpoint("/", "landing", mark("首页：各地址的链接"), landing.landing),
    Endpoint("/conformance", "conformance", mark("所符合的标准"), landing.conformance),
    Endpoint(
        "/openapi.json", "openapi", mark("接口定义（OpenAPI）"), _openapi, ("openapi", "html")
    ),
    Endpoint("/collections", "collections", mark("各集合"), collections.listed),
    *(endpoint for collection in COLLECTIONS for endpoint in _of(collection)),
    Endpoint(
        "/facets",
        "facets",
        mark("各筛选项在其他筛选之下的项数"),
        tables.counts,
        takes=tables.facet_parameters,
    ),
    Endpoint(
        "/nearest",
        "nearest",
        mark("一个园区有什么、缺什么，最近何处有"),
        tables.nearest,
        takes=tables.nearest_parameters,
    ),
    Endpoint(
        "/figures",
        "figures",
        mark("联盟与各园区公布的年度数据，附限定词与来源"),
        tables.figures,
        takes=tables.scope_parameters,
    ),
    Endpoint(
        "/milestones",
        "milestones",
        mark("大事记，附来源"),
        tables.milestones,
        takes=tables.milestone_parameters,
    ),
    Endpoint(
        "/facts",
        "facts",
        mark("公开资料中的园区事实，附来源"),
        tables.zone_facts,
        takes=tables.fact_parameters,
    ),
    Endpoint(
        "/agreements",
        "agreements",
        mark("园区之间的合作协议，附来源"),
        tables.agreements,
        takes=tables.agreement_parameters,
    ),
    Endpoint("/editions", "editions", mark("已发布的各版数据"), changes.editions),
    Endpoint(
        "/changes.atom",
        "changes",
        mark("各版之间的变更（Atom）"),
        None,
        ("atom",),
        content=changes.feed,
    ),
)


@cache
def _by_path() -> Mapping[str, Endpoint]:
    return {endpoint.path: endpoint for endpoint in ENDPOINTS}


def find(path: str) -> tuple[Endpoint, str]:
    """Return what answers a path below `/api`, and the id of the feature it names. Raises
    `Problem`."""
    known = _by_path()
    whole = path.rstrip("/") or "/"
    if whole in known and ITEM_ID not in whole:
        return known[whole], ""
    if item := _ITEM.fullmatch(path):
        endpoint = known.get(f"{item[1]}/{ITEM_ID}")
        if endpoint:
            return endpoint, item[2]
    raise nowhere()
