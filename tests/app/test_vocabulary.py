"""A vocabulary of another size: every page shows what there is, and stands without the rest."""

from html import unescape

import pytest

from tests.app.conftest import Open, Served
from tests.app.files import BOTH, MADE_UP, Files
from tests.app.shown import (
    LANGS,
    PAGES,
    bodies,
    card,
    html,
    names,
    piece,
    press,
    row_of,
    statement,
    words,
)

ALL_PAGES = (*PAGES, "present")
FINANCE = {"zh": "科技金融", "en": "Finance"}
IN_FINANCE = [row["resource_id"] for row in MADE_UP.resources if row["category"] == "finance"]


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_stands(seen: Open, files: Files, page: str, lang: str) -> None:
    at = seen(page, lang=lang)
    assert not at.exception
    assert not at.error
    assert not at.warning
    said = " ".join(map(words, bodies(at)))
    assert files.edition.version in said
    assert files.sources.digest[:8] in said


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_a_sixth_category_is_a_filter_on_every_page(seen: Open, page: str, lang: str) -> None:
    at = seen(page, lang=lang, category="finance")
    assert not at.exception
    assert statement(at).startswith(f"{FINANCE[lang]} — {len(IN_FINANCE)}")
    assert FINANCE[lang] in names(at, "side_category")
    assert at.button_group(key="side_category").value == ["finance"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("page", "key"),
    [("", "bar_category"), ("map", "side_category"), ("", "side_category")],
)
def test_a_sixth_category_can_be_chosen_everywhere(
    seen: Open, lang: str, page: str, key: str
) -> None:
    assert names(seen(page, lang=lang), key) == list(MADE_UP.steps(lang))
    assert names(seen(page, lang=lang), key)[-1] == FINANCE[lang]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("parks", "cells_parks"),
        ("corridor", "cells_nodes"),
        ("corridor", "cells_path_corridor"),
        ("chains", "cells_path_park"),
    ],
)
def test_a_sixth_category_is_in_every_matrix(seen: Open, lang: str, page: str, key: str) -> None:
    node = page == "corridor"
    inside = MADE_UP.in_node if node else MADE_UP.in_park
    place = "bda" if node else "zgc"
    name = MADE_UP.short("corridor" if node else "park", place, lang)
    n = sum(MADE_UP.by_id[i]["category"] == "finance" for i in IN_FINANCE
            if inside(MADE_UP.by_id[i], place))  # fmt: skip
    assert row_of(seen(page, lang=lang), key, name)[FINANCE[lang]] == str(n)


@pytest.mark.parametrize("lang", LANGS)
def test_a_sixth_category_is_in_profile_directory_and_card(opened: Open, lang: str) -> None:
    at = opened("parks", lang=lang, park="zgc")
    assert FINANCE[lang] in words(piece(at, {"zh": ">合计<", "en": ">Total<"}[lang]))
    at = opened("directory", lang=lang, category="finance", id=IN_FINANCE[0])
    rows = at.button_group(key="di_all_rows").options
    assert len(rows) == len(IN_FINANCE)
    assert all(f"*{FINANCE[lang]}*" in row for row in rows)
    assert words(card(at)).startswith(MADE_UP.name("category", "finance", lang))
    assert 'class="kind k6"' in card(at)


@pytest.mark.parametrize("lang", LANGS)
def test_a_sixth_category_is_on_the_stage(opened: Open, lang: str) -> None:
    at = opened("present", lang=lang)
    told = ""
    while at.query_params.get("scene") != "thanks":
        told += words(html(at, "<article"))
        press(at, "Right")
        assert not at.exception
    assert FINANCE[lang] in told


def other_shapes() -> dict[str, Files]:
    """Editions that have little of something."""
    resources = MADE_UP.resources
    nodes, seats = MADE_UP.table("corridor_nodes"), MADE_UP.table("parks")
    return {
        "one node": MADE_UP.changed(corridor_nodes=[n for n in nodes if n["node"] == "tianjin"]),
        "a spur alone": MADE_UP.changed(
            corridor_nodes=[node for node in nodes if node["node"] == "yanjiao"]
        ),
        "one category": MADE_UP.changed(
            categories=MADE_UP.table("categories")[:1],
            resources=[row for row in resources if row["category"] == "rd"],
        ),
        "no cluster": MADE_UP.changed(
            focus_areas=[r for r in MADE_UP.table("focus_areas") if r["facet"] == "chain"],
            resources=[row | {"clusters": ""} for row in resources],
        ),
        "no tag": MADE_UP.changed(
            resources=[row | {"chains": "", "clusters": ""} for row in resources]
        ),
        "one resource": MADE_UP.changed(resources=resources[:1]),
        "another zone": MADE_UP.changed(
            parks=[
                *seats,
                seats[-1] | {"park": "langfang", "kind": "member", "member_since": ""},
            ]
        ),
    }


@pytest.mark.parametrize("shape", other_shapes())
@pytest.mark.parametrize("page", (*PAGES, "present"))
def test_every_page_stands_whatever_there_is(
    opened: Open, served: Served, shape: str, page: str
) -> None:
    served.sources = other_shapes()[shape].sources
    parks = [park.code for park in served.edition.vocabulary.parks]
    for query in ({}, {"park": [parks[-1], parks[0]], "chain": "robot"}):
        at = opened(page, **query)
        assert not at.exception
        assert not at.error
        assert bodies(at)


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("lang", LANGS)
def test_chains_and_clusters_have_their_official_names_where_there_is_room(
    seen: Open, files: Files, lang: str
) -> None:
    official = [files.name(*area, lang) for area in files.areas]
    at = seen(lang=lang)
    for key in ("side_focus", "bar_focus"):
        assert names(at, key) == official
    facet, code = next(
        area for area in files.areas if files.short(*area, lang) != files.name(*area, lang)
    )
    full, short = files.name(facet, code, lang), files.short(facet, code, lang)
    at = seen("chains", lang=lang, **{facet: code})
    assert full in statement(at)
    assert row_of(at, "cells_focus", full)
    # In a matrix's narrow heads it is short, and in full for screen readers.
    at = seen("corridor", lang=lang)
    heads = piece(at, '<div class="heads cells_nodes"')
    assert f"<span>{short}</span>" in unescape(heads)
    node = files.short("corridor", next(iter(files.nodes)), lang)
    assert full in row_of(at, "cells_nodes", node)
