"""A list to print."""

from typing import BinaryIO, Final

from fpdf import FPDF, FontFace

from lib.base.i18n import mark, translator
from lib.drawing import fonts, typeset
from lib.outputs.exports.columns import focus, status
from lib.outputs.exports.extracts import MOST_PRINTED, TITLE, Extract, Progress, Row

# The columns of the printed list with their widths in millimetres, 277 in all.
PRINTED: Final = {
    mark("名称"): 56,
    mark("类别"): 32,
    mark("所在园区"): 38,
    mark("六链五群"): 34,
    mark("运营单位"): 41,
    mark("地址、电话"): 40,
    mark("状态"): 36,
}
# A row must fit on one page: its cells are cut after this many lines, which hold whatever the
# register may hold, and leave room for the words on the filter above.
MOST_LINES: Final = 24
_MOST_WORDS: Final = 8
_POINTS: Final = 7.5
_LINE_MM: Final = 4
_PADDING_MM: Final = (0.6, 1)
_MM_PER_POINT: Final = 25.4 / 72
# Stands for the number of pages, wherever it stands: no text of the register holds tabs.
_PAGES: Final = "\t\t\t"
# So that no line is broken once more where widths are rounded.
_SLACK_MM: Final = 0.2


class _Paper(FPDF):
    """A4 across, with title and filter above and the register below on every page."""

    def __init__(self, x: Extract) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.extract = x
        self.add_font(fonts.FAMILY, "", fonts.REGULAR)
        self.add_font(fonts.FAMILY, "B", fonts.BOLD)
        self.alias_nb_pages(_PAGES)
        self.set_title(translator(x.lang)(TITLE))
        if x.record:
            self.set_keywords(x.record)
        self.set_lang("zh-CN" if x.lang == "zh" else "en")
        self.set_margins(10, 9)
        self.set_auto_page_break(True, margin=14)

    def header(self) -> None:
        self.set_font(fonts.FAMILY, "B", 13)
        self.cell(text=f"{translator(self.extract.lang)(TITLE)}  ")
        self.set_font(fonts.FAMILY, "", 9)
        room = self.w - self.r_margin - self.x
        t = translator(self.extract.lang)
        what, bound = self.extract.what, t("只列前 {n} 项")
        if len(self.extract) > MOST_PRINTED:
            what = f"{what} · {bound.format(n=MOST_PRINTED)}"
        what = _lines(what, room - 2 * self.c_margin, 9, _MOST_WORDS)
        self.multi_cell(room, 6, what, new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def footer(self) -> None:
        self.set_y(-11)
        self.set_font(fonts.FAMILY, "", _POINTS)
        statement = f"{self.extract.statement} · {self.extract.date}"
        self.cell(240, 5, _lines(statement, 240 - 2 * self.c_margin, _POINTS, 1))
        self.cell(0, 5, f"{self.page_no()} / {_PAGES}", align="R")


def _lines(text: str, width: float, points: float, most: int) -> str:
    """`text` on lines of a `width` (mm), drawable; past the `most`th line cut with a mark (…)."""
    size = points * _MM_PER_POINT
    # Half a line more, that a rounded height never counts as less.
    height = (most + 0.5) * size * typeset.LEADING
    text = fonts.drawable(text)
    return "\n".join(typeset.fit(text, width - _SLACK_MM, height, size, least=1).lines)


def to_pdf(x: Extract, file: BinaryIO, progress: Progress) -> None:
    """Write a list to print, of at most `MOST_PRINTED` rows: A4 across, its font embedded, a
    character that it lacks as 〓; what fills more than `MOST_LINES` of its column is cut with a
    mark (…)."""
    t = translator(x.lang)
    paper = _Paper(x)
    paper.add_page()
    paper.set_font(fonts.FAMILY, "", _POINTS)
    paper.set_draw_color(190)
    with paper.table(
        col_widths=tuple(PRINTED.values()),
        line_height=_LINE_MM,
        padding=_PADDING_MM,
        text_align="LEFT",
        headings_style=FontFace(emphasis="BOLD", fill_color="#E9F0F7"),
        borders_layout="HORIZONTAL_LINES",
    ) as table:
        table.row([t(heading) for heading in PRINTED])
        for row in x.each(progress, MOST_PRINTED):
            table.row(
                [
                    _lines(text, width - 2 * _PADDING_MM[1], _POINTS, MOST_LINES)
                    for text, width in zip(_printed(row, x), PRINTED.values(), strict=True)
                ]
            )
    file.write(paper.output())


def _printed(row: Row, x: Extract) -> list[str]:
    """The cells of a printed row."""
    vocabulary, lang = x.edition.vocabulary, x.lang
    t = translator(lang)
    doubt = t("归属为推断") if row["confidence"] == "medium" else None
    park = (vocabulary.terms["park"][row["park"]].name(lang), row["subpark"], doubt)
    return [
        row["name"],
        vocabulary.terms["category"][row["category"]].name(lang),
        " · ".join(filter(None, park)),
        focus(row, vocabulary, lang),
        row["host"] or "",
        " · ".join(filter(None, (row["address"], row["phone"]))),
        status(row, vocabulary, lang),
    ]
