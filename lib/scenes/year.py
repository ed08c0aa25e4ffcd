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
    scene = Scene(
        code="year",
        title=" · ".join(filter(None, (t("联盟这一年"), scorecard.published(headlines, of.lang)))),
        lead=t("各项数字口径各异，不相加") if headlines else "",
        points=figures.points(of, headlines),
        numbers=figures.numbers(of, headlines),
        notes=figures.notes(of, of.latest(ALLIANCE)),
        missing=() if headlines else (t("没有可用的数字"),),
    )
    return (scene,)
