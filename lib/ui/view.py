"""What every page is given to draw: language, theme, register, filter and the rows it leaves."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, Literal

import pandas as pd
import streamlit as st

from lib import analysis, register
from lib.base.i18n import Lang, translator
from lib.base.problems import Reading
from lib.published import facts, scorecard
from lib.query import filters
from lib.ui import state

Theme = Literal["light", "dark"]

# For what is kept per register: one with the same content is the same.
BY_CONTENT: Final = attrgetter("sha256")


@dataclass(frozen=True)
class View:
    """One run's view. `passes` says which rows of the register the filter lets through; `frame`
    holds just those, with the register's index."""

    lang: Lang
    theme: Theme
    register: register.Register
    selection: filters.ResourceFilter
    passes: filters.Mask
    frame: pd.DataFrame

    @property
    def t(self) -> Callable[[str], str]:
        """The translator into the view's language."""
        return translator(self.lang)

    def count(self, facet: str, code: str, n: int, *, by_focus: bool | None = None) -> int | str:
        """Return `n`, or for a zero that says nothing of the place, in a word why it is one.

        `by_focus` tells whether `n` is of one chain or cluster; left out, it is where the filter
        names any.
        """
        if n:
            return n
        if by_focus is None:
            by_focus = bool(self.selection.focus)
        silent = analysis.silence(self.register.members, facet, code, by_focus=by_focus)
        return self.t(silent) if silent else n


@st.cache_resource(show_spinner=False)
def load_register() -> register.Register:
    """The register, read once per process. Raises `DataProblem`."""
    entries = register.read_parquet()
    # What is loaded by now stays for the process's life: keep the collector from walking it
    # after every run.
    gc.collect()
    gc.freeze()
    return entries


@st.cache_resource(show_spinner=False)
def load_figures() -> Reading[scorecard.Figure]:
    """The scorecard, read once per process."""
    return scorecard.read_figures()


@st.cache_resource(show_spinner=False)
def load_milestones() -> Reading[scorecard.Milestone]:
    """The milestones, read once per process."""
    return scorecard.read_milestones()


@st.cache_resource(show_spinner=False)
def load_facts() -> Reading[facts.Fact]:
    """The facts about the parks, read once per process."""
    return facts.read_facts()


@st.cache_resource(show_spinner=False)
def load_agreements() -> Reading[facts.Agreement]:
    """The agreements, read once per process."""
    return facts.read_agreements()


def current() -> View:
    """The view of this run, after `state.sync`."""
    entries = load_register()
    passes = state.selection().mask(entries.members)
    return View(
        lang=state.lang(),
        theme="dark" if st.context.theme.type == "dark" else "light",
        register=entries,
        selection=state.selection(),
        passes=passes,
        frame=entries.frame[passes],
    )
