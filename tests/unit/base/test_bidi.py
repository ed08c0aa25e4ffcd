"""Text of the other direction turns nothing round but itself."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.bidi import isolated, without_controls

FSI, PDI = "\u2068", "\u2069"
CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: f"U+{ord(c):04X}")
def test_every_control_goes_wherever_it_stands(control: str) -> None:
    assert without_controls(f"{control}来{control}源{control}") == "来源"
    assert isolated(f"{control}来源 (2){control}") == "来源 (2)"


@pytest.mark.parametrize("text", ["שלום", "سلام", "来源 שלום (3)", "ܫܠܡܐ", "1 ש"])
def test_letters_from_right_to_left_are_isolated(text: str) -> None:
    assert isolated(text) == FSI + text + PDI


@pytest.mark.parametrize("text", ["", "京津冀 R&D (2)", "Café — 12 %", "١٢"])
def test_all_other_text_is_left_as_it_is(text: str) -> None:
    assert isolated(text) == text


def test_an_isolate_cannot_be_closed_from_within() -> None:
    # Without its own, the text's PDI would end the isolate and let the override out.
    assert isolated(f"ש{PDI}\u202eabc") == f"{FSI}שabc{PDI}"


@given(st.text(alphabet=st.sampled_from(f"a1 (京שس{CONTROLS}")))
def test_no_text_leaves_anything_open(text: str) -> None:
    result = isolated(text)
    assert result.count(FSI) == result.count(PDI) <= 1
    assert without_controls(result) == without_controls(text)
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in without_controls(text)):
        assert result.startswith(FSI)
        assert result.endswith(PDI)
    assert isolated(result) == result
