"""The browser's window and the boxes its maps stand in, in CSS pixels.

A page's script says the window's size where its stream begins (`lib/web/stream.py`); Streamlit
hears nothing of it otherwise. What is resized is framed anew when the page is loaded again.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from lib.drawing.box import Box

_HEADER: Final = "Atlas-Window"
_SIZE: Final = re.compile(r"([1-9]\d{2,3})x([1-9]\d{2,3})")
# Up to these widths the stylesheet stacks everything (css/phone.css), the overview, and what
# stands side by side on other pages (css/scorecard.css).
_PHONE: Final = 640
_STACKED: Final = 900
_NARROW: Final = 1023
_STACKED_HEADS: Final = 1250
# Up to this height the overview has no strip at its foot.
_LOW: Final = 600
# The page's margins, and these with the open sidebar.
_MARGINS: Final = 34
_BESIDE: Final = 296
# The card of the map's page: pixels of its width beside the map's rim, or where it begins as a part
# of the window's height (css/card.css, css/map.css); and what stands above the map there.
_CARD: Final = 360
_CARD_TOP: Final = 0.45
_SHEET_TOP: Final = 0.4
_HEAD: Final = 140
# What stands above the map where pages and the filter take two rows each.
_TWO_ROWS: Final = 144
# The legend of the map's page.
_LEGEND: Final = Box(0, 0, 240, 430)
# The bar at the wall's foot, the least and of the height; what another line adds to it, and up to
# which width a filter does, and up to which the bar has one by itself.
_BAR: Final = 45
_BAR_SHARE: Final = 0.046
_BAR_LINE: Final = 18
_LONG_BAR: Final = 1500
_SHORT_BAR: Final = 1100
# Of the wall, the part of its width that the map takes, or of its height in an upright window.
_ACROSS: Final = 0.43
_UPRIGHT: Final = 0.4
# The view that other sites frame: up to which width the list stands below the map, what of the
# height the map then has, what is above and below it else, and the folded legend in its corner.
_EMBED_STACKED: Final = 699
_EMBED_SHARE: Final = 0.42
_EMBED_ROUND: Final = 86
_EMBED_LEGEND: Final = Box(0, 0, 80, 44)
# The zoom buttons, which an open card sends to the map's head.
_BUTTONS: Final = 48
# The note at a map's foot, and the width up to which it needs a second line.
_FOOT: Final = 30
_ONE_LINE: Final = 520


@dataclass(frozen=True)
class Frame:
    """A map's window, and of it what is free (`free`) of all but what is `taken`."""

    window: Box
    free: Box
    taken: tuple[Box, ...] = ()

    @property
    def step(self) -> float:
        """Pixels of a step in a pack; a dot is half as wide again, and 5 pixels at the least."""
        return round(max(min(self.window.w, self.window.h) / 115, 3.5), 1)


@dataclass(frozen=True)
class Window:
    """The window's inner size, and by the stylesheet the frame of each map in it.

    The sidebar counts as open where it opens by itself.
    """

    width: int
    height: int

    @property
    def is_phone(self) -> bool:
        """Whether all stands in one column."""
        return self.width <= _PHONE

    @property
    def is_low(self) -> bool:
        """Whether the overview has no strip at its foot, and no room for names of two lines."""
        return self.height <= _LOW and self.width > _STACKED

    @property
    def overview(self) -> Frame:
        """The overview's map."""
        if self.width <= _STACKED:
            return _framed(self._main, 0.6 * self.height)
        right = min(max(280, 0.22 * self.width), 400)
        above = 214 if self.width <= _STACKED_HEADS else 167
        strip = 0 if self.height <= _LOW else 94
        return _framed(self._main - 9 - right, self.height - above - strip)

    @property
    def page(self) -> Frame:
        """The map that is a page of its own, its legend at its head or to its left."""
        if self.width <= _PHONE:
            return _framed(self._main, 0.8 * self.height, above=90)
        width, height = self._main, self.height - (92 if self.width > _NARROW else _TWO_ROWS)
        # Zones stand below the legend where that leaves them more room than beside it.
        if min(width, height - _LEGEND.h) > min(width - _LEGEND.w, height):
            return _framed(width, height, above=_LEGEND.h)
        return _framed(width, height, left=_LEGEND.w)

    @property
    def page_beside_card(self) -> Frame:
        """The same with a card open over its right side, or over its lower part."""
        frame = self.page
        free, window = frame.free, frame.window
        if self.width > _STACKED:
            return replace(frame, free=Box(free.x, free.y, free.w - _CARD, free.h))
        # The legend is folded on a phone.
        left = 0 if self.width <= _PHONE else _LEGEND.w
        top = _SHEET_TOP if self.width <= _PHONE else _CARD_TOP
        width, height = window.w - left - _BUTTONS, top * self.height - _HEAD
        return replace(frame, free=Box(left, 0, width, height))

    @property
    def zone(self) -> Frame:
        """The map beside a zone's figures."""
        return _framed(self._main if self.width <= _NARROW else max(268, 0.26 * self._main), 268)

    @property
    def embed(self) -> Frame:
        """The map of the view that other sites frame (css/embed.css)."""
        if self.width <= _EMBED_STACKED:
            return _framed(self.width - 18, _EMBED_SHARE * self.height, _EMBED_LEGEND)
        beside = min(max(260, 0.36 * self.width), 420)
        return _framed(self.width - 26 - beside, self.height - _EMBED_ROUND, _EMBED_LEGEND)

    @property
    def stage(self) -> Frame:
        """The map of the wall, over the words in a window that stands upright, else beside them;
        the stylesheet zooms it by the window's size (css/stage.css)."""
        return self._stage(_BAR_LINE if self.width <= _SHORT_BAR else 0)

    @property
    def stage_filtered(self) -> Frame:
        """The same with a filter, whose key takes the bar at the foot another line."""
        return self._stage(0 if self.width > _LONG_BAR else _BAR_LINE)

    def _stage(self, more: float) -> Frame:
        """The frame of the wall's map over a bar of so many pixels more than it has by itself."""
        bar = max(_BAR, _BAR_SHARE * self.height) + more
        if self.width <= self.height:
            zoom = 0.5 if self.width <= _PHONE else 0.667 if self.width <= 1100 else 1.0
            width, height = self.width / zoom, _UPRIGHT * self.height / zoom
        else:
            least = 0.667 if self.height <= 800 else 1.0
            zoom = least if self.height < 1300 else 1.333 if self.height < 1900 else 2.0
            width, height = _ACROSS * self.width / zoom, (self.height - bar) / zoom
        # The note's letters are larger there, of a phone's half-sized map much larger.
        foot = (4 if self.width <= _PHONE else 2.5) * _FOOT
        return _framed(width, height, foot=foot, buttons=False)

    @property
    def _main(self) -> int:
        """The width beside the sidebar, which is shut on a phone."""
        return self.width - (_MARGINS if self.width <= _PHONE else _BESIDE)


def _framed(
    width: float,
    height: float,
    *taken: Box,
    left: float = 0,
    above: float = 0,
    foot: float = 0,
    buttons: bool = True,
) -> Frame:
    """A map with its note at the foot, by itself as high as it must be, and its `buttons` in a
    corner."""
    foot = foot or (_FOOT if width > _ONE_LINE else 1.6 * _FOOT)
    free = Box(left, above, width - left, height - above - foot)
    corner = Box(width - _BUTTONS, height - 90, _BUTTONS, 90)
    return Frame(Box(0, 0, width, height), free, (*taken, corner) if buttons else taken)


# What an office has most.
USUAL: Final = Window(1366, 633)


def current() -> Window:
    """The window of this session when its connection began; `USUAL` where it said nothing."""
    size = _SIZE.fullmatch(st.context.headers.get(_HEADER, ""))
    return Window(*map(int, size.groups())) if size else USUAL
