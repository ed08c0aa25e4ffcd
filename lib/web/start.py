"""What is seen to once, before the server takes its first request."""

import contextlib
import logging
import resource
import sys
from typing import Final

from prometheus_client import start_http_server
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequest, ScriptRequests

from lib.base import settings
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.web import held, log, server, signin

# Files a busy server should be able to hold open: each session is one, each request another.
_ENOUGH_FILES: Final = 8192
_LOG: Final = logging.getLogger(__name__)


def prepare() -> None:
    """Set up the log, serve metrics where they are asked for, and allow for many open files; end
    the process with a sentence in both languages where a setting, or Streamlit's index page, cannot
    be used."""
    try:
        settings.allowed_hosts()
        settings.frame_ancestors()
        settings.tianditu()
        settings.sole_steward()
        signin.check()
        server.filled("zh", "", "")
        log.set_up()
        _serve_metrics()
    except DataProblem as problem:
        sys.exit(str(problem))
    _allow_files()
    _keep_clicks()
    held.keep_account()


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


def _allow_files() -> None:
    """Let the process open as many files as its account may; log where they are few."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    # A system may name a limit that it does not grant.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed != resource.RLIM_INFINITY and allowed < _ENOUGH_FILES:
        _LOG.warning(
            "only %d files may be open at once, and each session is one: raise the limit to %d",
            allowed,
            _ENOUGH_FILES,
        )


def _keep_clicks() -> None:
    """Let no run end before it has taken in the click it was asked for.

    Streamlit 1.67 ends a run at its next step once another click waits: also before the run's own
    click is read, and amid the callback of that click. Neither happens again, so of two quick
    clicks one would be lost.
    """
    ended = ScriptRequests.on_scriptrunner_yield

    def ended_once_begun(requests: ScriptRequests) -> ScriptRequest | None:
        run = get_script_run_ctx()
        return ended(requests) if run and run.has_script_started else None

    ScriptRequests.on_scriptrunner_yield = ended_once_begun  # type: ignore[method-assign, assignment]
