"""The corridor's nodes, the legs between them, and its strip."""

from itertools import combinations, pairwise
from typing import Any

import pytest

from lib import analysis
from lib.editions.edition import Edition
from lib.terms import geometry
from tests.unit.analysis.small import ENTRIES, FRAME, MEMBERS, NODES, members_of, park_rows


def test_stops_count_each_nodes_own_rows_in_order_along_the_line() -> None:
    stops = analysis.corridor_stops(MEMBERS)
    counts = {stop.node.code: stop.count for stop in stops}
    assert counts == {"bda": 1, "yanjiao": 2, "tianjin": 2, "cangzhou": 1}
    assert [stop.node.code for stop in stops if not stop.is_spur] == ["bda", "tianjin", "cangzhou"]
    assert [stop.node.code for stop in stops if stop.is_spur] == ["yanjiao"]
    along = [stop.chainage_km for stop in stops]
    assert along == sorted(along)
    assert along[0] == 0
    assert {stop.count for stop in analysis.corridor_stops(members_of(FRAME.head(0)))} == {0}
    filtered = analysis.corridor_stops(MEMBERS, ENTRIES.filter(category=("testing",)))
    assert {stop.node.code: stop.count for stop in filtered if stop.count} == {"tianjin": 1}


def test_legs_are_every_pair_and_along_the_line_only_between_nodes_at_it() -> None:
    stops = analysis.corridor_stops(MEMBERS)
    by_code = {stop.node.code: stop for stop in stops}
    legs = analysis.corridor_legs(stops)
    pairs = [frozenset((leg.start.code, leg.end.code)) for leg in legs]
    assert len(pairs) == 6
    assert set(pairs) == {frozenset(pair) for pair in combinations(NODES, 2)}
    rows = park_rows()
    for leg in legs:
        seats: list[Any] = [
            (float(rows[node.code]["lon"]), float(rows[node.code]["lat"]))
            for node in (leg.start, leg.end)
        ]
        assert leg.straight_km == pytest.approx(geometry.distance_m(*seats) / 1000)
        if "yanjiao" in (leg.start.code, leg.end.code):
            assert leg.along_km is None
        else:
            start, end = by_code[leg.start.code], by_code[leg.end.code]
            assert leg.along_km is not None
            assert leg.along_km % 10 == 0
            assert leg.along_km == pytest.approx(end.chainage_km - start.chainage_km, abs=10)
            # No road is shorter than the straight line, but for rounding and how far the seats lie
            # off it.
            off = start.offset_km + end.offset_km + 10
            assert leg.along_km + off > leg.straight_km
    along = {(leg.start.code, leg.end.code): leg.along_km for leg in legs if leg.along_km}
    assert set(along) == {("bda", "tianjin"), ("tianjin", "cangzhou"), ("bda", "cangzhou")}
    stretches = (along["bda", "tianjin"] or 0) + (along["tianjin", "cangzhou"] or 0)
    assert along["bda", "cangzhou"] == stretches


def test_spans_join_the_nodes_at_the_line_and_pass_by_the_spur(entries: Edition) -> None:
    stops = analysis.corridor_stops(entries.members)
    on_line = [stop for stop in stops if not stop.is_spur]
    spans = analysis.corridor_spans(stops)
    assert len(spans) == len(on_line) - 1 < len(stops) - 1
    [whole] = [
        leg.along_km
        for leg in analysis.corridor_legs(stops)
        if (leg.start, leg.end) == (on_line[0].node, on_line[-1].node)
    ]
    assert sum(span.length_km for span in spans) == whole
    for span, (before, after) in zip(spans, pairwise(on_line), strict=True):
        assert before.chainage_km < span.middle_km < after.chainage_km
