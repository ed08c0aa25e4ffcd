"""A matrix of counts whose cells are filters: one widget, an option a cell, row after row.

An option is written `row|column`, each an option `facet:code`. The first cell of a row is the row's
whole: it holds the row's name. Every other cell is a button named after row and column, with its
count beside the names (`figures`): where columns fit, the names are for screen readers only; on a
phone the column's is seen. Rows and columns that only say why they count nothing are folded.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache, partial
from html import escape
from typing import NamedTuple

import pandas as pd
import streamlit as st

from lib import analysis
from lib.base.i18n import Lang, translator
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
    names = {option: _name(vocabulary, lang, option) for option in (*rows, *columns)}
    full = {o: vocabulary.label(Tag.parse(o), lang) if o else "" for o in (*rows, *columns)}
    # One word for a whole whatever the filter: the browser names options by their text.
    total = translator(lang)("合计")
    # What is emphasized is for screen readers.
    labels = {
        state.cell(row, column): f" *{literal(full[row])}* **{literal(full[column])}**"
        if column
        else _row_label(lang, names[row], full[row], total)
        for row in rows
        for column in columns
    }
    heads = "".join(f"<span>{escape(names[column] or whole)}</span>" for column in columns)
    styles = _column_styles(vocabulary, f"cells_{key}", columns)
    return _Layout(
        labels,
        f'<style>{styles}</style><div class="heads cells_{key}" aria-hidden="true">{heads}</div>',
    )


def _row_label(lang: Lang, name: str, full: str, total: str) -> str:
    """A row's head: its name in full where the language lets it stand in the narrow cell, else
    short, and in full for screen readers."""
    if lang == "zh" or full == name:
        return f" **{literal(full)}** *{total}*"
    return f" **{literal(name)}** *{literal(full)} {total}*"


def _name(vocabulary: Vocabulary, lang: Lang, option: str) -> str:
    return vocabulary.term(Tag.parse(option)).short(lang) if option else ""


def _column_styles(vocabulary: Vocabulary, widget: str, columns: Sequence[str]) -> str:
    """The grid's columns with a space before each group, and the categories' colours."""
    tracks, rules, wide = [], [], len(columns)
    for i, option in enumerate(columns):
        tag, rule = Tag.parse(option), ""
        if i and _group(option) != _group(columns[i - 1]):
            tracks.append("8px")
            # On a phone each group begins a line (matrix.css).
            rule += f"grid-column:{len(tracks) + 1};clear:left;"
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
    cells = [
        [(n, "" if n else zero(row, column)) for n, column in zip(numbers, columns, strict=True)]
        for row, numbers in zip(rows, counts.to_numpy().tolist(), strict=True)
    ]
    drawn = _Cells(rows, columns, cells)
    folded = _silent(view, drawn)
    if folded and not state.is_unfolded(key):
        drawn = drawn.without(folded)
    rows, columns = drawn.rows, drawn.columns
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
    groups = [_group(option) for option in columns]
    largest = dict.fromkeys(groups, 1)
    for line in drawn.cells:
        for group, (n, _) in zip(groups, line, strict=True):
            largest[group] = max(largest[group], n)
    figures.cells(
        widget,
        [
            [
                (n, n / largest[group]) if n else (words, 0)
                for (n, words), group in zip(line, groups, strict=True)
            ]
            for line in drawn.cells
        ],
    )
    if folded:
        _fold_switch(view, key, folded)


class _Cells(NamedTuple):
    """Rows and columns as options, and each cell's count with the words of one that counts
    nothing."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: list[list[tuple[int, str]]]

    def without(self, options: Collection[str]) -> "_Cells":
        """Return the cells of the other rows and columns."""
        columns = [i for i, column in enumerate(self.columns) if column not in options]
        return _Cells(
            tuple(row for row in self.rows if row not in options),
            tuple(self.columns[i] for i in columns),
            [
                [line[i] for i in columns]
                for row, line in zip(self.rows, self.cells, strict=True)
                if row not in options
            ],
        )


def _silent(view: View, of: _Cells) -> list[str]:
    """The rows, or else columns, that hold nothing but why they count nothing; what the filter
    names is none of them."""
    reasons = {view.t(analysis.NOT_TAGGED), view.t(analysis.NOT_REGISTERED)}

    def silent(options: Sequence[str], lines: Iterable[Iterable[tuple[int, str]]]) -> list[str]:
        return [
            option
            for option, line in zip(options, lines, strict=True)
            if all(words in reasons for _, words in line) and not _is_chosen(view, option)
        ]

    rows = silent(of.rows, of.cells)
    rest = of.without(rows)
    # With no row left there is nothing that a column could say.
    columns = silent(rest.columns, zip(*rest.cells, strict=True)) if rest.rows else []
    return [] if len(rows) == len(of.rows) else [*rows, *(c for c in columns if c)]


def _is_chosen(view: View, option: str) -> bool:
    facet, code = Tag.parse(option)
    return bool(facet) and code in getattr(view.selection, facet)


def _fold_switch(view: View, key: str, folded: Sequence[str]) -> None:
    """The line that says what is folded, and shows it."""
    t = view.t
    names = t("、").join(_name(view.vocabulary, view.lang, option) for option in folded)
    if state.is_unfolded(key):
        words = t("折叠只有“未标注”“未收录”的行列")
    else:
        words = t("已折叠只有“未标注”“未收录”的：{names} — 展开").format(names=names)
    st.button(
        literal(words),
        key=f"fold_{key}",
        type="tertiary",
        on_click=state.toggle_folds,
        args=(key,),
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
    """Draw counts that follow the filter, as `analysis.crossed` gives them: a row's whole in
    everything but the row's own facet."""
    t, own = view.t, Tag.parse(counts.index[0]).facet
    whole = t("筛选内") if view.selection.pin(own) else t("合计")
    draw(view, key, label, counts, partial(_zero, view), whole=whole)


def _zero(view: View, row: str, column: str) -> str:
    """Return "0", or in a word why a zero says nothing."""
    tags = (Tag.parse(row), Tag.parse(column))
    silent = analysis.reason(view.edition.members, view.selection, *tags)
    return view.t(silent) if silent else "0"
