"""Counts, what others have published, who has what a zone lacks, and what was published when."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lib.base.files import Sources
from lib.editions import current
from lib.terms import words
from lib.terms.geometry import distance_m
from tests.editions import live_edition, live_sources
from tests.unit.api.conftest import Asking, held

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_counts_follow_the_other_facets(ask: Asking) -> None:
    edition = live_edition()
    document = ask("/facets?park=tianjin&chain=biomed&lang=en")
    selection = edition.filter(park=("tianjin",), chain=("biomed",))
    assert document["numberMatched"] == len(edition.select(selection))
    assert [each["facet"] for each in document["facets"]] == list(edition.vocabulary.terms)
    for each in document["facets"]:
        shown = {value["code"]: value["count"] for value in each["values"]}
        assert shown == selection.counts(edition.members, each["facet"])
    link = next(link for link in document["links"] if link["rel"] == "items")
    assert ask(link["href"])["numberMatched"] == document["numberMatched"]


def test_a_zero_that_may_be_a_gap_says_so(ask: Asking) -> None:
    by_code = {each["facet"]: each["values"] for each in ask("/facets?park=chengde")["facets"]}
    zeros = [value for value in by_code["chain"] if not value["count"]]
    assert zeros
    assert all(value["gap"] in ("未标注", "登记册未收录") for value in zeros)
    assert not [v for values in by_code.values() for v in values if v["count"] and "gap" in v]


def test_figures_come_with_qualifier_and_source(ask: Asking) -> None:
    document = ask("/figures")
    rows = live_edition().figures.rows
    assert len(document["figures"]) == len(rows)
    for shown, row in zip(document["figures"], rows, strict=True):
        assert (shown["value"], shown["qualifier"]) == (row.value, row.qualifier)
        assert shown["text"] == row.number("zh")
        assert shown["source"]
    over = next(each for each in document["figures"] if each["qualifier"] == "more_than")
    assert over["text"].startswith("超")
    only = ask("/figures?scope=alliance&lang=en")["figures"]
    assert {each["scope"] for each in only} == {"alliance"}
    assert only[0]["name"] == only[0]["name_en"]


def test_milestones_facts_and_agreements_come_with_their_source(ask: Asking) -> None:
    edition = live_edition()
    milestones = ask("/milestones")["milestones"]
    assert len(milestones) == len(edition.milestones.rows)
    facts = ask("/facts?park=tianjin&topic=enterprise")["facts"]
    assert facts
    assert {(each["park"], each["topic"]) for each in facts} == {("tianjin", "enterprise")}
    agreements = ask("/agreements")["agreements"]
    assert len(agreements) == len(edition.agreements.rows)
    assert all(each["source"] for each in (*milestones, *facts, *agreements))
    mine = ask("/agreements?park=cangzhou")["agreements"]
    assert "g2_corridor" in {each["agreement"] for each in mine}
    for path in (
        "/milestones?scope=mars",
        "/facts?park=mars",
        "/facts?topic=x",
        "/agreements?park=x",
    ):
        ask(path, 400)


def test_who_is_nearest_to_have_what_a_zone_lacks(ask: Asking) -> None:
    edition = live_edition()
    document = ask("/nearest?park=hengshui&chain=robot")
    assert [step["category"] for step in document["steps"]] == list(edition.vocabulary.steps)
    seats = edition.vocabulary.seats
    home = seats["hengshui"]
    lacking = 0
    for step in document["steps"]:
        chosen = edition.filter(park=("hengshui",), chain=("robot",), category=(step["category"],))
        assert step["count"] == len(edition.select(chosen))
        # A zero of the register is no proof that there is none.
        assert ("gap" in step) == (step["count"] == 0)
        lacking += step["count"] == 0
        metres = [
            distance_m((home.lon, home.lat), (seats[p["park"]].lon, seats[p["park"]].lat))
            for p in step["elsewhere"]
        ]
        assert metres == sorted(metres)
        for place, far in zip(step["elsewhere"], metres, strict=True):
            assert place["distance"] == words.kilometres(far, "zh")
            assert ask(place["items"])["numberMatched"] == place["count"] > 0
    assert lacking


def test_nearest_is_asked_of_one_zone_and_one_area(ask: Asking) -> None:
    problem = ask("/nearest", 400)
    assert (problem["code"], problem["parameter"]) == ("missing-parameter", "park")
    assert "tianjin" in problem["allowed"]
    assert ask("/nearest?park=tianjin&chain=robot&cluster=ic", 400)["parameter"] == "chain"
    few = ask("/nearest?park=tianjin&category=pilot")["steps"]
    assert [step["category"] for step in few] == ["pilot"]


def test_every_table_says_which_edition_it_is_of(ask: Asking) -> None:
    for path in (
        "/facets",
        "/figures",
        "/milestones",
        "/facts",
        "/agreements",
        "/nearest?park=zgc",
    ):
        document = ask(path)
        assert "非联盟官方名录" in document["attribution"]
        assert document["about"]["register_sha256"] == live_edition().digest
        assert ask.client.get(f"/api{path}", headers={"accept": "text/html"}).status_code == 200


def changed(name: str) -> Sources:
    """The live sources with the name of a row another, and a row less."""
    files = dict(live_sources())
    register = files["resources.csv"].decode("utf-8")
    lines = [line for line in register.splitlines() if not line.startswith("zgc-003,")]
    files["resources.csv"] = "\n".join(
        line.replace("SMC（中国）技术研发中心", name) for line in lines
    ).encode()
    return Sources(files)


@pytest.fixture
def history(ask: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """An atlas that was published twice, by somebody, for a reason."""
    holder = held(tmp_path, live_edition())
    holder.store.publish(changed("改了的名称"), "wang.steward", "for the secret reason")
    monkeypatch.setattr(current, "holder", lambda: holder)
    return ask


def test_what_was_published_is_listed_without_who_and_why(history: Asking) -> None:
    answer = history.client.get("/api/editions")
    found = answer.json()["editions"]
    assert [each["number"] for each in found] == [2, 1]
    assert [each["is_served"] for each in found] == [False, True]
    assert found[0]["version"] == "2026.12"
    assert found[1]["digest"] == live_edition().digest
    for text in ("wang", "secret", "checkout"):
        assert text not in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_changes_are_a_feed(history: Asking, lang: str) -> None:
    answer = history.client.get(f"/api/changes.atom?lang={lang}")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == 2
    ids = [feed.findtext("a:id", "", ATOM), *(e.findtext("a:id", "", ATOM) for e in entries)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in ids)
    for each in (feed, *entries):
        assert each.findtext("a:title", "", ATOM)
        assert re.match(r"\d{4}-\d\d-\d\dT.*(Z|\+00:00)$", each.findtext("a:updated", "", ATOM))
    content = entries[0].findtext("a:content", "", ATOM)
    assert "~ zgc-001: name" in content
    assert "- zgc-003" in content
    # What is no longer shown is not shown here, nor who has changed it.
    gone = live_edition().resource("zgc-003")["name"]
    for text in (gone, "SMC", "wang", "secret", "checkout"):
        assert text not in answer.text
    again = history.client.get(f"/api/changes.atom?lang={lang}")
    assert again.content == answer.content


def test_nothing_of_accounts_proposals_and_the_record_is_there(ask: Asking) -> None:
    definition = ask("/openapi.json")
    assert not re.search(
        "account|proposal|audit|password|session|steward", str(definition["paths"]), re.IGNORECASE
    )
