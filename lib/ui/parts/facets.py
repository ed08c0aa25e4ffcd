"""Facets as widgets: pills for the sidebar, and bars whose length is the count."""

from collections.abc import Sequence

import streamlit as st

from lib.analysis import focus_codes
from lib.terms.tags import Tag
from lib.ui import state
from lib.ui.view import View


def pills(view: View, label: str, facets: Sequence[str], *, key: str, bars: bool = False) -> None:
    """Draw one facet (or `chain` and `cluster` together) as multi-select pills with counts.

    Each count is what the code would give under the other facets' choices; an option that would
    give nothing is greyed and says so. With `bars`, each option fills a row, its bar as long as
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

    def show(choice: str) -> str:
        tag = Tag.parse(choice)
        tag = tag._replace(facet=tag.facet or facets[0])
        name, n = view.vocabulary.term(tag).short(view.lang), counts[choice]
        said = view.count(*tag, n)
        return f"{name} :gray[{said}]" if n else f":gray[{name} {said}]"

    chosen = [option(f, code) for f in facets for code in getattr(view.selection, f)]
    state.put(key, chosen)
    st.pills(
        label,
        options,
        selection_mode="multi",
        format_func=show,
        key=key,
        on_change=state.take,
        args=(facets, key),
        label_visibility="collapsed" if bars else "visible",
        width="stretch" if bars else "content",
    )
    if bars:
        longest = max(*(counts[o] for o in options), 1)
        lengths = ";".join(f"--v{i}:{counts[o] / longest:.2g}" for i, o in enumerate(options, 1))
        st.html(f"<style>.st-key-{key}{{{lengths}}}</style>")
