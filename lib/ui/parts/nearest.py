"""Who is nearest to have what a place lacks: one line a step, chain or cluster, each of which leads
to those who have it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import streamlit as st

from lib import analysis
from lib.analysis import Gap, Trail
from lib.base.i18n import Lang, translator
from lib.editions.edition import Edition
from lib.query import listing
from lib.terms import words
from lib.terms.tags import Tag
from lib.terms.taxonomy import CORRIDOR
from lib.ui import mirror, state
from lib.ui.parts import html
from lib.ui.parts.frame import literal
from lib.ui.view import View

# So many institutions are named in a line.
MOST_NAMED: Final = 2
_UNBROKEN: Final = "\u00a0"


class Line(NamedTuple):
    """What a place lacks: the step, chain or cluster, the place nearest to have it, the id of one
    resource that it has of it, and the line as Markdown."""

    tag: Tag
    nearest: Tag
    resource_id: str
    label: str


@lru_cache(maxsize=64)
def trail(edition: Edition, places: str, area: Tag | None) -> Trail:
    """Return the path of `area` (`None`: all resources) over parks ("park") or nodes ("corridor").

    Read from the whole register, whatever the filter: a complement must not be lost to it.
    """
    return analysis.trail(edition.members, places, area)


@lru_cache(maxsize=64)
def focus_trail(edition: Edition, places: str) -> Trail:
    """Return which place has which chain or cluster, over the whole register."""
    return analysis.focus_trail(edition.members, places)


@lru_cache(maxsize=256)
def lines(
    edition: Edition, lang: Lang, places: str, place: str, area: Tag | None, *, by_focus: bool
) -> tuple[Line, ...]:
    """Return what the register does not hold at a place, with who is nearest to have it: the steps
    of `area` (`None`: of all resources), or the chains and clusters (`by_focus`)."""
    of = focus_trail(edition, places) if by_focus else trail(edition, places, area)
    return tuple(
        _line(edition, lang, of, gap) for gap in of.zeros if gap.place == place and of.nearest(gap)
    )


def offer(edition: Edition, lang: Lang, of: Trail, gap: Gap) -> str:
    """Return who is nearest to have what a place lacks, how far and how many, empty where nobody
    has it; a line breaks in none of the three."""
    nearest = of.nearest(gap)
    if not nearest:
        return ""
    t, (place, there) = translator(lang), nearest
    parts = (
        edition.vocabulary.term(place).short(lang),
        words.kilometres(there.distance_m, lang),
        t("（{n} 家）").format(n=there.count),
    )
    name, km, n = (part.replace(" ", _UNBROKEN) for part in parts)
    return t("{place} {km}{n}").format(place=name, km=km, n=n)


def sentence(edition: Edition, lang: Lang, of: Trail, gap: Gap) -> str:
    """Return why the register may hold nothing of a step at a place, and who is nearest to have
    it, how far and how many."""
    t = translator(lang)
    form = t("{why}；最近：{nearest}") if gap.offers else t("{why}；走廊外最近：{nearest}")
    return form.format(
        why=t(analysis.missing_because(edition.members, of, gap)),
        nearest=offer(edition, lang, of, gap),
    )


@lru_cache(maxsize=256)
def lines_of_card(edition: Edition, lang: Lang, row: int) -> tuple[Line, ...]:
    """Return what the zone of a resource lacks of its first chain or cluster (untagged: of all
    resources), each with the resource nearest to this one in the nearest zone that has it."""
    [one] = edition.register.rows([row])
    focus = edition.vocabulary.focus_areas
    area = next((tag for tag in focus if tag.code in one[f"{tag.facet}s"]), None)
    of = trail(edition, "park", area)
    far = listing.distances(edition.register, (one["lon"], one["lat"]))
    return tuple(
        _line(edition, lang, of, gap, far)
        for gap in of.zeros
        if gap.place == one["park"] and gap.offers
    )


def _line(
    edition: Edition, lang: Lang, of: Trail, gap: Gap, far: listing.Metres | None = None
) -> Line:
    t, tag = translator(lang), of.tag(gap.step)
    rows = np.flatnonzero(analysis.offered(edition.members, of, gap))
    if far is not None:
        rows = rows[np.argsort(far[rows], kind="stable")]
    names = "；".join(row["name"] for row in edition.register.rows(rows[:MOST_NAMED]))
    if len(rows) > MOST_NAMED:
        names = t("{names} 等").format(names=names)
    name = edition.vocabulary.label(tag, lang)
    label = f" **{literal(name)}** {literal(sentence(edition, lang, of, gap))} *{literal(names)}*"
    nearest = of.nearest(gap)
    assert nearest  # Lines are made of those alone.
    return Line(tag, nearest[0], edition.ids[rows[0]], label)


def draw(view: View, key: str, found: Sequence[Line], *, opens_card: bool = False) -> None:
    """Draw lines, one at least, that filter to who has the step, chain or cluster, or open the card
    of one of them."""
    t = view.t
    title = t("最近在哪里")
    st.html(html.panel_title(title, t("直线距离，±数公里")))
    widget, by_tag = f"{key}_nearest", {str(line.tag): line for line in found}

    def take() -> None:
        if not mirror.touched(widget) or not (line := by_tag.get(state.S[widget])):
            return
        if opens_card:
            state.open_card(line.resource_id)
        else:
            # A park off the corridor takes the place of the node.
            elsewhere = state.selection().pin("corridor").pin("park")
            state.choose(elsewhere.pin(*line.nearest).pin(*line.tag))

    mirror.put(widget, None)
    st.pills(
        title,
        list(by_tag),
        format_func=lambda option: by_tag[option].label,
        key=widget,
        on_change=take,
        label_visibility="collapsed",
        width="stretch",
    )


def of_filter(view: View, places: str, *, by_focus: bool = False) -> list[Line]:
    """Return the lines of the one place that the filter names, of its first chain or cluster; where
    it names none, of all resources, and `by_focus` of the chains and clusters."""
    chosen, steps = getattr(view.selection, places), view.selection.category
    if len(chosen) != 1 or chosen[0] == CORRIDOR:
        return []
    area = view.selection.focus[0] if view.selection.focus else None
    own = lines(view.edition, view.lang, places, chosen[0], area, by_focus=False)
    found = [line for line in own if not steps or line.tag.code in steps]
    if by_focus and not area and not steps:
        found += lines(view.edition, view.lang, places, chosen[0], None, by_focus=True)
    return found
