"""The table of gaps, of a register in which very many could fill one."""

import pandas as pd

from lib.base.i18n import LANGS
from lib.ui.panels import path
from tests.editions import live_edition, with_rows

ENTRIES = live_edition()
MANY = 25


def test_of_very_many_who_could_fill_a_gap_some_are_named_and_all_are_counted() -> None:
    frame = ENTRIES.frame.iloc[[0] * (MANY + 1)].reset_index(drop=True)
    names = [f"样例{number}" for number in range(MANY + 1)]
    frame["name"] = pd.Series(names, dtype="str")
    frame["park"] = pd.Series(["zgc"] * MANY + ["tianjin"], dtype="str")
    frame["category"] = pd.Series(["rd"] * MANY + ["pilot"], dtype="str")
    edition = with_rows(ENTRIES, frame)
    for lang in LANGS:
        table = path._table(edition, lang, "park", None)
        named = [name for name in names[:MANY] if f"{name}；" in table or f"{name}等" in table
                 or f"{name} and others" in table]  # fmt: skip
        assert named == names[:20]
        assert str(MANY) in table
