"""京津冀创新资源: the whole region on one map."""

from lib import analysis
from lib.scenes import charts
from lib.scenes.scene import Look, Number, Place, Scene
from lib.scenes.subject import Subject, rows_of


def region(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `region`."""
    t = of.t
    frame = of.frame
    holders = [park for park in of.vocabulary.parks if (frame["park"] == park.code).any()]
    counted = [(len(frame), t("项登记资源")), (len(holders), t("个园区有登记资源"))]
    if not of.selection.focus:
        counted.append((analysis.untagged(of.edition.members, of.selection), t("项未标注链或集群")))
    places = tuple(Place(code, str(of.count("park", code))) for code in of.parks)
    by_park = [
        t("{name}：{n}").format(name=of.vocabulary.seats[place.code].name(of.lang), n=place.count)
        for place in places
    ]
    lead = t("登记册中 {n} 项创新资源，在 {parks} 个园区。")
    alt = t("京津冀地图：各园区登记资源的点阵，一点一项，共 {n} 项")
    scene = Scene(
        code="region",
        title=t("京津冀创新资源"),
        lead=lead.format(n=len(frame), parks=len(holders)) if len(frame) else "",
        numbers=tuple(Number.of(n, label, of.statement) for n, label in counted)
        if len(frame)
        else (),
        chart=charts.by_category(of, frame),
        map=Look("region", rows_of(frame), places, alt.format(n=len(frame))),
        notes=(t("点阵聚于园区驻地，为计数图，不是各机构的位置。"), *by_park, of.statement),
        missing=() if len(frame) else (t("登记册中没有符合筛选的资源。"),),
        scope=of.scope,
    )
    return (scene,)
