"""Accounts that an organisation's own sign-in vouches for (OpenID Connect).

It says who somebody is; what he may do follows from a claim of its, anew each time he signs in.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from lib.access import accounts, attempts, audit, sessions
from lib.access.permissions import Role
from lib.access.tables import ACCOUNT
from lib.base.database import Database, ago

# Of what the organisation calls somebody, in his account's name.
_LONGEST: Final = 48


@dataclass(frozen=True)
class Identity:
    """Whom an organisation has signed in: by its own name (`issuer`), by the one that it never
    gives to another (`subject`), and as people call him."""

    issuer: str
    subject: str
    called: str = ""

    @property
    def name(self) -> str:
        """The name of his account, which no account made here can have."""
        whole = f"{self.issuer}|{self.subject}".encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(whole).hexdigest()
        return f"{accounts.folded(self.subject)[:_LONGEST]}/{digest[:12]}"


def role_of(
    claims: Mapping[str, object], claim: str, parks: Collection[str]
) -> tuple[Role, str] | None:
    """Return the role that a claim gives, and the zone of an editor; `None` where it gives none.

    The claim holds "steward", "admin" or such as "editor:tianjin", or a list of such; of several
    the first of these kinds counts. Its name may be a path, such as "realm_access.roles".
    """
    value: object = claims
    for part in [claim] if claim in claims else claim.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    given = value.split() if isinstance(value, str) else value
    values = given if isinstance(given, list | tuple) else []
    if "steward" in values:
        return "steward", ""
    if "admin" in values:
        return "admin", ""
    zones = (park for park in sorted(parks) if f"editor:{park}" in values)
    return next((("editor", park) for park in zones), None)


def admit(database: Database, who: Identity, role: Role, park: str, address: str) -> str:
    """Begin a session for whom an organisation has signed in, and return its token. His account is
    made the first time; where his role is another than before, his other sessions end.

    Raises `sessions.Refused` where his account was ended here.
    """
    name, network = who.name, attempts.network_of(address)
    wanted = sa.select(ACCOUNT.c.role, ACCOUNT.c.park, ACCOUNT.c.ended)
    with audit.deed(database) as connection:
        kept = connection.execute(wanted.where(ACCOUNT.c.name == name)).one_or_none()
        if kept is None:
            row = {"name": name, "role": role, "park": park, "password": "", "created": ago()}
            connection.execute(sa.insert(ACCOUNT), row)
            audit.write(
                connection, who.issuer, "account", name, role=role, park=park, called=who.called
            )
        elif kept.ended is None and (kept.role, kept.park) != (role, park):
            accounts.change(connection, name, role=role, park=park)
            audit.write(connection, who.issuer, "role", name, role=role, park=park)
        if kept is None or kept.ended is None:
            audit.write(connection, name, "sign-in", network=network, called=who.called)
            return sessions.begin(connection, name)
        audit.write(connection, "", "sign-in refused", name, network=network, called=who.called)
    raise sessions.Refused
