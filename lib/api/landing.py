"""The API's first page, and what of the standards it keeps to."""

from typing import Final

from lib.api import collections
from lib.api.asked import Asked, Document
from lib.base.i18n import mark

_PART_1: Final = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_PART_3: Final = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_CQL2: Final = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMS_TO: Final = (
    f"{_PART_1}/core",
    f"{_PART_1}/oas30",
    f"{_PART_1}/html",
    f"{_PART_1}/geojson",
    *(f"{_PART_3}/{name}" for name in ("queryables", "filter", "features-filter")),
    *(
        f"{_CQL2}/{name}"
        for name in (
            *("cql2-text", "basic-cql2", "advanced-comparison-operators"),
            *("case-insensitive-comparison", "basic-spatial-functions"),
        )
    ),
)

# Beside the collections: each address with what it leads to.
FURTHER: Final = {
    "/facets": mark("各筛选项的项数"),
    "/figures": mark("年度数据"),
    "/milestones": mark("大事记"),
    "/facts": mark("园区事实"),
    "/agreements": mark("合作协议"),
    "/editions": mark("各版数据"),
}


def landing(asked: Asked) -> Document:
    """Return the first page: what this is, and where all the rest lies."""
    t = asked.t
    description = t("以 OGC API – Features 提供登记册、园区与走廊；筛选参数同看板的地址。")
    address, link = asked.address, asked.link
    links = [
        *asked.own(("json", "html")),
        link("service-desc", address("/openapi.json"), "openapi", t("接口定义（OpenAPI）")),
        link("service-doc", address("/openapi.json", f="html"), "html", t("接口说明")),
        link("conformance", address("/conformance"), "json", t("所符合的标准")),
        link("data", address("/collections"), "json", t("各集合")),
        *(link("related", address(path), "json", t(title)) for path, title in FURTHER.items()),
        link("related", address("/changes.atom"), "atom", t("数据变更（Atom）")),
        link("related", asked.dashboard(), "html", t("京津冀创新资源看板")),
    ]
    return {
        "title": t("京津冀创新资源看板 · 接口"),
        "description": description,
        "attribution": asked.edition.statement(asked.lang),
        "about": collections.about(asked.edition),
        "links": links,
    }


def conformance(asked: Asked) -> Document:
    """Return the conformance classes of the standards that the API keeps to."""
    return {
        "title": asked.t("所符合的标准"),
        "conformsTo": list(CONFORMS_TO),
        "links": asked.own(("json", "html")),
    }
