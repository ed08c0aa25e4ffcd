"""联盟这一年: the alliance's headline figures."""

from lib.published import scorecard
from lib.published.scorecard import ALLIANCE
from lib.scenes import figures
from lib.scenes.scene import Scene
from lib.scenes.subject import Subject


def year(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `year`."""
    t = of.t
    headlines = scorecard.headlines(of.edition.figures.rows)
    lead = ""
    if headlines:
        lead = t("{period} · 联盟公布的数字，口径各异，不相加").format(
            period=headlines[0].period.replace("/", " — ")
        )
    scene = Scene(
        code="year",
        title=t("联盟这一年"),
        lead=lead,
        numbers=figures.numbers(of, headlines),
        notes=figures.notes(of, of.latest(ALLIANCE)),
        missing=() if headlines else (t("没有可用的数字"),),
    )
    return (scene,)
