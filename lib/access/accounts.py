"""Accounts: who may sign in, as what, and for which zone.

There is none to begin with, and none has a password that anybody else has chosen. An account that
has ended stays in the table: its name stands in the record and is never given to somebody else.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, TypeAlias

import sqlalchemy as sa

from lib.access import audit, passwords
from lib.access.permissions import ROLES, Action, Role, User, may
from lib.access.tables import ACCOUNT, SESSION
from lib.base.cells import named
from lib.base.database import Database, ago
from lib.base.i18n import mark
from lib.base.problems import DataProblem

# How the first account is made.
FIRST: Final = "python -m lib people add NAME --role steward"
# Letters of any script, digits and a few signs: no account's name can pass for a sentence.
_NAME: Final = re.compile(r"[\w.@-]{2,40}")
# By these the store knows what no account does: an edition of the checkout's gives way to the next.
_RESERVED: Final = frozenset(("checkout", "shell"))
_NAMED: Final = mark("用户名")
_BAD_NAME: Final = mark("“{value}”不能作用户名：须为 2 至 40 个字母、汉字、数字或 . - _ @。")
_TAKEN: Final = mark("已有此账户，或曾有而已停用。")
_ABSENT: Final = mark("没有此账户，或已停用。")
_BAD_ROLE: Final = mark("角色“{value}”不存在。")
_NO_PARK: Final = mark("编辑员须指定所属园区。")
_ODD_PARK: Final = mark("只有编辑员属于某一园区。")
_OTHER_NAME: Final = mark("请另选一个用户名。")
_LIST: Final = mark("现有账户见 python -m lib people list。")
_NOT_ABLE: Final = mark("您不再有管理账户的权限；没有任何改动。")
_SIGN_IN: Final = mark("请重新登录，或请另一位账户管理员办理。")
_OWN: Final = mark("不能更改或停用自己的账户。")
_ANOTHER: Final = mark("请另一位账户管理员办理。")
_HOW: Final = mark("角色为 editor（须有园区代码）、steward 或 admin。")


@dataclass(frozen=True)
class Account:
    """An account: its name, role and, of an editor, zone; since when, and until when where it has
    ended (ISO 8601, UTC)."""

    name: str
    role: Role
    park: str
    created: str
    ended: str | None

    @property
    def is_made_here(self) -> bool:
        """Whether it has a password and role of its own: an organisation's has them there."""
        return _NAME.fullmatch(self.name) is not None


# By whom an account is changed: a user, who must be one that keeps accounts, or somebody at the
# machine's shell by his name.
By: TypeAlias = User | str
_COLUMNS: Final = tuple(ACCOUNT.c[name] for name in Account.__dataclass_fields__)


def folded(name: str) -> str:
    """Return a name as accounts have it: capitals, full width and spaces around it do not count.
    What cannot be seen stands there by its code point, and so in no account's name."""
    return named(unicodedata.normalize("NFKC", name).strip().casefold())


def every(database: Database) -> tuple[Account, ...]:
    """Return all accounts, ended ones too, in the order of their names."""
    with database.transaction() as connection:
        rows = connection.execute(sa.select(*_COLUMNS).order_by(ACCOUNT.c.name))
        return tuple(Account(*row) for row in rows)


def exist(database: Database) -> bool:
    """Whether anybody at all may sign in."""
    wanted = sa.select(ACCOUNT.c.name).where(ACCOUNT.c.ended.is_(None)).limit(1)
    with database.transaction() as connection:
        return connection.scalar(wanted) is not None


def user_of(connection: sa.Connection, name: str) -> User | None:
    """Return who an account's holder is at this moment; `None` where there is none, or no longer.
    A deed asks it within its transaction: a role may be another than when the page was drawn."""
    wanted = sa.select(ACCOUNT.c.name, ACCOUNT.c.role, ACCOUNT.c.park)
    is_it = (ACCOUNT.c.name == folded(name)) & ACCOUNT.c.ended.is_(None)
    found = connection.execute(wanted.where(is_it)).one_or_none()
    return None if found is None else User(*found)


def user(database: Database, name: str) -> User:
    """Return who an account's holder is. Raises `DataProblem` where there is no such account."""
    with database.transaction() as connection:
        found = user_of(connection, name)
    if found is None:
        raise DataProblem(folded(name), _ABSENT, _LIST)
    return found


def add(database: Database, name: str, role: str, park: str, password: str, by: By) -> None:
    """Make an account. Raises `DataProblem` where name, role, zone or password cannot be used; that
    there is such a zone is for the caller to see to."""
    name = folded(name)
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise DataProblem(_NAMED, _BAD_NAME, _OTHER_NAME, value=name)
    _check_role(name, role, park)
    passwords.check(name, password)
    row = {"name": name, "role": role, "park": park, "created": ago()}
    row["password"] = passwords.hash_of(password)
    try:
        with audit.deed(database) as connection:
            connection.execute(sa.insert(ACCOUNT), row)
            keeper = _keeper(connection, by, name)
            audit.write(connection, keeper, "account", name, role=role, park=park)
    except sa.exc.IntegrityError as error:
        raise DataProblem(name, _TAKEN, _OTHER_NAME) from error


def end(database: Database, name: str, by: By) -> None:
    """End an account and all its sessions, for good. Raises `DataProblem` where there is none."""
    with audit.deed(database) as connection:
        keeper = _keeper(connection, by, name)
        name = change(connection, name, ended=ago())
        audit.write(connection, keeper, "account ended", name)


def set_password(database: Database, name: str, password: str, by: By) -> None:
    """Give an account another password, and end its sessions. Raises `DataProblem` where there is
    no such account, or the password cannot be used."""
    passwords.check(folded(name), password)
    hash_ = passwords.hash_of(password)
    with audit.deed(database) as connection:
        keeper = _keeper(connection, by, name)
        name = change(connection, name, password=hash_)
        audit.write(connection, keeper, "password", name)


def set_role(database: Database, name: str, role: str, park: str, by: By) -> None:
    """Give an account another role, and end its sessions. Raises `DataProblem` as `add` does, and
    where there is no such account."""
    _check_role(folded(name), role, park)
    with audit.deed(database) as connection:
        keeper = _keeper(connection, by, name)
        name = change(connection, name, role=role, park=park)
        audit.write(connection, keeper, "role", name, role=role, park=park)


def change(connection: sa.Connection, name: str, **values: str) -> str:
    """Change an account that has not ended, within a transaction that writes; end its sessions, and
    return its name as it is kept. Raises `DataProblem` where there is none."""
    name = folded(name)
    is_it = (ACCOUNT.c.name == name) & ACCOUNT.c.ended.is_(None)
    if not connection.execute(sa.update(ACCOUNT).where(is_it).values(values)).rowcount:
        raise DataProblem(name, _ABSENT, _LIST)
    is_open = (SESSION.c.name == name) & SESSION.c.ended.is_(None)
    connection.execute(sa.update(SESSION).where(is_open).values(ended=ago()))
    return name


def _keeper(connection: sa.Connection, by: By, name: str) -> str:
    """Return by whom the record says that an account is changed. Raises `DataProblem` where it is
    a user who does not keep accounts, or no longer, or whose own account it is."""
    if not isinstance(by, User):
        return by
    if not may(user_of(connection, by.name), Action.KEEP_ACCOUNTS):
        raise DataProblem(by.name, _NOT_ABLE, _SIGN_IN)
    if folded(name) == by.name:
        raise DataProblem(by.name, _OWN, _ANOTHER)
    return by.name


def _check_role(name: str, role: str, park: str) -> None:
    if role not in ROLES:
        raise DataProblem(name, _BAD_ROLE, _HOW, value=role)
    if (role == "editor") != bool(park):
        raise DataProblem(name, _ODD_PARK if park else _NO_PARK, _HOW)
