"""An address pins an edition: its page shows what that publication made current, whatever is
published meanwhile, and says so."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.base.files import Sources
from lib.editions import pinned
from lib.editions.store import CHECKOUT
from lib.outputs import maker
from lib.outputs.orders import Order
from tests import hostile
from tests.app.conftest import Open, Served
from tests.app.directory import exporting, share
from tests.app.files import MADE_UP
from tests.app.shown import LANGS, PAGES, bodies, card, names, notes, statement, words
from tests.app.test_editions import version, without, without_finance

ALL_PAGES = (*PAGES, "present")
IGNORED = {"zh": "已忽略链接中的 edition=", "en": "Ignored in the link: edition="}
Publish = Callable[[Sources], int]


@pytest.fixture
def publish(served: Served) -> Publish:
    """A function that publishes sources, which everybody is shown from then on, and returns the
    number; the made-up edition is number 1."""

    def run(sources: Sources) -> int:
        served.sources = sources
        return served.store.publish(sources, CHECKOUT, "test").number

    assert run(MADE_UP.sources) == 1
    return run


def shown(at: AppTest) -> str:
    return " ".join(map(words, bodies(at)))


def pin(at: AppTest) -> str:
    """What is said of the edition that is pinned; empty where none is."""
    said = [body for body in bodies(at) if 'class="pinned"' in body]
    return (
        words(said[0].partition('class="pinned">')[2].partition("</span></span>")[0])
        if said
        else ""
    )


def links(at: AppTest) -> dict[str, list[str]]:
    """The query of each page's link, by its title."""
    return {
        each.proto.label: parse_qs(each.proto.query_string).get("edition", [])
        for each in at.get("page_link")
    }


@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_a_pinned_page_shows_its_edition_and_says_that_it_is_not_the_current_one(
    opened: Open, publish: Publish, served: Served, page: str, lang: str
) -> None:
    publish(without("zgc-001", "zgc-002"))
    at = opened(page, lang=lang, park="zgc", edition="1")
    assert not at.exception
    assert notes(at) == ""
    assert at.query_params["edition"] == "1"
    publication = served.store.publication(1)
    assert publication
    day = publication.at[:10]
    expected = {
        "zh": f"第 1 次发布（{day}）的内容 · 不是现行版  ·  看现行版",
        "en": f"Publication 1 ({day}) · not the current edition  ·  Show the current edition",
    }
    assert pin(at) == expected[lang]
    assert "test.1" in shown(at)
    assert "test.2" not in shown(at)
    if page != "present":
        n = sum(row["park"] == "zgc" for row in MADE_UP.resources)
        assert f"— {n} " in statement(at)


@pytest.mark.parametrize("page", ALL_PAGES)
def test_a_publication_moves_other_pages_and_not_a_pinned_one(
    opened: Open, publish: Publish, page: str
) -> None:
    publish(version(MADE_UP.sources, "test.2"))
    still, follows = opened(page, edition="1", park="zgc"), opened(page, park="zgc")
    before = shown(still)
    publish(version(MADE_UP.sources, "test.3"))
    for at in (still, follows):
        at.run()
        assert not at.exception
    assert shown(still) == before
    assert notes(still) == ""
    assert "登记册已更新（test.3）" in notes(follows)
    assert pin(follows) == ""
    assert "test.3" in shown(follows)


def test_two_visitors_look_at_different_editions(opened: Open, publish: Publish) -> None:
    for name in ("test.2", "test.3"):
        publish(version(MADE_UP.sources, name))
    first, second, now = opened(edition="1"), opened(edition="2"), opened()
    for _ in range(2):
        for at, name in ((first, "test.1"), (second, "test.2"), (now, "test.3")):
            at.run()
            assert name in shown(at)


def test_what_the_edition_has_and_the_current_one_lacks_can_be_chosen(
    opened: Open, publish: Publish
) -> None:
    publish(without_finance())
    at = opened("map", category="finance", edition="1")
    assert notes(at) == ""
    assert "科技金融" in names(at, "side_category")
    at.button_group(key="side_category").set_value(["rd"]).run()
    assert dict(at.query_params) == {"category": "rd", "edition": "1"}
    assert "科技金融" in names(at, "side_category")
    assert "category=finance" in notes(opened("map", category="finance"))


def test_every_link_of_the_view_keeps_the_edition(opened: Open, publish: Publish) -> None:
    publish(without("zgc-002"))
    at = share(opened("directory", id="zgc-002", pick="zgc-002", edition="1"))
    assert MADE_UP.by_id["zgc-002"]["name"] in words(card(at))
    assert parse_qs(urlsplit(at.code[0].value).query)["edition"] == ["1"]
    assert set(map(tuple, links(at).values())) == {("1",)}
    [hall] = [body for body in bodies(at) if body.startswith('<a href="present?')]
    assert parse_qs(urlsplit(words(hall.split('"')[1])).query)["edition"] == ["1"]
    at = opened("present", edition="1", scene="thanks")
    at.button(key="stage_open").click().run()
    assert at.query_params["edition"] == "1"
    [speaker] = [body for body in bodies(at) if "view=speaker" in body]
    assert parse_qs(urlsplit(words(speaker.split('"')[1])).query)["edition"] == ["1"]


def test_the_way_to_the_current_edition_keeps_the_view(opened: Open, publish: Publish) -> None:
    publish(without("zgc-002"))
    at = opened("map", park="zgc", edition="1")
    assert '<a href="map?park=zgc">看现行版</a>' in " ".join(bodies(at))
    at = opened(edition="1")
    assert '<a href="./">看现行版</a>' in " ".join(bodies(at))
    moved = opened("present", edition="1", scene="year")
    assert '<a href="present?scene=year">' in " ".join(bodies(moved))


def test_a_link_without_the_parameter_shows_the_current_edition_again(
    opened: Open, publish: Publish
) -> None:
    publish(without("zgc-001"))
    at = opened("map", edition="1", id="zgc-001")
    assert MADE_UP.by_id["zgc-001"]["name"] in words(card(at))
    at.query_params.clear()
    at.query_params["park"] = "zgc"
    at.run()
    assert pin(at) == ""
    assert "test.2" in shown(at)
    assert "edition" not in at.query_params


@pytest.mark.parametrize("page", (*ALL_PAGES, "stewards"))
@pytest.mark.parametrize("lang", LANGS)
def test_a_number_that_is_none_is_passed_over_with_a_note(
    opened: Open, publish: Publish, page: str, lang: str
) -> None:
    publish(version(MADE_UP.sources, "test.2"))
    for number in ("3", "0", "01", "-1", "1.0", "１", "999999999", "1e0", ""):
        at = opened(page, lang=lang, edition=number)
        assert not at.exception
        assert IGNORED[lang] + number in notes(at).replace("\u2068", "").replace("\u2069", "")
        assert "edition" not in at.query_params
        assert pin(at) == ""


def test_of_several_numbers_the_last_that_there_is_holds(opened: Open, publish: Publish) -> None:
    publish(version(MADE_UP.sources, "test.2"))
    texts = list((hostile.SEEN | hostile.UNSEEN).values())
    at = opened("map", edition=[*texts, "2", "1", "77", *texts])
    assert at.query_params["edition"] == "1"
    assert notes(at).count("已忽略链接中的 edition=") == 6


def test_an_edition_that_is_damaged_is_passed_over(
    opened: Open, publish: Publish, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(version(MADE_UP.sources, "test.2"))
    broken = Sources({**MADE_UP.sources, "parks.csv": b""})
    monkeypatch.setattr(served.store, "sources", lambda digest: broken)
    at = opened(edition="1")
    assert not at.exception
    assert "已忽略链接中的 edition=1" in notes(at)
    assert "test.2" in shown(at)


def test_the_current_edition_pinned_says_that_it_is_the_same(
    opened: Open, publish: Publish
) -> None:
    at = opened(edition="1")
    assert "与现行版相同" in pin(at)
    publish(version(MADE_UP.sources, "test.2"))
    at.run()
    assert "不是现行版" in pin(at)
    assert "test.1" in shown(at)


def test_data_management_is_of_the_current_edition(opened: Open, publish: Publish) -> None:
    publish(version(MADE_UP.sources, "test.2"))
    at = opened("map", edition="1")
    at.switch_page("pages/stewards.py").run()
    assert not at.exception
    assert notes(at) == "数据管理只用现行版（test.2）"
    assert "edition" not in at.query_params


def test_more_older_editions_than_there_is_room_for_wait(
    opened: Open, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned, "MOST", 1)
    for name in ("test.2", "test.3"):
        publish(version(MADE_UP.sources, name))
    first = opened(edition="1")
    at = opened(edition="2")
    assert "同时查看的旧版已有" in notes(at)
    assert "test.3" in shown(at)
    assert "edition" not in at.query_params
    first.run()
    assert "test.1" in shown(first)


@pytest.mark.parametrize("number", [1, 2])
def test_exports_are_of_the_edition_shown(
    opened: Open, publish: Publish, monkeypatch: pytest.MonkeyPatch, served: Served, number: int
) -> None:
    given: dict[str, Any] = {}
    draw = st.download_button

    def record(label: str, data: Callable[[], bytes], **options: Any) -> bool:
        given[options["key"]] = data
        return draw(label, data, **options)

    monkeypatch.setattr(st, "download_button", record)
    publish(without("zgc-001"))
    exporting(opened("directory", **({"edition": "1"} if number == 1 else {})))
    publish(without("zgc-001", "zgc-002"))
    about = json.loads(given["export_geojson"]())["about"]
    publication = served.store.publication(number)
    assert publication
    assert about["edition"] == str(number)
    assert about["register_sha256"] == publication.digest
    assert about["record_sha256"] == publication.record
    table = list(csv.reader(io.StringIO(given["export_csv"]().decode("utf-8-sig"))))
    assert ("zgc-001" in [row[0] for row in table]) is (number == 1)
    assert publication.record[:16] in table[1][-1]


def test_slides_are_of_the_edition_pinned(
    opened: Open, publish: Publish, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(without("zgc-001"))
    asked: list[Order] = []
    monkeypatch.setattr(maker.shared(), "ask", lambda order, visitor: asked.append(order))
    at = opened("present", edition="1")
    at.button(key="make_pptx").click().run()
    assert [order.sources for order in asked] == [MADE_UP.sources]
