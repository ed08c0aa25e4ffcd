"""The columns for people: names instead of codes, headings in their language."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lib.base.i18n import Lang, translator
from lib.outputs.exports.extracts import Extract, Progress, Row, unheard
from lib.register import schema
from lib.terms import words
from lib.terms.taxonomy import Vocabulary

Cell = str | int | float | None
_SCHEMA: Final = {column.name: column for column in schema.COLUMNS}


@dataclass(frozen=True)
class Column:
    """A column for people: its heading (a message id), its width in characters, its cell."""

    heading: str
    width: int
    cell: Callable[[Row, Vocabulary, Lang], Cell]


def _of(name: str, cell: Callable[[Row, Vocabulary, Lang], Cell]) -> Column:
    """A column with heading and width of one of the register's."""
    return Column(_SCHEMA[name].heading, _SCHEMA[name].width, cell)


def _plain(name: str) -> Column:
    return _of(name, lambda row, vocabulary, lang: row[name])


def _named(name: str) -> Column:
    """A column of codes, as the names of their terms."""
    return _of(name, lambda row, vocabulary, lang: vocabulary.terms[name][row[name]].name(lang))


def _worded(name: str) -> Column:
    """A column of codes, as the messages that stand for them."""
    messages = schema.WORDS[name]
    return _of(name, lambda row, vocabulary, lang: translator(lang)(messages[row[name]]))


def focus(row: Row, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return the names of a row's chains and clusters, or that it carries none."""
    t = translator(lang)
    names = words.focus(row["chains"], row["clusters"], vocabulary, lang)
    return ("、" if lang == "zh" else "; ").join(names) or t("未标注")


def status(row: Row, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return a row's status with the date it was true at."""
    return words.status(row["status"], row["source_date"], vocabulary, lang)


COLUMNS: Final = (
    _plain("resource_id"),
    _plain("name"),
    _named("category"),
    _named("park"),
    _plain("subpark"),
    _worded("confidence"),
    Column(schema.FOCUS_HEADING, 24, focus),
    _named("level"),
    _of("status", status),
    *map(_plain, ("host", "year", "address", "district", "city", "province")),
    *map(_plain, ("phone", "website", "note", "lon", "lat")),
    _worded("position_basis"),
    *map(_plain, ("radius_m", "source_title", "source_date", "source_url")),
    _worded("source_kind"),
)


def table(x: Extract) -> list[list[Cell]]:
    """Return headings and rows as people read them."""
    return list(lines(x))


def lines(
    x: Extract, progress: Progress = unheard, most: int = sys.maxsize
) -> Iterator[list[Cell]]:
    """Yield headings, then rows, the first `most` of them, as people read them."""
    t = translator(x.lang)
    vocabulary = x.edition.vocabulary
    yield [t(column.heading) for column in COLUMNS]
    for row in x.each(progress, most):
        yield [column.cell(row, vocabulary, x.lang) for column in COLUMNS]
