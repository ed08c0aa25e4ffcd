"""Pictures are drawn whole: every text there, in the bundled font, none over another."""

import io
import re
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest
from PIL import Image

from lib.base import settings
from lib.base.i18n import LANGS, Lang, translator
from lib.base.problems import DataProblem
from lib.drawing import fonts, typeset
from lib.outputs.slides import layout, pictures, sheets
from lib.outputs.slides.pictures import INKS, Box, Theme
from lib.query.filters import ResourceFilter
from lib.scenes import Scene
from tests.unit.scenes.test_scenes import ENTRIES, FIGURES, FILTERS, LONG, told

COLORS = [category.color for category in ENTRIES.vocabulary.categories]
SVG = "{http://www.w3.org/2000/svg}"
THEMES: tuple[Theme, ...] = ("light", "dark")


def said(svg: str) -> list[str]:
    """The texts of an SVG file, which must be well-formed."""
    return ["".join(e.itertext()) for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg: str) -> list[Box]:
    """Where the texts of an SVG file stand, by the widths of the bundled font."""
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, x, y = (float(element.attrib[k]) for k in ("font-size", "x", "y"))
        bold = element.get("font-weight") == "700"
        width = fonts.width("".join(element.itertext()), size, bold=bold)
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.attrib["text-anchor"]]
        found.append(Box(left + 1, y - 0.8 * size, width - 2, 0.95 * size))
    return found


@pytest.mark.parametrize("selection", FILTERS, ids=str)
@pytest.mark.parametrize("lang", LANGS)
def test_labels_of_maps_do_not_overlap(selection: ResourceFilter, lang: Lang) -> None:
    frame = Box(0, 0, 757, 728)
    for scene in told(selection, lang).values():
        if scene.map:
            drawn = pictures.draw_map(ENTRIES, scene.map, frame, "light", lang)
            assert all(frame.holds(label) for label in drawn.labels), scene.code
            hits = [pair for pair in combinations(drawn.labels, 2) if pair[0].hits(pair[1])]
            assert not hits, scene.code


@pytest.mark.parametrize(("lang", "theme"), list(product(LANGS, THEMES)))
def test_map_says_what_it_must(monkeypatch: pytest.MonkeyPatch, lang: Lang, theme: Theme) -> None:
    monkeypatch.setenv(settings.MAP_REVIEW_NUMBER.variable, "GS(2026)0001号")
    t = translator(lang)
    for scene in told(lang=lang).values():
        if not scene.map:
            continue
        svg = pictures.map_svg(ENTRIES, scene.map, theme, lang)
        texts = said(svg)
        note = next(text for text in texts if t("边界仅为示意") in text)
        assert "GS(2026)0001号" in note
        assert INKS[theme]["paper"] in svg
        for code, count in scene.map.counts:
            assert any(text.endswith(count) for text in texts), code


def test_every_resource_is_drawn_once() -> None:
    scene = told()["region"]
    assert scene.map
    for n in (337, 100, 0):
        shown = replace(scene.map, rows=scene.map.rows[:n])
        svg = pictures.map_svg(ENTRIES, shown, "light", "zh")
        dots = re.findall(rf'<circle [^>]*fill="(?:{"|".join(COLORS)})"', svg)
        # The legend's are five.
        assert len(dots) == (n + 5 if n else 0)


def test_png_has_the_size_asked_for() -> None:
    scene = told()["corridor"]
    assert scene.map
    svg = pictures.map_svg(ENTRIES, scene.map, "dark", "zh", 400, 300)
    image = Image.open(io.BytesIO(pictures.to_png(svg, 2)))
    assert image.size == (800, 600)
    # Drawn, and not one colour.
    assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 100


def test_missing_font_is_a_clear_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "BOLD", tmp_path / "none.ttf")
    for draw in (pictures.to_png, pictures.to_pdf):
        with pytest.raises(DataProblem) as raised:
            draw("<svg/>")
        assert "fonts/none.ttf" in raised.value.text("zh")
        assert "font" in raised.value.text("en")


@pytest.mark.parametrize("selection", FILTERS, ids=str)
@pytest.mark.parametrize("lang", LANGS)
def test_sheets_hold_their_texts(selection: ResourceFilter, lang: Lang) -> None:
    sheet = Box(0, 0, layout.WIDTH, layout.HEIGHT)
    for scene in told(selection, lang).values():
        svg = sheets.sheet_svg(scene, ENTRIES, lang)
        assert all(sheet.holds(spot) for spot in boxes(svg)), scene.code
        texts = "\n".join(said(svg))
        assert ENTRIES.statement(lang) in texts
        for number in scene.numbers:
            assert re.sub(r"\D", "", number.text) in re.sub(r"\D", "", texts)


def test_texts_of_a_sheet_do_not_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    # The map's own labels are tested above.
    monkeypatch.setattr(pictures, "draw_map", lambda *_: pictures.Map((), ()))
    for lang in LANGS:
        for scene in told(ENTRIES.filter(chain=("robot",), cluster=("ic",)), lang).values():
            spots = boxes(sheets.sheet_svg(scene, ENTRIES, lang))
            hits = [pair for pair in combinations(spots, 2) if pair[0].hits(pair[1])]
            assert not hits, (lang, scene.code)


def test_a_very_long_name_stays_in_its_sheet() -> None:
    named = tuple(replace(f, zh=LONG, en=LONG) for f in FIGURES)
    sheet = Box(0, 0, layout.WIDTH, layout.HEIGHT)
    for scene in told(figures=named).values():
        long = replace(scene, title=LONG, lead=LONG, scope=LONG)
        assert all(sheet.holds(spot) for spot in boxes(sheets.sheet_svg(long, ENTRIES, "zh")))


def test_naughty_texts_are_drawn_as_texts() -> None:
    scene = Scene("x", '<script>"&', "🦄 &amp; ]]>", (), missing=("<b>",))
    texts = said(sheets.sheet_svg(scene, ENTRIES, "zh"))
    assert '<script>"&' in texts
    assert f"{fonts.MISSING} &amp; ]]>" in texts
    pictures.to_png(sheets.sheet_svg(scene, ENTRIES, "zh"), 0.1)


def test_pdf_embeds_its_fonts_and_is_text() -> None:
    scene = told()["region"]
    book = pypdf.PdfReader(io.BytesIO(pictures.to_pdf(sheets.sheet_svg(scene, ENTRIES, "zh"))))
    [page] = book.pages
    assert float(page.mediabox.width) / float(page.mediabox.height) == pytest.approx(16 / 9)
    assert scene.title in page.extract_text()


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("中关村，天津", 60, ["中关", "村，天", "津"]),
        ("one two three", 80, ["one two", "three"]),
        ("abcdefghijkl", 60, ["abcde", "fghijkl"]),
        ("", 60, [""]),
    ],
)
def test_wrap(text: str, width: float, lines: list[str]) -> None:
    found = typeset.wrap(text, width, 20)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(fonts.width(line, 20) <= width + 20 for line in found)
    assert len(found) == len(lines)


def test_fit_shrinks_then_cuts() -> None:
    whole = typeset.fit("京津冀", 200, 40, 28)
    assert (whole.lines, whole.size) == (("京津冀",), 28)
    small = typeset.fit("京津冀国家高新区联盟", 200, 40, 28)
    assert small.size < 28
    cut = typeset.fit("京津冀国家高新区联盟" * 9, 200, 40, 28)
    assert cut.lines[-1].endswith("…")
    assert all(fonts.width(line, cut.size) <= 200 for line in cut.lines)


def test_a_table_too_long_is_cut() -> None:
    grid = typeset.fit_table([("a", "b")] + [(LONG, "1")] * 40, (1, 1), 400, 300, 28)
    assert sum(grid.heights) <= 300
    assert grid.cells[1][0][-1].endswith("…")
