"""Counts, shares, complements and corridor figures: pure functions, frame in, plain values out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import pandas as pd

from lib.analysis.corridor import Leg as Leg
from lib.analysis.corridor import Span as Span
from lib.analysis.corridor import Stop as Stop
from lib.analysis.corridor import corridor_legs as corridor_legs
from lib.analysis.corridor import corridor_spans as corridor_spans
from lib.analysis.corridor import corridor_stops as corridor_stops
from lib.base.i18n import Lang, mark, translator
from lib.query import membership
from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.terms import geometry
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS, CorridorNode, Park, Vocabulary

# The eleven chains and clusters as one dimension of a matrix; its codes are `facet:code`.
FOCUS_DIMENSION: Final = "focus"
# In a matrix labelled by options, the column that stands for the row's whole.
WHOLE: Final = ""
# Under so few rows a share says more of the register than of the park.
FEWEST_ROWS: Final = 10

NOT_TAGGED: Final = mark("未标注")
NOT_REGISTERED: Final = mark("未收录")


def focus_codes(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the codes of `FOCUS_DIMENSION`, each chain or cluster as `facet:code`."""
    return tuple(map(str, vocabulary.focus_areas))


def places_of(vocabulary: Vocabulary, places: str) -> dict[str, Park | CorridorNode]:
    """Return the parks ("park") or the corridor's nodes ("corridor") by code."""
    terms = vocabulary.nodes if places == "corridor" else vocabulary.parks
    return {place.code: place for place in terms}


def untagged(frame: pd.DataFrame) -> int:
    """Return how many resources carry neither chain nor cluster."""
    pairs = zip(frame["chains"], frame["clusters"], strict=True)
    return sum(not chains and not clusters for chains, clusters in pairs)


def tagged_rows(members: Membership) -> membership.Mask:
    """Return which rows carry any chain or cluster."""
    chains, clusters = (members.facets[facet].any(axis=1) for facet in FOCUS)
    return np.asarray(chains | clusters, dtype=bool)


def silence(members: Membership, facet: str, code: str, *, by_focus: bool) -> str | None:
    """Return why a place's zero says nothing about the place, or `None` where it may.

    `NOT_REGISTERED`: the register holds no row of the park or corridor node at all; `NOT_TAGGED`:
    the zero is of a chain or cluster (`by_focus`) and none of the place's rows carries any.
    """
    if facet not in ("park", "corridor"):
        return None
    rows = members.carries(facet, (code,))
    if not rows.any():
        return NOT_REGISTERED
    if by_focus and not (rows & tagged_rows(members)).any():
        return NOT_TAGGED
    return None


def _columns(members: Membership, dimension: str) -> pd.DataFrame:
    """Return rows × codes of 0 and 1 for a facet, the focus areas or the corridor's nodes."""
    vocabulary = members.vocabulary
    if dimension == FOCUS_DIMENSION:
        carried = {str(t): members.carries(t.facet, (t.code,)) for t in vocabulary.focus_areas}
        return pd.DataFrame(carried, dtype=np.int32)
    found = pd.DataFrame(members.facets[dimension], columns=list(vocabulary.terms[dimension]))
    return found[list(places_of(vocabulary, dimension))] if dimension == "corridor" else found


def matrix(members: Membership, selection: ResourceFilter, rows: str, columns: str) -> pd.DataFrame:
    """Return how many resources carry both codes, a row for each code of `rows`, a column for
    each of `columns`.

    A dimension is a facet (of the corridor: its nodes) or `FOCUS_DIMENSION`. The matrix follows
    `selection` in everything but its own two dimensions.
    """
    own = [f for d in (rows, columns) for f in (FOCUS if d == FOCUS_DIMENSION else (d,))]
    passes = selection.mask(members, apart_from=own)
    left, right = (_columns(members, dimension)[passes] for dimension in (rows, columns))
    return left.T @ right


def crossed(
    members: Membership, selection: ResourceFilter, rows: str, columns: Collection[str]
) -> pd.DataFrame:
    """Return the matrices of `rows` × each of `columns` side by side, labelled by options
    `facet:code`; the first column, `WHOLE`, counts each row under the whole rest of `selection`."""
    own = FOCUS if rows == FOCUS_DIMENSION else (rows,)
    passes = selection.mask(members, apart_from=own)
    parts = [_options(matrix(members, selection, rows, c), rows, c) for c in columns]
    whole = _columns(members, rows)[passes].sum().to_numpy()
    return pd.concat([pd.DataFrame({WHOLE: whole}, index=parts[0].index), *parts], axis=1)


def _options(counts: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    def option(dimension: str, code: str) -> str:
        return code if dimension == FOCUS_DIMENSION else f"{dimension}:{code}"

    return counts.rename(
        index=lambda code: option(rows, code), columns=lambda code: option(columns, code)
    )


def path(members: Membership, places: str, area: tuple[str, str] | None) -> pd.DataFrame:
    """Return places × categories: what of each step of the innovation path the whole register holds
    in each park (`places` = "park") or node ("corridor"), of one focus area or of all resources."""
    selection = ResourceFilter(members.vocabulary)
    return matrix(members, selection.pin(*area) if area else selection, places, "category")


def silent_places(members: Membership, places: str, *, by_focus: bool) -> dict[str, str]:
    """Return the parks or nodes whose zeros say nothing, each with its reason (see `silence`)."""
    codes = places_of(members.vocabulary, places)
    reasons = {code: silence(members, places, code, by_focus=by_focus) for code in codes}
    return {code: reason for code, reason in reasons.items() if reason}


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


@dataclass(frozen=True)
class Shares:
    """What the parks' resources are made of: `counts[park][code]`, the `totals[park]` they are
    parts of, and the median park's share of each code (NaN where no park has any)."""

    counts: dict[str, dict[str, int]]
    totals: dict[str, int]
    median: dict[str, float]

    def share(self, park: str, code: str) -> float | None:
        """Return a code's share of a park's total, or `None` where there is nothing to share."""
        total = self.totals[park]
        return self.counts[park][code] / total if total else None


def shares(members: Membership, selection: ResourceFilter, columns: str) -> Shares:
    """Return what the parks' resources are made of, by category or focus area, under `selection`.

    Shares of focus areas are of a park's tagged rows, since an untagged row says nothing of them;
    a resource with several tags counts in each. The median is that of the parks with such rows.
    """
    counts = matrix(members, selection, "park", columns)
    own = FOCUS if columns == FOCUS_DIMENSION else (columns,)
    passes = selection.mask(members, apart_from=("park", *own))
    if columns == FOCUS_DIMENSION:
        passes &= tagged_rows(members)
    totals = _columns(members, "park")[passes].sum()
    median = counts.div(totals.where(totals > 0), axis=0).median()
    return Shares(
        counts=cast("dict[str, dict[str, int]]", counts.to_dict("index")),
        totals=dict(zip(totals.index, totals.tolist(), strict=True)),
        median=dict(zip(median.index, median.tolist(), strict=True)),
    )


@dataclass(frozen=True)
class Standing:
    """A park's strongest and thinnest field: the code whose share lies furthest above, and furthest
    below, the median park's, each with both shares; `None` where no share lies 1 % away."""

    most: tuple[str, float, float] | None
    least: tuple[str, float, float] | None


def standing(of: Shares, park: str) -> Standing | None:
    """Return a park's standing, or `None` under `FEWEST_ROWS` rows, too few to speak of."""
    total = of.totals[park]
    if total < FEWEST_ROWS:
        return None
    own = {code: n / total for code, n in of.counts[park].items()}
    above = {code: own[code] - of.median[code] for code in own}
    most, least = max(above, key=above.__getitem__), min(above, key=above.__getitem__)
    return Standing(
        (most, own[most], of.median[most]) if above[most] >= 0.01 else None,
        (least, own[least], of.median[least]) if above[least] <= -0.01 else None,
    )


def park_sentence(
    by_category: Shares, by_focus: Shares, park: str, vocabulary: Vocabulary, lang: Lang
) -> str:
    """Return `park_sentences` as one text."""
    said = park_sentences(by_category, by_focus, park, vocabulary, lang)
    return (" " if lang == "en" else "").join(said)


def park_sentences(
    by_category: Shares, by_focus: Shares, park: str, vocabulary: Vocabulary, lang: Lang
) -> tuple[str, ...]:
    """Return what the register says of a park: its rows, its strongest and thinnest category beside
    the median park, and its most frequent chain or cluster; a park of few rows is not judged."""
    t = translator(lang)
    total, tagged = by_category.totals[park], by_focus.totals[park]
    found = standing(by_category, park)
    if not found:
        few = t("登记册中仅收录 {n} 项，不足 {few} 项，不作比较。")
        none = t("登记册中没有收录该园区的资源。")
        return (few.format(n=total, few=FEWEST_ROWS) if total else none,)
    said = [t("登记册中收录 {n} 项。").format(n=total)]
    for field, sentence in (
        (found.most, t("与中位园区相比，{name}占比最突出（{share}，中位 {median}）。")),
        (found.least, t("{name}登记相对最少（{share}，中位 {median}）。")),
    ):
        if field:
            code, share, median = field
            name = vocabulary.terms["category"][code].short(lang)
            said.append(sentence.format(name=name, share=f"{share:.0%}", median=f"{median:.0%}"))
    if tagged:
        counts = by_focus.counts[park]
        top = max(counts, key=counts.__getitem__)
        sentence = t("标注了链或集群的 {tagged} 项中，{name}最多（{n} 项）。")
        name = vocabulary.term(Tag.parse(top)).short(lang)
        said.append(sentence.format(tagged=tagged, name=name, n=counts[top]))
    else:
        said.append(t("没有标注链或集群的资源。"))
    return tuple(said)
