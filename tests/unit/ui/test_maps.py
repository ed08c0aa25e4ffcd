"""The mask the browser reads says what the filter says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.drawing import palette
from lib.editions.edition import Edition
from lib.ui import state
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
    zones = [code for _, _, code in maps.seats(edition.vocabulary)]
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


def test_a_zero_that_may_be_a_gap_is_a_word_also_where_the_zone_has_tagged_rows(
    entries: Edition,
) -> None:
    found = counted(entries, chain=("hydrogen",))
    # Each zone has rows without a tag.
    assert found["shijiazhuang"] == ("未标注", False)
    assert found["chengde"] == ("未标注", False)
    assert 0 not in [count for count, _ in found.values()]


@pytest.mark.parametrize(("epoch", "opened"), [(3, ["zgc-002"]), (2, [])])
def test_a_points_row_is_of_the_edition_that_the_map_was_drawn_of(
    epoch: int, opened: list[str], entries: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click that another edition has overtaken opens nothing, rather than another resource."""
    picked = {f"points-{epoch}": [{"properties": {"k": 1}}]}
    held = {"map": {"selection": {"objects": picked}}}
    cards: list[str | None] = []
    monkeypatch.setattr(state, "S", held)
    monkeypatch.setattr(state, "has_picked", lambda _: True)
    monkeypatch.setattr(state, "map_epoch", lambda: 3)
    monkeypatch.setattr(state, "edition", lambda: entries)
    monkeypatch.setattr(state, "open_card", cards.append)
    maps.on_select("map")
    assert [card for card in cards if card] == opened


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_have_their_categories_colours_as_the_theme_draws_them(
    theme: palette.Theme, entries: Edition
) -> None:
    made = maps._placed(entries, theme, maps.Options(), 0)
    assert len(made) == 2
    colors = [palette.drawn(category.color, theme) for category in entries.vocabulary.categories]
    inks = str([palette.rgb(color) for color in colors]).replace(" ", "")
    # Hollow marks come after the full ones.
    assert all(f"({inks})[properties.m%5]" in layer.get_icon_color for layer in made)


def test_a_node_is_as_its_zone_is(entries: Edition) -> None:
    found = counted(entries, corridor=("bda",))
    inside = entries.frame["subpark"].eq("亦庄（北京经开区）").sum()
    assert found["bda"] == found["zgc"] == (inside, False)
    assert found["tianjin"][1]
