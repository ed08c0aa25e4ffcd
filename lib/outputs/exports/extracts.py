"""What is taken away: rows of an edition, and what is said of them."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow

from lib.base.bidi import without_controls
from lib.base.i18n import Lang, mark, translator
from lib.editions.edition import Edition
from lib.editions.store import Publication
from lib.query.filters import ResourceFilter

Row = Mapping[str, Any]
# Told the part that is done, from 0 to 1.
Progress = Callable[[float], object]
# Rows that are in memory as Python's values at once: some 4 MB.
BATCH: Final = 1000
# Rows of a printed list: 85 pages, made in some four seconds. Nobody prints more.
MOST_PRINTED: Final = 2_000
FORMAT: Final = "jjj-extract/1"
# Characters of a hash that people compare.
_SHORT: Final = 16
TITLE: Final = mark("京津冀创新资源名录")


def unheard(_: float) -> None:
    """Take note of no progress."""


@dataclass(frozen=True, eq=False)
class Extract:
    """Rows of an edition to be written out, and what is said of them.

    `numbers` are the rows' places in the register, in any order; `what` says in `lang` how they
    were chosen; `date` is the day of the export, `YYYY-MM-DD`; `publication` is what made the
    edition current, as far as that is known.
    """

    edition: Edition
    numbers: Sequence[int] | npt.NDArray[np.intp]
    what: str
    lang: Lang
    date: str = field(default_factory=lambda: date.today().isoformat())
    publication: Publication | None = None

    def __post_init__(self) -> None:
        # What a user has searched for is among its words.
        object.__setattr__(self, "what", without_controls(self.what))

    @property
    def statement(self) -> str:
        """Which edition this is and where it is from, in one line, with the beginning of the
        record's hash where it has one."""
        t, said = translator(self.lang), self.edition.statement(self.lang)
        if not self.record:
            return said
        record = t("操作记录 {hash}").format(hash=self.record[:_SHORT])
        return f"{said} · {record}"

    @property
    def record(self) -> str:
        """The hash of the record's entry of the publication, which vouches for all before it; empty
        where there is none."""
        return self.publication.record if self.publication else ""

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def table(self) -> pyarrow.Table:
        """The rows as a table of the register's schema."""
        return self.edition.register.table.take(pyarrow.array(self.numbers, pyarrow.int64()))

    @property
    def rows(self) -> list[Row]:
        """The rows as mappings; what is not known is `None`."""
        return list(self.each())

    def each(self, progress: Progress = unheard, most: int = sys.maxsize) -> Iterator[Row]:
        """Yield the rows, the first `most` of them, as mappings; what is not known is `None`. Some
        are made at once, of however many."""
        n = min(len(self), most)
        for start in range(0, n, BATCH):
            yield from self.edition.register.rows(self.numbers[start : min(start + BATCH, n)])
            progress(min(start + BATCH, n) / n)

    def metadata(self) -> dict[str, str]:
        """Return what a program is told of the file as a whole. What is not known is left out."""
        told = {
            "format": FORMAT,
            "what": self.what,
            "date": self.date,
            "rows": str(len(self)),
            "register_version": self.edition.version,
            "register_date": self.edition.register.date,
            "register_sha256": self.edition.digest,
            "provenance_zh": self.edition.register.provenance_zh,
            "provenance_en": self.edition.register.provenance_en,
        }
        if self.publication:
            told["edition"] = str(self.publication.number)
            told["published"] = self.publication.at
        if self.record:
            told["record_sha256"] = self.record
        return told


def extract(
    edition: Edition,
    selection: ResourceFilter,
    lang: Lang,
    picks: Sequence[str] | None = None,
    publication: Publication | None = None,
) -> Extract:
    """Return the rows that pass `selection` or, given `picks` (ids chosen by hand), just those,
    whatever the selection; in the register's order."""
    t = translator(lang)
    if picks is None:
        numbers = np.flatnonzero(selection.mask(edition.members))
        what = selection.describe(lang, len(numbers))
    else:
        chosen = {edition.places[pick] for pick in picks if pick in edition.places}
        numbers = np.array(sorted(chosen), dtype=np.intp)
        what = t("选出的 {n} 项").format(n=len(numbers))
    return Extract(edition, numbers, what, lang, publication=publication)
