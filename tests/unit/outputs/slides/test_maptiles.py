"""Slides lie on the official basemap where the host may have its tiles, else on the atlas's own."""

import io
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from lib.drawing import palette, svg
from lib.drawing.palette import Theme
from lib.outputs.slides import mapsheet, maptiles
from lib.outputs.slides.deck import Deck
from lib.outputs.slides.painter import paint
from lib.outputs.slides.template import PATH
from lib.scenes import Look
from tests.tiles import COLORS, SILENT, Tiles, serving
from tests.unit.outputs.slides.files import alternative, said
from tests.unit.scenes.stories import ENTRIES, told

KEY = "server0key"
OFFICIAL = "© 国家基础地理信息中心 · 天地图 · GS(2026)0001号"
SCHEMATIC = "边界仅为示意"


@pytest.fixture
def tiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Tiles]:
    """A tile server, of which this process has nothing yet."""
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    held = maptiles.Tiles(tmp_path / "tiles")
    monkeypatch.setattr(maptiles, "shared", lambda: held)
    with serving() as running:
        running.use(monkeypatch, ATLAS_TIANDITU_SERVER_KEY=KEY)
        yield running


def look(code: str = "region") -> Look:
    found = told()[code].map
    assert found
    return found


def drawn(code: str = "region", theme: Theme = "light") -> str:
    return mapsheet.map_svg(ENTRIES, look(code), theme, "zh")[0]


def is_official(picture: str) -> bool:
    """Whether a map says that it is 天地图's; then nothing on it says that it is schematic."""
    texts = " ".join(said(picture))
    assert (OFFICIAL in texts) != (SCHEMATIC in texts)
    assert ("<image" in picture) == (OFFICIAL in texts)
    return OFFICIAL in texts


@pytest.mark.parametrize("code", ["region", "corridor", "park-baoding"])
def test_tiles_fill_the_map_under_the_dots(tiles: Tiles, code: str) -> None:
    picture = drawn(code)
    assert is_official(picture)
    assert {query["tk"] for query in tiles.asked} == {KEY}
    assert {query["LAYER"] for query in tiles.asked} == {"vec", "cva"}
    image = Image.open(io.BytesIO(svg.to_png(picture))).convert("RGB")
    ground = COLORS["vec"][:3]
    right, low = 759, 712 - int(mapsheet.NOTE_HEIGHT) - 1
    # The legend stands in one of the corners.
    corners = [image.getpixel(at) for at in ((0, 0), (right, 0), (0, low), (right, low))]
    assert corners.count(ground) >= 3
    found = image.getcolors(1 << 24) or []
    assert max(found)[1] == ground
    for category in ENTRIES.frame.loc[list(look(code).rows), "category"].unique():
        [own] = [c.color for c in ENTRIES.vocabulary.categories if c.code == category]
        color = palette.drawn(own, "light")
        assert any(pixel == tuple(bytes.fromhex(color[1:])) for _, pixel in found), category


def test_tiles_lie_where_the_map_shows_their_place(tiles: Tiles) -> None:
    drawn("park-baoding")
    seat = ENTRIES.vocabulary.seats["baoding"]
    [zoom] = {int(query["TILEMATRIX"]) for query in tiles.asked}
    columns = {int(query["TILECOL"]) for query in tiles.asked}
    assert min(columns) <= (seat.lon + 180) / 360 * 2**zoom <= max(columns) + 1


def test_a_deck_s_map_is_described_as_what_it_is(tiles: Tiles) -> None:
    deck = Deck(ENTRIES, "zh", PATH)
    paint(told()["region"], deck, ENTRIES, "zh")
    [picture] = [shape for shape in deck.slide.shapes if shape.name == "地图"]
    assert OFFICIAL in alternative(picture)


def test_tiles_are_asked_for_once(tiles: Tiles) -> None:
    first, asked = drawn(), len(tiles.asked)
    assert asked
    assert drawn() == first
    assert len(tiles.asked) == asked


def test_an_old_tile_is_asked_for_anew(tiles: Tiles, tmp_path: Path) -> None:
    drawn()
    asked = len(tiles.asked)
    long_ago = time.time() - maptiles.FRESH - 1
    for path in (tmp_path / "tiles").iterdir():
        os.utime(path, (long_ago, long_ago))
    drawn()
    assert len(tiles.asked) == 2 * asked


def test_no_more_tiles_are_kept_than_may_be(
    tiles: Tiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maptiles, "MOST", 5)
    assert is_official(drawn())
    assert len(tiles.asked) > 5
    assert len(list((tmp_path / "tiles").iterdir())) == 5


def test_where_tiles_fail_the_atlas_s_own_map_is_drawn_and_the_log_says_why(
    tiles: Tiles, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiles.status = 403
    with caplog.at_level(logging.WARNING):
        assert not is_official(drawn())
    assert "天地图" in caplog.text
    assert "403" in caplog.text
    assert KEY not in caplog.text
    # The server is left alone for a while, and asked again then.
    tiles.status, asked = 200, len(tiles.asked)
    assert not is_official(drawn())
    assert len(tiles.asked) == asked
    monkeypatch.setattr(maptiles.shared(), "resting_until", 0.0)
    assert is_official(drawn())


def test_a_server_that_does_not_answer_holds_a_map_up_for_a_moment_only(
    tiles: Tiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maptiles, "PATIENCE", 0.2)
    tiles.status = SILENT
    assert not is_official(drawn())
    assert len(tiles.asked) <= 8


def test_all_tiles_of_a_map_have_to_come_in_time(
    tiles: Tiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maptiles, "MAP_PATIENCE", 0.0)
    assert not is_official(drawn())


def test_what_is_no_picture_is_no_tile(tiles: Tiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maptiles, "_KINDS", {})
    assert not is_official(drawn())


def test_without_a_key_of_the_host_s_own_slides_keep_the_atlas_s_map(
    tiles: Tiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_TIANDITU_SERVER_KEY")
    assert not is_official(drawn())
    assert tiles.asked == []


def test_the_dark_sheet_keeps_the_atlas_s_map(tiles: Tiles) -> None:
    assert not is_official(drawn(theme="dark"))
    assert tiles.asked == []
