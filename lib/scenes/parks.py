"""A zone: its resources, its published figures, its agreements; a scene for each."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from lib import analysis
from lib.published import scorecard
from lib.scenes import charts, figures
from lib.scenes.scene import LONGEST_LABEL, Look, Place, Scene, Table, shortened
from lib.scenes.subject import Subject, rows_of
from lib.terms.taxonomy import Park

# With more published figures a zone's scene is full.
MOST_FIGURES: Final = 1


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
    events = [event for event in of.edition.milestones.rows if event.scope == park.code]
    known = _known(of, park)
    if frame.empty and not published:
        dates = (park.member_since, park.national_since)
        known += [(e.date, e.text(of.lang)) for e in events if e.date not in dates]
    return Scene(
        code=f"park-{park.code}",
        title=shortened(park.name(of.lang), LONGEST_LABEL),
        lead=(" " if of.lang == "en" else "").join(sentences[:2]) if len(frame) else "",
        numbers=figures.numbers(of, published),
        numbers_title=scorecard.published(published, of.lang),
        chart=charts.by_category(
            of, frame, t("登记资源，按类别（项，各园区同一标尺）"), _longest(of)
        ),
        table=_table(of, known) if len(published) <= MOST_FIGURES else None,
        map=_look(of, park, frame),
        points=(
            *(sentences if len(frame) else ()),
            *figures.points(of, published),
            *(t("{name}：{n}").format(name=name, n=value) for name, value in known),
        ),
        notes=(
            *figures.notes(of, published),
            *(() if published else (t("联盟未公布该园区的数字。"),)),
            *signed,
            *(
                t("{date} {text}；来源：{source}").format(
                    date=e.date, text=e.text(of.lang), source=e.source
                )
                for e in events
            ),
            t("园区资料来源：{source}").format(
                source=park.source.replace("park_facts.csv", t("公开资料"))
            ),
            of.statement,
        ),
        missing=() if len(frame) else sentences,
        scope=of.scope,
    )


def _look(of: Subject, park: Park, frame: pd.DataFrame) -> Look:
    """The zone; what lies around it, where there is nothing of the zone."""
    t = of.t
    if frame.empty:
        places = tuple(Place(code, str(of.count("park", code))) for code in of.parks)
        alt = t("京津冀地图：{name}的位置")
        alt = alt.format(name=park.name(of.lang))
        return Look("region", rows_of(of.frame), places, alt, park.code)
    alt = t("{name}地图：登记资源 {n} 项，空心为仅知所在区域")
    place = Place(park.code, str(of.count("park", park.code)))
    alt = alt.format(name=park.name(of.lang), n=len(frame))
    return Look("park", rows_of(frame), (place,), alt)


def _longest(of: Subject) -> int:
    """The most that any zone has of a category: all zones' bars are drawn on one scale."""
    counts = of.frame.groupby(["park", "category"], observed=True).size()
    return int(counts.max()) if len(counts) else 0


def _known(of: Subject, park: Park) -> list[tuple[str, str]]:
    """What is known of a zone whatever the register holds, each with its name."""
    t = of.t
    since = t("{date} 起")
    lines = [
        (t("联盟成员"), since.format(date=park.member_since) if park.member_since else ""),
        (t("国家级高新区"), since.format(date=park.national_since) if park.national_since else ""),
        (t("面积"), f"{park.area_km2} km²" if park.area_km2 else ""),
        # Known in Chinese only.
        (t("主导产业"), of.listed(park.lead_industries) if of.lang == "zh" else ""),
    ]
    return [line for line in lines if line[1]]


def _table(of: Subject, known: Sequence[tuple[str, str]]) -> Table | None:
    heads = (of.t("园区概况"), of.t("据公开资料"))
    return Table("", heads, tuple(known), (1.2, 4.0)) if known else None


def _sentences(of: Subject, park: str, frame: pd.DataFrame) -> tuple[str, ...]:
    t = of.t
    selection = of.selection
    if frame.empty:
        by_focus = bool(selection.focus)
        silent = analysis.silence(of.edition.members, "park", park, by_focus=by_focus)
        reasons = {
            analysis.NOT_REGISTERED: t("登记册未收录该园区的资源。"),
            analysis.NOT_TAGGED: t("登记册中该园区的资源均未标注链或集群。"),
            None: t("登记册中没有符合筛选的资源。"),
        }
        return (reasons[silent],)
    if selection.category or selection.focus:
        # Shares of what was itself chosen by category or chain would say nothing.
        return (t("登记册中收录 {n} 项。").format(n=len(frame)),)
    return analysis.park_sentences(*of.shares, park, of.vocabulary, of.lang)
