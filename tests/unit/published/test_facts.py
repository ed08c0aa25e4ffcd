"""Facts and agreements are read as they stand in their files, and said without doubling a word."""

import csv
from dataclasses import asdict
from pathlib import Path

import pytest

from lib.published import facts
from lib.published.facts import Agreement, Fact
from lib.terms import taxonomy

PARKS = tuple(park.code for park in taxonomy.PARKS)
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


def table(name: str) -> list[dict[str, str]]:
    with (taxonomy.DATA_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
    reading = facts.read_facts()
    assert reading.problems == ()
    assert [asdict(found) for found in reading.rows] == [
        {field: row[column] for field, column in FACT_COLUMNS.items()}
        for row in table("park_facts")
    ]


def test_every_agreement_of_the_file_is_read() -> None:
    reading = facts.read_agreements()
    assert reading.problems == ()
    assert [
        (a.code, a.zh, a.en, ";".join(a.parties), ";".join(a.chains), a.content, a.date, a.source)
        for a in reading.rows
    ] == [tuple(row.values()) for row in table("agreements")]
    for found, row in zip(reading.rows, table("agreements"), strict=True):
        assert (found.name("zh"), found.name("en")) == (row["name_zh"], row["name_en"])


def test_every_topic_of_the_file_has_a_name() -> None:
    assert {row["topic"] for row in table("park_facts")} <= set(facts.TOPICS)


@pytest.mark.parametrize(
    ("column", "value"),
    [("park", "atlantis"), ("park", "alliance"), ("topic", "magic"), ("qualifier", "maybe")],
)
def test_a_fact_of_an_unknown_code_names_its_row_and_spares_the_rest(
    monkeypatch: pytest.MonkeyPatch, column: str, value: str
) -> None:
    rows = taxonomy.rows("park_facts")
    rows[7][column] = value  # the header is row 1, so this is row 9
    monkeypatch.setattr(taxonomy, "rows", lambda _: rows)
    reading = facts.read_facts()
    [problem] = reading.problems
    assert (problem.file, problem.row) == ("park_facts.csv", 9)
    assert (problem.column, problem.value) == (column, value)
    assert [found.text for found in reading.rows] == [r["text_zh"] for r in rows[:7] + rows[8:]]


@pytest.mark.parametrize(
    ("column", "cell", "wrong"),
    [
        ("parties", "tianjin;atlantis", "atlantis"),
        ("parties", "联盟", "联盟"),
        ("parties", "corridor", "corridor"),
        ("chains", "hydrogen;ic", "ic"),  # a cluster is no chain
    ],
)
def test_an_agreement_of_an_unknown_party_names_its_row_and_spares_the_rest(
    monkeypatch: pytest.MonkeyPatch, column: str, cell: str, wrong: str
) -> None:
    rows = taxonomy.rows("agreements")
    rows[1][column] = cell  # row 3
    monkeypatch.setattr(taxonomy, "rows", lambda _: rows)
    reading = facts.read_agreements()
    [problem] = reading.problems
    assert (problem.file, problem.row) == ("agreements.csv", 3)
    assert (problem.column, problem.value) == (column, wrong)
    for said in (problem.text("zh"), problem.text("en")):
        assert all(part in said for part in ("agreements.csv", "3", column, wrong))
    assert [a.code for a in reading.rows] == [r["agreement"] for r in rows[:1] + rows[2:]]


@pytest.mark.parametrize("party", [*PARKS, "bda", "alliance"])
def test_parks_bda_and_the_alliance_may_be_parties(
    monkeypatch: pytest.MonkeyPatch, party: str
) -> None:
    rows = taxonomy.rows("agreements")
    rows[0]["parties"] = f"{party};zgc"
    monkeypatch.setattr(taxonomy, "rows", lambda _: rows)
    reading = facts.read_agreements()
    assert reading.problems == ()
    assert reading.rows[0].parties == (party, "zgc")


def test_missing_files_give_no_rows_and_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(taxonomy, "DATA_DIR", tmp_path)
    for reading in (facts.read_facts(), facts.read_agreements()):
        assert reading.rows == ()
        assert [problem.row for problem in reading.problems] == [None]
    files = [r.problems[0].file for r in (facts.read_facts(), facts.read_agreements())]
    assert files == ["park_facts.csv", "agreements.csv"]


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


def test_a_number_beside_a_fact_is_its_files_value_unit_and_qualifier() -> None:
    words = {
        "about": "约",
        "more_than": "超",
        "some_over": "余",
        "at_least": "以上",
        "nearly": "近",
    }
    shown = [found for found in facts.read_facts().rows if found.number]
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
