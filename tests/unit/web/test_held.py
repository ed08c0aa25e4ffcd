"""Which elements travel as references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

from lib.web import held


class Browser:
    """The other end of a line, whose account is Streamlit 1.67's own (`ForwardMessageCache`)."""

    def __init__(self, runs: int) -> None:
        self.runs, self.finished = runs, 0
        self.elements: dict[str, tuple[str, int]] = {}

    def takes(self, message: ForwardMsg) -> str:
        """The text of the element that a message draws, if it does."""
        if message.WhichOneof("type") == "script_finished":
            self.finished += message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self.elements = {
                name: (text, at)
                for name, (text, at) in self.elements.items()
                if self.finished - at <= self.runs
            }
            return ""
        name = message.ref_hash or message.hash
        text = self.elements[name][0] if message.ref_hash else message.delta.new_element.html.body
        if message.ref_hash or message.metadata.cacheable:
            self.elements[name] = (text, self.finished)
        return text


def element(text: str, script: str = "page") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, len(text)])
    message.metadata.active_script_hash = script
    message.delta.new_element.html.body = text
    populate_hash_if_needed(message)
    message.metadata.cacheable = True
    return message


def finished(status: ForwardMsg.ScriptFinishedStatus.ValueType) -> ForwardMsg:
    return ForwardMsg(script_finished=status)


def sent_by(account: held.Held, message: ForwardMsg) -> ForwardMsg:
    sent = account.sent(message)
    assert sent
    return sent


DONE = finished(ForwardMsg.FINISHED_SUCCESSFULLY)
EARLY = finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN)


@pytest.mark.parametrize(
    ("between", "is_held"),
    [([], True), ([DONE] * 2, True), ([DONE] * 3, False), ([EARLY] * 9, True)],
)
def test_what_the_browser_holds_when_it_comes_is_a_reference(
    between: list[ForwardMsg], *, is_held: bool
) -> None:
    account, browser = held.Held(runs=2), Browser(runs=2)
    browser.takes(sent_by(account, element("words")))
    for message in between:
        browser.takes(sent_by(account, message))
    sent = sent_by(account, element("words"))
    assert bool(sent.ref_hash) is is_held
    assert browser.takes(sent) == "words"
    assert list(sent.metadata.delta_path) == [0, 5]


@given(st.lists(st.sampled_from(["a", "b", "c", "done", "early"]), max_size=60))
def test_browser_draws_what_was_sent(steps: list[str]) -> None:
    account, browser = held.Held(runs=2), Browser(runs=2)
    for step in steps:
        if step in ("done", "early"):
            browser.takes(sent_by(account, DONE if step == "done" else EARLY))
        else:
            assert browser.takes(sent_by(account, element(step))) == step


def test_what_is_not_to_be_held_is_sent_whole_under_one_name() -> None:
    account, names = held.Held(runs=2), set()
    for _ in range(2):
        message = element("words")
        message.metadata.cacheable = False
        sent = sent_by(account, message)
        assert sent.delta.new_element.html.body == "words"
        names.add(sent.hash)
    assert len(names) == 1


def test_only_what_the_main_script_draws_says_so() -> None:
    account = held.Held(runs=2)
    start = ForwardMsg()
    start.new_session.main_script_hash = "main"
    start.new_session.app_pages.add(page_name="map")
    sent = sent_by(account, start).new_session
    assert (sent.main_script_hash, list(sent.app_pages)) == (held.MAIN, [])
    for script, says in (("main", held.MAIN), ("page", "")):
        for text in ("words", "words"):
            sent = sent_by(account, element(text, script))
            assert sent.metadata.active_script_hash == says


def test_navigation_is_sent_once_as_long_as_the_page_stays() -> None:
    account, sent = held.Held(runs=2), []
    for page in ("map", "map", "parks", "map", "map"):
        start, navigation = ForwardMsg(), ForwardMsg()
        start.new_session.page_script_hash = page
        navigation.navigation.page_script_hash = page
        account.sent(start)
        sent.append(account.sent(navigation) is not None)
    assert sent == [True, False, True, True, False]


def test_browser_that_comes_back_meets_no_name_it_knows() -> None:
    names = {sent_by(held.Held(runs=2), element("words")).hash for _ in range(50)}
    assert len(names) == 50


class Client(StarletteSessionClient):
    """One end of a connection that is nowhere."""

    def __init__(self) -> None:
        pass


class Session(AppSession):
    """A session of nobody."""

    def __init__(self) -> None:
        pass

    def __del__(self) -> None:
        pass


def test_each_connection_has_its_account_and_what_a_browser_says_of_its_own_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[ForwardMsg] = []
    asked: list[ClientState | None] = []
    monkeypatch.setattr(held, "_write", lambda client, message: written.append(message))
    monkeypatch.setattr(held, "_rerun", lambda session, state: asked.append(state))
    held.keep_account()
    first, second = Client(), Client()
    for client in (first, first, second):
        client.write_forward_msg(element("words"))
    assert [bool(message.ref_hash) for message in written] == [False, True, False]
    session = Session()
    session.request_rerun(ClientState(query_string="park=zgc", cached_message_hashes=["a"]))
    session.request_rerun(None)
    assert asked == [ClientState(query_string="park=zgc"), None]
