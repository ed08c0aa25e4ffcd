"""The basket, and files that hold what the directory lists, in its order."""

import csv
import io
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import openpyxl
import pyarrow.parquet as pq
import pypdf
import pytest
import streamlit as st
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from lib.outputs import shelf
from lib.outputs.exports import FORMATS, pdf
from lib.ui.parts import takeaway
from tests.app.conftest import Open
from tests.app.directory import LAST, by_csv, directory, exporting, grouped_ids, ids, share
from tests.app.files import MADE_UP
from tests.app.shown import CJK, LANGS, PAGES, bodies, keys, options, plain

BY_ID, IDS = MADE_UP.by_id, MADE_UP.ids
Downloads = dict[str, dict[str, Any]]


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> Downloads:
    """What each download button was last given, by its key; AppTest cannot press them."""
    given: Downloads = {}
    draw = st.download_button

    def record(label: str, data: Callable[[], bytes], **options: Any) -> bool:
        given[options["key"]] = {"label": label, "data": data, **options}
        return draw(label, data, **options)

    monkeypatch.setattr(st, "download_button", record)
    return given


def contents(downloads: Downloads, lang: str = "zh") -> dict[str, list[str]]:
    """The ids, in their order, in each file as its own reader finds them."""
    made = {key.removeprefix("export_"): given["data"]() for key, given in downloads.items()}
    [heading, *lines] = openpyxl.load_workbook(io.BytesIO(made["xlsx"])).worksheets[0].values
    assert heading[0] == {"zh": "编号", "en": "ID"}[lang]
    table = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    features = json.loads(made["geojson"])["features"]
    return {
        "xlsx": [str(line[0]) for line in lines],
        "csv": [line[0] for line in table[1:]],
        "geojson": [feature["id"] for feature in features],
        "parquet": pq.read_table(io.BytesIO(made["parquet"]))["resource_id"].to_pylist(),
    }


def assert_files_hold(downloads: Downloads, expected: list[str], lang: str = "zh") -> None:
    for kind, found in contents(downloads, lang).items():
        assert found == expected, kind
    # On paper a name may stand in other cells as well, so names are looked for one by one.
    paper = pypdf.PdfReader(io.BytesIO(downloads["export_pdf"]["data"]()))
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in paper.pages))
    for resource_id in expected:
        before, name, printed = printed.partition(re.sub(r"\s", "", BY_ID[resource_id]["name"]))
        assert name, (resource_id, before)


def what(downloads: Downloads) -> str:
    """How a file says what it holds."""
    return str(json.loads(downloads["export_geojson"]["data"]())["about"]["what"])


@pytest.mark.parametrize(("lang", "label"), [("zh", "清单"), ("en", "Selection")])
def test_ticks_fill_the_basket(opened: Open, lang: str, label: str) -> None:
    at = directory(opened, lang)
    ticks = at.button_group(key="di_all_ticks")
    colon = {"zh": "：", "en": ": "}[lang]
    names = [plain(o.split("*", 1)[1].split(colon, 1)[1][:-1]) for o in ticks.options]
    assert [IDS[name] for name in names] == ids(at)
    ticks.set_value(["zgc-003"]).run()
    assert at.query_params["pick"] == "zgc-003"
    at.button_group(key="di_all_ticks").set_value(["zgc-003", "zgc-001"]).run()
    assert at.query_params["pick"] == ["zgc-003", "zgc-001"]
    assert f"{label} 2" in options(at, "di_view")
    # A list of other rows leaves these alone.
    at.pagination[0].set_value(LAST).run()
    last = ids(at)[-1]
    at.button_group(key="di_all_ticks").set_value([last]).run()
    assert at.query_params["pick"] == ["zgc-003", "zgc-001", last]
    at.button_group(key="di_all_ticks").set_value([]).run()
    assert at.query_params["pick"] == ["zgc-003", "zgc-001"]
    at.pagination[0].set_value(1).run()
    assert at.button_group(key="di_all_ticks").value == ["zgc-003", "zgc-001"]
    at.button_group(key="di_all_ticks").set_value(["zgc-001"]).run()
    assert at.query_params["pick"] == "zgc-001"


def test_basket_is_shown_whatever_the_filter(opened: Open, downloads: Downloads) -> None:
    picks = ["zgc-003", "hengshui-002", "zgc-001"]
    at = directory(opened, park="tianjin", q="没有这样的机构", pick=picks)
    assert "di_all_rows" not in keys(at)
    at.button_group(key="di_view").set_value("picked").run()
    assert at.query_params["view"] == "picked"
    assert ids(at) == picks
    assert "di_sort" not in keys(at)
    exporting(at)
    assert_files_hold(downloads, picks)
    assert "清单 — 3 项" in what(downloads)
    at.button_group(key="di_all_ticks").set_value(["zgc-003", "zgc-001"]).run()
    assert ids(at) == ["zgc-003", "zgc-001"]
    assert at.query_params["pick"] == ["zgc-003", "zgc-001"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "清单还是空的"), ("en", "selection is empty")])
def test_basket_can_be_emptied(opened: Open, lang: str, said: str) -> None:
    at = exporting(directory(opened, lang, pick=["zgc-003", "zgc-001"], view="picked", park="zgc"))
    assert not at.info
    at.button(key="di_clear").click().run()
    assert "pick" not in at.query_params
    assert "view" not in at.query_params
    assert at.query_params["park"] == "zgc"
    assert "di_clear" not in [button.key for button in at.button]
    at.button_group(key="di_view").set_value("picked").run()
    assert [said in info.value for info in at.info] == [True]
    assert not at.exception


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("lang", "label"), [("zh", "清单 2"), ("en", "Selection 2")])
def test_every_other_page_links_to_the_basket(
    opened: Open, page: str, lang: str, label: str
) -> None:
    chosen: dict[str, str | list[str]] = {"park": "tianjin", "pick": ["zgc-003", "zgc-001"]}
    at = opened(page, **chosen, lang=lang)
    links = [e.proto for e in at.get("page_link") if e.proto.label == label]
    if page == "directory":
        assert not links
        return
    [link] = links
    assert link.page == "directory"
    asked = parse_qs(link.query_string)
    assert asked["view"] == ["picked"]
    assert asked["pick"] == ["zgc-003", "zgc-001"]
    at.switch_page("pages/directory.py").run()
    at.query_params.update(asked)
    at.run()
    assert ids(at) == ["zgc-003", "zgc-001"]
    assert not [e for e in opened(page, lang=lang).get("page_link") if e.proto.label[:2] == "清单"]


@pytest.mark.parametrize(
    ("lang", "name"), [("zh", "京津冀创新资源"), ("en", "Innovation resources of Jing-Jin-Ji")]
)
def test_files_hold_exactly_the_rows_shown(
    opened: Open, downloads: Downloads, lang: str, name: str
) -> None:
    at = exporting(directory(opened, lang, province="hebei", sort="year"))
    expected = by_csv("year", province="河北省")
    shown = ids(at)
    at.pagination[0].set_value(2).run()
    assert shown + ids(at) == expected
    assert [e.proto.label for e in at.get("download_button")] == [
        given["label"] for given in downloads.values()
    ]
    kinds = [key.removeprefix("export_") for key in downloads]
    assert kinds == ["xlsx", "pdf", "csv", "geojson", "parquet"]
    for kind, given in zip(kinds, downloads.values(), strict=True):
        assert re.fullmatch(rf"{re.escape(name)}-\d{{4}}-\d\d-\d\d\.{kind}", given["file_name"])
        assert given["on_click"] == "ignore"
    assert_files_hold(downloads, expected, lang)


def test_file_made_for_a_download_outlives_the_runs_of_others(
    opened: Open, downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporting(directory(opened))
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=files))
    given = downloads["export_csv"]
    asked = files.add_deferred(given["data"], given["mime"], "", given["file_name"])
    name = files.execute_deferred(asked).rpartition("/")[2]
    for _ in range(5):
        files.remove_orphaned_files()
    kept = files.read_file(name)
    assert kept
    assert kept.content == given["data"]()
    # The session's own next run lets go of it.
    files.clear_session_refs(given["data"].args[-1].session_id)
    for _ in range(2):
        files.remove_orphaned_files()
    assert files.read_file(name) is None


def test_files_of_a_search_are_in_its_order(opened: Open, downloads: Downloads) -> None:
    at = exporting(directory(opened, q="jiance"))
    shown = ids(at)
    assert len(shown) > 3
    assert shown != sorted(shown, key=list(BY_ID).index)
    assert_files_hold(downloads, shown)
    assert "jiance" in what(downloads)


def test_groups_are_in_files_as_on_the_page(opened: Open, downloads: Downloads) -> None:
    at = exporting(directory(opened, view="park", category="pilot", sort="name"))
    shown = grouped_ids(at)
    assert len(shown) == sum(row["category"] == "pilot" for row in BY_ID.values())
    assert_files_hold(downloads, shown)


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_found_is_said_and_nothing_exported(opened: Open, lang: str) -> None:
    at = directory(opened, lang, q="没有这样的机构", view="park", page="3")
    assert not at.exception
    assert len(at.info) == 1
    [export] = [e.proto for e in at.get("popover") if e.proto.id.endswith("di_export")]
    assert export.popover.disabled
    assert "0" in export.popover.label


@pytest.mark.parametrize("shown", ["list", "park", "category", "picked"])
def test_english_has_no_chinese_but_the_data(opened: Open, shown: str) -> None:
    query = {"view": shown, "q": "yangli", "pick": "zgc-001", "id": "zgc-001", "level": "other"}
    query |= {"q": "天津"} if shown == "category" else {}
    at = share(exporting(directory(opened, "en", **query)))
    assert not at.exception
    kinds = ("_rows", "_ticks", "_resources", "_nearest", "_place")
    of_data = [g for g in at.button_group if str(g.key).endswith(kinds)]
    texts = [o for group in at.button_group if group not in of_data for o in group.options]
    texts += [group.label for group in at.button_group]
    texts += [
        button.label for button in at.button if button.key not in ("lang_switch", "drop_q_天津")
    ]
    texts += [field.label for field in (*at.text_input, *at.expander)]
    texts += [field.placeholder for field in at.text_input]
    texts += [info.value for info in at.info] + [caption.value for caption in at.caption]
    texts += [e.proto.label for kind in ("page_link", "download_button") for e in at.get(kind)]
    texts += [e.proto.popover.label for e in at.get("popover")]
    for group in of_data:
        texts += [MADE_UP.without_data(option) for option in map(plain, group.options)]
    marked = [re.sub(r'<span lang="zh">.*?</span>', "", body) for body in bodies(at)]
    texts += [body.replace("天津", "") if 'class="words"' in body else body for body in marked]
    assert len(texts) > 80
    assert [text for text in texts if CJK.search(text)] == []


def test_the_menu_leads_to_the_same_resources_for_programs(opened: Open) -> None:
    """By the filter, or by the resources that are picked."""

    def link(lang: str = "zh", **query: str | list[str]) -> dict[str, list[str]]:
        at = exporting(directory(opened, lang, **query))
        [address] = re.findall(r'href="(api/[^"]*)"', "".join(bodies(at)))
        path, _, parameters = unescape(address).partition("?")
        assert path == "api/collections/resources/items"
        return parse_qs(parameters)

    assert link(park="tianjin", q="a&b") == {"park": ["tianjin"], "q": ["a&b"]}
    assert link(lang="en") == {"lang": ["en"]}
    picks = ["zgc-003", "hengshui-002"]
    assert link(park="tianjin", pick=picks, view="picked") == {"pick": picks}


MANY = 5


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of more than `MANY` rows are large."""
    monkeypatch.setattr(takeaway, "LARGE", MANY)


def ready(at: AppTest) -> AppTest:
    """The page once nothing is being prepared any longer."""
    for _ in range(1200):
        if not any(str(button.key).startswith("drop_") for button in at.button):
            return at
        time.sleep(0.05)
        at.run()
    raise AssertionError("still being prepared")


def prepared(at: AppTest) -> dict[str, tuple[str, bytes]]:
    """What each link to a prepared file says, and what is in the file, by its kind."""
    found = {}
    links = re.findall(
        r'<a class="way" href="(files/[^"]*)" download>([^<]*)</a>', "".join(bodies(at))
    )
    for address, label in links:
        path, _, query = unescape(address).partition("?")
        file = shelf.find(path.removeprefix("files/"))
        assert file
        [name] = parse_qs(query)["as"]
        assert name.endswith(file.suffix)
        found[file.suffix.lstrip(".")] = label, file.read_bytes()
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_a_large_file_is_prepared_and_then_taken(
    opened: Open, downloads: Downloads, large: None, lang: str
) -> None:
    at = exporting(directory(opened, lang))
    assert not downloads
    offered = {str(button.key) for button in at.button}
    assert offered >= {f"prepare_{kind}" for kind in ("xlsx", "csv", "geojson", "parquet", "pdf")}
    at = ready(at.button(key="prepare_csv").click().run())
    at = ready(at.button(key="prepare_geojson").click().run())
    assert not at.exception
    made = prepared(at)
    assert list(made) == ["csv", "geojson"]
    assert {"zh": "下载CSV（", "en": "Download CSV ("}[lang] in made["csv"][0]
    expected = [line[0] for line in csv.reader(io.StringIO(made["csv"][1].decode("utf-8-sig")))][1:]
    assert sorted(expected) == sorted(BY_ID)
    assert [f["id"] for f in json.loads(made["geojson"][1])["features"]] == expected


def test_a_small_file_stays_one_click(opened: Open, downloads: Downloads, large: None) -> None:
    at = exporting(directory(opened, park="tangshan"))
    assert 0 < len(ids(at)) <= MANY
    assert "export_csv" in downloads
    assert not [button for button in at.button if str(button.key).startswith("prepare_")]


def test_other_rows_are_another_file(opened: Open, large: None) -> None:
    at = ready(exporting(directory(opened)).button(key="prepare_csv").click().run())
    assert prepared(at)

    def offered(at: AppTest) -> bool:
        """Whether the menu, opened anew, would prepare the file."""
        at.session_state["di_export"] = True
        return "prepare_csv" in {button.key for button in at.run().button}

    at = at.button_group(key="side_category").set_value(["rd", "transfer"]).run()
    assert offered(at)
    assert not prepared(at)
    [english] = [b for b in at.button if b.key == "lang_switch"]
    at = english.click().run()
    assert offered(at)
    assert not prepared(at)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "只列前 3 项；全部 60 项见 Excel 或 CSV"), ("en", "the first 3 only; all 60 are in")],
)
def test_what_a_file_does_not_hold_is_said_before_it_is_made(
    opened: Open, downloads: Downloads, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], most_rows=3))
    monkeypatch.setattr(pdf, "MOST_PRINTED", 3)
    at = exporting(directory(opened, lang))
    assert said in " ".join(plain(caption.value) for caption in at.caption)
    paper = pypdf.PdfReader(io.BytesIO(downloads["export_pdf"]["data"]()))
    text = "".join(page.extract_text() for page in paper.pages)
    names = [row["name"] for row in MADE_UP.resources]
    squeezed = re.sub(r"\s", "", text)
    assert sum(re.sub(r"\s", "", name) in squeezed for name in names) == 3
    assert {"zh": "只列前 3 项", "en": "the first 3 only"}[lang] in text
