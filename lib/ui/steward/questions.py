"""How a list's questions are asked: some at a time, each in a field of its own."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, TypeVar

import pandas as pd
import streamlit as st

from lib.base.i18n import mark
from lib.intake.labels import TAG
from lib.ui.view import View

T = TypeVar("T")
# Questions asked at once: each is a field, which every click sends again.
QUESTIONS: Final = 10
# What the facets of a list's words are called.
FACETS: Final = {
    "category": mark("类别"),
    "park": mark("园区"),
    "level": mark("级别"),
    "status": mark("状态"),
    "province": mark("省市"),
    TAG: mark("六链五群"),
}


def choose(
    view: View,
    label: str,
    names: Mapping[str, str],
    key: str,
    width: int,
    before: str | None = None,
) -> str | None:
    """Ask for one code of `names`, in a field of `width` pixels, `before` being chosen at first;
    `None` until one is."""
    codes = list(names)
    return st.selectbox(
        label,
        codes,
        index=codes.index(before) if before in codes else None,
        format_func=names.__getitem__,
        placeholder=view.t("请选择"),
        key=key,
        width=width,
    )


def page(items: Sequence[T], key: str, size: int) -> Sequence[T]:
    """Return one page of `items`, with the way to the others above it where there are any."""
    pages = -(-len(items) // size)
    number = st.pagination(pages, key=key) if pages > 1 else 1
    first = (min(number, pages) - 1) * size if pages else 0
    return items[first : first + size]


def key_of(what: Iterable[object] | pd.DataFrame) -> str:
    """Return a short name for a widget that asks about just this."""
    text = what.to_csv() if isinstance(what, pd.DataFrame) else repr(what)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def tick(
    table: pd.DataFrame,
    owns: Sequence[T],
    rejected: set[T],
    opened: dict[str, tuple[str, list[int]]],
    kind: str,
    turn: int = 0,
) -> list[int]:
    """Draw a page of a `kind` of table, in which what is `rejected` is ticked, and keep what is
    ticked there; return the numbers of those rows. `owns` says what each row is rejected by,
    `opened` which page of each kind stands open, `turn` how often it began anew."""
    # What is ticked is told by its row's number: another table is another widget.
    key = f"sw_{kind}_{key_of(table)}_{turn}"
    # As the page was when it was turned to: from then on the browser keeps what is ticked.
    if kind not in opened or opened[kind][0] != key:
        opened[kind] = key, [n for n, own in enumerate(owns) if own in rejected]
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": opened[kind][1]}},
        height=min(38 + 35 * len(owns), 460),
        key=key,
    )
    rows = list(picked["selection"]["rows"])
    rejected -= set(owns)
    rejected |= {owns[number] for number in rows}
    return rows
