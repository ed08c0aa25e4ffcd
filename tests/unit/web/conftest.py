"""What tests of the web server share."""

import pytest

from lib.web import paths


@pytest.fixture(params=["", "/atlas"])
def base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What stands before every address: nothing, or a path."""
    path = str(request.param)
    monkeypatch.setattr(paths, "base", lambda: path)
    return path
