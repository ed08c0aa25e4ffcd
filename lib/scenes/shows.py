"""Shows: what the windows of one presentation share. Whoever knows a show's code may drive it."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from lib.query.filters import ResourceFilter

# So many shows are remembered; the one untouched longest is forgotten first.
MOST: Final = 200


@dataclass(frozen=True)
class Position:
    """Where a show stands: the scene's code and the filter."""

    scene: str
    selection: ResourceFilter


class Shows:
    """The shows of this server, in memory. Safe to use from several sessions at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._positions: OrderedDict[str, Position] = OrderedDict()

    def open(self, position: Position) -> str:
        """Open a show and return its code, which cannot be guessed."""
        code = secrets.token_urlsafe(12)
        with self._lock:
            self._positions[code] = position
            while len(self._positions) > MOST:
                self._positions.popitem(last=False)
        return code

    def position(self, code: str) -> Position | None:
        """Return where a show stands, or `None` for a code this server does not know."""
        with self._lock:
            return self._positions.get(code)

    def move(self, code: str, position: Position) -> None:
        """Move a show that is open; one that is not stays closed."""
        with self._lock:
            if code in self._positions:
                self._positions[code] = position
                self._positions.move_to_end(code)
