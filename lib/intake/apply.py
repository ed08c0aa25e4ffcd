"""What is accepted of a list, in a register of its own, and that register published."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lib.base.files import Sources
from lib.base.i18n import mark
from lib.base.problems import DataProblem
from lib.editions import building
from lib.editions.store import REGISTER, Also, Conflict, Publication, Store
from lib.intake.base import Base
from lib.intake.compare import Difference, by_resource
from lib.register.rows import FILE, PARTICULARS, particulars
from lib.register.schema import NAMES

_ABOUT: Final = (
    "# The register's own particulars: written into resources.parquet and shown on every page."
)


class Moved(DataProblem, Conflict):
    """Another publication came since the list was compared: what it would change must be looked at
    anew."""


@dataclass(frozen=True)
class Merged:
    """An edition's files with a list's changes; `ids` says whose row each line of the register is,
    the header being the first (empty for it, and for a blank line)."""

    sources: Sources
    ids: tuple[str, ...]


def merged(base: Base, difference: Difference, about: Mapping[str, str] | None = None) -> Merged:
    """Return the base's files with the changes of a difference, and with the register's particulars
    where `about` names others. A line that nothing changes stays as it is, byte for byte."""
    changes = {i: {c.field: c.after for c in cells} for i, cells in by_resource(difference.changed)}
    removed = {row.id for row in difference.removed}
    lines: list[tuple[str, str]] = []
    last_of: dict[str, int] = {}
    end = "\n"
    for raw, cells in lines_of(base.sources.text(FILE)):
        values = dict(zip(NAMES, (cell.strip() for cell in cells), strict=False))
        own = values.get("resource_id", "") if lines else ""
        if not lines:
            end = "\r\n" if raw.endswith("\r\n") else "\n"
        if own in removed:
            continue
        written = line({**values, **changes[own]}, NAMES, end) if own in changes else raw
        if own:
            last_of[values["park"]] = len(lines)
        # A last line without an end would run into the next.
        lines.append((own, written if written.endswith(("\n", "\r")) else written + end))
    # A new row stands behind the last of its zone, so that zones stay together.
    behind: dict[int, list[tuple[str, str]]] = {}
    for row in difference.added:
        place = last_of.get(row.values["park"], len(lines) - 1)
        behind.setdefault(place, []).append((row.id, line(row.values, NAMES, end)))
    lines = [one for place, held in enumerate(lines) for one in (held, *behind.get(place, ()))]
    files = dict(base.sources)
    files[FILE] = "".join(raw for _, raw in lines).encode()
    if about:
        files[PARTICULARS] = _particulars(base.sources, about)
    return Merged(Sources(files), tuple(own for own, _ in lines))


def lines_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of a CSV file as they are written, each with its cells."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines)
    start = 0
    for cells in reader:
        yield "".join(lines[start : reader.line_num]), cells
        start = reader.line_num


def line(values: Mapping[str, str], names: Sequence[str], end: str) -> str:
    """Return a line of a CSV file with these columns."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end).writerow([values[name] for name in names])
    return written.getvalue()


def _particulars(sources: Sources, about: Mapping[str, str]) -> bytes:
    held = particulars(sources)
    new = {**held, **{name: text for name, text in about.items() if text}}
    if new == held:
        return sources[PARTICULARS]
    # A JSON text is a TOML text, but for a character that no particular may have.
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in new.items()]
    return "\n".join((_ABOUT, *lines, "")).encode()


def publish(
    store: Store, base: Base, sources: Sources, by: str, reason: str, also: Also | None = None
) -> Publication:
    """Publish files that were made of a base, after another process has built their edition; `also`
    as for the store's `publish`.

    Raises `Moved` where another publication came since, `DataProblem` or `DataProblems` where the
    edition cannot be built or the database not be written; then nothing is published.
    """
    building.prepare(sources)
    try:
        return store.publish(sources, by, reason, base.number, also)
    except Conflict as error:
        raise Moved(
            REGISTER,
            mark("比较之后已有另一版发布，此次没有发布。"),
            mark("请重新比较，再发布。"),
        ) from error
