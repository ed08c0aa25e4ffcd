"""What a zone is made of, beside the median zone, and what stands out."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from lib.analysis.counts import FOCUS_DIMENSION, carried, counted, tagged
from lib.base.i18n import Lang, translator
from lib.query.filters import ResourceFilter
from lib.query.membership import Membership
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS, Vocabulary

# Under so few rows a share says more of the register than of the park.
FEWEST_ROWS: Final = 10


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
    counts = counted(members, selection, "park", columns)
    own = FOCUS if columns == FOCUS_DIMENSION else (columns,)
    sizes = selection.sizes(members, apart_from=("park", *own))
    if columns == FOCUS_DIMENSION:
        sizes = sizes * tagged(members)
    (parks, located), (codes, _) = (carried(members, d) for d in ("park", columns))
    totals = sizes @ located
    some = totals > 0
    if some.any():
        medians = np.median(counts[some] / totals[some, None], axis=0).tolist()
    else:
        medians = [math.nan] * len(codes)
    rows = [dict(zip(codes, row, strict=True)) for row in counts.tolist()]
    return Shares(
        counts=dict(zip(parks, rows, strict=True)),
        totals=dict(zip(parks, totals.tolist(), strict=True)),
        median=dict(zip(codes, medians, strict=True)),
    )


@dataclass(frozen=True)
class Standing:
    """A park's strongest and thinnest field: the code whose share lies furthest above, and furthest
    below, the median park's, each with both shares; `None` where no share lies 1 % away. A field
    of no rows is no thin one: it may be a gap of the register."""

    most: tuple[str, float, float] | None
    least: tuple[str, float, float] | None


def standing(of: Shares, park: str) -> Standing | None:
    """Return a park's standing, or `None` under `FEWEST_ROWS` rows, too few to speak of."""
    total = of.totals[park]
    if total < FEWEST_ROWS:
        return None
    own = {code: n / total for code, n in of.counts[park].items()}
    above = {code: own[code] - of.median[code] for code in own}
    most = max(above, key=above.__getitem__)
    least = min((code for code in above if own[code]), key=above.__getitem__)
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
    the median park, and its most frequent chain or cluster; few rows are not judged."""
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
    if tagged >= FEWEST_ROWS:
        counts = by_focus.counts[park]
        top = max(counts, key=counts.__getitem__)
        sentence = t("标注了链或集群的 {tagged} 项中，{name}最多（{n} 项）。")
        name = vocabulary.label(Tag.parse(top), lang)
        said.append(sentence.format(tagged=tagged, name=name, n=counts[top]))
    elif tagged:
        few = t("标注了链或集群的仅 {n} 项，不足 {few} 项，不作比较。")
        said.append(few.format(n=tagged, few=FEWEST_ROWS))
    else:
        said.append(t("没有标注链或集群的资源。"))
    return tuple(said)
