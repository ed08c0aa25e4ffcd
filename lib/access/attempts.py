"""How often somebody may try to sign in: counted in the store, which all processes share.

An attempt is written down before its password is looked at, so that many at once are no more than
many in a row. Wrong ones count for an account and the network they come from together: nobody can
lock out somebody elsewhere by guessing at his account.
"""

import hashlib
import time
from datetime import timedelta
from ipaddress import ip_address, ip_network
from itertools import takewhile
from math import ceil
from typing import Final

import sqlalchemy as sa

from lib.access.tables import ATTEMPT
from lib.base.database import Database, hold

# Wrong ones of an account from a network, before one has to wait: two seconds after the fifth, then
# twice as long each time, up to `_WITHIN`.
_FREE: Final = 5
# Wrong ones of a network, whatever the account: then one a minute, but for accounts that were
# signed in to from there before.
_FREE_OF_NETWORK: Final = 20
_PAUSE_OF_NETWORK: Final = 60.0
# Seconds: what is longer ago does not count, and is kept so long.
_WITHIN: Final = 900.0
# So many wrong ones in a row make any wait `_WITHIN`.
_ENOUGH: Final = 20
# Seconds in which an account is known to a network.
_KNOWN: Final = timedelta(days=90).total_seconds()
# Of an address: a household or an office has as many.
_NETWORK_BITS: Final = {4: 24, 6: 64}


class TooMany(Exception):
    """So many attempts were wrong that the next has to wait; `seconds` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def network_of(address: str) -> str:
    """Return the network of an address, such as "192.0.2.0/24"; empty where it is none."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    # A server that listens by IPv6 sees all of IPv4 in one network.
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((known, _NETWORK_BITS[known.version]), strict=False))


def begin(database: Database, name: str, network: str) -> int:
    """Write down an attempt as wrong, and return its number. Raises `TooMany`, and then it was
    none: its password is not to be looked at."""
    who, from_ = _digest(name, network), _digest(network)
    with database.transaction(writes=True) as connection:
        hold(connection)
        now = time.time()
        _forget(connection, now)
        wait = max(_wait(connection, who, now), _wait_of_network(connection, who, from_, now))
        if wait > 0:
            raise TooMany(ceil(wait))
        row = {"at": now, "who": who, "network": from_, "is_right": False}
        return int(connection.scalar(sa.insert(ATTEMPT).values(row).returning(ATTEMPT.c.number)))


def was_right(connection: sa.Connection, number: int) -> None:
    """Write down that the password of an attempt was right: those before it no longer count for
    the account."""
    right = sa.update(ATTEMPT).where(ATTEMPT.c.number == number).values(is_right=True)
    connection.execute(right)


def _forget(connection: sa.Connection, now: float) -> None:
    is_old = sa.or_(
        ATTEMPT.c.at < now - _KNOWN, ~ATTEMPT.c.is_right & (ATTEMPT.c.at < now - _WITHIN)
    )
    connection.execute(sa.delete(ATTEMPT).where(is_old))


def _wait(connection: sa.Connection, who: str, now: float) -> float:
    """Seconds until an account may be tried again from a network."""
    wanted = sa.select(ATTEMPT.c.at, ATTEMPT.c.is_right).where(ATTEMPT.c.who == who)
    newest_first = connection.execute(wanted.order_by(ATTEMPT.c.number.desc()).limit(_ENOUGH))
    wrong = [row.at for row in takewhile(lambda row: not row.is_right, newest_first)]
    if len(wrong) < _FREE:
        return 0
    return float(wrong[0]) + min(_WITHIN, 2.0 ** (len(wrong) - _FREE + 1)) - now


def _wait_of_network(connection: sa.Connection, who: str, network: str, now: float) -> float:
    """Seconds until an account may be tried from a network from which many were."""
    is_known = sa.exists().where(ATTEMPT.c.who == who, ATTEMPT.c.is_right)
    is_wrong = (ATTEMPT.c.network == network) & ~ATTEMPT.c.is_right & (ATTEMPT.c.at > now - _WITHIN)
    wanted = sa.select(sa.func.count(), sa.func.max(ATTEMPT.c.at)).where(is_wrong, ~is_known)
    count, last = connection.execute(wanted).one()
    return float(last) + _PAUSE_OF_NETWORK - now if count >= _FREE_OF_NETWORK else 0


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
