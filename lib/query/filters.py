"""One filter for every page: a value that picks rows, says itself, and is a URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.base.i18n import Lang, translator
from lib.query import search
from lib.terms import taxonomy

MAX_QUERY: Final = search.MAX_QUERY
FACETS: Final[dict[str, tuple[taxonomy.Term, ...]]] = {
    "park": taxonomy.PARKS,
    "province": taxonomy.PROVINCES,
    "category": taxonomy.CATEGORIES,
    "chain": taxonomy.CHAINS,
    "cluster": taxonomy.CLUSTERS,
    "corridor": taxonomy.CORRIDOR,
    "level": taxonomy.LEVELS,
    "status": taxonomy.STATUSES,
}
TERMS: Final = {facet: {term.code: term for term in terms} for facet, terms in FACETS.items()}
# Chains and clusters are one facet of eleven to a user: any of either. 生物医药 is both at once and
# stands once.
FOCUS: Final = ("chain", "cluster")
FOCUS_AREAS: Final = tuple(
    (facet, code) for facet in FOCUS for code in TERMS[facet] if code not in taxonomy.TWIN_CLUSTER
)
Mask = search.Mask


@dataclass(frozen=True)
class Dropped:
    """A URL parameter that was ignored, or cut, on reading: its name and its value."""

    parameter: str
    value: str
    cut: bool = False


@dataclass(frozen=True)
class ResourceFilter:
    """What to show. Each facet holds codes in the taxonomy's order; empty means no restriction.

    Inside a facet any code is enough, across facets all must hold; `chain` and `cluster` are one
    facet. The constructor brings every spelling of one selection to one value: duplicates go,
    the cluster 生物医药 becomes the chain, and all four corridor nodes become `g2`.
    Unknown codes raise `ValueError`; `from_query` is the door for text from outside.
    """

    park: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    corridor: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    q: str = ""

    def __post_init__(self) -> None:
        wanted = {facet: set(getattr(self, facet)) for facet in FACETS}
        for twin, chain in taxonomy.TWIN_CLUSTER.items():
            if twin in wanted["cluster"]:
                wanted["cluster"].remove(twin)
                wanted["chain"].add(chain)
        nodes = {node.code for node in taxonomy.CORRIDOR_NODES}
        if "g2" in wanted["corridor"] or nodes <= wanted["corridor"]:
            wanted["corridor"] = wanted["corridor"] - nodes | {"g2"}
        for facet, codes in wanted.items():
            if unknown := codes - set(TERMS[facet]):
                raise ValueError(f"{facet}: {sorted(unknown)}")
            ordered = tuple(code for code in TERMS[facet] if code in codes)
            object.__setattr__(self, facet, ordered)
        object.__setattr__(self, "q", search.clean(self.q))

    def __bool__(self) -> bool:
        return self != ResourceFilter()

    @classmethod
    def from_query(
        cls, query: Mapping[str, Sequence[str]]
    ) -> tuple["ResourceFilter", tuple[Dropped, ...]]:
        """Read a filter from URL parameters, with whatever of them could not be used.

        Never raises: unknown codes are dropped, a long `q` is cut at `MAX_QUERY` characters.
        Parameters that are no facet's are not this function's to judge.
        """
        kept: dict[str, tuple[str, ...]] = {}
        dropped = []
        for facet, known in TERMS.items():
            values = query.get(facet, ())
            kept[facet] = tuple(v for v in values if v in known)
            dropped += [Dropped(facet, v) for v in values if v not in known]
        text = " ".join(query.get("q", ()))
        if len(" ".join(text.split())) > MAX_QUERY:
            dropped.append(Dropped("q", text, cut=True))
        return cls(**kept, q=text), tuple(dropped)

    def to_query(self) -> dict[str, str | list[str]]:
        """Return the URL parameters of this filter, repeated ones as lists; empty ones left out."""
        query: dict[str, str | list[str]] = {
            facet: list(getattr(self, facet)) for facet in FACETS if getattr(self, facet)
        }
        return query | ({"q": self.q} if self.q else {})

    def parts(self, lang: Lang) -> tuple[tuple[str, str, str], ...]:
        """Return every restriction as (facet, code, words); the free text is of facet `q`."""
        t = translator(lang)
        suffix = {"chain": t("{name}链"), "cluster": t("{name}集群")}
        found = [
            (facet, code, suffix.get(facet, "{name}").format(name=_name(facet, code, lang)))
            for facet in FACETS
            for code in getattr(self, facet)
        ]
        return tuple(found + ([("q", self.q, t("“{text}”").format(text=self.q))] if self.q else []))

    def describe(self, lang: Lang, count: int) -> str:
        """Return the filter in words with the number of resources it leaves."""
        t = translator(lang)
        words = [words for _, _, words in self.parts(lang)] or [t("全部资源")]
        return t("{what} — {n} 项").format(what=" · ".join(words), n=count)

    def without(self, facet: str, code: str) -> "ResourceFilter":
        """Return the filter with one of its `parts` dropped."""
        if facet == "q":
            return replace(self, q="")
        kept: Any = tuple(c for c in getattr(self, facet) if c != code)
        return replace(self, **{facet: kept})

    def mask(self, members: "Membership", *, apart_from: Sequence[str] = ()) -> Mask:
        """Return which rows of the frame behind `members` pass, whatever is chosen in the facets
        `apart_from` (of which `chain` and `cluster` are one)."""
        groups = [g for g in self._groups() if not set(g) & set(apart_from)]
        return self._passes(members, groups)

    def counts(self, members: "Membership", facet: str) -> dict[str, int]:
        """Return how many rows each code of `facet` would give under the other facets' choices."""
        rest = self.mask(members, apart_from=(facet,))
        return dict(zip(TERMS[facet], (rest @ members.facets[facet]).tolist(), strict=True))

    @property
    def focus(self) -> tuple[tuple[str, str], ...]:
        """The chosen chains and clusters as (facet, code), in the order of `FOCUS_AREAS`."""
        return tuple((facet, code) for facet, code in FOCUS_AREAS if code in getattr(self, facet))

    @property
    def parks(self) -> tuple[taxonomy.Park, ...]:
        """The member zones that the filter's parks and provinces leave, in order of members."""
        return tuple(
            park
            for park in taxonomy.PARKS
            if (not self.park or park.code in self.park)
            and (not self.province or park.province in self.province)
        )

    def pin(self, facet: str, *codes: str) -> "ResourceFilter":
        """Return the filter with `codes` as the only choice of their facet, of which chains and
        clusters are one; without codes the facet is free."""
        own = FOCUS if facet in FOCUS else (facet,)
        cleared: dict[str, Any] = dict.fromkeys(own, ())
        return replace(self, **cleared | {facet: codes})

    def is_pinned(self, facet: str, code: str) -> bool:
        """Whether `code` is the only choice of its facet."""
        return self.pin(facet, code) == self

    @staticmethod
    def _groups() -> list[tuple[str, ...]]:
        return [*((facet,) for facet in (*FACETS, "q") if facet not in FOCUS), FOCUS]

    def _passes(self, members: "Membership", groups: list[tuple[str, ...]]) -> Mask:
        passes = np.ones(len(members.index), dtype=bool)
        for group in groups:
            if group == ("q",):
                passes &= search.mask(members.index, self.q)
            elif any(getattr(self, facet) for facet in group):
                passes &= np.any([members.carries(f, getattr(self, f)) for f in group], axis=0)
        return passes


class Membership:
    """Which rows of a register frame carry which code: made once, asked at every click.

    `facets[facet]` is a (rows × codes) array of 0 and 1 with the columns of `TERMS[facet]`;
    `index` is the search index of the same frame.
    """

    def __init__(self, frame: pd.DataFrame, index: search.Index) -> None:
        self.facets: dict[str, npt.NDArray[np.int32]] = {
            facet: np.array(
                [_carries(frame, facet, code) for code in codes], dtype=np.int32
            ).T.reshape(len(frame), len(codes))
            for facet, codes in TERMS.items()
        }
        self.index = index

    def carries(self, facet: str, codes: Sequence[str]) -> Mask:
        """Return which rows carry any of `codes`."""
        columns = [list(TERMS[facet]).index(code) for code in codes]
        return np.asarray(self.facets[facet][:, columns].any(axis=1), dtype=bool)


def _name(facet: str, code: str, lang: Lang) -> str:
    term = TERMS[facet][code]
    return term.name(lang) if facet == "park" else term.short(lang)


def _carries(frame: pd.DataFrame, facet: str, code: str) -> Mask:
    """Return which rows of `frame` carry `code`."""
    if facet in FOCUS:
        return np.array([code in tags for tags in frame[f"{facet}s"]], dtype=bool)
    if facet == "corridor":
        return on_corridor(frame, (code,))
    value = TERMS[facet][code].zh if facet == "province" else code
    return (frame[facet] == value).to_numpy(dtype=bool)


def on_corridor(frame: pd.DataFrame, codes: Sequence[str] = ("g2",)) -> Mask:
    """Whether each row lies in any of the corridor nodes `codes`; `g2` means all four."""
    passes = np.zeros(len(frame), dtype=bool)
    for node in taxonomy.CORRIDOR_NODES:
        if "g2" in codes or node.code in codes:
            inside = frame["park"] == node.park
            if node.subpark:
                inside &= (frame["subpark"] == node.subpark).fillna(False)
            passes |= inside.to_numpy(dtype=bool)
    return passes
