"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

from lib.editions.edition import Edition
from tests.editions import fixture_edition, live_edition

ROOT = Path(__file__).parents[1]
# A busy machine is no failure: timings belong to bench/.
# The same examples at every run: what fails is the change, and not the day.
settings.register_profile("atlas", deadline=None, derandomize=True)
# For `make check`: fewer examples of each property.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=15)
# For `make fuzz`: others at every run.
settings.register_profile("fuzz", deadline=None, max_examples=1000)
settings.load_profile("atlas")


@pytest.fixture(scope="session")
def entries() -> Edition:
    """The edition that a fresh clone serves."""
    return live_edition()


@pytest.fixture(scope="session")
def edition() -> Edition:
    """Sixty made-up resources in six categories."""
    return fixture_edition()
