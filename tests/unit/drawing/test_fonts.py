"""The bundled font draws what the interface says, and shows what it cannot draw."""

from pathlib import Path

import pytest

from lib.base import i18n
from lib.drawing import fonts
from tests.conftest import ROOT
from tests.edits import problems


def test_every_character_of_the_interface_is_covered() -> None:
    [catalogue] = i18n.LOCALE_DIR.rglob("*.po")
    written = {c for c in catalogue.read_text("utf-8") if c.isprintable()}
    assert written - fonts.covered() == set()


def test_font_covers_everyday_chinese_and_latin() -> None:
    assert len(fonts.covered()) > 9_000
    assert fonts.drawable("昇腾 é π ①，“”《》—…±Ω") == "昇腾 é π ①，“”《》—…±Ω"


@pytest.mark.parametrize("character", ["𠮷", "😀", "م", "\x00", "\u202e"])
def test_what_it_lacks_is_seen_to_be_missing(character: str) -> None:
    assert fonts.drawable(f"京{character}津") == "京〓津"


def test_a_line_is_as_wide_as_its_characters() -> None:
    assert fonts.width("京津冀", 20) == pytest.approx(60)
    assert fonts.width("京津冀", 40) == pytest.approx(120)
    assert 0 < fonts.width("il", 20) < fonts.width("mw", 20)
    assert fonts.width("", 20) == 0


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fonts.require()
    monkeypatch.setattr(fonts, "BOLD", tmp_path / "Bold.ttf")
    [problem] = problems(fonts.require)
    assert problem.file == "fonts/Bold.ttf"
    assert "data/README.md" in problem.text("en")


def test_licence_lies_beside_the_font() -> None:
    assert "SIL OPEN FONT LICENSE" in (fonts.FONT_DIR / "OFL.txt").read_text("utf-8").upper()
    for path in (fonts.REGULAR, fonts.BOLD):
        assert path.stat().st_size < 6_000_000, path.relative_to(ROOT)
