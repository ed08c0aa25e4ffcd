"""Colours are told apart by everyone, and there is one home for them."""

import re
from itertools import combinations

import pytest

from lib.drawing import palette
from lib.editions.edition import Edition

COLOR = re.compile(r"#[0-9A-F]{6}")
# How much of red, green and blue each kind of cone sees (Viénot, Brettel and Mollon 1999): what a
# colour looks like without one of them.
BLIND = {
    "red": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "green": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


def luminance(color: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [part / 255 for part in palette.rgb(color)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def seen(color: str, blind: str) -> list[float]:
    parts = [(part / 255) ** 2.2 for part in palette.rgb(color)]
    return [sum(w * p for w, p in zip(row, parts, strict=True)) for row in BLIND[blind]]


def test_a_colour_becomes_three_numbers() -> None:
    assert palette.rgb("#0072B2") == [0, 114, 178]
    assert palette.rgb("#ffffff") == [255, 255, 255]


def test_every_colour_is_written_alike() -> None:
    colors = [palette.INK, palette.CORRIDOR, *palette.LOGO]
    colors += [color for theme in palette.MAP.values() for color in theme.values()]
    assert [color for color in colors if not COLOR.fullmatch(color)] == []
    assert palette.MAP["light"].keys() == palette.MAP["dark"].keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_names_on_the_map_can_be_read(theme: palette.Theme) -> None:
    colors = palette.MAP[theme]
    assert contrast(colors["label"], colors["halo"]) >= 4.5


@pytest.mark.parametrize("blind", BLIND)
def test_the_categories_colours_are_apart_for_the_colour_blind(
    blind: str, edition: Edition
) -> None:
    for one, other in combinations(edition.vocabulary.categories, 2):
        pairs = zip(seen(one.color, blind), seen(other.color, blind), strict=True)
        assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 > 0.1, (one.code, other.code)
