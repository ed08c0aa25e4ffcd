"""A question in plain words means a filter, or nothing; never does it raise or guess in silence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.query import questions, search
from lib.query.questions import Alias, Names, Offer
from lib.terms.tags import Tag
from tests import hostile
from tests.editions import fixture_edition, fixture_sources, live_edition
from tests.edits import edited, put, without

LIVE, MADE_UP = live_edition(), fixture_edition()


def meant(query: str) -> dict[str, Any] | None:
    """The parameters of the filter that a question means in today's register."""
    offer = LIVE.offer(query)
    return offer.selection.to_query() if offer else None


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("沧州的生物医药检测", "park=cangzhou chain=biomed category=testing"),
        ("沧州附近的生物医药检测", "chain=biomed category=testing"),
        ("滄州附近的生物醫藥檢測", "chain=biomed category=testing"),
        ("石家庄国家级孵化器", "park=shijiazhuang level=national category=incubator"),
        ("石家庄高新区有哪些国家级的？", "park=shijiazhuang level=national"),
        ("北京的氢能中试平台有哪些", "province=beijing chain=hydrogen category=pilot"),
        ("请问天津有没有机器人检测机构", "province=tianjin chain=robot category=testing"),
        ("天津滨海高新区的集成电路", "park=tianjin cluster=ic"),
        ("我想在石家庄找生物医药领域的中试基地", "park=shijiazhuang chain=biomed category=pilot"),
        ("哪里可以做芯片测试", "cluster=ic category=testing"),
        ("离廊坊最近的检测中心", "category=testing"),
        ("在建的氢能项目", "chain=hydrogen status=building"),
        ("市级众创空间", "level=provincial level=municipal category=incubator"),
        ("新能源汽车测试场 保定", "chain=nev_icv category=testing park=baoding"),
        ("网安孵化器", "cluster=cybersec category=incubator"),
        # Places that one filter must hold together.
        ("北京和沧州的检测机构", "park=zgc park=cangzhou category=testing"),
        ("河北沧州的检测机构", "park=cangzhou category=testing"),
        ("京津冀的氢能检测", "chain=hydrogen category=testing"),
        ("亦庄机器人", "corridor=bda chain=robot"),
        ("亦庄和沧州的机器人", "corridor=bda corridor=cangzhou chain=robot"),
        ("G2走廊上的孵化器", "corridor=g2 category=incubator"),
        # English, in either spelling, singular and plural.
        ("hydrogen testing in Beijing", "province=beijing chain=hydrogen category=testing"),
        ("incubators around Tianjin", "province=tianjin category=incubator"),
        ("Which zones have semiconductor testing?", "cluster=ic category=testing"),
        (
            "Show me national-level robot labs in Tangshan",
            "level=national chain=robot category=rd park=tangshan",
        ),
        ("municipal incubators", "level=municipal category=incubator"),
        ("proof-of-concept centres in Zhongguancun", "category=pilot park=zgc"),
        ("proof-of-concept centers in Zhongguancun", "category=pilot park=zgc"),
        ("medical device certification Baoding", "chain=biomed category=testing park=baoding"),
        ("Hebei pilot plants for hydrogen", "province=hebei category=pilot chain=hydrogen"),
        # What was not understood stays, as it was written.
        ("清华大学的研究院", "category=rd q=清华大学"),
        ("清華大學的研究院", "category=rd q=清華大學"),
        ("沧州的激光检测", "park=cangzhou category=testing q=激光"),
        ("laser testing in Cangzhou", "park=cangzhou category=testing q=laser"),
        ("<img src=x>检测北京", "province=beijing category=testing q=<img src=x>"),
    ],
)  # fmt: skip
def test_question_means_a_filter(query: str, wanted: str) -> None:
    assert LIVE.offer(query)
    found = meant(query) or {}
    q = found.pop("q", None)
    pairs = [f"{facet}={code}" for facet, codes in found.items() for code in codes]
    expected, _, text = wanted.partition("q=")
    assert (sorted(pairs), q) == (sorted(expected.split()), text or None)


@pytest.mark.parametrize(
    "query",
    [
        # A good search by itself: a name, or words that find all that the filter would.
        "机器人", "检测", "Tangshan robotics", "hydrogen testing Beijing", "Beijing", "中关村",
        "石家庄生物医药院士工作站", "北京人形机器人数据训练中心", "国家重点实验室 保定", "天津大学",
        # What no filter says, or not one.
        "不在北京的孵化器", "非国家级的实验室", "incubators in Hebei except Baoding",
        "北京以外的孵化器", "亦庄和石家庄的机器人", "labs not in Tianjin",
        # Nothing understood, or next to nothing.
        "", " ", "的", "附近", "sdfkjh", "😀", "今天天气怎么样", "what is the weather",
        "北京最好的火锅", "其他", "other", "数据中心", "biomedic", "hydrogenation", "(", "?!", "….",
    ],
)  # fmt: skip
def test_nothing_is_offered(query: str) -> None:
    assert LIVE.offer(query) is None


@pytest.mark.parametrize("query", ["石家庄附近的孵化器", "incubators near to Shijiazhuang"])
def test_near_a_zone_is_an_order_and_no_filter(query: str) -> None:
    offer, anywhere = LIVE.offer(query), LIVE.filter(category=("incubator",))
    rows = len(LIVE.select(anywhere))
    assert offer == Offer(anywhere, rows, is_near=True, origin="shijiazhuang")


@pytest.mark.parametrize(
    "query", ["天津附近的孵化器", "G2走廊附近的孵化器", "沧州附近", "沧州和衡水附近的孵化器"]
)
def test_near_what_is_no_one_seat_is_within_it(query: str) -> None:
    offer = LIVE.offer(query)
    assert offer and offer.is_near and not offer.origin
    assert offer.selection.park or offer.selection.province or offer.selection.corridor


@pytest.mark.parametrize("query", ["石家庄国家级孵化器", "沧州附近的生物医药检测"])
def test_offer_says_how_many_it_leaves(query: str) -> None:
    offer = LIVE.offer(query)
    assert offer
    assert offer.count == len(LIVE.select(offer.selection))


@pytest.mark.parametrize("text", [*hostile.SEEN.values(), *hostile.UNSEEN.values(), hostile.HALF])
def test_odd_text_is_kept_whole_and_raises_nothing(text: str) -> None:
    assert LIVE.offer(text) is None
    offer = LIVE.offer(f"沧州 检测 {text}")
    if offer is not None:  # Where the text itself says what is not wanted there is none.
        kept = offer.selection.q.split()
        assert [word for word in kept if word not in search.clean(text)] == []


@given(st.text(), st.sampled_from(["北京", "检测", "IC", "G2"]))
def test_any_text_may_be_asked(text: str, name: str) -> None:
    offer = MADE_UP.offer(f"{text}{name}")
    assert offer is None or offer.selection


def test_long_question_is_read_as_far_as_it_is_searched() -> None:
    offer = LIVE.offer("沧州检测" + "氢" * 10_000 + "国家级")
    assert offer
    assert set(offer.selection.to_query()) == {"park", "category", "q"}


def test_a_new_category_and_an_alias_are_understood() -> None:
    assert MADE_UP.offer("北京的科技金融")
    names = Names(MADE_UP.vocabulary, (Alias(Tag("category", "finance"), "贷款"),))
    offer = questions.offer(names, MADE_UP.members, "北京的贷款")
    assert offer and offer.selection.category == ("finance",)


def test_alias_of_what_the_vocabulary_lacks_spares_the_rest() -> None:
    sources = fixture_sources()
    changed = edited(sources, "aliases.csv", lambda rows: rows.append(["park:atlantis", "亚特"]))
    whole, reading = (questions.read_aliases(s, MADE_UP.vocabulary) for s in (sources, changed))
    [problem] = reading.problems
    assert (problem.file, problem.column, problem.value) == ("aliases.csv", "tag", "park:atlantis")
    assert reading.rows == whole.rows != ()


@pytest.mark.parametrize("changed", ["", "tag\n"])
def test_without_aliases_the_names_of_the_vocabulary_are_understood(changed: str) -> None:
    sources = put(fixture_sources(), "aliases.csv", changed)
    if not changed:  # As in an edition that was published before there were any.
        sources = without(sources, "aliases.csv")
    reading = questions.read_aliases(sources, MADE_UP.vocabulary)
    assert reading.rows == ()
    assert len(reading.problems) == bool(changed)
    offer = questions.offer(Names(MADE_UP.vocabulary, ()), MADE_UP.members, "北京的检验检测")
    assert offer and offer.selection.category == ("testing",)
