"""What every page is given to draw: language, theme, edition, filter and the rows it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Final, Literal

import streamlit as st

from lib import analysis
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.query import filters, membership
from lib.terms.tags import Tag
from lib.terms.taxonomy import Vocabulary
from lib.ui import state

Theme = Literal["light", "dark"]

# For what is kept per edition: one with the same content is the same.
BY_CONTENT: Final = attrgetter("digest")


@dataclass(frozen=True)
class View:
    """One run's view. `passes` says which rows of the edition the filter lets through."""

    lang: Lang
    theme: Theme
    edition: Edition
    selection: filters.ResourceFilter
    passes: membership.Mask

    @cached_property
    def n(self) -> int:
        """How many rows the filter lets through."""
        return int(self.passes.sum())

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of what is shown."""
        return self.edition.members.vocabulary

    @property
    def t(self) -> Callable[[str], str]:
        """The translator into the view's language."""
        return translator(self.lang)

    def count(self, facet: str, code: str, n: int, *, by_focus: bool | None = None) -> int | str:
        """Return `n`, or for a zero that says nothing, in a word why it is one.

        `by_focus` tells whether `n` is of one chain or cluster, and that the page says of a zero
        that it may be a gap; left out, `n` stands alone, and such a zero is the word for it.
        """
        if n:
            return n
        members = self.edition.members
        if by_focus is None:
            silent = analysis.gap(members, self.selection, Tag(facet, code))
        else:
            silent = analysis.silence(members, facet, code, by_focus=by_focus)
        return self.t(silent) if silent else n


def current() -> View:
    """The view of this run, after `state.sync`."""
    edition = state.edition()
    return View(
        lang=state.lang(),
        theme="dark" if st.context.theme.type == "dark" else "light",
        edition=edition,
        selection=state.selection(),
        passes=state.selection().mask(edition.members),
    )
