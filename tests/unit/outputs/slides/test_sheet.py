"""Sheets are drawn whole: every text there, in the bundled font, none over another."""

import io
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pypdf
import pytest

from lib.base.i18n import LANGS, Lang
from lib.base.problems import DataProblem
from lib.drawing import fonts, svg
from lib.drawing.box import Box
from lib.outputs.slides import layout, mapsheet, sheet
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from tests.unit.outputs.slides.files import boxes, said
from tests.unit.scenes.stories import ENTRIES, FIGURES, FILTERS, LONG, told

pytestmark = pytest.mark.slow


def test_missing_font_is_a_clear_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "BOLD", tmp_path / "none.ttf")
    for draw in (svg.to_png, svg.to_pdf):
        with pytest.raises(DataProblem) as raised:
            draw("<svg/>")
        assert "fonts/none.ttf" in raised.value.text("zh")
        assert "font" in raised.value.text("en")


@pytest.mark.parametrize("selection", FILTERS, ids=str)
@pytest.mark.parametrize("lang", LANGS)
def test_sheets_hold_their_texts(selection: ResourceFilter, lang: Lang) -> None:
    paper = Box(0, 0, layout.WIDTH, layout.HEIGHT)
    for scene in told(selection, lang).values():
        svg = sheet.sheet_svg(scene, ENTRIES, lang)
        assert all(paper.holds(spot) for spot in boxes(svg)), scene.code
        texts = "\n".join(said(svg))
        assert ENTRIES.statement(lang) in texts
        for number in scene.numbers:
            assert re.sub(r"\D", "", number.text) in re.sub(r"\D", "", texts)


def test_texts_of_a_sheet_do_not_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    # The map's own labels are tested above.
    monkeypatch.setattr(sheet, "draw_map", lambda *_: mapsheet.Map((), (), ""))
    for lang in LANGS:
        for scene in told(ENTRIES.filter(chain=("robot",), cluster=("ic",)), lang).values():
            spots = boxes(sheet.sheet_svg(scene, ENTRIES, lang))
            hits = [pair for pair in combinations(spots, 2) if pair[0].hits(pair[1])]
            assert not hits, (lang, scene.code)


def test_a_very_long_name_stays_in_its_sheet() -> None:
    named = tuple(replace(f, zh=LONG, en=LONG) for f in FIGURES)
    paper = Box(0, 0, layout.WIDTH, layout.HEIGHT)
    for scene in told(figures=named).values():
        long = replace(scene, title=LONG, lead=LONG, scope=LONG)
        assert all(paper.holds(spot) for spot in boxes(sheet.sheet_svg(long, ENTRIES, "zh")))


def test_naughty_texts_are_drawn_as_texts() -> None:
    scene = Scene("x", '<script>"&', "🦄 &amp; ]]>", (), missing=("<b>",))
    texts = said(sheet.sheet_svg(scene, ENTRIES, "zh"))
    assert '<script>"&' in texts
    assert f"{fonts.MISSING} &amp; ]]>" in texts
    svg.to_png(sheet.sheet_svg(scene, ENTRIES, "zh"), 0.1)


def test_pdf_embeds_its_fonts_and_is_text() -> None:
    scene = told()["region"]
    book = pypdf.PdfReader(io.BytesIO(svg.to_pdf(sheet.sheet_svg(scene, ENTRIES, "zh"))))
    [page] = book.pages
    assert float(page.mediabox.width) / float(page.mediabox.height) == pytest.approx(16 / 9)
    assert scene.title in page.extract_text()
