"""Every colour: the one home of ink and paper, and what is made of colours."""

from typing import Final, Literal

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
# Letters are white on what is darker than this, of 255.
_DARK: Final = 120


def rgb(color: str) -> list[int]:
    """Return `#RRGGBB` as three numbers from 0 to 255, as deck.gl takes colours."""
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def reads_white(color: str) -> bool:
    """Whether white letters read better on `color` than ink."""
    red, green, blue = rgb(color)
    return 0.299 * red + 0.587 * green + 0.114 * blue < _DARK
