"""What is known of one to four parks, as real text: identity, composition, year, agreements, facts.

Data that exist only in Chinese are marked as such; everything from data is escaped.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from math import isnan
from typing import Final

from lib import analysis
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.published import facts, scorecard
from lib.published.facts import Agreement, Fact
from lib.published.scorecard import Figure
from lib.terms.tags import Tag
from lib.terms.taxonomy import Park
from lib.ui.panels import completeness
from lib.ui.parts import html
from lib.ui.parts.html import zh
from lib.ui.parts.sources import Panels, cited
from lib.ui.view import View

MOST_PARKS: Final = 4
# How a zone's source names the facts that stand on its page.
_FACTS: Final = "park_facts.csv"


def identities(view: View, parks: Sequence[Park]) -> str:
    """Return names and founding data, a column for each park; what is not known says so."""
    t, panels = view.t, Panels(view, "profile")
    lines = [
        (t("全称"), [zh(park.full_name) for park in parks]),
        (t("所在地"), [_seat(view, park) for park in parks]),
        (t("设立"), [escape(park.established) for park in parks]),
        (t("国家级高新区"), [_national(view, park) for park in parks]),
        (t("联盟成员"), [_membership(view, park) for park in parks]),
        (t("面积"), [_area(view, park) for park in parks]),
        (t("主导产业"), [zh("、".join(park.lead_industries)) for park in parks]),
        (t("地址"), [zh(park.address) for park in parks]),
        (t("网址"), [html.link(p.website, escape(p.website)) if p.website else "" for p in parks]),
        (t("登记完整度"), [_completeness(view, park) for park in parks]),
        (t("来源"), [_source(view, park, panels) for park in parks]),
    ]
    unknown = html.quiet(t("未见公开资料"))
    rows = [[escape(label), *(cell or unknown for cell in cells)] for label, cells in lines]
    return html.table(["", *(park.name(view.lang) for park in parks)], rows) + panels.html


def _area(view: View, park: Park) -> str:
    """A zone's area; where none is known, what the facts say of an area of the zone."""
    if park.area_km2:
        return f"{escape(park.area_km2)} km²"
    own = (f for f in view.edition.facts.rows if (f.park, f.topic) == (park.code, "area"))
    return "<br>".join(zh(fact.text) for fact in own)


def _completeness(view: View, park: Park) -> str:
    found = analysis.completeness_of(view.edition.register).get(park.code)
    unregistered = html.quiet(view.t(analysis.NOT_REGISTERED))
    return escape(completeness.said(view, found)) if found else unregistered


def _source(view: View, park: Park, panels: Panels) -> str:
    """Where a zone's profile comes from; what it names as the facts opens where these come from."""
    before, is_facts, after = park.source.partition(_FACTS)
    name = view.t("本页公开资料") if is_facts else ""
    facts_here = html.quiet(name) if name else ""
    if is_facts and (own := _fact_sources(view.edition, view.lang, park.code)):
        title = view.t("{park}：公开资料的来源").format(park=park.name(view.lang))
        facts_here = panels.opener(f"<span>{escape(name)}</span>", title, own)
    return f'<span class="quiet">{cited(before)}{facts_here}{cited(after)}</span>'


@lru_cache(maxsize=64)
def _fact_sources(edition: Edition, lang: Lang, park: str) -> tuple[tuple[str, str], ...]:
    """What a zone's facts come from, topic by topic: each source once, with a link where there is
    one."""
    t, lines = translator(lang), []
    for topic, name in facts.TOPICS.items():
        own = (f for f in edition.facts.rows if (f.park, f.topic) == (park, topic))
        if found := dict.fromkeys(map(_fact_source, own)):
            lines.append((t(name), "<br>".join(found)))
    return tuple(lines)


def _fact_source(fact: Fact) -> str:
    return html.link(fact.url, zh(fact.source)) if fact.url else zh(fact.source)


def _seat(view: View, park: Park) -> str:
    # 雄安新区 is a seat of its own in the register's data, not a district of 保定.
    province = view.vocabulary.terms["province"][park.province].name(view.lang)
    in_city = park.city and not province.startswith(park.city) and view.lang == "zh"
    return escape(f"{province} · {park.city}" if in_city else province)


def _national(view: View, park: Park) -> str:
    if park.national_since:
        return escape(view.t("{date} 起").format(date=park.national_since))
    level = view.t("省级（入盟时）") if park.level_when_joining == "provincial" else ""
    return escape(level)


def _membership(view: View, park: Park) -> str:
    return escape(view.t("{date} 起").format(date=park.member_since)) if park.member_since else ""


def sentences(view: View, parks: Sequence[Park]) -> str:
    """Return what the edition says of each park in a sentence, whatever the filter."""
    return "".join(
        f'<p class="said"><b>{escape(park.short(view.lang))}</b> '
        f"{escape(_said(view.edition, view.lang, park.code))}</p>"
        for park in parks
    )


@lru_cache(maxsize=64)
def _said(edition: Edition, lang: Lang, park: str) -> str:
    whole, tagged = (
        analysis.shares(edition.members, edition.filter(), dimension)
        for dimension in ("category", analysis.FOCUS_DIMENSION)
    )
    return analysis.park_sentence(whole, tagged, park, edition.vocabulary, lang)


def composition(view: View, shares: analysis.Shares, parks: Sequence[Park], dimension: str) -> str:
    """Return count and share of each code for each park, with the median park's share, and what a
    zero may mean. Folded are the codes that none of several parks has, and those of which a park's
    zero says nothing."""
    t = view.t
    by_focus = dimension == analysis.FOCUS_DIMENSION
    rows, folded, has_zero = [], {}, False
    for code, median in shares.median.items():
        tag = Tag.parse(code)
        tag = Tag(tag.facet or dimension, tag.code)
        # English names in full leave no room for numbers.
        is_short = view.lang == "en"
        name = (
            view.vocabulary.term(tag).short("en") if is_short else view.vocabulary.label(tag, "zh")
        )
        counts = [
            view.count("park", park.code, shares.counts[park.code][code], by_focus=by_focus)
            for park in parks
        ]
        cells = [_part(n, shares, park, code) for n, park in zip(counts, parks, strict=True)]
        row = [escape(name), *cells, escape(percent(median))]
        if all(isinstance(n, str) or (n == 0 and len(parks) > 1) for n in counts):
            folded[name] = row
        else:
            rows.append(row)
            has_zero |= 0 in counts
    totals = [
        str(view.count("park", park.code, shares.totals[park.code], by_focus=False))
        for park in parks
    ]
    rows.append([escape(t("已标注") if by_focus else t("合计")), *totals, ""])
    head = ["", *(park.short(view.lang) for park in parks), t("中位园区")]
    said = html.table(head, rows)
    if has_zero:
        may_be = t("零可能只是登记册的空缺")
        said += f"<p>{html.quiet(may_be)}</p>"
    if not folded:
        return said
    line = t("均为 0、未标注或未收录：{names}") if len(parks) > 1 else t("未标注或未收录：{names}")
    inner = html.table(head, folded.values())
    names = t("、").join(folded)
    return said + html.folded(line.format(names=names), inner)


def percent(share: float | None) -> str:
    """Return a share as a whole percentage; a dash where there is nothing to share."""
    return "—" if share is None or isnan(share) else f"{share:.0%}"


def _part(n: int | str, shares: analysis.Shares, park: Park, code: str) -> str:
    """A park's count with its share, or in a word why there is none."""
    if isinstance(n, str):
        return html.quiet(n)
    share, median = shares.share(park.code, code), shares.median[code]
    tick = (
        ""
        if not median or isnan(median)
        else f'<s style="--m:{median:.3f}" aria-hidden="true"></s>'
    )
    return (
        f'<span class="part"><b>{n}</b><span class="quiet">{percent(share)}</span><u>'
        f'<i style="--v:{share or 0:.3f}"></i>{tick}</u></span>'
    )


def figure_lines(panels: Panels, lang: Lang, figures: Iterable[Figure]) -> str:
    """Return figures as a list: number first, then what it counts; each opens where it comes
    from."""
    items = []
    for figure in figures:
        number, name = escape(figure.number(lang)), escape(figure.name(lang))
        items.append(f"<li>{panels.figure(f'<b>{number}</b> <span>{name}</span>', figure)}</li>")
    return f'<ul class="figures">{"".join(items)}</ul>'


def year(view: View, figures: Iterable[Figure], parks: Sequence[Park]) -> str:
    """Return each park's figures of the alliance's latest year."""
    latest = [line.latest for line in scorecard.lines(figures)]
    parts, panels = [], Panels(view, "year")
    for park in parks:
        own = [figure for figure in latest if figure.scope == park.code]
        name = f'<h4 aria-level="2">{escape(park.short(view.lang))}</h4>' if len(parks) > 1 else ""
        none = html.quiet(view.t("联盟未公布该园区的数字"))
        parts.append(name + (figure_lines(panels, view.lang, own) if own else none))
    return "".join(parts) + panels.html


def agreements(view: View, signed: Iterable[Agreement], parks: Sequence[Park]) -> str:
    """Return the agreements that bind any of the parks, with their parties."""
    items = [
        agreement(view, each) for each in signed if any(each.binds(park.code) for park in parks)
    ]
    return "".join(items) or html.quiet(view.t("未见公开的协议"))


def agreement(view: View, signed: Agreement) -> str:
    """Return an agreement: name, parties, its own words, date and source."""
    t = view.t
    names = [
        t("联盟全体成员")
        if code == scorecard.ALLIANCE
        else view.vocabulary.seats[code].short(view.lang)
        for code in signed.parties
    ]
    chains = [view.vocabulary.terms["chain"][code].name(view.lang) for code in signed.chains]
    facts_line = " · ".join([t("、").join(names), *chains, signed.date])
    source = escape(t("来源：{source}")).format(source=cited(signed.source))
    return (
        f'<div class="agreement"><b>{escape(signed.name(view.lang))}</b>'
        f"<p>{html.quiet(facts_line)}</p><p>{zh(signed.content)}</p>"
        f'<p><span class="quiet">{source}</span></p></div>'
    )


def facts_list(found: Iterable[Fact]) -> str:
    """Return facts in their own words, each with number, year and source."""
    items = []
    for fact in found:
        number = f' <b lang="zh">{escape(fact.number)}</b>' if fact.number else ""
        dated = f"{escape(fact.year)} · " if fact.year else ""
        source = f'<span class="quiet">{dated}{_fact_source(fact)}</span>'
        items.append(f"<li>{zh(fact.text)}{number}<br>{source}</li>")
    return f'<ul class="facts">{"".join(items)}</ul>'


@lru_cache(maxsize=64)
def facts_by_topic(edition: Edition, lang: Lang, seats: tuple[Park, ...]) -> str:
    """Return the parks' facts, topic by topic; no fact of a topic is preferred to another."""
    t, rows = translator(lang), []
    for topic, name in facts.TOPICS.items():
        own = [
            [fact for fact in edition.facts.rows if (fact.park, fact.topic) == (seat.code, topic)]
            for seat in seats
        ]
        if any(own):
            rows.append([escape(t(name)), *(facts_list(each) for each in own)])
    return html.table(["", *(seat.short(lang) for seat in seats)], rows)
