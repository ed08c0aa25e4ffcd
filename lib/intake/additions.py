"""Terms that a list has and the vocabulary has not: added to an edition's files as further rows.

A category, level, status, chain or cluster can be added, as the last of its kind: the order of
categories is the innovation path and that of levels their rank, which whoever wants another order
gives the rows of the file. A zone cannot, nor a province: these have a seat, a district, boundaries
and sources, which no name in a list gives.
"""

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from lib.base import tables
from lib.base.cells import unfit_characters
from lib.base.files import Sources
from lib.base.i18n import Lang, mark
from lib.base.problems import DataProblem
from lib.base.tables import split
from lib.drawing.palette import FURTHER
from lib.intake.base import Base
from lib.intake.compare import Difference
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS, MARKS, Vocabulary

CATEGORY: Final = "category"
ADDABLE: Final = (CATEGORY, "level", "status", *FOCUS)
# A name is shown in pills, legends and the heads of matrices.
MOST_CHARACTERS: Final = 60
_FILES: Final[Mapping[str, str]] = {
    CATEGORY: "categories.csv",
    **dict.fromkeys(("level", "status"), "terms.csv"),
    **dict.fromkeys(FOCUS, "focus_areas.csv"),
}
_FIELDS: Final[Mapping[str, str]] = {
    **{facet: facet for facet in (CATEGORY, "level", "status")},
    **{"chain": "chains", "cluster": "clusters"},
}
_NO_CODE: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_CODE: Final = 40
_TAKEN: Final = mark("“{value}”已是所用的名称。")
_MAP_IT: Final = mark("请选用原有的一项，或另起名称。")
_TAKEN_LOOK: Final = mark("“{value}”已为另一类别所用。")
_CHOOSE: Final = mark("请另选颜色或图形。")


@dataclass(frozen=True)
class Addition:
    """A term to be added: its facet (of `ADDABLE`), code and names; of a category its colour
    (`#RRGGBB`) and mark (of `MARKS`)."""

    facet: str
    code: str
    zh: str
    en: str
    color: str = ""
    mark: str = ""

    @property
    def meaning(self) -> str:
        """What a list's own word for it means (see `cleaning.Rules`)."""
        return str(Tag(self.facet, self.code)) if self.facet in FOCUS else self.code

    def name(self, lang: Lang) -> str:
        """Return its name."""
        return self.zh if lang == "zh" else self.en


def free_colors(vocabulary: Vocabulary, added: Collection[Addition] = ()) -> tuple[str, ...]:
    """Return the colours that a further category may have."""
    used = {c.color for c in vocabulary.categories} | {addition.color for addition in added}
    return tuple(color for color in FURTHER if color not in used)


def free_marks(vocabulary: Vocabulary, added: Collection[Addition] = ()) -> tuple[str, ...]:
    """Return the marks that a further category may have; none where all are taken, and then there
    can be no further category."""
    used = {c.mark for c in vocabulary.categories} | {addition.mark for addition in added}
    return tuple(mark for mark in MARKS if mark not in used)


def code_of(en: str, facet: str, vocabulary: Vocabulary, added: Collection[Addition] = ()) -> str:
    """Return a code for a term of an English name that no other of its facet has: it stands
    in addresses."""
    taken = set(vocabulary.terms[facet]) | {a.code for a in added if a.facet == facet}
    plain = _NO_CODE.sub("_", en.casefold()).strip("_")[: _LONGEST_CODE - 4].strip("_")
    if not plain or not plain[0].isalpha():
        plain = f"{facet}_{plain}".strip("_")
    numbered = (plain, *(f"{plain}_{n}" for n in range(2, 100)))
    return next(code for code in numbered if code not in taken)


@lru_cache(maxsize=4)
def grown(base: Base, added: tuple[Addition, ...]) -> Base:
    """Return a base whose vocabulary has further terms; the same base where there are none.

    Raises `DataProblem` where one has no name, or a name, colour or mark that is taken.
    """
    sources = base.sources
    for addition in added:
        _check(addition, replace(base, sources=sources))
        file = _FILES[addition.facet]
        sources = Sources({**sources, file: _with_row(sources.text(file), addition)})
    if sources is base.sources:
        return base
    found = replace(base, sources=sources)
    # The register is the same, and read once.
    vars(found).update(rows=base.rows, by_id=base.by_id)
    return found


def needed(added: Collection[Addition], difference: Difference) -> tuple[Addition, ...]:
    """Return those terms that a row of a difference has: no other is added."""
    used = {(c.field, part) for c in difference.changed for part in split(c.after)}
    for row in difference.added:
        used |= {(field, part) for field in _FIELDS.values() for part in split(row.values[field])}
    return tuple(a for a in added if (_FIELDS[a.facet], a.code) in used)


def _check(addition: Addition, base: Base) -> None:
    file = _FILES[addition.facet]
    for column, name in (("name_zh", addition.zh), ("name_en", addition.en)):
        if not name.strip():
            raise DataProblem(file, tables.NOT_EMPTY, column=column)
        if unfit := unfit_characters(name):
            raise DataProblem(file, tables.BAD_CHARACTER, column=column, value=unfit)
        if len(name) > MOST_CHARACTERS:
            raise DataProblem(file, tables.TOO_LONG, column=column, value=str(len(name)))
        if _means(base, addition.facet, name):
            raise DataProblem(file, _TAKEN, _MAP_IT, column=column, value=name)
    if addition.facet == CATEGORY:
        categories = base.vocabulary.categories
        for column, own, others in (
            ("color", addition.color, {category.color for category in categories}),
            ("mark", addition.mark, {category.mark for category in categories}),
        ):
            if own in others:
                raise DataProblem(file, _TAKEN_LOOK, _CHOOSE, column=column, value=own)


def _means(base: Base, facet: str, name: str) -> bool:
    if facet in FOCUS:
        return any(tag.facet == facet for tag in base.labels.tags(name))
    return base.labels.code(facet, name) is not None


def _with_row(text: str, addition: Addition) -> bytes:
    """A file with one row more; the others stay as they are, byte for byte."""
    end = "\r\n" if "\r\n" in text else "\n"
    header = next(csv.reader(io.StringIO(text, newline="")))
    cells = {
        "facet": addition.facet,
        "code": addition.code,
        "name_zh": addition.zh.strip(),
        "name_en": addition.en.strip(),
        "color": addition.color,
        "mark": addition.mark,
    }
    written = io.StringIO(newline="")
    row = [cells.get(column.strip(), "") for column in header]
    csv.writer(written, lineterminator=end).writerow(row)
    return (text.rstrip("\r\n") + end + written.getvalue()).encode()
