"""The collections of features: what each is, what it may be asked for, and its documents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lib.api import cql, parameters, places, resources
from lib.api.asked import Asked, Document, Link, segment
from lib.api.parameters import Parameter
from lib.api.problems import Problem
from lib.base.i18n import mark
from lib.editions.edition import Edition
from lib.outputs.exports import Extract
from lib.outputs.orders import ExtractOrder
from lib.terms.taxonomy import Vocabulary

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
# GDAL asks for the one there is by name.
CRS: Final = tuple(
    parameters.choice(name, mark("坐标系：只有 WGS-84 经度、纬度（CRS84）。"), (CRS84,))
    for name in ("crs", "bbox-crs")
)
CONDITIONS: Final = (
    cql.FILTER,
    parameters.choice("filter-lang", mark("filter 的语言：只有 CQL2 文本。"), ("cql2-text",)),
    parameters.choice("filter-crs", mark("坐标系：只有 WGS-84 经度、纬度（CRS84）。"), (CRS84,)),
)
# Formats of pages of features, and of whole files.
PAGES: Final = ("geojson", "html")
FILES: Final = ("csv", "xlsx", "parquet")
_RELATION: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_ABSENT: Final = mark("这一集合中没有“{value}”。")
_POSITIONS: Final = mark("经纬度为 WGS-84 锚点，真实位置在其误差半径之内；不可用于导航。")


@dataclass(frozen=True)
class Collection:
    """A collection: its code, what it is called and what it holds (message ids), the facets that
    filter it, and the formats of its features."""

    code: str
    title: str
    about: str
    facets: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where it lies, below the API's address."""
        return f"/collections/{self.code}"

    def parameters(self, vocabulary: Vocabulary) -> tuple[Parameter, ...]:
        """Return what its features may be asked for by."""
        chosen = parameters.facets(vocabulary, *self.facets)
        paging = (parameters.LIMIT, parameters.OFFSET, parameters.BBOX, parameters.TIME, *CRS)
        if self.code != "resources":
            return (*paging, *chosen)
        order = parameters.sorting(resources.SORTABLE)
        beside = (parameters.SEARCH, parameters.PICK, *CONDITIONS, order, *parameters.BESIDE)
        return (*paging, *chosen, *beside)


RESOURCES: Final = Collection(
    "resources",
    mark("创新资源"),
    mark("登记册中的机构，每项为其锚点上的一个点，附来源、归属把握与位置误差。"),
    (),
    (*PAGES, *FILES),
)
PARKS: Final = Collection(
    "parks",
    mark("成员高新区"),
    mark("联盟的成员高新区，每区为其驻地上的一个点；resources 为登记册中的项数。"),
    ("park", "province"),
    PAGES,
)
LINE: Final = Collection(
    "corridor",
    mark("G2 走廊"),
    mark("京津冀 G2 产业创新走廊：示意线与各节点；里程为近似值，取整到 10 km。"),
    ("corridor",),
    PAGES,
)
COLLECTIONS: Final = (RESOURCES, PARKS, LINE)
_PLACES: Final[dict[str, Callable[[Asked], list[Document]]]] = {
    PARKS.code: places.parks,
    LINE.code: places.corridor,
}


def about(edition: Edition) -> Document:
    """Return which edition an answer is of, and where its register comes from."""
    return {
        "register_version": edition.version,
        "register_date": edition.register.date,
        "register_sha256": edition.digest,
        "provenance_zh": edition.register.provenance_zh,
        "provenance_en": edition.register.provenance_en,
    }


def described(asked: Asked, collection: Collection) -> Document:
    """Return a collection's document, without the links of the answer itself."""
    t, path = asked.t, collection.path
    links = [
        asked.link("items", asked.address(f"{path}/items", f=kind), kind)
        for kind in collection.kinds
    ]
    links.append(asked.link(_RELATION, asked.address(f"{path}/queryables"), "schema"))
    if collection is RESOURCES:
        where, page = resources.extent(asked.edition), "directory"
    else:
        where = places.extent(_PLACES[collection.code](asked))
        page = collection.code
    links.append(asked.link("related", asked.dashboard(page), "html", t(collection.title)))
    return {
        "id": collection.code,
        "title": t(collection.title),
        "description": f"{t(collection.about)} {t(_POSITIONS)}",
        "attribution": asked.edition.statement(asked.lang),
        "extent": where,
        "itemType": "feature",
        "crs": [CRS84],
        "links": links,
    }


def listed(asked: Asked) -> Document:
    """Return the list of all collections."""
    each = []
    for collection in COLLECTIONS:
        document = described(asked, collection)
        own = asked.link("self", asked.address(collection.path), "json")
        each.append({**document, "links": [own, *document["links"]]})
    return {
        "title": asked.t("各集合"),
        "about": about(asked.edition),
        "collections": each,
        "links": asked.own(("json", "html")),
    }


def single(asked: Asked, collection: Collection) -> Document:
    """Return the document of one collection."""
    document = described(asked, collection)
    return {**document, "links": [*asked.own(("json", "html")), *document["links"]]}


def queryables(asked: Asked, collection: Collection) -> Document:
    """Return by what the features of a collection may be asked for, as JSON Schema."""
    edition, t = asked.edition, asked.t
    known = resources.queryables(edition.vocabulary, asked.lang)
    names = collection.facets or tuple(known)
    geometry = {"geometry": {"title": t("位置"), "format": "geometry-any"}}
    properties = {name: known[name] for name in names}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": asked.address(f"{collection.path}/queryables"),
        "type": "object",
        "title": t(collection.title),
        "properties": geometry | properties,
        "additionalProperties": False,
        "links": asked.own(("schema", "html")),
    }


def page(asked: Asked, collection: Collection) -> Document:
    """Return one page of a collection's features."""
    limit = min(asked.values["limit"] or parameters.PAGE, parameters.MOST_FEATURES)
    chosen = slice(asked.values["offset"], asked.values["offset"] + limit)
    document = about(asked.edition)
    if collection is RESOURCES:
        rows = resources.rows(asked)
        features, total = resources.features(asked, rows[chosen]), len(rows)
        document["what"] = resources.extract(asked, rows[chosen], total).what
    else:
        every = _PLACES[collection.code](asked)
        if box := asked.values.get("bbox"):
            every = places.inside(every, box)
        features, total = every[chosen], len(every)
    links = [*asked.own(collection.kinds), *paging(asked, total, limit)]
    links.append(asked.link("collection", asked.address(collection.path), "json"))
    return {
        "type": "FeatureCollection",
        "title": asked.t(collection.title),
        "about": document,
        "attribution": asked.edition.statement(asked.lang),
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": total,
        "numberReturned": len(features),
        "features": features,
        "links": links,
    }


def paging(asked: Asked, total: int, limit: int) -> list[Link]:
    """Return the links to the next page and to the one before, where there are such."""
    start, links = asked.values["offset"], []
    if start + limit < total:
        following = asked.again(offset=str(start + limit), limit=str(limit), f=asked.kind)
        links.append(asked.link("next", following, asked.kind))
    if start:
        # From past the end too it leads to what there is.
        last = max(0, min(start, total) - limit)
        before = asked.again(offset=str(last), limit=str(limit), f=asked.kind)
        links.append(asked.link("prev", before, asked.kind))
    return links


def file(asked: Asked) -> tuple[ExtractOrder, list[Link]]:
    """Return the order for a file of the resources that are asked for, and the links to the next
    ones, where they are more than a file holds."""
    found = resources.rows(asked)
    limit, start = asked.values["limit"] or parameters.MOST_ROWS, asked.values["offset"]
    extract: Extract = resources.extract(asked, found[start : start + limit], len(found))
    return ExtractOrder.of(extract, asked.kind), paging(asked, len(found), limit)


def item(asked: Asked, collection: Collection) -> Document:
    """Return one feature. Raises `Problem` where there is none of that id."""
    if collection is RESOURCES:
        feature = resources.one(asked)
    else:
        every = _PLACES[collection.code](asked)
        feature = next((each for each in every if each["id"] == asked.item), None)
    if feature is None:
        raise Problem(404, "no-feature", _ABSENT, value=asked.item)
    links = [
        *asked.own(PAGES),
        asked.link("collection", asked.address(collection.path), "json"),
        *feature["links"],
    ]
    return {**feature, "about": about(asked.edition), "links": links}


def item_path(collection: Collection, code: str) -> str:
    """Return where a feature lies, below the API's address."""
    return f"{collection.path}/items/{segment(code)}"
