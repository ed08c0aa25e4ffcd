"""创新路径: one chain or cluster, step by step, in every zone."""

from typing import Final

from lib import analysis
from lib.analysis import Trail
from lib.scenes import gaps
from lib.scenes.scene import Scene, Table
from lib.scenes.subject import Subject
from lib.terms.tags import Tag

# So many pairings are for the speaker to say, the others stand in the notes.
MOST_SAID: Final = 4


def path(of: Subject, code: str, area: Tag) -> Scene:
    """Return the scene `code`: the path of a chain or cluster over the parks the filter leaves."""
    t = of.t
    count = int(of.carrying(area).sum())
    trail = analysis.trail(of.edition.members, "park", area)
    parks = [park for park in of.parks if park not in trail.silent]
    totals = trail.counts.sum(axis=1)
    parks.sort(key=lambda park: -totals[park])
    pairs = sum(bool(gap.offers) for gap in trail.gaps if gap.place in parks)
    said = gaps.notes(of, trail, parks)
    lead = t("登记册中 {n} 项；收录最多的是{leaders}。可以牵线 {pairs} 对。").format(
        n=count, leaders=gaps.leaders(of, trail, 2), pairs=pairs
    )
    steps = of.vocabulary.steps
    table = Table(
        t("各园区的环节，→ 为登记册中最近的所在；按整个登记册，驻地间直线距离"),
        (t("园区"), *map(of.step, steps)),
        tuple(
            (of.place(park), *(_cell(of, trail, park, step) for step in steps)) for park in parks
        ),
        (1.0, *[1.25] * len(steps)),
    )
    missing = [] if count else [t("登记册中没有符合筛选的资源。")]
    return Scene(
        code=code,
        title=t("{area} · 创新路径").format(area=of.vocabulary.term(area).name(of.lang)),
        lead=lead if count and pairs else "",
        table=table if parks else None,
        points=said[:MOST_SAID],
        notes=(*said[MOST_SAID:], of.statement),
        missing=(*missing, *gaps.silence(of, trail.silent, of.parks)),
        scope=of.scope,
    )


def _cell(of: Subject, trail: Trail, park: str, step: str) -> str:
    """The count, or the nearest park that has the step."""
    if n := int(trail.counts[step][park]):
        return str(n)
    gap = trail.gap(park, step)
    return f"→{gaps.nearest(of, gap)}" if gap and gap.offers else of.none
