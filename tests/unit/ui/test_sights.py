"""The wall's maps: of every scene, in every window, no name is cut and none lies over another."""

from itertools import combinations
from math import dist

import numpy as np
import pytest

from lib import scenes
from lib.base.i18n import Lang
from lib.drawing import fonts, packs
from lib.drawing.box import Box
from lib.editions.edition import Edition
from lib.mapfiles.labels import NODE_RADIUS, seat_spots
from lib.register.positions import pack_radius
from lib.scenes import Look
from lib.terms.geometry import Camera
from lib.ui.parts import maps
from lib.ui.parts.maps import Options
from lib.ui.stage import sights
from lib.ui.view import View
from lib.ui.window import Frame, Window

SIZES = [
    *((1920, 945), (1280, 720), (1366, 633), (1093, 506), (820, 1180), (390, 844)),
    *((1920, 1080), (3840, 2160), (3840, 1080)),
]
CHOICES: list[dict[str, tuple[str, ...]]] = [
    {"chain": ("hydrogen",)},
    {"park": ("tianjin", "yanjiao")},
    {"corridor": ("cangzhou",)},
]


def view(edition: Edition, lang: Lang, **chosen: tuple[str, ...]) -> View:
    selection = edition.filter(**chosen)
    return View(lang, "dark", edition, selection, selection.mask(edition.members))


# Which share of a name stands left of where it is held.
BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
KEPT: dict[tuple[str, str], dict[str, Look]] = {}


def looks(seen: View) -> dict[str, Look]:
    """The map of each scene of a view that has one."""
    key = seen.lang, repr(seen.selection)
    if key not in KEPT:
        story = scenes.scenes(seen.edition, seen.selection, seen.lang)
        KEPT[key] = {scene.code: scene.map for scene in story if scene.map}
    return KEPT[key]


def words(shown: View, options: Options) -> list[str]:
    """What is written beside each pack."""
    sight = options.sight
    assert sight
    seats = maps.seats(shown.vocabulary)
    return [
        shown.vocabulary.seats[code].short(shown.lang)
        + ("" if (facet, code) in sight.uncounted else f" {count}")
        for (_, facet, code), count in zip(seats, maps.counts(shown), strict=True)
    ]


def drawn_packs(
    shown: View, options: Options, frame: Frame
) -> tuple[dict[str, tuple[float, float, float]], dict[str, Box]]:
    """The discs that are drawn, by code, and the boxes of their names."""
    sight = options.sight
    assert sight
    layout, vocabulary = sight.layout, shown.vocabulary
    codes = [code for _, _, code in maps.seats(vocabulary)]
    seats = [(vocabulary.seats[code].lon, vocabulary.seats[code].lat) for code in codes]
    at = packs.placed(seats, layout.camera, frame.window)
    totals = shown.edition.frame["park"].value_counts()
    discs, names = {}, {}
    named = zip(layout.names, layout.anchors, words(shown, options), strict=True)
    rows = zip(codes, at.tolist(), layout.shifts, named, strict=True)
    for code, (x, y), shift, (name, anchor, text) in rows:
        is_zone = code in vocabulary.terms["park"]
        radius = pack_radius(int(totals.get(code, 0))) if is_zone else NODE_RADIUS
        if shift != packs.NOWHERE:
            discs[code] = (x + shift[0], y + shift[1], radius * frame.step)
        if name != packs.NOWHERE:
            width = fonts.width(text, sights.TEXT, bold=True)
            left = x + name[0] - BEFORE[anchor] * width
            names[code] = Box(left, y + name[1] - 13, width, 26)
    return discs, names


def city_names(shown: View, options: Options, camera: Camera, frame: Frame) -> dict[str, Box]:
    """The boxes of the names of seats at city scale, and of the districts."""
    sight = options.sight
    assert sight
    spots = [spot for spot, _ in seat_spots(shown.edition.arrangement.areas, shown.vocabulary)]
    at = packs.placed(spots, camera, frame.window).tolist()
    names = {}
    for (text, shift), (x, y) in zip(sight.seats, at, strict=True):
        if shift != packs.NOWHERE:
            width = fonts.width(text, sights.TEXT, bold=True)
            names[text] = Box(x + shift[0], y + shift[1] - 13, width, 26)
    for text, place in sight.places:
        [[x, y]] = packs.placed([place], camera, frame.window).tolist()
        width = fonts.width(text, 19)
        names[text] = Box(x - width / 2, y - 10, width, 20)
    return names


@pytest.mark.parametrize(
    ("size", "chosen"),
    [
        *((size, {}) for size in SIZES),
        *((size, chosen) for size in SIZES[1:6:2] for chosen in CHOICES),
    ],
    ids=str,
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_is_cut_and_none_lies_over_another(
    entries: Edition, size: tuple[int, int], lang: Lang, chosen: dict[str, tuple[str, ...]]
) -> None:
    frame = Window(*size).stage
    seen = view(entries, lang, **chosen)
    zones = entries.vocabulary.terms["park"]
    for scene, look in looks(seen).items():
        shown, options, camera = sights.of(seen, look, frame)
        if look.view == "park":
            boxes = city_names(shown, options, camera, frame)
        else:
            discs, boxes = drawn_packs(shown, options, frame)
            for (x, y, r), (ox, oy, other) in combinations(discs.values(), 2):
                assert dist((x, y), (ox, oy)) >= r + other, scene
            for code, (x, y, r) in discs.items():
                assert frame.free.holds(Box(x - r, y - r, 2 * r, 2 * r)), (scene, code)
                for name, box in boxes.items():
                    away = dist(box.nearest(x, y), (x, y)) - r
                    assert away > -3, (scene, code, name)
                    own_x, own_y, own_r = discs[name]
                    own = dist(box.nearest(own_x, own_y), (own_x, own_y)) - own_r
                    # A zone's reads as no other's, but in the smallest windows.
                    is_sure = own <= away + 8 or name not in zones or min(size) < 600
                    assert is_sure, (scene, code, name, round(own, 1), round(away, 1))
        for name, box in boxes.items():
            assert frame.free.holds(box), (scene, name)
        for (name, box), (other_name, other_box) in combinations(boxes.items(), 2):
            assert not box.hits(other_box), (scene, name, other_name)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_what_a_scene_speaks_of_is_named(
    entries: Edition, size: tuple[int, int], lang: Lang
) -> None:
    frame = Window(*size).stage
    seen = view(entries, lang)
    for scene, look in looks(seen).items():
        shown, options, camera = sights.of(seen, look, frame)
        if look.view == "park":
            [code] = look.counts
            name = entries.vocabulary.seats[code].short(lang)
            texts = list(city_names(shown, options, camera, frame))
            assert f"{name} {look.counts[code]}" in texts, scene
        else:
            # Where there is no room, a zone of which the register has nothing has no name.
            held = {code for code, count in look.counts.items() if count.isdigit()}
            wanted = {look.center} if look.center else held
            assert not wanted - set(drawn_packs(shown, options, frame)[1]), scene


@pytest.mark.parametrize("size", SIZES)
def test_a_zone_s_scene_has_its_seat_in_the_middle(entries: Edition, size: tuple[int, int]) -> None:
    frame = Window(*size).stage
    seen = view(entries, "zh")
    for scene, look in looks(seen).items():
        if not scene.startswith("park-"):
            continue
        seat = entries.vocabulary.seats[scene.removeprefix("park-")]
        _, _, camera = sights.of(seen, look, frame)
        [at] = packs.placed([(seat.lon, seat.lat)], camera, frame.window).tolist()
        assert np.hypot(*np.subtract(at, frame.free.middle)) < 1, scene


def test_wall_and_panel_count_a_zone_s_resources_in_the_same_words(entries: Edition) -> None:
    frame = Window(1280, 720).stage
    for chosen in ({"chain": ("hydrogen",)}, {"category": ("pilot",)}):
        seen = view(entries, "zh", **chosen)
        look = looks(seen)["region"]
        shown, *_ = sights.of(seen, look, frame)
        codes = [code for _, _, code in maps.seats(shown.vocabulary)]
        counts = dict(zip(codes, maps.counts(shown), strict=True))
        assert {code: counts[code] for code in look.counts} == look.counts
        assert "0" not in counts.values()


def test_on_the_corridor_only_its_nodes_are_lit_and_counted(entries: Edition) -> None:
    seen = view(entries, "zh")
    look = looks(seen)["corridor"]
    shown, options, _ = sights.of(seen, look, Window(1280, 720).stage)
    assert set(np.flatnonzero(shown.passes)) == set(look.rows)
    texts = words(shown, options)
    assert {
        f"{entries.vocabulary.seats[code].short('zh')} {n}" for code, n in look.counts.items()
    } <= set(texts)
    assert "中关村" in texts
