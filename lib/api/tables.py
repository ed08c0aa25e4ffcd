"""What is not a map: counts by facet, what others have published, and who has what a zone lacks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from lib import analysis
from lib.api import collections, parameters
from lib.api.asked import Asked, Document
from lib.api.parameters import Parameter
from lib.api.problems import Problem
from lib.base.i18n import mark
from lib.published import facts, scorecard
from lib.query.facets import FACETS
from lib.query.filters import ResourceFilter
from lib.terms import words
from lib.terms.geometry import distance_m
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS, Vocabulary

_KINDS: Final = ("json", "html")
_SCOPE: Final = mark("只要这些范围的，可重复：联盟、某园区或走廊。")
_ONE: Final = mark("只问一处：一个园区的代码。")
_STEPS: Final = mark("只问这些类别，可重复；不问则为全部类别。")
_AREA: Final = mark("只问一条链或一个集群；不问则不分链。")
_TOO_MANY_AREAS: Final = mark("chain 与 cluster 合起来只能有一个值。")


def _table(asked: Asked, title: str, **members: Any) -> Document:
    """A document with what every one of them says, and members of its own."""
    return {
        "title": title,
        "about": collections.about(asked.edition),
        "attribution": asked.edition.statement(asked.lang),
        **members,
        "links": asked.own(_KINDS),
    }


def facet_parameters(vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    """Return by what counts are filtered."""
    return (*parameters.facets(vocabulary), parameters.SEARCH)


def counts(asked: Asked) -> Document:
    """Return how many resources each code of each facet would give under the other facets'
    choices; a zero that may be a gap of the register says so."""
    edition, selection = asked.edition, asked.selection
    total = int(selection.sizes(edition.members).sum())
    found = [
        {
            "facet": facet.code,
            "title": asked.t(facet.label),
            "values": [
                _count(asked, selection, Tag(facet.code, code), n)
                for code, n in selection.counts(edition.members, facet.code).items()
            ],
        }
        for facet in FACETS
    ]
    items = asked.address(
        f"{collections.RESOURCES.path}/items",
        **{name: texts for name, texts in selection.to_query().items() if texts},
    )
    document = _table(
        asked,
        asked.t("各筛选项的项数"),
        what=selection.describe(asked.lang, total),
        numberMatched=total,
        facets=found,
    )
    document["links"].append(asked.link("items", items, "geojson"))
    return document


def _count(asked: Asked, selection: ResourceFilter, tag: Tag, count: int) -> Document:
    edition = asked.edition
    name = edition.vocabulary.term(tag).name(asked.lang)
    found: Document = {"code": tag.code, "name": name, "count": count}
    reason = None if count else analysis.gap(edition.members, selection, tag)
    return found | ({"gap": asked.t(reason)} if reason else {})


def scope_parameters(vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    """Return by what figures are filtered."""
    scopes = scorecard.scopes(vocabulary)
    return (parameters.choice("scope", _SCOPE, scopes, many=True),)


def figures(asked: Asked) -> Document:
    """Return the published figures: each as it may be said, with its qualifier and source."""
    lang = asked.lang
    found = [
        {
            "period": each.period,
            "scope": each.scope,
            "metric": each.metric,
            "name": each.name(lang),
            "name_zh": each.zh,
            "name_en": each.en,
            # As text, so that no digit is changed; never to be shown without its qualifier.
            "value": each.value,
            "qualifier": each.qualifier,
            "unit": each.unit_zh,
            "text": each.number(lang),
            "theme": each.theme,
            "note": each.note or None,
            "source": each.source,
        }
        for each in asked.edition.figures.rows
        if _is_wanted(asked, each.scope)
    ]
    return _table(asked, asked.t("年度数据"), figures=found)


def milestone_parameters(vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    """Return by what milestones are filtered."""
    scopes = (*scorecard.scopes(vocabulary), "corridor")
    return (parameters.choice("scope", _SCOPE, scopes, many=True),)


def milestones(asked: Asked) -> Document:
    """Return the dated events, each with its source."""
    found = [
        {
            "date": each.date,
            "scope": each.scope,
            "text": each.text(asked.lang),
            "text_zh": each.zh,
            "text_en": each.en,
            "source": each.source,
        }
        for each in asked.edition.milestones.rows
        if _is_wanted(asked, each.scope)
    ]
    return _table(asked, asked.t("大事记"), milestones=found)


def _is_wanted(asked: Asked, scope: str) -> bool:
    return not asked.values["scope"] or scope in asked.values["scope"]


def fact_parameters(vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    """Return by what facts are filtered."""
    about = mark("只要这些园区或主题的，可重复。")
    return (
        parameters.choice("park", about, vocabulary.seats, many=True),
        parameters.choice("topic", about, facts.TOPICS, many=True),
    )


def zone_facts(asked: Asked) -> Document:
    """Return what is published about the zones, in its own words; figures of one topic may speak
    of different things."""
    parks, topics = asked.values["park"], asked.values["topic"]
    found = [
        {
            "park": each.park,
            "topic": each.topic,
            "topic_name": asked.t(facts.TOPICS[each.topic]),
            "text": each.text,
            "value": each.value or None,
            "unit": each.unit or None,
            "qualifier": each.qualifier or None,
            "year": each.year or None,
            "source": each.source,
            "url": each.url or None,
        }
        for each in asked.edition.facts.rows
        if (not parks or each.park in parks) and (not topics or each.topic in topics)
    ]
    note = asked.t("摘自公开资料的原意；同一主题各条口径可能不同，不相加、不比较")
    return _table(asked, asked.t("园区事实"), note=note, facts=found)


def agreement_parameters(vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    """Return by what agreements are filtered."""
    about = mark("只要这些园区参与的，可重复。")
    return (parameters.choice("park", about, vocabulary.seats, many=True),)


def agreements(asked: Asked) -> Document:
    """Return the agreements between zones, with their parties and sources."""
    parks = asked.values["park"]
    found = [
        {
            "agreement": each.code,
            "name": each.name(asked.lang),
            **{name: value for name, value in asdict(each).items() if name != "code"},
        }
        for each in asked.edition.agreements.rows
        if not parks or any(map(each.binds, parks))
    ]
    for each in found:
        each["name_zh"], each["name_en"] = each.pop("zh"), each.pop("en")
    return _table(asked, asked.t("合作协议"), agreements=found)


def nearest_parameters(vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    """Return what is asked of who has what a zone lacks."""
    terms = vocabulary.terms
    return (
        parameters.choice("park", _ONE, terms["park"], required=True),
        parameters.choice("category", _STEPS, terms["category"], many=True),
        parameters.choice("chain", _AREA, terms["chain"], many=True),
        parameters.choice("cluster", _AREA, terms["cluster"], many=True),
    )


def nearest(asked: Asked) -> Document:
    """Return, for each category, how many resources the register holds in a zone, and which other
    zones hold any, the nearest first."""
    edition, park = asked.edition, asked.values["park"]
    areas = [Tag(facet, code) for facet in FOCUS for code in asked.values[facet]]
    if len(areas) > 1:
        raise Problem(400, "repeated-parameter", _TOO_MANY_AREAS, "chain")
    area = areas[0] if areas else None
    steps = asked.values["category"] or edition.vocabulary.steps
    held = analysis.path(edition.members, "park", area)
    trail = analysis.trail(edition.members, "park", area)
    found = []
    for step in steps:
        column = dict(zip(map(str, held.index), held[step].tolist(), strict=True))
        entry: Document = {
            "category": step,
            "name": edition.vocabulary.terms["category"][step].name(asked.lang),
            "count": int(column[park]),
        }
        if gap := trail.zero(park, step):
            reason = analysis.missing_because(edition.members, trail, gap)
            entry["gap"] = asked.t(reason)
        entry["elsewhere"] = _elsewhere(asked, park, step, area, column)
        found.append(entry)
    # Read from the whole register: a filter could hide who has it.
    note = asked.t("按整个登记册；距离为两驻地间的直线距离，±数公里")
    title = asked.t("缺什么、最近何处有")
    return _table(asked, title, note=note, park=park, area=area and str(area), steps=found)


def _elsewhere(
    asked: Asked, park: str, step: str, area: Tag | None, column: Mapping[str, int]
) -> list[Document]:
    """The other zones that hold any of a category, the nearest first."""
    vocabulary = asked.edition.vocabulary
    seat = vocabulary.seats[park]
    found = []
    for code, count in column.items():
        if code == park or not count:
            continue
        other = vocabulary.seats[code]
        metres = distance_m((seat.lon, seat.lat), (other.lon, other.lat))
        query = {"park": code, "category": step} | ({area.facet: area.code} if area else {})
        found.append((metres, {
            "park": code,
            "name": other.name(asked.lang),
            "count": int(count),
            "distance": words.kilometres(metres, asked.lang),
            "items": asked.address(f"{collections.RESOURCES.path}/items", **query),
        }))  # fmt: skip
    return [document for _, document in sorted(found, key=lambda one: one[0])]
