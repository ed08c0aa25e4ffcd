"""京津冀 G2 产业创新走廊: its nodes on the map, and who complements whom."""

from collections.abc import Mapping, Sequence

import pandas as pd

from lib import analysis
from lib.analysis import Stop, Trail
from lib.published.facts import INITIATIVE
from lib.query import membership
from lib.scenes import charts, gaps
from lib.scenes.scene import Chart, Look, Number, Place, Scene, Table
from lib.scenes.subject import Subject, rows_of
from lib.terms import words
from lib.terms.taxonomy import CORRIDOR


def corridor(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `corridor`."""
    t = of.t
    frame = of.frame[membership.on_corridor(of.frame, of.vocabulary)]
    nodes = analysis.corridor_stops(of.edition.members, of.selection)
    stops = [stop for stop in nodes if _is_chosen(of, stop)]
    counts = {stop.node.code: of.count("corridor", stop.node.code) for stop in stops}
    trail = analysis.trail(of.edition.members, "corridor", of.area)
    lead = t("登记册中四个节点园区共 {n} 项；只计四区之内的资源。")
    if len(stops) < len(of.vocabulary.nodes):
        lead = t("登记册中筛选之内的节点园区共 {n} 项。")
    alt = t("G2 走廊地图：四个节点园区，登记资源 {n} 项；燕郊为支线")
    table = _complements(of, trail, list(counts))
    figures = tuple(
        Number.of(count, of.place(node), of.statement) for node, count in counts.items()
    )
    scene = Scene(
        code="corridor",
        title=t("京津冀 G2 产业创新走廊"),
        lead=lead.format(n=len(frame)) if len(frame) else "",
        # The chart has them too, and beside an area's pairings there is no room for both.
        numbers=() if of.area and table else figures,
        chart=_by_node(of, frame, [stop.node.code for stop in stops if stop.count]),
        table=table,
        map=Look(
            "corridor",
            rows_of(frame),
            tuple(Place(node, str(count)) for node, count in counts.items()),
            alt.format(n=len(frame)),
        ),
        points=(*_points(of, counts), *gaps.notes(of, trail, list(counts))),
        notes=(*_initiative(of), *_distances(of), words.measured(of.lang), of.statement),
        missing=tuple(_missing(of, frame, trail, counts)),
        scope=of.scope,
    )
    return (scene,)


def _is_chosen(of: Subject, stop: Stop) -> bool:
    """Whether the filter leaves a node of the corridor at all."""
    nodes = of.selection.corridor
    return stop.node.park in of.parks and (
        not nodes or CORRIDOR in nodes or stop.node.code in nodes
    )


def _missing(
    of: Subject, frame: pd.DataFrame, trail: Trail, counts: Mapping[str, int | str]
) -> list[str]:
    t = of.t
    missing = []
    if not counts:
        missing.append(t("筛选之内没有走廊节点。"))
    elif frame.empty:
        missing.append(t("登记册中没有符合筛选的资源。"))
    if of.selection.focus:
        missing += gaps.silence(of, trail.silent, list(counts))
    return missing


def _by_node(of: Subject, frame: pd.DataFrame, nodes: Sequence[str]) -> Chart | None:
    t = of.t
    if not nodes:
        return None
    parts = {
        of.place(node): frame[membership.on_corridor(frame, of.vocabulary, (node,))]
        for node in nodes
    }
    return charts.stacked(of, t("各节点登记资源，按类别（项）"), parts)


def _complements(of: Subject, trail: Trail, nodes: Sequence[str]) -> Table | None:
    """Who on the corridor has a step that the register does not hold at some node."""
    t = of.t
    rows = []
    for step in of.vocabulary.steps:
        found = [
            gap for gap in trail.gaps if gap.step == step and gap.place in nodes and gap.offers
        ]
        offers = dict.fromkeys(gaps.nearest(of, gap) for gap in found)
        places = [of.place(gap.place) for gap in found]
        if found:
            rows.append((of.step(step), of.listed(offers), of.listed(places)))
    if not rows:
        return None
    title = t("可以牵线的配对，按整个登记册")
    if trail.area:
        title = f"{of.label(trail.area)} · {title}"
    heads = (t("环节"), t("走廊上最近的提供者"), t("登记册未收录的节点"))
    return Table(title, heads, tuple(rows), (1.3, 2.0, 1.7))


def _points(of: Subject, counts: Mapping[str, int | str]) -> tuple[str, ...]:
    """Which nodes have most."""
    known = [(of.place(node), n) for node, n in counts.items() if isinstance(n, int)]
    names = of.leaders(known, 2)
    return (of.t("登记册中收录最多的节点：{names}。").format(names=names),) if names else ()


def _initiative(of: Subject) -> list[str]:
    t = of.t
    return [
        t("{name}（{date}）：{content}；来源：{source}").format(
            name=each.name(of.lang), date=each.date, content=each.content, source=each.source
        )
        for each in of.edition.agreements.rows
        if each.code == INITIATIVE
    ]


def _distances(of: Subject) -> list[str]:
    """The distance of every pair of nodes, along the line where both lie at it."""
    t = of.t
    stops = analysis.corridor_stops(of.edition.members)
    pair, along, straight = t("{name}：{n}"), t("沿 G2 {km}"), t("直线 {km}")
    lines = []
    for leg in analysis.corridor_legs(stops):
        ways = [straight.format(km=words.kilometres(1000 * leg.straight_km, of.lang))]
        if leg.along_km:
            via = words.via([of.place(node.code) for node in leg.via], of.lang)
            way = " ".join(filter(None, (words.kilometres(1000 * leg.along_km, of.lang), via)))
            ways = [along.format(km=way), *ways]
        ends = f"{of.place(leg.start.code)} – {of.place(leg.end.code)}"
        lines.append(pair.format(name=ends, n=of.listed(ways)))
    return lines
