"""Slides and pictures speak of the edition they are of, whatever its categories."""

import pytest

from lib import scenes
from lib.base.i18n import LANGS, Lang
from lib.drawing import palette
from lib.editions.edition import Edition
from lib.outputs.slides import formats as slides
from lib.outputs.slides import mapsheet
from tests.unit.outputs.slides.files import opened

pytestmark = pytest.mark.slow


def test_a_sixth_category_has_its_bar_in_its_colour(edition: Edition) -> None:
    """In the scene's chart, in the deck's, and in the legend and dots of the map."""
    sixth = edition.vocabulary.categories[5]
    found = scenes.scenes(edition, edition.filter(), "zh")
    region = next(scene for scene in found if scene.code == "region")
    assert region.chart
    assert region.chart.categories[5] == sixth.short("zh")
    count = int((edition.frame["category"] == sixth.code).sum())
    assert region.chart.series[0].values[5] == count > 0
    [slide] = opened(slides.to_pptx([region], edition, "zh")).slides
    [shape] = [shape for shape in slide.shapes if shape.has_chart]
    [plot] = shape.chart.plots
    assert tuple(plot.categories)[5] == sixth.short("zh")
    assert plot.series[0].values[5] == count
    color = plot.series[0].points[5].format.fill.fore_color.rgb
    assert f"#{color}" == palette.drawn(sixth.color, "light")
    assert region.map
    svg, _ = mapsheet.map_svg(edition, region.map, "light", "zh")
    assert sixth.short("zh") in svg
    # A dot each, and one in the legend.
    assert svg.count(f'fill="{palette.drawn(sixth.color, "light")}"') == count + 1


@pytest.mark.usefixtures("plain_maps")
@pytest.mark.parametrize("lang", LANGS)
def test_a_deck_of_another_edition_speaks_of_that_edition_alone(
    edition: Edition, lang: Lang
) -> None:
    chosen = edition.filter(category=(edition.vocabulary.categories[5].code,))
    for selection in (edition.filter(), chosen):
        found = scenes.scenes(edition, selection, lang)
        for scene, slide in zip(
            found, opened(slides.to_pptx(found, edition, lang)).slides, strict=True
        ):
            assert slide.shapes.title.text == scene.title
        footers = {scene.notes[-1] for scene in found if scene.map}
        assert footers == {edition.statement(lang)}
