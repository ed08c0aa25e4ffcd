"""Sessions: who is signed in, told by a token that only his browser has.

All windows of a browser share one session. It ends for all of them at once, on every process: by
signing out, an hour after it was last used, twelve hours after it began, and when the account's
password or role changes or the account ends.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from lib.access import accounts, attempts, audit, passwords
from lib.access.permissions import User
from lib.access.tables import ACCOUNT, SESSION
from lib.base.database import Database, ago

# The cookie that holds the token.
COOKIE: Final = "atlas_session"
IDLE: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=12)
# That a session is used is written no more often: each run of a page asks.
_SEEN_EVERY: Final = timedelta(seconds=60)
# What is over is kept so long.
_KEPT: Final = timedelta(days=30)


class Refused(Exception):
    """There is no such account, or its password is another: nobody is told which."""


def sign_in(database: Database, name: str, password: str, address: str) -> str:
    """Begin a session for who has an account's password, and return its token.

    `address` is the one he comes from, empty where it is not known. Raises `Refused` where the
    password is wrong, `attempts.TooMany` where too many were.
    """
    name, network = accounts.folded(name), attempts.network_of(address)
    attempt = attempts.begin(database, name, network)
    wanted = sa.select(ACCOUNT.c.password).where(ACCOUNT.c.name == name, ACCOUNT.c.ended.is_(None))
    with database.transaction() as connection:
        kept = connection.scalar(wanted)
    is_right = passwords.fits(password, kept)
    renewed = passwords.renewed(password, kept) if is_right and kept else kept
    with audit.deed(database) as connection:
        # It may have ended, or been given another password, since.
        if is_right and connection.scalar(wanted) == kept:
            is_it = ACCOUNT.c.name == name
            connection.execute(sa.update(ACCOUNT).where(is_it).values(password=renewed))
            attempts.was_right(connection, attempt)
            audit.write(connection, name, "sign-in", network=network)
            return begin(connection, name)
        # Written for a name that nobody has too: it takes as long, and says nothing. It does not
        # say the name then, which may be a password in the wrong field.
        audit.write(connection, "", "sign-in refused", name if kept else "", network=network)
    raise Refused


def begin(connection: sa.Connection, name: str) -> str:
    """Begin a session of an account, within a transaction that writes, and return its token."""
    token, now = secrets.token_urlsafe(32), ago()
    connection.execute(sa.delete(SESSION).where(SESSION.c.created < ago(_KEPT)))
    row = {"token": _digest(token), "name": name, "created": now, "seen": now}
    connection.execute(sa.insert(SESSION), row)
    return token


def who(database: Database, token: str | None) -> User | None:
    """Return who is signed in with a token, or `None` where its session is over or never was.

    Ask it in every run and before every deed: a browser goes on sending what it has. Raises
    `DataProblem` where the database cannot be reached.
    """
    if not token:
        return None
    wanted = sa.select(ACCOUNT.c.name, ACCOUNT.c.role, ACCOUNT.c.park, SESSION.c.seen)
    wanted = wanted.join_from(SESSION, ACCOUNT).where(_is_open(token), ACCOUNT.c.ended.is_(None))
    with database.transaction() as connection:
        found = connection.execute(wanted).one_or_none()
    if found is None:
        return None
    if found.seen < ago(_SEEN_EVERY):
        with database.transaction(writes=True) as connection:
            connection.execute(sa.update(SESSION).where(_is_open(token)).values(seen=ago()))
    return User(found.name, found.role, found.park)


def end(database: Database, token: str) -> None:
    """End the session of a token for all windows that have it; one that is over stays so."""
    over = sa.update(SESSION).where(_is_open(token)).values(ended=ago()).returning(SESSION.c.name)
    with audit.deed(database) as connection:
        name = connection.scalar(over)
        if name is not None:
            audit.write(connection, name, "sign-out")


def seal(token: str) -> str:
    """Return what a form must bring beside the cookie that holds `token`: another site can make a
    browser send the cookie, and does not know this."""
    return hmac.new(token.encode(), b"form", "sha256").hexdigest()


def is_sealed(token: str, sealed: str) -> bool:
    """Whether a form brought what `seal` returns for a token."""
    return bool(token) and hmac.compare_digest(seal(token).encode(), sealed.encode())


def _is_open(token: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        SESSION.c.token == _digest(token),
        SESSION.c.ended.is_(None),
        SESSION.c.seen >= ago(IDLE),
        SESSION.c.created >= ago(LONGEST),
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
