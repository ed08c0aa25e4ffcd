"""The corridor is its zones and no more."""

from tests.unit.scenes.stories import by_category, rows, told


def test_the_corridor_counts_only_its_zones() -> None:
    scene = told()["corridor"]
    subpark = rows(park="zgc", subpark="亦庄（北京经开区）")
    nodes = [subpark, *(rows(park=p) for p in ("yanjiao", "tianjin", "cangzhou"))]
    assert [n.text for n in scene.numbers] == [str(len(node)) for node in nodes]
    assert scene.chart
    for node, *values in zip(nodes, *(s.values for s in scene.chart.series), strict=True):
        assert tuple(values) == by_category(node)
    assert scene.table
    assert [(row[0], row[2]) for row in scene.table.rows] == [
        ("概念验证与中试", "燕郊"),
        ("技术转移", "燕郊"),
    ]
    assert all(row[1].startswith("北京经开区 约") for row in scene.table.rows)
    assert any("沿 G2" in note for note in scene.notes)
