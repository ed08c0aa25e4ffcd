"""`people`: accounts of those who may change something."""

import argparse
import getpass
import sys
from typing import Final

from lib.access import accounts
from lib.access.permissions import ROLES
from lib.base import settings
from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.command.asking import Commands, caller, command, fail, group, in_both, with_store
from lib.editions.store import Store
from lib.terms import vocabulary as vocabularies

_NO_TERMINAL: Final = mark("没有可输入密码的终端；请用 --password-stdin 从标准输入读取。")
_DIFFERENT: Final = mark("两次输入的密码不同，什么也没有改变。")
_UNKNOWN_PARK: Final = mark("园区代码“{value}”不存在。")
_PARKS: Final = mark("园区代码见 data/parks.csv。")
_NOBODY: Final = mark("尚无账户。新建：python -m lib people add NAME --role steward")


class _NoPassword(Exception):
    """No password was given; `code` is the command's exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def add(commands: Commands) -> None:
    """Add this group's commands."""
    people = group(commands, "people", "keep the accounts of those who may change something")
    added = command(people, "add", with_store(_add), "make an account; asks for its password")
    _takes_role(added)
    _takes_password(added)
    command(people, "list", with_store(_list), "list the accounts, ended ones too")
    ended = command(people, "end", with_store(_end), "end an account for good, and its sessions")
    ended.add_argument("name")
    password = command(people, "password", with_store(_password), "give an account a new password")
    password.add_argument("name")
    _takes_password(password)
    role = command(people, "role", with_store(_role), "give an account another role")
    _takes_role(role)


def _takes_role(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="the name to sign in with")
    parser.add_argument("--role", choices=ROLES, required=True)
    parser.add_argument("--park", default="", help="an editor's zone, a code of data/parks.csv")


def _takes_password(parser: argparse.ArgumentParser) -> None:
    about = "read the password from standard input, its first line"
    parser.add_argument("--password-stdin", action="store_true", help=about)


def _add(given: argparse.Namespace, store: Store) -> int:
    _check_park(store, given.park)
    try:
        password = _asked_password(given)
    except _NoPassword as error:
        return fail(str(error), error.code)
    accounts.add(store.database, given.name, given.role, given.park, password, caller())
    print(accounts.folded(given.name))
    return 0


def _password(given: argparse.Namespace, store: Store) -> int:
    try:
        password = _asked_password(given)
    except _NoPassword as error:
        return fail(str(error), error.code)
    accounts.set_password(store.database, given.name, password, caller())
    return 0


def _role(given: argparse.Namespace, store: Store) -> int:
    _check_park(store, given.park)
    accounts.set_role(store.database, given.name, given.role, given.park, caller())
    return 0


def _end(given: argparse.Namespace, store: Store) -> int:
    accounts.end(store.database, given.name, caller())
    return 0


def _list(_: argparse.Namespace, store: Store) -> int:
    kept = accounts.every(store.database)
    if not kept:
        print(in_both(_NOBODY), file=sys.stderr)
    for account in kept:
        ended = f"ended {account.ended}" if account.ended else ""
        parts = (account.name, account.role, account.park or "-", account.created, ended)
        print("\t".join(part for part in parts if part))
    return 0


def _asked_password(given: argparse.Namespace) -> str:
    """The password from where it is asked for. Raises `_NoPassword`."""
    if given.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise _NoPassword(in_both(_NO_TERMINAL), 2)
    password = getpass.getpass("密码 Password: ")
    if getpass.getpass("再输一次 Once more: ") != password:
        raise _NoPassword(in_both(_DIFFERENT), 1)
    return password


def _check_park(store: Store, park: str) -> None:
    """Raise `DataProblem` where the current edition has no such zone."""
    if not park:
        return
    head = store.head()
    sources = store.sources(head.digest) if head else Sources.of(settings.DATA_DIR)
    if park not in vocabularies.read(sources).terms["park"]:
        raise DataProblem("--park", _UNKNOWN_PARK, _PARKS, value=park)
