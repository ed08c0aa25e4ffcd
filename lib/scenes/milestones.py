"""大事记: what happened, by date."""

from typing import Final

from lib.published.scorecard import ALLIANCE
from lib.scenes.scene import Scene, Table, shortened
from lib.scenes.subject import Subject

# The longest event a hall can read at once, in half-widths; the notes hold it whole.
LONGEST_EVENT: Final = 132


def milestones(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `milestones`: those of the alliance, the corridor and the filter's zones."""
    t = of.t
    scopes = {*of.parks, ALLIANCE, "corridor"}
    events = [event for event in of.edition.milestones.rows if event.scope in scopes]
    rows = tuple((e.date, shortened(e.text(of.lang), LONGEST_EVENT)) for e in events)
    notes = tuple(
        t("{date} {text}；来源：{source}").format(
            date=event.date, text=event.text(of.lang), source=event.source
        )
        for event in events
    )
    scene = Scene(
        code="milestones",
        title=t("大事记"),
        lead=t("据公开报道，按日期先后") if events else "",
        table=Table("", (t("日期"), t("大事")), rows, (1.0, 7.0)) if events else None,
        points=tuple(
            t("{date} {text}").format(date=e.date, text=e.text(of.lang)) for e in events[-3:]
        ),
        notes=notes,
        missing=() if events else (t("没有可用的大事记。"),),
    )
    return (scene,)
