"""Terms have names in both languages, and a vocabulary holds them in the order of its files."""

import re
from typing import Any, cast

import pytest

from lib.base.i18n import LANGS
from lib.editions.edition import Edition
from lib.query.facets import FACETS
from lib.terms import vocabulary
from lib.terms.tags import Tag
from lib.terms.taxonomy import CORRIDOR, FocusArea, Term
from tests.editions import fixture_sources, live_edition
from tests.edits import table, with_cells

CJK = re.compile(r"[\u3400-\u9fff]")


def test_a_term_without_a_short_name_is_called_by_its_full_one() -> None:
    term = Term("rd", "研发创新平台", "R&D platforms", short_zh="研发创新")
    assert [term.name(lang) for lang in LANGS] == ["研发创新平台", "R&D platforms"]
    assert [term.short(lang) for lang in LANGS] == ["研发创新", "R&D platforms"]


@pytest.mark.parametrize("facet", [facet.code for facet in FACETS])
def test_every_facet_has_its_terms_in_the_order_of_their_file(edition: Edition, facet: str) -> None:
    terms = edition.vocabulary.terms[facet]
    assert [term.code for term in terms.values()] == list(terms)
    files = {
        "category": [row["code"] for row in table(fixture_sources(), "categories.csv")],
        "park": [
            row["park"] for row in table(fixture_sources(), "parks.csv") if row["kind"] == "member"
        ],
        "corridor": [
            CORRIDOR,
            *(row["node"] for row in table(fixture_sources(), "corridor_nodes.csv")),
        ],
    }
    others = [
        row["code"]
        for file in ("terms.csv", "focus_areas.csv")
        for row in table(fixture_sources(), file)
        if row["facet"] == facet
    ]
    assert list(terms) == files.get(facet, others)


@pytest.mark.parametrize("name", ["live", "fixture"])
def test_every_term_has_names_in_both_languages(edition: Edition, name: str) -> None:
    vocabulary = (live_edition() if name == "live" else edition).vocabulary
    named = [term for terms in vocabulary.terms.values() for term in terms.values()]
    for term in (*named, *vocabulary.seats.values()):
        assert CJK.search(term.zh), term.code
        for name_en in (term.name("en"), term.short("en")):
            assert name_en, term.code
            assert not CJK.search(name_en), term.code


def test_the_path_is_the_categories_in_their_order(edition: Edition) -> None:
    assert edition.vocabulary.steps == (
        *("rd", "pilot", "testing", "incubator", "transfer", "finance"),
    )


def test_of_an_area_that_is_chain_and_cluster_a_user_sees_the_chain(edition: Edition) -> None:
    areas = edition.vocabulary.focus_areas
    assert dict(edition.vocabulary.twins) == {"biomed_cluster": "biomed"}
    assert Tag("chain", "biomed") in areas
    assert Tag("cluster", "biomed_cluster") not in areas
    assert len(areas) == len(set(areas)) == 10
    names = [edition.vocabulary.term(area).zh for area in areas]
    assert len(set(names)) == len(names)


def test_a_part_of_a_zone_has_a_seat_and_is_no_zone(edition: Edition) -> None:
    assert "bda" in edition.vocabulary.seats
    assert "bda" not in [park.code for park in edition.vocabulary.parks]
    [node] = [node for node in edition.vocabulary.nodes if node.subpark]
    assert (node.code, node.park) == ("bda", "zgc")
    seat = edition.vocabulary.seats["bda"]
    assert (node.lon, node.lat) == (seat.lon, seat.lat)


def test_vocabularies_of_the_same_files_are_equal_and_of_others_are_not(edition: Edition) -> None:
    again = vocabulary.read(fixture_sources())
    assert again == edition.vocabulary
    assert hash(again) == hash(edition.vocabulary)
    renamed = with_cells(fixture_sources(), "categories.csv", 2, name_en="Laboratories")
    assert vocabulary.read(renamed) != edition.vocabulary
    # What is no part of the vocabulary makes no other one.
    other = with_cells(fixture_sources(), "resources.csv", 2, note="另一说明")
    assert vocabulary.read(other) == edition.vocabulary
    assert edition.vocabulary != live_edition().vocabulary


def test_nothing_can_be_put_into_a_vocabulary(edition: Edition) -> None:
    mappings = (
        *(edition.vocabulary.terms, edition.vocabulary.terms["chain"]),
        *(edition.vocabulary.seats, edition.vocabulary.twins),
    )
    for mapping in mappings:
        with pytest.raises(TypeError):
            cast("dict[str, Any]", mapping)["steel"] = FocusArea("steel", "钢铁", "Steel")
