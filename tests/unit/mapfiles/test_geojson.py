"""GeoJSON is what the browser's parser takes, with nothing to spare."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lib.mapfiles.geojson import collection, compact, feature, point

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(VALUES)
def test_what_is_made_compact_is_read_back(value: object) -> None:
    assert json.loads(compact(value)) == value


def test_there_is_no_white_space_and_chinese_stays_readable() -> None:
    assert compact({"name": "京津 冀", "c": [0, 1.5]}) == '{"name":"京津 冀","c":[0,1.5]}'


def test_a_point_is_a_feature_of_its_properties() -> None:
    assert point((116.3, 39.9), k=0, geometry="x") == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [116.3, 39.9]},
        "properties": {"k": 0, "geometry": "x"},
    }


def test_features_make_a_collection() -> None:
    one = feature({"type": "LineString", "coordinates": []})
    assert collection([one]) == {"type": "FeatureCollection", "features": [one]}
    assert collection([])["features"] == []
