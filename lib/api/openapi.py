"""The API described for programs: OpenAPI 3.0, made of the same tables that read and answer."""

from collections.abc import Iterable
from typing import Any, Final, Protocol

from lib.api import problems
from lib.api.asked import MEDIA_TYPES, Asked, Document
from lib.api.parameters import Parameter
from lib.base.i18n import Lang, translator
from lib.register import schema
from lib.terms.taxonomy import Vocabulary

VERSION: Final = "1.0.0"
_TYPES: Final[dict[str, Document]] = {
    "integer": {"type": "integer"},
    "degrees": {"type": "number"},
    "codes": {"type": "array", "items": {"type": "string"}},
}


class Described(Protocol):
    """What is described: see `endpoints.Endpoint`."""

    @property
    def path(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    def parameters(self, vocabulary: Vocabulary) -> tuple[Parameter, ...]: ...


def document(asked: Asked, endpoints: Iterable[Described]) -> Document:
    """Return the definition of the API in the language asked for."""
    t = asked.t
    return {
        "openapi": "3.0.3",
        "info": {
            "title": t("京津冀创新资源看板 · 接口"),
            "version": VERSION,
            "description": asked.edition.statement(asked.lang),
        },
        "servers": [{"url": asked.root}],
        "paths": {each.path: {"get": _operation(asked, each)} for each in endpoints},
        "components": {"schemas": _schemas(asked.lang), "responses": _responses(asked.lang)},
    }


def _operation(asked: Asked, endpoint: Described) -> Document:
    found = endpoint.parameters(asked.edition.vocabulary)
    described = [_parameter(parameter, asked.lang) for parameter in found]
    if "{featureId}" in endpoint.path:
        described.insert(0, {
            "name": "featureId", "in": "path", "required": True,
            "description": asked.t("编号"), "schema": {"type": "string"},
        })  # fmt: skip
    return {
        "operationId": endpoint.name,
        "summary": asked.t(endpoint.about),
        "parameters": described,
        "responses": {
            "200": {
                "description": asked.t(endpoint.about),
                "content": {MEDIA_TYPES[kind]: _content(kind, endpoint) for kind in endpoint.kinds},
            },
            "304": {"$ref": "#/components/responses/Unchanged"},
            **{
                status: {"$ref": "#/components/responses/Problem"}
                for status in ("400", "404", "429", "500", "503")
            },
        },
    }


def _parameter(parameter: Parameter, lang: Lang) -> Document:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": translator(lang)(parameter.about),
        "style": "form",
        # What is repeated stands in an address once a value; a list of its own has commas.
        "explode": parameter.many,
        "schema": dict(parameter.schema),
    }


def _content(kind: str, endpoint: Described) -> Document:
    if kind == "geojson":
        name = "Feature" if "{featureId}" in endpoint.path else "FeatureCollection"
        return {"schema": {"$ref": f"#/components/schemas/{name}"}}
    if kind in ("html", "csv", "atom"):
        return {"schema": {"type": "string"}}
    if kind in ("xlsx", "parquet"):
        return {"schema": {"type": "string", "format": "binary"}}
    return {"schema": {"type": "object"}}


def _schemas(lang: Lang) -> Document:
    t = translator(lang)
    text = {"type": "string"}
    link = {
        "type": "object",
        "required": ["href", "rel"],
        "properties": dict.fromkeys(("href", "rel", "type", "hreflang", "title"), text),
    }
    links = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
    columns: dict[str, Any] = {
        column.name: {
            **_TYPES.get(column.kind, text),
            "title": t(column.heading),
            "nullable": not column.required and column.kind != "codes",
        }
        for column in schema.COLUMNS
        if column.kind != "degrees"
    }
    return {
        "Link": link,
        "Feature": {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": text,
                "geometry": {"type": "object"},
                "properties": {
                    "type": "object",
                    "description": t("集合 resources 的各列；其他集合见其各项。"),
                    "properties": columns,
                },
                "links": links,
            },
        },
        "FeatureCollection": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "timeStamp": {"type": "string", "format": "date-time"},
                "numberMatched": {"type": "integer", "minimum": 0},
                "numberReturned": {"type": "integer", "minimum": 0},
                "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
                "about": {"type": "object"},
                "attribution": text,
                "links": links,
            },
        },
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                "status": {"type": "integer"},
                "allowed": {"type": "array", "items": text},
                "retry_after": {"type": "integer"},
                **dict.fromkeys(
                    ("type", "title", "detail", "detail_zh", "detail_en", "code"), text
                ),
                "parameter": text,
            },
        },
    }


def _responses(lang: Lang) -> Document:
    t = translator(lang)
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "Unchanged": {"description": t("与所持有的一版相同")},
        "Problem": {
            "description": t("没有结果的原因（RFC 9457）"),
            "content": {problems.MEDIA_TYPE: problem},
        },
    }
