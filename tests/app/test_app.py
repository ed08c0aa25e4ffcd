"""What a visitor sees and does on both pages, in both languages."""

import csv
import re
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.editions.edition import Edition
from lib.mapfiles import assets
from lib.terms import live
from lib.ui import view
from tests.app.conftest import Open

PAGES = ("", "map")
CJK = re.compile(r"[\u3400-\u9fff]")


def html(at: AppTest, start: str) -> str:
    """The one piece of the page's HTML that begins with `start`."""
    [found] = [e.proto.body for e in at.get("html") if e.proto.body.startswith(start)]
    return str(found)


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", markup)).strip()


def statement(at: AppTest) -> str:
    return words(html(at, '<div class="words"'))


def notes(at: AppTest) -> str:
    return " ".join(caption.value for caption in at.caption).replace("\\", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("lang", "said", "origin"),
    [
        ("zh", "全部资源 — 337 项", "非联盟官方名录"),
        ("en", "All resources — 337 resources", "not the alliance's official list"),
    ],
)
def test_page_opens(opened: Open, page: str, lang: str, said: str, origin: str) -> None:
    at = opened(page, lang=lang)
    assert not at.exception
    assert not at.error
    assert statement(at) == said
    assert origin in words(html(at, '<div class="quiet"'))
    # The map is the one thing both pages share below the statement.
    assert len(at.get("deck_gl_json_chart")) == 1


def test_page_tells_what_it_is(opened: Open) -> None:
    assert html(opened(), '<section class="headlines"')
    on_map = opened("map")
    assert on_map.selectbox(key="map_highlight")
    assert not [e for e in on_map.get("html") if "headlines" in e.proto.body]


@pytest.mark.parametrize("park", [park.code for park in live.PARKS])
def test_link_to_a_park_shows_its_resources(opened: Open, entries: Edition, park: str) -> None:
    n = int((entries.frame["park"] == park).sum())
    for lang, count in (("zh", f"{n} 项"), ("en", f"{n} resources")):
        at = opened(park=park, lang=lang)
        name = live.SEATS[park].name("zh" if lang == "zh" else "en")
        assert statement(at) == f"{name} — {count}"
        assert at.button_group(key="side_park").value == [park]


@pytest.mark.parametrize("page", PAGES)
def test_choosing_a_park_filters_and_is_a_link(opened: Open, entries: Edition, page: str) -> None:
    at = opened(page)
    at.button_group(key="side_park").set_value(["tangshan"]).run()
    n = int((entries.frame["park"] == "tangshan").sum())
    assert statement(at) == f"唐山高新区 — {n} 项"
    assert at.query_params == {"park": "tangshan"}
    at.button_group(key="side_park").set_value(["tangshan", "zgc"]).run()
    assert statement(at).startswith("中关村 · 唐山高新区")
    assert at.query_params == {"park": ["zgc", "tangshan"]}
    assert statement(opened(page, **at.query_params)) == statement(at)


@pytest.mark.parametrize("page", PAGES)
def test_clear_clears_everything(opened: Open, page: str) -> None:
    at = opened(page, park="zgc", category="rd", q="平台", lang="en")
    assert statement(at).startswith("Zhongguancun")
    at.button(key="clear").click().run()
    assert statement(at) == "All resources — 337 resources"
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


def test_search_filters_while_typing(opened: Open, entries: Edition) -> None:
    at = opened("map")
    at.text_input(key="side_q").set_value("SMC（中国）技术").run()
    assert statement(at) == "“SMC（中国）技术” — 1 项"
    assert at.query_params == {"q": "SMC（中国）技术"}
    assert entries.frame["name"].str.contains("SMC（中国）技术", regex=False).sum() == 1


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
    assert statement(at) == "全部资源 — 337 项"


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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_headlines_are_the_scorecards(opened: Open, lang: str) -> None:
    with (live.DATA_DIR / "scorecard.csv").open(encoding="utf-8", newline="") as file:
        rows = {r["metric"]: r for r in csv.DictReader(file) if r["scope"] == "alliance"}
    section = html(opened(lang=lang), '<section class="headlines"')
    shown = re.findall(r'title="([^"]*)"[^>]*><b>([^<]*)</b><span>([^<]*)</span>', section)
    metrics = (
        *("map_resources", "map_parks", "members"),
        *("events", "research_cooperations", "projects_landed"),
    )
    assert len(shown) == len(metrics)
    for (source, number, name), metric in zip(shown, metrics, strict=True):
        row = rows[metric]
        unit = row[f"unit_{lang}"]
        assert unescape(number) == (f"{row['value']} {unit}" if unit else row["value"])
        assert unescape(name) == row[f"name_{lang}"]
        assert row["source"] in unescape(source)


@pytest.mark.parametrize(("lang", "label"), [("zh", "园区"), ("en", "Zone")])
def test_link_to_a_resource_opens_its_card(
    opened: Open, entries: Edition, lang: str, label: str
) -> None:
    row = entries.frame[entries.frame["park"] == "tianjin"].iloc[0]
    at = opened("map", id=row["resource_id"], lang=lang)
    card = words(html(at, '<article class="card"'))
    park = live.SEATS["tianjin"]
    for text in (row["name"], row["resource_id"], park.zh if lang == "zh" else park.en, label):
        assert text in card
    assert row["source_title"] in card
    at.button(key="card_close").click().run()
    assert not [e for e in at.get("html") if 'class="card"' in e.proto.body]
    assert "id" not in at.query_params


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_resource_has_a_card(opened: Open, entries: Edition, lang: str) -> None:
    """One of each park, category, basis and source kind at least."""
    kinds = ["park", "category", "position_basis", "source_kind", "confidence", "level", "status"]
    samples = {i for kind in kinds for i in entries.frame.drop_duplicates(kind)["resource_id"]}
    at = opened("map", lang=lang)
    names = entries.frame.set_index("resource_id")["name"]
    for resource_id in sorted(samples):
        at.query_params["id"] = resource_id
        at.run()
        assert not at.exception, resource_id
        assert names[resource_id] in words(html(at, '<article class="card"'))


def test_card_outside_the_filter_says_so(opened: Open) -> None:
    assert "不在当前筛选之内" in notes(opened("map", id="zgc-001", park="tianjin"))
    assert notes(opened("map", id="zgc-001", park="zgc")) == ""


@pytest.mark.parametrize(
    ("lang", "words_for_nothing"), [("zh", "没有符合全部条件的资源"), ("en", "No resource meets")]
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


def test_pills_say_how_many_each_choice_leaves(opened: Open, entries: Edition) -> None:
    frame = entries.frame[entries.frame["level"] == "national"]
    at = opened(level="national")
    options = at.button_group(key="side_category").options
    totals = frame["category"].value_counts()
    for category, option in zip(live.CATEGORIES, options, strict=True):
        n = totals.get(category.code, 0)
        assert option == (
            f"{category.short('zh')} :gray[{n}]" if n else f":gray[{category.short('zh')} 0]"
        )
    parks = frame["park"].value_counts()
    for park, option in zip(live.PARKS, at.button_group(key="side_park").options, strict=True):
        if park.code in parks:
            assert option == f"{park.short('zh')} :gray[{parks[park.code]}]"


def test_empty_option_is_grey(opened: Open) -> None:
    at = opened(q="没有这样的机构")
    options = at.button_group(key="side_category").options
    assert options == [f":gray[{c.short('zh')} 0]" for c in live.CATEGORIES]


def test_counts_of_a_facet_ignore_its_own_choice(opened: Open) -> None:
    every = opened().button_group(key="side_park").options
    assert opened(park="zgc").button_group(key="side_park").options == every
    category = opened().button_group(key="side_category").options
    assert opened(park="zgc").button_group(key="side_category").options != category


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        ("zh", "数据无法读取", "resources.parquet：文件不存在。请运行 make data 生成。"),
        ("en", "The data cannot be read", "resources.parquet: the file does not exist. Run make"),
    ],
)
def test_missing_register_is_said_with_its_cure(
    opened: Open,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    lang: str,
    title: str,
    text: str,
) -> None:
    read = partial(register.read_parquet, tmp_path / "resources.parquet")
    at = opened(lang=lang)
    monkeypatch.setattr(register, "read_parquet", read)
    view.load_register.clear()
    at.run()
    monkeypatch.undo()
    assert not at.exception
    [error] = at.error
    assert error.proto.title == title
    assert text in error.value.replace("\\", "")


def test_missing_static_files_are_said_with_their_cure(
    opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assets, "STATIC_DIR", tmp_path)
    assets.urls.cache_clear()
    at = opened()
    assert not at.exception
    [error] = at.error
    assert "static/manifest.json：文件不存在。请运行 make data 生成。" in error.value.replace(
        "\\", ""
    )


@pytest.mark.parametrize("page", PAGES)
def test_english_page_has_no_chinese_labels(opened: Open, page: str) -> None:
    at = opened(page, lang="en")
    labels = [button.label for button in at.button if button.key != "lang_switch"]
    labels += [option for group in at.button_group for option in group.options]
    labels += [field.label for field in (*at.text_input, *at.selectbox, *at.expander)]
    assert len(labels) > 40
    assert [label for label in labels if CJK.search(label)] == []


def test_first_visit_in_english_is_told_in_english(
    opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    absent = partial(register.read_parquet, tmp_path / "resources.parquet")
    monkeypatch.setattr(register, "read_parquet", absent)
    view.load_register.clear()
    assert "Run make data" in opened(lang="en").error[0].value
    view.load_register.clear()
