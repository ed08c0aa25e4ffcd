"""A matrix of counts whose cells are filters: one widget, an option a cell, row after row.

An option is written `row|column`, each an option `facet:code`. The first cell of a row is the row's
whole: it holds the row's name. Every other cell is a button named after row and column, with its
count beside the names (`figures`): where columns fit, the names are for screen readers only; on a
phone the column's is seen.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from html import escape
from typing import NamedTuple

import pandas as pd
import streamlit as st

from lib import analysis
from lib.base.i18n import Lang
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS, Vocabulary
from lib.ui import mirror, state
from lib.ui.parts import figures
from lib.ui.parts.frame import literal
from lib.ui.view import View


class _Layout(NamedTuple):
    """What of a matrix no filter changes: each option's label, and the columns' heads as HTML with
    the styles of the grid."""

    labels: dict[str, str]
    heads: str


@lru_cache(maxsize=64)
def _layout(
    vocabulary: Vocabulary,
    lang: Lang,
    key: str,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    whole: str,
) -> _Layout:
    names = {
        option: vocabulary.term(Tag.parse(option)).short(lang) if option else whole
        for option in (*rows, *columns)
    }
    # What is emphasized is for screen readers.
    labels = {
        state.cell(row, column): f" *{literal(names[row])}* **{literal(names[column])}**"
        if column
        else f" **{literal(names[row])}** *{whole}*"
        for row in rows
        for column in columns
    }
    heads = "".join(f"<span>{escape(names[column])}</span>" for column in columns)
    styles = _column_styles(vocabulary, f"cells_{key}", columns)
    return _Layout(
        labels,
        f'<style>{styles}</style><div class="heads cells_{key}" aria-hidden="true">{heads}</div>',
    )


def _column_styles(vocabulary: Vocabulary, widget: str, columns: Sequence[str]) -> str:
    """The grid's columns with a space before each group, and the categories' colours."""
    tracks, rules, wide = [], [], len(columns)
    for i, option in enumerate(columns):
        tag, rule = Tag.parse(option), ""
        if i and _group(option) != _group(columns[i - 1]):
            tracks.append("8px")
            rule += f"grid-column:{len(tracks) + 1};"
        tracks.append("minmax(0,1fr)" if i else "var(--head)")
        if tag.facet == "category":
            rule += f"--color:var(--category-{vocabulary.steps.index(tag.code) + 1});"
        if rule:
            rules.append(f":is(.st-key-{widget} button:nth-of-type({wide}n + {i + 1}),"
                         f".heads.{widget} span:nth-of-type({i + 1})){{{rule}}}")  # fmt: skip
    return f".st-key-{widget},.heads.{widget}{{--tracks:{' '.join(tracks)}}}{''.join(rules)}"


def _group(option: str) -> str:
    facet = Tag.parse(option).facet
    return FOCUS[0] if facet in FOCUS else facet


def draw(
    view: View,
    key: str,
    label: str,
    counts: pd.DataFrame,
    zero: Callable[[str, str], str],
    *,
    whole: str,
) -> None:
    """Draw `counts`, whose index and columns are options `facet:code`; its first column,
    `analysis.WHOLE`, counts each row's whole, which is called `whole`. `zero` gives the words of a
    cell that counts nothing from its row and column.

    Cells are shaded by their share of the largest of their columns' facet, of which chains and
    clusters are one.
    """
    rows, columns = tuple(counts.index), tuple(counts.columns)
    layout = _layout(view.vocabulary, view.lang, key, rows, columns, whole)
    st.html(layout.heads)
    widget, chosen = f"cells_{key}", _chosen(view, rows, columns)
    mirror.put(widget, chosen)
    st.pills(
        label,
        list(layout.labels),
        selection_mode="multi",
        format_func=layout.labels.__getitem__,
        key=widget,
        on_change=state.toggle_cells,
        args=(widget, chosen),
        label_visibility="collapsed",
        width="stretch",
    )
    cells, groups = counts.to_numpy(), [_group(option) for option in columns]
    largest = dict(zip(groups, [0] * len(groups), strict=True))
    for group, most in zip(groups, cells.max(axis=0, initial=1).tolist(), strict=True):
        largest[group] = max(largest[group], most)
    figures.cells(
        widget,
        [
            [
                (n, n / largest[group]) if n else (zero(row, column), 0)
                for n, group, column in zip(numbers, groups, columns, strict=True)
            ]
            for row, numbers in zip(rows, cells.tolist(), strict=True)
        ],
    )


def _chosen(view: View, rows: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The cells the filter names: the whole of a row, and in it the columns."""
    chosen = []
    for row in rows:
        if view.selection.is_pinned(*Tag.parse(row)):
            chosen += [
                state.cell(row, column)
                for column in columns
                if not column or view.selection.is_pinned(*Tag.parse(column))
            ]
    return chosen


def draw_filtered(view: View, key: str, label: str, counts: pd.DataFrame) -> None:
    """Draw counts that follow the filter, as `analysis.crossed` gives them."""
    draw(view, key, label, counts, partial(_zero_of_place, view), whole=view.t("筛选内"))


def _zero_of_place(view: View, row: str, column: str) -> str:
    """Return "0", or in a word why a zero of the place in `row` or `column` says nothing of it."""
    place, other = Tag.parse(row), Tag.parse(column)
    if place.facet not in ("park", "corridor"):
        place, other = other, place
    by_focus = other.facet in FOCUS
    silent = analysis.silence(view.edition.members, place.facet, place.code, by_focus=by_focus)
    return view.t(silent) if silent else "0"
