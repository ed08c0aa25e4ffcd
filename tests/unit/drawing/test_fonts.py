"""The bundled font draws what the register and the interface say."""

import pytest

from lib.base import i18n, settings
from lib.drawing import fonts
from tests.conftest import ROOT


def test_every_character_of_the_data_and_the_interface_is_covered() -> None:
    files = [*settings.DATA_DIR.glob("*.csv"), *i18n.LOCALE_DIR.rglob("*.po")]
    assert settings.DATA_DIR / "resources.csv" in files
    for path in (*files, settings.DATA_DIR / "register.toml"):
        written = {c for c in path.read_text("utf-8-sig") if c.isprintable()}
        assert written - fonts.covered() == set(), path.name


def test_font_covers_everyday_chinese_and_latin() -> None:
    assert len(fonts.covered()) > 9_000
    assert fonts.drawable("昇腾 é π ①，“”《》—…±Ω") == "昇腾 é π ①，“”《》—…±Ω"


@pytest.mark.parametrize("character", ["𠮷", "😀", "م", "\x00", "\u202e"])
def test_what_it_lacks_is_seen_to_be_missing(character: str) -> None:
    assert fonts.drawable(f"京{character}津") == "京〓津"


def test_licence_lies_beside_the_font() -> None:
    assert "SIL OPEN FONT LICENSE" in (fonts.FONT_DIR / "OFL.txt").read_text("utf-8").upper()
    for path in (fonts.REGULAR, fonts.BOLD):
        assert path.stat().st_size < 6_000_000, path.relative_to(ROOT)
