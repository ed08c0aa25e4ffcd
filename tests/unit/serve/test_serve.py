"""What stands in the way of serving is one sentence in each language."""

import socket
from pathlib import Path

import pytest

from lib.serve import __main__ as serve
from lib.serve import proxy
from lib.serve.__main__ import main
from lib.serve.fleet import Fleet


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def failure(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


@pytest.fixture
def with_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a HAProxy that does nothing."""
    monkeypatch.setattr(proxy, "find", lambda: "true")


def test_without_haproxy_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(proxy, "_FOLDERS", ("/nowhere/",))
    monkeypatch.setenv("PATH", "/nowhere")
    assert failure(capsys) == [
        "缺少 HAProxy，请先安装：sudo apt-get install -y haproxy",
        "HAProxy is missing; install it: sudo apt-get install -y haproxy",
    ]


def test_on_a_mac_it_is_brew_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "brew").write_text("")
    (tmp_path / "brew").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert proxy.install_command() == "brew install haproxy"


@pytest.mark.usefixtures("with_proxy")
def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        zh, en = failure(capsys, "--port", port)
    assert port in zh
    assert en == f"Port {port} is taken; choose another with PORT=."


@pytest.mark.usefixtures("with_proxy")
def test_a_state_folder_that_cannot_be_made_is_named(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state.write_text("a file where the folder should be")
    zh, en = failure(capsys, "--port", "0")
    assert str(state) in zh
    assert str(state) in en


def test_a_configuration_that_haproxy_refuses_is_named(
    monkeypatch: pytest.MonkeyPatch, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(proxy, "find", lambda: "false")
    zh, en = failure(capsys, "--port", "0")
    assert str(state) in zh
    assert "does not accept" in en


@pytest.mark.usefixtures("with_proxy")
def test_a_port_for_figures_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_METRICS_PORT", "many")
    zh, en = failure(capsys, "--port", "0")
    assert "ATLAS_METRICS_PORT" in zh
    assert '"many"' in en


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_less_than_one_process_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--workers", number])
    assert caught.value.code == 2
    assert "--workers" in capsys.readouterr().err


def test_every_worker_has_a_port_and_a_name_that_its_viewers_keep() -> None:
    text = proxy.config(8501, {"w1": 40001, "w2": 40002}, "/atlas/readyz")
    assert "bind 127.0.0.1:8501\n" in text
    for name, port in (("w1", 40001), ("w2", 40002)):
        assert f"server {name} 127.0.0.1:{port} cookie {name}\n" in text
    assert "option httpchk GET /atlas/readyz\n" in text


def test_a_path_of_a_larger_site_and_the_ports_of_figures_are_each_workers_own(
    monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    made: list[tuple[str, int, dict[str, str], str]] = []
    monkeypatch.setattr(proxy, "find", lambda: "true")
    monkeypatch.setattr(serve, "Worker", lambda *given: made.append(given))
    monkeypatch.setattr(Fleet, "run", lambda fleet: None)
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "/atlas/")
    monkeypatch.setenv("ATLAS_METRICS_PORT", "9101")
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "of all machines")
    assert main(["--port", "0", "--workers", "3"]) == 0
    environments = [given[2] for given in made]
    assert [e["ATLAS_METRICS_PORT"] for e in environments] == ["9101", "9102", "9103"]
    assert {e["ATLAS_STATE"] for e in environments} == {str(state)}
    assert {e["STREAMLIT_SERVER_COOKIE_SECRET"] for e in environments} == {"of all machines"}
    assert {given[3] for given in made} == {"/atlas/readyz"}
