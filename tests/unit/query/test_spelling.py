"""Texts are compared half-width, caseless and simplified, character by character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.query import spelling


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("機器人產業鏈", "机器人产业链"),
        ("臺灣、乾燥", "台湾、干燥"),
        ("ＳＭＣ（天津）", "smc(天津)"),
        ("创新", "创新"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_what_differs_only_in_writing_is_the_same(written: str, compared: str) -> None:
    assert spelling.fold(written) == compared


@given(st.text())
def test_each_character_is_compared_by_itself(text: str) -> None:
    assert spelling.fold(text) == "".join(map(spelling.fold, text))


def test_doubtful_characters_are_spelled_both_ways() -> None:
    assert set(spelling.spell("長").split("\n")) == {"Chang", "Zhang"}
    assert spelling.spell("長春") == "ChangChun"  # A phrase decides.
    assert spelling.spell("SMC") == ""
