"""SVG: its parts as text, and a whole file as PNG and PDF, made on the host without a browser.

Drawn in `drawing.fonts` alone, so that it is the same on every host.
"""

from collections.abc import Iterable
from functools import cache
from html import escape
from types import ModuleType
from typing import Literal

from lib.drawing import fonts, typeset
from lib.drawing.box import Box
from lib.drawing.typeset import Fitted

Anchor = Literal["start", "middle", "end"]


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    color: str,
    *,
    bold: bool = False,
    anchor: Anchor = "start",
    halo: str = "",
) -> str:
    """Return a line of text with its baseline at `y`, drawable whatever it holds."""
    weight = ' font-weight="700"' if bold else ""
    rim = (
        f' stroke="{halo}" stroke-width="{size / 5:.1f}" stroke-linejoin="round"'
        ' paint-order="stroke"'
        if halo
        else ""
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{fonts.FAMILY}" font-size="{size:.2f}"'
        f'{weight} fill="{color}" text-anchor="{anchor}"{rim}>'
        f"{escape(fonts.drawable(words), quote=False)}</text>"
    )


def lines(
    fitted: Fitted,
    x: float,
    top: float,
    color: str,
    *,
    bold: bool = False,
    anchor: Anchor = "start",
) -> list[str]:
    """Return lines of text from `top` downwards."""
    step = fitted.size * typeset.LEADING
    return [
        text(
            x,
            top + i * step + step * 0.5 + fitted.size * 0.36,
            words,
            fitted.size,
            color,
            bold=bold,
            anchor=anchor,
        )
        for i, words in enumerate(fitted.lines)
    ]


def fitted(
    words: str,
    box: Box,
    size: float,
    color: str,
    *,
    bold: bool = False,
    anchor: Anchor = "start",
) -> list[str]:
    """Return a text in the middle of its box's height, smaller than `size` where it must be."""
    fit = typeset.fit(words, box.w, box.h, size, bold=bold)
    x = {"start": box.x, "middle": box.x + box.w / 2, "end": box.x + box.w}[anchor]
    return lines(fit, x, box.y + (box.h - fit.height) / 2, color, bold=bold, anchor=anchor)


def rect(box: Box, fill: str, radius: float = 0) -> str:
    """Return a filled rectangle."""
    return (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{max(box.w, 0):.1f}" '
        f'height="{max(box.h, 0):.1f}" rx="{radius:g}" fill="{fill}"/>'
    )


def document(width: float, height: float, parts: Iterable[str], title: str) -> str:
    """Return a whole SVG file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def to_png(svg: str, scale: float = 1.0) -> bytes:
    """Return an SVG file as PNG, `scale` pixels for each of its own. Raises `DataProblem` where
    the font is missing."""
    fonts.require()
    return bytes(_converter().svg_to_png(svg, scale=scale))


def to_pdf(svg: str) -> bytes:
    """Return an SVG file as a PDF of one page, fonts embedded. Raises `DataProblem` where the font
    is missing."""
    fonts.require()
    return bytes(_converter().svg_to_pdf(svg))


@cache
def _converter() -> ModuleType:
    """vl-convert, which knows the fonts: loaded by who makes a picture, and not by a server."""
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(fonts.FONT_DIR))
    return vl_convert
