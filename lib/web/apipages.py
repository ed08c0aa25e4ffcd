"""Answers of the API as plain pages: every document as a list, with its links.

What data have in Chinese alone is marked as such on an English page, for a screen reader, and what
they have in English on a Chinese one.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import numpy as np

from lib.api import resources
from lib.api.asked import Asked, Document
from lib.api.collections import COLLECTIONS, item_path
from lib.base.i18n import Lang, mark
from lib.outputs.exports import columns
from lib.web import plain

_WEB: Final = ("http://", "https://", "/")
_RELATIONS: Final = {
    "self": mark("本页"),
    "alternate": mark("其他格式"),
    "next": mark("下一页"),
    "prev": mark("上一页"),
    "collection": mark("所属集合"),
    "items": mark("各项"),
    "http://www.opengis.net/def/rel/ogc/1.0/queryables": mark("可以按什么筛选"),
}
_KINDS: Final = {
    "application/geo+json": "GeoJSON",
    "application/json": "JSON",
    "application/schema+json": "JSON Schema",
    "text/html": "HTML",
    "text/csv": "CSV",
    "application/atom+xml": "Atom",
    "application/vnd.oai.openapi+json;version=3.0": "OpenAPI",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.apache.parquet": "Parquet",
}
# An English page says by itself nothing that has a Chinese character.
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_CHINESE_WORDS: Final = re.compile(rf"\S*{_CHINESE.pattern}\S*(?:\s+\S*{_CHINESE.pattern}\S*)*")
# What stands elsewhere on a page than in its list.
_APART: Final = ("title", "description", "what", "attribution", "about", "links")


def page(asked: Asked, document: Document) -> str:
    """Return a document as a page."""
    title = str(document.get("title") or _name(document) or asked.t("接口说明"))
    sentences = [document.get(name) for name in ("description", "what", "attribution")]
    if "features" in document:
        sentences.insert(0, document["about"].get("what"))
    is_name = not document.get("title")
    heading = _datum(asked.lang, title) if is_name else _sentence(asked.lang, title)
    parts = [f"<h1>{heading}</h1>"]
    parts += [f"<p>{_sentence(asked.lang, str(text))}</p>" for text in sentences if text]
    links = _links(asked, document.get("links", ()))
    if "features" in document:
        parts += [_features(asked, document), links]
    elif "openapi" in document:
        parts.append(_definition(document))
    elif asked.item in asked.edition.places:
        parts += [_resource(asked), links]
    else:
        rest = {name: value for name, value in document.items() if name not in _APART}
        parts += [links, _value(asked.lang, rest)]
    kept = {name: list(texts) for name, texts in asked.query.items() if name != "lang"}
    return plain.page(asked.lang, title, "\n".join(parts) + plain.home(asked.lang), kept)


def _resource(asked: Asked) -> str:
    """A resource as people read it: headings and names in their language."""
    place = np.array([asked.edition.places[asked.item]], dtype=np.intp)
    headings, cells = columns.table(resources.extract(asked, place, 1))
    known = [(name, cell) for name, cell in zip(headings, cells, strict=True) if cell is not None]
    return _value(asked.lang, {str(name): cell for name, cell in known})


def _definition(document: Document) -> str:
    """The definition of the API: each address with what it is for, and its parameters."""
    rows = []
    for path, operations in document["paths"].items():
        operation = operations["get"]
        parameters = "".join(
            f"<li><b>{escape(each['name'])}</b> {escape(each['description'])}</li>"
            for each in operation["parameters"]
        )
        rows.append(
            f"<h2>{escape(path)}</h2><p>{escape(operation['summary'])}</p><ul>{parameters}</ul>"
        )
    return "".join(rows)


def _name(document: Document) -> str:
    return str(document.get("properties", {}).get("name", ""))


def _features(asked: Asked, document: Document) -> str:
    """The features of a page, each a link to its own page."""
    own = next(link["href"] for link in document["links"] if link["rel"] == "collection")
    collection = next(c for c in COLLECTIONS if c.path in own)
    items = "".join(
        f'<li><a href="{escape(asked.address(item_path(collection, each["id"]), f="html"))}">'
        f"{_datum(asked.lang, _name(each))}</a></li>"
        for each in document["features"]
    )
    start = int(asked.values["offset"]) + 1
    return f'<ol start="{start}">{items}</ol>'


def _links(asked: Asked, links: Sequence[Mapping[str, str]]) -> str:
    items = []
    for link in links:
        kind = _KINDS.get(link["type"], link["type"])
        relation = link["rel"]
        known = _RELATIONS.get(relation)
        words = link.get("title") or (asked.t(known) if known else relation)
        is_one = relation in ("next", "prev", "collection", "related", "data", "conformance")
        label = _sentence(asked.lang, words)
        label += "" if is_one else f" <small>{escape(kind)}</small>"
        items.append(f'<li><a href="{escape(link["href"])}">{label}</a></li>')
    return f"<ul>{''.join(items)}</ul>"


def _value(lang: Lang, value: Any, name: str = "") -> str:
    """A value of a document, with the name it has there: a list of what it holds, an address as a
    link."""
    if isinstance(value, Mapping):
        rows = "".join(
            f"<dt>{_sentence(lang, str(name))}</dt><dd>{_value(lang, held, str(name))}</dd>"
            for name, held in value.items()
            if name != "links"
        )
        return f"<dl>{rows}</dl>" if rows else ""
    if isinstance(value, list | tuple):
        if all(isinstance(each, int | float) for each in value):
            return escape(", ".join(map(str, value)))
        items = "".join(f"<li>{_value(lang, each)}</li>" for each in value)
        return f"<ul>{items}</ul>" if items else "–"
    text = "–" if value is None else str(value)
    if text.startswith(_WEB[:2]) and not any(map(str.isspace, text)):
        return f'<a href="{escape(text)}">{escape(text)}</a>'
    return _datum(lang, text, name)


def _datum(lang: Lang, text: str, name: str = "") -> str:
    """A text of the data as HTML, marked where it is in another language than the page: in Chinese,
    or by the `name` that it has in a document in English."""
    if lang == "en" and _CHINESE.search(text):
        return f'<span lang="zh">{escape(text)}</span>'
    if lang == "zh" and name.endswith("_en"):
        return f'<span lang="en">{escape(text)}</span>'
    return escape(text)


def _sentence(lang: Lang, text: str) -> str:
    """A sentence of the atlas's own as HTML, marked where it has words of the data in Chinese."""
    if lang == "zh":
        return escape(text)
    pieces, end = [], 0
    for found in _CHINESE_WORDS.finditer(text):
        pieces += [escape(text[end : found.start()]), _datum(lang, found[0])]
        end = found.end()
    return "".join([*pieces, escape(text[end:])])
