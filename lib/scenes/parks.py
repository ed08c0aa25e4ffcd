"""A zone: its resources, its published figures, its agreements; a scene for each."""

import pandas as pd

from lib import analysis
from lib.scenes import charts, figures
from lib.scenes.scene import LONGEST_LABEL, Look, Place, Scene, shortened
from lib.scenes.subject import Subject, rows_of
from lib.terms.taxonomy import Park


def parks(of: Subject) -> tuple[Scene, ...]:
    """Return `park-<park>` for each park the filter leaves."""
    return tuple(_park(of, park) for park in of.selection.parks)


def _park(of: Subject, park: Park) -> Scene:
    t = of.t
    frame = of.frame[of.frame["park"] == park.code]
    published = of.latest(park.code)
    sentences = _sentences(of, park.code, frame)
    signed = [
        t("协议：{name}（{date}）；来源：{source}").format(
            name=each.name(of.lang), date=each.date, source=each.source
        )
        for each in of.edition.agreements.rows
        if each.binds(park.code)
    ]
    missing = [] if len(frame) else list(sentences)
    if not published:
        missing.append(t("联盟未公布该园区的数字。"))
    alt = t("{name}地图：登记资源 {n} 项，空心为仅知所在区域")
    return Scene(
        code=f"park-{park.code}",
        title=shortened(park.name(of.lang), LONGEST_LABEL),
        lead=(" " if of.lang == "en" else "").join(sentences[:2]) if len(frame) else "",
        numbers=figures.numbers(of, published),
        chart=charts.by_category(of, frame),
        map=Look(
            "park",
            rows_of(frame),
            (Place(park.code, str(of.count("park", park.code))),),
            alt.format(name=park.name(of.lang), n=len(frame)),
        ),
        notes=(
            *sentences,
            *figures.notes(of, published),
            *signed,
            t("园区资料来源：{source}").format(
                source=park.source.replace("park_facts.csv", t("公开资料"))
            ),
            of.statement,
        ),
        missing=tuple(missing),
        scope=of.scope,
    )


def _sentences(of: Subject, park: str, frame: pd.DataFrame) -> tuple[str, ...]:
    t = of.t
    selection = of.selection
    if frame.empty:
        by_focus = bool(selection.focus)
        silent = analysis.silence(of.edition.members, "park", park, by_focus=by_focus)
        reasons = {
            analysis.NOT_REGISTERED: t("登记册中没有收录该园区的资源。"),
            analysis.NOT_TAGGED: t("登记册中该园区的资源均未标注链或集群。"),
            None: t("登记册中没有符合筛选的资源。"),
        }
        return (reasons[silent],)
    if selection.category or selection.focus:
        # Shares of what was itself chosen by category or chain would say nothing.
        return (t("登记册中收录 {n} 项。").format(n=len(frame)),)
    return analysis.park_sentences(*of.shares, park, of.vocabulary, of.lang)
