"""Where a list puts resources: in words and as a picture."""

import pytest

from lib.base.i18n import LANGS, Lang
from lib.drawing import palette
from lib.intake import moves
from lib.intake.cleaning import Rules
from lib.intake.compare import Completion
from lib.intake.plan import Choices
from tests.unit.intake.lists import BASE, planned, row

OWN = row("zgc-001")
PLACED = ["编号", "经度", "纬度"]
LON, LAT = float(OWN["lon"]), float(OWN["lat"])


def test_a_position_moves_comes_and_goes() -> None:
    gone = [r for r in BASE.rows if r["park"] == "hengshui"][-1]
    kept = [r for r in BASE.rows if r["park"] == "hengshui" and r is not gone]
    rest = ["", "", "", "", "", ""]
    found = planned(
        [*PLACED, "名称", "所在园区", "类别", "级别", "状态"],
        ["zgc-001", LON, LAT + 0.01, *rest[:5]],
        ["", "", "", "崭新样板制造局", "唐山高新区", "研发创新平台", "其他", "运行"],
        *[[r["resource_id"], "", "", *rest[:5]] for r in kept],
        choices=Choices(completion=Completion(frozenset({"hengshui"}))),
    )
    made = moves.moves(found.difference, found.base)
    moved, came, went = made
    assert moved.before == (LON, LAT)
    assert moved.after
    assert moved.after == pytest.approx((LON, LAT + 0.01))
    assert (came.id, came.before) == ("tangshan-005", None)
    assert (went.id, went.after) == (gone["resource_id"], None)
    assert moves.in_words(made, "zh") == (
        "移动 1 处，中位 1.1 km，最远 1.1 km；新增 1 处；移除 1 处"
    )
    assert moves.of(made, {"zgc-001"}) == (moved,)


def test_a_list_that_says_nothing_of_positions_moves_none() -> None:
    found = planned(["编号", "电话"], ["zgc-001", "010-99999999"])
    assert moves.moves(found.difference, found.base) == ()
    assert moves.in_words((), "zh") == ""


def test_another_datum_is_seen_as_a_shift() -> None:
    points = [[r["resource_id"], r["lon"], r["lat"]] for r in BASE.rows if r["park"] == "zgc"]
    same = planned(PLACED, *points)
    assert not moves.moves(same.difference, same.base)
    shifted = planned(PLACED, *points, choices=Choices(rules=Rules(datums={"名录.xlsx": "gcj02"})))
    made = moves.moves(shifted.difference, shifted.base)
    assert len(made) == len(points)
    directions = {
        (m.after[0] < m.before[0], m.after[1] < m.before[1]) for m in made if m.before and m.after
    }
    assert len(directions) == 1
    assert "中位 5" in moves.in_words(made, "zh")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("theme", palette.MAP)
def test_a_picture_is_drawn_of_one_point_and_of_many(theme: palette.Theme, lang: Lang) -> None:
    near = moves.Move("zgc-001", "甲" * 30, (LON, LAT), (LON + 0.005, LAT))
    far = moves.Move("x", "乙", None, (117.7, 39.0))
    gone = moves.Move("y", "丙", (114.5, 38.0), None)
    for found in ((near,), (near, far, gone), (near,) * 1500):
        png = moves.picture(BASE.sources, BASE.vocabulary, found, theme, lang)
        assert png.startswith(b"\x89PNG")
        assert len(png) < 400_000
