"""The map's picture shows the whole register, in each theme and language."""

import re
from xml.etree import ElementTree

import pytest

from lib.base.i18n import LANGS
from lib.drawing import palette
from lib.editions.edition import Edition
from lib.mapfiles.picture import pictures

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=["edition", "entries"])
def drawn(request: pytest.FixtureRequest) -> tuple[Edition, dict[tuple[str, str], str]]:
    edition: Edition = request.getfixturevalue(request.param)
    made = pictures(edition.arrangement.zones, edition.members, edition.sources)
    return edition, {(theme, lang): svg for (theme, lang), svg in made.items()}


def test_every_zone_is_named_with_its_count(
    drawn: tuple[Edition, dict[tuple[str, str], str]],
) -> None:
    edition, made = drawn
    totals = edition.frame["park"].value_counts()
    for lang in LANGS:
        picture = ElementTree.fromstring(made["light", lang])
        words = {text.text for text in picture.iter(f"{SVG}text")}
        for park in edition.vocabulary.parks:
            count = totals.get(park.code, 0)
            # A zone without a row is not one with none.
            assert (f"{park.short(lang)} {count}" if count else park.short(lang)) in words


def test_every_resource_is_a_dot_of_its_category(
    drawn: tuple[Edition, dict[tuple[str, str], str]],
) -> None:
    edition, made = drawn
    for category in edition.vocabulary.categories:
        for theme in palette.MAP:
            color = palette.drawn(category.color, theme)
            paths = re.findall(rf'<path d="([^"]*h0)" stroke="{color}"', made[theme, "zh"])
            dots = sum(path.count("h0") for path in paths)
            assert dots == (edition.frame["category"] == category.code).sum()


def test_each_theme_has_its_own_colours_and_nothing_is_fetched(
    drawn: tuple[Edition, dict[tuple[str, str], str]],
) -> None:
    _, made = drawn
    assert set(made) == {(theme, lang) for theme in palette.MAP for lang in LANGS}
    for (theme, _), svg in made.items():
        colors = palette.MAP["dark" if theme == "dark" else "light"]
        assert colors["land"] in svg
        assert "url(" not in svg
        assert "href" not in svg


def test_no_label_hides_another(drawn: tuple[Edition, dict[tuple[str, str], str]]) -> None:
    edition, made = drawn
    for svg in made.values():
        spots = [
            (float(text.attrib["x"]), float(text.attrib["y"]))
            for text in ElementTree.fromstring(svg).iter(f"{SVG}text")
        ]
        assert len(spots) == len(edition.vocabulary.parks)
        for i, (x, y) in enumerate(spots):
            for other_x, other_y in spots[:i]:
                assert abs(y - other_y) > 12 or abs(x - other_x) > 40
