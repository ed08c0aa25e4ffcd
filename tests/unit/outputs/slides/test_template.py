"""The template is what its script makes, and another is followed where it is fit."""

from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Emu

from lib.base.problems import DataProblem
from lib.outputs.slides import formats as slides
from lib.outputs.slides import template
from tests.unit.outputs.slides.files import fits, opened, scenes_of
from tests.unit.scenes.stories import ENTRIES

pytestmark = pytest.mark.slow


def test_the_template_is_what_its_script_makes() -> None:
    made, kept = opened(template.build()), opened(template.PATH.read_bytes())
    for layouts in zip(made.slide_layouts, kept.slide_layouts, strict=True):
        assert layouts[0].name == layouts[1].name
        ours, theirs = ([(p.placeholder_format.idx, p.left, p.top, p.width, p.height)
                         for p in each.placeholders] for each in layouts)  # fmt: skip
        assert ours == theirs


@pytest.mark.usefixtures("plain_maps")
def test_a_design_offices_template_is_followed(tmp_path: Path) -> None:
    """Another size, another place for the content, samples left in."""
    deck: Any = Presentation(str(template.PATH))
    deck.slide_width, deck.slide_height = Emu(9_144_000), Emu(5_143_500)
    for each in deck.slide_layouts:
        for shape in each.placeholders:
            for side in ("left", "top", "width", "height"):
                setattr(shape, side, Emu(int(getattr(shape, side) * 0.75)))
    deck.slides.add_slide(deck.slide_layouts[0])
    path = tmp_path / "office.pptx"
    deck.save(str(path))
    shown = scenes_of()
    made = opened(slides.to_pptx(shown, ENTRIES, "zh", path=path))
    assert len(made.slides) == len(shown)
    fits(made)


def test_an_unfit_template_is_a_clear_problem(tmp_path: Path) -> None:
    shown = scenes_of()[-1:]
    with pytest.raises(DataProblem, match=r"none\.pptx"):
        slides.to_pptx(shown, ENTRIES, "zh", path=tmp_path / "none.pptx")
    (tmp_path / "broken.pptx").write_bytes(b"PK no")
    with pytest.raises(DataProblem, match=r"broken\.pptx"):
        slides.to_pptx(shown, ENTRIES, "zh", path=tmp_path / "broken.pptx")
    Presentation().save(str(tmp_path / "plain.pptx"))
    with pytest.raises(DataProblem, match="scene"):
        slides.to_pptx(shown, ENTRIES, "zh", path=tmp_path / "plain.pptx")
    deck: Any = Presentation(str(template.PATH))
    lead = next(p for p in deck.slide_layouts[0].placeholders if p.placeholder_format.idx == 10)
    lead._element.getparent().remove(lead._element)
    deck.save(str(tmp_path / "less.pptx"))
    with pytest.raises(DataProblem, match="scene: 10"):
        slides.to_pptx(shown, ENTRIES, "zh", path=tmp_path / "less.pptx")
