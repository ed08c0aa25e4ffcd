"""What a browser says of its window."""

import pytest
import streamlit as st

from lib.ui import window
from lib.ui.parts import maps
from lib.ui.window import Window


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("1920x945", (1920, 945)),
        ("390x844", (390, 844)),
        ("", (1366, 633)),
        ("99x844", (1366, 633)),
        ("1920x", (1366, 633)),
        ("19200x945", (1366, 633)),
        ("1920x945<script>", (1366, 633)),
    ],
)
def test_window_is_what_the_browser_says_within_reason(
    said: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "headers", {"Atlas-Window": said} if said else {})
    assert window.current() == Window(*size)


@pytest.mark.parametrize("size", [(1920, 945), (1366, 633), (1093, 506), (1280, 580)])
def test_dots_are_five_pixels_wide_and_ten_on_a_wall(size: tuple[int, int]) -> None:
    frames = Window(*size)
    wide = 0.75 * maps._MARK  # A circle's share of its mark (see `drawing.marks`).
    assert wide * min(frames.overview.step, frames.page.step) >= 4.95
    assert wide * frames.stage.step >= (9.9 if size == (1920, 945) else 5)


@pytest.mark.parametrize("size", [(1920, 945), (1366, 633), (1093, 506), (820, 1180), (390, 844)])
def test_a_card_leaves_room_for_what_it_speaks_of(size: tuple[int, int]) -> None:
    whole, beside = Window(*size).page, Window(*size).page_beside_card
    assert beside.window == whole.window
    assert beside.free.w * beside.free.h < whole.free.w * whole.free.h
    assert min(beside.free.w, beside.free.h) > 100
