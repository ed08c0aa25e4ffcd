"""Facets as widgets: pills for the sidebar, and bars whose length is the count."""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from lib.terms.tags import Tag
from lib.ui import mirror, state
from lib.ui.parts import figures
from lib.ui.parts.frame import option
from lib.ui.view import View


def pills(view: View, label: str, facets: Sequence[str], *, key: str) -> None:
    """Draw one facet (or `chain` and `cluster` together) as multi-select pills with counts.

    Each count is what the code would give under the other facets' choices; an option that would
    give nothing is greyed, or says why.
    """
    _draw(view, label, _counts(view, facets), facets, key, "content")


def bars(
    view: View, label: str, facets: Sequence[str], *, key: str, note: str, is_short: bool = False
) -> None:
    """Draw `pills` as a panel with a quiet note: each option fills a row, its bar as long as its
    count; its name is short where that `is_short`."""
    counts = _counts(view, facets)
    _draw(view, label, counts, facets, key, "stretch", is_short=is_short)
    figures.lengths(key, list(counts.values()))
    figures.note(key, note)


def _counts(view: View, facets: Sequence[str]) -> dict[Tag, int]:
    """The choices of `facets` in the vocabulary's order, each with its count."""
    counts = {
        Tag(facet, code): n
        for facet in facets
        for code, n in view.selection.counts(view.edition.members, facet).items()
    }
    # What is chain and cluster at once stands once.
    return {tag: counts[tag] for tag in view.vocabulary.focus_areas} if len(facets) > 1 else counts


def _draw(
    view: View,
    label: str,
    counts: Mapping[Tag, int],
    facets: Sequence[str],
    key: str,
    width: Literal["content", "stretch"],
    *,
    is_short: bool = False,
) -> None:
    several = len(facets) > 1
    tags = {str(tag) if several else tag.code: tag for tag in counts}
    names = {
        code: option(
            view.vocabulary.term(tag).short(view.lang)
            if is_short
            else view.vocabulary.label(tag, view.lang)
        )
        for code, tag in tags.items()
    }
    chosen = {Tag(facet, code) for facet in facets for code in getattr(view.selection, facet)}
    mirror.put(key, [code for code, tag in tags.items() if tag in chosen])
    st.pills(
        label,
        list(tags),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=key,
        on_change=state.take,
        args=(facets, key),
        width=width,
    )
    figures.beside(key, [view.count(*tag, n) for tag, n in counts.items()])
