"""A new edition is published while pages are open: at its next run each moves to it, says so, and
keeps of its filter, card and basket what there still is."""

import re
from typing import Any

import pytest

from lib.base.files import Sources
from tests.app.conftest import Open, Served
from tests.app.files import MADE_UP
from tests.app.shown import (
    LANGS,
    PAGES,
    bodies,
    card,
    has_card,
    html,
    names,
    notes,
    options,
    plain,
    statement,
    titles,
    words,
)

ALL_PAGES = (*PAGES, "present")
FINANCE = "科技金融"
IN_FINANCE = [row["resource_id"] for row in MADE_UP.resources if row["category"] == "finance"]


def version(sources: Sources, name: str) -> Sources:
    """The same sources as another version."""
    text = sources.text("register.toml").replace("test.1", name)
    return Sources({**sources, "register.toml": text.encode()})


def without(*ids: str) -> Sources:
    """An edition without some resources."""
    rows = [row for row in MADE_UP.resources if row["resource_id"] not in ids]
    return version(MADE_UP.changed(resources=rows).sources, "test.2")


def without_finance() -> Sources:
    """An edition of five categories."""
    rows = [row for row in MADE_UP.resources if row["category"] != "finance"]
    categories = [row for row in MADE_UP.table("categories") if row["code"] != "finance"]
    changed = MADE_UP.changed(resources=rows, categories=categories)
    return version(changed.sources, "test.2")


def without_robots() -> Sources:
    """An edition of five chains."""
    rows = [
        row | {"chains": ";".join(c for c in row["chains"].split(";") if c != "robot")}
        for row in MADE_UP.resources
    ]
    areas = [row for row in MADE_UP.table("focus_areas") if row["code"] != "robot"]
    return version(MADE_UP.changed(resources=rows, focus_areas=areas).sources, "test.2")


def without_xiongan() -> Sources:
    """An edition of nine zones."""
    seats = [row for row in MADE_UP.table("parks") if row["park"] != "xiongan"]
    return version(MADE_UP.changed(parks=seats).sources, "test.2")


UPDATED = {
    "zh": "登记册已更新（test.2）",
    "en": "The register has been updated (test.2)",
}


@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_an_open_page_moves_to_the_new_edition_and_says_so(
    opened: Open, served: Served, page: str, lang: str
) -> None:
    at = opened(page, lang=lang, park="zgc")
    assert UPDATED[lang] not in notes(at)
    served.sources = without("zgc-001", "zgc-002")
    at.run()
    assert not at.exception
    assert UPDATED[lang] in notes(at)
    said = " ".join(map(words, bodies(at)))
    assert "test.2" in said
    assert "test.1" not in said
    assert at.query_params["park"] == "zgc"
    if page != "present":
        n = sum(row["park"] == "zgc" for row in MADE_UP.resources) - 2
        assert re.search(rf"— {n} ", statement(at))


def test_the_note_goes_with_the_next_choice_and_not_before(opened: Open, served: Served) -> None:
    at = opened()
    served.sources = without("zgc-001")
    at.run()
    at.run()
    assert notes(at) == UPDATED["zh"]
    at.button_group(key="side_park").set_value(["tianjin"]).run()
    assert notes(at) == ""


def test_more_than_six_notes_end_in_an_ellipsis(opened: Open, served: Served) -> None:
    gone = [f"zgc-00{n}" for n in range(1, 8)]
    at = opened(pick=gone)
    served.sources = without(*gone)
    at.run()
    assert "zgc-005" in notes(at)
    assert notes(at).endswith(" · …")
    served.sources = without()
    at = opened(pick=gone[:5])
    served.sources = without(*gone[:5])
    at.run()
    assert not notes(at).endswith("…")


def test_a_first_visit_and_the_same_edition_bring_no_note(opened: Open, served: Served) -> None:
    at = opened()
    assert notes(at) == ""
    served.sources = Sources(dict(served.sources))
    at.run()
    assert notes(at) == ""


@pytest.mark.parametrize(
    ("lang", "gone"),
    [("zh", "zgc-001 已不在登记册中"), ("en", "zgc-001 is no longer in the register")],
)
@pytest.mark.parametrize("page", PAGES)
def test_an_open_card_whose_resource_is_gone_closes_with_a_note(
    opened: Open, served: Served, *, page: str, lang: str, gone: str
) -> None:
    at = opened(page, lang=lang, id="zgc-001", park="zgc")
    assert has_card(at)
    served.sources = without("zgc-001")
    at.run()
    assert not at.exception
    assert not has_card(at)
    assert "id" not in at.query_params
    assert at.query_params["park"] == "zgc"
    assert gone in notes(at)
    assert UPDATED[lang] in notes(at)


def test_an_open_card_whose_resource_stays_stays_open(opened: Open, served: Served) -> None:
    at = opened("map", id="zgc-003")
    served.sources = without("zgc-001")
    at.run()
    assert at.query_params == {"id": "zgc-003"}
    assert MADE_UP.by_id["zgc-003"]["name"] in words(card(at))


@pytest.mark.parametrize("view", ["list", "picked"])
def test_the_basket_keeps_what_is_left_in_its_order(
    opened: Open, served: Served, view: str
) -> None:
    at = opened("directory", pick=["tianjin-001", "zgc-001", "zgc-003"], view=view)
    served.sources = without("zgc-001")
    at.run()
    assert not at.exception
    assert at.query_params["pick"] == ["tianjin-001", "zgc-003"]
    assert "清单 2" in options(at, "di_view")
    assert "zgc-001 已不在登记册中" in notes(at)
    assert "tianjin-001 已" not in notes(at)


def test_a_basket_of_which_nothing_is_left_is_empty(opened: Open, served: Served) -> None:
    at = opened("directory", pick="zgc-001", view="picked")
    served.sources = without("zgc-001")
    at.run()
    assert not at.exception
    assert "pick" not in at.query_params
    assert "清单还是空的" in at.info[0].value


def test_a_page_past_the_new_end_is_the_last(opened: Open, served: Served) -> None:
    at = opened("directory", page="3")
    assert at.pagination[0].value == 3
    served.sources = without(*[row["resource_id"] for row in MADE_UP.resources[:20]])
    at.run()
    assert not at.exception
    assert at.pagination[0].value == 2


@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ({"category": ["rd", "finance"]}, without_finance),
        ({"category": "rd", "chain": "robot"}, without_robots),
        ({"category": "rd", "park": "xiongan"}, without_xiongan),
    ],
    ids=["category", "chain", "park"],
)
def test_a_code_the_new_edition_lacks_leaves_the_filter_with_a_note(
    opened: Open, served: Served, page: str, *, query: dict[str, Any], sources: Any
) -> None:
    for lang, gone in (("zh", " 已不在登记册中"), ("en", " is no longer in the register")):
        served.sources = MADE_UP.sources
        at = opened(page, **query, lang=lang)
        facet = list(query)[-1]
        code = query[facet] if isinstance(query[facet], str) else query[facet][-1]
        assert not at.exception
        served.sources = sources()
        at.run()
        assert not at.exception
        assert not at.error
        assert f"{facet}={code}{gone}" in notes(at)
        assert UPDATED[lang] in notes(at)
        assert at.query_params == {"category": "rd"} | ({"lang": "en"} if lang == "en" else {})
        at.run()
        assert not at.exception


def test_widgets_forget_what_the_new_edition_lacks(opened: Open, served: Served) -> None:
    at = opened("map", category=["rd", "finance"])
    at.selectbox(key="map_highlight").set_value("chain:robot").run()
    served.sources = without_finance()
    at.run()
    assert at.button_group(key="side_category").value == ["rd"]
    assert FINANCE not in names(at, "side_category")
    assert at.selectbox(key="map_highlight").value == "chain:robot"
    served.sources = without_robots()
    at.run()
    assert not at.exception
    assert at.selectbox(key="map_highlight").value is None
    assert FINANCE in names(at, "side_category")


def test_an_older_link_is_read_with_a_note(opened: Open, served: Served) -> None:
    served.sources = without_finance()
    at = opened("directory", category="finance", id=IN_FINANCE[0], pick=["zgc-001", IN_FINANCE[1]])
    assert not at.exception
    for part in ("category=finance", f"id={IN_FINANCE[0]}", f"pick={IN_FINANCE[1]}"):
        assert part in notes(at)
    assert at.query_params == {"pick": "zgc-001"}
    assert not has_card(at)


def test_a_scene_of_a_zone_that_left_is_the_first(opened: Open, served: Served) -> None:
    at = opened("present", scene="park-xiongan")
    assert "雄安" in words(html(at, "<article"))
    served.sources = without_xiongan()
    at.run()
    assert not at.exception
    assert "京津冀国家高新区联盟" in words(html(at, "<article"))


def test_two_windows_of_a_show_move_together(opened: Open, served: Served) -> None:
    hall = opened("present", category=["rd", "finance"])
    hall.button(key="stage_open").click().run()
    speaker = opened("present", show=hall.query_params["show"], view="speaker")
    assert speaker.query_params["category"] == ["rd", "finance"]
    served.sources = without_finance()
    for window in (hall, speaker, hall, speaker):
        window.run()
        assert not window.exception
        assert window.query_params["category"] == "rd"


def test_a_new_vocabulary_names_the_same_codes_anew(opened: Open, served: Served) -> None:
    """The official list may rename a category: the link keeps its meaning."""
    renamed = [
        row | ({"short_zh": "创投", "name_zh": "创业投资机构"} if row["code"] == "finance" else {})
        for row in MADE_UP.table("categories")
    ]
    at = opened("map", category="finance")
    served.sources = version(MADE_UP.changed(categories=renamed).sources, "test.2")
    at.run()
    assert at.query_params == {"category": "finance"}
    assert statement(at).startswith(f"创投 — {len(IN_FINANCE)} ")
    assert "创投" in names(at, "side_category")
    assert plain(notes(at)) == UPDATED["zh"]


def test_published_figures_follow_the_edition(opened: Open, served: Served) -> None:
    at = opened()
    assert "12 场" in words(html(at, '<section class="headlines"'))
    rows = [
        row | ({"value": "77"} if row["metric"] == "events" else {})
        for row in MADE_UP.table("scorecard")
    ]
    served.sources = MADE_UP.changed(scorecard=rows).sources
    at.run()
    assert "77 场" in words(html(at, '<section class="headlines"'))
    assert titles(at)
