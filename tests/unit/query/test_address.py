"""Whatever an address holds, it is read: what is good is kept, what is not is named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, quote_from_bytes, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.base.bidi import without_controls
from lib.base.cells import unfit_characters
from lib.base.i18n import LANGS
from lib.query import address, search
from lib.query.address import Address
from lib.query.facets import FACET
from lib.query.filters import Dropped
from tests import hostile
from tests.editions import fixture_edition

EDITION = fixture_edition()
VOCABULARY, IDS = EDITION.vocabulary, EDITION.places
OWN = {
    "sort": re.compile("name|park|year"),
    "page": re.compile("[1-9][0-9]{0,5}"),
    "show": re.compile("[A-Za-z0-9_-]{16}"),
}
GOOD: dict[str, list[str]] = {
    **{facet: list(VOCABULARY.terms[facet]) for facet in FACET},
    "q": ["机器人", "beijing robot", " 两 词 "],
    "lang": list(LANGS),
    "id": list(IDS),
    "pick": list(IDS),
    "sort": ["name", "park", "year"],
    "page": ["1", "77"],
    "show": ["abcdefghijklmnop"],
    "edition": ["3"],
}
ONCE = ("lang", "id", "edition", *OWN)
TEXTS = [*hostile.SEEN.values(), *hostile.UNSEEN.values(), hostile.HALF, "x" * 500, ""]

names = st.one_of(st.sampled_from([*GOOD, "embed"]), st.sampled_from(TEXTS), st.text(max_size=8))
anything = st.one_of(st.sampled_from(TEXTS), st.text(st.characters(), max_size=12))
good = st.sampled_from([value for values in GOOD.values() for value in values])
queries = st.dictionaries(names, st.lists(st.one_of(good, anything), max_size=5), max_size=8)


def read(query: Mapping[str, Sequence[str]]) -> Address:
    """As a page does where the store has publication 3 and no other."""
    opened = next((n for n in address.editions(query) if n == 3), None)
    return address.read(query, VOCABULARY, IDS, OWN, opened)


def as_lists(found: Address) -> dict[str, list[str]]:
    return {k: v if isinstance(v, list) else [v] for k, v in found.to_query().items()}


def check(query: Mapping[str, Sequence[str]]) -> None:
    found = read(query)
    # Good values are kept, and everything else is named; nothing is both.
    written = as_lists(found)
    for parameter, values in query.items():
        if parameter in ("q", "embed", "embed_options"):
            continue
        named = {d.value for d in found.dropped if d.parameter == parameter}
        known = set(GOOD.get(parameter, ())) | set(VOCABULARY.twins)
        if parameter in OWN:
            known = {value for value in values if OWN[parameter].fullmatch(value)}
        assert {value for value in values if value not in known} <= named
        kept = set(values) - named
        assert kept <= known
        if parameter in ONCE:
            assert len(kept) <= 1
        if parameter in ("id", "pick", "edition", *OWN):
            assert kept == set(written.get(parameter, ()))
    assert found.lang in LANGS
    cut = Dropped("q", " ".join(query.get("q", ())), cut=True)
    assert (cut in found.dropped) == (len(search.whole(cut.value)) > search.MAX_QUERY)
    # Written out and read again it is the same, also through a link.
    assert read(written) == replace(found, dropped=())
    link = urlencode(found.to_query(), doseq=True)
    assert read(parse_qs(link)).to_query() == found.to_query()
    # And it can be used.
    assert len(EDITION.select(found.selection)) <= len(IDS)
    for lang in LANGS:
        assert unfit_characters(without_controls(found.selection.describe(lang, 0))) == ""


@given(queries)
@example({"lang": ["xx", "en", "yy"], "id": ["zgc-001", "zgc-002"], "sort": ["name", "name", "no"]})
@example({"q": [hostile.HALF, "\x00", "长" * 300], "chain": ["biomed"], "cluster": ["biomed"]})
def test_any_parameters_are_read(query: dict[str, list[str]]) -> None:
    check(query)


@given(
    st.lists(
        st.one_of(st.binary(max_size=12), names.map(lambda n: n.encode("utf-8", "replace"))),
        max_size=8,
    )
)
def test_any_bytes_are_read(pieces: list[bytes]) -> None:
    raw = "&".join(
        f"{quote_from_bytes(piece)}={quote_from_bytes(value)}"
        for piece, value in zip(pieces, reversed(pieces), strict=True)
    )
    check(parse_qs(raw, keep_blank_values=True))


@given(st.binary(max_size=60))
def test_any_query_string_is_read(raw: bytes) -> None:
    check(parse_qs(raw.decode("latin-1"), keep_blank_values=True))


@pytest.mark.parametrize("parameter", [p for p in GOOD if p != "q"])
@pytest.mark.parametrize("kind", hostile.SEEN | hostile.UNSEEN)
def test_a_hostile_value_is_named_and_the_good_one_kept(parameter: str, kind: str) -> None:
    text, value = (hostile.SEEN | hostile.UNSEEN)[kind], GOOD[parameter][-1]
    found = read({parameter: [text, value, text]})
    assert [d for d in found.dropped if d.value == text] == 2 * [Dropped(parameter, text)]
    assert read({parameter: [value]}).to_query() == found.to_query()


@pytest.mark.parametrize("kind", hostile.UNSEEN)
def test_what_cannot_be_seen_is_no_part_of_a_query(kind: str) -> None:
    found = read({"q": [f"清华 {hostile.UNSEEN[kind]} {hostile.HALF}"]}).selection
    assert unfit_characters(found.q) == ""
    assert found.q.startswith("清华 ")
    assert "甲" in found.q or "=1+1" in found.q


@pytest.mark.parametrize(
    "appended",
    ["utm_source=wechat", "from=singlemessage", "isappinstalled=0", "fbclid=x", "spm=a.b", "_gl=1"],
)
def test_what_messengers_and_advertisers_append_is_dropped_without_a_word(appended: str) -> None:
    name, value = appended.split("=")
    assert read({name: [value], "park": ["zgc"]}) == read({"park": ["zgc"]})
    # But what only looks like it is named.
    assert read({f"x{name}": [value]}).dropped == (Dropped(f"x{name}", value),)
