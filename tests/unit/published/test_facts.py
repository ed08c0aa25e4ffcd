"""Facts and agreements are read as they stand in their files, and said without doubling a word."""

from dataclasses import asdict

import pytest

from lib.base.files import Sources
from lib.base.i18n import LANGS
from lib.base.problems import Reading
from lib.editions.edition import Edition
from lib.published import facts
from lib.published.facts import Agreement, Fact
from lib.terms import vocabulary
from tests.editions import fixture_sources
from tests.edits import places, table, with_cells, without

SOURCES = fixture_sources()
VOCABULARY = vocabulary.read(SOURCES)
FACTS, AGREEMENTS = "park_facts.csv", "agreements.csv"
PARKS = tuple(park.code for park in VOCABULARY.parks)
FACT_COLUMNS = {
    "park": "park",
    "topic": "topic",
    "text": "text_zh",
    "value": "value",
    "unit": "unit",
    "qualifier": "qualifier",
    "year": "year",
    "source": "source_title",
    "url": "source_url",
}


def read_facts(sources: Sources) -> Reading[Fact]:
    return facts.read_facts(sources, VOCABULARY)


def read_agreements(sources: Sources) -> Reading[Agreement]:
    return facts.read_agreements(sources, VOCABULARY)


def fact(text: str, value: str, unit: str = "家", qualifier: str = "exact") -> Fact:
    return Fact(
        park="tangshan",
        topic="enterprise",
        text=text,
        value=value,
        unit=unit,
        qualifier=qualifier,
        year="2024",
        source="s",
        url="",
    )


def agreement(*parties: str) -> Agreement:
    return Agreement(
        code="a",
        zh="协议",
        en="Agreement",
        parties=parties,
        chains=(),
        content="",
        date="",
        source="",
    )


def test_every_fact_of_the_file_is_read() -> None:
    reading = read_facts(SOURCES)
    assert reading.problems == ()
    assert [asdict(found) for found in reading.rows] == [
        {field: row[column] for field, column in FACT_COLUMNS.items()}
        for row in table(SOURCES, FACTS)
    ]


def test_every_agreement_of_the_file_is_read() -> None:
    reading = read_agreements(SOURCES)
    assert reading.problems == ()
    assert [
        (a.code, a.zh, a.en, ";".join(a.parties), ";".join(a.chains), a.content, a.date, a.source)
        for a in reading.rows
    ] == [tuple(row.values()) for row in table(SOURCES, AGREEMENTS)]
    for found, row in zip(reading.rows, table(SOURCES, AGREEMENTS), strict=True):
        assert [found.name(lang) for lang in LANGS] == [row["name_zh"], row["name_en"]]


def test_every_topic_is_tried_in_the_fixture() -> None:
    assert {row["topic"] for row in table(SOURCES, FACTS)} == set(facts.TOPICS)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("park", "atlantis"), ("park", "alliance"), ("topic", "magic"), ("qualifier", "maybe")),
        *(("year", "2_020"), ("year", "２０２４"), ("value", "4.00601E+09"), ("value", "许多")),
        *(("source_url", "javascript:alert(1)"), ("source_url", "见官网")),
        *(("text_zh", ""), ("source_title", "")),
    ],
)
def test_a_fact_that_cannot_be_used_names_its_row_and_spares_the_rest(
    column: str, value: str
) -> None:
    reading = read_facts(with_cells(SOURCES, FACTS, 9, **{column: value}))
    assert places(list(reading.problems)) == [(FACTS, 9, column, value)]
    rows = table(SOURCES, FACTS)  # The header is row 1, so row 9 is the eighth of these.
    assert [found.text for found in reading.rows] == [r["text_zh"] for r in rows[:7] + rows[8:]]


@pytest.mark.parametrize(
    ("column", "cell", "wrong"),
    [
        ("parties", "tianjin;atlantis", "atlantis"),
        ("parties", "联盟", "联盟"),
        ("parties", "corridor", "corridor"),
        ("parties", "", ""),
        ("chains", "hydrogen;ic", "ic"),  # a cluster is no chain
        ("date", "2024-02-31", "2024-02-31"),
        ("name_en", "", ""),
        ("source", "", ""),
    ],
)
def test_an_agreement_that_cannot_be_used_names_its_row_and_spares_the_rest(
    column: str, cell: str, wrong: str
) -> None:
    reading = read_agreements(with_cells(SOURCES, AGREEMENTS, 3, **{column: cell}))
    assert places(list(reading.problems)) == [(AGREEMENTS, 3, column, wrong)]
    for text in (reading.problems[0].text(lang) for lang in LANGS):
        assert all(part in text for part in (AGREEMENTS, "3", column, wrong))
    rows = table(SOURCES, AGREEMENTS)
    assert [a.code for a in reading.rows] == [r["agreement"] for r in rows[:1] + rows[2:]]


@pytest.mark.parametrize("party", [*PARKS, "bda", "alliance"])
def test_zones_the_node_within_one_and_the_alliance_may_be_parties(party: str) -> None:
    reading = read_agreements(with_cells(SOURCES, AGREEMENTS, 2, parties=f"{party};zgc"))
    assert reading.problems == ()
    assert reading.rows[0].parties == (party, "zgc")


def test_a_missing_file_gives_no_rows_and_says_so() -> None:
    for read, file in ((read_facts, FACTS), (read_agreements, AGREEMENTS)):
        reading = read(without(SOURCES, file))
        assert reading.rows == ()
        assert places(list(reading.problems)) == [(file, None, None, "")]


@pytest.mark.parametrize(
    ("found", "number"),
    [
        # Nothing to say.
        (fact("园区概况", ""), ""),
        # A year is no figure.
        (fact("国务院批准设立", "1988", unit="年"), ""),
        # The statement says it itself.
        (fact("入驻企业69家", "69"), ""),
        (fact("入驻企业69家", "69", qualifier=""), ""),
        (fact("入驻企业超100家", "100", qualifier="more_than"), ""),
        (fact("入驻企业40余家", "40", qualifier="some_over"), ""),
        (fact("面积约75平方公里", "75", "平方公里", "about"), ""),
        (fact("服务120项以上", "120", "项", "at_least"), ""),
        (fact("产值近90亿元", "90", "亿元", "nearly"), ""),
        # It gives the number, but not how exact it is.
        (fact("面积75平方公里", "75", "平方公里", "about"), "约 75 平方公里"),
        (fact("入驻企业100家", "100", qualifier="more_than"), "超 100 家"),
        (fact("入驻企业40家", "40", qualifier="some_over"), "40 余家"),
        (fact("服务120项", "120", "项", "at_least"), "120 项以上"),
        (fact("产值90亿元", "90", "亿元", "nearly"), "近 90 亿元"),
        # A longer number says another thing.
        (fact("2014年有国家级4家、省级5家、区级5家", "14"), "14 家"),
        (fact("占地1.5平方公里", "5"), "5 家"),
        # It only names what is counted.
        (fact("分园总数", "16", "个"), "16 个"),
        (fact("分园总数", "16", "个", ""), "16 个"),
        (fact("专利约数", "12", "件", "about"), "约 12 件"),
        (fact("增速", "7.50", "%"), "7.50 %"),
        (fact("指数", "3", ""), "3"),
    ],
)
def test_number_of_a_fact(found: Fact, number: str) -> None:
    assert found.number == number


def test_a_number_beside_a_fact_is_its_files_value_unit_and_qualifier(edition: Edition) -> None:
    words = {
        "about": "约",
        "more_than": "超",
        "some_over": "余",
        "at_least": "以上",
        "nearly": "近",
    }
    shown = [found for found in edition.facts.rows if found.number]
    assert shown
    for found in shown:
        assert found.value in found.number
        assert found.unit in found.number
        assert words.get(found.qualifier, "") in found.number
        assert found.unit != "年"


def test_an_agreement_binds_its_parties() -> None:
    signed = agreement("tianjin", "bda")
    assert {code for code in (*PARKS, "bda") if signed.binds(code)} == {"tianjin", "bda"}
    assert not agreement().binds("tianjin")


def test_an_agreement_of_the_alliance_binds_all_members() -> None:
    assert all(agreement("hengshui", "alliance").binds(park) for park in PARKS)
