"""`intake`: a list is checked, compared with the register, and published."""

import argparse
import json
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from lib.base import settings
from lib.base.files import Sources, write_whole
from lib.base.i18n import LANGS, Lang, mark, translator
from lib.base.problems import DataProblem, DataProblems
from lib.command.asking import Commands, command, fail
from lib.editions import current
from lib.editions.store import CHECKOUT, Publication, Store
from lib.intake import fields, reader, workbook
from lib.intake.additions import ADDABLE, CATEGORY, Addition, grown, needed
from lib.intake.apply import merged, publish
from lib.intake.base import Base
from lib.intake.cleaning import DATUMS, Rules
from lib.intake.compare import Completion
from lib.intake.forms import FORMS
from lib.intake.labels import SINGLE, TAG
from lib.intake.matching import NEW, SKIP
from lib.intake.plan import Choices, Plan, plan
from lib.intake.yearbook import applied
from lib.register.schema import NAMES
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS

FINE: Final = 0
FAULTS: Final = 1
WRONGLY_ASKED: Final = 2
UNDECIDED: Final = 3
_UNREADABLE: Final = mark("文件无法读取（{value}）。")
_UNWRITABLE: Final = mark("文件无法写入（{value}）。")
_MEND: Final = mark("请检查路径与权限。")
# As the store has room for it.
_LONGEST_NAME: Final = 80
_EXITS: Final = """exit codes:
  0  all is well (and, with --publish, published)
  1  a file cannot be read, or the list has faults; nothing is published
  2  wrongly asked
  3  rows of the list need a decision (--decide); nothing is published

A list is read by its headings, several files and sheets at once. --check and --diff publish
nothing.
for example: python -m lib intake 名录.xlsx --diff --complete-for tangshan --datum gcj02
"""


class _WronglyAskedError(Exception):
    """An option that means nothing; its text says why."""


def add(commands: Commands) -> None:
    """Add this group's commands."""
    added = command(commands, "intake", _intake, "check a list, compare it, publish it")
    added.formatter_class = argparse.RawDescriptionHelpFormatter
    added.epilog = _EXITS
    kinds = " ".join(f".{suffix}" for suffix in reader.SUFFIXES)
    added.add_argument("files", type=Path, nargs="+", metavar="FILE", help=kinds)
    what = added.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="say what is wrong with the list")
    what.add_argument("--diff", action="store_true", help="say also what it would change")
    what.add_argument("--publish", action="store_true", help="make the changed register current")
    many: dict[str, Any] = {"action": "append", "default": []}
    added.add_argument(
        "--complete-for",
        metavar="PARK",
        help="the list has all rows of this zone: others are removed (repeat for more)",
        **many,
    )
    added.add_argument(
        "--complete-table",
        choices=[form.file for form in FORMS],
        help="the sheet has all rows of this table: others are removed (repeat for more)",
        **many,
    )
    added.add_argument(
        "--datum", choices=DATUMS, default="wgs84", help="of coordinates whose headings name none"
    )
    added.add_argument(
        "--hidden", choices=("include", "skip"), default="skip", help="rows and sheets"
    )
    added.add_argument(
        "--column", metavar="HEADING=COLUMN", help="what a heading means; empty: nothing", **many
    )
    added.add_argument(
        "--term",
        metavar="FACET:NAME=CODE",
        help=f"what a term of the list's own means ({', '.join(SINGLE)}, {TAG}); for {TAG} such as "
        "chain:robot; empty: nothing",
        **many,
    )
    added.add_argument(
        "--add",
        metavar="FACET:CODE=NAME|ENGLISH[|#RRGGBB|MARK]",
        help=f"a term that the vocabulary gets ({', '.join(ADDABLE)}), if a row has it; of a "
        "category its colour and mark too",
        **many,
    )
    added.add_argument(
        "--default", metavar="COLUMN=VALUE", help="for rows that say nothing of a column", **many
    )
    added.add_argument(
        "--decide", metavar=f"NAME=ID|{NEW}|{SKIP}", help="which row a name means", **many
    )
    added.add_argument(
        "--clear", metavar="COLUMN", help="empty cells of this column empty the register's", **many
    )
    added.add_argument(
        "--reject", metavar="ID[:COLUMN]", help="a change that is not to be made", **many
    )
    added.add_argument(
        "--marked",
        type=Path,
        metavar="FOLDER",
        help="write each file that has faults into this folder as .xlsx, its cells marked",
    )
    added.add_argument("--json", action="store_true", help="print the report as JSON")
    added.add_argument("--lang", choices=LANGS, default="zh")
    added.add_argument("--by", default="", help="who publishes")
    added.add_argument("--reason", default="", help="why, as the log has it")
    for name in _ABOUT:
        option = "--release" if name == "version" else f"--{name.replace('_', '-')}"
        added.add_argument(option, dest=name, default="", help=f"{name} of the new register")

    added = command(commands, "blank-list", _blank, "write a blank list for a zone to fill in")
    added.add_argument("out", type=Path, metavar="OUT.xlsx")
    added.add_argument("park", help="the zone's code")
    added.add_argument("--lang", choices=LANGS, default="zh")

    added = command(
        commands,
        "blank-tables",
        _blank_tables,
        "write a workbook for the scorecard, milestones, agreements and facts",
    )
    added.add_argument("out", type=Path, metavar="OUT.xlsx")
    added.add_argument("--lang", choices=LANGS, default="zh")


_ABOUT: Final = ("version", "date", "provenance_zh", "provenance_en")


def _intake(given: argparse.Namespace) -> int:
    return _told(_run, given)


def _blank(given: argparse.Namespace) -> int:
    return _told(_write_blank, given)


def _blank_tables(given: argparse.Namespace) -> int:
    return _told(_write_blank_tables, given)


def _told(run: Callable[[argparse.Namespace, Lang], int], given: argparse.Namespace) -> int:
    """Run a command, and say in its language what is wrong."""
    lang: Lang = given.lang
    try:
        return run(given, lang)
    except _WronglyAskedError as error:
        return fail(str(error), WRONGLY_ASKED)
    except DataProblem as error:
        return fail(error.text(lang), FAULTS)
    except DataProblems as error:
        return fail("\n".join(problem.text(lang) for problem in error.problems), FAULTS)


def _run(given: argparse.Namespace, lang: Lang) -> int:
    if given.publish:
        _check_publisher(given)
    store = Store(settings.database_url())
    try:
        base = _base(store)
        choices = _choices(given, base)
        rejected = frozenset(_rejected(given.reject))
        books, unread = _books(given.files)
        found = plan(books, base, choices, unread)
        published = None
        code = _code(found)
        accepted = found.difference.without(rejected)
        rows = found.brought.changes
        if given.publish and code == FINE and (accepted or rows):
            about = {name: getattr(given, name) for name in _ABOUT}
            bearing = grown(base, needed(choices.additions, accepted))
            sources = applied(merged(bearing, accepted, about).sources, rows)
            published = publish(store, _settled(store, base), sources, given.by, given.reason)
    finally:
        store.close()
    if given.marked:
        _write_marked(given.marked, books, found, lang)
    _print(given, found, published, lang)
    return code


def _write_marked(folder: Path, books: Sequence[reader.Book], found: Plan, lang: Lang) -> None:
    at_fault = {fault.file for fault in found.faults} | {m.record.file for m in found.asked}
    for book in books:
        if book.file in at_fault:
            # Never the sender's own file.
            name = f"{Path(book.file).stem}.marked.xlsx"
            _write(folder / name, workbook.marked(book, found, lang))


def _write_blank(given: argparse.Namespace, lang: Lang) -> int:
    store = Store(settings.database_url())
    try:
        base = _base(store)
    finally:
        store.close()
    parks = {park.code: park for park in base.vocabulary.parks}
    _known("PARK", given.park, parks)
    _write(given.out, workbook.blank(base.labels, parks[given.park], lang))
    return FINE


def _write_blank_tables(given: argparse.Namespace, lang: Lang) -> int:
    store = Store(settings.database_url())
    try:
        base = _base(store)
    finally:
        store.close()
    _write(given.out, workbook.blank_tables(base, lang))
    return FINE


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataProblem(str(path), _UNWRITABLE, _MEND, value=reason) from None
    print(path, file=sys.stderr)


def _code(found: Plan) -> int:
    if not found.is_sound:
        return FAULTS
    return UNDECIDED if found.asked else FINE


def _check_publisher(given: argparse.Namespace) -> None:
    if not given.by.strip() or not given.reason.strip():
        raise _WronglyAskedError("--publish: --by NAME, --reason TEXT")
    if given.by == CHECKOUT or len(given.by) > _LONGEST_NAME:
        raise _WronglyAskedError(f"--by: {given.by[:_LONGEST_NAME]}")


def _base(store: Store) -> Base:
    """The edition that is current, or that a server would make current when it starts."""
    head = store.head()
    if head is not None and head.by == CHECKOUT:
        return Base(Sources.of(settings.DATA_DIR), head.number)
    return Base.current(store)


def _settled(store: Store, base: Base) -> Base:
    """The base as the store has it, after what a server's start would publish is published."""
    current.follow_checkout(store)
    head = store.head()
    is_there = head is not None and head.digest == base.sources.digest
    return replace(base, number=head.number) if head and is_there else base


def _books(paths: Sequence[Path]) -> tuple[list[reader.Book], list[DataProblem]]:
    """The files that can be read, and what is wrong with the others."""
    books, unread = [], []
    names = reader.distinct([path.name for path in paths])
    for path, name in zip(paths, names, strict=True):
        try:
            if path.stat().st_size > reader.MOST_BYTES:
                size = f"{path.stat().st_size / (1 << 20):.1f} MB"
                raise reader.refusal(name, "large", size)
            books.append(reader.read(name, path.read_bytes()))
        except DataProblem as problem:
            unread.append(problem)
        except OSError as error:
            reason = error.strerror or str(error)
            unread.append(DataProblem(str(path), _UNREADABLE, _MEND, value=reason))
    return books, unread


def _choices(given: argparse.Namespace, base: Base) -> Choices:
    parks = base.vocabulary.terms["park"]
    for park in given.complete_for:
        _known("--complete-for", park, parks)
    for column in given.clear:
        _known("--clear", column, NAMES)
    columns = dict(_pairs("--column", given.column))
    defaults = dict(_pairs("--default", given.default))
    for option, names in (("--column", columns.values()), ("--default", defaults)):
        for name in names:
            _known(option, name, (*fields.FIELDS, ""))
    decisions = dict(_pairs("--decide", given.decide))
    for decision in decisions.values():
        _known("--decide", decision, (NEW, SKIP, *base.by_id))
    additions = tuple(_additions(given.add))
    terms = dict(_terms(given.term, grown(base, additions)))
    rules = Rules(datum=given.datum, terms=terms, defaults=defaults)
    completion = Completion(frozenset(given.complete_for), frozenset(given.clear))
    whole = frozenset(given.complete_table)
    return Choices(columns, given.hidden, rules, decisions, completion, additions, whole)


def _known(option: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        listed = ", ".join(list(filter(None, known))[:40])
        raise _WronglyAskedError(f"{option}: {value!r} ({listed})")


def _pairs(option: str, written: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in written:
        name, sign, value = text.rpartition("=")
        if not sign or not name.strip():
            raise _WronglyAskedError(f"{option}: {text!r}")
        yield name.strip(), value.strip()


def _additions(written: Sequence[str]) -> Iterator[Addition]:
    for text in written:
        place, _, names = text.partition("=")
        facet, _, code = place.strip().partition(":")
        _known("--add", facet, ADDABLE)
        parts = [part.strip() for part in names.split("|")]
        if len(parts) != (4 if facet == CATEGORY else 2):
            raise _WronglyAskedError(f"--add: {text!r}")
        yield Addition(facet, code, *parts)


def _terms(written: Sequence[str], base: Base) -> Iterator[tuple[tuple[str, str], str]]:
    terms = base.vocabulary.terms
    for text, code in _pairs("--term", written):
        facet, _, name = text.partition(":")
        _known("--term", facet, (*SINGLE, TAG))
        for part in filter(None, code.split(";")):
            if facet == TAG:
                tag = Tag.parse(part)
                _known("--term", tag.facet, FOCUS)
                _known("--term", tag.code, terms[tag.facet])
            elif facet == "province":
                _known("--term", part, [term.zh for term in terms[facet].values()])
            else:
                _known("--term", part, terms[facet])
        yield (facet, name), code


def _rejected(written: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in written:
        resource_id, _, column = text.partition(":")
        if column:
            _known("--reject", column, NAMES)
        yield resource_id, column


def _print(
    given: argparse.Namespace, found: Plan, published: Publication | None, lang: Lang
) -> None:
    if given.json:
        report = found.report() | {"published": vars(published) if published else None}
        json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    for line in _lines(given, found, published, lang):
        print(line)
    for problem in found.unread:
        print(problem.text(lang), file=sys.stderr)
    for fault in found.faults:
        print(fault.text(lang), file=sys.stderr)


def _lines(
    given: argparse.Namespace, found: Plan, published: Publication | None, lang: Lang
) -> Iterator[str]:
    t = translator(lang)
    yield found.counts(lang)
    for note in found.notes:
        yield f"  {note.text(lang)}"
    for table in found.tables:
        unread = [column.heading for column in table.columns if not column.field]
        if unread:
            where = " · ".join(filter(None, (table.file, table.sheet)))
            yield "  " + t("{where}：不导入的列：{names}").format(
                where=where, names=t("、").join(unread)
            )
    for match in found.matches:
        if match.how == "alike":
            yield "  " + t("请过目：“{name}”视作 {id}“{own}”（{score}）").format(
                name=match.record.name,
                id=match.id,
                own=match.candidates[0].name,
                score=f"{match.candidates[0].score:g}",
            )
    for match in found.asked:
        names = [f"{c.id} {c.name} ({c.score:g})" for c in match.candidates]
        yield "  " + t("待定：“{name}”可能是 {names}；或为新增").format(
            name=match.record.name, names=t("、").join(names)
        )
    if not given.check:
        yield from _changes(found)
    if published:
        yield t("已发布第 {number} 版（{digest}）。").format(
            number=published.number, digest=published.digest[:8]
        )
    elif given.publish:
        yield t("没有发布。")


def _changes(found: Plan) -> Iterator[str]:
    difference = found.difference
    for change in difference.changed:
        yield f"  ~ {change.id} {change.field}: {change.before or '∅'} → {change.after or '∅'}"
    for added in difference.added:
        yield f"  + {added.id} {added.name}"
    for removed in difference.removed:
        yield f"  - {removed.id} {removed.name}"
    for row in found.brought.changes:
        where = f"{row.file} {' · '.join(row.key)}"
        if row.how == "changed":
            for name, before, after in row.cells:
                yield f"  ~ {where} {name}: {before or '∅'} → {after or '∅'}"
        else:
            yield f"  {'+' if row.how == 'added' else '-'} {where}"
