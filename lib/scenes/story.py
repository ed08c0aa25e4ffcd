"""The story: all scenes in the order they are told, made once for the wall, slides and sheets."""

from collections.abc import Callable
from typing import Final

from lib.base.i18n import Lang
from lib.editions.edition import Edition
from lib.query.filters import ResourceFilter
from lib.scenes.chains import chains
from lib.scenes.corridor import corridor
from lib.scenes.cover import cover
from lib.scenes.milestones import milestones
from lib.scenes.parks import parks
from lib.scenes.region import region
from lib.scenes.scene import Scene
from lib.scenes.subject import Subject
from lib.scenes.thanks import thanks
from lib.scenes.year import year

# Each returns its scenes, however many.
STORY: Final[tuple[Callable[[Subject], tuple[Scene, ...]], ...]] = (
    cover,
    year,
    region,
    parks,
    corridor,
    chains,
    milestones,
    thanks,
)


def scenes(edition: Edition, selection: ResourceFilter, lang: Lang) -> tuple[Scene, ...]:
    """Return all scenes of an edition under a filter."""
    subject = Subject(edition, selection, lang)
    return tuple(scene for part in STORY for scene in part(subject))
