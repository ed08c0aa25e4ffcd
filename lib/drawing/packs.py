"""Packs of dots and their names on a map of a given size: where nothing lies over another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lib.drawing.box import Box
from lib.drawing.labels import Disc, Ground, Label
from lib.terms import geometry
from lib.terms.geometry import Camera, LonLat

Shift = tuple[int, int]
# Pixels between two discs, and between any of them and the rim.
_GAP: Final = 3.0
_ROUNDS: Final = 400


@dataclass(frozen=True)
class Pack:
    """Dots packed round a seat, `radius` steps wide, with the words that name it."""

    seat: LonLat
    radius: float
    words: str


@dataclass(frozen=True)
class Layout:
    """A map's camera, and in pixels to the right of and below each pack's seat where its middle is
    drawn (`shifts`) and where its name begins, at mid-height (`names`)."""

    camera: Camera
    shifts: tuple[Shift, ...]
    names: tuple[Shift, ...]


def arrange(
    packs: Sequence[Pack], step: float, size: float, frame: Box, taken: Sequence[Box] = ()
) -> Layout:
    """Frame `packs` of `step` pixels, named in letters of `size` pixels, in the window (0, 0) to
    the far corner of `frame`, which is the part of it that nothing lies over but `taken`.

    Packs that would overlap are moved apart, the smaller one further.
    """
    radii = np.array([pack.radius * step for pack in packs])
    seats = [pack.seat for pack in packs]
    room = size * 1.3 + 2 * _GAP  # A name stands above or below the outermost ones.
    fitted = geometry.frame_discs(seats, radii + _GAP, frame.w, frame.h - 2 * room)
    width, height = frame.x + frame.w, frame.y + frame.h
    camera = geometry.moved(fitted, frame.middle[0] - width / 2, frame.middle[1] - height / 2)
    scale = 2**camera.zoom
    middle = geometry.mercator([(camera.lon, camera.lat)])
    at = (geometry.mercator(seats) - middle) * scale + (width / 2, height / 2)
    drawn = _apart(at, radii)
    discs = [
        Disc(str(i), x, y, radius)
        for i, ((x, y), radius) in enumerate(zip(drawn.tolist(), radii.tolist(), strict=True))
    ]
    ground = Ground(frame, taken=list(taken), discs=discs)
    names: list[Shift] = [(0, 0)] * len(packs)
    for i in np.argsort(-radii, kind="stable").tolist():
        disc, (x, y) = discs[i], at[i]
        spot = ground.place(Label(packs[i].words, disc.x, disc.y, disc.radius, size, ""))
        if spot:
            names[i] = round(spot.x - x), round(spot.middle[1] - y)
    shifts = tuple((round(dx), round(dy)) for dx, dy in (drawn - at).tolist())
    return Layout(camera, shifts, tuple(names))


def _apart(at: npt.NDArray[np.float64], radii: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
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
