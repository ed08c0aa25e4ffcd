"""京津冀国家高新区联盟: the cover."""

from typing import Final

from lib.base.i18n import mark
from lib.published.scorecard import ALLIANCE
from lib.scenes.scene import TITLE, Scene
from lib.scenes.subject import Subject

NAME: Final = mark("京津冀国家高新区联盟")


def cover(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `cover`: whose meeting this is, where that is known when and where it is
    held, and of which year the register is."""
    t = of.t
    register = of.edition.register
    meeting = register.meeting(of.lang)
    lead = " · ".join(filter(None, (meeting or register.date[:4], t(TITLE))))
    members = t("成员 {n} 家：{names}").format(
        n=len(of.vocabulary.parks), names=of.listed(p.short(of.lang) for p in of.vocabulary.parks)
    )
    events = [event for event in of.edition.milestones.rows if event.scope == ALLIANCE]
    latest = [t("{date} {text}").format(date=e.date, text=e.text(of.lang)) for e in events[-1:]]
    sources = [t("来源：{source}").format(source=e.source) for e in events[-1:]]
    if register.meeting_source:
        sources.append(t("来源：{source}").format(source=register.meeting_source))
    scene = Scene(
        code="cover",
        title=t(NAME),
        lead=lead,
        kind="cover",
        points=(members, *latest),
        notes=(*sources, of.statement),
    )
    return (scene,)
