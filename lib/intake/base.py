"""What a list is held against: the register of an edition, as its files have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lib.base import settings, tables
from lib.base.files import Sources
from lib.base.tables import Row
from lib.editions.store import Store
from lib.intake.labels import Labels
from lib.query.questions import read_aliases
from lib.register.rows import FILE
from lib.register.schema import NAMES
from lib.terms import vocabulary as vocabularies
from lib.terms.taxonomy import Vocabulary

# The number of the publication before any.
NO_NUMBER: Final = 0


@dataclass(frozen=True, eq=False)
class Base:
    """An edition's files, with the number of the publication that made them current."""

    sources: Sources
    number: int = NO_NUMBER

    @classmethod
    def current(cls, store: Store) -> "Base":
        """Return the edition that is current; the checkout where none was published. Raises
        `DataProblem` where the store cannot be asked."""
        head = store.head()
        if head is None:
            return cls(Sources.of(settings.DATA_DIR))
        return cls(store.sources(head.digest), head.number)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The edition's vocabulary. Raises `DataProblem` or `DataProblems`."""
        return vocabularies.read(self.sources)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The register's rows as they are written. Raises `DataProblem` or `DataProblems`."""
        return tables.strict_rows(self.sources, FILE, NAMES)

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """The rows by id."""
        return {row["resource_id"]: row for row in self.rows}

    @cached_property
    def labels(self) -> Labels:
        """The names by which lists may call the vocabulary's terms."""
        aliases = read_aliases(self.sources, self.vocabulary)
        return Labels(self.vocabulary, tuple(alias for row in aliases.rows for alias in row))
