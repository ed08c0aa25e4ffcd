"""Facets as widgets: pills for the sidebar, and bars whose length is the count."""

from collections.abc import Sequence

import streamlit as st

from lib.analysis import focus_codes
from lib.terms.tags import Tag
from lib.ui import state
from lib.ui.parts import figures
from lib.ui.view import View


def pills(view: View, label: str, facets: Sequence[str], *, key: str, bars: bool = False) -> None:
    """Draw one facet (or `chain` and `cluster` together) as multi-select pills with counts.

    Each count is what the code would give under the other facets' choices; an option that would
    give nothing is greyed, or says why. With `bars`, each option fills a row, its bar as long as
    its count.
    """

    def option(facet: str, code: str) -> str:
        return str(Tag(facet, code)) if len(facets) > 1 else code

    counts = {
        option(facet, code): n
        for facet in facets
        for code, n in view.selection.counts(view.edition.members, facet).items()
    }
    options = list(focus_codes(view.vocabulary)) if len(facets) > 1 else list(counts)

    def tag(choice: str) -> Tag:
        found = Tag.parse(choice)
        return found._replace(facet=found.facet or facets[0])

    # Streamlit looks long for an emoji in a label's first word: it is empty.
    names = {choice: f" {view.vocabulary.term(tag(choice)).short(view.lang)}" for choice in options}
    chosen = [option(f, code) for f in facets for code in getattr(view.selection, f)]
    state.put(key, chosen)
    st.pills(
        label,
        options,
        selection_mode="multi",
        format_func=names.__getitem__,
        key=key,
        on_change=state.take,
        args=(facets, key),
        label_visibility="collapsed" if bars else "visible",
        width="stretch" if bars else "content",
    )
    words = [view.count(*tag(choice), counts[choice]) for choice in options]
    longest = max(counts[choice] for choice in options) if bars else None
    figures.beside(key, words, longest=longest)
