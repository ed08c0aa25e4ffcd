"""The log is lines of text, or of JSON."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.cells import unfit_characters
from lib.web import log, start
from tests.hostile import HALF, SEEN, UNSEEN


def set_up() -> None:
    """Set up the log after a logger with a handler of its own, as Streamlit's are."""
    logger = logging.getLogger("streamlit.other")
    logger.handlers, logger.propagate = [logging.StreamHandler()], False
    log.set_up()


def written(capsys: pytest.CaptureFixture[str]) -> str:
    logging.getLogger("lib.web").info("年 %d", 2026, extra={"fields": {"status": 200}})
    try:
        raise ValueError("nobody\nforesaw it")
    except ValueError:
        logging.getLogger("streamlit.other").exception("failed")
    return capsys.readouterr().err


@pytest.mark.parametrize("setting", ["", "text"])
def test_the_log_is_text(
    setting: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_LOG", setting)
    set_up()
    lines = written(capsys).splitlines()
    assert lines[0].endswith(" INFO    lib.web: 年 2026")
    assert lines[1] == "failed"
    assert lines[-1] == "foresaw it"


def test_the_log_is_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_LOG", "json")
    set_up()
    line, failure = map(json.loads, written(capsys).splitlines())
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "INFO", "logger": "lib.web", "message": "年 2026", "status": 200}
    assert (failure["logger"], failure["message"]) == ("streamlit.other", "failed")
    assert failure["error"].endswith("ValueError: nobody\nforesaw it")


def test_another_format_ends_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_LOG", "xml")
    with pytest.raises(SystemExit, match='"xml" is neither text nor json'):
        start.prepare()


def formatted(formatter: logging.Formatter, text: str) -> str:
    record = logging.LogRecord("lib.web", logging.INFO, "", 1, "a %s b", (text,), None)
    return formatter.format(record)


@given(st.text() | st.sampled_from([*SEEN.values(), *UNSEEN.values(), HALF]))
def test_no_text_can_pass_for_a_line_or_steer_a_terminal(text: str) -> None:
    first, *more = formatted(log.TextLines("%(levelname)s %(message)s"), text).split("\n")
    assert first.startswith("INFO a ")
    assert all(line.startswith("    ") for line in more)
    assert not any(unfit_characters(line) for line in (first, *more))
    line = formatted(log.JsonLines(), text)
    assert unfit_characters(line) == ""
    assert json.loads(line)["message"] == f"a {text} b"
