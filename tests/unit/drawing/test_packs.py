"""Packs and their names on maps of many sizes: nothing lies over another."""

from dataclasses import replace
from itertools import combinations, product
from math import dist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.i18n import Lang
from lib.drawing import fonts, packs
from lib.drawing.box import Box
from lib.drawing.packs import Pack
from lib.editions.edition import Edition
from lib.mapfiles.labels import NODE_RADIUS
from lib.register.positions import pack_radius
from lib.terms.geometry import frame_discs, mercator, moved, unmercator
from lib.ui.parts import maps
from lib.ui.view import View
from lib.ui.window import Frame, Window
from tests.editions import live_edition

SIZES = [(1920, 945), (1366, 633), (1280, 580), (820, 1180), (390, 844)]
# No word stands instead of a zone's count.
COUNTED = ("",) * len(maps.seats(live_edition().vocabulary))
POINTS = st.tuples(st.floats(113.0, 120.0), st.floats(36.0, 43.0))


def frames(size: tuple[int, int]) -> list[Frame]:
    window = Window(*size)
    return [window.overview, window.page]


def drawn(layout: packs.Layout, seats: list[tuple[float, float]], window: Box) -> np.ndarray:
    """Where packs stand in the window."""
    center = mercator([(layout.camera.lon, layout.camera.lat)])
    at = (mercator(seats) - center) * 2**layout.camera.zoom + window.middle
    return np.asarray(at + np.array(layout.shifts))


def size_of(frame: Frame) -> int:
    """The height of a map's letters."""
    return maps.Options().in_frame(frame).text_size


def box(layout: packs.Layout, place: int, at: np.ndarray, words: str, size: float) -> Box:
    """Where the name of a pack stands whose middle is `at`."""
    x, middle = np.add(at - layout.shifts[place], layout.names[place]).tolist()
    width = fonts.width(words, size, bold=True)
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[layout.anchors[place]] * width
    return Box(left, middle - 9, width, 18)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_in_any_window_zones_are_whole_and_apart_and_named_beside_their_dots(
    entries: Edition, size: tuple[int, int], lang: Lang
) -> None:
    vocabulary = entries.vocabulary
    totals = entries.frame["park"].value_counts()
    seats = [(park.lon, park.lat) for park in vocabulary.parks]
    node = vocabulary.nodes[0]
    counts = [int(totals.get(park.code, 0)) for park in vocabulary.parks]
    for frame in frames(size):
        layout = maps._layout(entries, lang, frame, size_of(frame), COUNTED)
        at = drawn(layout, [*seats, (node.lon, node.lat)], frame.window)
        radii = [pack_radius(n) * frame.step for n in counts]
        radii.append(NODE_RADIUS * frame.step)
        for (one, r), (other, s) in combinations(zip(at.tolist(), radii, strict=True), 2):
            assert dist(one, other) >= r + s
        boxes = []
        for place, park in enumerate(vocabulary.parks):
            (x, y), r, free = at[place].tolist(), radii[place], frame.free
            assert free.holds(Box(x - r, y - r, 2 * r, 2 * r)), park.code
            if layout.names[place] == packs.NOWHERE:
                assert not totals.get(park.code)
                continue
            words = f"{park.short(lang)} {totals.get(park.code, '')}".strip()
            name = box(layout, place, at[place], words, size_of(frame))
            boxes.append(name)
            away = [
                dist(name.nearest(cx, cy), (cx, cy)) - other
                for (cx, cy), other in zip(at.tolist(), radii, strict=True)
            ]
            assert min(away) > -2
            # It reads as no other zone's.
            assert away[place] <= min(away[:-1]) + 2, park.code
        assert not any(one.hits(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("size", [*SIZES, (1093, 506)])
def test_names_keep_apart_in_a_wider_font_than_the_atlas_s_own(
    entries: Edition, size: tuple[int, int]
) -> None:
    totals = entries.frame["park"].value_counts()
    parks = entries.vocabulary.parks
    seats = [(park.lon, park.lat) for park in parks]
    for frame in frames(size):
        layout = maps._layout(entries, "en", frame, size_of(frame), COUNTED)
        layout = replace(layout, shifts=layout.shifts[: len(parks)])
        boxes = []
        at = drawn(layout, seats, frame.window)
        for place, park in enumerate(parks):
            if layout.names[place] == packs.NOWHERE:
                continue
            # DejaVu Sans, the browser's own in many an office's Linux, is so much wider.
            words = f"{park.short('en')} {totals.get(park.code, '')}".strip()
            boxes.append(box(layout, place, at[place], words, 1.16 * size_of(frame)))
        assert not any(one.hits(other) for one, other in combinations(boxes, 2))
        assert all(box.x >= 0 and box.x + box.w <= frame.window.w for box in boxes)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [*SIZES, (1093, 506)])
def test_names_keep_clear_where_a_word_stands_instead_of_a_count(
    entries: Edition, size: tuple[int, int], lang: Lang
) -> None:
    vocabulary, totals = entries.vocabulary, entries.frame["park"].value_counts()
    packed = maps.seats(vocabulary)
    seats = [(vocabulary.seats[code].lon, vocabulary.seats[code].lat) for _, _, code in packed]
    radii = [pack_radius(int(totals.get(c, 0))) if c in totals else NODE_RADIUS for *_, c in packed]
    for chosen in ({"chain": ("hydrogen",)}, {"cluster": ("ic",)}, {"category": ("pilot",)}):
        selection = entries.filter(**chosen)
        view = View(lang, "light", entries, selection, selection.mask(entries.members))
        counts = maps._counts(view, maps._lit(view))
        instead = maps._instead(counts)
        assert any(instead)
        for frame in frames(size):
            layout = maps._layout(entries, lang, frame, size_of(frame), instead)
            at, boxes = drawn(layout, seats, frame.window), []
            for place, (_, _, code) in enumerate(packed):
                if layout.names[place] == packs.NOWHERE:
                    assert code not in totals
                    continue
                words = f"{vocabulary.seats[code].short(lang)} {counts[place]}"
                name = box(layout, place, at[place], words, size_of(frame))
                assert frame.window.holds(name), (code, chosen)
                boxes.append(name)
                for (x, y), radius in zip(at.tolist(), radii, strict=True):
                    assert dist(name.nearest(x, y), (x, y)) > radius * frame.step - 3, code
            assert not any(one.hits(other) for one, other in combinations(boxes, 2)), chosen


@given(st.lists(POINTS, min_size=1, max_size=8), st.floats(1, 60))
def test_discs_are_framed_as_close_as_they_fit(
    points: list[tuple[float, float]], radius: float
) -> None:
    camera = frame_discs(points, [radius] * len(points), 500, 400)
    at = (mercator(points) - mercator([(camera.lon, camera.lat)])) * 2**camera.zoom + (250, 200)
    assert (at - radius > -0.5).all()
    assert (at + radius < np.array([500.5, 400.5])).all()
    slack = np.minimum(at.min(axis=0) - radius, np.array([500, 400]) - radius - at.max(axis=0))
    assert slack.min() < 1 or camera.zoom > 15.9


@given(POINTS)
def test_a_place_in_mercator_is_the_place_in_degrees(point: tuple[float, float]) -> None:
    assert unmercator(*mercator([point])[0].tolist()) == pytest.approx(point)


def test_what_is_moved_right_and_down_is_there() -> None:
    camera = frame_discs([(116.0, 39.0)], [10], 100, 100)
    there = moved(camera, 30, 20)
    [shift] = (mercator([(116.0, 39.0)]) - mercator([(there.lon, there.lat)])) * 2**camera.zoom
    assert shift.tolist() == pytest.approx([30, 20], abs=0.01)


def test_packs_that_would_overlap_are_moved_apart_the_smaller_one_further() -> None:
    near = [
        Pack((116.0, 39.0), 9.0, "甲"),
        Pack((116.01, 39.0), 3.0, "乙"),
        Pack((119.0, 42.0), 1.0, "丙"),
    ]
    window = Box(0, 0, 300, 300)
    layout = packs.arrange(near, 4.0, 14, window, window)
    assert dist((0, 0), layout.shifts[1]) > dist((0, 0), layout.shifts[0]) > 0
    assert layout.shifts[2] == (0, 0)


def test_a_name_is_left_out_only_where_it_may_be_and_finds_no_room() -> None:
    crowd = [Pack((116.0 + i / 1e3, 39.0), 9.0, "一个很长的名字", optional=i > 0) for i in range(4)]
    window = Box(0, 0, 160, 90)
    names = packs.arrange(crowd, 3.0, 14, window, window).names
    assert names[0] != packs.NOWHERE
    assert packs.NOWHERE in names[1:]


CHOSEN = [
    ("tianjin", "baoding"),
    ("tianjin", "cangzhou"),
    ("zgc", "baoding", "tangshan"),
    ("chengde", "hengshui"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [*SIZES, (1093, 506)])
def test_zones_shown_beside_each_other_are_named_and_no_name_is_cut_or_lies_over_another(
    entries: Edition, size: tuple[int, int], lang: Lang
) -> None:
    vocabulary, totals = entries.vocabulary, entries.frame["park"].value_counts()
    packed = [code for *_, code in maps.seats(vocabulary)]
    seats = [(vocabulary.seats[code].lon, vocabulary.seats[code].lat) for code in packed]
    window = Window(*size)
    for parks, frame in product(CHOSEN, (window.zone, window.page, window.embed)):
        camera = maps.park_camera(entries, parks, frame)
        layout = maps._layout(entries, lang, frame, size_of(frame), COUNTED, camera, parks)
        at, boxes = drawn(layout, seats, frame.window), []
        # Whoever moves the map finds all of them.
        assert packs.NOWHERE not in layout.shifts
        for place, code in enumerate(packed):
            if layout.names[place] == packs.NOWHERE:
                assert code not in parks, parks
                continue
            words = f"{vocabulary.seats[code].short(lang)} {totals.get(code, '')}".strip()
            name = box(layout, place, at[place], words, size_of(frame))
            # No letter is as high as its line.
            name = Box(name.x, name.y + 1.5, name.w, name.h - 3)
            if name.hits(frame.window):
                assert frame.window.holds(name), (parks, code)
                boxes.append(name)
        assert not any(one.hits(other) for one, other in combinations(boxes, 2)), parks
