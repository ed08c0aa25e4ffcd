"""What a browser holds of the elements it was sent: one that it holds travels as a reference."""

from typing import Final

from streamlit import config
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_cache import create_reference_msg
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

_WRITE: Final = StarletteSessionClient.write_forward_msg
_RERUN: Final = AppSession.request_rerun


class Held:
    """The elements a browser holds, as its own counting has it at the end of all that was sent."""

    def __init__(self, runs: int) -> None:
        """A browser forgets an element once more than `runs` runs in a row have not shown it."""
        self._runs = runs
        self._finished = 0
        self._shown: dict[str, int] = {}

    def sent(self, message: ForwardMsg) -> ForwardMsg:
        """Return what to send for a message: a reference to it where the browser holds it."""
        if message.WhichOneof("type") == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._finished += 1
                oldest = self._finished - self._runs
                self._shown = {key: at for key, at in self._shown.items() if at >= oldest}
        elif message.metadata.cacheable:
            is_held = message.hash in self._shown
            self._shown[message.hash] = self._finished
            if is_held:
                return create_reference_msg(message)
        return message


def keep_account() -> None:
    """Refer to an element only where the browser holds it when the reference comes.

    Streamlit 1.67 refers to what the browser held when it clicked. Where the answers to several
    clicks are on their way the browser may have forgotten it by then, and gives up the connection.
    """

    def write_what_is_not_held(client: StarletteSessionClient, message: ForwardMsg) -> None:
        # Of the connection: a browser that comes back may have missed something.
        if not hasattr(client, "held"):
            client.held = Held(config.get_option("global.maxCachedMessageAge"))  # type: ignore[attr-defined]
        _WRITE(client, client.held.sent(message))

    def rerun_with_nothing_held(session: AppSession, state: ClientState | None) -> None:
        if state:
            state.ClearField("cached_message_hashes")
        _RERUN(session, state)

    StarletteSessionClient.write_forward_msg = write_what_is_not_held  # type: ignore[method-assign]
    AppSession.request_rerun = rerun_with_nothing_held  # type: ignore[method-assign]
