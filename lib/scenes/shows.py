"""Shows: what the windows of one presentation share. Whoever knows a show's code may drive it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

from lib.editions.store import Store
from lib.query.filters import ResourceFilter
from lib.terms.taxonomy import Vocabulary


@dataclass(frozen=True)
class Position:
    """Where a show stands: the scene's code and the filter."""

    scene: str
    selection: ResourceFilter


# Shows in use that a session, and an address, may have opened: a ministry has one address for all.
MOST: Final[Mapping[str, int]] = {"session": 3, "address": 20}


class TooMany(Exception):
    """Whoever opens a show has as many in use as `MOST` allows; `by` is "session" or "address"."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


def open_show(store: Store, position: Position, session: str, address: str | None) -> str:
    """Open a show and return its code, which cannot be guessed.

    `session` is a name for who opens it, `address` where from, as far as that is known. Raises
    `TooMany` where either has opened too many; no show that is listened to ends for another.
    """
    code = secrets.token_urlsafe(12)
    openers = {"session": session, "address": _site(address)}
    if by := store.open_show(code, _text(position), openers, MOST):
        raise TooMany(by)
    return code


def position_of(store: Store, code: str, vocabulary: Vocabulary) -> Position | None:
    """Return where a show stands, or `None` for a code the store does not know; what of its filter
    the vocabulary does not have is left out. A show that is asked for is one that is listened to.
    """
    text = store.show(code)
    if text is None:
        return None
    kept = json.loads(text)
    selection, _ = ResourceFilter.from_query(kept["filter"], vocabulary)
    return Position(kept["scene"], selection)


def move(store: Store, code: str, position: Position) -> None:
    """Move a show that is open; one that is not stays closed."""
    store.move_show(code, _text(position))


def close(store: Store, code: str) -> None:
    """End a show for all its windows."""
    store.close_show(code)


def _site(address: str | None) -> str:
    """A digest of an address, of IPv6 of the network it is in: a machine there has addresses
    without number. Empty for none."""
    if not address:
        return ""
    try:
        found = ip_address(address)
    except ValueError:  # A zone, or a name that a proxy has given.
        network = address
    else:
        width = 32 if isinstance(found, IPv4Address) else 64
        network = str(ip_network(f"{found}/{width}", strict=False))
    return sha256(network.encode()).hexdigest()


def _text(position: Position) -> str:
    return json.dumps({"scene": position.scene, "filter": position.selection.parameters()})
