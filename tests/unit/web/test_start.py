"""What is seen to before the first request."""

import socket
from urllib.request import urlopen

import pytest

from lib.web import start


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_metrics_are_served_to_this_machine(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_METRICS_PORT", str(port))
    start.prepare()
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text = answer.read().decode()
    for name in ("requests", "sessions", "run_seconds", "edition_info", "edition_number", "files"):
        assert f"# HELP atlas_{name}" in text
    # The port is taken now.
    with pytest.raises(SystemExit, match=f"ATLAS_METRICS_PORT: Port {port} is taken"):
        start.prepare()


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8501a", "999999"])
def test_what_is_no_port_ends_the_start_with_a_sentence(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_METRICS_PORT", value)
    with pytest.raises(SystemExit, match=f"“{value}” is not a port"):
        start.prepare()
