"""`editions`: what was published, what differs, and an older edition made current again."""

import argparse
import json
from dataclasses import asdict
from typing import Final

from lib.base.cells import named
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.command.asking import Commands, caller, command, fail, group, in_both, with_store
from lib.editions import cache
from lib.editions.comparison import Comparison, compare
from lib.editions.store import REGISTER, Conflict, Publication, Store

_ABSENT: Final = mark("没有第 {value} 次发布。")
_LIST: Final = mark("各次发布见 python -m lib editions list。")
_CONFLICT: Final = mark("另一发布同时进行，请再试一次。")
_NO_RECORD: Final = mark("— 无记录")
_SAME: Final = mark("两版相同。")


def add(commands: Commands) -> None:
    """Add this group's commands."""
    editions = group(commands, "editions", "list, compare and restore what was published")
    listed = command(editions, "list", with_store(_list), "print the latest publications")
    listed.add_argument("--most", type=int, default=50, help="how many (50)")
    shown = command(editions, "show", with_store(_show), "print what a publication holds")
    shown.add_argument("number", type=int)
    about = "make the edition of an older publication current again"
    restored = command(editions, "restore", with_store(_restore), about)
    restored.add_argument("number", type=int)
    restored.add_argument("--reason", required=True, help="why, for the record")
    about = "print what differs from one publication to another"
    compared = command(editions, "compare", with_store(_compare), about)
    compared.add_argument("before", type=int)
    compared.add_argument("after", type=int)
    for added in (listed, shown, compared):
        added.add_argument("--json", action="store_true", help="for a program to read")


def _list(given: argparse.Namespace, store: Store) -> int:
    publications = store.publications(max(0, given.most))
    if given.json:
        print(_json([asdict(publication) for publication in publications]))
        return 0
    for each in publications:
        parts = (
            each.number,
            each.digest[:8],
            each.at,
            each.by,
            each.record[:8] or _unrecorded(),
            each.reason,
        )
        print("\t".join(named(str(part)) for part in parts))
    return 0


def _show(given: argparse.Namespace, store: Store) -> int:
    publication = _publication(store, given.number)
    sources = store.sources(publication.digest)
    sizes = {name: len(content) for name, content in sources.items()}
    if given.json:
        print(_json(asdict(publication) | {"files": sizes}))
        return 0
    for name, value in asdict(publication).items():
        none = _unrecorded() if name == "record" else "-"
        print(f"{name}\t{named(str(value)) or none}")
    for name, size in sizes.items():
        print(f"{name}\t{size} B")
    return 0


def _unrecorded() -> str:
    """What stands in place of a record's hash where there is none."""
    return in_both(_NO_RECORD).replace("\n", " / ")


def _restore(given: argparse.Namespace, store: Store) -> int:
    old = _publication(store, given.number)
    # What this version of the atlas cannot serve must not become current.
    edition = cache.load(store.sources(old.digest))
    try:
        new = store.restore(old.number, caller(), given.reason)
    except Conflict:
        return fail(in_both(_CONFLICT))
    print(f"{new.number}\t{edition.version} · {edition.digest} · {len(edition.register)} rows")
    return 0


def _compare(given: argparse.Namespace, store: Store) -> int:
    before, after = (_publication(store, number) for number in (given.before, given.after))
    found = compare(store.sources(before.digest), store.sources(after.digest))
    print(_json(asdict(found)) if given.json else _text(found))
    return 0


def _publication(store: Store, number: int) -> Publication:
    found = store.publication(number)
    if found is None:
        raise DataProblem(REGISTER, _ABSENT, _LIST, value=str(number))
    return found


def _text(found: Comparison) -> str:
    lines = [f"+ {key}\t{name}" for key, name in found.added.items()]
    lines += [f"- {key}\t{name}" for key, name in found.removed.items()]
    lines += [
        f"~ {cell.resource_id}\t{cell.column}\t{cell.before or '-'} → {cell.after or '-'}"
        for cell in found.changed
    ]
    lines += [f"* {name}" for name in found.files]
    return "\n".join(lines) or in_both(_SAME)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
