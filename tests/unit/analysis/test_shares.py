"""Shares are of the filter's rows, and few rows say little."""

from math import isnan

import pytest

from lib import analysis
from lib.analysis import (
    FOCUS_DIMENSION,
    Shares,
)
from lib.base.i18n import Lang
from lib.editions.edition import Edition
from tests.unit.analysis.small import ALL, BIOMED, ENTRIES, IC, MEMBERS, PARKS, ROBOT, VOCABULARY


def test_shares_of_categories() -> None:
    found = analysis.shares(MEMBERS, ALL, "category")
    assert found.totals == dict.fromkeys(PARKS, 0) | {
        "zgc": 4,
        "tianjin": 2,
        "yanjiao": 2,
        "cangzhou": 1,
    }
    assert found.counts["zgc"] == {
        "rd": 2,
        "pilot": 1,
        "testing": 0,
        "incubator": 1,
        "transfer": 0,
    }
    assert found.share("zgc", "rd") == 0.5
    assert found.share("tianjin", "testing") == 0.5
    assert found.share("tianjin", "rd") == 0
    assert found.share("xiongan", "rd") is None
    # Of the four parks with rows: rd ½ 0 0 1, pilot ¼ ½ 0 0, testing 0 ½ 0 0, transfer 0 0 1 0.
    assert found.median == {
        "rd": 0.25,
        "pilot": 0.125,
        "testing": 0,
        "incubator": 0,
        "transfer": 0,
    }


def test_shares_of_focus_areas_are_of_tagged_rows() -> None:
    found = analysis.shares(MEMBERS, ALL, FOCUS_DIMENSION)
    assert found.totals == dict.fromkeys(PARKS, 0) | {"zgc": 3, "tianjin": 2, "yanjiao": 1}
    assert found.share("zgc", ROBOT) == pytest.approx(2 / 3)
    assert found.share("yanjiao", BIOMED) == 1
    assert found.share("cangzhou", ROBOT) is None
    # Of the three parks with tagged rows: robot ⅔ ½ 0, ic ⅓ ½ 0, biomed ⅓ 0 1.
    assert found.median[ROBOT] == 0.5
    assert found.median[IC] == pytest.approx(1 / 3)
    assert found.median[BIOMED] == pytest.approx(1 / 3)
    assert found.median["chain:hydrogen"] == 0


def test_shares_follow_the_filter_but_for_park_and_their_own_dimension() -> None:
    chosen = ENTRIES.filter(park=("zgc",), category=("rd",), chain=("robot",))
    by_category = analysis.shares(MEMBERS, chosen, "category")
    assert {park: n for park, n in by_category.totals.items() if n} == {"zgc": 2, "tianjin": 1}
    assert by_category.share("zgc", "pilot") == 0.5
    by_focus = analysis.shares(MEMBERS, chosen, FOCUS_DIMENSION)
    # rd anywhere, tagged: two in zgc; cangzhou's carries no tag.
    assert {park: n for park, n in by_focus.totals.items() if n} == {"zgc": 2}
    assert by_focus.share("zgc", ROBOT) == 0.5


def test_median_of_nothing_is_not_a_number() -> None:
    found = analysis.shares(MEMBERS, ENTRIES.filter(q="没有"), "category")
    assert set(found.totals.values()) == {0}
    assert all(isnan(median) for median in found.median.values())


def made(
    parts: dict[str, int], median: dict[str, float], park: str = "tangshan", *, rows: int = 0
) -> Shares:
    """Shares of one park: `parts` of its `rows`, which are their sum where not given."""
    return Shares({park: parts}, {park: rows or sum(parts.values())}, median)


def test_standing_is_furthest_above_and_below_the_median() -> None:
    of = made({"rd": 6, "pilot": 3, "testing": 1}, {"rd": 0.5, "pilot": 0.1, "testing": 0.4})
    found = analysis.standing(of, "tangshan")
    assert found is not None
    assert found.most == ("pilot", 0.3, 0.1)
    assert found.least == ("testing", 0.1, 0.4)


def test_no_standing_under_ten_rows() -> None:
    median = {"rd": 0.5, "pilot": 0.5}
    assert analysis.standing(made({"rd": 9, "pilot": 0}, median), "tangshan") is None
    assert analysis.standing(made({"rd": 10, "pilot": 0}, median), "tangshan") is not None


def test_standing_of_the_median_park_is_nothing() -> None:
    found = analysis.standing(
        made({"rd": 500, "pilot": 500}, {"rd": 0.495, "pilot": 0.505}), "tangshan"
    )
    assert found is not None
    assert (found.most, found.least) == (None, None)


def test_standing_needs_a_hundredth() -> None:
    found = analysis.standing(
        made({"rd": 520, "pilot": 480}, {"rd": 0.5, "pilot": 0.5}), "tangshan"
    )
    assert found is not None
    assert found.most == ("rd", 0.52, 0.5)
    assert found.least == ("pilot", 0.48, 0.5)


def test_of_equal_standings_the_first_category_is_named() -> None:
    of = made(
        {"rd": 3, "pilot": 3, "testing": 2, "incubator": 2},
        {"rd": 0.2, "pilot": 0.2, "testing": 0.3, "incubator": 0.3},
    )
    found = analysis.standing(of, "tangshan")
    assert found is not None
    assert found.most is not None and found.most[0] == "rd"
    assert found.least is not None and found.least[0] == "testing"


def test_a_field_of_no_rows_is_no_thin_one() -> None:
    of = made({"rd": 8, "pilot": 0, "testing": 2}, {"rd": 0.5, "pilot": 0.3, "testing": 0.25})
    found = analysis.standing(of, "tangshan")
    assert found is not None
    assert found.least is not None and found.least[0] == "testing"


FEW: dict[str, float] = {"rd": 0.5, "pilot": 0.1, "testing": 0.4}
NO_TAGS = made({ROBOT: 0, IC: 0}, {ROBOT: 0.5, IC: 0.5})


@pytest.mark.parametrize(
    ("by_category", "by_focus", "zh", "en"),
    [
        (
            made({"rd": 6, "pilot": 3, "testing": 1}, FEW),
            made({ROBOT: 9, IC: 2}, {ROBOT: 0.5, IC: 0.5}, rows=10),
            "登记册中收录 10 项。与中位园区相比，概念验证与中试占比最突出（30%，中位 10%）。"
            "检验检测登记相对最少（10%，中位 40%）。标注了链或集群的 10 项中，机器人最多（9 项）。",
            "In the register: 10 resources. Furthest above the median zone: Pilot (30%; median "
            "10%). Furthest below the median zone: Testing (10%; median 40%). Of 10 resources "
            "tagged with a chain or cluster, most are in Robotics (9).",
        ),
        (
            made({"rd": 6, "pilot": 3, "testing": 1}, FEW),
            NO_TAGS,
            "登记册中收录 10 项。与中位园区相比，概念验证与中试占比最突出（30%，中位 10%）。"
            "检验检测登记相对最少（10%，中位 40%）。没有标注链或集群的资源。",
            "In the register: 10 resources. Furthest above the median zone: Pilot (30%; median "
            "10%). Furthest below the median zone: Testing (10%; median 40%). No resources are "
            "tagged with a chain or cluster.",
        ),
        (
            made({"rd": 5, "pilot": 5}, {"rd": 0.5, "pilot": 0.5}),
            made({ROBOT: 2, IC: 2}, {ROBOT: 0.5, IC: 0.5}, rows=3),
            "登记册中收录 10 项。标注了链或集群的仅 3 项，不足 10 项，不作比较。",
            "In the register: 10 resources. Only 3 are tagged with a chain or cluster, fewer than "
            "10: not compared.",
        ),
        (
            made({"rd": 9, "pilot": 0}, {"rd": 0.5, "pilot": 0.5}),
            made({ROBOT: 9, IC: 0}, {ROBOT: 0.5, IC: 0.5}),
            "登记册中仅收录 9 项，不足 10 项，不作比较。",
            "In the register: only 9 resources, fewer than 10, so no comparison is made.",
        ),
        (
            made({"rd": 0, "pilot": 0}, {"rd": 0.5, "pilot": 0.5}),
            NO_TAGS,
            "登记册中没有收录该园区的资源。",
            "The register lists no resource of this zone.",
        ),
    ],
    ids=["usual", "untagged", "median", "few", "none"],
)
def test_park_sentence(by_category: Shares, by_focus: Shares, zh: str, en: str) -> None:
    assert analysis.park_sentence(by_category, by_focus, "tangshan", VOCABULARY, "zh") == zh
    assert analysis.park_sentence(by_category, by_focus, "tangshan", VOCABULARY, "en") == en


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize(("lang", "start"), [("zh", "登记册中"), ("en", "In the register: ")])
def test_every_parks_sentence_speaks_of_the_register(
    entries: Edition, park: str, lang: Lang, start: str
) -> None:
    n = int((entries.frame["park"] == park).sum())
    sentence = analysis.park_sentence(
        analysis.shares(entries.members, ALL, "category"),
        analysis.shares(entries.members, ALL, FOCUS_DIMENSION),
        park,
        VOCABULARY,
        lang,
    )
    assert sentence.startswith(start if n or lang == "zh" else "The register lists no")
    assert (str(n) in sentence) == bool(n)
    # A park of few rows is not judged.
    assert ("中位" in sentence or "median" in sentence) == (n >= 10)
    assert not any(word in sentence for word in ("缺", "弱", "lack", "weak"))
