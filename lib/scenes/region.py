"""京津冀创新资源: the whole region on one map."""

from lib import analysis
from lib.scenes import charts
from lib.scenes.scene import Look, Number, Place, Scene
from lib.scenes.subject import Subject, rows_of
from lib.terms import words


def region(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `region`."""
    t = of.t
    frame = of.frame
    holders = [park for park in of.vocabulary.parks if (frame["park"] == park.code).any()]
    counted = [(len(frame), t("项登记资源")), (len(holders), t("个园区有登记资源"))]
    tagged = len(frame) - analysis.untagged(of.edition.members, of.selection)
    if not of.selection.focus and tagged:
        counted.append((tagged, t("项标注六链五群")))
    places = tuple(Place(code, str(of.count("park", code))) for code in of.parks)
    lead = t("登记册中 {n} 项创新资源，在 {parks} 个园区。")
    alt = t("京津冀地图：各园区登记资源的点阵，{dot}，共 {n} 项")
    dot = words.dot(of.edition.arrangement.scale.worth, of.lang)
    scene = Scene(
        code="region",
        title=t("京津冀创新资源"),
        lead=lead.format(n=len(frame), parks=len(holders)) if len(frame) else "",
        numbers=tuple(Number.of(n, label, of.statement) for n, label in counted)
        if len(frame)
        else (),
        chart=charts.by_category(of, frame),
        map=Look("region", rows_of(frame), places, alt.format(dot=dot, n=len(frame))),
        points=_points(of),
        notes=(t("点阵聚于园区驻地，为计数图，不是各机构的位置。"), of.statement),
        missing=() if len(frame) else (t("登记册中没有符合筛选的资源。"),),
        scope=of.scope,
    )
    return (scene,)


def _points(of: Subject) -> tuple[str, ...]:
    """Where most is, and of which kind."""
    t = of.t
    counts = of.frame["park"].value_counts()
    ranked = [(of.place(park.code), int(counts.get(park.code, 0))) for park in of.selection.parks]
    kinds = of.frame["category"].value_counts()
    steps = [(of.step(step), int(kinds.get(step, 0))) for step in of.vocabulary.steps]
    return tuple(
        sentence.format(names=names)
        for sentence, names in (
            (t("登记册中收录最多的园区：{names}。"), of.leaders(ranked, 3)),
            (t("登记册中最多的类别：{names}。"), of.leaders(steps, 2)),
            (t("登记册尚未收录：{names}。"), of.listed(n for n, count in ranked if not count)),
        )
        if names
    )
