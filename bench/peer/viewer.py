"""A viewer of the Dash app without a browser: asks what Dash's client asks, and counts it."""

import asyncio
import json
import re
import time
from typing import Any

from bench.viewer import Run


class DashViewer:
    """One browser of the Dash app at `port` of this machine, with a connection of its own.

    It holds what Dash's client holds of each component: its options as last received, and its
    value.
    """

    def __init__(self, port: int, page: str = "") -> None:
        self._port, self._page = port, page
        self._props: dict[str, dict[str, Any]] = {}
        self._callback: dict[str, Any] = {}
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def __aenter__(self) -> "DashViewer":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def open(self) -> Run:
        """Open the page: the page itself, its components and callbacks, then their first answer."""
        await self._ask(f"/{self._page}")
        layout = json.loads(await self._ask("/_dash-layout"))
        for component in layout["props"]["children"]:
            self._props[component["props"]["id"]] = component["props"]
        (self._callback,) = json.loads(await self._ask("/_dash-dependencies"))
        return await self._update()

    async def choose(self, widget: str, *names: str) -> Run:
        """Make the options that begin with `names` the ones chosen of the checklist `widget`."""
        options = self._props[widget]["options"]
        self._props[widget]["value"] = [
            next(o["value"] for o in options if o["label"].startswith(name)) for name in names
        ]
        return await self._update(f"{widget}.value")

    async def _update(self, *changed: str) -> Run:
        """Send the inputs and keep the outputs, in one request."""
        outputs = [
            dict(zip(("id", "property"), output.split("."), strict=True))
            for output in self._callback["output"].strip(".").split("...")
        ]
        inputs = [
            asked | {"value": self._props[asked["id"]][asked["property"]]}
            for asked in self._callback["inputs"]
        ]
        sent = json.dumps(
            {
                "output": self._callback["output"],
                "outputs": outputs,
                "inputs": inputs,
                "changedPropIds": changed,
                "parsedChangedPropsIds": changed,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        start = time.perf_counter()
        answer = await self._ask("/_dash-update-component", sent)
        seconds = time.perf_counter() - start
        for component, props in json.loads(answer)["response"].items():
            self._props[component] |= props
        # The peer compresses nothing.
        down = len(answer)
        return Run(down, len(sent), down, seconds, seconds, (("response", down),))

    async def _ask(self, path: str, sent: bytes = b"") -> bytes:
        """Return the body of an answer; with something to send it is a POST."""
        head = [
            f"{'POST' if sent else 'GET'} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            f"Content-Length: {len(sent)}",
        ]
        self._writer.write("\r\n".join([*head, "", ""]).encode() + sent)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"content-length: (\d+)", answer, re.IGNORECASE)
        if " 200 " not in answer.partition("\r\n")[0] or not length:
            raise ConnectionError(f"{path}: {answer}")
        return await self._reader.readexactly(int(length[1]))
