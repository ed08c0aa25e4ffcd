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
    lead = t("登记册中 {n} 项，{tagged} 项标注了链或集群；少或零可能只是登记册的空缺。")
    missing = [] if tagged else [t("登记册中没有符合筛选且标注链或集群的资源。")]
    return Scene(
        code="chains",
        title=t("六链五群"),
        lead=lead.format(n=len(frame), tagged=tagged) if len(frame) else "",
        chart=_by_area(of) if tagged else None,
        table=_gap_counts(of, trails, of.parks),
        notes=(
            t("空缺：一个园区的一个环节，登记册中没有这条链或集群的资源；按整个登记册。"),
            t("生物医药既是链又是集群，只列一次。一项资源可属多个链或集群，各行不可相加。"),
            *silent,
            of.statement,
        ),
        missing=(*missing, *silent),
        scope=of.scope,
    )


def _by_area(of: Subject) -> Chart:
    t = of.t
    parts = {of.short(area): of.frame[of.carrying(area)] for area in of.areas}
    return charts.stacked(of, t("登记资源，按链、集群与类别（项）"), parts)


def _gap_counts(of: Subject, trails: Iterable[Trail], parks: Sequence[str]) -> Table | None:
    """For each chain or cluster its gaps in `parks`, how many another park could fill, and the
    steps that no park has; nothing where every park's zeros say nothing."""
    t = of.t
    rows = []
    for trail in trails:
        if not trail.area or set(parks) <= set(trail.silent):
            continue
        lacking = [gap for gap in trail.gaps if gap.place in parks]
        totals = trail.counts.sum()
        nowhere = [of.step(step) for step in of.vocabulary.steps if not totals[step]]
        offered = sum(bool(gap.offers) for gap in lacking)
        rows.append(
            (of.short(trail.area), str(len(lacking)), str(offered), of.listed(nowhere) or "—")
        )
    if not rows:
        return None
    heads = (t("链或集群"), t("空缺"), t("有园区可补"), t("各园区均未收录"))
    title = t("空缺（园区 × 环节），按整个登记册")
    return Table(title, heads, tuple(rows), (2.0, 0.9, 1.3, 3.0))
