"""The marks of categories, as SVG shapes."""

from typing import Final

# A shape in a square of 64 × 64 px for each of `taxonomy.MARKS`.
OUTLINES: Final = {
    "circle": '<circle cx="32" cy="32" r="24"/>',
    "triangle": '<path d="M32 6 58 52H6Z"/>',
    "square": '<path d="M11 11H53V53H11Z"/>',
    "diamond": '<path d="M32 3 61 32 32 61 3 32Z"/>',
    "cross": '<path d="M23 6H41V23H58V41H41V58H23V41H6V23H23Z"/>',
    "star": (
        '<path d="M32 4 39.6 23.5 60.5 24.7 44.4 38 49.6 58.3 32 47 14.4 58.3 19.6 38 3.5 24.7 '
        '24.4 23.5Z"/>'
    ),
    "hexagon": '<path d="M32.0 3.0 57.1 17.5 57.1 46.5 32.0 61.0 6.9 46.5 6.9 17.5Z"/>',
    "pentagon": '<path d="M32.0 5.0 59.6 25.0 49.0 57.5 15.0 57.5 4.4 25.0Z"/>',
    "wedge": '<path d="M32 58 6 12H58Z"/>',
    "saltire": '<path d="M45 6 58 19 45 32 58 45 45 58 32 45 19 58 6 45 19 32 6 19 19 6 32 19Z"/>',
    "hourglass": '<path d="M7 6H57L39 32 57 58H7L25 32Z"/>',
    "chevron": '<path d="M32 5 58 23V59L32 41 6 59V23Z"/>',
}


def mark(name: str, color: str, x: float, y: float, size: float, halo: str, *, hollow: bool) -> str:
    """Return the mark `name` round (x, y), `size` across; hollow where only the area is known."""
    paint = (
        f'fill="{halo}" fill-opacity=".75" stroke="{color}" stroke-width="9"'
        if hollow
        else f'fill="{color}" stroke="{halo}" stroke-width="6"'
    )
    return (
        f'<g transform="translate({x - size / 2:.1f} {y - size / 2:.1f}) '
        f'scale({size / 64:.3f})" {paint}>{OUTLINES[name]}</g>'
    )
