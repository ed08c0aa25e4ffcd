"""The font of printed lists, pictures and slides: Noto Sans SC, cut to what is needed.

It lies in `data/fonts/`, so that nothing depends on the host's own fonts. To make it anew from the
full files: `python -m lib fonts NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf`.
"""

import io
from functools import cache
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

from lib.base import i18n, settings
from lib.base.cells import is_unfit
from lib.base.problems import DataProblem

FONT_DIR: Final = settings.DATA_DIR / "fonts"
FAMILY: Final = "Noto Sans SC"
REGULAR: Final = FONT_DIR / "NotoSansSC-Regular.ttf"
BOLD: Final = FONT_DIR / "NotoSansSC-Bold.ttf"
# The printer's mark for a character that is not at hand.
MISSING: Final = "〓"


def needed() -> set[str]:
    """Return the characters the font is cut to: GB 2312, the common traditional characters of
    Big 5, Latin with its accents, punctuation, and whatever else stands in `data/` or in the
    interface; those the full font lacks are among them."""
    cells = [
        *_cells("gb2312", range(0xA1, 0xFF), range(0xA1, 0xFF)),
        *_cells("big5", range(0xA4, 0xC7), range(0x40, 0xFF)),
    ]
    latin = (chr(code) for code in (*range(0x20, 0x180), *range(0x2010, 0x2040), 0x2212, 0x25A1))
    files = [
        *settings.DATA_DIR.glob("*.csv"),
        settings.DATA_DIR / "register.toml",
        *i18n.LOCALE_DIR.rglob("*.po"),
    ]
    texts = (path.read_text("utf-8") for path in files)
    return {c for text in (*cells, *latin, *texts) for c in text if c.isprintable()}


def _cells(encoding: str, rows: range, columns: range) -> list[str]:
    return [bytes((row, cell)).decode(encoding, "ignore") for row in rows for cell in columns]


@cache
def covered() -> frozenset[str]:
    """Return the characters the regular font can draw."""
    with TTFont(REGULAR, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def drawable(text: str) -> str:
    """Return `text` with `MISSING` for every character the font cannot draw."""
    return "".join(c if c in covered() else MISSING for c in text)


def written(text: str) -> str:
    """Return `text` for a program with fonts of its own, with `MISSING` for every character that
    cannot be seen."""
    return "".join(MISSING if is_unfit(c) and c not in covered() else c for c in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of `text` is, in the unit of `size`, the height of an em."""
    advances = _advances(BOLD if bold else REGULAR)
    return size * sum(advances.get(c, 1.0) for c in text)


@cache
def _advances(path: Path) -> dict[str, float]:
    """How far each character of a font moves the pen, in ems."""
    with TTFont(path, lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {chr(code): metrics[name][0] / em for code, name in font.getBestCmap().items()}


def require() -> None:
    """Raise `DataProblem` where a font file is missing: without it every text would vanish."""
    for path in (REGULAR, BOLD):
        if not path.is_file():
            raise DataProblem(
                f"fonts/{path.name}",
                i18n.mark("字体文件缺失，图中将没有文字。"),
                i18n.mark("请按 data/README.md 重新放置。"),
            )


def cut(source: Path) -> bytes:
    """Return the `needed` characters of the TrueType font `source` as a font."""
    options = subset.Options(layout_features=["kern"], hinting=False, notdef_outline=True)
    options.name_IDs = ["*"]
    buffer = io.BytesIO()
    with subset.load_font(source, options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=map(ord, needed()))
        cutter.subset(font)
        subset.save_font(font, buffer, options)
    return buffer.getvalue()
