"""Texts are compared half-width, caseless and simplified, character by character."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.query import search, spelling
from lib.register.rows import to_table
from tests.conftest import ROOT
from tests.editions import live_edition

# Terms of the eleven focus areas and their pinyin, written by hand, not by the library it proves.
with (ROOT / "tests" / "trade_terms.csv").open(encoding="utf-8", newline="") as file:
    TRADE = {row["term"]: row["pinyin"].split() for row in csv.DictReader(file)}


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


@pytest.fixture(scope="module")
def trade_index() -> search.Index:
    """An index of rows named by the terms of the trade."""
    edition = live_edition()
    rows = edition.frame.iloc[[0] * len(TRADE)].reset_index(drop=True)
    rows = rows.assign(name=list(TRADE), host=None, subpark=None, address=None, note=None)
    return search.build(to_table(rows), edition.vocabulary)


@pytest.mark.parametrize("term", TRADE)
def test_word_of_the_trade_is_found_by_its_reading_and_its_initials(
    trade_index: search.Index, term: str
) -> None:
    row = list(TRADE).index(term)
    for typed in ("".join(TRADE[term]), "".join(syllable[0] for syllable in TRADE[term])):
        found = search.ranked(trade_index, typed).tolist()
        assert row in found, typed
        assert search.spans(term, typed) == ((0, len(term)),), typed


@pytest.mark.parametrize(
    ("term", "typed"),
    [("三爪卡盘", "kapan"), ("三爪卡盘", "qiapan"), ("给药", "geiyao"), ("粘度计", "zhanduji")],
)
def test_both_readings_in_use_are_known(term: str, typed: str) -> None:
    assert search.spans(term, typed)


def test_readings_file_gives_each_character_of_a_word_its_own() -> None:
    lines = (ROOT / "lib" / "query" / "readings.txt").read_text("utf-8").splitlines()
    words = [line.split() for line in lines if not line.startswith("#")]
    assert all(len(word) == len(readings) for word, *readings in words)
    assert len({word for word, *_ in words}) == len(words)
