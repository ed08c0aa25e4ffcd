"""Numbers beside options, as CSS: an option's own label then never changes.

The browser names options by their label, so a label with a count in it loses a click that crosses a
change of the count; and what does not change travels as a short reference. `bars.css` and
`lib/mapfiles/stylesheet.py` draw what is written here: `--n1` are the words beside the first option
of a group, `--v1` its length or shade (0 to 1), `--g1` whether it is greyed, `--s1` how a cell of a
matrix is displayed on a phone, where zeros are left out, `--z` the words of options that have none,
`--t` the note beside the group's label.
"""

import json
from collections.abc import Sequence

import streamlit as st

from lib.ui import state


def start() -> None:
    """Forget what another run has written."""
    state.S.styles = {}


def beside(key: str, words: Sequence[int | str]) -> None:
    """Write `words` beside the options of the widget `key`, in their order: a count, or in a word
    why there is none. A zero and a word are greyed."""
    properties = []
    for i, said in enumerate(words, start=1):
        properties.append(f"--n{i}:{quoted(said)}")
        if not said or isinstance(said, str):
            properties.append(f"--g{i}:1")
    _write(key, properties)


def lengths(key: str, counts: Sequence[int]) -> None:
    """Give each option of the widget `key` a bar as long as its share of the largest count."""
    longest = max(counts)
    _write(key, [f"--v{i}:{n / longest:.2g}" for i, n in enumerate(counts, start=1) if n])


def note(key: str, text: str) -> None:
    """Write a quiet note beside the label of the widget `key`."""
    _write(key, [f"--t:{quoted(text)}"])


def _write(key: str, properties: Sequence[str]) -> None:
    """What several widgets say alike stands once."""
    state.S.styles.setdefault(";".join(properties), []).append(f".st-key-{key}")


def draw() -> None:
    """Send what the run has written, in one piece."""
    rules = (f"{','.join(keys)}{{{said}}}" for said, keys in state.S.styles.items() if said)
    if style := "".join(rules):
        st.html(f"<style>{style}</style>")


def quoted(text: int | str) -> str:
    """Return a text as a string of CSS inside HTML."""
    return json.dumps(str(text), ensure_ascii=False).replace("<", "\\3c ")
