"""An edition: one published state of everything a visitor sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.base.files import Sources
from lib.base.i18n import Lang, translator
from lib.base.problems import DataProblem, Reading
from lib.published.facts import Agreement, Fact
from lib.published.scorecard import Figure, Milestone
from lib.query import questions, search
from lib.query.filters import ResourceFilter
from lib.query.membership import Mask, Membership
from lib.register.positions import Arrangement, arrange
from lib.register.rows import Register
from lib.terms.taxonomy import Vocabulary


@dataclass(frozen=True, eq=False)
class Edition:
    """One published state of everything: whatever is shown is a function of an edition, a filter
    and a language. Never changed once made.

    `members` says which row of the register carries which code; `assets` gives the hashed name of
    each of the browser's files by its plain name.
    """

    sources: Sources
    vocabulary: Vocabulary
    register: Register
    members: Membership
    figures: Reading[Figure]
    milestones: Reading[Milestone]
    facts: Reading[Fact]
    agreements: Reading[Agreement]
    aliases: Reading[tuple[questions.Alias, ...]]
    assets: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The SHA-256 of all sources, in hexadecimal: what caches are keyed by."""
        return self.sources.digest

    @property
    def stamp(self) -> str:
        """The first eight characters of the digest, as shown beside the version."""
        return self.digest[:8]

    @property
    def frame(self) -> pd.DataFrame:
        """The register's rows as a frame (see `Register.frame`)."""
        return self.register.frame

    @property
    def index(self) -> search.Index:
        """What is searched of each row."""
        return self.members.index

    @property
    def version(self) -> str:
        """The register's version."""
        return self.register.version

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each resource of the register."""
        return tuple(self.register.column("resource_id").to_pylist())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each resource in the register, by id."""
        return dict(zip(self.ids, range(len(self.ids)), strict=True))

    @cached_property
    def positions(self) -> npt.NDArray[np.float64]:
        """The anchor of each resource of the register: WGS-84 longitude and latitude in degrees."""
        return np.column_stack([self.register.column(name).to_numpy() for name in ("lon", "lat")])

    @cached_property
    def is_placed(self) -> Mask:
        """Which resources are known to lie at a place, not only in a zone."""
        placed = np.zeros(len(self.register), dtype=bool)
        placed[self.arrangement.placed] = True
        return placed

    @cached_property
    def arrangement(self) -> Arrangement:
        """How the register is drawn on maps that zoom."""
        return arrange(self.register.table, self.vocabulary)

    @cached_property
    def names(self) -> questions.Names:
        """The names by which a question may mean a term."""
        aliases = tuple(alias for row in self.aliases.rows for alias in row)
        return questions.Names(self.vocabulary, aliases)

    @property
    def problems(self) -> tuple[DataProblem, ...]:
        """What could not be used of what is published."""
        readings = (self.figures, self.milestones, self.facts, self.agreements, self.aliases)
        return tuple(problem for reading in readings for problem in reading.problems)

    def filter(self, **chosen: tuple[str, ...] | str) -> ResourceFilter:
        """Return a filter over this edition's vocabulary."""
        return ResourceFilter(self.vocabulary, **chosen)  # type: ignore[arg-type]

    def offer(self, query: str) -> questions.Offer | None:
        """Return the filter that a question in plain words means (see `questions.offer`)."""
        return questions.offer(self.names, self.members, query)

    def select(self, selection: ResourceFilter) -> pd.DataFrame:
        """Return the rows that pass a filter, index and order kept."""
        return self.frame[selection.mask(self.members)]

    def resource(self, resource_id: str) -> pd.Series:
        """Return the row of a resource of `places`, its name being its place in the register;
        what is not known is `None`."""
        place = self.places[resource_id]
        [row] = self.register.rows([place])
        return pd.Series(row, name=place, dtype=object)

    def asset(self, name: str) -> str:
        """Return the address of one of the browser's files, relative to the app's root."""
        return f"app/static/{self.assets[name]}"

    def provenance(self, lang: Lang) -> str:
        """Return the line on where the register comes from, and what it is not."""
        return self.register.provenance(lang)

    def statement(self, lang: Lang) -> str:
        """Return in one line which register this is and where it comes from."""
        t = translator(lang)
        return t("登记册 {version}（{digest}）· {origin}").format(
            version=self.version, digest=self.stamp, origin=self.provenance(lang)
        )
