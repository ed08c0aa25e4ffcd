"""A list to print."""

from typing import Final

from fpdf import FPDF, FontFace

from lib.base.i18n import Lang, mark, translator
from lib.drawing import fonts
from lib.outputs.exports.columns import focus, status
from lib.outputs.exports.extracts import TITLE, Extract, Row
from lib.terms.taxonomy import Vocabulary

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


class _Paper(FPDF):
    """A4 across, with title and filter above and the register below on every page."""

    def __init__(self, x: Extract) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.extract = x
        self.add_font(fonts.FAMILY, "", fonts.REGULAR)
        self.add_font(fonts.FAMILY, "B", fonts.BOLD)
        self.set_title(translator(x.lang)(TITLE))
        self.set_lang("zh-CN" if x.lang == "zh" else "en")
        self.set_margins(10, 9)
        self.set_auto_page_break(True, margin=14)

    def header(self) -> None:
        self.set_font(fonts.FAMILY, "B", 13)
        self.cell(text=f"{translator(self.extract.lang)(TITLE)}  ")
        self.set_font(fonts.FAMILY, "", 9)
        self.multi_cell(0, 6, fonts.drawable(self.extract.what), new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def footer(self) -> None:
        self.set_y(-11)
        self.set_font(fonts.FAMILY, "", 7.5)
        self.cell(240, 5, fonts.drawable(f"{self.extract.statement} · {self.extract.date}"))
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")


def to_pdf(x: Extract) -> bytes:
    """Return a list to print: A4 across, its font embedded, a character that
    lacks as 〓."""
    t = translator(x.lang)
    paper = _Paper(x)
    paper.add_page()
    paper.set_font(fonts.FAMILY, "", 7.5)
    paper.set_draw_color(190)
    with paper.table(
        col_widths=tuple(PRINTED.values()),
        line_height=4,
        padding=(0.6, 1),
        text_align="LEFT",
        headings_style=FontFace(emphasis="BOLD", fill_color="#E9F0F7"),
        borders_layout="HORIZONTAL_LINES",
    ) as table:
        table.row([t(heading) for heading in PRINTED])
        for row in x.rows:
            table.row(
                [
                    fonts.drawable(" ".join(text.split()))
                    for text in _printed(row, x.edition.vocabulary, x.lang)
                ]
            )
    return bytes(paper.output())


def _printed(row: Row, vocabulary: Vocabulary, lang: Lang) -> list[str]:
    """The cells of a printed line."""
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
