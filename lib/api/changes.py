"""What was published, and what changed from one publication to the next; nobody's name or reason,
and no value that is no longer shown."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from lib.api.asked import MEDIA_TYPES, Asked, Document
from lib.base.i18n import Lang, translator
from lib.editions.comparison import Comparison, compare
from lib.editions.store import Publication, Store
from lib.register.rows import particulars

# Publications that are listed, and changes that are told, the latest.
_LISTED: Final = 100
_TOLD: Final = 20
# Resources that a change names.
_NAMED: Final = 50
_ATOM: Final = "http://www.w3.org/2005/Atom"


def editions(asked: Asked) -> Document:
    """Return the latest publications, newest first."""
    store = _store(asked)
    current, title = asked.edition.digest, asked.t("数据变更（Atom）")
    found = [
        {
            "number": each.number,
            "published": each.at,
            "digest": each.digest,
            "is_served": each.digest == current,
            **_particulars(store, each.digest),
        }
        for each in store.publications(_LISTED)
    ]
    return {
        "title": asked.t("各版数据"),
        "editions": found,
        "links": [
            *asked.own(("json", "html")),
            asked.link("related", asked.address("/changes.atom"), "atom", title),
        ],
    }


def feed(asked: Asked) -> bytes:
    """Return the latest changes as an Atom feed (RFC 4287), newest first."""
    store, t = _store(asked), asked.t
    publications = store.publications(_TOLD + 1)
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": _tag(asked.lang)})
    _put(root, "id", _urn("feed"))
    brand = t("京津冀创新资源看板")
    subject = t("数据变更")
    _put(root, "title", f"{brand} · {subject}")
    _put(root, "updated", publications[0].at)
    author = ElementTree.SubElement(root, "author")
    _put(author, "name", brand)
    _put(root, "subtitle", asked.edition.provenance(asked.lang))
    _link(root, "self", asked.formatted("atom"), "atom")
    _link(root, "alternate", asked.address("/editions", f="html"), "html")
    for newer, older in pairwise((*publications, None)):
        if newer and (older or newer.number == 1):
            root.append(_entry(asked, store, newer, older))
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))


def _entry(
    asked: Asked, store: Store, newer: Publication, older: Publication | None
) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    told = _particulars(store, newer.digest)
    changed = _compared(store, older.digest, newer.digest) if older else None
    _put(entry, "id", _urn(f"{newer.number}:{newer.digest}"))
    _put(entry, "title", f"{told['version']} · {_sentence(changed, asked.lang)}")
    _put(entry, "updated", newer.at)
    _link(entry, "alternate", asked.dashboard(), "html")
    if changed:
        _put(entry, "content", "\n".join(_lines(changed, asked.lang)))
    else:
        _put(entry, "content", asked.edition.provenance(asked.lang))
    return entry


def _sentence(changed: Comparison | None, lang: Lang) -> str:
    t = translator(lang)
    if changed is None:
        return t("首次发布")
    text = t("新增 {added} 项，移除 {removed} 项，改动 {changed} 格；其他文件 {files} 个。")
    return text.format(
        added=len(changed.added),
        removed=len(changed.removed),
        changed=len(changed.changed),
        files=len(changed.files),
    )


def _lines(changed: Comparison, lang: Lang) -> Iterator[str]:
    """What changed, a line a resource: what was added by name, what left by its id alone, what
    changed by its columns."""
    columns: dict[str, list[str]] = {}
    for cell in changed.changed:
        columns.setdefault(cell.resource_id, []).append(cell.column)
    lines = [
        *(f"+ {code} {name}" for code, name in changed.added.items()),
        *(f"- {code}" for code in changed.removed),
        *(f"~ {code}: {', '.join(names)}" for code, names in columns.items()),
        *(f"* {name}" for name in changed.files),
    ]
    yield from lines[:_NAMED]
    if len(lines) > _NAMED:
        t = translator(lang)
        yield t("…… 另 {n} 项").format(n=len(lines) - _NAMED)


def _store(asked: Asked) -> Store:
    assert asked.store  # Whoever asks these has it.
    return asked.store


# An edition never changes: what is said of it is read once.
@lru_cache(maxsize=256)
def _particulars(store: Store, digest: str) -> dict[str, Any]:
    found = particulars(store.sources(digest))
    return {"version": found["version"], "date": found["date"]}


@lru_cache(maxsize=64)
def _compared(store: Store, before: str, after: str) -> Comparison:
    return compare(store.sources(before), store.sources(after))


def _put(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _link(parent: ElementTree.Element, relation: str, address: str, kind: str) -> None:
    there = {"rel": relation, "href": address, "type": MEDIA_TYPES[kind]}
    ElementTree.SubElement(parent, "link", there)


def _urn(name: str) -> str:
    """A name that stays, under whatever address the atlas is asked for."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'jjj-innovation-atlas/{name}')}"


def _tag(lang: Lang) -> str:
    return "en" if lang == "en" else "zh-CN"
