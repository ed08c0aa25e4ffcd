"""What is ordered is what would be made here, and survives the way to another process."""

import io
import pickle
import re
import tempfile
import zipfile
from pathlib import Path

import pypdf
import pytest

from lib.base.i18n import Lang
from lib.editions.edition import Edition
from lib.outputs import exports
from lib.outputs.exports.extracts import Progress
from lib.outputs.orders import ExtractOrder, Order, SlidesOrder
from lib.outputs.slides import formats as slides
from lib.scenes import scenes

DATES = re.compile(rb"<dcterms:\w+ [^>]*>[^<]*<|/(CreationDate|ModDate) \([^)]*\)|/ID \[[^\]]*\]")


def ordered(order: Order, edition: Edition) -> bytes:
    arrived = pickle.loads(pickle.dumps(order))
    assert arrived == order
    assert hash(arrived) == hash(order)
    return written(arrived, edition, lambda part: None)


def written(order: Order, edition: Edition, progress: Progress) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        order.make(edition, path, progress)
        return path.read_bytes()


def parts(office: bytes) -> dict[str, bytes]:
    """The files in an office file, without the time it was made."""
    with zipfile.ZipFile(io.BytesIO(office)) as archive:
        return {name: DATES.sub(b"", archive.read(name)) for name in archive.namelist()}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_slides_are_those_made_here(edition: Edition, lang: Lang) -> None:
    selection = edition.filter(park=("tianjin",), chain=("biomed",), q="样例 & “b”")
    story = scenes(edition, selection, lang)

    def order(kind: str) -> SlidesOrder:
        return SlidesOrder.of(edition, selection, lang, kind, story[1].code)

    assert parts(ordered(order("pptx"), edition)) == parts(slides.to_pptx(story, edition, lang))
    assert ordered(order("png"), edition) == slides.to_png(story[1], edition, lang, scale=2.0)
    pages = pypdf.PdfReader(io.BytesIO(ordered(order("pdf"), edition))).pages
    wanted = pypdf.PdfReader(io.BytesIO(slides.to_pdf(story, edition, lang))).pages
    assert [p.extract_text() for p in pages] == [p.extract_text() for p in wanted]


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_extracts_are_those_written_here(edition: Edition, kind: str) -> None:
    extract = exports.Extract(edition, [7, 3, 11], "清单 — 3 项", "zh", "2026-11-28")
    file, wanted = (
        ordered(ExtractOrder.of(extract, kind), edition),
        exports.FORMATS[kind].write(extract),
    )
    if kind == "xlsx":
        assert parts(file) == parts(wanted)
    else:
        assert DATES.sub(b"", file) == DATES.sub(b"", wanted)


@pytest.mark.slow
def test_progress_is_the_part_done(edition: Edition) -> None:
    order = SlidesOrder.of(edition, edition.filter(park=("tianjin",)), "zh", "pdf", "year")
    heard: list[float] = []
    written(order, edition, heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_orders_differ_by_all_that_changes_the_file(edition: Edition, entries: Edition) -> None:
    here = edition.filter(park=("tianjin",))
    orders = [
        SlidesOrder.of(edition, here, "zh", "pptx", "year"),
        SlidesOrder.of(entries, entries.filter(park=("tianjin",)), "zh", "pptx", "year"),
        SlidesOrder.of(edition, edition.filter(), "zh", "pptx", "year"),
        SlidesOrder.of(edition, here, "en", "pptx", "year"),
        SlidesOrder.of(edition, here, "zh", "pdf", "year"),
        SlidesOrder.of(edition, here, "zh", "png", "year"),
        SlidesOrder.of(edition, here, "zh", "png", "region"),
    ]
    assert len(set(orders)) == len(orders)
    # All scenes are the same wherever one stands.
    assert SlidesOrder.of(edition, here, "zh", "pptx", "region") == orders[0]
