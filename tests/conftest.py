"""What the unit and the app tests share."""

from pathlib import Path

import pytest

from lib import register

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def entries() -> register.Register:
    """The register the app serves."""
    return register.read_parquet()
