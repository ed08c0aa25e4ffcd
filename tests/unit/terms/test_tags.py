"""A tag has one way of being written, and is read back from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.editions.edition import Edition
from lib.terms.tags import Tag


@given(st.text(alphabet="abc_1"), st.text(alphabet="abc_1"))
def test_a_tag_is_read_as_it_was_written(facet: str, code: str) -> None:
    assert Tag.parse(str(Tag(facet, code))) == Tag(facet, code)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("chain:robot", Tag("chain", "robot")),
        ("robot", Tag("", "robot")),
        ("", Tag("", "")),
        ("a:b:c", Tag("a:b", "c")),
    ],
)
def test_what_has_no_facet_is_a_code_of_none(text: str, tag: Tag) -> None:
    assert Tag.parse(text) == tag


def test_chain_and_cluster_of_one_name_are_two_tags(edition: Edition) -> None:
    names = {edition.vocabulary.term(Tag.parse(text)).zh for text in ("chain:biomed",)}
    names |= {edition.vocabulary.term(Tag.parse("cluster:biomed_cluster")).zh}
    assert names == {"生物医药"}
    assert str(Tag("chain", "robot")) == "chain:robot"
