"""The corridor's strip."""

from itertools import pairwise

from lib import analysis
from lib.editions.edition import Edition


def test_spans_join_the_nodes_at_the_line_and_pass_by_the_spur(entries: Edition) -> None:
    stops = analysis.corridor_stops(entries.frame, entries.vocabulary)
    on_line = [stop for stop in stops if not stop.is_spur]
    spans = analysis.corridor_spans(stops)
    assert len(spans) == len(on_line) - 1 < len(stops) - 1
    whole = on_line[-1].chainage_km - on_line[0].chainage_km
    assert abs(sum(span.length_km for span in spans) - whole) < 1e-6
    for span, (before, after) in zip(spans, pairwise(on_line), strict=True):
        assert before.chainage_km < span.middle_km < after.chainage_km
