"""A browser that lags behind its session."""

from types import SimpleNamespace
from typing import Any

import pytest

from lib.ui import mirror

HERE = {"scene": ["year"]}
THERE = {"scene": ["thanks"]}


class Session(dict[str, Any]):
    """Values by name, also as attributes."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session whose browser is at `HERE`."""
    state = Session(address=HERE, browser=HERE)
    silent = SimpleNamespace(query_params=SimpleNamespace(from_dict=lambda wanted: None))
    monkeypatch.setattr(mirror, "S", state)
    monkeypatch.setattr(mirror, "st", silent)
    monkeypatch.setattr(mirror, "address", lambda: state["browser"])
    return state


def step(session: Session, value: Any) -> None:
    """One run gives the widget a value and goes elsewhere; the browser has not heard of it."""
    mirror.put("widget", value)
    mirror.write(THERE)


@pytest.mark.parametrize(
    ("shown", "now", "sent", "meant"),
    [
        ("year", "thanks", "year", None),
        ("year", "thanks", "region", "region"),
        ([], ["zgc"], [], None),
        (["zgc"], [], ["zgc"], None),
        (["zgc", "baoding"], ["zgc"], ["baoding", "zgc"], None),
        (["zgc"], ["baoding"], ["zgc", "tianjin"], ["baoding", "tianjin"]),
        (["zgc", "tianjin"], ["zgc", "tianjin", "baoding"], ["zgc"], ["zgc", "baoding"]),
        (None, ["zgc"], ["tianjin"], ["zgc", "tianjin"]),
    ],
)
def test_older_value_is_no_change_and_a_hand_s_change_counts(
    session: Session, shown: Any, now: Any, sent: Any, meant: Any
) -> None:
    session["widget"] = shown
    step(session, now)
    session["widget"] = sent  # Of the next click, which is anywhere.
    assert mirror.touched("widget") == (meant is not None)
    if meant is not None:
        assert session["widget"] == meant


def test_each_value_that_the_browser_may_still_show_is_an_older_one(
    session: Session,
) -> None:
    session["widget"] = "year"
    step(session, "region")
    mirror.put("widget", "thanks")
    for sent, is_touched in (("year", False), ("region", False), ("zgc", True)):
        session["widget"] = sent
        assert mirror.touched("widget") == is_touched


def test_what_only_a_hand_has_changed_is_never_written(session: Session) -> None:
    """A value may come again: nothing was written that the browser could not know of."""
    mirror.put("widget", [])
    mirror.write(THERE)
    for sent in (["zgc"], ["zgc", "baoding"], ["zgc"], [], ["zgc"]):
        session["widget"] = sent
        assert mirror.touched("widget")
        if sent != ["zgc"]:  # Else the run ends before it draws the widget.
            mirror.put("widget", list(sent))
        assert session["widget"] is sent


def test_widget_that_is_drawn_no_more_brings_nothing_back(session: Session) -> None:
    session["widget"] = ["zgc"]
    mirror.write(THERE)
    assert not mirror.touched("widget")


def test_address_that_a_lagging_browser_still_has_is_sent(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[mirror.Query] = []
    silent = SimpleNamespace(query_params=SimpleNamespace(from_dict=sent.append))
    monkeypatch.setattr(mirror, "st", silent)
    for wanted in (THERE, HERE, HERE):
        mirror.write(wanted)
    assert sent == [THERE, HERE]
    mirror.write(THERE)
    mirror.write(HERE, moved=True)
    assert sent[2:] == [THERE]


def test_run_that_ends_while_it_sends_the_address_has_left_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(wanted: mirror.Query) -> None:
        raise InterruptedError

    monkeypatch.setattr(mirror, "st", SimpleNamespace(query_params=SimpleNamespace(from_dict=end)))
    with pytest.raises(InterruptedError):
        mirror.write(THERE)
    assert mirror.lags()


def test_browser_that_has_heard_means_what_it_sends(session: Session) -> None:
    session["widget"] = "year"
    step(session, "thanks")
    session["browser"] = THERE
    session["widget"] = "year"
    assert mirror.touched("widget")
    assert not mirror.lags()


def test_address_left_long_ago_is_a_link_s(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    step(session, "thanks")
    assert mirror.lags()
    monkeypatch.setattr(mirror, "LAG_SECONDS", 0.0)
    assert not mirror.lags()
