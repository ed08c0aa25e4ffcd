"""What is seen to once, before the server takes its first request."""

import sys

from prometheus_client import start_http_server

from lib.base import settings
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.web import log


def prepare() -> None:
    """Set up the log, and serve metrics where they are asked for; end the process with a sentence
    in both languages where a setting cannot be used."""
    try:
        settings.allowed_hosts()
        settings.frame_ancestors()
        log.set_up()
        _serve_metrics()
    except DataProblem as problem:
        sys.exit(str(problem))


def _serve_metrics() -> None:
    """Serve metrics to this machine alone, on a port of their own."""
    port = settings.metrics_port()
    if port is None:
        return
    try:
        start_http_server(port, addr="127.0.0.1")
    except OSError as error:
        variable, problem = settings.METRICS_PORT.variable, mark("端口 {value} 已被占用或不可用。")
        raise DataProblem(variable, problem, settings.MEND, value=str(port)) from error
