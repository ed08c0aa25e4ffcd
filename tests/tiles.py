"""A tile server of this machine's own in 天地图's place, and what it was asked for."""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

KEY = "0123456789abcdef0123456789abcdef"
# The status of a server that takes a question and does not answer.
SILENT = 0
# A colour that nothing of the atlas has, by layer; names leave most of a tile clear.
COLORS = {"vec": (250, 240, 120, 255), "cva": (0, 0, 0, 0)}


def tile(layer: str) -> bytes:
    """A tile of a layer: one colour."""
    drawn = io.BytesIO()
    Image.new("RGBA", (256, 256), COLORS[layer]).save(drawn, "PNG")
    return drawn.getvalue()


@dataclass
class Tiles:
    """A running server: its address, what it was asked for (path, `Origin` and query), and the
    status it answers with from now on."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 200

    def settings(self) -> dict[str, str]:
        """The environment of an atlas that has its tiles from here."""
        return {
            "ATLAS_BASEMAP": "tianditu",
            "ATLAS_TIANDITU_KEY": KEY,
            "ATLAS_TIANDITU_URL": self.url,
            "ATLAS_MAP_REVIEW_NUMBER": "GS(2026)0001号",
        }

    def use(self, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
        """Let this process have its tiles from here."""
        for name, value in {**self.settings(), **more}.items():
            monkeypatch.setenv(name, value)


@contextmanager
def serving(status: int = 200) -> Iterator[Tiles]:
    """A tile server on a free port, which answers with `status`, and other than with 200 as 天地图
    does to a key that it does not know."""
    tiles = Tiles(status=status)
    pictures = {layer: tile(layer) for layer in COLORS}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path)[2:4]
            asked = {name: values[0] for name, values in parse_qs(query).items()}
            tiles.asked.append({"path": path, "Origin": self.headers["Origin"] or "", **asked})
            if tiles.status == SILENT:
                time.sleep(30)
                return
            is_fine = tiles.status == 200
            body = pictures[asked["LAYER"]] if is_fine else b'{"msg":"\xe9\x9d\x9e\xe6\xb3\x95key"}'
            self.send_response(tiles.status)
            self.send_header("Content-Type", "image/png" if is_fine else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tiles.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield tiles
    finally:
        server.shutdown()
        server.server_close()
