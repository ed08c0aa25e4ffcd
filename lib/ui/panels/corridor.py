"""The corridor as real text: the strip at scale, distances, complements, the initiative."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from lib import analysis
from lib.analysis import Leg, Stop
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.published.facts import INITIATIVE, Agreement
from lib.terms import words
from lib.ui.panels import path, profile
from lib.ui.parts import html
from lib.ui.parts.html import zh
from lib.ui.parts.sources import Panels
from lib.ui.view import View


def strip(view: View, stops: Sequence[Stop]) -> str:
    """Return the corridor as a line at scale: nodes with counts (see `html.node_count`) and lead
    industries, distances along the line between them, and the spur with its offset."""
    t = view.t
    length = max(stop.chainage_km for stop in stops) or 1.0  # One node: all at its start.
    items = []
    for stop in stops:
        left = 100 * stop.chainage_km / length
        industries = "、".join(view.vocabulary.seats[stop.node.code].lead_industries)
        offset = ""
        if stop.is_spur:
            spur = words.off_line(stop.offset_km, view.lang)
            offset = f'<em class="offset">{escape(spur)}</em>'
        items.append(
            f'<li class="node{" spur" if stop.is_spur else ""}" style="left:{left:.1f}%">'
            f"{html.node_count(stop, view)}<strong>{escape(stop.node.short(view.lang))}</strong>"
            f"{offset}<small>{zh(industries)}</small></li>"
        )
    for span in analysis.corridor_spans(stops):
        middle = 100 * span.middle_km / length
        along = words.along_line(span.length_km, view.lang)
        items.append(f'<li class="along" style="left:{middle:.1f}%">{escape(along)}</li>')
    label = escape(t("G2 产业创新走廊：各节点登记资源数"))
    return f'<ol class="corridor" aria-label="{label}">{"".join(items)}</ol>'


def legs(view: View, pairs: Sequence[Leg]) -> str:
    """Return the distances of every pair of nodes, how they are measured, and from what."""
    t = view.t
    rows = [
        [
            escape(f"{leg.start.short(view.lang)} – {leg.end.short(view.lang)}"),
            _along(leg, view.lang),
            escape(words.kilometres(1000 * leg.straight_km, view.lang)),
        ]
        for leg in pairs
    ]
    table = html.table([t("节点"), t("沿 G2"), t("直线")], rows)
    panels = Panels(view, "legs")
    based = t("据什么量")
    how = panels.opener(f"<span>{escape(based)}</span>", t("距离的依据"), _measured(view))
    return f'{table}<p class="quiet">{escape(words.measured(view.lang))} {how}</p>{panels.html}'


def _along(leg: Leg, lang: Lang) -> str:
    """How far it is along the line, and through which nodes: why that is more than straight."""
    if not leg.along_km:
        return "—"
    about = escape(words.kilometres(1000 * leg.along_km, lang))
    via = words.via([node.short(lang) for node in leg.via], lang)
    return f"{about}<br>{html.quiet(via)}" if via else about


def _measured(view: View) -> list[tuple[str, str]]:
    """What distances are measured from: the line, and each node's seat."""
    t = view.t
    line = t("本看板的示意线，约 ±3 km，共 {n} 点；非测量成果")
    lines = [(t("沿 G2"), escape(line.format(n=len(view.vocabulary.line))))]
    for node in view.vocabulary.nodes:
        seat = view.vocabulary.seats[node.code]
        point = f"{seat.lat:.4f}°N {seat.lon:.4f}°E (WGS-84)"
        known = t("驻地约 ±{km} km").format(km=f"{seat.radius_m / 1000:g}")
        lines.append((node.short(view.lang), f"{escape(known)}<br>{html.quiet(point)}"))
    return lines


@lru_cache(maxsize=64)
def complements(edition: Edition, lang: Lang) -> str:
    """Return which node has which step of which chain or cluster, and of all resources."""
    t = translator(lang)
    members, vocabulary = edition.members, edition.vocabulary
    nodes = vocabulary.terms["corridor"]
    rows, none = [], []
    for area in (None, *vocabulary.focus_areas):
        counts = analysis.path(members, "corridor", area)
        name = path.area_name(vocabulary, lang, area)
        if not counts.to_numpy().any():
            none.append(name)
            continue
        cells = []
        for step in counts.columns:
            have = [f"{nodes[str(node)].short(lang)} {n}" for node, n in counts[step].items() if n]
            cells.append(escape(" · ".join(have)) if have else html.quiet(t("均未收录")))
        rows.append([escape(name), *cells])
    head = [t("链或集群"), *(c.short(lang) for c in vocabulary.categories)]
    untagged = [
        nodes[code].short(lang)
        for code in analysis.silent_places(members, "corridor", by_focus=True)
    ]
    note = t("{nodes}的资源均未标注链或集群，只见于“不分链”一行。").format(
        nodes=t("、").join(untagged)
    )
    lines = [note] if untagged else []
    if none:
        lines.append(t("走廊上未收录：{names}。").format(names=t("、").join(none)))
    return html.table(head, rows, is_stacked=True) + "<br>".join(map(html.quiet, lines))


def initiative(view: View, signed: Iterable[Agreement]) -> str:
    """Return the corridor's initiative: signatories, its own words, date and source."""
    found = [each for each in signed if each.code == INITIATIVE]
    return "".join(profile.agreement(view, each) for each in found) or html.quiet(
        view.t("未见公开的协议")
    )


def node_facts(edition: Edition, lang: Lang) -> str:
    """Return the public facts of the nodes, topic by topic."""
    vocabulary = edition.vocabulary
    nodes = tuple(vocabulary.seats[node.code] for node in vocabulary.nodes)
    return profile.facts_by_topic(edition, lang, nodes)
