"""The values that scenes are made of."""

import pytest

from lib import scenes
from lib.scenes import Number


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [("中关村", 6, "中关村"), ("中关村", 5, "中…"), ("abc", 3, "abc"), ("abcd", 3, "ab…")],
)
def test_shortened(text: str, most: int, cut: str) -> None:
    assert scenes.shortened(text, most) == cut


def test_a_number_is_its_parts() -> None:
    number = Number("about ", "107.3", " units", "Investment", "news")
    assert number.text == "about 107.3 units"
    moved = number.with_unit_in_label()
    assert (moved.text, moved.label) == ("about 107.3", "units · Investment")
    assert Number.of(0, "北京", "").digits == "0"
    word = Number.of("未标注", "北京", "")
    assert (word.text, word.digits) == ("未标注", "")
