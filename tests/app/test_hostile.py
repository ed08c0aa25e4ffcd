"""Whatever is written into an address or a data file is shown as it is written, or passed over with
a quiet note; nothing of it acts."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from lib.query.facets import FACET
from lib.ui.pages import PARAMETERS
from tests import hostile
from tests.app.conftest import Open, Served
from tests.app.directory import PAGE_SIZE, directory, rows, share
from tests.app.files import Files
from tests.app.shown import (
    LANGS,
    assert_inert,
    bodies,
    card,
    markdown,
    names,
    notes,
    plain,
    press,
    statement,
    words,
)

TEXTS = hostile.SEEN | hostile.UNSEEN
SHARED = (*FACET, "q", "lang", "id", "pick", "edition")
PAGES = tuple(PARAMETERS)
FILES = [Files(f"hostile from {n}", hostile.sources(n)) for n in (0, 11)]


def asked(page: str, *values: str) -> dict[str, list[str]]:
    """An address that has `values` in each parameter of a page, and as names of parameters."""
    known = {parameter: list(values) for parameter in (*SHARED, *PARAMETERS[page])}
    return known | {value: ["1"] for value in values}


def cleaned(query: str) -> str:
    """A query as the address keeps it: white space is a space, what else cannot be seen nothing."""
    unseen = {
        c for c in "".join(hostile.UNSEEN.values()) if c not in "甲乙[31m=+" and not c.isspace()
    }
    return " ".join("".join(c for c in query if c not in unseen).split())


def as_lists(at: AppTest) -> dict[str, list[str]]:
    """The address's parameters, each as a list."""
    return {k: [v] if isinstance(v, str) else list(v) for k, v in at.query_params.items()}


@pytest.mark.parametrize(("place", "kind"), list(enumerate(TEXTS)), ids=list(TEXTS))
def test_a_text_in_every_parameter_is_passed_over_with_a_note(
    opened: Open, place: int, kind: str
) -> None:
    text, page, lang = TEXTS[kind], PAGES[place % len(PAGES)], LANGS[place % 2]
    at = opened(page, **asked(page, text) | {"lang": [text, lang]})
    assert_inert(at)
    wanted = {"q": [cleaned(text)], "lang": [lang]}
    assert as_lists(at) == {k: v for k, v in wanted.items() if v not in ([""], ["zh"])}
    said = {"zh": "已忽略链接中的 park=", "en": "Ignored in the link: park="}[lang]
    assert said in notes(at)
    for control in "\x00\x1b\u202e\u2066":
        assert control not in notes(at)
    if page not in ("present", "stewards"):  # They have no filter.
        assert cleaned(text) in statement(at).replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("page", PAGES)
def test_all_texts_at_once_leave_every_page_as_it_is(opened: Open, page: str) -> None:
    good = {"park": "tianjin", "id": "zgc-001", "pick": "zgc-002"}
    query = asked(page, *TEXTS.values(), "x" * 2_000)
    for parameter, value in good.items():
        query[parameter] = [*query[parameter], value]
    at = opened(page, **query)
    assert_inert(at)
    assert {k: v for k, v in as_lists(at).items() if k in good} == {k: [v] for k, v in good.items()}
    assert notes(at).count("已忽略链接中的") == 6
    assert "…" in notes(at)
    assert len(notes(at)) < 1000


def test_an_unknown_scene_is_named_and_dropped(opened: Open) -> None:
    at = opened("present", scene="no-such-scene", park="tianjin")
    assert "已忽略链接中的 scene=no-such-scene" in notes(at)
    assert as_lists(at) == {"park": ["tianjin"]}
    press(at, "Right")
    assert as_lists(at)["scene"] == ["year"]
    at.button(key="stage_clear").click().run()
    assert "已忽略" not in notes(at)


@pytest.mark.parametrize("files", FILES, ids=repr)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_hostile_files_as_they_are(
    opened: Open, files: Files, page: str, lang: str
) -> None:
    at = opened(page, lang=lang)
    assert_inert(at)
    assert not at.warning
    shown = [words(body) for body in bodies(at)]
    whole = "\n".join([*shown, *map(plain, markdown(at))])
    for file, column in {
        "": (("milestones", f"text_{lang}"), ("categories", f"short_{lang}")),
        "map": (("categories", f"short_{lang}"),),
        "parks": (("parks", f"name_{lang}"),),
        "corridor": (("corridor_nodes", f"name_{lang}"), ("park_facts", "text_zh")),
        "chains": (("focus_areas", f"short_{lang}"),),
        "scorecard": (("scorecard", f"name_{lang}"), ("scorecard", "source")),
        "directory": (("resources", "name"),),
        "present": (),
        "embed": (("resources", "name"),),
        "stewards": (),
    }[page]:
        own = [row[column].removesuffix("高新区") for row in files.table(file)]
        for text in own[:10]:
            assert " ".join(text.split()) in " ".join(whole.split()), text


@pytest.mark.parametrize("lang", LANGS)
def test_profiles_show_hostile_files_as_they_are(opened: Open, served: Served, lang: str) -> None:
    files = FILES[1]
    served.sources = files.sources
    for park in files.parks[::3]:
        at = opened("parks", park=park, lang=lang)
        assert_inert(at)
        row = files.seats[park]
        whole = "\n".join(words(body) for body in bodies(at))
        for column in ("full_name", "address"):
            assert row[column] in whole


def test_every_scene_shows_hostile_files_as_they_are(opened: Open, served: Served) -> None:
    served.sources = FILES[0].sources
    for lang in LANGS:
        at = opened("present", lang=lang)
        for _ in at.button_group(key="stage_dots").options:
            assert_inert(at)
            press(at, "Right")
        speaker = opened("present", lang=lang, view="speaker")
        assert_inert(speaker)


@pytest.mark.parametrize("files", FILES[:1], ids=repr)
def test_every_row_and_card_reads_as_it_is_written(opened: Open, files: Files) -> None:
    named = files.resources
    listed = []
    for page in range(-(-len(named) // PAGE_SIZE)):
        at = directory(opened, page=str(page + 1), sort="category")
        assert_inert(at)
        listed += [row[0] for row in rows(at)]
        assert [plain(o) for o in at.button_group(key="di_all_ticks").options]
    assert sorted(listed) == sorted(row["name"] for row in named)
    for row in named[: len(hostile.SEEN)]:
        at = share(directory(opened, id=row["resource_id"], q=row["name"][:30]))
        assert_inert(at)
        shown = words(card(at).replace("<mark>", "").replace("</mark>", ""))
        for column in ("name", "host", "address", "note", "subpark", "source_title"):
            assert row[column] in shown, column
        assert row["address"] in [code.value for code in at.code]
        [query] = parse_qs(urlsplit(at.code[0].value).query)["q"]
        assert query == " ".join(row["name"][:30].split())


def test_a_group_and_a_tag_read_as_they_are_written(opened: Open, served: Served) -> None:
    files = FILES[0]
    served.sources = files.sources
    at = directory(opened, view="category", id="zgc-001")
    assert_inert(at)
    category = files.by_id["zgc-001"]["category"]
    assert files.short("category", category, "zh") in names(at, "card_tags_zgc-001")
    headings = [words(body) for body in bodies(at) if body.startswith("<h4")]
    assert set(headings) <= {files.name("category", code, "zh") for code in files.categories}
