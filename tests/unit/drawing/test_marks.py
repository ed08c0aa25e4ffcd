"""Every mark a category may have has a shape of its own inside its square."""

import re
from xml.etree import ElementTree

import pytest

from lib.drawing.marks import OUTLINES
from lib.terms.taxonomy import MARKS


def test_every_mark_has_a_shape_of_its_own() -> None:
    assert tuple(OUTLINES) == MARKS
    assert len(set(OUTLINES.values())) == len(MARKS)


@pytest.mark.parametrize("mark", MARKS)
def test_a_shape_is_svg_inside_its_square(mark: str) -> None:
    element = ElementTree.fromstring(OUTLINES[mark])
    if element.tag == "circle":
        x, y, r = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
        assert 0 <= min(x, y) - r <= max(x, y) + r <= 64
    else:
        assert element.tag == "path"
        # Absolute commands alone, so that every number is a place in the square.
        assert re.fullmatch("M[0-9. HVL]+Z", element.attrib["d"])
        numbers = [float(number) for number in re.findall(r"[0-9.]+", element.attrib["d"])]
        assert 0 <= min(numbers) <= max(numbers) <= 64
