"""What the unit and the app tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

from lib import register

ROOT = Path(__file__).parents[1]
# A busy machine is no failure: timings belong to bench/.
settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")


@pytest.fixture(scope="session")
def entries() -> register.Register:
    """The register the app serves."""
    return register.read_parquet()
