"""The innovation path of a place, its gaps, and who could fill them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.analysis.counts import matrix, places_of, silent_places
from lib.query import membership
from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.terms import geometry
from lib.terms.tags import Tag
from lib.terms.taxonomy import Vocabulary


def path(members: Membership, places: str, area: tuple[str, str] | None) -> pd.DataFrame:
    """Return places × categories: what of each step of the innovation path the whole register holds
    in each park (`places` = "park") or node ("corridor"), of one focus area or of all resources."""
    selection = ResourceFilter(members.vocabulary)
    return matrix(members, selection.pin(*area) if area else selection, places, "category")


@dataclass(frozen=True)
class Offer:
    """A place that has what another lacks, and the straight distance between the two seats."""

    place: str
    distance_m: float


@dataclass(frozen=True)
class Gap:
    """A step of which the register holds nothing at a place. `offers` are the places that have it,
    nearest first; none means that no place has it."""

    place: str
    step: str
    offers: tuple[Offer, ...]


def gaps(
    counts: pd.DataFrame,
    silent: Collection[str],
    seats: Mapping[str, geometry.LonLat],
) -> tuple[Gap, ...]:
    """Return every gap in `counts` (places × steps), in its order, with who could fill it.

    A place in `silent` has no gaps: its zeros say nothing. `seats` gives each place's position;
    equal distances keep the order of `counts`.
    """
    found = []
    for place in counts.index:
        if place in silent:
            continue
        for step in counts.columns:
            if counts.loc[place, step]:
                continue
            offers = [
                Offer(other, geometry.distance_m(seats[place], seats[other]))
                for other in counts.index[counts[step] > 0]
            ]
            found.append(Gap(place, step, tuple(sorted(offers, key=lambda o: o.distance_m))))
    return tuple(found)


@dataclass(frozen=True)
class Trail:
    """A path over the whole register. `counts` is places × steps; `silent` are the places whose
    zeros say nothing, with the reason; `gaps` the others' zeros with who has that step."""

    places: str
    area: Tag | None
    counts: pd.DataFrame
    silent: dict[str, str]
    gaps: tuple[Gap, ...]

    def gap(self, place: str, step: str) -> Gap | None:
        """Return the gap at a place and step."""
        return next((g for g in self.gaps if (g.place, g.step) == (place, step)), None)


def trail(members: Membership, places: str, area: Tag | None) -> Trail:
    """Return the path of `area` (`None`: all resources) over parks ("park") or nodes ("corridor").

    Read from the whole register, whatever the filter: a complement must not be lost to it.
    """
    counts = path(members, places, area)
    silent = silent_places(members, places, by_focus=area is not None)
    return Trail(
        places, area, counts, silent, gaps(counts, silent, seats(members.vocabulary, places))
    )


def offered(members: Membership, of: Trail, gap: Gap) -> membership.Mask:
    """Return which rows of the register, all at the nearest place that has it, fill a gap; none
    where no place has it."""
    if not gap.offers:
        return np.zeros(len(members.index), dtype=bool)
    wanted = ResourceFilter(members.vocabulary)
    wanted = wanted.pin(of.places, gap.offers[0].place).pin("category", gap.step)
    return (wanted.pin(*of.area) if of.area else wanted).mask(members)


def seats(vocabulary: Vocabulary, places: str) -> dict[str, geometry.LonLat]:
    """Return the seats of the parks ("park") or of the corridor's nodes ("corridor")."""
    found = places_of(vocabulary, places)
    return {code: (place.lon, place.lat) for code, place in found.items()}
