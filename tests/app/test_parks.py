"""Profiles of the zones: identity, composition beside the median, figures, agreements, facts."""

import json
import re
from collections import Counter
from collections.abc import Callable
from html import escape, unescape
from statistics import median

import pytest
from streamlit.testing.v1 import AppTest

from lib.drawing import palette
from tests.app.conftest import Open, Served
from tests.app.files import BOTH, LIVE, MADE_UP, Files, Row, of_area, said, said_km, tags
from tests.app.shown import (
    LANGS,
    bodies,
    charts,
    datasets,
    html,
    keys,
    listed,
    notes,
    options,
    piece,
    plain,
    row_of,
    source,
    statement,
    tables,
    texts,
    unbroken,
    warnings,
    words,
)

PARKS = MADE_UP.parks
of_each_park = pytest.mark.parametrize(
    ("files", "park"), [(files, park) for files in BOTH for park in files.parks], ids=str
)
FULL_NAME = {"zh": "全称", "en": "Full name"}
TOPICS = (
    *("history", "area", "enterprise", "platform", "finance", "people", "patent"),
    *("project", "ranking", "distance", "other"),
)


def profile(at: AppTest, lang: str) -> dict[str, list[str]]:
    """The identities: each line's cells by its heading."""
    [markup] = tables(at, FULL_NAME[lang])
    # What a source opens is an element of its own.
    return {line[0]: [cell.replace("； ", "；") for cell in line[1:]] for line in texts(markup)}


def parts(at: AppTest, first: str) -> dict[str, list[str]]:
    """What a table of counts and shares says, line by line."""
    [markup] = tables(at, first)
    # The rows that are folded are a table of their own under the same heads.
    return {line[0]: line[1:] for line in texts(markup) if line[0]}


def rows_of(files: Files, park: str) -> list[Row]:
    return [row for row in files.resources if row["park"] == park]


@pytest.mark.parametrize("query", [{"q": "没有这样的机构"}, {"chain": "robot"}])
def test_sentence_never_takes_the_filter_for_the_register(
    seen: Open, query: dict[str, str]
) -> None:
    """中关村 has its rows in the register, whatever few of them the filter leaves."""
    sentence = words(html(seen("parks", park="zgc", **query), '<p class="said"'))
    assert "没有收录" not in sentence
    assert "登记册中仅收录" not in sentence


def complete(rows: list[Row], lang: str) -> str:
    """How many of a zone's rows say whom to call, where and what for, and can be looked up."""
    if not rows:
        return {"zh": "未收录", "en": "unlisted"}[lang]
    having: dict[tuple[str, str], list[bool]] = {
        ("电话", "Phone"): [row["phone"] != "" for row in rows],
        ("网址", "Website"): [row["website"] != "" for row in rows],
        ("位置", "Position"): [row["position_basis"] != "area" for row in rows],
        ("标注", "Tag"): [bool(tags(row)) for row in rows],
        ("来源", "Source"): [row["source_url"] != "" for row in rows],
    }
    parts = " · ".join(
        f"{zh if lang == 'zh' else en} {sum(cells)}" for (zh, en), cells in having.items()
    )
    return f"{len(rows)} 项：{parts}" if lang == "zh" else f"{len(rows)} entries: {parts}"


@of_each_park
@pytest.mark.parametrize("lang", LANGS)
def test_profile_is_the_files(seen: Open, files: Files, park: str, lang: str) -> None:
    at = seen("parks", park=park, lang=lang)
    row, unknown = files.seats[park], {"zh": "未见公开资料", "en": "not published"}[lang]
    since = {"zh": "{} 起", "en": "since {}"}[lang]
    provincial = {"zh": "省级（入盟时）", "en": "provincial (when joining)"}[lang]
    terms = {r["name_zh"]: r[f"name_{lang}"] for r in files.table("terms")}
    in_city = "" if row["city"] == row["province"] else f" · {row['city']}"
    own = {"zh": "本页公开资料", "en": "published facts on this page"}[lang]
    national = since.format(row["national_since"]) if row["national_since"] else ""
    facts = [f for f in files.table("park_facts") if (f["park"], f["topic"]) == (park, "area")]
    areas = "".join(fact["text_zh"] for fact in facts)
    assert list(profile(at, lang).values())[1:] == [
        [row["full_name"]],
        [terms[row["province"]] + (in_city if lang == "zh" else "")],
        [row["established"] or unknown],
        [national or (provincial if row["level_when_joining"] == "provincial" else unknown)],
        [since.format(row["member_since"])],
        [f"{row['area_km2']} km²" if row["area_km2"] else (areas or unknown)],
        [row["lead_industries"].replace(";", "、") or unknown],
        [row["address"] or unknown],
        [row["website"] or unknown],
        [complete(rows_of(files, park), lang)],
        [row["source"].replace("park_facts.csv", own)],
    ]
    n = len(rows_of(files, park))
    unit = "项" if lang == "zh" else "resources"
    assert statement(at) == f"{files.name('park', park, lang)} — {n} {unit}"


def test_xiongan_is_no_part_of_baoding_and_without_resources_says_so(seen: Open) -> None:
    at = seen("parks", park="xiongan")
    identity = profile(at, "zh")
    assert identity["全称"] == ["河北雄安高新技术产业开发区"]
    assert identity["所在地"] == ["河北省 · 雄安新区"]
    assert "保定" not in words(piece(at, "河北雄安高新技术产业开发区"))
    sentence = html(at, '<p class="said"')
    assert words(sentence).split() == ["雄安", "登记册中没有收录该园区的资源。"]
    # Nothing but 未收录 is folded under a line that names it.
    [by_category] = tables(at, "研发创新")
    shown, folded = by_category.split("<details")
    assert [line[1] for line in texts(shown)[1:]] == ["未收录"]
    assert [line[1] for line in texts(folded)[1:]] == ["未收录"] * len(MADE_UP.categories)
    assert "、".join(MADE_UP.steps()) in words(folded.partition("</summary>")[0])
    assert listed(at, "pk_resources") == []
    english = seen("parks", park="xiongan", lang="en")
    assert words(html(english, '<p class="said"')).endswith("lists no resource of this zone.")
    assert profile(english, "en")["Location"] == ["Hebei"]


@of_each_park
def test_facts_of_a_park_are_the_files_by_topic_with_year_and_source(
    seen: Open, files: Files, park: str
) -> None:
    at = seen("parks", park=park, lang="zh")
    facts = [row for row in files.table("park_facts") if row["park"] == park]
    # File order within a topic.
    facts.sort(key=lambda row: TOPICS.index(row["topic"]))
    items = re.findall(r"<li>(.*?)</li>", " ".join(b for b in bodies(at) if 'class="facts"' in b))
    for item, row in zip(items, facts, strict=True):
        fact, _, source = item.partition("<br>")
        assert words(fact).startswith(row["text_zh"])
        dated = [row["year"]] if row["year"] else []
        written = " ".join(words(source).split())
        assert written == " ".join(" · ".join([*dated, row["source_title"]]).split())
        links = re.findall(r'href="([^"]*)"', item)
        assert [unescape(link) for link in links] == (
            [row["source_url"]] if row["source_url"] else []
        )


def published_year(files: Files, park: str) -> list[Row]:
    """A zone's figures, each of its latest period, in file order."""
    found: dict[str, Row] = {}
    for row in files.table("scorecard"):
        kept = found.get(row["metric"], row)
        if row["scope"] == park:
            found[row["metric"]] = max(row, kept, key=lambda r: r["period"])
    return [row for row in found.values() if row["scope"] == park]


@of_each_park
@pytest.mark.parametrize("lang", LANGS)
def test_year_of_a_park_is_the_files(seen: Open, files: Files, park: str, lang: str) -> None:
    at = seen("parks", park=park, lang=lang)
    figures = published_year(files, park)
    if not figures:
        none = {"zh": "联盟未公布该园区的数字", "en": "No figures published for this zone"}
        assert piece(at, none[lang])
        return
    shown = re.findall(
        r'<li><button [^>]*popovertarget="([^"]*)"><b>(.*?)</b> <span>(.*?)</span></button></li>',
        markup := html(at, '<ul class="figures"'),
    )
    assert [(unescape(number), unescape(name)) for _, number, name in shown] == [
        (said(row, lang), row[f"name_{lang}"]) for row in figures
    ]
    for (panel, _, _), row in zip(shown, figures, strict=True):
        assert source(markup, panel) == files.origin(row, lang)


@of_each_park
@pytest.mark.parametrize("lang", LANGS)
def test_agreements_of_a_park_are_the_files(seen: Open, files: Files, park: str, lang: str) -> None:
    at = seen("parks", park=park, lang=lang)
    signed = [
        row
        for row in files.table("agreements")
        if {park, "alliance"} & {*row["parties"].split(";")}
    ]
    assert signed  # The alliance's own binds every member.
    found = re.findall(r'<div class="agreement">(.*?)</div>', piece(at, 'class="agreement"'))
    everyone = {"zh": "联盟全体成员", "en": "all members of the alliance"}[lang]
    for markup, row in zip(found, signed, strict=True):
        title, who, content, source = (words(p) for p in re.split(r"<p>", markup))
        assert title == row[f"name_{lang}"]
        assert content == row["content_zh"]
        assert row["source"] in source
        names = [
            everyone if code == "alliance" else files.short("park", code, lang)
            for code in row["parties"].split(";")
        ]
        assert who.split(" · ")[0] == {"zh": "、", "en": ", "}[lang].join(names)
        assert who.endswith(row["date"])


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("parks", [("zgc",), ("tianjin", "cangzhou"), PARKS[:4], PARKS[5:9]])
def test_shares_are_counts_of_totals_beside_the_median_park(
    seen: Open, files: Files, parks: tuple[str, ...]
) -> None:
    at = seen("parks", park=list(parks), level="national")
    rows = [row for row in files.resources if row["level"] == "national"]
    of = {park: [r for r in rows if r["park"] == park] for park in files.parks}
    tagged = {park: [r for r in own if tags(r)] for park, own in of.items()}

    def expected(
        pool: dict[str, list[Row]], carries: Callable[[Row], bool], *, by_focus: bool
    ) -> list[str]:
        found = []
        for park in parks:
            n, every = sum(map(carries, pool[park])), rows_of(files, park)
            if not n and not every:
                found.append("未收录")
            elif not n and by_focus and not any(map(tags, every)):
                found.append("未标注")
            elif not pool[park]:
                found.append(f"{n} —")
            else:
                found.append(f"{n} {n / len(pool[park]):.0%}")
        own = [sum(map(carries, r)) / len(r) for r in pool.values() if r]
        return [*found, f"{median(own):.0%}"]

    shown = parts(at, files.steps()[0])
    for name, code in zip(files.steps(), files.categories, strict=True):
        assert shown[name] == expected(of, lambda r, c=code: r["category"] == c, by_focus=False)  # type: ignore[misc]
    assert shown["合计"] == [*(str(len(of[park])) for park in parks), ""]
    focus = parts(at, files.name(*files.areas[0], "zh"))
    for facet, code in files.areas:
        line = focus[files.name(facet, code, "zh")]
        assert line == expected(tagged, lambda r, c=code: c in tags(r), by_focus=True)  # type: ignore[misc]
    assert focus["已标注"] == [*(str(len(tagged[park])) for park in parks), ""]
    assert len(focus) == len(files.areas) + 1
    # Of several zones what none has is folded, and nothing else.
    for markup in (*tables(at, "合计"), *tables(at, "已标注")):
        above, _, below = markup.partition("<details")
        nothing = {"0 0%", "0 —", "未标注", "未收录"}
        has_zero = any({"0 0%", "0 —"} & set(line) for line in texts(above))
        assert ("零可能只是登记册的空缺" in above) == has_zero
        for line in texts(below):
            assert not line[0] or set(line[1:-1]) <= nothing
        if len(parks) > 1:
            assert all(set(line[1:-1]) - nothing for line in texts(above)[1:-1])


@pytest.mark.parametrize("files", [LIVE], ids=repr)
def test_a_part_of_a_bar_that_has_room_for_its_number_has_it(seen: Open) -> None:
    [chart] = charts(seen("parks"))
    parts = next(d for d in datasets(chart) if "said" in d[0])
    assert min(part["share"] for part in parts if part["share"]) < 0.05
    for part in parts:
        if part["share"] > 0.03:
            assert part["said"] == str(part["n"])


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("lang", LANGS)
def test_parks_are_compared_side_by_side_on_one_scale(seen: Open, count: int, lang: str) -> None:
    chosen = PARKS[:count]
    at = seen("parks", park=list(chosen), lang=lang)
    names = [MADE_UP.name("park", park, lang) for park in chosen]
    shorts = {park: MADE_UP.short("park", park, lang) for park in chosen}
    assert profile(at, lang)[""] == names
    assert profile(at, lang)[FULL_NAME[lang]] == [MADE_UP.seats[p]["full_name"] for p in chosen]
    assert len([b for b in bodies(at) if b.startswith('<p class="said"')]) == count
    [chart] = charts(at)
    spec = json.loads(chart.proto.spec)
    assert spec["usermeta"] == {"embedOptions": {"renderer": "svg"}}
    for kind in ("axis", "legend"):
        assert palette.contrast(spec["config"][kind]["labelColor"], "#FFFFFF") >= 4.5
    points = next(d for d in datasets(chart) if "park" in d[0])
    shown = {(row["park"], row["n"]): row["share"] for row in points}
    assert list(dict.fromkeys(row["park"] for row in points)) == list(shorts.values())
    for park in chosen:
        own = rows_of(MADE_UP, park)
        for n in Counter(row["category"] for row in own).values():
            assert shown[shorts[park], n] == pytest.approx(n / len(own))
    for color in spec["layer"][1]["encoding"]["color"]["scale"]["range"]:
        assert palette.contrast(color, "#FFFFFF") >= 3
    # One layer of ticks for the median, one of marks for the parks, both on one axis.
    assert [layer["encoding"]["x"]["field"] for layer in spec["layer"]] == ["share", "share"]
    assert not notes(at)
    assert "pk_resources" not in keys(at)


@pytest.mark.parametrize(("lang", "note"), [("zh", "最多并列 4 个园区"), ("en", "Up to 4 zones")])
def test_of_five_parks_the_first_four_are_compared(seen: Open, lang: str, note: str) -> None:
    chosen = ["hengshui", "zgc", "chengde", "baoding", "tangshan"]
    at = seen("parks", park=chosen, lang=lang)
    first = [park for park in PARKS if park in chosen][:4]
    assert profile(at, lang)[""] == [MADE_UP.name("park", park, lang) for park in first]
    assert note in notes(at)
    n = sum(row["park"] in chosen for row in MADE_UP.resources)
    assert str(n) in statement(at)


def test_one_park_lists_its_resources_and_needs_no_chart(seen: Open) -> None:
    at = seen("parks", park="hengshui")
    assert listed(at, "pk_resources") == [row["name"] for row in rows_of(MADE_UP, "hengshui")]
    assert charts(at) == []
    assert len(at.get("deck_gl_json_chart")) == 1


def test_picking_parks_on_the_page_is_the_filter(opened: Open) -> None:
    at = opened("parks", category="rd")
    at.button_group(key="pick_park").set_value(["baoding"]).run()
    assert at.query_params == {"park": "baoding", "category": "rd"}
    assert profile(at, "zh")["全称"] == ["保定国家高新技术产业开发区"]
    at.button_group(key="pick_park").set_value(["baoding", "zgc"]).run()
    assert at.query_params == {"park": ["zgc", "baoding"], "category": "rd"}
    assert profile(at, "zh")[""] == ["中关村", "保定高新区"]
    at.button_group(key="pick_park").set_value([]).run()
    assert at.query_params == {"category": "rd"}
    assert "cells_parks" in keys(at)


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ({}, lambda row, apart: True),
        (
            # The park is not chosen here, so that the page shows the matrix of all.
            {"category": "rd", "chain": "robot", "level": "national"},
            lambda row, apart: (
                row["level"] == "national"
                and ("category" in apart or row["category"] == "rd")
                and ("focus" in apart or "robot" in tags(row))
            ),
        ),
    ],
    ids=["all", "filtered"],
)
def test_matrix_of_the_parks_follows_the_filter_but_for_its_own_dimensions(
    seen: Open, files: Files, query: dict[str, str], rest: Callable[[Row, set[str]], bool]
) -> None:
    at = seen("parks", **query)
    for park in files.parks:
        every = rows_of(files, park)
        is_untagged = not any(map(tags, every))
        if not every or (is_untagged and "chain" in query):
            # Nothing to say: folded.
            assert row_of(at, "cells_parks", files.short("park", park, "zh")) == {}
            continue
        zero = "未标注" if is_untagged else "0"
        expected = [sum(rest(row, set()) for row in every)]
        expected += [
            sum(rest(row, {"category"}) and row["category"] == code for row in every)
            for code in files.categories
        ]
        of_focus = [
            sum(rest(row, {"focus"}) and of_area(row, area) for row in every)
            for area in files.areas
        ]
        assert list(row_of(at, "cells_parks", files.short("park", park, "zh")).values()) == [
            *(str(n) for n in expected),
            *(str(n) if n else zero for n in of_focus),
        ], park


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("lang", LANGS)
def test_a_zone_is_told_who_is_nearest_for_what_it_lacks(
    opened: Open, files: Files, lang: str
) -> None:
    """Categories, and chains and clusters: an untagged zone too, and one without any row."""
    for park in ("chengde", "xiongan"):
        at = opened("parks", park=park, lang=lang)
        own = rows_of(files, park)
        lacking = [
            *(("category", code) for code in files.categories),
            *files.areas,
        ]
        expected = {}
        for facet, code in lacking:
            have: dict[str, list[Row]] = {}
            for row in files.resources:
                if row["category"] == code if facet == "category" else code in tags(row):
                    have.setdefault(row["park"], []).append(row)
            if have and park not in have:
                nearest = min(have, key=lambda other, here=park: files.km(here, other))  # type: ignore[misc]
                expected[f"{facet}:{code}"] = nearest, len(have[nearest])
        shown = dict(zip(expected, options(at, "pk_nearest"), strict=True))
        for tag, (nearest, n) in expected.items():
            line = unbroken(plain(shown[tag]))
            assert files.called(*tag.split(":"), lang) in line  # type: ignore[call-arg]
            far = said_km(files.km(park, nearest), lang)
            count = {"zh": f"（{n} 家）", "en": f" ({n})"}[lang]
            assert f"{files.short('park', nearest, lang)} {far}{count}" in line
            untagged = {"zh": "未标注", "en": "no tags"}[lang]
            assert (untagged in line) == (bool(own) and not tag.startswith("category"))
        tag, (nearest, _) = list(expected.items())[-1]
        facet, code = tag.split(":")
        at.button_group(key="pk_nearest").set_value(tag).run()
        query = {"park": nearest, facet: code}
        assert at.query_params == query | ({"lang": lang} if lang == "en" else {})


def test_two_zones_are_compared_before_they_are_described(seen: Open) -> None:
    markup = " ".join(bodies(seen("parks", park=["tianjin", "cangzhou"])))
    assert markup.index("中位园区") < markup.index("全称")
    markup = " ".join(bodies(seen("parks", park="tianjin")))
    assert markup.index("全称") < markup.index("中位园区<")


def test_a_bad_agreement_and_a_bad_fact_leave_the_others(opened: Open, served: Served) -> None:
    agreements, facts = MADE_UP.table("agreements"), MADE_UP.table("park_facts")
    of_tianjin = [row for row in facts if row["park"] == "tianjin"]
    changed = MADE_UP.changed(
        agreements=[
            row | ({"parties": "tianjin;atlantis"} if row["agreement"] == "sample_pair" else {})
            for row in agreements
        ],
        park_facts=[row | ({"topic": "magic"} if row is of_tianjin[0] else {}) for row in facts],
    )
    served.sources = changed.sources
    for page, query in (("parks", {"park": "tianjin"}), ("corridor", {})):
        at = opened(page, **query)
        assert not at.exception
        for part in ("atlantis", "magic"):
            assert part in warnings(at), page
        shown = words(piece(at, 'class="agreement"'))
        assert "样例G2走廊倡议" in shown
        assert "天津与沧州样例协议" not in shown
        shown = words(piece(at, 'class="facts"'))
        assert of_tianjin[0]["text_zh"] not in shown
        assert of_tianjin[1]["text_zh"] in shown
    assert profile(opened("parks", park="tianjin"), "zh")


@pytest.mark.parametrize("files", BOTH, ids=repr)
def test_the_source_of_a_profile_opens_what_its_facts_come_from(seen: Open, files: Files) -> None:
    facts = files.table("park_facts")
    with_facts = {row["park"] for row in facts}
    for park in files.parks:
        if "park_facts.csv" not in files.seats[park]["source"]:
            continue
        markup = piece(seen("parks", park=park), "全称")
        found = re.findall(r'popovertarget="([^"]*)"><span>本页公开资料</span>', markup)
        assert bool(found) == (park in with_facts)
        if found:
            said = source(markup, found[0])
            links = re.findall(r'href="([^"]*)"', markup.partition("<div popover")[2])
            for row in (row for row in facts if row["park"] == park):
                assert row["source_title"] in said
                assert not row["source_url"] or escape(row["source_url"]) in links
