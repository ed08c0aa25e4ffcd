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


# The contrast of each of the five colours with the lightest ground that it is drawn on: the dark
# land, and white paper.
RATIOS = {
    "dark": {"rd": 3.0, "pilot": 6.4, "testing": 4.2, "incubator": 4.7, "transfer": 3.7},
    "light": {"rd": 5.2, "pilot": 3.0, "testing": 3.4, "incubator": 3.1, "transfer": 3.9},
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_categories_colours_stand_out_from_their_ground(
    theme: palette.Theme, edition: Edition
) -> None:
    ground = {"light": "#FFFFFF", "dark": palette.MAP["dark"]["land"]}[theme]
    five = edition.vocabulary.categories[:5]
    found = {c.code: contrast(palette.drawn(c.color, theme), ground) for c in five}
    assert {code: round(ratio, 1) for code, ratio in found.items()} == RATIOS[theme]
    # A mark is told by its shape, for which it needs that much.
    assert min(found.values()) >= 3
    grounds = [luminance(palette.INKS[theme][name]) for name in ("paper", "disc")]
    if theme == "dark":
        # Every other dark ground is darker, and none of the colours as dark as that.
        assert max(grounds) < luminance(ground)
    else:
        assert grounds == [luminance(ground)] * 2


def test_a_colour_keeps_its_hue_where_a_theme_draws_it_otherwise() -> None:
    assert palette.drawn("#0072B2", "light") == "#0072B2"
    lighter = palette.rgb(palette.drawn("#0072B2", "dark"))
    assert lighter == sorted(lighter)
    assert all(new >= old for new, old in zip(lighter, palette.rgb("#0072B2"), strict=True))
    assert palette.drawn("#E69F00", "dark") == "#E69F00"
    darker, own = palette.rgb(palette.drawn("#E69F00", "light")), palette.rgb("#E69F00")
    shares = [new / old for new, old in zip(darker, own, strict=True) if old]
    assert shares[0] < 0.95 and max(shares) - min(shares) < 0.02
    assert palette.drawn("#000000", "dark") != "#000000"
    assert palette.contrast("#FFFFFF", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("blind", BLIND)
def test_the_categories_colours_are_apart_for_the_colour_blind(
    blind: str, edition: Edition
) -> None:
    for theme in palette.MAP:
        for one, other in combinations(edition.vocabulary.categories, 2):
            a, b = (seen(palette.drawn(c.color, theme), blind) for c in (one, other))
            apart = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5
            assert apart > 0.09, (theme, one.code, other.code)
