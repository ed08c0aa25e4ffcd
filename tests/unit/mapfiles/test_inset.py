"""The small map of the region marks places where they are."""

from xml.etree import ElementTree

import pytest

from lib.drawing.palette import MAP, Theme
from lib.mapfiles import inset
from tests.editions import live_edition, live_sources

SOURCES = live_sources()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_region_is_drawn_in_a_themes_colours(theme: Theme) -> None:
    [_, land] = ElementTree.fromstring(inset.picture(SOURCES, theme))
    assert land.attrib["fill"] == MAP[theme]["land"]


def test_every_seat_lies_on_the_picture_and_where_it_should() -> None:
    seats = live_edition().vocabulary.seats
    spots = {code: inset.spot(SOURCES, (seat.lon, seat.lat)) for code, seat in seats.items()}
    assert all(0 < x < 100 and 0 < y < 100 for x, y in spots.values())
    assert spots["chengde"][1] < spots["zgc"][1] < spots["shijiazhuang"][1]
    assert spots["shijiazhuang"][0] < spots["zgc"][0] < spots["tangshan"][0]
