"""The vocabulary is data: what is edited there is followed, what is wrong there is named."""

from collections.abc import Callable

import pytest

from lib.base.files import Sources
from lib.base.problems import DataProblem
from lib.editions.build import build
from lib.query.membership import on_corridor
from lib.terms import vocabulary, words
from lib.terms.tags import Tag
from lib.terms.taxonomy import MARKS
from tests.editions import fixture_sources
from tests.edits import (
    edited,
    places,
    problems,
    put,
    table,
    with_cells,
    with_copy,
    with_langfang,
    without,
)

SOURCES = fixture_sources()
FILES = (
    *("categories.csv", "focus_areas.csv", "terms.csv"),
    *("parks.csv", "corridor_nodes.csv", "corridor_line.csv"),
)
# Rows as a spreadsheet counts them.
ZGC, TIANJIN, BDA = 2, 3, 12
BIOMED, BIOMED_CLUSTER = 3, 10


def faults(sources: Sources) -> list[DataProblem]:
    return problems(lambda: vocabulary.read(sources))


@pytest.mark.parametrize(
    ("file", "row", "column", "cell"),
    [
        ("categories.csv", 4, "color", "009E73"),
        ("categories.csv", 4, "color", "#09E"),
        ("categories.csv", 4, "color", "green"),
        ("categories.csv", 4, "color", "#009E7G"),
        ("categories.csv", 4, "color", ""),
        ("categories.csv", 4, "color", "#0072B2"),  # the first category's
        ("categories.csv", 4, "color", "#0072b2"),
        ("categories.csv", 4, "mark", "heart"),
        ("categories.csv", 4, "mark", ""),
        ("categories.csv", 4, "mark", "circle"),  # the first category's
        ("categories.csv", 4, "code", "rd"),
        ("categories.csv", 4, "code", "Testing"),
        ("categories.csv", 4, "code", "検査"),
        ("categories.csv", 4, "code", "2nd"),
        ("categories.csv", 4, "code", "a:b"),
        ("categories.csv", 4, "code", "a" * 41),
        ("categories.csv", 4, "code", ""),
        ("categories.csv", 4, "name_zh", ""),
        ("categories.csv", 4, "name_en", ""),
        ("focus_areas.csv", BIOMED_CLUSTER, "twin", "bio"),
        ("focus_areas.csv", BIOMED_CLUSTER, "twin", "ic"),  # a cluster, no chain
        ("focus_areas.csv", BIOMED, "facet", "group"),
        ("focus_areas.csv", 4, "code", "biomed"),
        ("focus_areas.csv", 4, "name_en", ""),
        ("terms.csv", 6, "facet", "colour"),
        ("terms.csv", 6, "code", "national"),
        ("terms.csv", 6, "name_zh", ""),
        ("parks.csv", TIANJIN, "park", "zgc"),
        ("parks.csv", TIANJIN, "kind", "guest"),
        ("parks.csv", TIANJIN, "province", "山西省"),
        ("parks.csv", TIANJIN, "adcode", "1201"),
        ("parks.csv", TIANJIN, "adcode", "１２０１１１"),
        ("parks.csv", TIANJIN, "lon", ""),
        ("parks.csv", TIANJIN, "lon", "一一七"),
        ("parks.csv", TIANJIN, "lon", "1.17E+02"),
        ("parks.csv", TIANJIN, "lat", "117.08"),  # degrees of longitude
        ("parks.csv", TIANJIN, "radius_m", "0"),
        ("parks.csv", TIANJIN, "radius_m", "1500.0"),
        ("parks.csv", TIANJIN, "radius_m", ""),
        ("parks.csv", TIANJIN, "member_since", "2023-11-31"),
        ("parks.csv", TIANJIN, "established", "１９８８"),
        ("parks.csv", TIANJIN, "national_since", "1_991"),
        ("parks.csv", TIANJIN, "area_km2", "1.35E+02"),
        ("parks.csv", TIANJIN, "website", "javascript:alert(1)"),
        ("parks.csv", TIANJIN, "name_en", ""),
        ("corridor_nodes.csv", 3, "node", "langfang"),
        ("corridor_nodes.csv", 3, "park", "langfang"),
        ("corridor_nodes.csv", 3, "park", "bda"),  # part of a zone, no zone
        ("corridor_nodes.csv", 3, "name_zh", ""),
        ("corridor_line.csv", 5, "lon", "181"),
        ("corridor_line.csv", 5, "lat", "NaN"),
    ],
)
def test_a_bad_cell_is_named_by_file_row_and_column(
    file: str, row: int, column: str, cell: str
) -> None:
    assert (file, row, column, cell) in places(
        faults(with_cells(SOURCES, file, row, **{column: cell}))
    )


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("spoil", "row"),
    [
        (lambda file: without(SOURCES, file), None),
        (lambda file: put(SOURCES, file, b""), None),
        (lambda file: put(SOURCES, file, SOURCES[file].splitlines()[0]), None),
        (lambda file: put(SOURCES, file, SOURCES.text(file).encode("gb18030")), 2),
        (lambda file: edited(SOURCES, file, lambda rows: rows[0].reverse()), 1),
        (lambda file: edited(SOURCES, file, lambda rows: rows[1].pop()), 2),
        (lambda file: put(SOURCES, file, SOURCES[file].replace(b",", b"\x00,", 30)), None),
    ],
    ids=["missing", "empty", "header only", "GBK", "other header", "short row", "zeros"],
)
def test_a_file_that_cannot_be_read_is_named(
    spoil: Callable[[str], Sources], row: int | None, file: str
) -> None:
    found = faults(spoil(file))
    assert {problem.file for problem in found} == {file}
    assert row is None or found[0].row == row


def test_everything_wrong_is_said_at_once() -> None:
    bad = with_cells(SOURCES, "categories.csv", 2, color="blue", mark="heart")
    bad = with_cells(bad, "parks.csv", ZGC, kind="guest", lon="x")
    bad = with_cells(bad, "focus_areas.csv", BIOMED, name_en="")
    found = {(p.file, p.row, p.column) for p in faults(bad)}
    assert found >= {
        *(("categories.csv", 2, "color"), ("categories.csv", 2, "mark")),
        *(("parks.csv", 2, "kind"), ("parks.csv", 2, "lon")),
        ("focus_areas.csv", BIOMED, "name_en"),
    }


def test_there_are_no_more_categories_than_marks() -> None:
    more = SOURCES
    for i, mark in enumerate(MARKS[6:]):
        cells = {"code": f"more{i}", "name_zh": f"更多{i}", "name_en": f"More {i}"}
        more = with_copy(more, "categories.csv", 2, **cells, color=f"#00000{i}", mark=mark)
    assert len(vocabulary.read(more).categories) == len(MARKS)
    another = with_copy(more, "categories.csv", 2, code="another", color="#123456", mark=MARKS[0])
    # Behind the heading and one of each mark.
    assert places(faults(another)) == [("categories.csv", len(MARKS) + 2, "mark", MARKS[0])]


def test_the_corridor_has_one_name_and_a_line_that_leads_somewhere() -> None:
    corridor = 11
    assert table(SOURCES, "terms.csv")[corridor - 2]["facet"] == "corridor"
    for bad in (
        with_cells(SOURCES, "terms.csv", corridor, code="g3"),
        with_copy(SOURCES, "terms.csv", corridor, code="g3"),
        edited(SOURCES, "terms.csv", lambda rows: rows.pop()),
    ):
        assert places(faults(bad)) == [("terms.csv", None, "facet", "g2")]
    for bad, row in (
        (edited(SOURCES, "corridor_line.csv", lambda rows: rows.__delitem__(slice(2, None))), None),
        (with_copy(SOURCES, "corridor_line.csv", 22), 23),
    ):
        [problem] = faults(bad)
        assert (problem.file, problem.row) == ("corridor_line.csv", row)


def test_colours_are_the_same_however_they_are_written() -> None:
    small = with_cells(SOURCES, "categories.csv", 7, color="#56b4e9")
    assert vocabulary.read(small).categories[5].color == "#56B4E9"


def test_a_zone_with_a_bad_seat_gets_the_blame_and_not_the_register() -> None:
    bad = with_cells(SOURCES, "parks.csv", BDA, lon="39.7930", lat="116.5010")
    assert places(problems(lambda: build(bad))) == [("parks.csv", BDA, "lat", "116.5010")]


# What is edited is followed.


def test_a_renamed_category_is_called_so_everywhere() -> None:
    built = build(
        with_cells(
            SOURCES, "categories.csv", 2, name_zh="实验室", name_en="Laboratories", short_zh=""
        )
    )
    terms = built.edition.vocabulary.terms["category"]
    assert next(iter(terms)) == "rd"
    assert (terms["rd"].zh, terms["rd"].short("zh"), terms["rd"].en) == (
        *("实验室", "实验室", "Laboratories"),
    )
    points = built.files[built.edition.assets["zones.geojson"]].decode()
    assert "实验室" in points
    assert "Laboratories" in points
    assert "研发创新平台" not in points


def test_categories_are_listed_in_the_order_of_their_rows() -> None:
    turned = edited(SOURCES, "categories.csv", lambda rows: rows.append(rows.pop(1)))
    built = build(turned).edition
    assert built.vocabulary.steps[-1] == "rd"
    assert build(SOURCES).edition.vocabulary.steps[0] == "rd"
    assert built.members.carries("category", ("rd",)).tolist() == [
        category == "rd" for category in built.frame["category"]
    ]


def test_a_new_zone_is_a_row_and_has_its_resources() -> None:
    edition = build(with_langfang(SOURCES)).edition
    assert [park.code for park in edition.vocabulary.parks][-1] == "langfang"
    assert edition.vocabulary.seats["langfang"].province == "hebei"
    assert edition.vocabulary.terms["park"]["langfang"].short("zh") == "廊坊"
    chosen = edition.filter(park=("langfang",))
    assert edition.select(chosen)["name"].to_list() == ["廊坊样例所"]
    # Without its row the zone is unknown, and the register's cell is named.
    unknown = with_cells(SOURCES, "resources.csv", 3, park="langfang")
    assert ("resources.csv", 3, "park", "langfang") in places(problems(lambda: build(unknown)))


def test_a_new_chain_is_a_row_and_a_tag() -> None:
    new = edited(
        SOURCES,
        "focus_areas.csv",
        lambda rows: rows.insert(1, ["chain", "steel", "绿色钢铁", "Green steel", "", "", ""]),
    )
    new = with_cells(new, "resources.csv", 3, chains="steel;robot")
    edition = build(new).edition
    tag = Tag.parse("chain:steel")
    assert edition.vocabulary.focus_areas[0] == tag
    assert edition.vocabulary.term(tag).en == "Green steel"
    assert edition.select(edition.filter(chain=("steel",)))["resource_id"].to_list() == ["zgc-002"]
    names = words.focus(["steel", "robot"], [], edition.vocabulary, "zh")
    assert names == ["绿色钢铁", "机器人"]


def test_a_new_twin_is_shown_once_and_must_be_carried_by_both() -> None:
    twin = with_cells(SOURCES, "focus_areas.csv", 9, twin="cyber_iiot")  # the cluster 网络安全
    v = vocabulary.read(twin)
    assert dict(v.twins) == {"cybersec": "cyber_iiot", "biomed_cluster": "biomed"}
    assert Tag("cluster", "cybersec") not in v.focus_areas
    carried = {
        i: ("cyber_iiot" in row["chains"], "cybersec" in row["clusters"])
        for i, row in enumerate(table(SOURCES, "resources.csv"), start=2)
    }
    alone = {i for i, (chain, cluster) in carried.items() if chain != cluster}
    twin = with_cells(twin, "resources.csv", 3, chains="cyber_iiot", clusters="")
    assert {p.row for p in problems(lambda: build(twin))} == {*alone, 3}


def test_a_new_node_is_on_the_corridor() -> None:
    new = with_copy(
        SOURCES, "corridor_nodes.csv", 5, node="baoding", name_zh="保定高新区", name_en="Baoding",
        park="baoding",
    )  # fmt: skip
    edition = build(new).edition
    assert list(edition.vocabulary.terms["corridor"])[-1] == "baoding"
    inside = on_corridor(edition.frame, edition.vocabulary, ("baoding",))
    assert inside.tolist() == (edition.frame["park"] == "baoding").tolist()
    assert sum(edition.filter(corridor=("g2",)).mask(edition.members)) > sum(
        edition.filter(corridor=("bda", "yanjiao", "tianjin", "cangzhou")).mask(edition.members)
    )
