"""Packs of dots and their names on a map of a given size: where nothing lies over another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot, inf
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from lib.drawing.box import Box
from lib.drawing.labels import Disc, Ground, Label
from lib.terms import geometry
from lib.terms.geometry import Camera, LonLat

Shift = tuple[int, int]
Anchor = Literal["start", "middle", "end"]
Places = npt.NDArray[np.float64]
# Pixels between two discs, and between any of them and the rim.
_GAP: Final = 3.0
_ROUNDS: Final = 400
# How far off an optional name may stand, in pixels.
_NEAR: Final = 12
# As far off as no name stands: what one that lies over something counts.
_OVER: Final = 1_000.0
# So much further off counts what stands nearer to another's disc than to its own.
_DOUBTFUL: Final = 200.0
# A page draws names in a font of its own, on a plate: of the usual ones DejaVu Sans is the widest.
_STRETCH: Final = 1.18
_ROOM: Final = 4  # pixels that the plate is wider at each side
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
    drawn (`shifts`) and where its name stands, at mid-height (`names`); `NOWHERE` for what is left
    out. `anchors` say which part of a name stands there: the one that is nearest to the disc, so
    that a font of another width leaves no gap."""

    camera: Camera
    shifts: tuple[Shift, ...]
    names: tuple[Shift, ...]
    anchors: tuple[Anchor, ...]


def arrange(
    packs: Sequence[Pack],
    step: float,
    size: float,
    window: Box,
    free: Box,
    taken: Sequence[Box] = (),
    line: Sequence[LonLat] = (),
    camera: Camera | None = None,
    *,
    can_move: bool = False,
) -> Layout:
    """Frame `packs` of `step` pixels, named in letters of `size` pixels, in the part of a map's
    `window` that is `free` of all but what is `taken`.

    Packs that would overlap are moved apart, the smaller one further; names keep off the `line`.
    Under a `camera` that does not frame them all, a pack that is not whole in the free part is left
    out, and so is a name that would be cut or lie over another. Where a reader `can_move` the map,
    all packs are there, and one that is out of sight has its name at the side that is further off.
    """
    radii = np.array([pack.radius * step for pack in packs])
    framed = camera or framing(packs, step, size, window, free)
    at = placed([pack.seat for pack in packs], framed, window)
    way = placed(line, framed, window)
    drawn = _apart(at, radii)
    discs = [
        Disc(str(i), x, y, radius)
        for i, ((x, y), radius) in enumerate(zip(drawn.tolist(), radii.tolist(), strict=True))
    ]
    seen = [i for i, disc in enumerate(discs) if camera is None or free.holds(disc.box)]
    points = np.concatenate([way[:0], *map(_between, way[:-1], way[1:])])
    labels = [
        Label(pack.words, disc.x, disc.y, disc.radius, size, "", optional=pack.optional)
        for pack, disc in zip(packs, discs, strict=True)
    ]
    inner = Box(free.x + _ROOM, free.y, free.w - 2 * _ROOM, free.h)
    there = discs if can_move else [discs[i] for i in seen]
    ground = Ground(inner, list(taken), there, list(map(tuple, points.tolist())), _STRETCH)
    spots = _spots(ground, [labels[i] for i in seen])
    if camera:
        spots = _clear(spots, ground)
    shifts, names = [NOWHERE] * len(packs), [NOWHERE] * len(packs)
    anchors: list[Anchor] = ["start"] * len(packs)
    spot_of = dict(zip(seen, spots, strict=True))
    for i, disc in enumerate(discs):
        x, y = at[i].tolist()
        if can_move or i in spot_of:
            shifts[i] = round(disc.x - x), round(disc.y - y)
        if spot := spot_of.get(i):
            anchors[i], right = _held(spot, disc)
            names[i] = round(right - x), round(spot.middle[1] - y)
        elif can_move and not replace(disc, radius=disc.radius + size).box.hits(window):
            side = 1 if disc.x > window.middle[0] else -1
            anchors[i] = "start" if side > 0 else "end"
            names[i] = round(disc.x + side * (disc.radius + _GAP) - x), round(disc.y - y)
    return Layout(framed, tuple(shifts), tuple(names), tuple(anchors))


def framing(packs: Sequence[Pack], step: float, size: float, window: Box, free: Box) -> Camera:
    """Return the camera that shows `packs` of `step` pixels in the `free` part of a map's `window`,
    with room above and below them for names in letters of `size` pixels."""
    radii = np.array([pack.radius * step for pack in packs])
    room = size * 1.3 + 2 * _GAP  # A name stands above or below the outermost ones.
    seats = [pack.seat for pack in packs]
    fitted = geometry.frame_discs(seats, radii + _GAP, free.w, free.h - 2 * room)
    return geometry.moved(fitted, *(np.array(free.middle) - np.array(window.middle)).tolist())


def placed(points: Sequence[LonLat], camera: Camera, window: Box) -> Places:
    """Return where a camera shows places in a map's window, in pixels."""
    center = geometry.mercator([(camera.lon, camera.lat)])
    return np.asarray((geometry.mercator(points) - center) * 2**camera.zoom + window.middle)


def _held(spot: Box, disc: Disc) -> tuple[Anchor, float]:
    """By which part, and at which x, a name in a spot is held."""
    if spot.x >= disc.x:
        return "start", spot.x
    if spot.x + spot.w <= disc.x:
        return "end", spot.x + spot.w
    return "middle", spot.middle[0]


def _clear(spots: Sequence[Box | None], ground: Ground) -> list[Box | None]:
    """Return the spots of names without those that are cut, or lie over a disc, over what is taken
    or over one before."""
    kept: list[Box | None] = []
    for spot in spots:
        is_clear = (
            spot is not None
            and ground.frame.holds(spot)
            and not any(spot.hits(other) for other in (*ground.taken, *filter(None, kept)))
            and not any(disc.touches(spot) for disc in ground.discs)
        )
        kept.append(spot if is_clear else None)
    return kept


def _spots(ground: Ground, labels: Sequence[Label]) -> list[Box | None]:
    """Return where labels stand. They choose one after another, the largest disc's first and
    optional ones last; whose lies over something, or else reads as another's, or else stands
    furthest off, then chooses before all others, as long as that makes the whole better."""
    order = sorted(range(len(labels)), key=lambda i: (labels[i].optional, -labels[i].radius))
    best: tuple[float, list[Box | None]] = inf, []
    for _ in labels:
        spots = _placed(replace(ground, taken=list(ground.taken)), labels, order)
        away = [_away(label, spot) for label, spot in zip(labels, spots, strict=True)]
        kept = _clear(spots, ground)
        for i, spot in enumerate(spots):
            if spot and not kept[i]:
                away[i] = _OVER
            elif spot and ground.is_doubtful(labels[i], spot):
                away[i] += _DOUBTFUL
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
