"""What is seen to once, before the server takes its first request."""

import sys

from lib.base import settings
from lib.base.problems import DataProblem
from lib.web import log


def prepare() -> None:
    """Set up the log; end the process with a sentence in both languages where a setting cannot be
    used."""
    try:
        settings.allowed_hosts()
        settings.frame_ancestors()
        log.set_up()
    except DataProblem as problem:
        sys.exit(str(problem))
