"""The directory: listed, ordered, paged, grouped, and all of it a link."""

import re
from html import unescape
from urllib.parse import parse_qs

import pytest

from tests.app.conftest import Open
from tests.app.directory import (
    KEYS,
    LAST,
    PAGE_SIZE,
    ROWS,
    anchor,
    by_csv,
    contact,
    directory,
    grouped_ids,
    headings,
    ids,
    rows,
)
from tests.app.files import MADE_UP, Row, km
from tests.app.shown import LANGS, bodies, card, has_card, html, notes, words

BY_ID = MADE_UP.by_id
IN_FILE_ORDER = list(BY_ID)
IMG = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("lang", "said", "heads"),
    [
        ("zh", "共 {} 项", ["名称", "类别", "园区", "级别", "联系方式"]),
        ("en", "{} in total", ["Name", "Category", "Zones", "Level", "Contact"]),
    ],
)
def test_page_opens(opened: Open, *, lang: str, said: str, heads: list[str]) -> None:
    at = directory(opened, lang)
    assert not at.exception
    assert not at.error
    assert notes(at) == ""
    assert [body for body in bodies(at) if said.format(len(ROWS)) in words(body)]
    assert words(html(at, '<div class="columns"')).split() == heads
    assert at.pagination[0].num_pages == LAST
    assert rows(at) == [
        [
            row["name"],
            MADE_UP.short("category", row["category"], lang),
            MADE_UP.short("park", row["park"], lang),
            MADE_UP.short("level", row["level"], lang),
            contact(row, lang),
        ]
        for row in ROWS[:PAGE_SIZE]
    ]


def test_row_has_its_telephone(opened: Open) -> None:
    with_phone = [row for row in ROWS if row["phone"]]
    assert with_phone
    for row in with_phone:
        shown = {name: phone for name, *_, phone, _ in rows(directory(opened, q=row["name"]))}
        assert shown[row["name"]] == row["phone"]


def test_a_row_has_the_best_contact_there_is(opened: Open) -> None:
    """Telephone, website, else operator and address; a wall of nothing helps nobody."""
    kinds: dict[tuple[bool, ...], Row] = {}
    for row in ROWS:
        kinds.setdefault(tuple(bool(row[c]) for c in ("phone", "website", "host", "address")), row)
    for row in kinds.values():
        shown = {name: cell for name, *_, cell in rows(directory(opened, park=row["park"]))}
        assert shown[row["name"]] == contact(row, "zh")


@pytest.mark.parametrize("lang", LANGS)
def test_nearest_first_from_a_zone_with_the_distance(opened: Open, lang: str) -> None:
    at = directory(opened, lang, sort="distance", near="cangzhou")
    far = {i: km(MADE_UP.place("cangzhou"), anchor(row)) for i, row in BY_ID.items()}
    expected = sorted(BY_ID, key=lambda i: far[i])
    assert ids(at) == expected[:PAGE_SIZE]
    assert at.selectbox(key="di_near").value == "cangzhou"
    heads = words(html(at, '<div class="columns far"'))
    assert {"zh": "直线距离", "en": "Straight-line distance"}[lang] in heads
    row = BY_ID[ids(at)[-1]]
    assert rows(at)[-1][4].startswith(("约 ", "~")), row
    within = {"zh": r"\d+ km 以内", "en": r"within \d+ km"}[lang]
    assert re.fullmatch(within, rows(at)[0][4])


def test_order_by_distance_begins_from_the_open_card_and_stays_there(opened: Open) -> None:
    at = directory(opened, id="tangshan-001")
    at.button_group(key="di_sort").set_value("distance").run()
    assert at.query_params == {"id": "tangshan-001", "sort": "distance", "near": "tangshan-001"}
    order = ids(at)
    assert order[0] in [i for i, r in BY_ID.items() if anchor(r) == anchor(BY_ID["tangshan-001"])]
    # Another card moves nothing under the pointer, but may be chosen.
    at.button_group(key="di_all_rows").set_value(order[5]).run()
    assert ids(at) == order
    at.selectbox(key="di_near").set_value(order[5]).run()
    assert at.query_params == {"id": order[5], "sort": "distance", "near": order[5]}
    shown = {row[0]: row[4] for row in rows(at)}
    assert shown[BY_ID[order[5]]["name"]] == "即起点"
    # Another order has no beginning.
    at.button_group(key="di_sort").set_value("best").run()
    assert at.query_params == {"id": order[5]}
    assert not at.selectbox


def test_order_by_distance_begins_from_the_zone_chosen(opened: Open) -> None:
    at = directory(opened, park="baoding")
    at.button_group(key="di_sort").set_value("distance").run()
    assert at.query_params == {"park": "baoding", "sort": "distance", "near": "baoding"}


def test_distances_from_what_there_is_not_are_from_a_zone_with_a_note(opened: Open) -> None:
    at = directory(opened, sort="distance", near="atlantis")
    assert not at.exception
    assert "near=atlantis" in notes(at)
    assert at.query_params == {"sort": "distance"}
    assert at.selectbox(key="di_near").value == "zgc"


@pytest.mark.parametrize("sort", KEYS)
def test_link_to_a_page_of_an_order_is_honoured_and_written_back(opened: Open, sort: str) -> None:
    at = directory(opened, page="2", sort=sort)
    assert ids(at) == by_csv(sort)[PAGE_SIZE : 2 * PAGE_SIZE]
    assert at.pagination[0].value == 2
    assert at.button_group(key="di_sort").value == sort
    assert at.query_params == {"page": "2", "sort": sort}
    assert notes(at) == ""


def test_order_and_page_chosen_are_a_link(opened: Open) -> None:
    at = directory(opened)
    at.pagination[0].set_value(2).run()
    assert ids(at) == IN_FILE_ORDER[PAGE_SIZE : 2 * PAGE_SIZE]
    assert at.query_params == {"page": "2"}
    # Another order begins at its beginning.
    at.button_group(key="di_sort").set_value("name").run()
    assert ids(at) == by_csv("name")[:PAGE_SIZE]
    assert at.query_params == {"sort": "name"}
    at.pagination[0].set_value(LAST).run()
    assert ids(at) == by_csv("name")[(LAST - 1) * PAGE_SIZE :]
    assert at.query_params == {"sort": "name", "page": str(LAST)}
    at.pagination[0].set_value(1).run()
    at.button_group(key="di_sort").set_value("best").run()
    assert at.query_params == {}
    assert ids(at) == IN_FILE_ORDER[:PAGE_SIZE]


@pytest.mark.parametrize("page", [str(LAST + 1), "999999"])
def test_page_past_the_end_is_the_last(opened: Open, page: str) -> None:
    at = directory(opened, page=page, sort="year")
    assert ids(at) == by_csv("year")[(LAST - 1) * PAGE_SIZE :]
    assert at.pagination[0].value == LAST
    assert not at.exception


def test_one_page_has_no_pager(opened: Open) -> None:
    at = directory(opened, park="hengshui", page="7")
    assert sorted(ids(at)) == sorted(i for i in BY_ID if i.startswith("hengshui"))
    assert not at.pagination


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("sort", "price"),
        ("sort", "name|park"),
        ("view", IMG),
        ("view", "List"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "2.5"),
        ("page", "１"),
        ("page", "9" * 4000),
        ("pick", "nope-001"),
        ("id", "ZGC-001"),
    ],
)
def test_bad_parameter_is_ignored_with_a_note_and_dropped(
    opened: Open, lang: str, parameter: str, value: str
) -> None:
    at = directory(opened, lang, **{parameter: value})
    assert not at.exception
    said = {"zh": "已忽略链接中的 ", "en": "Ignored in the link: "}[lang]
    assert notes(at) == f"{said}{parameter}={value[:30]}"
    assert at.query_params == ({} if lang == "zh" else {"lang": "en"})
    assert ids(at) == IN_FILE_ORDER[:PAGE_SIZE]


def test_good_picks_stay_where_others_are_bad(opened: Open) -> None:
    at = directory(opened, pick=["zgc-003", "nope-001", "zgc-001", "zgc-003"])
    assert at.query_params == {"pick": ["zgc-003", "zgc-001"]}
    assert "pick=nope-001" in notes(at)


def test_leaving_drops_what_is_the_pages_own_and_keeps_the_rest(opened: Open) -> None:
    kept: dict[str, str | list[str]] = {"park": "zgc", "pick": ["zgc-003", "zgc-001"]}
    at = directory(opened, "en", **kept, sort="name", page="2", view="category")
    assert at.query_params == kept | {
        "lang": "en", "sort": "name", "page": "2", "view": "category"
    }  # fmt: skip
    for link in at.get("page_link"):
        assert parse_qs(link.proto.query_string) == parse_qs(
            "park=zgc&lang=en&pick=zgc-003&pick=zgc-001"
        )
    at.switch_page("pages/parks.py").run()
    assert at.query_params == kept | {"lang": "en"}
    at.switch_page("pages/directory.py").run()
    assert at.query_params == kept | {"lang": "en"}
    assert at.button_group(key="di_sort").value == "best"
    assert at.button_group(key="di_view").value == "list"


def test_own_parameters_mean_nothing_to_another_page(opened: Open) -> None:
    at = opened("parks", sort="name")
    assert not at.exception
    assert "sort=name" in notes(at)
    assert at.query_params == {}


@pytest.mark.parametrize("widget", ["side_park", "di_q", "side_q", "clear"])
def test_another_filter_begins_at_page_one(opened: Open, widget: str) -> None:
    at = directory(opened, status="operating", page="2", sort="name")
    operating = by_csv("name", status="operating")
    assert ids(at) == operating[PAGE_SIZE : 2 * PAGE_SIZE]
    if widget == "side_park":
        at.button_group(key=widget).set_value(["zgc"]).run()
        expected = by_csv("name", status="operating", park="zgc")
        assert at.query_params == {"status": "operating", "park": "zgc", "sort": "name"}
    elif widget == "clear":
        at.button(key=widget).click().run()
        expected = by_csv("name")
        assert at.query_params == {"sort": "name"}
    else:
        at.text_input(key=widget).set_value("研究院").run()
        expected = [i for i in operating if i in ids(at)]
        assert set(expected) >= {i for i in operating if "研究院" in BY_ID[i]["name"]}
        assert at.query_params == {"q": "研究院", "status": "operating", "sort": "name"}
    assert ids(at) == expected[:PAGE_SIZE]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("facet", "chosen"),
    [("park", {"category": "pilot"}), ("category", {"park": "baoding"})],
)
def test_groups_have_headings_and_their_members(
    opened: Open, lang: str, facet: str, chosen: dict[str, str]
) -> None:
    at = directory(opened, lang, **chosen, sort="name")
    at.button_group(key="di_view").set_value(facet).run()
    assert at.query_params["view"] == facet
    passing = by_csv("name", **chosen)
    assert 0 < len(passing) <= PAGE_SIZE
    order = MADE_UP.parks if facet == "park" else MADE_UP.categories
    codes = [code for code in order if any(BY_ID[i][facet] == code for i in passing)]
    assert len(codes) > 2
    assert list(map(unescape, headings(at))) == [MADE_UP.name(facet, c, lang) for c in codes]
    for code in codes:
        assert ids(at, code) == [i for i in passing if BY_ID[i][facet] == code]
        assert len(at.button_group(key=f"di_{code}_ticks").options) == len(ids(at, code))
    at.button_group(key="di_view").set_value("list").run()
    assert "view" not in at.query_params
    assert ids(at) == passing


def test_groups_are_paged_together(opened: Open) -> None:
    at = directory(opened, view="category", page="2")
    assert at.pagination[0].num_pages == LAST
    shown = grouped_ids(at)
    assert shown == by_csv("category")[PAGE_SIZE : 2 * PAGE_SIZE]
    assert len({BY_ID[i]["category"] for i in shown}) == len(headings(at)) > 1


@pytest.mark.parametrize("group", ["all", "zgc"])
def test_row_opens_its_card_and_the_address_names_it(opened: Open, group: str) -> None:
    at = directory(opened, **({"view": "park"} if group == "zgc" else {}))
    at.button_group(key=f"di_{group}_rows").set_value("zgc-008").run()
    assert at.query_params["id"] == "zgc-008"
    assert BY_ID["zgc-008"]["name"] in words(card(at))
    assert at.button_group(key=f"di_{group}_rows").value == "zgc-008"
    at.button_group(key=f"di_{group}_rows").set_value("zgc-002").run()
    assert at.query_params["id"] == "zgc-002"
    at.button(key="card_close").click().run()
    assert "id" not in at.query_params
    assert at.button_group(key=f"di_{group}_rows").value is None
    assert not has_card(at)
