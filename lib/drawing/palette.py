"""Every colour: the one home of ink and paper, and what is made of colours."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from lib.base.i18n import mark

Theme = Literal["light", "dark"]
INK: Final = "#14283C"
CORRIDOR: Final = "#C8102E"
LOGO: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00")

# The map's own colours in each theme.
MAP: Final[dict[Theme, dict[str, str]]] = {
    "light": {
        "surroundings": "#F6F7F9",
        "land": "#E9F0F7",
        "neighbour_line": "#D4DAE2",
        "province_line": "#466490",
        "city_line": "#A9BCD4",
        "district_line": "#BFCDDF",
        "label": "#5B7090",
        "halo": "#FFFFFF",
        "water": "#CFE1F0",
        "river": "#9CC0DE",
        "water_label": "#4A7FA8",
        "railway": "#9A93A8",
    },
    "dark": {
        "surroundings": "#061527",
        "land": "#0F2B4A",
        "neighbour_line": "#17304D",
        "province_line": "#7FA3D1",
        "city_line": "#2F5480",
        "district_line": "#2A4A70",
        "label": "#9DB4D0",
        "halo": "#0F2B4A",
        "water": "#0A3358",
        "river": "#27588A",
        "water_label": "#6E9CC6",
        "railway": "#56617E",
    },
}
# Paper and ink of pictures and slides, beside the map's own.
INKS: Final[dict[Theme, dict[str, str]]] = {
    "light": {
        "paper": "#FFFFFF",
        "ink": INK,
        "quiet": "#4F6480",
        "primary": "#0B4F9E",
        "line": "#C9D5E3",
        "band": "#E9F0F7",
        "disc": "#FFFFFF",
        "corridor": CORRIDOR,
    },
    "dark": {
        "paper": "#071A30",
        "ink": "#EAF1F9",
        "quiet": "#9DB4D0",
        "primary": "#7FB2F0",
        "line": "#24415F",
        "band": "#0F2B4A",
        "disc": "#0A2038",
        "corridor": "#FF5A6E",
    },
}
# Colours for more categories, each with what it is called (a message id). They stand out from paper
# and land in both themes, and from one another, the corridor's red and the register's own five.
FURTHER: Final[Mapping[str, str]] = {
    "#6F3FA0": mark("紫"),
    "#8A5A2B": mark("棕"),
    "#6B7000": mark("橄榄绿"),
    "#B5176E": mark("玫红"),
    "#27348B": mark("藏青"),
    "#5F6B78": mark("灰"),
    "#1F5A3A": mark("墨绿"),
}
# What marks must stand out from (WCAG 2.2, 1.4.11: a mark is a shape in one colour, without an
# outline), and from which ground of each theme: the land in the dark, in the light the white of
# cards, charts and the discs under packs. Still darker, for the light land, the yellow would be no
# other than the vermilion to who sees no green.
_LEAST: Final = 3.0
_GROUND: Final[dict[Theme, str]] = {"light": "#FFFFFF", "dark": MAP["dark"]["land"]}
# To what a colour is brought nearer where it does not, by so much of the way at a time.
_TOWARDS: Final[dict[Theme, int]] = {"light": 0, "dark": 255}
_STEP: Final = 0.01
# Letters are white on what is darker than this, of 255.
_DARK: Final = 120


def rgb(color: str) -> list[int]:
    """Return `#RRGGBB` as three numbers from 0 to 255, as deck.gl takes colours."""
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2, from 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [part / 255 for part in rgb(color)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@cache
def drawn(color: str, theme: Theme) -> str:
    """Return a category's colour as a theme draws it: where it would not stand out from its
    ground, darker in the light and lighter in the dark, of the same hue."""
    clear, share = color, 0.0
    while contrast(clear, _GROUND[theme]) < _LEAST:
        share += _STEP
        mixed = (round(part + (_TOWARDS[theme] - part) * share) for part in rgb(color))
        clear = "#" + "".join(f"{part:02X}" for part in mixed)
    return clear


def reads_white(color: str) -> bool:
    """Whether white letters read better on `color` than ink."""
    red, green, blue = rgb(color)
    return 0.299 * red + 0.587 * green + 0.114 * blue < _DARK
