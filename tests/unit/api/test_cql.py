"""Conditions in CQL2-text: what they let through, and what of them is refused."""

from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from lib.api import cql
from lib.api.problems import Problem
from tests.editions import live_edition
from tests.unit.api.conftest import Asking

ITEMS = "/collections/resources/items"
TRIANGLE = ((116.0, 39.0), (118.0, 39.0), (117.0, 40.5), (116.0, 39.0))
WKT = ", ".join(f"{lon} {lat}" for lon, lat in TRIANGLE)


def passing(condition: str) -> set[str]:
    """The ids of the resources that a condition is true of."""
    edition = live_edition()
    found = cql.mask(edition, cql.read(condition))
    return set(edition.frame["resource_id"][found])


def where(rows: Any) -> set[str]:
    """The ids of rows of the register, each chosen by what a program would say of it."""
    frame = live_edition().frame
    return set(frame["resource_id"][[bool(rows(row)) for row in frame.itertuples()]])


def year(row: Any) -> float:
    return float("nan") if pd.isna(row.year) else float(row.year)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("park = 'tianjin'", lambda r: r.park == "tianjin"),
        ("park <> 'tianjin'", lambda r: r.park != "tianjin"),
        ("province = 'hebei'", lambda r: r.province == "河北省"),
        ("chain = 'robot'", lambda r: "robot" in r.chains),
        ("chain IN ('robot', 'biomed')", lambda r: {"robot", "biomed"} & set(r.chains)),
        ("NOT chain = 'robot'", lambda r: r.chains and "robot" not in r.chains),
        ("chain IS NULL", lambda r: not r.chains),
        ("corridor = 'yanjiao'", lambda r: r.park == "yanjiao"),
        ("year >= 2015", lambda r: year(r) >= 2015),
        ("2015 <= year", lambda r: year(r) >= 2015),
        # What is not known is neither so nor not so.
        ("NOT year >= 2015", lambda r: year(r) < 2015),
        ("year IS NULL", lambda r: pd.isna(r.year)),
        ("year IS NOT NULL", lambda r: not pd.isna(r.year)),
        ("year BETWEEN 2010 AND 2015", lambda r: 2010 <= year(r) <= 2015),
        ("year NOT BETWEEN 2010 AND 2015", lambda r: year(r) < 2010 or year(r) > 2015),
        ("year NOT IN (2010, 2015)", lambda r: year(r) > 0 and year(r) not in (2010, 2015)),
        # AND binds more tightly than OR.
        (
            "park = 'zgc' OR park = 'tianjin' AND category = 'rd'",
            lambda r: r.park == "zgc" or (r.park == "tianjin" and r.category == "rd"),
        ),
        (
            "(park = 'zgc' OR park = 'tianjin') AND category = 'rd'",
            lambda r: r.park in ("zgc", "tianjin") and r.category == "rd",
        ),
        (
            "NOT park = 'zgc' AND radius_m < 1000",
            lambda r: r.park != "zgc" and r.radius_m < 1000,
        ),
        ("name LIKE '%大学%'", lambda r: "大学" in r.name),
        ("name NOT LIKE '%大学%'", lambda r: "大学" not in r.name),
        ("CASEI(name) LIKE casei('smc%')", lambda r: r.name.casefold().startswith("smc")),
        ("CASEI(name) LIKE 'SMC%'", lambda r: r.name.casefold().startswith("smc")),
        ("name LIKE 'smc%'", lambda r: r.name.startswith("smc")),
        ("name = 'O''Brien'", lambda r: False),
        ("confidence = 'medium'", lambda r: r.confidence == "medium"),
        ("source_date >= '2024'", lambda r: pd.notna(r.source_date) and r.source_date >= "2024"),
        ("TRUE", lambda r: True),
        ("false OR year > 0", lambda r: year(r) > 0),
        (
            "S_INTERSECTS(geometry, BBOX(116, 39, 118, 40.5))",
            lambda r: 116 <= r.lon <= 118 and 39 <= r.lat <= 40.5,
        ),
        (
            f"S_INTERSECTS(geometry, POLYGON(({WKT})))",
            lambda r: Polygon(TRIANGLE).intersects(Point(r.lon, r.lat)),
        ),
        (
            f"NOT S_INTERSECTS(geometry, POLYGON(({WKT})))",
            lambda r: not Polygon(TRIANGLE).intersects(Point(r.lon, r.lat)),
        ),
    ],
)
def test_a_condition_lets_through_what_it_says(condition: str, rows: Any) -> None:
    assert passing(condition) == where(rows)


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "year",
        "year >",
        "year > 2000 year",
        "(year > 2000",
        "year > 2000)",
        "'a",
        "1 = 1",
        "phone = '1'",
        "colour = 'red'",
        "park = 'atlantis'",
        "park < 'zgc'",
        "park LIKE 'z%'",
        "park = 1",
        "year = 'x'",
        "year = TRUE",
        "name = 1",
        "name = host",
        "year LIKE '2%'",
        "year + 1 = 2000",
        "year > DATE('2020-01-01')",
        "geometry = 'x'",
        "f(name) = 'x'",
        "ACCENTI(name) = 'x'",
        "T_AFTER(source_date, DATE('2020-01-01'))",
        "S_WITHIN(geometry, POINT(1 2))",
        "S_INTERSECTS(name, POINT(1 2))",
        "S_INTERSECTS(geometry, 'x')",
        "S_INTERSECTS(geometry, BBOX(1,2))",
        "A_CONTAINS(chain, ('robot'))",
        "(" * 9 + "year = 1" + ")" * 9,
        "(" * 200,
        "year = 1" + " OR year = 1" * 200,
    ],
)
def test_what_is_no_condition_is_refused_in_both_languages(ask: Asking, condition: str) -> None:
    problem = ask(f"{ITEMS}?filter={quote(condition)}", 400)
    assert (problem["code"], problem["parameter"]) == ("bad-filter", "filter")
    assert problem["detail_zh"] != problem["detail_en"]


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["year", "park", "'a'", "1", "=", "<", "(", ")", "AND", "OR", "NOT", "IN", "LIKE", ","]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_whatever_is_written_is_a_condition_or_refused(text: str) -> None:
    try:
        cql.mask(live_edition(), cql.read(text))
    except Problem as problem:
        assert problem.status == 400


def test_a_condition_goes_with_all_other_filters(ask: Asking) -> None:
    asked = (
        f"{ITEMS}?park=tianjin&limit=1000&filter={quote('radius_m < 5000')}&filter-lang=cql2-text"
    )
    told = [feature["properties"] for feature in ask(asked)["features"]]
    assert told
    assert all(each["park"] == "tianjin" and each["radius_m"] < 5000 for each in told)
    assert ask(f"{ITEMS}?filter-lang=cql2-json", 400)["parameter"] == "filter-lang"
    assert ask(f"{ITEMS}?filter=false")["numberMatched"] == 0


def test_every_queryable_can_be_asked_for(ask: Asking) -> None:
    for name, schema in ask("/collections/resources/queryables")["properties"].items():
        if name == "geometry":
            continue
        ask(f"{ITEMS}?limit=1&filter={quote(f'{name} IS NULL')}")
        value = "1" if schema["type"] == "integer" else f"'{schema.get('enum', ['x'])[0]}'"
        ask(f"{ITEMS}?limit=1&filter={quote(f'{name} = {value}')}")
