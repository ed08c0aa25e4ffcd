"""The editions that tests look at."""

from functools import cache

from lib.base import settings
from lib.base.files import Sources
from lib.editions.build import build
from lib.editions.edition import Edition

FIXTURE = settings.ROOT / "tests" / "edition"


@cache
def live_sources() -> Sources:
    """The sources of the edition that a fresh clone serves."""
    return Sources.of(settings.DATA_DIR)


@cache
def live_edition() -> Edition:
    """The edition that a fresh clone serves."""
    return build(live_sources()).edition


@cache
def fixture_sources() -> Sources:
    """Sixty made-up resources in six categories, inside the real boundaries."""
    return Sources.of(settings.DATA_DIR, FIXTURE)


@cache
def fixture_edition() -> Edition:
    """The edition of `fixture_sources`."""
    return build(fixture_sources()).edition
