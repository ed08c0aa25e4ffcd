"""Maps are drawn whole: every resource and name there, no label over another."""

import io
import re
from dataclasses import replace
from itertools import combinations, product
from math import dist

import pytest
from PIL import Image

from lib.base import settings
from lib.base.i18n import LANGS, Lang, translator
from lib.drawing import palette, svg
from lib.drawing.box import Box
from lib.drawing.palette import INKS, Theme
from lib.outputs.slides import mapsheet
from lib.outputs.slides.mapviews import VIEWS
from lib.query.filters import ResourceFilter
from tests.unit.outputs.slides.files import said
from tests.unit.scenes.stories import ENTRIES, FILTERS, told

pytestmark = pytest.mark.slow

COLORS = [palette.drawn(category.color, "light") for category in ENTRIES.vocabulary.categories]
THEMES: tuple[Theme, ...] = ("light", "dark")


@pytest.mark.parametrize("selection", FILTERS, ids=str)
@pytest.mark.parametrize("lang", LANGS)
def test_labels_of_maps_do_not_overlap(selection: ResourceFilter, lang: Lang) -> None:
    frame = Box(0, 0, 757, 728)
    for scene in told(selection, lang).values():
        if scene.map:
            drawn = mapsheet.draw_map(ENTRIES, scene.map, frame, "light", lang)
            assert all(frame.holds(label) for label in drawn.labels), scene.code
            hits = [pair for pair in combinations(drawn.labels, 2) if pair[0].hits(pair[1])]
            assert not hits, scene.code


@pytest.mark.parametrize(("lang", "theme"), list(product(LANGS, THEMES)))
def test_map_says_what_it_must(monkeypatch: pytest.MonkeyPatch, lang: Lang, theme: Theme) -> None:
    monkeypatch.setenv(settings.MAP_REVIEW_NUMBER.variable, "GS(2026)0001号")
    t = translator(lang)
    for scene in told(lang=lang).values():
        if not scene.map:
            continue
        svg, _ = mapsheet.map_svg(ENTRIES, scene.map, theme, lang)
        texts = said(svg)
        note = next(text for text in texts if t("边界仅为示意") in text)
        assert "GS(2026)0001号" in note
        assert INKS[theme]["paper"] in svg
        counts = scene.map.counts
        # Round a centre some zones are out of sight.
        near = {scene.map.center: counts[scene.map.center]} if scene.map.center else counts
        for code, count in near.items():
            assert any(text.endswith(count) for text in texts), code


def test_a_zone_s_map_has_its_seat_in_the_middle_as_on_the_wall() -> None:
    frame = Box(0, 0, 760, 678)
    for code, scene in told().items():
        if not code.startswith("park-") or not scene.map:
            continue
        seat = ENTRIES.vocabulary.seats[code.removeprefix("park-")]
        rows = ENTRIES.frame.loc[list(scene.map.rows)]
        project = VIEWS[scene.map.view].project(ENTRIES, scene.map, rows, frame)
        assert dist(project((seat.lon, seat.lat)), frame.middle) < 12, code


def test_every_resource_is_drawn_once() -> None:
    scene = told()["region"]
    assert scene.map
    for n in (337, 100, 0):
        shown = replace(scene.map, rows=scene.map.rows[:n])
        svg, _ = mapsheet.map_svg(ENTRIES, shown, "light", "zh")
        dots = re.findall(rf'<circle [^>]*fill="(?:{"|".join(COLORS)})"', svg)
        # The legend's are five.
        assert len(dots) == (n + 5 if n else 0)


def test_png_has_the_size_asked_for() -> None:
    scene = told()["corridor"]
    assert scene.map
    drawn, _ = mapsheet.map_svg(ENTRIES, scene.map, "dark", "zh", 400, 300)
    image = Image.open(io.BytesIO(svg.to_png(drawn, 2)))
    assert image.size == (800, 600)
    # Drawn, and not one colour.
    assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 100
