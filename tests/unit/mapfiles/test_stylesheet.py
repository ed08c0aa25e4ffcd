"""The stylesheet and the marks' picture follow the edition's categories."""

import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from lib.base.i18n import Lang
from lib.drawing import palette
from lib.drawing.marks import OUTLINES
from lib.editions.edition import Edition
from lib.mapfiles import stylesheet
from lib.mapfiles.geojson import compact
from lib.terms import vocabulary
from tests.conftest import ROOT
from tests.editions import fixture_sources
from tests.edits import edited, with_cells

PICTURES: dict[tuple[palette.Theme, Lang], str] = {
    ("light", "zh"): "l.svg",
    ("dark", "en"): "d.svg",
}
INSETS: dict[palette.Theme, str] = {"light": "i.svg", "dark": "j.svg"}
SVG = "{http://www.w3.org/2000/svg}"


def groups(edition: Edition) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(stylesheet.marks(edition.vocabulary)))


def test_marks_stand_side_by_side_filled_then_hollow(edition: Edition) -> None:
    picture = ElementTree.fromstring(stylesheet.marks(edition.vocabulary))
    assert (picture.get("width"), picture.get("height")) == (str(64 * 12), "64")
    for i, group in enumerate(groups(edition)):
        assert group.get("transform") == f"translate({64 * i})"
        assert (group.get("fill-opacity") is not None) == (i >= 6)
        [shape] = group
        category = edition.vocabulary.categories[i % 6]
        outline = ElementTree.fromstring(OUTLINES[category.mark])
        assert shape.tag == f"{SVG}{outline.tag}"
        assert shape.attrib == outline.attrib


def test_every_mark_has_its_place_in_the_picture(edition: Edition) -> None:
    places = json.loads(compact(stylesheet.mark_places(edition.vocabulary)))
    assert list(places) == [str(i) for i in range(12)]
    for i, place in enumerate(places.values()):
        assert place == {"x": 64 * i, "y": 0, "width": 64, "height": 64, "mask": True}


def test_every_category_has_its_colour_and_mark_in_the_page(edition: Edition) -> None:
    css = stylesheet.stylesheet(edition.vocabulary, PICTURES, INSETS)
    for i, category in enumerate(edition.vocabulary.categories, start=1):
        assert f"--category-{i}:{palette.drawn(category.color, 'light')};" in css
        [picture] = re.findall(rf'--mark-{i}:url\("data:image/svg\+xml,([^"]+)"\)', css)
        shape = ElementTree.fromstring(unquote(picture))[0]
        assert shape.attrib == ElementTree.fromstring(OUTLINES[category.mark]).attrib
        assert re.search(rf"^\.k{i}[ ,{{]|}}\.k{i}[ ,{{]", css, re.MULTILINE)
        assert f'[class*="_category"] button:nth-of-type({i})' in css
    assert "--category-7" not in css
    assert f"--corridor:{palette.CORRIDOR}" in css
    # Red that is seen on light paper is not in the dark.
    in_dark = palette.INKS["dark"]["corridor"]
    assert f"data-theme=dark]{{--corridor:{in_dark};" in css
    assert palette.contrast(in_dark, palette.MAP["dark"]["land"]) >= 3


def test_rules_of_a_category_follow_its_row(edition: Edition) -> None:
    turned = edited(fixture_sources(), "categories.csv", lambda rows: rows.insert(1, rows.pop()))
    css = stylesheet.stylesheet(vocabulary.read(turned), PICTURES, INSETS)
    assert "--category-1:#56B4E9" in css
    assert "--category-2:#0072B2" in css


@pytest.mark.parametrize("mark", OUTLINES)
def test_no_mark_breaks_the_address_it_stands_in(mark: str) -> None:
    # The first two categories exchange their marks where one has it already.
    taken = {row.mark: i for i, row in enumerate(vocabulary.read(fixture_sources()).categories)}
    sources = fixture_sources()
    if mark in taken:
        sources = with_cells(sources, "categories.csv", taken[mark] + 2, mark="pentagon")
    sources = with_cells(sources, "categories.csv", 2, mark=mark)
    css = stylesheet.stylesheet(vocabulary.read(sources), PICTURES, INSETS)
    [picture] = re.findall(r"--mark-1:url\(\"data:image/svg\+xml,([^\"]+)\"\)", css)
    assert not set(picture) & set('"<>#')
    assert ElementTree.fromstring(unquote(picture)).tag == f"{SVG}svg"


def test_every_sheet_of_the_page_is_there_once_and_whole_but_for_comments(
    edition: Edition,
) -> None:
    css = stylesheet.stylesheet(edition.vocabulary, PICTURES, INSETS)
    sheets = list((ROOT / "lib" / "ui" / "css").glob("*.css"))
    assert sheets
    for sheet in sheets:
        for rule in sheet.read_text("utf-8").split("/*"):
            rules = rule.partition("*/")[2] or rule
            assert css.count(rules.strip()) >= 1, (sheet.name, rules)
    assert "/*" not in css
    assert css.count("{") == css.count("}")


def test_the_logo_is_a_picture() -> None:
    logo = ElementTree.fromstring(stylesheet.logo())
    colors = {element.get("fill") for element in logo.iter() if element.get("fill")}
    assert colors == {palette.INK, "#fff", *palette.LOGO}
