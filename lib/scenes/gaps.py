"""Gaps of a path in words: the nearest who could fill one, and which zeros say nothing."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from lib import analysis
from lib.analysis import Gap, Trail
from lib.scenes.subject import Subject
from lib.terms import words

# So many institutions are named for a gap in the notes.
MOST_NAMED: Final = 3


def nearest(of: Subject, gap: Gap) -> str:
    """Return the nearest place that has what another lacks, and how far it is."""
    offer = gap.offers[0]
    return f"{of.place(offer.place)} {words.kilometres(offer.distance_m, of.lang)}"


def leaders(of: Subject, trail: Trail, most: int) -> str:
    """Return the places that have most of a path, in words."""
    totals = trail.counts.sum(axis=1)
    return of.leaders(((of.place(place), int(totals[place])) for place in totals.index), most)


def notes(of: Subject, trail: Trail, places: Sequence[str]) -> tuple[str, ...]:
    """Return each gap of `places` that another place could fill, with whom to call."""
    t = of.t
    sentence = t("{place}的{step}登记册未收录，可以牵线：最近为 {nearest}，可联系 {names}")
    lines = []
    for gap in trail.gaps:
        if gap.place not in places or not gap.offers:
            continue
        fills = np.flatnonzero(analysis.offered(of.edition.members, trail, gap))
        named = of.listed(row["name"] for row in of.edition.register.rows(fills[:MOST_NAMED]))
        if len(fills) > MOST_NAMED:
            named = t("{names}等 {n} 家").format(names=named, n=len(fills))
        lines.append(
            sentence.format(
                place=of.place(gap.place),
                step=of.step(gap.step),
                nearest=nearest(of, gap),
                names=named,
            )
        )
    return tuple(lines)


def silence(of: Subject, silent: Mapping[str, str], places: Sequence[str]) -> list[str]:
    """Return which of `places` cannot be spoken of, and why, a sentence for each reason."""
    t = of.t
    sentences = {
        analysis.NOT_TAGGED: t("登记册中{places}的资源均未标注链或集群，不参与配对。"),
        analysis.NOT_REGISTERED: t("登记册未收录{places}的资源。"),
    }
    lines = []
    for reason, sentence in sentences.items():
        names = [of.place(place) for place in places if silent.get(place) == reason]
        if names:
            lines.append(sentence.format(places=of.listed(names)))
    return lines
