"""What a sender's headings and words mean, as somebody decided when his last list came: kept in the
store by the sender's name, offered the next time, never taken unseen.

A sender is a zone (its code) or whatever name the steward gives him.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from lib.access.tables import MEANING
from lib.base.cells import named
from lib.base.database import Database, ago
from lib.intake.cleaning import Record
from lib.intake.fields import FIELDS, fold
from lib.intake.labels import TAG
from lib.terms.tags import Tag
from lib.terms.taxonomy import Vocabulary

# Of a sender's name, in characters; longer words and headings are not kept.
MOST_CHARACTERS: Final = 80
_LONGEST_WORD: Final = 200
# The facet of a heading: its meaning is a field.
_COLUMN: Final = "column"


@dataclass(frozen=True)
class Memory:
    """What is known of a sender: fields by folded heading, codes by (facet, folded word); when it
    was last decided (ISO 8601, UTC) and by whom, empty where nothing is known."""

    columns: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[tuple[str, str], str] = field(default_factory=dict)
    at: str = ""
    by: str = ""

    def __bool__(self) -> bool:
        return bool(self.columns or self.terms)

    def term(self, facet: str, word: str) -> str | None:
        """Return what a word means to the sender, if that is known."""
        return self.terms.get((facet, fold(word)))


def named_so(text: str) -> str:
    """Return a sender's name as it is kept; empty where there is none."""
    return named(" ".join(text.split()))[:MOST_CHARACTERS]


def known(database: Database) -> tuple[str, ...]:
    """Return the senders of whom something is known."""
    wanted = sa.select(MEANING.c.sender).distinct().order_by(MEANING.c.sender)
    with database.transaction() as connection:
        return tuple(connection.scalars(wanted))


def recall(database: Database, sender: str, vocabulary: Vocabulary) -> Memory:
    """Return what is known of a sender, but for what the register or the vocabulary no longer
    has."""
    wanted = sa.select(MEANING).where(MEANING.c.sender == sender).order_by(MEANING.c.at)
    with database.transaction() as connection:
        rows = connection.execute(wanted).all()
    columns = {r.word: r.meaning for r in rows if r.facet == _COLUMN and r.meaning in (*FIELDS, "")}
    terms = {
        (r.facet, r.word): r.meaning
        for r in rows
        if r.facet != _COLUMN and _is_known(vocabulary, r.facet, r.meaning)
    }
    return Memory(columns, terms, rows[-1].at, rows[-1].by) if rows else Memory()


def _is_known(vocabulary: Vocabulary, facet: str, meaning: str) -> bool:
    if facet == TAG:
        tags = map(Tag.parse, filter(None, meaning.split(";")))
        return all(tag.code in vocabulary.terms.get(tag.facet, {}) for tag in tags)
    if facet == "province":
        return meaning in {"", *(term.zh for term in vocabulary.provinces)}
    return not meaning or meaning in vocabulary.terms.get(facet, {})


def remember(
    connection: sa.Connection,
    sender: str,
    by: str,
    columns: Mapping[str, str],
    terms: Mapping[tuple[str, str], str],
) -> None:
    """Keep what a sender's headings and words (by facet) mean, beside what is known of others of
    his; of one that is known the later decision counts."""
    if not sender:
        return
    meanings = {(_COLUMN, fold(heading)): meaning for heading, meaning in columns.items()}
    meanings |= {(facet, fold(word)): meaning for (facet, word), meaning in terms.items()}
    at = ago()
    for (facet, word), meaning in meanings.items():
        if not word or len(word) > _LONGEST_WORD:
            continue
        key = {"sender": sender, "facet": facet, "word": word}
        connection.execute(sa.delete(MEANING).where(*(MEANING.c[n] == v for n, v in key.items())))
        connection.execute(sa.insert(MEANING), {**key, "meaning": meaning, "by": by, "at": at})


def forget(connection: sa.Connection, sender: str) -> None:
    """Forget all that is known of a sender."""
    connection.execute(sa.delete(MEANING).where(MEANING.c.sender == sender))


def guess(records: Iterable[Record], vocabulary: Vocabulary) -> str:
    """Return the zone that most rows of a list belong to; empty where none has one."""
    parks = vocabulary.terms["park"]
    counts = Counter(r.values.get("park", "") for r in records if r.values.get("park") in parks)
    return counts.most_common(1)[0][0] if counts else ""
