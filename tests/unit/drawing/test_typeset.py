"""Texts are made to fit their boxes."""

import pytest

from lib.drawing import fonts, typeset
from tests.unit.scenes.stories import LONG


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("中关村，天津", 60, ["中关", "村，天", "津"]),
        ("one two three", 80, ["one two", "three"]),
        ("abcdefghijkl", 60, ["abcde", "fghijkl"]),
        ("", 60, [""]),
    ],
)
def test_wrap(text: str, width: float, lines: list[str]) -> None:
    found = typeset.wrap(text, width, 20)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(fonts.width(line, 20) <= width + 20 for line in found)
    assert len(found) == len(lines)


def test_fit_shrinks_then_cuts() -> None:
    whole = typeset.fit("京津冀", 200, 40, 28)
    assert (whole.lines, whole.size) == (("京津冀",), 28)
    small = typeset.fit("京津冀国家高新区联盟", 200, 40, 28)
    assert small.size < 28
    cut = typeset.fit("京津冀国家高新区联盟" * 9, 200, 40, 28)
    assert cut.lines[-1].endswith("…")
    assert all(fonts.width(line, cut.size) <= 200 for line in cut.lines)


def test_a_table_too_long_is_cut() -> None:
    grid = typeset.fit_table([("a", "b")] + [(LONG, "1")] * 40, (1, 1), 400, 300, 28)
    assert sum(grid.heights) <= 300
    assert grid.cells[1][0][-1].endswith("…")
