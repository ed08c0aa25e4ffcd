"""What a browser holds of what it was sent: what it holds travels as a reference, or not at all."""

import secrets
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_cache import create_reference_msg
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

# The main script's name for a browser.
MAIN: Final = "m"
_write: Final = StarletteSessionClient.write_forward_msg
_rerun: Final = AppSession.request_rerun


class _Element(NamedTuple):
    name: str
    at: int  # Runs finished when it was last shown.


@dataclass
class Held:
    """What a browser holds at the end of all that was sent to it, by its own counting: it forgets
    an element once more than `runs` runs in a row have not shown it.

    For Streamlit an element's name, and that of the script that draws it, is a hash of 32 letters,
    which would be most of a reference. A number does, after letters of the connection's own, since
    a browser that comes back still holds what it had; and of scripts only the main one needs a
    name: what another draws goes when the page changes.
    """

    runs: int
    _connection: str = field(default_factory=lambda: secrets.token_urlsafe(3))
    _finished: int = 0
    _named: int = 0
    _main: str = ""
    _page: str = ""
    _navigation: Navigation | None = None
    _elements: dict[str, _Element] = field(default_factory=dict)

    def sent(self, message: ForwardMsg) -> ForwardMsg | None:
        """Return what to send for a message: a reference where the browser holds the element,
        nothing where it holds the navigation and is on its page."""
        is_main = message.metadata.active_script_hash == self._main
        message.metadata.active_script_hash = MAIN if is_main else ""
        match message.WhichOneof("type"):
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                return self._shown(message)
            case "new_session":
                self._begin(message)
            case "script_finished":
                self._finish(message)
            case "navigation":
                if message.navigation == self._navigation:
                    return None
                self._navigation = message.navigation
        message.ClearField("hash")
        return message

    def _begin(self, message: ForwardMsg) -> None:
        session = message.new_session
        if session.page_script_hash != self._page:
            self._page, self._navigation = session.page_script_hash, None
        if self._main:  # The installation was named at the first.
            session.initialize.ClearField("user_info")
        self._main, session.main_script_hash = session.main_script_hash, MAIN
        session.ClearField("app_pages")  # The navigation brings them.

    def _finish(self, message: ForwardMsg) -> None:
        if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._finished += 1
            oldest = self._finished - self.runs
            self._elements = {key: e for key, e in self._elements.items() if e.at >= oldest}

    def _shown(self, message: ForwardMsg) -> ForwardMsg:
        held = self._elements.get(message.hash)
        if not held:
            self._named += 1
        name = held.name if held else f"{self._connection}{self._named:x}"
        self._elements[message.hash] = _Element(name, self._finished)
        message.hash = name
        return create_reference_msg(message) if held and message.metadata.cacheable else message


def keep_account() -> None:
    """Send a browser only what it does not hold when it comes.

    Streamlit 1.67 refers to what the browser held when it clicked. Where the answers to several
    clicks are on their way the browser may have forgotten it by then, and gives up the connection.
    """
    # Of each connection: a browser that comes back may have missed something.
    accounts: WeakKeyDictionary[StarletteSessionClient, Held] = WeakKeyDictionary()
    runs = int(config.get_option("global.maxCachedMessageAge"))

    def write(self: StarletteSessionClient, msg: ForwardMsg) -> None:
        if self not in accounts:
            accounts[self] = Held(runs)
        if message := accounts[self].sent(msg):
            _write(self, message)

    def rerun(self: AppSession, client_state: ClientState | None) -> None:
        if client_state:
            client_state.ClearField("cached_message_hashes")
        _rerun(self, client_state)

    StarletteSessionClient.write_forward_msg = write  # type: ignore[method-assign]
    AppSession.request_rerun = rerun  # type: ignore[method-assign]
