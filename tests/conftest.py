"""What the unit and the app tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

from lib import register

# A slow machine is no failure.
settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def entries() -> register.Register:
    """The register the app serves."""
    return register.read_parquet()
