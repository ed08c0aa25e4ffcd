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
    keys,
    listed,
    options,
    piece,
    plain,
    row_of,
    statement,
    texts,
    titles,
    unbroken,
    words,
)

of_both = pytest.mark.parametrize("files", BOTH, ids=repr)
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
        # No node of the corridor has it: the nearest zone off it.
        off = "" if nearest else "（走廊外）"
        found = files.nearest(place, step, places, inside, area) or files.nearest(
            place, step, files.parks, files.in_park, area
        )
        if not found:
            expected.append([here, name, "登记册中无一处收录", "", ""])
            continue
        there, own = found
        called = "；".join(r["name"] + (f"（{r['phone']}）" if r["phone"] else "") for r in own)
        far = said_km(files.km(place, there), "zh")
        who = files.short("park" if off else facet, there, "zh") + off
        expected.append([here, name, who, far, " ".join(called.split())])
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
    # Of the others a zero says nothing: their columns are folded.
    speaking = [
        park
        for park in files.parks
        if any(row["park"] == park and tags(row) for row in files.resources)
    ]
    for area in files.areas:
        own = [row for row in files.resources if of_area(row, area)]
        shown = list(row_of(at, "cells_focus", files.name(*area, lang)).values())
        expected = [str(sum(rest(row, set()) for row in own))]
        expected += [
            str(sum(row["park"] == park and rest(row, {"park"}) for row in own))
            for park in speaking
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
        said = shown.pop("合计")
        assert said == str(whole) if whole else said in ("0", "未标注", "未收录")
        assert tuple(shown) == files.steps()
        for step, text in zip(files.categories, shown.values(), strict=True):
            n = sum(row["category"] == step and of_area(row, area) for row in every)
            if n:
                assert text == str(n)
                continue
            found = files.nearest(park, step, files.parks, files.in_park, area)
            if not found:
                assert text == "均未收录"
                continue
            nearest, own = found
            far = said_km(files.km(park, nearest), "zh")
            there = f"→{files.short('park', nearest, 'zh')} {far}（{len(own)} 家）"
            if (park, step) in gaps:
                assert gaps[park, step] == nearest
                assert text == there
            else:
                why = files.why([r for r in every if r["category"] == step], area)
                assert text == f"{why} {there}"
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
        whole, *cells = row_of(at, "cells_path_park", files.short("park", park, "zh")).values()
        assert whole == reason
        assert {cell.partition(" →")[0] for cell in cells} <= {"未标注", "未收录", "均未收录"}
    called = {line[0] for line in texts(piece(at, ">可联系的机构<"))[1:]}
    assert not called & {files.short("park", park, "zh") for park in silent}
    # Nor are they left out without a word.
    below = words(piece(at, ">可联系的机构<").rpartition("</table>")[2])
    for park in silent:
        reason = "未标注" if park in held else "未收录"
        [line] = re.findall(rf"[^。]*：{reason}，零不等于没有，故不列入本表。", below)
        assert files.short("park", park, "zh") in line
    assert not re.search(r"[缺弱]", " ".join(words(b) for b in bodies(at)).replace("空缺", ""))


@pytest.mark.parametrize(
    ("area", "place", "step"),
    [
        (("chain", "robot"), "zgc", "testing"),
        (("chain", "robot"), "tianjin", "rd"),
        (("cluster", "safety"), "baoding", "pilot"),
        (None, "chengde", "pilot"),
        # Of a zone that carries no tag, and of one without any row.
        (("chain", "robot"), "chengde", "rd"),
        (("chain", "robot"), "xiongan", "rd"),
    ],
)
def test_choosing_a_gap_lists_whom_to_call_at_the_nearest_place(
    opened: Open, area: Area | None, place: str, step: str
) -> None:
    found = MADE_UP.nearest(place, step, MADE_UP.parks, MADE_UP.in_park, area)
    assert found
    nearest, own = found
    at = opened("chains", **asked(area))
    at.button_group(key="cells_path_park").select(f"park:{place}|category:{step}").run()
    query = {"park": place, "category": step} | asked(area)
    assert at.query_params == query
    assert statement(at).endswith("— 0 项")
    assert listed(at, "ch_resources") == named(own)
    note = titles(at)[f"可联系：{MADE_UP.short('park', nearest, 'zh')}"]
    far = said_km(MADE_UP.km(place, nearest), "zh")
    here = [r for r in MADE_UP.resources if (r["park"], r["category"]) == (place, step)]
    why = MADE_UP.why(here, area)
    assert note == f"{MADE_UP.short('park', place, 'zh')}{why} · 直线{far}"
    # One of them opens as a card, though the filter leaves it out.
    first = own[0]["resource_id"]
    at.button_group(key="ch_resources").set_value(first).run()
    assert at.query_params == query | {"id": first}
    assert own[0]["name"] in words(card(at))


@of_both
@pytest.mark.parametrize("park", ["chengde", "xiongan", "cangzhou"])
@pytest.mark.parametrize("area", [None, ("chain", "hydrogen"), ("cluster", "safety")])
def test_a_zone_chosen_is_told_who_is_nearest_for_each_step_it_lacks(
    opened: Open, files: Files, park: str, area: Area | None
) -> None:
    at = opened("chains", park=park, **asked(area))
    lacking = {}
    for step in files.categories:
        held = [r for r in files.resources if r["park"] == park and r["category"] == step]
        found = files.nearest(park, step, files.parks, files.in_park, area)
        if found and not [r for r in held if of_area(r, area)]:
            there, own = found
            far = said_km(files.km(park, there), "zh")
            lacking[step] = there, own, (
                f"{files.why(held, area)}；最近："
                f"{files.short('park', there, 'zh')} {far}（{len(own)} 家）"
            )  # fmt: skip
    if not lacking:
        assert "ch_nearest" not in keys(at)
        return
    shown = [unbroken(plain(line)) for line in options(at, "ch_nearest")]
    for line, (step, (_, own, text)) in zip(shown, lacking.items(), strict=True):
        assert line.startswith(f"**{files.short('category', step, 'zh')}** {text}")
        for row in own[:2]:
            assert row["name"] in line
    # A line leads to those who have it.
    step, (there, own, _) = list(lacking.items())[-1]
    at.button_group(key="ch_nearest").set_value(f"category:{step}").run()
    assert at.query_params == {"park": there, "category": step} | asked(area)
    assert listed(at, "ch_resources") == named(own)
    assert "ch_nearest" not in keys(at)


@pytest.mark.parametrize("lang", LANGS)
def test_columns_that_say_nothing_are_folded_and_a_line_unfolds_them(
    opened: Open, lang: str
) -> None:
    at = opened("chains", lang=lang)
    folded = [MADE_UP.short("park", park, lang) for park in ("chengde", "xiongan")]
    row = MADE_UP.name("chain", "robot", lang)
    before = row_of(at, "cells_focus", row)
    assert not set(folded) & set(before)
    line = plain(at.button(key="fold_focus").label)
    assert {"zh": "、", "en": ", "}[lang].join(folded) in line
    at.button(key="fold_focus").click().run()
    reasons = {"zh": ["未标注", "未收录"], "en": ["no tags", "unlisted"]}[lang]
    after = row_of(at, "cells_focus", row)
    assert [after.pop(name) for name in folded] == reasons
    assert after == before
    at.button(key="fold_focus").click().run()
    assert row_of(at, "cells_focus", row) == before


def test_what_the_filter_names_is_never_folded(opened: Open) -> None:
    at = opened("chains", park="chengde", chain="robot")
    shown = row_of(at, "cells_focus", "机器人")
    assert shown["承德"] == "未标注"
    assert "雄安" not in shown


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ({}, "合计"),
        ({"chain": "robot"}, "合计"),
        ({"park": "zgc"}, "筛选内"),
        ({"q": "a"}, "筛选内"),
    ],
)
def test_a_rows_whole_is_called_a_total_where_it_follows_no_filter(
    seen: Open, query: dict[str, str], head: str
) -> None:
    at = seen("chains", **query)
    heads = re.findall(r'<div class="heads [^>]*><span>(.*?)</span>', "".join(bodies(at)))
    assert heads == [head, "合计"]  # The path's never does.


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
    shown = row_of(at, "cells_focus", MADE_UP.name("chain", "hydrogen", lang)).values()
    assert set(shown) == {"0"}
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
    assert row_of(at, "cells_focus", MADE_UP.name("chain", "robot", lang))[tangshan] == str(robots)
