"""Which elements travel as references."""

from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed

from lib.web import held


class Browser:
    """The other end of a line, whose account is Streamlit 1.67's own (`ForwardMessageCache`)."""

    def __init__(self, runs: int) -> None:
        self.runs, self.finished, self.shown = runs, 0, dict[str, int]()

    def takes(self, message: ForwardMsg) -> None:
        if message.ref_hash:
            assert message.ref_hash in self.shown
            self.shown[message.ref_hash] = self.finished
        elif message.metadata.cacheable:
            self.shown[message.hash] = self.finished
        elif message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.finished += 1
            gone = [k for k, at in self.shown.items() if self.finished - at > self.runs]
            for key in gone:
                del self.shown[key]


def element(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, len(text)])
    message.delta.new_element.html.body = text
    populate_hash_if_needed(message)
    message.metadata.cacheable = True
    return message


def finished(status: ForwardMsg.ScriptFinishedStatus.ValueType) -> ForwardMsg:
    return ForwardMsg(script_finished=status)


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
    for message in (element("words"), *between, element("words"), element("others")):
        sent = account.sent(message)
        browser.takes(sent)
        if message.hash == element("words").hash:
            last = sent
    assert bool(last.ref_hash) is is_held
    assert list(last.metadata.delta_path) == [0, 5]


def test_shown_again_counts_anew() -> None:
    account, browser = held.Held(runs=2), Browser(runs=2)
    for _ in range(9):
        for message in (element("words"), DONE, DONE):
            browser.takes(account.sent(message))
    assert account.sent(element("words")).ref_hash


def test_what_is_not_to_be_held_is_sent_whole() -> None:
    account = held.Held(runs=2)
    message = element("words")
    message.metadata.cacheable = False
    for _ in range(2):
        assert account.sent(message) is message


def test_each_connection_has_its_account_and_what_a_browser_says_of_its_own_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[ForwardMsg] = []
    asked: list[ClientState] = []
    monkeypatch.setattr(held, "_WRITE", lambda client, message: written.append(message))
    monkeypatch.setattr(held, "_RERUN", lambda session, state: asked.append(state))
    held.keep_account()
    first, second = SimpleNamespace(), SimpleNamespace()
    for client in (first, first, second):
        held.StarletteSessionClient.write_forward_msg(client, element("words"))
    assert [bool(message.ref_hash) for message in written] == [False, True, False]
    assert first.held._runs == config.get_option("global.maxCachedMessageAge")
    held.AppSession.request_rerun(
        SimpleNamespace(), ClientState(query_string="park=zgc", cached_message_hashes=["a"])
    )
    held.AppSession.request_rerun(SimpleNamespace(), None)
    assert asked == [ClientState(query_string="park=zgc"), None]
