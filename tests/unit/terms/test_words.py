"""Codes, distances and positions read as people say them, and no more exact than known."""

import pytest

from lib.base.i18n import LANGS, Lang
from lib.editions.edition import Edition
from lib.terms import words
from tests.tiles import Tiles


def test_an_area_that_is_chain_and_cluster_is_named_once(edition: Edition) -> None:
    for lang, names in (
        ("zh", ["生物医药", "网络安全和工业互联网", "网络安全"]),
        ("en", ["Biomedicine", "Cybersecurity and industrial internet", "Cybersecurity"]),
    ):
        chains, clusters = ("biomed", "cyber_iiot"), ("biomed_cluster", "cybersec")
        assert words.focus(chains, clusters, edition.vocabulary, lang) == names  # type: ignore[arg-type]
    assert words.focus((), (), edition.vocabulary, "zh") == []


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [
        ("2026-10", "在建（截至 2026-10）", "Under construction (as of 2026-10)"),
        (None, "在建（日期未见）", "Under construction (date not given)"),
        (float("nan"), "在建（日期未见）", "Under construction (date not given)"),
    ],
)
def test_a_status_is_dated_or_says_that_it_is_not(
    edition: Edition, date: str | None, zh: str, en: str
) -> None:
    assert words.status("building", date, edition.vocabulary, "zh") == zh
    assert words.status("building", date, edition.vocabulary, "en") == en


@pytest.mark.parametrize(
    ("metres", "km"),
    [(0, "0"), (4_449, "5"), (43_100, "45"), (49_600, "50"), (97_000, "100"), (164_900, "160")],
)
def test_distances_of_seats_are_rounded_to_five_and_ten_kilometres(metres: float, km: str) -> None:
    for lang in LANGS:
        assert f"{km} km" in words.kilometres(metres, lang)
    assert words.kilometres(metres, "zh").startswith("约")
    assert words.kilometres(metres, "en").startswith("~")


@pytest.mark.parametrize(
    ("metres", "uncertain_m", "zh", "en"),
    [
        (12_300, 300, "约 12 km", "~12 km"),
        (12_300, 4_000, "约 10 km", "~10 km"),
        (13_300, 4_000, "约 15 km", "~15 km"),
        (93_000, 20_000, "约 90 km", "~90 km"),
        # It may be none at all: how far it is at the most.
        (0, 300, "1 km 以内", "within 1 km"),
        (400, 300, "1 km 以内", "within 1 km"),
        (2_000, 4_000, "10 km 以内", "within 10 km"),
        (8_000, 11_000, "20 km 以内", "within 20 km"),
    ],
)
def test_a_distance_is_no_finer_than_the_positions(
    metres: float, uncertain_m: float, zh: str, en: str
) -> None:
    assert words.apart(metres, uncertain_m, "zh") == zh
    assert words.apart(metres, uncertain_m, "en") == en


@pytest.mark.parametrize(
    ("basis", "radius_m", "zh"),
    [
        ("published", 120, "位置约 ±0.12 km"),
        ("place", 800, "位置约 ±0.8 km"),
        ("place", 3_000, "位置约 ±3 km"),
        ("area", 48_000, "仅知在该区域内（±48 km）"),
    ],
)
def test_a_position_says_how_far_it_can_be_trusted(basis: str, radius_m: int, zh: str) -> None:
    assert words.position(basis, radius_m, "zh") == zh
    assert f"±{radius_m / 1000:g} km" in words.position(basis, radius_m, "en")


@pytest.mark.parametrize("lang", LANGS)
def test_under_every_map_stands_that_boundaries_are_schematic(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_MAP_REVIEW_NUMBER", raising=False)
    schematic = words.boundaries(lang)
    assert schematic == {"zh": "边界仅为示意", "en": "Boundaries are schematic"}[lang]
    monkeypatch.setenv("ATLAS_MAP_REVIEW_NUMBER", "京S(2026)001号")
    assert words.boundaries(lang) == f"{schematic} · 京S(2026)001号"


@pytest.mark.parametrize("lang", LANGS)
def test_the_review_number_of_the_official_map_stands_under_that_map_alone(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    Tiles(url="http://127.0.0.1:1").use(monkeypatch)
    whose = {
        "zh": "© 国家基础地理信息中心 · 天地图",
        "en": "© National Geomatics Center of China · Tianditu",
    }[lang]
    assert words.official(lang) == f"{whose} · GS(2026)0001号"
    assert words.boundaries(lang) == {"zh": "边界仅为示意", "en": "Boundaries are schematic"}[lang]
