"""Packs of dots and their names on a map of a given size: where nothing lies over another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot, inf
from typing import Final

import numpy as np
import numpy.typing as npt

from lib.drawing.box import Box
from lib.drawing.labels import Disc, Ground, Label
from lib.terms import geometry
from lib.terms.geometry import Camera, LonLat

Shift = tuple[int, int]
Places = npt.NDArray[np.float64]
# Pixels between two discs, and between any of them and the rim.
_GAP: Final = 3.0
_ROUNDS: Final = 400
# How far off an optional name may stand, in pixels.
_NEAR: Final = 12
# Letters may be wider by so many pixels where the page has other fonts.
_ROOM: Final = 8
NOWHERE: Final[Shift] = (0, -9999)


@dataclass(frozen=True)
class Pack:
    """Dots packed round a seat, `radius` steps wide, with the words that name it, which are left
    out where they are `optional` and would stand far off."""

    seat: LonLat
    radius: float
    words: str
    optional: bool = False


@dataclass(frozen=True)
class Layout:
    """A map's camera, and in pixels to the right of and below each pack's seat where its middle is
    drawn (`shifts`) and where its name begins, at mid-height (`names`); `NOWHERE` if left out."""

    camera: Camera
    shifts: tuple[Shift, ...]
    names: tuple[Shift, ...]


def arrange(
    packs: Sequence[Pack],
    step: float,
    size: float,
    window: Box,
    free: Box,
    taken: Sequence[Box] = (),
    line: Sequence[LonLat] = (),
) -> Layout:
    """Frame `packs` of `step` pixels, named in letters of `size` pixels, in the part of a map's
    `window` that is `free` of all but what is `taken`.

    Packs that would overlap are moved apart, the smaller one further; names keep off the `line`.
    """
    radii = np.array([pack.radius * step for pack in packs])
    seats = [pack.seat for pack in packs]
    room = size * 1.3 + 2 * _GAP  # A name stands above or below the outermost ones.
    fitted = geometry.frame_discs(seats, radii + _GAP, free.w, free.h - 2 * room)
    middle = np.array(window.middle)
    camera = geometry.moved(fitted, *(np.array(free.middle) - middle).tolist())
    center = geometry.mercator([(camera.lon, camera.lat)])

    def on_map(points: Sequence[LonLat]) -> Places:
        placed: Places = (geometry.mercator(points) - center) * 2**camera.zoom + middle
        return placed

    at, way = on_map(seats), on_map(line)
    drawn = _apart(at, radii)
    discs = [
        Disc(str(i), x, y, radius)
        for i, ((x, y), radius) in enumerate(zip(drawn.tolist(), radii.tolist(), strict=True))
    ]
    points = np.concatenate([way[:0], *map(_between, way[:-1], way[1:])])
    labels = [
        Label(pack.words, disc.x, disc.y, disc.radius, size, "", optional=pack.optional)
        for pack, disc in zip(packs, discs, strict=True)
    ]
    inner = Box(free.x + _ROOM, free.y, free.w - 2 * _ROOM, free.h)
    ground = Ground(inner, list(taken), discs, list(map(tuple, points.tolist())))
    spots = _spots(ground, labels)
    names = [
        (round(spot.x - x), round(spot.middle[1] - y)) if spot else NOWHERE
        for spot, (x, y) in zip(spots, at.tolist(), strict=True)
    ]
    shifts = [(round(dx), round(dy)) for dx, dy in (drawn - at).tolist()]
    return Layout(camera, tuple(shifts), tuple(names))


def _spots(ground: Ground, labels: Sequence[Label]) -> list[Box | None]:
    """Return where labels stand. They choose one after another, the largest disc's first and
    optional ones last; whose stands furthest off then chooses before all others, as long as that
    brings them nearer."""
    order = sorted(range(len(labels)), key=lambda i: (labels[i].optional, -labels[i].radius))
    best: tuple[float, list[Box | None]] = inf, []
    for _ in labels:
        spots = _placed(replace(ground, taken=list(ground.taken)), labels, order)
        away = [_away(label, spot) for label, spot in zip(labels, spots, strict=True)]
        best = min(best, (sum(far * far for far in away), spots), key=lambda each: each[0])
        worst = away.index(max(away))
        order.remove(worst)
        order.insert(0, worst)
    return best[1]


def _placed(ground: Ground, labels: Sequence[Label], order: Sequence[int]) -> list[Box | None]:
    spots: list[Box | None] = [None] * len(labels)
    for i in order:
        spot = ground.place(labels[i])
        if spot and labels[i].optional and _away(labels[i], spot) > _NEAR:
            ground.taken.remove(spot)
            spot = None
        spots[i] = spot
    return spots


def _away(label: Label, spot: Box | None) -> float:
    """How far a label stands from its disc, in pixels."""
    if not spot:
        return 0.0
    x, y = spot.nearest(label.x, label.y)
    return hypot(x - label.x, y - label.y) - label.radius


def _between(start: Places, end: Places) -> Places:
    """Points each few pixels from one place to another."""
    return np.linspace(start, end, 2 + int(np.hypot(*(end - start)) / _GAP))


def _apart(at: Places, radii: npt.NDArray[np.float64]) -> Places:
    """Move discs apart until none touches another, each as far as the other is large."""
    drawn = at.copy()
    for _ in range(_ROUNDS):
        is_moved = False
        for i in range(len(drawn)):
            for j in range(i):
                way = drawn[i] - drawn[j]
                distance = float(np.hypot(*way))
                lacking = radii[i] + radii[j] + _GAP - distance
                if lacking <= 0.5:
                    continue
                way = way / distance if distance else np.array([0.0, 1.0])
                share = radii[j] / (radii[i] + radii[j])
                drawn[i] += way * lacking * share
                drawn[j] -= way * lacking * (1 - share)
                is_moved = True
        if not is_moved:
            break
    return drawn
