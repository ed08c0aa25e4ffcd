"""六链五群: all chains and clusters, and the path of each one chosen."""

from collections.abc import Iterable, Sequence

from lib import analysis
from lib.analysis import Trail
from lib.scenes import charts, gaps
from lib.scenes.path import path
from lib.scenes.scene import Chart, Scene, Table
from lib.scenes.subject import Subject


def chains(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `chains`; with one chain or cluster chosen it is its path, with several
    `chains-<code>` is the path of each."""
    if of.area:
        return (path(of, "chains", of.area),)
    return (_overview(of), *(path(of, f"chains-{a.code}", a) for a in of.selection.focus))


def _overview(of: Subject) -> Scene:
    t = of.t
    frame = of.frame
    tagged = len(frame) - analysis.untagged(of.edition.members, of.selection)
    trails = [analysis.trail(of.edition.members, "park", area) for area in of.areas]
    silent = gaps.silence(of, trails[0].silent, of.parks)
    lead = t("登记册中 {tagged} 项标注了链或集群；未标注、未收录不等于没有。")
    table = _pairings(of, trails, of.parks)
    return Scene(
        code="chains",
        title=t("六链五群"),
        lead=lead.format(tagged=tagged) if tagged else "",
        chart=_by_area(of) if tagged else None,
        table=table,
        points=_points(of) if tagged else (),
        notes=(
            t("可以牵线：一个园区登记册未收录的环节，另一园区有；按整个登记册，一处算一对。"),
            t("生物医药既是链又是集群，只列一次。一项资源可属多个链或集群，各行不可相加。"),
            *silent,
            of.statement,
        ),
        missing=() if tagged else (t("登记册中没有符合筛选且标注链或集群的资源。"), *silent),
        scope=of.scope,
    )


def _points(of: Subject) -> tuple[str, ...]:
    """Which chains and clusters have most."""
    counts = [(of.label(area), int(of.carrying(area).sum())) for area in of.areas]
    return (of.t("登记册中标注最多的：{names}。").format(names=of.leaders(counts, 3)),)


def _by_area(of: Subject) -> Chart:
    t = of.t
    parts = {of.label(area): of.frame[of.carrying(area)] for area in of.areas}
    return charts.stacked(of, t("登记资源，按链、集群与类别（项）"), parts)


def _pairings(of: Subject, trails: Iterable[Trail], parks: Sequence[str]) -> Table | None:
    """For each chain or cluster the zones that have most of it, and how many steps that the
    register does not hold in one of `parks` another zone has; nothing where every zone's zeros say
    nothing."""
    t = of.t
    rows = []
    for trail in trails:
        if not trail.area or set(parks) <= set(trail.silent):
            continue
        pairs = sum(bool(gap.offers) for gap in trail.gaps if gap.place in parks)
        rows.append((of.label(trail.area), gaps.leaders(of, trail, 2), str(pairs or of.none)))
    if not rows:
        return None
    heads = (t("链或集群"), t("收录最多的园区"), t("可以牵线（对）"))
    title = t("谁领先、几处可以牵线，按整个登记册")
    return Table(title, heads, tuple(rows), (2.4, 2.8, 1.6))
