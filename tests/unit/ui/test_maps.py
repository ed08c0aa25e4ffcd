"""The mask the browser reads says what the filter says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lib.editions.edition import Edition
from lib.ui.parts import maps
from lib.ui.parts.maps import bits
from lib.ui.view import View


def read(digits: str, k: int) -> bool:
    """Row k's bit, as the map's expression ('0x'+digits[k>>2])>>(k&3)&1 reads it."""
    return bool(int("0x" + digits[k >> 2], 16) >> (k & 3) & 1)


@given(st.lists(st.booleans(), max_size=400))
def test_mask_round_trip(passes: list[bool]) -> None:
    digits = bits(np.array(passes, dtype=bool))
    assert [read(digits, k) for k in range(len(passes))] == passes


def test_mask_by_hand() -> None:
    # Rows 0 and 3 are bits 1 and 8 of the first digit, row 5 is bit 2 of the second.
    assert bits(np.array([1, 0, 0, 1, 0, 1], dtype=bool)) == "92"


def view(edition: Edition, **chosen: tuple[str, ...]) -> View:
    selection = edition.filter(**chosen)
    return View("zh", "light", edition, selection, selection.mask(edition.members))


def counted(edition: Edition, **chosen: tuple[str, ...]) -> dict[str, tuple[int | str, bool]]:
    """What stands beside each zone's name, and whether the zone stands aside, in grey."""
    seen = view(edition, **chosen)
    lit = maps._lit(seen)
    zones = [code for _, _, code in maps._seats(edition.vocabulary)]
    return dict(zip(zones, zip(maps._counts(seen, lit), lit.aside, strict=True), strict=True))


def test_zones_that_the_choice_leaves_out_keep_their_count_in_grey(entries: Edition) -> None:
    totals = entries.frame["park"].value_counts()
    found = counted(entries, park=("tangshan",))
    assert found["tangshan"] == (totals["tangshan"], False)
    for code in ("zgc", "tianjin", "hengshui"):
        assert found[code] == (totals[code], True)
    assert found["xiongan"] == ("未收录", True)


def test_what_stands_aside_follows_the_rest_of_the_filter(entries: Edition) -> None:
    pilots = entries.frame[entries.frame["category"] == "pilot"]["park"].value_counts()
    found = counted(entries, park=("zgc",), category=("pilot",))
    assert found["tianjin"] == (pilots["tianjin"], True)
    assert found["zgc"] == (pilots["zgc"], False)


def test_nothing_stands_aside_where_no_place_is_chosen(entries: Edition) -> None:
    found = counted(entries, category=("pilot",))
    assert not any(is_aside for _, is_aside in found.values())


def test_a_node_is_as_its_zone_is(entries: Edition) -> None:
    found = counted(entries, corridor=("bda",))
    inside = entries.frame["subpark"].eq("亦庄（北京经开区）").sum()
    assert found["bda"] == found["zgc"] == (inside, False)
    assert found["tianjin"][1]
