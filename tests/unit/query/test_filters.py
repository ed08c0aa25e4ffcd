"""The filter lets through what it says, says what it does, and is a link."""

import unicodedata
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode

import pandas as pd
import pypinyin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.i18n import LANGS
from lib.query.facets import FACET
from lib.query.filters import MAX_QUERY, Dropped, ResourceFilter
from lib.terms.taxonomy import FOCUS
from tests.editions import live_edition

ENTRIES = live_edition()
VOCABULARY = ENTRIES.vocabulary
FRAME = ENTRIES.frame
BDA = "亦庄（北京经开区）"
# Column of the register behind each facet that has one of its own.
COLUMNS = {"park": "park", "category": "category", "level": "level", "status": "status"}
PROVINCES = {"beijing": "北京市", "tianjin": "天津市", "hebei": "河北省"}
WORDS = ("中试", "平台", "ＳＭＣ", "实验室 河北", "(", ".*", "\\", "")


def selections(q: st.SearchStrategy[str]) -> st.SearchStrategy[ResourceFilter]:
    codes = {
        facet: st.lists(st.sampled_from(list(terms)), max_size=3).map(tuple)
        for facet, terms in VOCABULARY.terms.items()
    }
    return st.builds(ENTRIES.filter, **codes, q=q)


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def searched(row: Any) -> list[str]:
    """The texts of a row that are searched, folded."""
    columns = {"park": "park", "category": "category", "chains": "chain", "clusters": "cluster"}
    texts = [row.name, row.host, row.address, row.subpark, row.note]
    texts += [row.city, row.district, row.province, VOCABULARY.seats[row.park].full_name]
    for column, facet in columns.items():
        value = getattr(row, column)
        for code in (value,) if isinstance(value, str) else value:
            term = VOCABULARY.terms[facet][code]
            texts += [name for lang in LANGS for name in (term.name(lang), term.short(lang))]
    return [fold(text) for text in texts if not pd.isna(text)]


@cache
def initials(text: str) -> str:
    """The initials of a text that is in Chinese at all."""
    if text.isascii():
        return ""
    letters = pypinyin.lazy_pinyin(text, style=pypinyin.Style.FIRST_LETTER)
    return "".join(c for c in "".join(letters) if c.isalnum())


def in_node(row: Any, node: str) -> bool:
    if node == "g2":
        return any(in_node(row, code) for code in ("bda", "yanjiao", "tianjin", "cangzhou"))
    return bool(row.subpark == BDA if node == "bda" else row.park == node)


def passes(row: Any, chosen: ResourceFilter) -> bool:
    """What the filter means, row by row."""
    for facet, column in COLUMNS.items():
        codes = getattr(chosen, facet)
        if codes and getattr(row, column) not in codes:
            return False
    if chosen.province and row.province not in [PROVINCES[code] for code in chosen.province]:
        return False
    focus = {*chosen.chain, *chosen.cluster}
    if focus and not focus & {*row.chains, *row.clusters}:
        return False
    if chosen.corridor and not any(in_node(row, code) for code in chosen.corridor):
        return False
    texts = searched(row)
    return all(
        any(word in text or (word.isascii() and word in initials(text)) for text in texts)
        for word in fold(chosen.q).split()
    )


def ids(chosen: ResourceFilter) -> list[str]:
    return FRAME.loc[chosen.mask(ENTRIES.members), "resource_id"].to_list()


def read_link(chosen: ResourceFilter) -> tuple[ResourceFilter, tuple[Dropped, ...]]:
    return ResourceFilter.from_query(parse_qs(urlencode(chosen.to_query(), doseq=True)), VOCABULARY)


@given(selections(st.text()))
def test_link_brings_back_the_same_filter(chosen: ResourceFilter) -> None:
    assert read_link(chosen) == (chosen, ())


@given(
    st.dictionaries(
        st.sampled_from([*FACET, "q", "nonsense"]),
        st.lists(st.text() | st.sampled_from(["zgc", "rd", "biomed_cluster", "g2"])),
    )
)
def test_any_link_is_read_and_what_was_dropped_is_said(query: dict[str, list[str]]) -> None:
    chosen, dropped = ResourceFilter.from_query(query, VOCABULARY)
    wrong = [(f, v) for f in FACET for v in query.get(f, ()) if v not in VOCABULARY.terms[f]]
    assert [(d.parameter, d.value) for d in dropped if d.parameter != "q"] == wrong
    for facet in set(FACET) - set(FOCUS):
        known = {v for v in query.get(facet, ()) if v in VOCABULARY.terms[facet]}
        assert known <= {*getattr(chosen, facet)} or "g2" in chosen.corridor
    assert read_link(chosen) == (chosen, ())


@pytest.mark.parametrize("junk", ["<script>", "ZGC", " zgc", "", "park", "zgc,tianjin", "中关村"])
def test_only_exact_codes_count(junk: str) -> None:
    chosen, dropped = ResourceFilter.from_query({"park": [junk, "zgc"]}, VOCABULARY)
    assert chosen == ENTRIES.filter(park=("zgc",))
    assert dropped == (Dropped("park", junk),)


def test_unknown_code_is_an_error_in_the_program() -> None:
    with pytest.raises(ValueError, match="atlantis"):
        ENTRIES.filter(park=("atlantis",))


@given(selections(st.sampled_from(WORDS)))
def test_filter_is_any_of_inside_and_all_of_across_facets(chosen: ResourceFilter) -> None:
    assert ids(chosen) == [row.resource_id for row in FRAME.itertuples() if passes(row, chosen)]


def test_no_restriction_lets_everything_through() -> None:
    assert not ENTRIES.filter()
    assert len(ids(ENTRIES.filter())) == len(FRAME)


def test_chain_and_cluster_are_one_facet() -> None:
    chain, cluster = ENTRIES.filter(chain=("robot",)), ENTRIES.filter(cluster=("ic",))
    both = ids(ENTRIES.filter(chain=("robot",), cluster=("ic",)))
    assert both == [i for i in FRAME["resource_id"] if i in {*ids(chain), *ids(cluster)}]
    assert len(both) > max(len(ids(chain)), len(ids(cluster)))


@given(selections(st.sampled_from(WORDS)), st.sampled_from(list(FACET)))
def test_count_beside_an_option_is_what_choosing_it_alone_gives(
    chosen: ResourceFilter, facet: str
) -> None:
    own = FOCUS if facet in FOCUS else (facet,)
    none: Any = dict.fromkeys(own, ())
    rest = replace(chosen, **none)
    counts = chosen.counts(ENTRIES.members, facet)
    assert list(counts) == list(VOCABULARY.terms[facet])
    for code, n in counts.items():
        alone: Any = {facet: (code,)}
        assert n == len(ids(replace(rest, **alone))), code


def test_bda_is_part_of_zgc() -> None:
    bda = ids(ENTRIES.filter(corridor=("bda",)))
    assert bda
    assert set(bda) < set(ids(ENTRIES.filter(park=("zgc",))))
    assert bda == FRAME.loc[FRAME["subpark"] == BDA, "resource_id"].to_list()


def test_corridor_is_its_four_nodes() -> None:
    nodes = ("bda", "yanjiao", "tianjin", "cangzhou")
    each = [set(ids(ENTRIES.filter(corridor=(node,)))) for node in nodes]
    whole = ids(ENTRIES.filter(corridor=("g2",)))
    assert len(whole) == sum(len(found) for found in each)
    assert set(whole) == set.union(*each)
    assert ENTRIES.filter(corridor=nodes) == ENTRIES.filter(corridor=("g2", "tianjin"))


def test_biomedicine_has_one_spelling() -> None:
    spellings = [
        ENTRIES.filter(chain=("biomed",)),
        ENTRIES.filter(cluster=("biomed_cluster",)),
        ENTRIES.filter(chain=("biomed",), cluster=("biomed_cluster",)),
    ]
    assert len(set(spellings)) == 1
    assert spellings[1].to_query() == {"chain": ["biomed"]}


def test_order_and_repetition_make_no_other_filter() -> None:
    assert ENTRIES.filter(park=("tianjin", "zgc", "zgc")) == ENTRIES.filter(park=("zgc", "tianjin"))


def test_long_text_is_cut_and_said() -> None:
    assert ResourceFilter.from_query({"q": ["长" * MAX_QUERY]}, VOCABULARY)[1] == ()
    chosen, [dropped] = ResourceFilter.from_query({"q": ["长" * (MAX_QUERY + 1)]}, VOCABULARY)
    assert chosen.q == "长" * 200
    assert (dropped.parameter, dropped.cut) == ("q", True)
    # White space does not count, because it is not kept.
    assert ResourceFilter.from_query({"q": ["长" + " " * 300 + "短"]}, VOCABULARY) == (
        ENTRIES.filter(q="长 短"),
        (),
    )


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("ＳＭＣ（中国）", "SMC（中国）技术研发中心"),
        ("smc 研发", "SMC（中国）技术研发中心"),
        ("研发 SMC", "SMC（中国）技术研发中心"),
        ("互联网+基础", "河北民族师范学院互联网+基础教育工程实验室"),
        ("互联网＋基础", "河北民族师范学院互联网+基础教育工程实验室"),
    ],
)
def test_text_is_found_in_any_width_case_and_order(q: str, name: str) -> None:
    assert name in ENTRIES.select(ENTRIES.filter(q=q))["name"].to_list()


@pytest.mark.parametrize("q", [".*", "^", "[中]", "中.村", "\\d", "$", "%", "'"])
def test_text_is_no_pattern(q: str) -> None:
    assert ids(ENTRIES.filter(q=q)) == [
        row.resource_id for row in FRAME.itertuples() if any(q in text for text in searched(row))
    ]


@pytest.mark.parametrize(
    ("chosen", "zh", "en"),
    [
        (ENTRIES.filter(), "全部资源 — 7 项", "All resources — 7 resources"),
        (
            ENTRIES.filter(park=("tianjin", "zgc"), category=("pilot",)),
            "中关村 · 天津滨海高新区 · 概念验证与中试 — 7 项",
            "Zhongguancun · Tianjin Binhai · Pilot — 7 resources",
        ),
        (
            ENTRIES.filter(chain=("robot",), cluster=("ic",), province=("hebei",)),
            "河北 · 机器人链 · 集成电路集群 — 7 项",
            "Hebei · Robotics chain · Integrated circuits cluster — 7 resources",
        ),
        (
            ENTRIES.filter(corridor=("g2",), status=("building",), q="a  <b>"),
            "G2 走廊 · 在建 · “a <b>” — 7 项",
            'G2 corridor · Under construction · "a <b>" — 7 resources',
        ),
    ],
)
def test_filter_in_words(chosen: ResourceFilter, zh: str, en: str) -> None:
    assert chosen.describe("zh", 7) == zh
    assert chosen.describe("en", 7) == en


@given(selections(st.sampled_from(WORDS)))
def test_dropping_a_part_drops_just_that_part(chosen: ResourceFilter) -> None:
    parts = chosen.parts("zh")
    for part in parts:
        left = chosen.without(part[0], part[1])
        assert left.parts("zh") == tuple(p for p in parts if p != part)
    assert bool(parts) == bool(chosen)


@given(selections(st.sampled_from(WORDS)), st.sampled_from(list(FACET)), st.data())
def test_pin_makes_codes_the_only_choice_of_their_facet(
    chosen: ResourceFilter, facet: str, data: st.DataObject
) -> None:
    codes = data.draw(
        st.lists(st.sampled_from(list(VOCABULARY.terms[facet])), max_size=2, unique=True)
    )
    own = FOCUS if facet in FOCUS else (facet,)
    free: Any = dict.fromkeys(own, ())
    only: Any = {facet: tuple(codes)}
    assert chosen.pin(facet, *codes) == replace(replace(chosen, **free), **only)
    assert chosen.pin(facet) == replace(chosen, **free)


def test_pin_of_a_chain_drops_the_clusters_and_of_a_cluster_the_chains() -> None:
    chosen = ENTRIES.filter(park=("zgc",), chain=("robot",), cluster=("ic", "safety"), q="平台")
    assert chosen.pin("chain", "hydrogen") == ENTRIES.filter(
        park=("zgc",), chain=("hydrogen",), q="平台"
    )
    assert chosen.pin("cluster", "ic") == ENTRIES.filter(park=("zgc",), cluster=("ic",), q="平台")
    assert chosen.pin("cluster") == chosen.pin("chain") == ENTRIES.filter(park=("zgc",), q="平台")
    assert chosen.pin("park", "tianjin", "zgc").park == ("zgc", "tianjin")
    # 生物医药 is one, by either name.
    assert chosen.pin("cluster", "biomed_cluster") == chosen.pin("chain", "biomed")


def test_pin_of_an_unknown_code_is_an_error_in_the_program() -> None:
    with pytest.raises(ValueError, match="atlantis"):
        ENTRIES.filter().pin("park", "atlantis")


@pytest.mark.parametrize(
    ("chosen", "pinned"),
    [
        (ENTRIES.filter(), set()),
        (ENTRIES.filter(park=("zgc",)), {("park", "zgc")}),
        (ENTRIES.filter(park=("zgc", "tianjin")), set()),
        (ENTRIES.filter(chain=("robot",)), {("chain", "robot")}),
        (ENTRIES.filter(chain=("robot",), cluster=("ic",)), set()),
        (
            ENTRIES.filter(cluster=("ic",), category=("rd",), q="平台"),
            {("cluster", "ic"), ("category", "rd")},
        ),
        (
            ENTRIES.filter(cluster=("biomed_cluster",)),
            {("chain", "biomed"), ("cluster", "biomed_cluster")},
        ),
        (ENTRIES.filter(corridor=("bda",)), {("corridor", "bda")}),
        (ENTRIES.filter(corridor=("g2",)), {("corridor", "g2")}),
    ],
)
def test_pinned_is_the_only_choice_of_its_facet(
    chosen: ResourceFilter, pinned: set[tuple[str, str]]
) -> None:
    found = {(f, code) for f in FACET for code in VOCABULARY.terms[f] if chosen.is_pinned(f, code)}
    assert found == pinned


def test_focus_is_chains_and_clusters_in_order_and_biomedicine_once() -> None:
    chosen = ENTRIES.filter(cluster=("safety", "ic", "biomed_cluster"), chain=("robot", "biomed"))
    assert chosen.focus == (
        ("chain", "biomed"),
        ("chain", "robot"),
        ("cluster", "ic"),
        ("cluster", "safety"),
    )
    assert ENTRIES.filter(park=("zgc",), q="机器人").focus == ()


@given(
    selections(st.sampled_from(WORDS)),
    st.lists(st.sampled_from([*FACET]), max_size=3, unique=True),
)
def test_sizes_apart_from_facets_are_those_of_the_filter_without_them(
    chosen: ResourceFilter, apart: list[str]
) -> None:
    own = [*apart, *(FOCUS if set(apart) & set(FOCUS) else ())]
    free: Any = dict.fromkeys(own, ())
    rest = replace(chosen, **free)
    members = ENTRIES.members
    passing = members.combination[[passes(row, rest) for row in FRAME.itertuples()]].tolist()
    expected = [passing.count(each) for each in range(len(members.sizes))]
    assert chosen.sizes(members, apart_from=apart).tolist() == expected
