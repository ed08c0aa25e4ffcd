"""A server counts what it does."""

import pytest
from prometheus_client import REGISTRY

from lib.base import metrics


def files(outcome: str) -> float:
    labels = {"kind": "deck", "format": "test", "outcome": outcome}
    return REGISTRY.get_sample_value("atlas_files_total", labels) or 0


def test_a_file_is_made_or_failed() -> None:
    with metrics.making("deck", "test"):
        assert files("made") == 0
    assert (files("made"), files("failed")) == (1, 0)
    with pytest.raises(ZeroDivisionError), metrics.making("deck", "test"):
        print(1 // 0)
    assert (files("made"), files("failed")) == (1, 1)
