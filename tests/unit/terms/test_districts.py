"""Boundaries that are not what they should be get the blame themselves, never the register."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from shapely.geometry import Point

from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions.build import build
from lib.terms.districts import DISTRICTS, districts, features
from tests.editions import fixture_sources
from tests.edits import problems, put, without

SOURCES = fixture_sources()
GEO = sorted(name for name in SOURCES if name.startswith("geo/"))
USED = [name for name in GEO if name != "geo/cities.geojson"]
Feature = dict[str, Any]


def changed(change: Callable[[Feature], object], number: int = 3) -> Sources:
    """The sources after `change` to one feature of the districts."""
    data = json.loads(SOURCES[DISTRICTS])
    change(data["features"][number - 1])
    return put(SOURCES, DISTRICTS, json.dumps(data, ensure_ascii=False))


def changed_all(change: Callable[[Feature], object]) -> Sources:
    data = json.loads(SOURCES[DISTRICTS])
    for feature in data["features"]:
        change(feature)
    return put(SOURCES, DISTRICTS, json.dumps(data, ensure_ascii=False))


def geometry(kind: str, coordinates: Any) -> Callable[[Feature], object]:
    return lambda f: f.update(geometry={"type": kind, "coordinates": coordinates})


def swapped(value: Any) -> Any:
    """Coordinates with latitude first."""
    if isinstance(value[0], list):
        return [swapped(part) for part in value]
    return value[::-1]


def swap(feature: Feature) -> None:
    feature["geometry"]["coordinates"] = swapped(feature["geometry"]["coordinates"])


def blamed(sources: Sources, file: str) -> DataProblem:
    """The one problem of building an edition, which is that of `file`."""
    return told(lambda: build(sources), file)


def told(read: Callable[[], object], file: str) -> DataProblem:
    """The one problem of reading, which is that of `file`."""
    [problem] = problems(read)
    assert problem.file == file
    assert problem.row is None
    for text in (problem.text("zh"), problem.text("en")):
        assert text.startswith(file)
        assert "data/README.md" in text
        assert "{" not in text
    return problem


def test_districts_are_areas_by_adcode() -> None:
    areas = districts(SOURCES)
    assert len(areas) == 199
    assert areas["110108"].covers(Point(116.30, 39.97))  # 海淀
    assert not areas["120111"].covers(Point(116.30, 39.97))
    assert all(len(adcode) == 6 for adcode in areas)


@pytest.mark.parametrize("file", GEO)
def test_a_byte_order_mark_changes_nothing(file: str) -> None:
    assert features(put(SOURCES, file, b"\xef\xbb\xbf" + SOURCES[file]), file) == features(
        SOURCES, file
    )


def test_a_bare_collection_of_lines_is_read_as_features() -> None:
    lines = [{"type": "LineString", "coordinates": [[116, 39], [117, 40]]}]
    bare = {"a": json.dumps({"type": "GeometryCollection", "geometries": lines}).encode()}
    assert features(Sources(bare), "a") == [
        {"type": "Feature", "properties": {}, "geometry": lines[0]}
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f["properties"].update(adcode=110108), "3: adcode 110108"),
        (lambda f: f["properties"].update(adcode="110108000000"), "110108000000"),
        (lambda f: f["properties"].update(adcode="１１０１０８"), "１１０１０８"),
        (lambda f: f["properties"].update(adcode=None), "None"),
        (lambda f: f["properties"].pop("adcode"), "None"),
        (lambda f: f["properties"].pop("name"), "name None"),
        (lambda f: f["properties"].update(name=["海淀区"]), "name"),
        (lambda f: f.update(properties=None), "feature 3"),
        (lambda f: f.update(type="Polygon"), "feature 3"),
        (lambda f: f.pop("geometry"), "geometry"),
        (lambda f: f.update(geometry=None), ""),
        (lambda f: f.update(geometry={"type": "Area", "coordinates": []}), ""),
        (geometry("LineString", [[116, 39], [117, 40]]), "3: LineString"),
        (geometry("Point", [116, 39]), "3: Point"),
        (geometry("Polygon", []), "feature 3"),
        (geometry("Polygon", [[[116, 39], [117, 40]]]), ""),
        (geometry("Polygon", [[[116, 39], [float("nan"), 40], [117, 40]]]), "NaN"),
        (
            geometry("Polygon", [[[1.2e7, 4e6], [1.3e7, 4e6], [1.3e7, 5e6], [1.2e7, 4e6]]]),
            "feature 3",
        ),
        (swap, "feature 3"),
    ],
)
def test_a_feature_that_is_none_is_named(change: Callable[[Feature], object], words: str) -> None:
    problem = blamed(changed(change), DISTRICTS)
    assert words in problem.text("zh")
    assert words in problem.text("en")


def test_numeric_adcodes_are_no_fault_of_the_registers_rows() -> None:
    def numeric(feature: Feature) -> None:
        feature["properties"]["adcode"] = int(feature["properties"]["adcode"])

    blamed(changed_all(numeric), DISTRICTS)
    blamed(changed_all(swap), DISTRICTS)


def test_a_district_that_stands_twice_is_named() -> None:
    twice = changed(lambda f: f["properties"].update(adcode="110108"))
    assert blamed(twice, DISTRICTS).value == "110108"


NO_GEOJSON = (
    *(b"{}", b"[]", b"null", b'"geojson"', b"3", b"\x00" * 30),
    *(b'{"type": "FeatureCollection"}', b'{"type": "FeatureCollection", "features": null}'),
    *(b'{"type": "FeatureCollection", "features": {}}', b'{"features": [1]}'),
    *(b'{"type": "FeatureCollection", "features": []}', b'{"type": "Topology", "objects": {}}'),
    *(b'{"type": "GeometryCollection", "geometries": [[]]}', b"<kml></kml>"),
    b'{"type": "GeometryCollection", "geometries": []}',
)


@pytest.mark.parametrize("content", NO_GEOJSON)
def test_districts_that_are_no_such_geojson_are_named(content: bytes) -> None:
    """The register's rows, which are looked up in them, are not."""
    blamed(put(SOURCES, DISTRICTS, content), DISTRICTS)


@pytest.mark.parametrize("file", USED)
def test_a_file_that_is_no_such_geojson_is_named(file: str) -> None:
    """All files are read alike, and an edition names the one."""
    blamed(put(SOURCES, file, NO_GEOJSON[0]), file)
    for content in NO_GEOJSON:
        told(partial(features, put(SOURCES, file, content), file), file)


@pytest.mark.parametrize("file", USED)
def test_a_file_that_is_cut_empty_missing_or_in_another_encoding_is_named(file: str) -> None:
    blamed(put(SOURCES, file, SOURCES[file][: len(SOURCES[file]) // 2]), file)
    other = "{京}".encode("gb18030")
    bad = [put(SOURCES, file, content) for content in (b"", b"\xef\xbb\xbf", b" \n", other)]
    for sources in (*bad, without(SOURCES, file)):
        assert {p.file for p in problems(lambda s=sources: features(s, file))} == {file}  # type: ignore[misc]
