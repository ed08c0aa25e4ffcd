"""What a visitor sees and does on the overview and the map, in both languages."""

import re
import tomllib
from html import unescape

import pytest
from prometheus_client import REGISTRY

from tests.app.conftest import Open
from tests.app.files import BOTH, MADE_UP, Files, said
from tests.app.shown import (
    CJK,
    LANGS,
    bodies,
    card,
    figures,
    greyed,
    has_card,
    html,
    names,
    notes,
    plain,
    properties,
    source,
    statement,
    words,
)

PAGES = ("", "map")
ALL = {
    "zh": f"全部资源 — {len(MADE_UP.resources)} 项",
    "en": f"All resources — {len(MADE_UP.resources)} resources",
}


def in_park(park: str) -> int:
    return sum(row["park"] == park for row in MADE_UP.resources)


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("lang", "count"), [("zh", "全部资源 — {} 项"), ("en", "All resources — {} resources")]
)
def test_page_opens(seen: Open, files: Files, *, page: str, lang: str, count: str) -> None:
    at = seen(page, lang=lang)
    assert not at.exception
    assert not at.error
    assert statement(at) == count.format(len(files.resources))
    about = tomllib.loads(files.sources.text("register.toml"))
    assert about[f"provenance_{lang}"] in words(html(at, '<div class="quiet"'))
    # The map is the one thing both pages share below the statement.
    assert len(at.get("deck_gl_json_chart")) == 1


def test_each_run_is_counted(opened: Open) -> None:
    def runs() -> float:
        return REGISTRY.get_sample_value("atlas_run_seconds_count") or 0

    before = runs()
    at = opened()
    assert runs() == before + 1
    at.run()
    assert runs() == before + 2


def test_page_tells_what_it_is(opened: Open) -> None:
    assert html(opened(), '<section class="headlines"')
    on_map = opened("map")
    assert on_map.selectbox(key="map_highlight")
    assert not [body for body in bodies(on_map) if "headlines" in body]


@pytest.mark.parametrize("park", MADE_UP.parks)
def test_link_to_a_park_shows_its_resources(opened: Open, park: str) -> None:
    n = in_park(park)
    for lang, count in (("zh", f"{n} 项"), ("en", f"{n} resources")):
        at = opened(park=park, lang=lang)
        assert statement(at) == f"{MADE_UP.name('park', park, lang)} — {count}"
        assert at.button_group(key="side_park").value == [park]


@pytest.mark.parametrize("page", PAGES)
def test_choosing_a_park_filters_and_is_a_link(opened: Open, page: str) -> None:
    at = opened(page)
    at.button_group(key="side_park").set_value(["tangshan"]).run()
    assert statement(at) == f"唐山高新区 — {in_park('tangshan')} 项"
    assert at.query_params == {"park": "tangshan"}
    at.button_group(key="side_park").set_value(["tangshan", "zgc"]).run()
    assert statement(at).startswith("中关村 · 唐山高新区")
    assert at.query_params == {"park": ["zgc", "tangshan"]}
    assert statement(opened(page, **at.query_params)) == statement(at)


@pytest.mark.parametrize("page", PAGES)
def test_click_of_a_browser_that_has_not_heard_of_the_last_one_keeps_it(
    opened: Open, page: str
) -> None:
    at = opened(page, category="rd")
    at.button_group(key="side_park").set_value(["tangshan"]).run()
    del at.query_params["park"]
    at.button_group(key="side_corridor").set_value(["bda"]).run()
    assert at.query_params == {"park": "tangshan", "category": "rd", "corridor": "bda"}
    # Neither does a widget's old value undo what another step has set.
    at.button(key="clear").click().run()
    at.query_params.update({"park": "tangshan", "category": "rd", "corridor": "bda"})
    at.button_group(key="side_park").set_value(["tangshan"])
    at.button_group(key="side_category").set_value(["rd", "transfer"]).run()
    assert at.query_params == {"category": "transfer"}


@pytest.mark.parametrize("page", PAGES)
def test_clear_clears_everything(opened: Open, page: str) -> None:
    at = opened(page, park="zgc", category="rd", q="平台", lang="en")
    assert statement(at).startswith("Zhongguancun")
    at.button(key="clear").click().run()
    assert statement(at) == ALL["en"]
    assert at.query_params == {"lang": "en"}
    assert at.button_group(key="side_park").value == []
    assert at.text_input(key="side_q").value == ""
    assert "clear" not in [button.key for button in at.button]


def test_dropping_one_condition_keeps_the_others(opened: Open) -> None:
    at = opened(park=["zgc", "tianjin"], q="平台")
    at.button(key="drop_park_zgc").click().run()
    assert at.query_params == {"park": "tianjin", "q": "平台"}
    at.button(key="drop_q_平台").click().run()
    assert at.query_params == {"park": "tianjin"}


def test_search_filters_while_typing(opened: Open) -> None:
    at = opened("map")
    at.text_input(key="side_q").set_value("银行样例科技").run()
    assert statement(at) == "“银行样例科技” — 1 项"
    assert at.query_params == {"q": "银行样例科技"}
    assert sum("银行样例科技" in row["name"] for row in MADE_UP.resources) == 1


def test_focus_pills_are_one_facet_of_two(opened: Open) -> None:
    at = opened()
    at.button_group(key="side_focus").set_value(["chain:robot", "cluster:ic"]).run()
    assert at.query_params == {"chain": "robot", "cluster": "ic"}
    assert statement(at).startswith("机器人链 · 集成电路集群 — ")


def test_pages_share_filter_and_language(opened: Open) -> None:
    at = opened(park="baoding", lang="en")
    before = statement(at)
    at.switch_page("pages/map.py").run()
    assert statement(at) == before
    assert at.query_params == {"park": "baoding", "lang": "en"}


def test_language_switch(opened: Open) -> None:
    at = opened(park="zgc")
    assert at.button(key="lang_switch").label == "English"
    at.button(key="lang_switch").click().run()
    assert statement(at).startswith("Zhongguancun — ")
    assert at.query_params == {"park": "zgc", "lang": "en"}
    assert at.button(key="lang_switch").label == "中文"
    at.button(key="lang_switch").click().run()
    assert statement(at).startswith("中关村 — ")
    assert at.query_params == {"park": "zgc"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("query", "zh", "en"),
    [
        (
            {"park": "<script>"},
            "已忽略链接中的 park=<script>",
            "Ignored in the link: park=<script>",
        ),
        ({"foo": "bar"}, "已忽略链接中的 foo=bar", "Ignored in the link: foo=bar"),
        ({"id": "nope-001"}, "已忽略链接中的 id=nope-001", "Ignored in the link: id=nope-001"),
        ({"q": "长" * 10_000}, "查找文字超过 200 字，已截短", "200 characters"),
    ],
)
def test_bad_link_is_said_and_survived(
    opened: Open, page: str, query: dict[str, str], zh: str, en: str
) -> None:
    for lang, note in (("zh", zh), ("en", en)):
        at = opened(**query, lang=lang)
        assert not at.exception
        assert note in notes(at)
        if page:
            at.switch_page(f"pages/{page}.py").run()
            assert not at.exception
        kept = {"q": "长" * 200} if "q" in query else {}
        assert at.query_params == kept | ({"lang": lang} if lang == "en" else {})


def test_unknown_language_is_said(opened: Open) -> None:
    at = opened(lang="xx")
    assert not at.exception
    assert "lang=xx" in notes(at)
    assert statement(at) == ALL["zh"]


def test_note_about_a_bad_link_goes_with_the_next_choice(opened: Open) -> None:
    at = opened(park="atlantis")
    assert "park=atlantis" in notes(at)
    at.button_group(key="side_park").set_value(["zgc"]).run()
    assert notes(at) == ""


def test_data_and_free_text_are_never_markup(opened: Open) -> None:
    at = opened(q="<img src=x onerror=alert(1)> **b**")
    assert "<img" not in html(at, '<div class="words"')
    assert "<img" in statement(at)
    [drop] = [button for button in at.button if str(button.key).startswith("drop_q")]
    assert "**" not in drop.label


@pytest.mark.parametrize("files", BOTH, ids=repr)
def test_the_overview_says_how_complete_the_register_is(seen: Open, files: Files) -> None:
    """Of the whole register, whatever the filter, and zone by zone behind a click."""
    panel = html(seen(park="tianjin"), '<div class="complete"')
    rows = files.resources
    phones = sum(bool(row["phone"]) for row in rows)
    assert f"<b>{phones / len(rows):.0%}</b>电话" in panel
    assert f"<dt>电话</dt><dd>{phones} / {len(rows)} 项</dd>" in panel
    for park in files.parks:
        of = [row for row in rows if row["park"] == park]
        sites = sum(bool(row["website"]) for row in of)
        name = files.short("park", park, "zh")
        assert (f"<dt>{name}</dt><dd>{len(of)} 项：" in panel) is bool(of)
        assert not of or f" · 网址 {sites} · " in panel.partition(f"<dt>{name}</dt>")[2]


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("lang", LANGS)
def test_headlines_are_the_scorecards(seen: Open, files: Files, lang: str) -> None:
    own = [row for row in files.table("scorecard") if row["scope"] == "alliance"]
    rows = {row["metric"]: row for row in sorted(own, key=lambda row: row["period"])}
    section = html(seen(lang=lang), '<section class="headlines"')
    shown = re.findall(r'popovertarget="([^"]*)"><b>([^<]*)</b><span>([^<]*)</span>', section)
    metrics = (
        *("map_resources", "map_parks", "members"),
        *("events", "research_cooperations", "projects_landed"),
    )
    expected = [rows[metric] for metric in metrics if metric in rows]
    assert expected
    for (panel, number, name), row in zip(shown, expected, strict=True):
        assert unescape(number) == said(row, lang)
        assert unescape(name) == row[f"name_{lang}"]
        assert source(section, panel) == files.origin(row, lang)


@pytest.mark.parametrize(("lang", "label"), [("zh", "园区"), ("en", "Zone")])
def test_link_to_a_resource_opens_its_card(opened: Open, lang: str, label: str) -> None:
    row = MADE_UP.by_id["tianjin-001"]
    at = opened("map", id="tianjin-001", lang=lang)
    shown = words(card(at))
    park = MADE_UP.name("park", "tianjin", lang)
    for text in (row["name"], row["resource_id"], park, label, row["source_title"]):
        assert text in shown
    at.button(key="card_close").click().run()
    assert not has_card(at)
    assert "id" not in at.query_params


@pytest.mark.parametrize("files", BOTH, ids=repr)
@pytest.mark.parametrize("lang", LANGS)
def test_every_resource_has_a_card(opened: Open, files: Files, lang: str) -> None:
    """One of each park, category, basis and source kind at least."""
    kinds = ("park", "category", "position_basis", "source_kind", "confidence", "level", "status")
    samples = {(kind, row[kind]): row for row in files.resources for kind in kinds}
    at = opened("map", lang=lang)
    for resource_id in sorted({row["resource_id"] for row in samples.values()}):
        at.query_params["id"] = resource_id
        at.run()
        assert not at.exception, resource_id
        assert files.by_id[resource_id]["name"] in words(card(at))


def test_card_outside_the_filter_says_so(opened: Open) -> None:
    assert "不在当前筛选之内" in notes(opened("map", id="zgc-001", park="tianjin"))
    assert notes(opened("map", id="zgc-001", park="zgc")) == ""


@pytest.mark.parametrize(
    ("lang", "words_for_nothing"),
    [("zh", "登记册未收录符合全部条件的资源"), ("en", "The register lists nothing")],
)
@pytest.mark.parametrize("page", PAGES)
def test_a_filter_that_leaves_nothing_says_so(
    opened: Open, page: str, lang: str, words_for_nothing: str
) -> None:
    at = opened(page, q="没有这样的机构", lang=lang)
    assert not at.exception
    assert [words_for_nothing in info.value for info in at.info] == [True]
    assert "— 0 " in statement(at)
    assert not opened(page, lang=lang).info


@pytest.mark.parametrize("page", ["", "map", "directory"])
def test_where_one_zone_has_nothing_what_is_near_it_is_offered(opened: Open, page: str) -> None:
    rows = [r for r in MADE_UP.resources if r["category"] == "pilot"]
    assert rows and not [r for r in rows if r["park"] == "chengde"]
    at = opened(page, park="chengde", category="pilot")
    # There is no row to click.
    assert "共 0 项" not in str(bodies(at))
    near = at.button(key="empty_near")
    assert plain(near.label) == f"按远近看：离承德由近及远，{len(rows)} 项"
    near.click().run()
    assert not at.exception
    assert at.query_params["sort"] == "distance"
    assert at.query_params["near"] == "chengde"
    assert at.query_params["category"] == "pilot"
    assert "park" not in at.query_params
    # Where nothing is anywhere, or several zones are chosen, there is no one way.
    for query in ({"q": "没有这样的机构"}, {"park": ["chengde", "xiongan"], "category": "pilot"}):
        assert "empty_near" not in {button.key for button in opened(page, **query).button}


def test_pills_say_how_many_each_choice_leaves(seen: Open) -> None:
    rows = [row for row in MADE_UP.resources if row["level"] == "national"]
    at = seen(level="national")
    counts = [sum(r["category"] == code for r in rows) for code in MADE_UP.categories]
    assert names(at, "side_category") == list(MADE_UP.steps("zh"))
    assert figures(at, "side_category") == [str(n) for n in counts]
    for code, beside in zip(MADE_UP.parks, figures(at, "side_park"), strict=True):
        n = sum(r["park"] == code for r in rows)
        assert beside == (str(n) if n or in_park(code) else "未收录")


def test_bars_are_as_long_as_their_share_of_the_longest(seen: Open) -> None:
    at = seen()
    counts = [sum(r["category"] == c for r in MADE_UP.resources) for c in MADE_UP.categories]
    said = properties(at, "bar_category")
    lengths = [float(said[f"--v{i}"]) for i in range(1, 1 + len(counts))]
    assert lengths == [pytest.approx(n / max(counts), abs=0.01) for n in counts]
    assert figures(at, "bar_category") == [str(n) for n in counts]
    assert said["--t"] == f"登记册收录 {len(MADE_UP.resources)} 项"
    nothing = properties(seen(q="没有这样的机构"), "bar_category")
    assert not [name for name in nothing if name.startswith("--v")]


def test_empty_option_is_grey_and_no_other(seen: Open) -> None:
    at = seen(q="没有这样的机构")
    assert greyed(at, "side_category") == list(MADE_UP.steps("zh"))
    assert greyed(seen(), "side_category") == []


def test_counts_of_a_facet_ignore_its_own_choice(opened: Open) -> None:
    every = figures(opened(), "side_park")
    assert figures(opened(park="zgc"), "side_park") == every
    category = figures(opened(), "side_category")
    assert figures(opened(park="zgc"), "side_category") != category


@pytest.mark.parametrize("page", PAGES)
def test_names_of_options_never_change_with_the_filter(opened: Open, page: str) -> None:
    """The browser names options by their labels: with one that changes, a quick click is lost."""
    free, filtered = opened(page), opened(page, q="没有这样的机构")
    shared = {str(g.key) for g in free.button_group} & {str(g.key) for g in filtered.button_group}
    kept = {key for key in shared if key.startswith(("side_", "bar_", "map_", "pick_", "cells_"))}
    assert {"side_park", "side_focus", "side_category", "side_corridor"} <= kept
    for key in kept:
        assert free.button_group(key=key).options == filtered.button_group(key=key).options


@pytest.mark.parametrize("page", PAGES)
def test_english_page_has_no_chinese_labels(opened: Open, page: str) -> None:
    at = opened(page, lang="en")
    labels = [button.label for button in at.button if button.key != "lang_switch"]
    labels += [option for group in at.button_group for option in group.options]
    labels += [field.label for field in (*at.text_input, *at.selectbox, *at.expander)]
    assert len(labels) > 35
    assert [label for label in labels if CJK.search(label)] == []


@pytest.mark.parametrize(
    ("query", "facet", "name", "word"),
    [
        ({"park": "chengde"}, "side_focus", "氢能", "未标注"),
        ({"park": "chengde", "chain": "robot"}, "side_category", "研发创新", "未标注"),
        ({"park": "chengde"}, "side_category", "概念验证与中试", "未收录"),
        ({"park": "xiongan"}, "side_category", "研发创新", "未收录"),
        # Some are tagged, others not: as in the lines of who is nearest.
        ({"park": "hengshui"}, "side_focus", "氢能", "未标注"),
        ({"park": "hengshui"}, "bar_focus", "氢能", "未标注"),
        ({"chain": "hydrogen"}, "side_park", "衡水", "未标注"),
        # Of what else is asked for, and of a place that is not in the other, a zero is one.
        ({"park": "hengshui", "q": "没有这样的机构"}, "side_focus", "氢能", "0"),
        ({"park": "chengde"}, "side_corridor", "沧州", "0"),
    ],
)
def test_a_zero_of_the_zone_chosen_says_why_where_it_may_be_a_gap(
    seen: Open, query: dict[str, str], facet: str, name: str, word: str
) -> None:
    at = seen(**query)
    assert dict(zip(names(at, facet), figures(at, facet), strict=True))[name] == word
