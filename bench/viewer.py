"""A viewer without a browser: speaks Streamlit's WebSocket protocol, and counts what it costs.

It keeps elements as Streamlit's client does: what the server calls cacheable is held for
`global.maxCachedMessageAge` runs, the hashes held go up with every run, and an element held comes
down as a reference.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

# Streamlit's default of `global.maxCachedMessageAge`.
RUNS_KEPT: Final = 2
# Seconds in which what has come already is read.
_AT_ONCE: Final = 0.002


@dataclass(frozen=True)
class Run:
    """What one run of the page cost: payload before compression in bytes, down from the server and
    up to it; `wire`, the bytes that came down by the connection; and seconds until the filter's
    words came and until the run was finished. `elements` holds what came down, each as (kind,
    bytes)."""

    down: int
    up: int
    wire: int
    words: float
    seconds: float
    elements: tuple[tuple[str, int], ...]


class Counting(ClientConnection):
    """A connection that counts the bytes it receives."""

    received = 0

    def data_received(self, data: bytes) -> None:
        """Take what the network brings."""
        self.received += len(data)
        super().data_received(data)


class Viewer:
    """One session of the app at `port` of this machine, on the page at an address ("" or "map").

    After each run `pieces` holds the page's pieces of HTML in the order drawn, `errors` what the
    page reports as one, `query` the address, `session` the session's id, with which another viewer
    may ask for it, and `cookie` the one that was given or that a proxy has set since.
    """

    def __init__(self, port: int, page: str, cookie: str = "", session: str = "") -> None:
        self._port, self._page, self.cookie = port, page, cookie
        self.pieces: list[str] = []
        self.errors: list[str] = []
        self.query = ""
        self.session = session
        self._texts: dict[str, str] = {}
        self._held: dict[str, int] = {}
        self._script = ""
        self._runs = 0
        self._choices: dict[str, list[str]] = {}
        self._pills: dict[str, tuple[str, list[str]]] = {}
        self._buttons: dict[str, str] = {}
        # The keys of buttons by the hash of their message, and of those the latest run drew.
        self._named: dict[str, str] = {}
        self._drawn: set[str] = set()
        self._socket: Counting

    async def __aenter__(self) -> "Viewer":
        socket = await self.connect()
        assert isinstance(socket, Counting)
        self._socket = socket
        answer = self._socket.response
        if answer and (cookie := answer.headers.get("Set-Cookie")):
            self.cookie = cookie.partition(";")[0]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def connect(self) -> ClientConnection:
        """Return a new connection to the server."""
        return await connect(f"ws://127.0.0.1:{self._port}/_stcore/stream", **self.handshake())

    def handshake(self) -> dict[str, Any]:
        """Return what of a handshake belongs to this viewer."""
        # In the place between stands a token that only browsers need.
        protocols = ["streamlit", "none", self.session] if self.session else ["streamlit"]
        headers = {"Cookie": self.cookie} if self.cookie else None
        return {
            "subprotocols": protocols,
            "max_size": None,
            "additional_headers": headers,
            "create_connection": Counting,
        }

    async def wait_closed(self) -> None:
        """Wait until the connection is lost."""
        await self._socket.wait_closed()

    async def open(self, query: str = "") -> Run:
        """Open the page."""
        self.query = query
        return await self._run()

    async def choose(self, widget: str, *names: str) -> Run:
        """Make the options that begin with `names` the ones chosen of the pills `widget`."""
        key, options = self._pills[widget]
        chosen = [
            next(o for o in options if o.strip().lstrip(":gray[").startswith(n)) for n in names
        ]
        self._choices[key] = chosen
        return await self._run()

    async def press(self, button: str = "") -> Run:
        """Press a button by its key; without one the page runs as it stands."""
        return await self._run(self._buttons[button] if button else "")

    def sees(self, button: str) -> bool:
        """Whether the latest run drew a button, or a button of a download."""
        return button in self._drawn

    async def _run(self, pressed: str = "") -> Run:
        await self._take_pushed()
        self.pieces, self.errors = [], []
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self._script
        rerun.page_name = "" if self._script else self._page
        for key, chosen in self._choices.items():
            state = WidgetState(id=key)
            state.string_array_value.data.extend(chosen)
            rerun.widget_states.widgets.append(state)
        if pressed:
            rerun.widget_states.widgets.append(WidgetState(id=pressed, trigger_value=True))
        rerun.cached_message_hashes.extend(self._held)
        sent = message.SerializeToString()
        start = time.perf_counter()
        await self._socket.send(sent)
        return await self._answer(len(sent), start)

    async def _take_pushed(self) -> None:
        """Take what came without having been asked for: a new edition runs open pages anew."""
        is_whole = True
        while True:
            try:
                waits = _AT_ONCE if is_whole else None
                received = await asyncio.wait_for(self._socket.recv(decode=False), waits)
            except TimeoutError:
                return
            message = ForwardMsg.FromString(received)
            self._keep(message)
            if kind(message) == "new_session":
                is_whole = False
            is_whole = is_whole or _is_end(message)

    async def _answer(self, up: int, start: float) -> Run:
        self._runs += 1
        self._drawn = set()
        down, words, elements = 0, 0.0, []
        before = self._socket.received
        while True:
            received = await self._socket.recv(decode=False)
            down += len(received)
            message = ForwardMsg.FromString(received)
            name = kind(message)
            self._keep(message)
            if name == "html" and 'class="words"' in message.delta.new_element.html.body:
                words = time.perf_counter() - start
            elements.append((name, len(received)))
            if _is_end(message):
                break
            if name == "script_finished":  # What the run that another one ended has drawn goes.
                self.pieces = []
        self._held = {h: at for h, at in self._held.items() if self._runs - at < RUNS_KEPT}
        wire = self._socket.received - before
        return Run(down, up, wire, words, time.perf_counter() - start, tuple(elements))

    def _keep(self, message: ForwardMsg) -> None:
        """Hold what the client would hold: elements, the address, options of pills, buttons; and
        what of the page others ask for."""
        name = kind(message)
        if name == "page_info_changed":
            self.query = message.page_info_changed.query_string
        if name == "ref_hash":
            self._held[message.ref_hash] = self._runs
            self._drawn.add(self._named.get(message.ref_hash, ""))
            if message.ref_hash in self._texts:
                self.pieces.append(self._texts[message.ref_hash])
        elif message.metadata.cacheable:
            self._held[message.hash] = self._runs
        if name == "html":
            text = message.delta.new_element.html.body
            self.pieces.append(text)
            self._texts[message.hash] = text
        elif name == "exception":
            self.errors.append(message.delta.new_element.exception.message)
        elif name == "alert" and message.delta.new_element.alert.format == Alert.ERROR:
            self.errors.append(message.delta.new_element.alert.body)
        elif name == "navigation":
            self._script = message.navigation.page_script_hash
        elif name == "new_session":
            self.session = message.new_session.initialize.session_id
        elif name in ("button", "download_button"):
            button = getattr(message.delta.new_element, name)
            key = self._named[message.hash] = button.id.rpartition("-")[2]
            self._buttons[key] = button.id
            self._drawn.add(key)
        if name == "button_group":
            pills = message.delta.new_element.button_group
            options = [option.content for option in pills.options]
            self._pills[pills.id.rpartition("-")[2]] = pills.id, options


def _is_end(message: ForwardMsg) -> bool:
    """Whether a run is over, and no other has begun in its place."""
    is_early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return kind(message) == "script_finished" and not is_early


def kind(message: ForwardMsg) -> str:
    """Return what a message carries: an element's type, or the message's own, as in Streamlit's
    protocol; a repeated message is a `ref_hash`."""
    name = str(message.WhichOneof("type"))
    if name != "delta":
        return name
    change = str(message.delta.WhichOneof("type"))
    return str(message.delta.new_element.WhichOneof("type")) if change == "new_element" else change
