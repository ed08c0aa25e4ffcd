"""Numbers beside options, as CSS: an option's own label then never changes.

The browser names options by their label, so a label with a count in it loses a click that crosses a
change of the count; and what does not change travels as a short reference. `bars.css` and
`lib/mapfiles/stylesheet.py` draw what is written here: `--n1` are the words beside the first option
of a group, `--v1` its length or shade (0 to 1), `--g1` whether it is greyed, `--s1` whether a cell
of a matrix is seen on a narrow screen, where zeros are left out, `--z` the words of cells that have
none of their own, `--t` the note beside the group's label.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

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


def cells(key: str, rows: Sequence[Sequence[tuple[int | str, float]]]) -> None:
    """Write into the cells of a matrix, row after row, each one's count and shade, or in a word why
    it counts nothing, as an element of its own: the matrix may be the same at every click.

    What most cells of a row say that count nothing stands once.
    """
    properties, wide = [], len(rows[0]) if rows else 0
    rules: dict[str, list[str]] = {}
    for i, row in enumerate(rows):
        zeros = Counter(said for said, shade in row if not shade)
        [(usual, _)] = zeros.most_common(1) or [("0", 0)]
        if usual != "0":
            span = f" button:nth-of-type(n+{i * wide + 1}):nth-of-type(-n+{(i + 1) * wide})"
            rules.setdefault(f"--z:{quoted(usual)}", []).append(f".st-key-{key}{span}")
        for j, (said, shade) in enumerate(row, start=i * wide + 1):
            if shade:
                properties.append(f"--s{j}:visible;--v{j}:{shade:.2g};--n{j}:{quoted(said)}")
            elif said != usual:
                properties.append(f"--n{j}:{quoted(said)}")
    rules[";".join(properties)] = [f".st-key-{key}"]
    _send(rules)


def note(key: str, text: str) -> None:
    """Write a quiet note beside the label of the widget `key`."""
    _write(key, [f"--t:{quoted(text)}"])


def _write(key: str, properties: Sequence[str]) -> None:
    """What several widgets say alike stands once."""
    state.S.styles.setdefault(";".join(properties), []).append(f".st-key-{key}")


def draw() -> None:
    """Send what the run has written, in one piece."""
    _send(state.S.styles)


def _send(rules: Mapping[str, Sequence[str]]) -> None:
    """Send properties, each with what they are of."""
    texts = (f"{','.join(selectors)}{{{said}}}" for said, selectors in rules.items() if said)
    if style := "".join(texts):
        st.html(f"<style>{style}</style>")


def quoted(text: int | str) -> str:
    """Return a text as a string of CSS inside HTML."""
    return json.dumps(str(text), ensure_ascii=False).replace("<", "\\3c ")
