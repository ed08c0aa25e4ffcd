"""The kinds of files that scenes are handed out in."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pypdf import PdfReader, PdfWriter

from lib.base.i18n import Lang, translator
from lib.drawing import fonts, svg
from lib.drawing.palette import Theme
from lib.editions.edition import Edition
from lib.outputs.slides import template
from lib.outputs.slides.deck import Deck
from lib.outputs.slides.painter import paint
from lib.outputs.slides.sheet import sheet_svg
from lib.scenes import TITLE, Scene

Progress = Callable[[int, int], None]


def to_pptx(
    scenes: Sequence[Scene],
    edition: Edition,
    lang: Lang,
    progress: Progress | None = None,
    path: Path = template.PATH,
) -> bytes:
    """Return a PowerPoint deck, a slide a scene, on the template in `path`.

    `progress` is told after each slide how many are done, and of how many. Raises `DataProblem`
    where the template or the font is missing or unfit.
    """
    fonts.require()
    deck = Deck(edition, lang, path)
    for done, scene in enumerate(scenes, start=1):
        paint(scene, deck, edition, lang)
        if progress:
            progress(done, len(scenes))
    return deck.saved()


def to_pdf(
    scenes: Sequence[Scene],
    edition: Edition,
    lang: Lang,
    progress: Progress | None = None,
    theme: Theme = "light",
) -> bytes:
    """Return a PDF, a 16:9 page a scene, fonts embedded; `progress` as in `to_pptx`. Raises
    `DataProblem` where the font is missing."""
    fonts.require()
    book = PdfWriter()
    for done, scene in enumerate(scenes, start=1):
        sheet = sheet_svg(scene, edition, lang, theme, f"{done} / {len(scenes)}")
        book.append(PdfReader(io.BytesIO(svg.to_pdf(sheet))), scene.title)
        if progress:
            progress(done, len(scenes))
    title = translator(lang)(TITLE)
    book.add_metadata({"/Title": title, "/Subject": edition.statement(lang)})
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()


def to_png(
    scene: Scene, edition: Edition, lang: Lang, theme: Theme = "light", scale: float = 1.0
) -> bytes:
    """Return a scene as a picture of 1920 × 1080 pixels, times `scale`. Raises `DataProblem` where
    the font is missing."""
    fonts.require()
    return svg.to_png(sheet_svg(scene, edition, lang, theme), scale)


FORMATS: Final[dict[str, Callable[[Sequence[Scene], Edition, Lang], bytes]]] = {
    "pptx": to_pptx,
    "pdf": to_pdf,
}
