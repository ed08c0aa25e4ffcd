"""Numbers beside options, as CSS: an option's own label then never changes.

The browser names options by their label, so a label with a count in it loses a click that crosses a
change of the count; and what does not change travels as a short reference. `bars.css` and
`lib/mapfiles/stylesheet.py` draw what is written here: `--n1` are the words beside the first option
of a group, `--v1` its length or shade (0 to 1), `--g1` whether it is greyed, `--s1` how a cell of a
matrix is displayed on a phone, where zeros are left out; `--z` the words of options that have none.
"""

import json
from collections.abc import Sequence

import streamlit as st

from lib.ui import state


def start() -> None:
    """Forget what another run has written."""
    state.S.styles = []


def beside(key: str, words: Sequence[int | str], *, longest: int | None = None) -> None:
    """Write `words` beside the options of the widget `key`, in their order: a count, or in a word
    why there is none. A zero and a word are greyed; with `longest`, each option has a bar as long
    as its share of it."""
    properties = []
    for i, said in enumerate(words, start=1):
        n = said if isinstance(said, int) else 0
        properties.append(f"--n{i}:{quoted(said)}")
        if longest and n:
            properties.append(f"--v{i}:{n / longest:.2g}")
        if not n:
            properties.append(f"--g{i}:1")
    state.S.styles.append(f".st-key-{key}{{{';'.join(properties)}}}")


def draw() -> None:
    """Send what the run has written, in one piece."""
    if state.S.styles:
        st.html(f"<style>{''.join(state.S.styles)}</style>")


def quoted(text: int | str) -> str:
    """Return a text as a string of CSS inside HTML."""
    return json.dumps(str(text), ensure_ascii=False).replace("<", "\\3c ")
