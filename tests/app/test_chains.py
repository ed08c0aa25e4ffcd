"""Chains and clusters: which is where, the innovation path, and whom to call for a gap in it."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Open, Served
from tests.app.files import BOTH, LIVE, MADE_UP, Area, Files, Row, of_area, said_km, tags
from tests.app.shown import (
    LANGS,
    bodies,
    card,
    listed,
    piece,
    row_of,
    statement,
    texts,
    titles,
    words,
)

of_both = pytest.mark.parametrize("files", BOTH, ids=repr)
SILENCE = {"zh": ("未标注", "未收录"), "en": ("no tags", "unlisted")}
NOWHERE = {"zh": "均未收录", "en": "unlisted everywhere"}
TITLE = {"zh": "链与集群 × 园区、类别", "en": "Chains and clusters × zones, categories"}


def asked(area: Area | None) -> dict[str, str]:
    """The address's parameters for a chain or cluster."""
    return {area[0]: area[1]} if area else {}


def named(rows: list[Row]) -> list[str]:
    return [row["name"] for row in rows]


def check_complement_list(
    at: AppTest,
    files: Files,
    facet: str,
    places: tuple[str, ...],
    inside: Callable[[Row, str], bool],
    area: Area | None,
) -> None:
    """The table names every gap with the nearest that has the step, how far, and whom to call."""
    expected = []
    for place, step, nearest in files.lacks(places, inside, area):
        here, name = files.short(facet, place, "zh"), files.short("category", step, "zh")
        if nearest is None:
            expected.append([here, name, "登记册中无一处收录", "", ""])
            continue
        called = "；".join(
            r["name"] + (f"（{r['phone']}）" if r["phone"] else "")
            for r in files.resources
            if inside(r, nearest) and r["category"] == step and of_area(r, area)
        )
        far = said_km(files.km(place, nearest), "zh")
        expected.append(
            [here, name, files.short(facet, nearest, "zh"), far, " ".join(called.split())]
        )
    assert texts(piece(at, ">可联系的机构<"))[1:] == expected
    [label] = [e.label for e in at.expander if e.label.startswith("补链清单")]
    assert label.endswith(f"（{len(expected)}）")


@of_both
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ({}, lambda row, apart: True),
        (
            {"park": "zgc", "category": "rd", "chain": "robot", "q": "中心"},
            lambda row, apart: (
                "中心" in "\n".join(row[c] for c in ("name", "host", "address", "subpark", "note"))
                and ("park" in apart or row["park"] == "zgc")
                and ("category" in apart or row["category"] == "rd")
            ),
        ),
    ],
    ids=["all", "filtered"],
)
def test_matrix_of_the_chains_follows_the_filter_but_for_its_own_dimensions(
    seen: Open,
    files: Files,
    query: dict[str, str],
    rest: Callable[[Row, set[str]], bool],
    lang: str,
) -> None:
    at = seen("chains", lang=lang, **query)
    untagged, absent = SILENCE[lang]
    zero = {
        park: "0" if any(map(tags, own)) else untagged if own else absent
        for park in files.parks
        for own in [[row for row in files.resources if row["park"] == park]]
    }
    for area in files.areas:
        own = [row for row in files.resources if of_area(row, area)]
        shown = list(row_of(at, "cells_focus", files.short(*area, lang)).values())
        expected = [str(sum(rest(row, set()) for row in own))]
        expected += [
            str(sum(row["park"] == park and rest(row, {"park"}) for row in own) or zero[park])
            for park in files.parks
        ]
        expected += [
            str(sum(row["category"] == code and rest(row, {"category"}) for row in own))
            for code in files.categories
        ]
        assert shown == expected, area


@of_both
@pytest.mark.parametrize("query", [{}, {"chain": "robot"}])
@pytest.mark.parametrize("lang", LANGS)
def test_how_many_carry_no_tag_is_always_said(
    seen: Open, files: Files, query: dict[str, str], lang: str
) -> None:
    n, untagged = len(files.resources), sum(not tags(row) for row in files.resources)
    assert {
        "zh": f"登记册 {n} 项中 {untagged} 项未标注链或集群",
        "en": f"{untagged} of {n} resources have no chain or cluster tag",
    }[lang] in titles(seen("chains", lang=lang, **query))[TITLE[lang]]


def test_choosing_a_cell_filters_to_row_and_column_and_lists_just_those(opened: Open) -> None:
    at = opened("chains")
    at.button_group(key="cells_focus").set_value(["chain:robot|park:tangshan"]).run()
    assert at.query_params == {"park": "tangshan", "chain": "robot"}
    own = named([r for r in MADE_UP.resources if r["park"] == "tangshan" and "robot" in tags(r)])
    assert listed(at, "ch_resources") == own
    assert statement(at) == f"唐山高新区 · 机器人链 — {len(own)} 项"
    # The chosen row and cell are marked, and no other.
    marked = ["chain:robot|", "chain:robot|park:tangshan"]
    assert at.button_group(key="cells_focus").value == marked
    # A cell of another row takes its place, and lets go of both.
    cell = "cluster:ic|category:transfer"
    at.button_group(key="cells_focus").set_value([*marked, cell]).run()
    assert at.query_params == {"park": "tangshan", "category": "transfer", "cluster": "ic"}
    assert at.button_group(key="cells_focus").value == [
        "cluster:ic|",
        "cluster:ic|park:tangshan",
        cell,
    ]
    at.button_group(key="cells_focus").unselect(cell).run()
    assert at.query_params == {"park": "tangshan", "cluster": "ic"}


def test_a_cell_chosen_again_is_let_go(opened: Open) -> None:
    at = opened("chains", chain="robot", park="tangshan")
    at.button_group(key="cells_focus").unselect("chain:robot|park:tangshan").run()
    assert at.query_params == {"chain": "robot"}
    at.button_group(key="cells_focus").unselect("chain:robot|").run()
    assert at.query_params == {}


def test_the_whole_of_a_row_filters_to_the_row_alone(opened: Open) -> None:
    at = opened("chains", cluster="ic", park="tianjin")
    at.button_group(key="cells_focus").select("chain:hydrogen|").run()
    assert at.query_params == {"park": "tianjin", "chain": "hydrogen"}
    own = [r for r in MADE_UP.resources if r["park"] == "tianjin" and "hydrogen" in tags(r)]
    assert own
    assert listed(at, "ch_resources") == named(own)


@pytest.mark.parametrize(
    ("files", "area"), [(f, area) for f in BOTH for area in (None, *f.areas)], ids=str
)
def test_path_shows_counts_gaps_and_where_nothing_can_be_said(
    seen: Open, files: Files, area: Area | None
) -> None:
    at = seen("chains", **asked(area))
    gaps = {
        (p, step): nearest for p, step, nearest in files.lacks(files.parks, files.in_park, area)
    }
    for park in files.parks:
        every = [row for row in files.resources if row["park"] == park]
        shown = row_of(at, "cells_path_park", files.short("park", park, "zh"))
        whole = sum(of_area(row, area) for row in every)
        said = shown.pop("各环节")
        assert said == str(whole) if whole else said in ("0", "未标注", "未收录")
        assert tuple(shown) == files.steps()
        for step, text in zip(files.categories, shown.values(), strict=True):
            n = sum(row["category"] == step and of_area(row, area) for row in every)
            if n:
                assert text == str(n)
            elif (park, step) not in gaps:
                assert text == ("未标注" if every else "未收录")
            elif nearest := gaps[park, step]:
                far = said_km(files.km(park, nearest), "zh")
                assert text == f"→{files.short('park', nearest, 'zh')} {far}"
            else:
                assert text == "均未收录"
    check_complement_list(at, files, "park", files.parks, files.in_park, area)


@of_both
def test_a_park_without_any_tagged_row_is_never_said_to_lack_anything(
    seen: Open, files: Files
) -> None:
    tagged = {row["park"] for row in files.resources if tags(row)}
    held = {row["park"] for row in files.resources}
    silent = [park for park in files.parks if park not in tagged]
    assert silent or files is LIVE
    at = seen("chains", chain="robot")
    for park in silent:
        reason = "未标注" if park in held else "未收录"
        assert set(row_of(at, "cells_path_park", files.short("park", park, "zh")).values()) == {
            reason
        }
    called = {line[0] for line in texts(piece(at, ">可联系的机构<"))[1:]}
    assert not called & {files.short("park", park, "zh") for park in silent}
    assert not re.search(r"[缺弱]", " ".join(words(b) for b in bodies(at)).replace("空缺", ""))


@pytest.mark.parametrize(
    ("area", "place", "step"),
    [
        (("chain", "robot"), "zgc", "testing"),
        (("chain", "robot"), "tianjin", "rd"),
        (("cluster", "safety"), "baoding", "pilot"),
        (None, "chengde", "pilot"),
    ],
)
def test_choosing_a_gap_lists_whom_to_call_at_the_nearest_place(
    opened: Open, area: Area | None, place: str, step: str
) -> None:
    gaps = MADE_UP.lacks(MADE_UP.parks, MADE_UP.in_park, area)
    [nearest] = [n for p, s, n in gaps if (p, s) == (place, step) and n]
    at = opened("chains", **asked(area))
    at.button_group(key="cells_path_park").select(f"park:{place}|category:{step}").run()
    query = {"park": place, "category": step} | asked(area)
    assert at.query_params == query
    assert statement(at).endswith("— 0 项")
    own = [
        r
        for r in MADE_UP.resources
        if r["park"] == nearest and r["category"] == step and of_area(r, area)
    ]
    assert listed(at, "ch_resources") == named(own)
    note = titles(at)[f"可联系：{MADE_UP.short('park', nearest, 'zh')}"]
    far = said_km(MADE_UP.km(place, nearest), "zh")
    assert note == f"{MADE_UP.short('park', place, 'zh')}未收录 · {far}"
    # One of them opens as a card, though the filter leaves it out.
    first = own[0]["resource_id"]
    at.button_group(key="ch_resources").set_value(first).run()
    assert at.query_params == query | {"id": first}
    assert own[0]["name"] in words(card(at))


def test_a_step_that_no_place_has_is_a_result_of_its_own(opened: Open) -> None:
    gaps = MADE_UP.lacks(MADE_UP.parks, MADE_UP.in_park, ("cluster", "safety"))
    assert ("zgc", "transfer", None) in gaps
    at = opened("chains", cluster="safety")
    assert row_of(at, "cells_path_park", "中关村")["技术转移"] == "均未收录"
    at.button_group(key="cells_path_park").select("park:zgc|category:transfer").run()
    assert not at.exception
    assert at.query_params == {"park": "zgc", "category": "transfer", "cluster": "safety"}
    assert listed(at, "ch_resources") == []
    assert titles(at)["资源"].startswith("0 项")


@pytest.mark.parametrize("lang", LANGS)
def test_a_chain_that_nobody_has(opened: Open, served: Served, lang: str) -> None:
    def untagged(row: Row) -> str:
        return ";".join(code for code in row["chains"].split(";") if code != "hydrogen")

    changed = [row | {"chains": untagged(row)} for row in MADE_UP.resources]
    served.sources = MADE_UP.changed(resources=changed).sources
    at = opened("chains", chain="hydrogen", lang=lang)
    assert not at.exception
    assert not at.error
    assert "— 0 " in statement(at)
    shown = row_of(at, "cells_focus", MADE_UP.short("chain", "hydrogen", lang)).values()
    assert set(shown) == {"0", *SILENCE[lang]}
    for park in ("zgc", "tianjin", "baoding"):
        cells = row_of(at, "cells_path_park", MADE_UP.short("park", park, lang))
        assert list(cells.values()) == ["0", *[NOWHERE[lang]] * len(MADE_UP.categories)]
    assert listed(at, "ch_resources") == []
    markup = piece(at, {"zh": ">可联系的机构<", "en": ">Who to contact<"}[lang])
    nowhere = {"zh": "登记册中无一处收录", "en": "none in the register"}[lang]
    assert {tuple(line[2:]) for line in texts(markup)[1:]} == {(nowhere, "", "")}
    # The other chains are as they were.
    robots = sum(r["park"] == "tangshan" and "robot" in tags(r) for r in changed)
    tangshan = MADE_UP.short("park", "tangshan", lang)
    assert row_of(at, "cells_focus", MADE_UP.short("chain", "robot", lang))[tangshan] == str(robots)
