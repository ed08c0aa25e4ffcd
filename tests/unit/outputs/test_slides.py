"""Slides are opened by the programs they are for, and hold what the scenes say."""

import io
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu

from lib.base.i18n import LANGS, Lang, translator
from lib.base.problems import DataProblem
from lib.drawing import fonts, typeset
from lib.outputs import slides
from lib.outputs.slides import layout, pictures, template
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from lib.terms import words
from tests import machine
from tests.unit.scenes.test_scenes import ENTRIES, FIGURES, FILTERS, LONG, told

FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{fonts}</dir><cachedir>{cache}</cachedir><match target="pattern">
<edit name="family" mode="assign" binding="strong"><string>{family}</string></edit>
</match></fontconfig>"""


def scenes_of(selection: ResourceFilter | None = None, lang: Lang = "zh") -> tuple[Scene, ...]:
    return tuple(told(selection, lang).values())


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def named(slide: Any, name: str) -> Any:
    return next(shape for shape in slide.shapes if shape.name == name)


def alternative(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr"))


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
        assert notes.split("\n") == list(scene.notes)
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any(ENTRIES.statement(lang) in text for text in texts)
        assert all(text in texts for text in (scene.lead, *scene.missing) if text)


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


def runs(deck: Any) -> Iterator[Any]:
    for slide in deck.slides:
        yield from slide._element.iter(qn("a:r"))


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


@pytest.fixture
def plain_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of one pixel, where they are not what is tested."""
    pixel = io.BytesIO()
    Image.new("RGB", (1, 1)).save(pixel, "png")
    monkeypatch.setattr(pictures, "to_png", lambda *_: pixel.getvalue())


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


def fits(deck: Any) -> None:
    """Assert that each text, in the sizes given, is no higher than its box, which is on the
    slide."""
    unit = deck.slide_width / layout.WIDTH
    for slide in deck.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width + 2
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height + 2, shape.name
            if shape.has_text_frame and shape.text_frame.text:
                width = shape.width / unit
                size = max((sizes(shape.text_frame, unit)), default=layout.FOOTER_SIZE)
                if shape.text_frame.word_wrap is False:
                    assert wide(shape.text_frame, unit) <= width
                    continue
                lines = typeset.wrap(shape.text_frame.text, width, size)
                assert len(lines) * size * 1.2 <= shape.height / unit + 1, shape.text_frame.text
            if shape.has_table:
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        [size] = set(sizes(cell.text_frame, unit))
                        room = (column.width - 2 * cell.margin_left) / unit
                        lines = typeset.wrap(cell.text, room, size)
                        assert len(lines) * size * 1.2 <= row.height / unit, cell.text


def sizes(frame: Any, unit: float) -> list[float]:
    found = [run.font.size for p in frame.paragraphs for run in p.runs]
    return [float(size or layout.FOOTER_SIZE * unit) / unit for size in found]


def wide(frame: Any, unit: float) -> float:
    return sum(
        fonts.width(run.text, run.font.size / unit, bold=True)
        for p in frame.paragraphs
        for run in p.runs
    )


def test_progress_is_told() -> None:
    shown = scenes_of()[:1] + scenes_of()[-1:]
    for make in (slides.to_pptx, slides.to_pdf):
        heard: list[tuple[int, int]] = []
        make(shown, ENTRIES, "zh", lambda *step: heard.append(step))  # noqa: B023
        assert heard == [(1, 2), (2, 2)]


def test_pdf_is_a_page_a_scene_with_its_own_fonts() -> None:
    shown = scenes_of()
    book = pypdf.PdfReader(io.BytesIO(slides.to_pdf(shown, ENTRIES, "zh")))
    assert len(book.pages) == len(shown)
    for scene, page in zip(shown, book.pages, strict=True):
        assert scene.title in page.extract_text()
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            [inner] = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert "NotoSansSC" in descriptor["/FontName"]
            assert "/FontFile2" in descriptor


def test_png_is_the_sheet() -> None:
    image = Image.open(io.BytesIO(slides.to_png(scenes_of()[0], ENTRIES, "zh", "dark", 0.5)))
    assert image.size == (960, 540)
    assert image.convert("RGB").getpixel((4, 4)) == (7, 26, 48)


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
