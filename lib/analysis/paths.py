"""The innovation path of a place, its gaps, and who could fill them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.analysis.counts import (
    FOCUS_DIMENSION,
    NOT_REGISTERED,
    NOT_TAGGED,
    matrix,
    places_of,
    silent_places,
    tagged,
)
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
    """A place that has what another lacks: the straight distance between the two seats, and how
    many resources it has of it."""

    place: str
    distance_m: float
    count: int


@dataclass(frozen=True)
class Gap:
    """A step of which the register holds nothing at a place. `offers` are the places that have it,
    nearest first; none means that no place has it. `beyond` are then, for a corridor's node, the
    parks that have it off the corridor."""

    place: str
    step: str
    offers: tuple[Offer, ...]
    beyond: tuple[Offer, ...] = ()


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
            found.append(Gap(place, step, _offers(counts[step], seats[place], seats)))
    return tuple(found)


def _offers(
    counts: "pd.Series[int]", seat: geometry.LonLat, seats: Mapping[str, geometry.LonLat]
) -> tuple[Offer, ...]:
    """Who has any of what is counted, nearest to `seat` first."""
    offers = [
        Offer(place, geometry.distance_m(seat, seats[place]), n)
        for place, n in zip(counts.index, counts.to_list(), strict=True)
        if n
    ]
    return tuple(sorted(offers, key=lambda offer: offer.distance_m))


@dataclass(frozen=True)
class Trail:
    """A path over the whole register. `counts` is places × steps; `silent` are the places whose
    zeros say nothing, with the reason; `gaps` the others' zeros with who has that step, `zeros`
    these and the silent places'.

    The steps are the categories, or with `by_focus` the chains and clusters as `facet:code`.
    """

    places: str
    area: Tag | None
    counts: pd.DataFrame
    silent: dict[str, str]
    gaps: tuple[Gap, ...]
    zeros: tuple[Gap, ...]
    by_focus: bool = False

    def gap(self, place: str, step: str) -> Gap | None:
        """Return the gap at a place and step."""
        return _at(self.gaps, place, step)

    def zero(self, place: str, step: str) -> Gap | None:
        """Return who has a step that the register does not hold at a place, silent or not."""
        return _at(self.zeros, place, step)

    def nearest(self, gap: Gap) -> tuple[Tag, Offer] | None:
        """Return the nearest place that has what `gap` lacks, or nearest park off the corridor;
        `None` where no place has it."""
        if gap.offers:
            return Tag(self.places, gap.offers[0].place), gap.offers[0]
        return (Tag("park", gap.beyond[0].place), gap.beyond[0]) if gap.beyond else None

    def tag(self, step: str) -> Tag:
        """Return a step as a tag."""
        return Tag.parse(step) if self.by_focus else Tag("category", step)


def _at(found: Collection[Gap], place: str, step: str) -> Gap | None:
    return next((gap for gap in found if (gap.place, gap.step) == (place, step)), None)


def trail(members: Membership, places: str, area: Tag | None) -> Trail:
    """Return the path of `area` (`None`: all resources) over parks ("park") or nodes ("corridor").

    Read from the whole register, whatever the filter: a complement must not be lost to it.
    """
    counts = path(members, places, area)
    return _trail(members, places, area, counts, by_focus=False)


def focus_trail(members: Membership, places: str) -> Trail:
    """Return as `trail` does which place has which chain or cluster."""
    counts = matrix(members, ResourceFilter(members.vocabulary), places, FOCUS_DIMENSION)
    return _trail(members, places, None, counts, by_focus=True)


def _trail(
    members: Membership, places: str, area: Tag | None, counts: pd.DataFrame, *, by_focus: bool
) -> Trail:
    silent = silent_places(members, places, by_focus=by_focus or area is not None)
    at = seats(members.vocabulary, places)
    zeros = gaps(counts, (), at)
    if places == "corridor" and not by_focus:
        held, parks = path(members, "park", area), seats(members.vocabulary, "park")
        zeros = tuple(
            gap
            if gap.offers
            else replace(gap, beyond=_offers(held[gap.step], at[gap.place], parks))
            for gap in zeros
        )
    spoken = tuple(gap for gap in zeros if gap.place not in silent)
    return Trail(places, area, counts, silent, spoken, zeros, by_focus=by_focus)


def missing_because(members: Membership, of: Trail, gap: Gap) -> str:
    """Return why the register may hold nothing of a step at a place: `NOT_TAGGED` where rows that
    could be of it carry neither chain nor cluster, else `NOT_REGISTERED`."""
    having = members.having(of.places, (gap.place,))
    if not of.by_focus:
        having = having & members.having("category", (gap.step,))
    is_tagged = of.by_focus or of.area is not None
    return NOT_TAGGED if is_tagged and (having & ~tagged(members)).any() else NOT_REGISTERED


def offered(members: Membership, of: Trail, gap: Gap) -> membership.Mask:
    """Return which rows of the register, all at the nearest place that has it, fill a gap; none
    where no place has it."""
    nearest = of.nearest(gap)
    if not nearest:
        return np.zeros(len(members.index), dtype=bool)
    wanted = ResourceFilter(members.vocabulary).pin(*nearest[0]).pin(*of.tag(gap.step))
    return (wanted.pin(*of.area) if of.area else wanted).mask(members)


def seats(vocabulary: Vocabulary, places: str) -> dict[str, geometry.LonLat]:
    """Return the seats of the parks ("park") or of the corridor's nodes ("corridor")."""
    found = places_of(vocabulary, places)
    return {code: (place.lon, place.lat) for code, place in found.items()}
