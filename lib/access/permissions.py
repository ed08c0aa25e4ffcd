"""Who may do what: one function decides, asked where something is drawn and again where it is done.

An editor proposes for the rows of his zone, a steward decides what is published, an admin keeps the
accounts. Reading needs no account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias

from lib.base.i18n import mark

Role: TypeAlias = Literal["editor", "steward", "admin"]
# What each is called (message ids).
ROLES: Final[Mapping[Role, str]] = {
    "editor": mark("园区编辑员"),
    "steward": mark("数据管理员"),
    "admin": mark("账户管理员"),
}
# The columns of the register that an editor proposes values for, by what they are together.
_EDITABLE: Final = {
    "contact": ("phone", "website"),
    "address": ("address", "district", "adcode"),
    "tags": ("chains", "clusters", "level"),
    "particulars": ("year", "note"),
    "source": ("source_title", "source_date", "source_url", "source_kind"),
    "position": ("lon", "lat", "position_basis", "radius_m", "place_id"),
}
EDITABLE: Final = frozenset(column for columns in _EDITABLE.values() for column in columns)


@dataclass(frozen=True)
class User:
    """Somebody who is signed in: his account's name and role, and the zone of an editor."""

    name: str
    role: Role
    park: str = ""


class Action(Enum):
    """What may be done to no row in particular."""

    PROPOSE = "propose"
    LOAD = "load"
    PUBLISH = "publish"
    RESTORE = "restore"
    SEE_RECORD = "see record"
    KEEP_ACCOUNTS = "keep accounts"


@dataclass(frozen=True)
class Propose:
    """To propose a value for a column of a row that belongs to a zone."""

    park: str
    column: str


@dataclass(frozen=True)
class Decide:
    """To approve or reject what somebody has proposed."""

    author: str


@dataclass(frozen=True)
class Withdraw:
    """To take back what somebody has proposed."""

    author: str


Deed: TypeAlias = Action | Propose | Decide | Withdraw
_ACTIONS: Final[dict[Role, frozenset[Action]]] = {
    "editor": frozenset((Action.PROPOSE,)),
    "steward": frozenset(
        (Action.PROPOSE, Action.LOAD, Action.PUBLISH, Action.RESTORE, Action.SEE_RECORD),
    ),
    "admin": frozenset((Action.SEE_RECORD, Action.KEEP_ACCOUNTS)),
}


def may(user: User | None, deed: Deed, *, sole_steward: bool = False) -> bool:
    """Whether a user, or a visitor who is not signed in, may do something.

    With `sole_steward` (`settings.sole_steward`) a steward may decide on his own proposals; whoever
    lets him then writes `decides_alone` into the record.
    """
    if user is None:
        return False
    match deed:
        case Propose(park, column):
            is_own = user.role == "editor" and user.park == park != ""
            return user.role == "steward" or (is_own and column in EDITABLE)
        case Decide():
            is_steward = user.role == "steward"
            return is_steward and (sole_steward or not decides_alone(user, deed))
        case Withdraw(author):
            return user.name == author
        case Action():
            return deed in _ACTIONS[user.role]


def decides_alone(user: User, deed: Decide) -> bool:
    """Whether a user would decide on what he himself proposed."""
    return user.name == deed.author
