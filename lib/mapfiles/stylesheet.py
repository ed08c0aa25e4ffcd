"""The stylesheet, with the categories' colours and marks, and the marks and logo as pictures."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from lib.base.i18n import Lang
from lib.drawing import palette
from lib.drawing.marks import OUTLINES
from lib.drawing.palette import Theme
from lib.terms.taxonomy import Vocabulary

# What a page looks like, a file a part; of two rules of equal weight the later holds.
_SHEETS: Final = (
    "frame", "sources", "panels", "overview", "map", "bars", "strip", "stage", "phone", "matrix",
    "lists", "scrolling", "corridor", "scorecard", "steward", "card", "embed", "access", "print",
)  # fmt: skip
_FOLDER: Final = Path(__file__).parents[1] / "ui" / "css"
_SVG: Final = 'xmlns="http://www.w3.org/2000/svg"'
# Where the page is dark.
_DARK: Final = ":is([data-theme=dark],:has(.st-key-stage_show))"
_SIDE: Final = 64  # pixels of a mark
_DISC: Final = 256  # pixels of a disc, which is drawn about half as wide
# Pixels of the overview's panel of the zones' figures: all but its lines, and a line.
_YEAR_HEAD: Final = 58
_YEAR_LINE: Final = 25


def marks(vocabulary: Vocabulary) -> str:
    """Return the marks of the categories in their order side by side, then the same hollow; white,
    so that the map can tint them."""
    outlines = [OUTLINES[category.mark] for category in vocabulary.categories]
    hollow = ' fill="#fff" fill-opacity=".18" stroke="#fff" stroke-width="7"'
    drawn = [
        f'<g transform="translate({_SIDE * i})"{hollow if i >= len(outlines) else ""}>{outline}</g>'
        for i, outline in enumerate([*outlines, *outlines])
    ]
    width = _SIDE * len(drawn)
    return f'<svg {_SVG} width="{width}" height="{_SIDE}" fill="#fff">{"".join(drawn)}</svg>'


def mark_places(vocabulary: Vocabulary) -> dict[int, dict[str, Any]]:
    """Return where each mark stands in the picture of `marks`, as deck.gl's icon mapping."""
    size = {"width": _SIDE, "height": _SIDE, "mask": True}
    return {i: {"x": _SIDE * i, "y": 0, **size} for i in range(2 * len(vocabulary.categories))}


def discs(theme: Theme) -> str:
    """Return side by side the disc under a pack, the same of a zone on the corridor, that of a node
    without a pack, the ring round one mark, and the disc of a zone without rows, small and seen."""
    paper, rim = palette.INKS[theme]["disc"], palette.MAP[theme]["province_line"]
    red, middle = palette.INKS[theme]["corridor"], _DISC / 2
    kinds = ((1, rim, 3), (1, red, 8), (1, red, 44), (0, red, 44), (1, rim, 44))
    drawn = [
        f'<circle cx="{_DISC * i + middle}" cy="{middle}" r="{middle - width / 2 - 1}" '
        f'fill="{paper}" fill-opacity="{opacity}" stroke="{stroke}" stroke-width="{width}"/>'
        for i, (opacity, stroke, width) in enumerate(kinds)
    ]
    return f'<svg {_SVG} width="{_DISC * len(drawn)}" height="{_DISC}">{"".join(drawn)}</svg>'


def disc_places() -> dict[int, dict[str, Any]]:
    """Return where each disc stands in the picture of `discs`."""
    return {i: {"x": _DISC * i, "y": 0, "width": _DISC, "height": _DISC} for i in range(5)}


def logo() -> str:
    """Return the atlas's mark: five dots round one seat, on ink."""
    spots = [(32, 13), (51, 27), (44, 49), (20, 49), (13, 27)]
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="7" fill="{color}"/>'
        for (x, y), color in zip(spots, palette.LOGO, strict=True)
    )
    return (
        f'<svg {_SVG} viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="12" fill="{palette.INK}"/>'
        f'<circle cx="32" cy="33" r="5" fill="#fff"/>{dots}</svg>'
    )


def stylesheet(
    vocabulary: Vocabulary,
    pictures: Mapping[tuple[Theme, Lang], str],
    insets: Mapping[Theme, str],
) -> str:
    """Return the page's stylesheet, after it knows each category's colour and mark by its place,
    and the names of the map's picture in each theme and language and of the region's in each
    theme."""
    properties, rules = [f"--corridor:{palette.CORRIDOR}"], []
    in_dark = [f"--corridor:{palette.INKS['dark']['corridor']}"]
    for i, category in enumerate(vocabulary.categories, start=1):
        outline = OUTLINES[category.mark].replace('"', "'").replace("#", "%23")
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'>{outline}</svg>"
        svg = svg.replace("<", "%3C").replace(">", "%3E")
        in_dark.append(f"--category-{i}:{palette.drawn(category.color, 'dark')}")
        properties += [
            f"--category-{i}:{palette.drawn(category.color, 'light')}",
            f'--mark-{i}:url("data:image/svg+xml,{svg}")',
        ]
        rules.append(
            f'.k{i},[class*="_category"] button:nth-of-type({i})'
            f"{{--color:var(--category-{i});--mark:var(--mark-{i})}}"
        )
    rules.append(f"@media screen{{:root[data-theme=dark]{{{';'.join(in_dark)}}}}}")
    # A matrix has the most options, each row's whole among them.
    parks, steps, areas = map(
        len, (vocabulary.parks, vocabulary.categories, vocabulary.focus_areas)
    )
    most = max(areas * (1 + parks + steps), parks * (1 + steps + areas))
    rules += [
        f'[data-testid="stButtonGroup"] button:nth-of-type({i})'
        f"{{--n:var(--n{i},var(--z));--v:var(--v{i});--g:var(--g{i});--s:var(--s{i})}}"
        for i in range(1, 1 + most)
    ]
    # Its lines, one for each zone at most, under a heading of one or two (overview.css).
    rules += [
        f"@container ov-year (max-height:{_YEAR_HEAD + _YEAR_LINE * n}px)"
        f'{{[data-testid="stHtml"]:has(> .year > :nth-child({n})){{display:none}}}}'
        for n in range(1, 1 + parks)
    ]
    for (theme, lang), name in pictures.items():
        # Fetched where a rule uses it. The stage is dark in any theme, and paper in none.
        paper = palette.MAP[theme]["surroundings"]
        dark = _DARK if theme == "dark" else ""
        # Paper's is fetched with the map (map.css): a print that begins does not wait for it.
        sheet = "" if dark else f"--sheet:url({name});"
        rule = f":root{dark}:lang({lang}){{{sheet}--picture:url({name}) {paper}}}"
        rules.append(f"@media screen{{{rule}}}" if dark else rule)
    rules += [
        f":root{_DARK if theme == 'dark' else '[data-theme=light]'}{{--inset:url({name})}}"
        for theme, name in insets.items()
    ]
    sheets = [_plain((_FOLDER / f"{name}.css").read_text("utf-8")) for name in _SHEETS]
    return "\n".join([f":root{{{';'.join(properties)}}}", "".join(rules), *sheets])


def _plain(sheet: str) -> str:
    """A sheet without what only its writers read: every first visit fetches it."""
    return re.sub(r"/\*.*?\*/\s*", "", sheet, flags=re.DOTALL)
