"""Where marks are drawn at region and at city scale: pure functions of the register's rows."""

from collections.abc import Iterator
from math import sqrt
from typing import Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.terms.geometry import LonLat, pack, sunflower
from lib.terms.taxonomy import Park, Vocabulary

# At region scale: one dot a resource round its park's seat. 2.4 km keeps the packs of 中关村 and
# 燕郊, 43 km apart, clear of each other; neighbours in a pack lie ≥ 1.5 steps apart.
REGION_STEP_M: Final = 2400.0
# At city scale: marks sharing an anchor, at most this far apart and never beyond its radius.
CITY_STEP_M: Final = 170.0
# The same in pixels, for marks of up to 15 that are known only to an area.
CITY_STEP_PX: Final = 9.0

Offset = tuple[float, float]


def pack_radius_m(count: int) -> float:
    """Return the radius of a region-scale pack of `count` dots, its rim included."""
    return REGION_STEP_M * pack_radius(count)


def pack_radius(count: int) -> float:
    """Return the radius of a pack of `count` dots, its rim included, in steps of the pack."""
    return sqrt(count) + 1


def region_positions(frame: pd.DataFrame, vocabulary: Vocabulary) -> list[LonLat]:
    """Return a drawing position for each row at region scale: packed round its park's seat,
    categories in rings (the vocabulary's order, from the middle outwards)."""
    positions: dict[int, LonLat] = {}
    for park, rows in _packs(frame, vocabulary):
        spots = pack((park.lon, park.lat), len(rows), REGION_STEP_M)
        positions |= dict(zip(rows, spots, strict=True))
    return [positions[i] for i in frame.index.tolist()]


def region_offsets(frame: pd.DataFrame, vocabulary: Vocabulary) -> list[Offset]:
    """Return each row's place in its park's pack, in the order of `region_positions`, in steps of
    the pack to the right and downwards."""
    offsets: dict[int, Offset] = {}
    for _, rows in _packs(frame, vocabulary):
        offsets |= zip(rows, _offsets(sunflower(len(rows))), strict=True)
    return [offsets[i] for i in frame.index.tolist()]


def _packs(frame: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[tuple[Park, list[int]]]:
    order = {c.code: i for i, c in enumerate(vocabulary.categories)}
    for park, rows in frame.groupby("park", sort=False):
        ranked = np.argsort(rows["category"].map(order).to_numpy(), kind="stable")
        yield vocabulary.seats[str(park)], rows.index[ranked].tolist()


def city_offsets(frame: pd.DataFrame) -> list[Offset]:
    """Return how far from its position each row is drawn on a map that zooms, in pixels to the
    right and downwards: rows known only to one area are packed round its seat, outside those placed
    there, and stay countable at any zoom."""
    is_area = frame["position_basis"] == "area"
    offsets = dict.fromkeys(frame.index.tolist(), (0.0, 0.0))
    for _, rows in frame.groupby(["lon", "lat"], sort=False):
        unplaced = rows.index[is_area[rows.index]].tolist()
        if len(rows) > 1:
            spots = sunflower(len(unplaced), first=len(rows) - len(unplaced)) * CITY_STEP_PX
            offsets |= zip(unplaced, _offsets(spots), strict=True)
    return [offsets[i] for i in frame.index.tolist()]


def _offsets(spots: npt.NDArray[np.float64]) -> list[Offset]:
    return [(round(east, 2), round(-north, 2)) for east, north in spots.tolist()]


def city_positions(frame: pd.DataFrame) -> list[LonLat]:
    """Return a drawing position for each row at city scale.

    Rows that share an anchor are spread close round it, those known to a place innermost and never
    beyond the smallest `radius_m` among them; those known only to an area stay packed at its seat.
    """
    positions: dict[int, LonLat] = {}
    is_area = frame["position_basis"] == "area"
    for anchor, rows in frame.groupby(["lon", "lat"], sort=False):
        lon, lat = (float(value) for value in cast("tuple[float, float]", anchor))
        order = rows.index[np.argsort(is_area[rows.index].to_numpy(), kind="stable")].tolist()
        placed = rows.loc[~is_area[rows.index], "radius_m"]
        limit = float(placed.min()) if len(placed) else float("inf")
        step = min(CITY_STEP_M, 0.8 * limit / sqrt(len(rows)))
        spots = [(lon, lat)] if len(rows) == 1 else pack((lon, lat), len(rows), step)
        positions |= dict(zip(order, spots, strict=True))
    return [positions[i] for i in frame.index.tolist()]
