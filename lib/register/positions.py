"""Where marks are drawn at region and at city scale: pure functions of the register's rows."""

from math import sqrt
from typing import Final, cast

import numpy as np
import pandas as pd

from lib.terms.geometry import LonLat, pack
from lib.terms.taxonomy import Vocabulary

# At region scale: one dot a resource round its park's seat. 2.4 km keeps the packs of 中关村 and
# 燕郊, 43 km apart, clear of each other; neighbours in a pack lie ≥ 1.5 steps apart.
REGION_STEP_M: Final = 2400.0
# At city scale: marks sharing an anchor, at most this far apart and never beyond its radius.
CITY_STEP_M: Final = 170.0


def pack_radius_m(count: int) -> float:
    """Return the radius of a region-scale pack of `count` dots, its rim included."""
    return REGION_STEP_M * (sqrt(count) + 1)


def region_positions(frame: pd.DataFrame, vocabulary: Vocabulary) -> list[LonLat]:
    """Return a drawing position for each row at region scale: packed round its park's seat,
    categories in rings (the vocabulary's order, from the middle outwards)."""
    order = {c.code: i for i, c in enumerate(vocabulary.categories)}
    positions: dict[int, LonLat] = {}
    for park, rows in frame.groupby("park", sort=False):
        seat = vocabulary.seats[str(park)]
        ranked = rows.index[np.argsort(rows["category"].map(order).to_numpy(), kind="stable")]
        spots = pack((seat.lon, seat.lat), len(ranked), REGION_STEP_M)
        positions |= dict(zip(ranked.tolist(), spots, strict=True))
    return [positions[i] for i in frame.index.tolist()]


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
