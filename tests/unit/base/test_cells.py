"""A cell is written as it is meant, and holds nothing that cannot be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base import cells
from lib.base.cells import ADCODE, DATE, NUMBER, URL, Check

UNSEEN = {
    "null": 0x0000,
    "bell": 0x0007,
    "tab": 0x0009,
    "line feed": 0x000A,
    "delete": 0x007F,
    "next line": 0x0085,
    "soft hyphen": 0x00AD,
    "Arabic letter mark": 0x061C,
    "zero width space": 0x200B,
    "zero width joiner": 0x200D,
    "left-to-right mark": 0x200E,
    "line separator": 0x2028,
    "paragraph separator": 0x2029,
    "left-to-right embedding": 0x202A,
    "right-to-left override": 0x202E,
    "first strong isolate": 0x2068,
    "byte-order mark": 0xFEFF,
    "private use": 0xE000,
    "private use of plane 16": 0x10FFFD,
    "half surrogate": 0xD800,
    "last half surrogate": 0xDFFF,
    "non-character": 0xFDD0,
    "last of the plane": 0xFFFE,
    "last but none": 0xFFFF,
    "last of plane 2": 0x2FFFF,
    "tag": 0xE0041,
    "Hangul filler": 0x3164,
    "Hangul choseong filler": 0x115F,
    "half-width Hangul filler": 0xFFA0,
    "grapheme joiner": 0x034F,
    "blank of Braille": 0x2800,
}


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN)
def test_what_no_name_holds_is_said_by_its_code_point(code: int) -> None:
    assert cells.unfit_characters(f"京{chr(code)}津{chr(code)}冀") == f"U+{code:04X}"


def test_several_are_said_in_their_order() -> None:
    assert cells.unfit_characters("\u202ea\x00b\u202e") == "U+202E U+0000"


@pytest.mark.parametrize(
    "text",
    [
        "京津冀 Jing-Jin-Ji",
        "“弯引号”与\"直引号\"、'单引号' — … · ①",
        "ＡＩ全角１２　（Ａ区）",
        "𫖯仰㛃",  # extensions C and A
        "辻\U000e0100",  # a variant of a character, asked for by a selector
        "Café, e\u0301",  # a combining accent
        "右起文字 שלום עולם",
        "<b>&amp;</b> {value} %s",
        "\ufffd",  # Something was lost, but it can be seen.
        "",
    ],
)
def test_what_can_be_seen_is_fit(text: str) -> None:
    assert cells.unfit_characters(text) == ""


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    unfit = cells.unfit_characters(text).split()
    assert len(unfit) == len(set(unfit)) <= len(text)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (
            NUMBER,
            ("0", "-3", "1.50", "1234567.89", "007"),
            ("", "many", "1e3", "NaN", "1,000", "１２", "2_020", ".5", "5.", "+3", "1 000", "٣"),
        ),
        (
            DATE,
            ("2024", "2024-02", "2024-02-29", "1800-01-01"),
            (
                *("2024-02-31", "2023-02-29", "2024-13", "2024-00", "2024-2", "2024-02-00"),
                *("２０２４", "２０２４-０２-０１", "2024/02/01", "2024.2", "2024年", "20240201"),
                *("24-02-01", "0000", "2_024", "2024-", "2024-02-01 00:00", "2024-02-01\n"),
            ),
        ),
        (
            URL,
            ("http://a.cn", "https://example.org/一?x=1&y=%20#z", "https://例子.中国/"),
            (
                *("javascript:alert(1)", "www.a.cn", "ftp://a.cn", "//a.cn", "HTTP//a.cn"),
                *('http://a.cn/"x', "http://a.cn/<x>", "http://a b.cn", "http://", "见官网"),
            ),
        ),
        (ADCODE, ("110108",), ("1101", "110108000000", "１１０１０８", "110108.0", "11010A")),
    ],
)
def test_a_cell_is_written_as_its_check_asks(
    check: Check, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    assert [cell for cell in good if not check.fits(cell)] == []
    assert [cell for cell in bad if check.fits(cell)] == []
