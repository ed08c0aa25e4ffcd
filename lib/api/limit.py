"""How often one client may ask: so many requests at once, then so many a second."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Final

# Requests at once: a map that is opened asks a dozen, and a script its pages one after another.
AT_ONCE: Final = 120
A_SECOND: Final = 4.0
# A file to take away counts as so many requests: it takes as long to make.
FILE: Final = 10
# Clients that are remembered, the ones heard last: some 2 MB.
_CLIENTS: Final = 10_000


class Limit:
    """Counts the requests of each client of this process. Not safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # What each may still ask, and when that was so.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str, cost: int = 1) -> int:
        """Count a request from an address, and return 0; or, where it is one too many, the seconds
        after which it may come again, and then it does not count."""
        client, now = _client(address), self._clock()
        left, since = self._left.get(client, (float(AT_ONCE), now))
        left = min(AT_ONCE, left + (now - since) * A_SECOND)
        seconds = 0 if left >= cost else ceil((cost - left) / A_SECOND)
        self._left[client] = (left if seconds else left - cost, now)
        self._left.move_to_end(client)
        if len(self._left) > _CLIENTS:
            self._left.popitem(last=False)
        return seconds


def _client(address: str) -> str:
    """An address, of IPv6 the network it is in: a machine there has addresses without number."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((known, 64 if known.version == 6 else 32), strict=False))
