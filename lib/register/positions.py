"""Where marks are drawn at region and at city scale: pure functions of the register's rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow

from lib.register import dots
from lib.register.columns import coded, holding
from lib.register.dots import Dots, Ints, Mask, Scale
from lib.terms.geometry import METRES_PER_DEGREE, LonLat, spiral
from lib.terms.taxonomy import Vocabulary

# At region scale: a dot each step round its park's seat. 2.4 km keeps the packs of 中关村 and
# 燕郊, 43 km apart, clear of each other; neighbours in a pack lie ≥ 1.5 steps apart.
REGION_STEP_M: Final = 2400.0
# At city scale: marks sharing an anchor, at most this far apart and never beyond its radius.
CITY_STEP_M: Final = 170.0
# The same in pixels, for marks of up to 15 that are known only to an area.
CITY_STEP_PX: Final = 9.0

# Of some things each, two numbers: longitude and latitude, or to the right and downwards.
Pairs = npt.NDArray[np.float64]
# Places, each as one number, so that alike ones are equal.
Anchors = npt.NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class Areas:
    """The dots of the resources that are known only to an area, packed round its seat, or of very
    many areas round those of their zones: `seats` has the middle of each pack, WGS-84 longitude and
    latitude in degrees, `zones` the place of its park among the vocabulary's, and `offsets` how far
    from it each dot is drawn on a map that zooms, in pixels to the right and downwards."""

    dots: Dots
    seats: Pairs
    zones: Ints
    offsets: Pairs


@dataclass(frozen=True, eq=False)
class Arrangement:
    """How a register's rows are drawn on maps that zoom: the dots of the zones' packs, those of the
    rows known only to an area, the others (`placed`), and where each row is drawn at city scale
    (`spots`)."""

    scale: Scale
    zones: Dots
    areas: Areas
    placed: Ints
    spots: Pairs


def arrange(table: pyarrow.Table, vocabulary: Vocabulary) -> Arrangement:
    """Return how a register's rows are drawn."""
    return Arrangement(
        dots.scale(len(table)),
        zone_dots(table, vocabulary),
        area_dots(table, vocabulary),
        np.flatnonzero(~_is_held(table)),
        city_positions(table),
    )


def pack_radius_m(count: int) -> float:
    """Return the radius of a region-scale pack of `count` dots, its rim included."""
    return REGION_STEP_M * pack_radius(count)


def pack_radius(count: int) -> float:
    """Return the radius of a pack of `count` dots, its rim included, in steps of the pack."""
    return sqrt(count) + 1


def zone_dots(table: pyarrow.Table, vocabulary: Vocabulary) -> Dots:
    """Return the dots of all rows, a pack for each of the vocabulary's parks in its order."""
    parks, worth = _parks(table, vocabulary), dots.scale(len(table)).worth
    return dots.gathered(parks, _categories(table, vocabulary), np.arange(len(table)), worth)


def zone_offsets(packed: Dots) -> Pairs:
    """Return how far from its zone's seat each of `zone_dots` is drawn, in steps of a pack to the
    right and downwards: categories lie in rings, the vocabulary's first in the middle."""
    return spiral(packed.place) * (1, -1)


def zone_positions(packed: Dots, vocabulary: Vocabulary) -> list[LonLat]:
    """Return where each of `zone_dots` is drawn where packs have a size of their own on the
    ground."""
    seats = np.array([(park.lon, park.lat) for park in vocabulary.parks])[packed.pack]
    return _pairs(_around(seats, packed.place, REGION_STEP_M))


def area_dots(table: pyarrow.Table, vocabulary: Vocabulary) -> Areas:
    """Return the dots of the rows known only to an area. They lie outside those that are placed at
    the same anchor, and stay countable at any zoom."""
    held, anchors, parks = _is_held(table), _anchors(table), _parks(table, vocabulary)
    worth, own = dots.scale(len(table)).worth, anchors[held]
    if worth > 1 and len(np.unique(own)) * len(vocabulary.categories) > dots.MOST:
        # Too many for packs of their own: at the seats of their zones.
        own = np.array([park.lon + 1j * park.lat for park in vocabulary.parks])[parks[held]]
    seats, first, packs = np.unique(own, return_index=True, return_inverse=True)
    rows = np.flatnonzero(held)
    zones = parks[rows[first]]
    packed = dots.gathered(packs, _categories(table, vocabulary)[held], rows, worth)
    beside = _beside(anchors[~held], seats)
    offsets = spiral(beside[packed.pack] // worth + packed.place) * (CITY_STEP_PX, -CITY_STEP_PX)
    is_alone = (beside + packed.sizes(len(seats)) == 1)[packed.pack]
    offsets[is_alone] = 0
    return Areas(packed, np.column_stack([seats.real, seats.imag]), zones, offsets)


def city_positions(table: pyarrow.Table) -> Pairs:
    """Return a drawing position for each row at city scale, WGS-84 longitude and latitude.

    Rows that share an anchor are spread close round it, those known to a place innermost and never
    beyond the smallest `radius_m` among them; those known only to an area stay at its seat.
    """
    held = _is_held(table)
    _, groups, counts = np.unique(_anchors(table), return_inverse=True, return_counts=True)
    limits = np.full(len(counts), np.inf)
    np.minimum.at(limits, groups[~held], _numbers(table, "radius_m")[~held])
    steps = np.minimum(CITY_STEP_M, 0.8 * limits / np.sqrt(counts))
    order = np.lexsort((held, groups))
    places = np.empty(len(table), dtype=np.intp)
    places[order] = dots.places(groups[order])
    anchors = np.column_stack([_numbers(table, "lon"), _numbers(table, "lat")])
    spots = _around(anchors, places, steps[groups])
    stays = held | (counts[groups] == 1)
    spots[stays] = anchors[stays]
    return spots


def _beside(anchors: Anchors, seats: Anchors) -> Ints:
    """How many of some anchors are at each of the seats, which ascend."""
    if not len(seats):
        return np.zeros(0, dtype=np.intp)
    nearest = np.searchsorted(seats, anchors).clip(max=len(seats) - 1)
    return np.bincount(nearest[seats[nearest] == anchors], minlength=len(seats))


def _around(middles: Pairs, places: Ints, steps: float | Pairs) -> Pairs:
    """The given places of packs round their middles, so many metres apart, to a metre."""
    east, north = (spiral(places) / METRES_PER_DEGREE).T * steps
    lon, lat = middles.T
    return np.round(np.column_stack([lon + east / np.cos(np.radians(lat)), lat + north]), 5)


def _pairs(places: Pairs) -> list[LonLat]:
    return list(map(tuple, places.tolist()))


def _is_held(table: pyarrow.Table) -> Mask:
    """Which rows are known only to an area."""
    numbers, texts = coded(table, "position_basis")
    return holding(numbers, texts, "area")


def _anchors(table: pyarrow.Table) -> Anchors:
    """Each row's anchor as one number, which alike ones share."""
    return np.asarray(_numbers(table, "lon") + 1j * _numbers(table, "lat"))


def _parks(table: pyarrow.Table, vocabulary: Vocabulary) -> Ints:
    return _codes(table, "park", [park.code for park in vocabulary.parks])


def _categories(table: pyarrow.Table, vocabulary: Vocabulary) -> Ints:
    return _codes(table, "category", [category.code for category in vocabulary.categories])


def _codes(table: pyarrow.Table, name: str, codes: Sequence[str]) -> Ints:
    """The place of each of a column's codes among `codes`."""
    numbers, texts = coded(table, name)
    return np.array([codes.index(text) for text in texts], dtype=np.intp)[numbers]


def _numbers(table: pyarrow.Table, name: str) -> Pairs:
    return np.asarray(table[name].to_numpy(), dtype=float)
