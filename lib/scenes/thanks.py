"""谢谢: the end."""

from lib.base import settings
from lib.scenes.scene import TITLE, Scene
from lib.scenes.subject import Subject
from lib.terms import words


def thanks(of: Subject) -> tuple[Scene, ...]:
    """Return the scene `thanks`."""
    t = of.t
    credits = (words.official(of.lang),) if settings.tianditu() else ()
    notes = (of.statement, *credits, words.boundaries(of.lang))
    return (Scene(code="thanks", title=t("谢谢"), lead=t(TITLE), notes=notes, kind="closing"),)
