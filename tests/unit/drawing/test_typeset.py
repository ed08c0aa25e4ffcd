"""Texts are broken where they may be, and fit their boxes whole or cut with a mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.drawing import fonts, typeset
from lib.drawing.typeset import LEADING

TEXTS = st.text(alphabet="京津冀，。（ab c-1", max_size=60)


def plain(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.integers(40, 400))
def test_a_wrapped_text_is_whole_and_as_wide_as_it_may_be(text: str, width: int) -> None:
    lines = typeset.wrap(text, width, 20)
    assert plain("".join(lines)) == plain(text)
    for line in lines:
        # A mark that may not begin a line takes the character before it along.
        assert fonts.width(line, 20) <= width
        assert line == line.rstrip()


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("中关村，天津", 60, ["中关", "村，天", "津"]),
        ("one two three", 80, ["one two", "three"]),
        ("R&D platforms", 200, ["R&D platforms"]),
        ("  京  津\n冀 ", 200, [" 京 津 冀".strip()]),
        ("", 60, [""]),
    ],
)
def test_a_line_ends_between_words_and_no_line_begins_with_a_stop(
    text: str, width: int, lines: list[str]
) -> None:
    assert typeset.wrap(text, width, 20) == lines


@given(TEXTS, st.integers(60, 300), st.integers(30, 120))
def test_what_is_fitted_lies_in_its_box(text: str, width: int, height: int) -> None:
    fitted = typeset.fit(text, width, height, 20)
    assert fitted.height <= height
    assert 20 * 0.6 <= fitted.size <= 20
    assert all(fonts.width(line, fitted.size) <= width for line in fitted.lines)
    if not fitted.lines[-1].endswith("…"):
        assert plain("".join(fitted.lines)) == plain(text)


def test_a_text_shrinks_before_it_is_cut() -> None:
    whole = typeset.fit("京津冀", 200, 40, 28)
    assert (whole.lines, whole.size) == (("京津冀",), 28)
    small = typeset.fit("京津冀国家高新区联盟", 200, 40, 28)
    assert small.size < 28
    assert "".join(small.lines) == "京津冀国家高新区联盟"
    cut = typeset.fit("京津冀国家高新区联盟" * 9, 200, 40, 28)
    assert cut.size == pytest.approx(28 * 0.6)
    assert cut.lines[-1].endswith("…")


def test_a_character_the_font_lacks_is_seen_to_be_missing() -> None:
    assert typeset.fit("京\u202e津", 200, 40, 20).lines == ("京〓津",)


def test_bold_text_takes_more_room() -> None:
    assert fonts.width("Zone", 20, bold=True) > fonts.width("Zone", 20)


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=30),
    st.integers(200, 600),
    st.integers(60, 400),
)
def test_a_table_lies_in_its_box(rows: list[tuple[str, str, str]], width: int, height: int) -> None:
    grid = typeset.fit_table(rows, (2, 1, 1), width, height, 20)
    assert sum(grid.widths) == pytest.approx(width)
    assert sum(grid.heights) <= max(height, grid.heights[0]) + 1e-6
    assert len(grid.cells) == len(grid.heights) <= len(rows)
    for row, room in zip(grid.cells, grid.heights, strict=True):
        for lines, column in zip(row, grid.widths, strict=True):
            assert len(lines) * grid.size * LEADING <= room + 1e-6
            assert all(fonts.width(line, grid.size) <= column for line in lines)


def test_rows_stand_no_looser_than_may_be() -> None:
    grid = typeset.fit_table([("a", "b"), ("1", "2")], (1, 1), 400, 4_000, 20)
    assert sum(grid.heights) <= typeset.LOOSEST * 2 * (20 * LEADING + 2 * typeset.padding(20)[1])


def test_a_table_too_long_is_cut() -> None:
    grid = typeset.fit_table([("a", "b"), *[("甲" * 90, "1")] * 40], (1, 1), 400, 300, 28)
    assert sum(grid.heights) <= 300
    assert grid.cells[1][0][-1].endswith("…")
