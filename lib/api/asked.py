"""What is asked of the API, as far as an answer depends on it, and the links an answer has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from lib.api.parameters import Query
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.editions.store import Store
from lib.query.filters import ResourceFilter

Link = dict[str, str]
Document = dict[str, Any]
# What an answer may be written as, by the value of `f`.
MEDIA_TYPES: Final = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "html": "text/html",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "openapi": "application/vnd.oai.openapi+json;version=3.0",
    "schema": "application/schema+json",
    "atom": "application/atom+xml",
}


@dataclass(frozen=True)
class Asked:
    """A request that has been read: an answer is a function of it.

    `root` is the API's own address, `home` the dashboard's; `path` is below `root`. `query` is as
    it came, `values` as it was read; `kind` is the format of the answer (of `MEDIA_TYPES`), `item`
    the id of the one feature that is asked for.
    """

    edition: Edition
    lang: Lang
    root: str
    home: str
    path: str = ""
    query: Query = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "json"
    item: str = ""
    store: Store | None = None

    @property
    def t(self) -> Callable[[str], str]:
        """What puts a message into the language asked for."""
        return translator(self.lang)

    @property
    def selection(self) -> ResourceFilter:
        """The filter that the facets' parameters and `q` make."""
        vocabulary = self.edition.vocabulary
        chosen = {name: self.values[name] for name in vocabulary.terms if self.values.get(name)}
        return ResourceFilter(vocabulary, **chosen, q=self.values.get("q") or "")

    def address(self, path: str, **parameters: str | Sequence[str]) -> str:
        """Return the address of a path of the API, in the language and of the edition that were
        asked for by name."""
        kept = {name: list(self.query[name]) for name in ("lang", "edition") if name in self.query}
        return _with(f"{self.root}{path}", {**kept, **parameters})

    def again(self, **changed: str) -> str:
        """Return the address of this request with other values of some parameters."""
        kept = {name: list(texts) for name, texts in self.query.items() if name not in changed}
        return _with(f"{self.root}{self.path}", kept | {name: [v] for name, v in changed.items()})

    def dashboard(self, page: str = "", **parameters: str | Sequence[str]) -> str:
        """Return the address of a page of the dashboard."""
        lang = {"lang": "en"} if self.lang == "en" else {}
        pinned = {"edition": list(self.query["edition"])} if "edition" in self.query else {}
        return _with(f"{self.home}/{page}", {**parameters, **pinned, **lang})

    def link(self, rel: str, href: str, kind: str, title: str = "") -> Link:
        """Return a link to an answer in a format."""
        link = {"rel": rel, "type": MEDIA_TYPES[kind], "href": href, "hreflang": self.lang}
        return link | ({"title": title} if title else {})

    def own(self, kinds: Sequence[str]) -> list[Link]:
        """Return the links of this answer to itself and to its other formats, of `kinds`."""
        others = [kind for kind in kinds if kind != self.kind]
        return [
            self.link("self", self.formatted(self.kind), self.kind),
            *(self.link("alternate", self.formatted(kind), kind) for kind in others),
        ]

    def formatted(self, kind: str) -> str:
        """Return the address of this request in another format."""
        return self.again(f="json" if kind in ("schema", "openapi") else kind)


def _with(address: str, parameters: Mapping[str, str | Sequence[str]]) -> str:
    query = urlencode(parameters, doseq=True)
    return f"{address}?{query}" if query else address


def segment(text: str) -> str:
    """Return a text as one part of a path."""
    return quote(text, safe="")
