"""The browser's window and the boxes its maps stand in, in CSS pixels.

A page's script puts the window's size into a cookie before it connects; Streamlit hears nothing of
it otherwise. What is resized is framed anew when the page is loaded again.
"""

import re
from dataclasses import dataclass
from typing import Final

import streamlit as st

from lib.drawing.box import Box

_COOKIE: Final = "atlas_window"
_SIZE: Final = re.compile(r"([1-9]\d{2,3})x([1-9]\d{2,3})")
# Up to these widths the stylesheet stacks (css/phone.css), or wraps the navigation.
_PHONE: Final = 640
_NARROW: Final = 1099
# The open sidebar with the page's margins.
_BESIDE: Final = 296
# The legend of the map's page, and the width from which zones have room beside it.
_LEGEND: Final = Box(0, 0, 240, 300)
_ROOMY: Final = 760


@dataclass(frozen=True)
class Frame:
    """A map's size, and of it what is free (`free`) but for what lies over it here and there."""

    width: float
    height: float
    free: Box
    taken: tuple[Box, ...] = ()

    @property
    def step(self) -> float:
        """Pixels between dots: a dot is nearly twice as wide, and 5 at the least."""
        return round(max(min(self.width, self.height) / 145, 3.0), 1)


@dataclass(frozen=True)
class Window:
    """The window's inner size, and by the stylesheet the frame of each map in it.

    The sidebar counts as open where it opens by itself.
    """

    width: int
    height: int

    @property
    def overview(self) -> Frame:
        """The overview's map, its note in a corner."""
        if self._is_phone:
            return _framed(self.width - 34, 0.6 * self.height, Box(0, 0, 320, 44))
        right = min(max(280, 0.22 * self.width), 400)
        used = 261 + (26 if self.width <= _NARROW else 0)
        width = self.width - _BESIDE - 9 - right
        return _framed(width, self.height - used, Box(0, 0, 320, 44))

    @property
    def page(self) -> Frame:
        """The map that is a page of its own, beside its legend."""
        if self._is_phone:
            return _framed(self.width - 34, 0.8 * self.height, Box(0, 0, 999, 84))
        width, height = self.width - _BESIDE, self.height - 92
        if width < _ROOMY:
            return _framed(width, height, _LEGEND)
        return Frame(width, height, Box(_LEGEND.w, 0, width - _LEGEND.w, height - 30))

    @property
    def zone(self) -> Frame:
        """The map beside a zone's figures."""
        width = self.width - 34 if self._is_phone else 0.26 * (self.width - _BESIDE)
        return _framed(width, 268)

    @property
    def stage(self) -> Frame:
        """The map of the wall, which the stylesheet zooms by the window's height."""
        least = 0.667 if self.height <= 800 else 1.0
        zoom = least if self.height < 1300 else 1.333 if self.height < 1900 else 2.0
        return _framed(0.42 * self.width / zoom, (self.height - 45) / zoom)

    @property
    def _is_phone(self) -> bool:
        return self.width <= _PHONE


def _framed(width: float, height: float, *taken: Box) -> Frame:
    """A map with its note at the foot, or in the corner that is `taken`."""
    foot = 0 if taken else 30
    return Frame(width, height, Box(0, 0, width, height - foot), taken)


# What an office has most.
USUAL: Final = Window(1366, 633)


def current() -> Window:
    """The window of this session when its connection began; `USUAL` where it said nothing."""
    size = _SIZE.fullmatch(st.context.cookies.get(_COOKIE, ""))
    return Window(*map(int, size.groups())) if size else USUAL
