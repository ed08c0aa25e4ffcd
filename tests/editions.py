"""The editions that tests look at."""

from dataclasses import replace
from functools import cache

import pandas as pd

from lib.base import settings
from lib.base.files import Sources
from lib.editions.build import Built, build
from lib.editions.edition import Edition
from lib.query import search
from lib.query.membership import Membership

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
def fixture_built() -> Built:
    """The edition of `fixture_sources` and its files for the browser."""
    return build(fixture_sources())


def fixture_edition() -> Edition:
    """The edition of `fixture_sources`."""
    return fixture_built().edition


def with_rows(edition: Edition, frame: pd.DataFrame) -> Edition:
    """An edition with other rows in its register."""
    vocabulary = edition.vocabulary
    members = Membership(frame, search.build(frame, vocabulary), vocabulary)
    return replace(edition, register=replace(edition.register, frame=frame), members=members)
