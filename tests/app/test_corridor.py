"""The corridor: its nodes at scale, distances, what each has, and who complements whom."""

import re
from collections import Counter
from html import unescape
from itertools import combinations, pairwise

import pytest

from tests.app.conftest import Open, Served
from tests.app.files import BOTH, LIVE, MADE_UP, Area, Files, Row, km, of_area, said_km, tags
from tests.app.shown import (
    LANGS,
    figures,
    html,
    listed,
    notes,
    options,
    piece,
    row_of,
    source,
    tables,
    texts,
    titles,
    unbroken,
    words,
)
from tests.app.test_chains import check_complement_list

of_both = pytest.mark.parametrize("files", BOTH, ids=repr)
NOWHERE = {"zh": "均未收录", "en": "unlisted everywhere"}
EVERYTHING = {"zh": "不分链（全部资源）", "en": "All resources"}


def chainages(files: Files) -> dict[str, tuple[float, float]]:
    """How far along the drawn line each node's nearest point lies, and how far off it (km): by
    trying points every few metres."""
    line = [(float(row["lon"]), float(row["lat"])) for row in files.table("corridor_line")]
    found = {}
    for node in files.nodes:
        seat = files.place(node)
        best, along = (float("inf"), 0.0), 0.0
        for a, b in pairwise(line):
            length = km(a, b)
            for i in range(501):
                s = i / 500
                point = a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])
                best = min(best, (km(seat, point), along + s * length))
            along += length
        found[node] = best[1], best[0]
    return found


def on_line(files: Files) -> list[str]:
    """The nodes at the line; the others are spurs."""
    return [node for node, (_, off) in chainages(files).items() if off < 15]


@pytest.mark.parametrize("files", [LIVE], ids=repr)
@pytest.mark.parametrize(("page", "strip"), [("", '<div class="strip"'), ("corridor", "<ol")])
def test_nodes_outside_the_chosen_places_keep_their_counts(
    seen: Open, files: Files, page: str, strip: str
) -> None:
    at = seen(page, park="cangzhou", category="testing")
    held = {
        node: sum(
            files.in_node(row, node) and row["category"] == "testing" for row in files.resources
        )
        for node in files.nodes
    }
    grey = [int(n) for n in re.findall(r'<b class="aside">(\d+)</b>', html(at, strip))]
    others = [node for node in files.nodes if node != "cangzhou"]
    # On the overview a spur is a line of text.
    wanted = [held[node] for node in others if page or node in on_line(files)]
    assert sorted(grey) == sorted(wanted)
    assert f"<b>{held['cangzhou']}</b>" in html(at, strip)


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_strip_shows_the_nodes_at_scale(seen: Open, files: Files, lang: str) -> None:
    strip = html(seen("corridor", lang=lang), '<ol class="corridor"')
    nodes = re.findall(
        r'<li class="node( spur)?" style="left:([\d.]+)%"><b>(.*?)</b><strong>(.*?)</strong>'
        r"(.*?)<small>(.*?)</small></li>",
        strip,
    )
    measured = chainages(files)
    start = min(along for along, _ in measured.values())
    length = max(along for along, _ in measured.values()) - start
    names = [files.short("corridor", node, lang) for node in files.nodes]
    assert [name for *_, name, _, _ in nodes] == names
    for node, (spur, left, count, _, offset, industries) in zip(files.nodes, nodes, strict=True):
        along, off = measured[node]
        assert float(left) == pytest.approx(100 * (along - start) / length, abs=1)
        assert int(count) == sum(files.in_node(row, node) for row in files.resources)
        assert words(industries) == files.seats[node]["lead_industries"].replace(";", "、")
        assert bool(spur) == (node not in on_line(files))
        if spur:
            km_off = round(off / 10) * 10
            spur_words = {
                "zh": f"支线：距 G2 约 {km_off} km",
                "en": f"Spur, ~{km_off} km off the G2",
            }
            assert words(offset) == spur_words[lang]
    between = re.findall(r'<li class="along"[^>]*>(.*?)</li>', strip)
    steps = [measured[b][0] - measured[a][0] for a, b in pairwise(on_line(files))]
    along_words = {"zh": "沿线约 {} km", "en": "G2: ~{} km"}[lang]
    assert between == [along_words.format(round(step / 10) * 10) for step in steps]


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_distances_of_every_pair_are_said_as_approximate(
    seen: Open, files: Files, lang: str
) -> None:
    at = seen("corridor", lang=lang)
    names = {node: files.short("corridor", node, lang) for node in files.nodes}
    measured = chainages(files)
    expected = []
    for a, b in combinations(files.nodes, 2):
        along = abs(measured[b][0] - measured[a][0])
        at_line = {a, b} <= {*on_line(files)}
        # What is longer along the line than straight says through which nodes it leads.
        ends = sorted(measured[node][0] for node in (a, b))
        between = [n for n in on_line(files) if ends[0] < measured[n][0] < ends[1]]
        via = {"zh": " 经", "en": " via "}[lang] + {"zh": "、", "en": ", "}[lang].join(
            names[node] for node in between
        )
        expected.append(
            [
                f"{names[a]} – {names[b]}",
                said_km(along, lang) + (via if between else "") if at_line else "—",
                said_km(files.km(a, b), lang),
            ]
        )
    [markup] = tables(at, expected[0][0])
    assert texts(markup)[1:] == expected
    # A click says what they are measured from: the line, and where each seat is taken to be.
    [panel] = re.findall(r'popovertarget="([^"]*)"><span>', markup)
    said = source(markup, panel)
    assert "±3 km" in said
    for node in files.nodes:
        seat = files.seats[node]
        assert f"{float(seat['lat']):.4f}°N {float(seat['lon']):.4f}°E (WGS-84)" in said


@pytest.mark.parametrize(
    ("lang", "rule"),
    [
        ("zh", "仅计四个节点园区内的资源，走廊沿线别处的不计入"),
        ("en", "Only resources inside the four zones count"),
    ],
)
def test_the_rule_of_what_is_on_the_corridor_is_on_the_page(
    seen: Open, lang: str, rule: str
) -> None:
    [note] = [note for note in titles(seen("corridor", lang=lang)).values() if rule in note]
    # A chain chosen, most of its cells are 0.
    assert {"zh": "零可能只是登记册的空缺", "en": "a zero may be a gap"}[lang] in note


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_initiative_is_in_its_own_words_with_signatories_and_source(
    seen: Open, files: Files, lang: str
) -> None:
    [row] = [row for row in files.table("agreements") if row["agreement"] == "g2_corridor"]
    markup = html(seen("corridor", lang=lang), '<div class="agreement"')
    assert f'<span lang="zh">{row["content_zh"]}</span>' in markup
    for text in (row[f"name_{lang}"], row["source"], row["date"]):
        assert text in words(markup)
    for party in row["parties"].split(";"):
        assert files.short("park", party, lang) in words(markup)


@of_both
@pytest.mark.parametrize("lang", LANGS)
def test_complements_say_which_node_has_which_step(seen: Open, files: Files, lang: str) -> None:
    at = seen("corridor", lang=lang, park="baoding")  # whatever the filter
    [markup] = tables(at, EVERYTHING[lang])
    expected, absent = [], []
    for area in (None, *files.areas):
        line = []
        for step in files.categories:
            have = [
                f"{files.short('corridor', node, lang)} {n}"
                for node in files.nodes
                if (
                    n := sum(
                        files.in_node(r, node) and r["category"] == step and of_area(r, area)
                        for r in files.resources
                    )
                )
            ]
            line.append(" · ".join(have) or NOWHERE[lang])
        if set(line) == {NOWHERE[lang]}:
            absent.append(EVERYTHING[lang] if area is None else files.name(*area, lang))
        else:
            expected.append(line)
    shown = texts(markup)[1:]
    assert [line[1:] for line in shown] == expected
    for name in absent:  # One line for all of them.
        assert name in words(markup.rpartition("</table>")[2])
    assert shown[0][0] == EVERYTHING[lang]


@pytest.mark.parametrize(
    ("lang", "untagged"),
    [("zh", "沧州的资源均未标注链或集群"), ("en", "No resource of Cangzhou is tagged")],
)
def test_a_node_without_any_tagged_row_is_said_to_be_untagged(
    opened: Open, served: Served, files: Files, lang: str, untagged: str
) -> None:
    def complements() -> str:
        return words(tables(opened("corridor", lang=lang), EVERYTHING[lang])[0])

    assert untagged not in complements()
    served.sources = files.changed(
        resources=[
            row | ({"chains": "", "clusters": ""} if row["park"] == "cangzhou" else {})
            for row in files.resources
        ]
    ).sources
    assert untagged in complements()


@of_both
def test_matrix_of_the_nodes_counts_each_once_and_bda_within_zgc(seen: Open, files: Files) -> None:
    at = seen("corridor")

    def cell(n: int, rows: list[Row], *, by_focus: bool) -> str:
        if n or (rows and not by_focus):
            return str(n)
        return ("0" if any(map(tags, rows)) else "未标注") if rows else "未收录"

    for node in files.nodes:
        own = [row for row in files.resources if files.in_node(row, node)]
        expected = [cell(len(own), own, by_focus=False)]
        expected += [
            cell(sum(r["category"] == code for r in own), own, by_focus=False)
            for code in files.categories
        ]
        expected += [cell(sum(of_area(r, a) for r in own), own, by_focus=True) for a in files.areas]
        assert (
            list(row_of(at, "cells_nodes", files.short("corridor", node, "zh")).values())
            == expected
        ), node
    everywhere = [
        row for row in files.resources if any(files.in_node(row, node) for node in files.nodes)
    ]
    assert figures(at, "side_corridor")[0] == str(len(everywhere))
    # The list beside it holds what is on the corridor and nothing else.
    assert listed(at, "co_resources") == [row["name"] for row in everywhere][:25]
    assert (f"共 {len(everywhere)} 项" in notes(at)) == (len(everywhere) > 25)


@of_both
def test_node_facts_are_those_of_the_nodes(seen: Open, files: Files) -> None:
    markup = piece(seen("corridor"), 'class="facts"')
    facts = [row["text_zh"] for row in files.table("park_facts") if row["park"] in files.nodes]
    shown = re.findall(r'<li><span lang="zh">(.*?)</span>', markup)
    assert Counter(map(unescape, shown)) == Counter(facts)


@of_both
@pytest.mark.parametrize("area", [None, ("chain", "biomed"), ("cluster", "safety")])
def test_complement_list_of_the_corridor_is_the_nearest_node(
    seen: Open, files: Files, area: Area | None
) -> None:
    query = {area[0]: area[1]} if area else {}
    check_complement_list(
        seen("corridor", **query), files, "corridor", tuple(files.nodes), files.in_node, area
    )


@pytest.mark.parametrize("files", [LIVE], ids=repr)
def test_the_real_corridor_has_one_spur(seen: Open, files: Files) -> None:
    """Yanjiao signed, and lies thirty kilometres off the expressway."""
    assert [node for node in files.nodes if node not in on_line(files)] == ["yanjiao"]
    assert "支线：距 G2 约 30 km" in piece(seen("corridor"), '<ol class="corridor"')


def test_a_step_that_no_node_has_is_offered_by_the_nearest_zone_off_the_corridor(
    opened: Open, served: Served
) -> None:
    """Hydrogen is nowhere on the corridor but at a zone off it."""
    changed = [
        row | {"chains": "hydrogen" if row["park"] == "baoding" else "robot", "clusters": ""}
        for row in MADE_UP.resources
    ]
    files = MADE_UP.changed(resources=changed)
    served.sources = files.sources
    step = next(r["category"] for r in changed if r["park"] == "baoding")
    own = [r for r in changed if r["park"] == "baoding" and r["category"] == step]
    at = opened("corridor", corridor="cangzhou", chain="hydrogen")
    far = said_km(files.km("cangzhou", "baoding"), "zh")
    there = f"保定 {far}（{len(own)} 家）"
    column = files.short("category", step, "zh")
    assert row_of(at, "cells_path_corridor", "沧州")[column] == f"走廊外→{there}"
    [line] = [
        unbroken(line) for line in options(at, "co_nearest") if line.startswith(f"**{column}**")
    ]
    assert f"走廊外最近：{there}" in line
    at.button_group(key="co_nearest").set_value(f"category:{step}").run()
    assert at.query_params == {"park": "baoding", "category": step, "chain": "hydrogen"}
