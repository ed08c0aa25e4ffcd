"""What a page under test shows, read back from its elements."""

import json
import re
from html import unescape
from typing import Any

import pyarrow as pa
from streamlit.testing.v1 import AppTest

from lib import scenes
from tests import hostile

LANGS = ("zh", "en")
PAGES = ("", "map", "parks", "corridor", "chains", "scorecard", "directory")
CJK = re.compile(r"[\u3400-\u9fff]")


def bodies(at: AppTest) -> list[str]:
    """All pieces of HTML; panels' titles and sentences about parks are pieces of their own."""
    own = re.compile(r'(<p class="(?:panel|said)">.*?</p>)')
    found = [own.split(str(element.proto.body)) for element in at.get("html")]
    return [piece for pieces in found for piece in pieces if piece]


def html(at: AppTest, start: str) -> str:
    """The one piece of the page's HTML that begins with `start`."""
    [found] = [body for body in bodies(at) if body.startswith(start)]
    return found


def piece(at: AppTest, mark: str) -> str:
    """The one piece of the page's HTML that holds `mark`."""
    [found] = [body for body in bodies(at) if mark in body]
    return found


def source(markup: str, name: str) -> str:
    """The panel of that name, which says where a figure comes from, line by line."""
    [panel] = re.findall(rf'<div popover class="source" id="{name}">(.*?)</div>', markup)
    lines = (" ".join(words(line).split()) for line in re.findall(r"<dd>(.*?)</dd>", panel))
    return " | ".join(lines)


def words(markup: str) -> str:
    """HTML as it reads."""
    return unescape(re.sub(r"<[^>]+>", " ", markup)).strip()


def plain(markdown: str) -> str:
    """Markdown as it reads."""
    whole = markdown.replace("\u2060", "")
    unmarked = re.sub(r":orange-background\[((?:\\.|[^\]\\])*)\]", r"\1", whole)
    return re.sub(r"\\(.)", r"\1", unmarked)


def statement(at: AppTest) -> str:
    """The filter in words."""
    return words(piece(at, 'class="words"'))


def notes(at: AppTest) -> str:
    """The captions."""
    return " ".join(plain(caption.value) for caption in at.caption)


def warnings(at: AppTest) -> str:
    """What is said of data that could not be used."""
    return " ".join(plain(warning.value) for warning in at.warning)


def card(at: AppTest) -> str:
    """The open card as HTML, without the panel that its foot opens."""
    return html(at, '<article class="card"').partition("<div popover")[0]


def has_card(at: AppTest) -> bool:
    """Whether a card is open."""
    return any(body.startswith('<article class="card"') for body in bodies(at))


def keys(at: AppTest) -> list[str]:
    """The keys of all pills."""
    return [str(group.key) for group in at.button_group]


def options(at: AppTest, key: str) -> list[str]:
    """The labels of the options of pills, as Markdown."""
    return [option.strip() for option in at.button_group(key=key).options]


def names(at: AppTest, key: str) -> list[str]:
    """The labels of the options of pills as they read, where nothing in them is emphasized."""
    return [plain(option) for option in options(at, key)]


def rules(at: AppTest) -> list[tuple[list[str], str]]:
    """The page's own styles, each as selectors and what they are given."""
    styles = "".join(body for body in bodies(at) if body.startswith("<style>"))
    found = re.findall(r"([^{}]+)\{(.*?)\}", styles.replace("<style>", "}"))
    return [(selectors.split(","), said) for selectors, said in found]


def properties(at: AppTest, key: str, part: str = "") -> dict[str, str]:
    """What the page's styles say of a widget's options (see `lib.ui.parts.figures`)."""
    said = ";".join(said for selectors, said in rules(at) if f".st-key-{key}{part}" in selectors)
    found = re.findall(r'(--\w+):("(?:[^"\\]|\\.)*"|[^;]*)', said)
    return {name: json.loads(value) if value[0] == '"' else value for name, value in found}


def figures(at: AppTest, key: str) -> list[str]:
    """What stands beside each option of a widget; "0" where nothing is said."""
    found = properties(at, key)
    said = [found.get(f"--n{i}", "") for i in range(1, 1 + len(at.button_group(key=key).options))]
    for selector in {one for selectors, _ in rules(at) for one in selectors}:
        if span := re.fullmatch(
            rf"\.st-key-{key}( button:nth-of-type\(n\+(\d+)\):nth-of-type\(-n\+(\d+)\))", selector
        ):
            usual = properties(at, key, span[1])["--z"]
            for i in range(int(span[2]) - 1, int(span[3])):
                said[i] = said[i] or usual
    return [text or "0" for text in said]


def greyed(at: AppTest, key: str) -> list[str]:
    """The names of the options that are greyed."""
    found = properties(at, key)
    return [name for i, name in enumerate(names(at, key), 1) if found.get(f"--g{i}") == "1"]


def cells(markup: str) -> list[list[str]]:
    """A table's cells as HTML, its head first."""
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)
        for line in re.findall(r"<tr[^>]*>(.*?)</tr>", markup, re.S)
    ]


def texts(markup: str) -> list[list[str]]:
    """A table's cells as text."""
    return [[" ".join(words(cell).split()) for cell in line] for line in cells(markup)]


def tables(at: AppTest, first: str) -> list[str]:
    """The page's tables with a row of that heading."""
    return [
        body
        for body in bodies(at)
        if 'class="data"' in body and first in [line[0] for line in texts(body) if line]
    ]


def titles(at: AppTest) -> dict[str, str]:
    """The panels' titles with the notes beside them."""
    found = [re.findall(r"<(?:b|span)>(.*?)</(?:b|span)>", b) for b in bodies(at) if "panel" in b]
    return {unescape(title): unescape(note) for title, note in (f for f in found if len(f) == 2)}


def row_of(at: AppTest, key: str, row: str) -> dict[str, str]:
    """The cells of a matrix's row, which has that name, by their column's name: what is written in
    each."""
    labels = [re.fullmatch(r"(\*+)(.*?)\1 (\*+)(.*?)\3", label) for label in options(at, key)]
    names = [(_row_name(label), plain(label[4])) for label in labels if label]
    cells = zip(names, figures(at, key), strict=True)
    return {column: unbroken(said) for (name, column), said in cells if name == row}


def _row_name(label: re.Match[str]) -> str:
    """Of a cell's label its row's full name: a head that is short has it behind, for screen
    readers, before the word for a whole."""
    full = label[4].rpartition(" ")[0] if label[1] == "**" else ""
    return plain(full or label[2])


def unbroken(text: str) -> str:
    """A text whose lines may break anywhere."""
    return text.replace("\u00a0", " ")


def listed(at: AppTest, key: str) -> list[str]:
    """The names of the resources of a list."""
    return [plain(option.rsplit(" *", 1)[0]) for option in options(at, key)]


def charts(at: AppTest) -> list[Any]:
    """The charts that are drawn."""
    return list(at.get("vega_lite_chart"))


def datasets(chart: Any) -> list[list[dict[str, Any]]]:
    """A chart's data."""
    return [pa.ipc.open_stream(d.data.data).read_all().to_pylist() for d in chart.proto.datasets]


def markdown(at: AppTest) -> list[str]:
    """Every piece of Markdown that is drawn: texts, and the labels of widgets and their options."""
    boxes = (*at.caption, *at.warning, *at.error, *at.info, *at.markdown)
    pieces = [str(box.value) for box in boxes]
    pieces += [button.label for button in at.button]
    for group in at.button_group:
        pieces += [group.label, *group.options]
    pieces += [str(link.proto.label) for link in at.get("page_link")]
    return pieces + [expander.label for expander in at.expander]


def assert_inert(at: AppTest) -> None:
    """Nothing fails, and no text of a visitor or of the data is markup of any kind."""
    assert not at.exception
    assert not at.error
    for body in bodies(at):
        assert hostile.acting_html(body) == [], body
    for piece in markdown(at):
        assert hostile.acting_markdown(piece) == [], piece


def press(at: AppTest, key: str) -> AppTest:
    """The stage after a key: the browser presses the dot of the scene that the key is for."""
    state = at.session_state
    codes = [s.code for s in scenes.scenes(state["edition"], state["selection"], "zh")]
    dots = at.button_group(key="stage_dots")
    step = {"Right": 1, "PageDown": 1, "Left": -1, "Home": -len(codes), "End": len(codes)}[key]
    wanted = codes[min(max(codes.index(str(dots.value)) + step, 0), len(codes) - 1)]
    return at if wanted == dots.value else dots.set_value(wanted).run()
