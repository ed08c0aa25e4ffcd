"""The icons of the interface, as a font: Material Symbols, cut to those in use.

Streamlit brings all 4,000 of them, 375 kB that every first visit would fetch. A new icon, or a new
Streamlit, needs the font cut anew: `python -m lib icons FOLDER`.
"""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.ttLib import TTFont

_LIBRARY: Final = Path(__file__).parents[1]
PATH: Final = Path(__file__).with_name("icons.woff2")
_NAME: Final = re.compile(r":material/([a-z0-9_]+):")


def used(streamlit: Path) -> set[str]:
    """Return the names of the icons that the pages and Streamlit's own scripts, below its folder
    `static`, ask for."""
    sources = (*_LIBRARY.rglob("*.py"), *streamlit.rglob("*.js"))
    return {name for path in sources for name in _NAME.findall(path.read_text("utf-8"))}


def full(streamlit: Path) -> Path:
    """Return Streamlit's own font of icons. Raises `FileNotFoundError` where there is none."""
    for path in streamlit.rglob("MaterialSymbols-Rounded.*.woff2"):
        return path
    raise FileNotFoundError(f"{streamlit}: MaterialSymbols-Rounded.*.woff2")


def drawn(path: Path) -> set[str]:
    """Return the names of the icons that a font can draw."""
    with TTFont(path) as font:
        letters = _letters(font)
        return {
            _name(letters, first, ligature)
            for table in _tables(font)
            for first, ligatures in table.items()
            for ligature in ligatures
        }


def cut(path: Path, names: set[str]) -> bytes:
    """Return the icons `names` of a font as a font: an icon is the ligature of its name."""
    options = subset.Options(flavor="woff2", layout_features=["rlig"], hinting=False)
    buffer = io.BytesIO()
    with subset.load_font(path, options) as font:
        letters = _letters(font)
        # Else every icon would stay whose name has no other letters.
        for table in _tables(font):
            for first, ligatures in table.items():
                ligatures[:] = [each for each in ligatures if _name(letters, first, each) in names]
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(names)))
        cutter.subset(font)
        subset.save_font(font, buffer, options)
    return buffer.getvalue()


def _tables(font: TTFont) -> list[dict[str, list[Any]]]:
    """The font's ligatures by their first glyph."""
    lookups = font["GSUB"].table.LookupList.Lookup
    return [table.ExtSubTable.ligatures for lookup in lookups for table in lookup.SubTable]


def _letters(font: TTFont) -> dict[str, str]:
    """The character that each glyph of a name stands for; capitals share theirs with the others."""
    return {glyph: chr(code).lower() for code, glyph in font.getBestCmap().items()}


def _name(letters: Mapping[str, str], first: str, ligature: Any) -> str:
    return "".join(letters[glyph] for glyph in (first, *ligature.Component))
