"""A list's own categories, levels and tags become the vocabulary's, with colour and mark."""

import math
from itertools import combinations

import pytest

from lib.base.problems import DataProblem
from lib.drawing import palette
from lib.editions.build import build
from lib.intake.additions import (
    ADDABLE,
    Addition,
    code_of,
    free_colors,
    free_marks,
    grown,
    needed,
)
from lib.intake.apply import merged
from lib.intake.base import Base
from lib.intake.cleaning import Rules
from lib.intake.plan import Choices
from lib.terms.taxonomy import MARKS
from tests.edits import put
from tests.unit.intake.lists import BASE, planned

HEADINGS = ["名称", "所在园区", "类别", "级别", "状态", "六链五群标签"]
DATA = Addition("category", "data", "数据要素平台", "Data platforms", "#6F3FA0", "hexagon")
COUNTY = Addition("level", "county", "县（区）级", "County")
QUANTUM = Addition("chain", "quantum", "量子科技", "Quantum technology")
ADDED = (DATA, COUNTY, QUANTUM)


def test_a_list_brings_a_category_a_level_and_a_chain_of_its_own() -> None:
    row = ["崭新样板制造局", "唐山高新区", "数据要素平台", "县（区）级", "运行", "量子科技"]
    without = planned(HEADINGS, row)
    assert {term.facet for term in without.cleaning.unknown} == {"category", "level", "tag"}
    found = planned(HEADINGS, row, choices=Choices(additions=ADDED))
    assert not found.faults
    assert [t["code"] for t in found.report()["added_terms"]] == ["data", "county", "quantum"]
    built = build(merged(found.base, found.difference).sources)
    edition = built.edition
    category = edition.vocabulary.categories[-1]
    assert (category.zh, category.en) == ("数据要素平台", "Data platforms")
    assert edition.vocabulary.levels[-1].zh == "县（区）级"
    assert edition.vocabulary.chains[-1].en == "Quantum technology"
    # The page's own stylesheet has its colour and mark, and it can be chosen.
    [style] = [body for name, body in built.files.items() if name.startswith("atlas")]
    assert f"--category-{len(edition.vocabulary.categories)}:#6F3FA0".encode() in style
    chosen = edition.filter(category=("data",), level=("county",), chain=("quantum",))
    assert int(chosen.mask(edition.members).sum()) == 1


def test_a_word_of_the_lists_own_may_mean_what_is_added_under_another_name() -> None:
    row = ["崭新样板制造局", "唐山高新区", "数据类载体", "其他", "运行", "量子"]
    terms = {("category", "数据类载体"): DATA.meaning, ("tag", "量子"): QUANTUM.meaning}
    found = planned(HEADINGS, row, choices=Choices(rules=Rules(terms=terms), additions=ADDED))
    assert not found.faults
    [added] = found.difference.added
    assert (added.values["category"], added.values["chains"]) == ("data", "quantum")
    # No accepted row is of the level: it is not added.
    assert needed(ADDED, found.difference) == (DATA, QUANTUM)
    assert needed(ADDED, found.difference.without({(added.id, "")})) == ()


def test_the_vocabularys_files_stay_byte_for_byte_but_for_the_new_row() -> None:
    windows = BASE.sources.text("categories.csv").replace("\n", "\r\n").rstrip()
    base = Base(put(BASE.sources, "categories.csv", windows), 1)
    after = grown(base, (DATA,)).sources["categories.csv"].decode()
    line = "data,数据要素平台,Data platforms,,,#6F3FA0,hexagon"
    assert after == f"{windows}\r\n{line}\r\n"
    assert grown(base, ()) is base


@pytest.mark.parametrize(
    ("facet", "name"), [("category", "研发创新"), ("level", "国家级"), ("chain", "机器人")]
)
def test_a_name_that_is_taken_is_refused_with_its_sentence(facet: str, name: str) -> None:
    look = ("#6F3FA0", "hexagon") if facet == "category" else ()
    with pytest.raises(DataProblem, match=name):
        grown(BASE, (Addition(facet, "another", name, "Another", *look),))


@pytest.mark.parametrize("name", ["", " ", "看不见\u202e的", "长" * 61])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(DataProblem):
        grown(BASE, (Addition("level", "another", name, "Another"),))


def test_a_colour_and_a_mark_are_had_once() -> None:
    for look in (("#0072B2", "hexagon"), ("#6F3FA0", "circle")):
        with pytest.raises(DataProblem, match="已为另一类别所用"):
            grown(BASE, (Addition("category", "another", "另一类", "Another", *look),))


def test_five_more_categories_find_a_colour_and_a_mark_each() -> None:
    vocabulary, added = BASE.vocabulary, list[Addition]()
    for n in range(5):
        look = free_colors(vocabulary, added)[0], free_marks(vocabulary, added)[0]
        added.append(Addition("category", f"c{n}", f"第{n}类", f"Kind {n}", *look))
    categories = grown(BASE, tuple(added)).vocabulary.categories
    assert len({c.color for c in categories}) == len({c.mark for c in categories}) == 11
    assert set(free_marks(vocabulary, added)) < set(MARKS)


def test_a_code_is_made_of_the_english_name_and_is_had_once() -> None:
    vocabulary = BASE.vocabulary
    assert code_of("R&D platforms", "category", vocabulary) == "r_d_platforms"
    assert code_of("Rd", "category", vocabulary) == "rd_2"
    assert code_of("3D printing", "chain", vocabulary) == "chain_3d_printing"
    assert code_of("量子", "chain", vocabulary) == "chain"
    added = (Addition("chain", "chain", "量子", "量子"),)
    assert code_of("量子", "chain", vocabulary, added) == "chain_2"
    assert len(code_of("x" * 200, "level", vocabulary)) <= 40


def test_the_colours_offered_stand_out_and_apart() -> None:
    own = [c.color for c in BASE.vocabulary.categories]
    for color in palette.FURTHER:
        for theme in palette.MAP:
            land, paper = palette.MAP[theme]["land"], palette.INKS[theme]["paper"]
            for ground in (land, paper):
                assert palette.contrast(palette.drawn(color, theme), ground) >= 3, (color, theme)
    for one, other in combinations((*palette.FURTHER, *own[:5], palette.CORRIDOR), 2):
        distance = math.dist(palette.rgb(one), palette.rgb(other))
        assert distance >= 35, (one, other)


def test_every_kind_that_can_be_added_has_its_file() -> None:
    for facet in ADDABLE:
        look = ("#6F3FA0", "hexagon") if facet == "category" else ()
        after = grown(BASE, (Addition(facet, "another", "另一种", "Another", *look),))
        assert list(after.vocabulary.terms[facet])[-1] == "another"
