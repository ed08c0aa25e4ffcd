"""Slides are opened by the programs they are for, and hold what the scenes say."""

import io
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from pptx.oxml.ns import qn

from lib.base.i18n import LANGS, Lang, translator
from lib.drawing import fonts
from lib.outputs.slides import formats as slides
from lib.outputs.slides import template
from lib.outputs.slides.sheet import sheet_svg
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from lib.terms import words
from tests import machine
from tests.unit.outputs.slides.files import alternative, fits, opened, runs, said, scenes_of
from tests.unit.scenes.stories import ENTRIES, FIGURES, FILTERS, LONG, told

pytestmark = pytest.mark.slow

FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{fonts}</dir><cachedir>{cache}</cachedir><match target="pattern">
<edit name="family" mode="assign" binding="strong"><string>{family}</string></edit>
</match></fontconfig>"""


@pytest.fixture(scope="module", params=LANGS)
def made(request: pytest.FixtureRequest) -> tuple[Lang, tuple[Scene, ...], Any]:
    """All scenes in a language, and the deck made of them."""
    shown = scenes_of(lang=request.param)
    return request.param, shown, opened(slides.to_pptx(shown, ENTRIES, request.param))


def test_deck_has_a_16_9_slide_a_scene(made: tuple[Lang, tuple[Scene, ...], Any]) -> None:
    lang, shown, deck = made
    assert len(deck.slides) == len(shown)
    assert deck.slide_width * 9 == deck.slide_height * 16
    assert ENTRIES.statement(lang) in deck.core_properties.comments
    for scene, slide in zip(shown, deck.slides, strict=True):
        assert slide.shapes.title.text == scene.title
        notes = slide.notes_slide.notes_text_frame.text
        assert notes.split("\n") == [*scene.points, *scene.notes]
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any(ENTRIES.statement(lang) in text for text in texts)
        assert all(text in texts for text in (scene.lead, *scene.missing) if text)


def labels(chart: Any) -> str:
    """The XML of the numbers at a chart's first series of bars."""
    return str(chart.chart.plots[0].series[0].data_labels._element.xml)


def test_charts_are_native_with_the_scenes_numbers(
    made: tuple[Lang, tuple[Scene, ...], Any],
) -> None:
    _, shown, deck = made
    found = 0
    for scene, slide in zip(shown, deck.slides, strict=True):
        charts = [shape for shape in slide.shapes if shape.has_chart]
        assert len(charts) == bool(scene.chart)
        if scene.chart:
            found += 1
            [plot] = charts[0].chart.plots
            assert tuple(plot.categories) == scene.chart.categories
            for series, told_ in zip(plot.series, scene.chart.series, strict=True):
                assert (series.name, tuple(series.values)) == (told_.name, told_.values)
            assert str(max(scene.chart.series[0].values)) in alternative(charts[0])
            # No word for a zero breaks beside a bar that is narrower.
            assert '<a:bodyPr wrap="none"' in labels(charts[0])
            # What PowerPoint edits is there too.
            assert charts[0].chart.part.chart_workbook.xlsx_part.blob
    assert found == 12


def test_tables_are_native(made: tuple[Lang, tuple[Scene, ...], Any]) -> None:
    _, shown, deck = made
    for scene, slide in zip(shown, deck.slides, strict=True):
        tables = [shape for shape in slide.shapes if shape.has_table]
        assert len(tables) == bool(scene.table)
        if scene.table:
            cells = [[cell.text for cell in row.cells] for row in tables[0].table.rows]
            assert cells == [list(row) for row in (scene.table.heads, *scene.table.rows)]
            assert alternative(tables[0])


def test_maps_are_crisp_and_described(
    monkeypatch: pytest.MonkeyPatch, made: tuple[Lang, tuple[Scene, ...], Any]
) -> None:
    lang, shown, deck = made
    for scene, slide in zip(shown, deck.slides, strict=True):
        maps = [shape for shape in slide.shapes if shape.shape_type == 13]
        assert len(maps) == bool(scene.map)
        if scene.map:
            assert scene.map.alt in alternative(maps[0])
            assert words.boundaries(lang) in alternative(maps[0])
            width = Image.open(io.BytesIO(maps[0].image.blob)).width
            assert width >= maps[0].width / deck.slide_width * 3840 - 2


def test_the_theme_has_a_chinese_typeface() -> None:
    [theme] = [
        p for p in opened(template.build()).part.package.iter_parts() if "theme1" in p.partname
    ]
    for kind in ("latin", "ea"):
        assert theme.blob.count(f'<a:{kind} typeface="{template.FONT}"/>'.encode()) == 2


def test_every_run_names_a_chinese_typeface(made: tuple[Lang, tuple[Scene, ...], Any]) -> None:
    for run in runs(made[2]):
        properties = run.find(qn("a:rPr"))
        assert properties.find(qn("a:ea")).get("typeface") == "+mn-ea"
        assert properties.find(qn("a:latin")).get("typeface") == "+mn-lt"
    for slide in made[2].slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape.chart._chartSpace.findall(f".//{qn('a:ea')}")


@pytest.mark.usefixtures("plain_maps")
@pytest.mark.parametrize("selection", FILTERS, ids=str)
@pytest.mark.parametrize("lang", LANGS)
def test_no_text_overflows(selection: ResourceFilter, lang: Lang) -> None:
    fits(opened(slides.to_pptx(scenes_of(selection, lang), ENTRIES, lang)))


@pytest.mark.usefixtures("plain_maps")
def test_very_long_names_do_not_overflow() -> None:
    figures = tuple(replace(f, zh=LONG) for f in FIGURES)
    long = [
        replace(scene, title=LONG, lead=LONG, scope=LONG, missing=(LONG,))
        for scene in told(figures=figures).values()
    ]
    fits(opened(slides.to_pptx(long, ENTRIES, "zh")))


@pytest.mark.usefixtures("plain_maps")
def test_a_character_that_office_can_draw_stays_and_one_that_cannot_be_seen_does_not() -> None:
    names = "𠮷林 · 䶮创 · 京\u202e津"
    [scene] = [
        replace(scene, title=names, lead=names, table=replace(scene.table, rows=((names, names),)))
        for scene in told().values()
        if scene.code == "milestones" and scene.table
    ]
    [slide] = opened(slides.to_pptx([scene], ENTRIES, "zh")).slides
    wanted = "𠮷林 · 䶮创 · 京〓津"
    assert slide.shapes.title.text == wanted
    [table] = [shape.table for shape in slide.shapes if shape.has_table]
    assert [cell.text for cell in table.rows[1].cells] == [wanted, wanted]
    # What the atlas draws itself has the printer's mark.
    assert "〓林 · 〓创 · 京〓津" in said(sheet_svg(scene, ENTRIES, "zh"))


@pytest.fixture
def soffice(tmp_path: Path) -> Sequence[str]:
    """The command that runs LibreOffice with the bundled font for every other."""
    program = machine.office()
    if program is None:
        pytest.fail("no LibreOffice: run make test, which installs one or says what to install")
    conf = tmp_path / "fonts.conf"
    conf.write_text(
        FONTS_CONF.format(fonts=fonts.FONT_DIR, cache=tmp_path / "cache", family=fonts.FAMILY)
    )
    return (
        "env",
        f"FONTCONFIG_FILE={conf}",
        program,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
    )


@pytest.mark.machine
def test_libreoffice_shows_every_slide(soffice: Sequence[str], tmp_path: Path) -> None:
    shown = scenes_of(ENTRIES.filter(park=("tianjin",)))
    (tmp_path / "deck.pptx").write_bytes(slides.to_pptx(shown, ENTRIES, "zh"))
    converted = subprocess.run(
        [*soffice, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "deck.pptx")],
        check=True,
        capture_output=True,
        timeout=300,
    )
    target = tmp_path / "deck.pdf"
    assert target.is_file(), f"install libreoffice-impress: {converted.stderr.decode()}"
    pages = pypdf.PdfReader(target).pages
    assert len(pages) == len(shown)
    t = translator("zh")
    for scene, page in zip(shown, pages, strict=True):
        text = re.sub(r"\s", "", page.extract_text())
        for part in (scene.title, scene.lead, *scene.missing, *(n.label for n in scene.numbers)):
            assert re.sub(r"\s", "", part) in text, scene.code
        assert re.sub(r"\s", "", ENTRIES.statement("zh")) in text, t("谢谢")
