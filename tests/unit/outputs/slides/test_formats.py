"""What is handed out is whole, and says how far it is."""

import io

import pypdf
import pytest
from PIL import Image

from lib.outputs.slides import formats as slides
from tests.unit.outputs.slides.files import scenes_of
from tests.unit.scenes.stories import ENTRIES

pytestmark = pytest.mark.slow


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
