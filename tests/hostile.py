"""Texts that somebody may write into an address or a data file to see what gives way.

`SEEN` are odd but allowed everywhere: they must be shown as they are written, and do nothing.
`UNSEEN` hold what no data file may hold; in an address it is passed over or named in a note.
"""

import re
from collections.abc import Iterator
from functools import cache, partial
from html.parser import HTMLParser
from itertools import cycle, islice
from typing import Final

from lib.base.files import Sources
from tests.editions import fixture_sources
from tests.edits import Rows, edited, put

SEEN: Final = {
    "image": "<img src=x onerror=window.ran=1>",
    "script": "</script><script>window.ran=1</script>",
    "style": "</style><style>*{background:url(//evil.example/a)}",
    "attribute": '" onmouseover="window.ran=1" \' x=',
    "comment": "<!-- --><iframe src=//evil.example></iframe>",
    "entity": "&lt;b&gt; &amp;amp; &#x3c;b&#62; &nbsp",
    "script address": "javascript:window.ran=1",
    "data address": "data:text/html,<script>window.ran=1</script>",
    "css": '"}*{background:url("//evil.example/a")}\\3c \\"',
    "formula": '=HYPERLINK("//evil.example",A1)',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1,1)",
    "wide formula": "＝1＋1",
    "excel escape": "_x0041_ _x000D_",
    "path": "../../../../etc/passwd %2e%2e%2f ..\\..\\win.ini file:///etc/passwd",
    "format": "{x} {0} {} {value} %s %d %(x)s ${x} $x {{x}} #{x}",
    "pages": "{nb} {pages} {name} {n}",
    "query": "'; DROP TABLE resources; -- 1' OR '1'='1",
    "regular expression": "(?i:[a-z]*)+$ .* \\",
    "markdown": "**粗** _斜_ `码` [链](javascript:window.ran=1) ![](//evil.example/a) ~~删~~",
    "block": "# 题 > 引 | a | b | 1. 项 --- ```",
    "latex": "$x^2$ $$y$$ \\frac{1}{2}",
    "directive": ":red[红] :small[小] :green-background[绿] :help[?] {.a}",
    "icon": ":material/home: :material_home: :streamlit: :smile: 😀",
    "arrows": "甲 -> 乙 <- 丙 <-> 丁 -- 戊 >= 己 <= 庚 ~= 辛",
    "right to left": "שלום 12 مرحبا",
    "marks": "Z̸̢͉͒a̵͔͝l̶̨̛g̴͈̈o̵̘͋",
    "json": '{"@@type": "x", "@@=": "1+1"}',
}
UNSEEN: Final = {
    "null": "甲\x00乙",
    "escape": "甲\x1b[31m乙",
    "bell": "甲\x07乙",
    "delete": "甲\x7f乙",
    "line": "甲\n乙",
    "carriage return": "甲\r乙",
    "tab": "甲\t乙",
    "next line": "甲\x85乙",
    "line separator": "甲\u2028乙",
    "override": "甲\u202e乙",
    "isolate": "甲\u2066乙",
    "no width": "甲\u200b乙",
    "joiner": "甲\u2060乙",
    "byte-order mark": "甲\ufeff乙",
    "soft hyphen": "甲\xad乙",
    "filler": "甲\u3164乙",
    "tag": "甲\U000e0041乙",
    "private": "甲\ue000乙",
    "no character": "甲\ufffe乙",
    "formula behind nothing": "\u200b=1+1",
    "formula behind a control": "\x02=1+1",
}
# No text at all: it comes from a command line, never by the network or out of a file.
HALF: Final = "甲\ud800乙"

# The columns of each file that hold words, which may be any.
WORDS: Final = {
    "resources.csv": ("name", "subpark", "address", "district", "city", "host", "note",
                      "place_id", "source_title"),
    "categories.csv": ("name_zh", "name_en", "short_zh", "short_en"),
    "focus_areas.csv": ("name_zh", "name_en", "short_zh", "short_en"),
    "terms.csv": ("name_en", "short_zh", "short_en"),
    "parks.csv": ("name_zh", "name_en", "full_name", "lead_industries", "address", "city",
                  "district", "source"),
    "corridor_nodes.csv": ("name_zh", "name_en"),
    "corridor_line.csv": ("name_zh", "basis"),
    "landmarks.csv": ("name_zh", "name_en", "code"),
    "railways.csv": ("name_zh", "name_en", "station_zh"),
    "scorecard.csv": ("period", "name_zh", "name_en", "unit_en", "note_zh", "source"),
    "milestones.csv": ("text_zh", "text_en", "source"),
    "park_facts.csv": ("text_zh", "unit", "source_title"),
    "aliases.csv": ("aliases",),
    "agreements.csv": ("name_zh", "name_en", "content_zh", "source"),
}  # fmt: skip


@cache
def sources(offset: int = 0) -> Sources:
    """The made-up edition with `SEEN` in every cell that holds words, from the `offset`th on.

    Names are made distinct by a number, but for the first of each text.
    """
    changed = fixture_sources()
    for file, columns in WORDS.items():
        texts = islice(cycle(SEEN.values()), offset, None)
        changed = edited(changed, file, partial(_fill, columns, texts))
    particulars = [("version", SEEN["format"]), ("provenance_zh", SEEN["script"])]
    particulars += [("date", "2026-12"), ("provenance_en", SEEN["markdown"])]
    toml = "".join(f"{name} = {_quoted(text)}\n" for name, text in particulars)
    return put(changed, "register.toml", toml)


def _fill(columns: tuple[str, ...], texts: Iterator[str], rows: Rows) -> None:
    """Write one of `texts` into each cell of a row, another row by row."""
    head, seen = rows[0], set[str]()
    for number, row in enumerate(rows[1:]):
        text = next(texts)
        for column in columns:
            once = text if text not in seen else f"{text} {number}"
            row[head.index(column)] = once if column in ("name", "name_zh") else text
            if column in ("city", "district"):  # Which hold 40 characters.
                row[head.index(column)] = text[:40].strip()
        seen.add(text)


def _quoted(text: str) -> str:
    """A text as TOML's literal string."""
    return f"'''{text}'''"


class _Markup(HTMLParser):
    """Collects what of a piece of HTML is not of the atlas."""

    def __init__(self) -> None:
        super().__init__()
        self.acts: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag not in TAGS:
            self.acts.append(tag)
        for name, value in attrs:
            if name.startswith("on"):
                self.acts.append(name)
            if name in ("href", "src") and not (value or "").startswith(ADDRESSES):
                self.acts.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style and "evil" in re.sub(r'"(?:[^"\\]|\\.)*"', "", data):
            self.acts.append(data)

    def handle_comment(self, data: str) -> None:
        self.acts.append(data)


# What the atlas writes: its elements, and how the addresses in them begin.
TAGS: Final = (
    *("a", "article", "b", "br", "button", "code", "col", "colgroup", "dd", "details", "div", "dl"),
    *("dt", "em", "h1", "h2", "h3", "h4", "i", "img", "li", "mark", "ol", "p", "s", "section"),
    *("small", "span", "strong", "style", "summary", "table", "tbody", "td", "th", "thead", "time"),
    *("tr", "u", "ul"),
)
ADDRESSES: Final = (
    "http://",
    "https://",
    "tel:",
    "mailto:",
    "./?",
    "present?",
    "directory?",
    "feedback?",
    "api/",
    "data:image/png;base64,",
)
# What Streamlit does with the words of a text, whether they are escaped or not.
_WORDS: Final = re.compile(
    r":material[/_]\w+:|:streamlit:|(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)"
)
# The Markdown that the atlas itself writes round a text.
_OWN: Final = re.compile(r":orange-background\[|^ ?:material/\w+: |\*\*|\*|\]|\n\n?- ")


def acting_html(markup: str) -> list[str]:
    """What of a piece of HTML is markup, and not the atlas's own."""
    parser = _Markup()
    parser.feed(markup)
    parser.close()
    return parser.acts


def acting_markdown(text: str) -> list[str]:
    """What of a piece of Markdown Streamlit would act on, and is not the atlas's own."""
    shown = re.sub(r"\\(.)", r"\1", _OWN.sub(" ", text))
    bare = _OWN.sub("", re.sub(r"\\.", "", text))
    found = [c for c in bare if c in "<>[]*`$~|"] + re.findall(r":\w+", bare)
    return found + [match[0] for match in _WORDS.finditer(shown)]
