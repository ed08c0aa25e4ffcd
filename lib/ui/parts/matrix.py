"""A matrix of counts whose cells are filters: one row of pills for each row of the matrix.

Every cell is a button named after its column, with its count beside the name (`figures`). Where
columns fit, the name is for screen readers only; on a phone it is seen.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from html import escape

import pandas as pd
import streamlit as st

from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS
from lib.ui import state
from lib.ui.parts import figures
from lib.ui.parts.frame import literal
from lib.ui.view import View


def _name(view: View, option: str) -> str:
    return view.vocabulary.term(Tag.parse(option)).short(view.lang) if option else view.t("筛选内")


def _group(option: str) -> str:
    facet = Tag.parse(option).facet
    return FOCUS[0] if facet in FOCUS else facet


def _column_styles(counts: pd.DataFrame, key: str, steps: Sequence[str]) -> str:
    """The grid's columns with a space before each group, and the categories' colours."""
    options = list(counts.columns)
    tracks, rules = [], []
    for i, option in enumerate(options):
        tag, rule = Tag.parse(option), ""
        if i and _group(option) != _group(options[i - 1]):
            tracks.append("8px")
            rule += f"grid-column:{len(tracks) + 1};"
        tracks.append("minmax(0,1fr)")
        if tag.facet == "category":
            rule += f"--color:var(--category-{steps.index(tag.code) + 1});"
        if rule:
            child = f":nth-of-type({i + 1})"
            rules.append(f".st-key-grid_{key} :is(button{child},.heads span{child}){{{rule}}}")
    return f".st-key-grid_{key}{{--tracks:{' '.join(tracks)}}}{''.join(rules)}"


def draw(view: View, key: str, counts: pd.DataFrame, said: Callable[[str, str, int], str]) -> None:
    """Draw `counts`, whose index and columns are options `facet:code` (its column `analysis.WHOLE`
    stands for the row's whole); `said` gives each cell's words from row, column and count.

    Cells are shaded by their share of the largest of their columns' facet, of which chains and
    clusters are one.
    """
    groups = {column: _group(column) for column in counts.columns}
    cells_of = zip(counts.index, counts.to_numpy().tolist(), strict=True)
    table: dict[str, dict[str, int]] = {
        row: dict(zip(groups, cells, strict=True)) for row, cells in cells_of
    }
    largest = dict.fromkeys(groups.values(), 1)
    for cells in table.values():
        for column, n in cells.items():
            largest[groups[column]] = max(largest[groups[column]], n)
    heads = "".join(f"<span>{escape(_name(view, option))}</span>" for option in counts.columns)
    styles = [_column_styles(counts, key, view.vocabulary.steps)]
    with st.container(key=f"grid_{key}", gap=None):
        st.html(f'<div class="heads" aria-hidden="true">{heads}</div>')
        for row, cells in table.items():
            widget = f"cells_{key}_{row.replace(':', '_')}"
            _row(view, widget, row, list(cells))
            words = {option: said(row, option, n) for option, n in cells.items()}
            # What most zeros say stands once.
            zero = Counter(word for option, word in words.items() if not cells[option])
            [(usual, _)] = zero.most_common(1) or [("0", 0)]
            properties = [f"--z:{figures.quoted(usual)}"] if usual != "0" else []
            for i, (option, n) in enumerate(cells.items(), start=1):
                if n:
                    properties.append(f"--s{i}:flex;--v{i}:{n / largest[groups[option]]:.2g}")
                if n or words[option] != usual:
                    properties.append(f"--n{i}:{figures.quoted(words[option])}")
            styles.append(f".st-key-{widget}{{{';'.join(properties)}}}")
        st.html(f"<style>{''.join(styles)}</style>")


def place_words(view: View, row: str, column: str, n: int) -> str:
    """Return a cell's count, or in a word why a zero of the place in `row` or `column` says
    nothing of it."""
    place, other = Tag.parse(row), Tag.parse(column)
    if place.facet not in ("park", "corridor"):
        place, other = other, place
    return str(view.count(*place, n, by_focus=other.facet in FOCUS))


def _row(view: View, widget: str, row: str, options: Sequence[str]) -> None:
    tag, chosen = Tag.parse(row), []
    if view.selection.is_pinned(*tag):
        chosen = [
            option
            for option in options
            if not option or view.selection.is_pinned(*Tag.parse(option))
        ]

    state.put(widget, chosen)
    st.pills(
        _name(view, row),
        options,
        selection_mode="multi",
        format_func=lambda option: f" *{literal(_name(view, option))}*",
        key=widget,
        on_change=state.toggle_cell,
        args=(widget, tag, chosen),
        width="stretch",
    )
