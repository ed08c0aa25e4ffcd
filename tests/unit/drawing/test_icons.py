"""The font of icons draws every icon that is asked for."""

from pathlib import Path

import streamlit

from lib.drawing import icons

STATIC = Path(streamlit.__file__).parent / "static"


def test_every_icon_in_use_is_drawn() -> None:
    """Else cut the font anew, see `lib.drawing.icons`."""
    used = icons.used(STATIC)
    assert {"translate", "download", "keyboard_double_arrow_left"} <= used
    assert icons.drawn(icons.PATH) == used & icons.drawn(icons.full(STATIC))


def test_it_is_a_small_part_and_its_licence_lies_beside_it() -> None:
    assert icons.PATH.stat().st_size < 15_000
    assert "Apache License" in icons.PATH.with_name("icons-LICENSE.txt").read_text("utf-8")
