"""What a scene is about: an edition under a filter in a language, and what every scene asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from lib import analysis
from lib.base.bidi import without_controls
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.published import scorecard
from lib.published.scorecard import Figure
from lib.query.filters import ResourceFilter
from lib.query.membership import Mask
from lib.register.rows import of_table
from lib.scenes.scene import LONGEST_LABEL, shortened
from lib.terms.tags import Tag
from lib.terms.taxonomy import Vocabulary

_COUNTED: Final = ["park", "subpark", "category", "chains", "clusters"]


@dataclass(frozen=True, eq=False)
class Subject:
    """An edition under a filter, spoken of in one language."""

    edition: Edition
    selection: ResourceFilter
    lang: Lang

    @property
    def t(self) -> Callable[[str], str]:
        """The translator into the language."""
        return translator(self.lang)

    @property
    def vocabulary(self) -> Vocabulary:
        """The edition's vocabulary."""
        return self.edition.vocabulary

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The register's rows that the filter leaves, with the columns that scenes count by; the
        index is the rows' places in the register."""
        passes = self.selection.mask(self.edition.members)
        frame = of_table(self.edition.register.table.select(_COUNTED).filter(passes))
        return frame.set_axis(np.flatnonzero(passes))

    @property
    def parks(self) -> list[str]:
        """The codes of the zones that the filter leaves."""
        return [park.code for park in self.selection.parks]

    @property
    def areas(self) -> tuple[Tag, ...]:
        """The chains and clusters spoken of: those chosen, or all."""
        return self.selection.focus or self.vocabulary.focus_areas

    @property
    def area(self) -> Tag | None:
        """The one chain or cluster chosen, if it is one."""
        focus = self.selection.focus
        return focus[0] if len(focus) == 1 else None

    @property
    def scope(self) -> str:
        """The filter in words, empty for none."""
        parts = " · ".join(words for _, _, words in self.selection.parts(self.lang))
        # What is drawn has no characters that only steer.
        parts = without_controls(parts)
        what = shortened(parts, LONGEST_LABEL)
        return self.t("筛选：{what}").format(what=what) if parts else ""

    @property
    def statement(self) -> str:
        """Which register this is and where it comes from."""
        return self.edition.statement(self.lang)

    @cached_property
    def shares(self) -> tuple[analysis.Shares, analysis.Shares]:
        """The parks' shares by category, and by chain and cluster."""
        members = self.edition.members
        return (
            analysis.shares(members, self.selection, "category"),
            analysis.shares(members, self.selection, analysis.FOCUS_DIMENSION),
        )

    def latest(self, scope: str) -> list[Figure]:
        """Return the latest published figures of a zone, or of the alliance."""
        lines = scorecard.lines(self.edition.figures.rows)
        return [line.latest for line in lines if line.scope == scope]

    def count(self, facet: str, code: str) -> int | str:
        """Return how many of the rows a place has, or in a word that the register has none."""
        members = self.edition.members
        n = int(members.carries(facet, (code,))[self.frame.index].sum())
        missing = analysis.gap(members, self.selection, Tag(facet, code))
        return n or (self.t(missing) if missing else self.none)

    @property
    def none(self) -> str:
        """The word for a zero, which may be a gap of the register."""
        return self.t("未收录")

    def leaders(self, counts: Iterable[tuple[str, int]], most: int) -> str:
        """Return the names with the largest counts, in words with these; none that has nothing."""
        ranked = sorted(counts, key=lambda pair: -pair[1])[:most]
        return self.listed(f"{name} {n}" for name, n in ranked if n)

    def carrying(self, area: Tag) -> Mask:
        """Return which of the rows carry a chain or cluster."""
        column = self.frame[f"{area.facet}s"]
        return np.array([area.code in tags for tags in column], dtype=bool)

    def short(self, tag: Tag) -> str:
        """Return the short name of a term."""
        return self.vocabulary.term(tag).short(self.lang)

    def label(self, tag: Tag) -> str:
        """Return a chain's or cluster's name: in full, but short in English, whose full ones leave
        no room for a chart's bars."""
        return self.vocabulary.label(tag, self.lang) if self.lang == "zh" else self.short(tag)

    def step(self, code: str) -> str:
        """Return the short name of a category as a step of the path."""
        return self.short(Tag("category", code))

    def place(self, code: str) -> str:
        """Return the short name of a park or of a node of the corridor."""
        facet = "park" if code in self.vocabulary.terms["park"] else "corridor"
        return self.short(Tag(facet, code))

    def listed(self, names: Iterable[str]) -> str:
        """Return names as a list in words."""
        return self.t("、").join(names)


def rows_of(frame: pd.DataFrame) -> tuple[int, ...]:
    """Return the places in the register of the rows of a part of it."""
    return tuple(frame.index.tolist())
