"""The editions that tests look at."""

import gzip
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from lib.base import settings
from lib.base.files import Sources
from lib.editions.build import Built, build
from lib.editions.edition import Edition
from lib.mapfiles.build import POINTS
from lib.query import search
from lib.query.membership import Membership
from lib.register.rows import to_table

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


def placed(built: Built) -> list[dict[str, Any]]:
    """The points of all tiles of an edition, in the register's order."""
    folder = built.edition.assets[POINTS]
    found: list[dict[str, Any]] = [
        feature
        for name, content in built.files.items()
        if name.startswith(f"{folder}/")
        for feature in json.loads(gzip.decompress(content))["features"]
    ]
    return sorted(found, key=lambda feature: feature["properties"]["k"])


def with_rows(edition: Edition, frame: pd.DataFrame) -> Edition:
    """An edition with other rows in its register."""
    vocabulary = edition.vocabulary
    table = to_table(frame)
    members = Membership(table, search.build(table, vocabulary), vocabulary)
    register = replace(edition.register, table=table)
    return replace(edition, register=register, members=members)
