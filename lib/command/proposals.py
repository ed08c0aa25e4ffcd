"""`proposals`: what editors propose for rows of their zones, approved or rejected by a steward."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from lib.access import accounts
from lib.base.cells import named
from lib.command.asking import Commands, caller, command, group, with_store
from lib.editions import current
from lib.editions.store import Store
from lib.intake import deciding, proposals
from lib.intake.base import Base


def add(commands: Commands) -> None:
    """Add this group's commands."""
    about = "see, approve and reject what is proposed for rows of the register"
    added = group(commands, "proposals", about)
    about = "propose other cells for a row of the register"
    proposed = command(added, "propose", with_store(_propose), about)
    proposed.add_argument("resource", metavar="ID")
    proposed.add_argument("cells", nargs="+", metavar="COLUMN=VALUE", help="empty: nothing there")
    proposed.add_argument("--source", default="", help="where the author has it from")
    about = "take back what one has proposed, as long as nobody has decided"
    withdrawn = command(added, "withdraw", with_store(_withdraw), about)
    withdrawn.add_argument("number", type=int, nargs="+")
    for each in (proposed, withdrawn):
        each.add_argument("--by", required=True, metavar="NAME", help="the author's account")
    listed = command(added, "list", with_store(_list), "print what waits for a decision")
    listed.add_argument("--park", default="", help="of this zone, a code of data/parks.csv")
    listed.add_argument("--author", default="", metavar="NAME", help="all that NAME has proposed")
    about = "print a proposal cell by cell, and what stands in the register now where it is stale"
    shown = command(added, "show", with_store(_show), about)
    shown.add_argument("number", type=int)
    for each in (listed, shown):
        each.add_argument("--json", action="store_true", help="for a program to read")
    about = "publish what proposals change, all of it or nothing"
    approved = command(added, "approve", with_store(_approve), about)
    about = "reject proposals, all of these or none"
    rejected = command(added, "reject", with_store(_reject), about)
    for each in (approved, rejected):
        each.add_argument("number", type=int, nargs="+")
        each.add_argument("--by", required=True, metavar="NAME", help="a steward's account")
    approved.add_argument("--reason", default="", help="why, as the log has it")
    rejected.add_argument("--reason", required=True, help="why, which their authors see")


def _propose(given: argparse.Namespace, store: Store) -> int:
    user = accounts.user(store.database, given.by)
    values = dict(text.partition("=")[::2] for text in given.cells)
    made = proposals.propose(
        store.database, user, Base.current(store), given.resource, values, given.source
    )
    print(made.number)
    return 0


def _withdraw(given: argparse.Namespace, store: Store) -> int:
    user = accounts.user(store.database, given.by)
    proposals.withdraw(store.database, user, given.number)
    return 0


def _list(given: argparse.Namespace, store: Store) -> int:
    if given.author:
        found = proposals.of_author(store.database, accounts.folded(given.author))
        found = tuple(p for p in found if given.park in ("", p.park))
    else:
        found = proposals.pending(store.database, given.park)
    if given.json:
        print(_json([asdict(proposal) for proposal in found]))
        return 0
    for each in found:
        names = ",".join(cell.field for cell in each.cells) or "-"
        parts = (str(each.number), each.at, each.by or "-", each.state, each.resource_id)
        print("\t".join((*parts, named(each.name), names)))
    return 0


def _show(given: argparse.Namespace, store: Store) -> int:
    (found,) = proposals.numbered(store.database, [given.number])
    now = proposals.stale(found, Base.current(store)) if found.state == "pending" else {}
    if given.json:
        print(_json(asdict(found) | {"now": now}))
        return 0
    for name, value in asdict(found).items():
        if name != "cells":
            print(f"{name}\t{named(str(value)) or '-'}")
    for cell in found.cells:
        standing = f"\tnow {now[cell.field] or '-'}" if cell.field in now else ""
        print(f"~ {cell.field}\t{cell.before or '-'} → {cell.after or '-'}{standing}")
    return 0


def _approve(given: argparse.Namespace, store: Store) -> int:
    user = accounts.user(store.database, given.by)
    # What a server's start would publish is published before.
    current.follow_checkout(store)
    base = Base.current(store)
    new = deciding.approve(store, user, given.number, base, given.reason, via=caller())
    print(f"{new.number}\t{new.digest}")
    return 0


def _reject(given: argparse.Namespace, store: Store) -> int:
    user = accounts.user(store.database, given.by)
    deciding.reject(store.database, user, given.number, given.reason, via=caller())
    return 0


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
