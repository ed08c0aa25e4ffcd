"""What tests of the web server share."""

import logging
from collections.abc import Iterator

import pytest

from lib.web import paths


@pytest.fixture(params=["", "/atlas"])
def base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What stands before every address: nothing, or a path."""
    path = str(request.param)
    monkeypatch.setattr(paths, "base", lambda: path)
    return path


@pytest.fixture(autouse=True)
def _given_back() -> Iterator[None]:
    """The log as it was is given back; pytest has handlers of its own there, which come and go."""

    def ours(handler: logging.Handler) -> bool:
        return type(handler) is logging.StreamHandler

    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    before = [
        (logger, logger.level, logger.propagate, [*filter(ours, logger.handlers)])
        for logger in loggers
        if isinstance(logger, logging.Logger)
    ]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers = [*handlers, *(h for h in logger.handlers if not ours(h))]
