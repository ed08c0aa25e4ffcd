"""`audit`: the record of who did what."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from lib.access import audit
from lib.base.files import write_whole
from lib.base.i18n import mark
from lib.command.asking import Commands, caller, command, fail, group, in_both, with_store
from lib.editions.store import Store
from lib.editions.verification import verify

_KINDS: Final = mark("不能写“{name}”这种文件，只能写 {known}。")
_UNWRITABLE: Final = mark("无法写入 {path}：{reason}")


def add(commands: Commands) -> None:
    """Add this group's commands."""
    record = group(commands, "audit", "read and verify the record of who did what")
    listed = command(record, "list", with_store(_list), "print the latest entries, newest first")
    listed.add_argument("--most", type=int, default=50, help="how many (50)")
    about = "see whether anything recorded was changed; print how many entries, and the last hash"
    command(record, "verify", with_store(_verify), about)
    exported = command(record, "export", with_store(_export), "write the whole record to a file")
    kinds = " | ".join(f"FILE.{kind}" for kind in audit.FORMATS)
    exported.add_argument("file", type=Path, help=kinds)


def _list(given: argparse.Namespace, store: Store) -> int:
    for entry in audit.latest(store.database, max(0, given.most)):
        detail = json.dumps(entry.detail, ensure_ascii=False)
        parts = (str(entry.number), entry.at, entry.who or "-", entry.action, entry.subject or "-")
        print("\t".join((*parts, detail)))
    return 0


def _verify(_: argparse.Namespace, store: Store) -> int:
    found = verify(store)
    print(f"{found.entries} entries · {found.hash}")
    if found.fault:
        message, values = found.fault
        return fail(in_both(message, **values))
    if found.remark:
        message, values = found.remark
        print(in_both(message, **values), file=sys.stderr)
    return 0


def _export(given: argparse.Namespace, store: Store) -> int:
    kind = given.file.suffix.lower().lstrip(".")
    if kind not in audit.FORMATS:
        known = ", ".join(f".{name}" for name in audit.FORMATS)
        return fail(in_both(_KINDS, name=given.file.name, known=known), 2)
    try:
        write_whole(given.file, audit.export(store.database, caller(), kind))
    except OSError as error:
        return fail(in_both(_UNWRITABLE, path=given.file, reason=error.strerror or error))
    print(given.file)
    return 0
