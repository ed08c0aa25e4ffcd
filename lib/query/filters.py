"""One filter for every page: a value that picks rows, describes itself in words, and is a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from lib.base.bidi import isolated
from lib.base.i18n import Lang, translator
from lib.query import search
from lib.query.facets import FACET, group
from lib.query.membership import Counts, Mask, Membership
from lib.terms.tags import Tag
from lib.terms.taxonomy import CORRIDOR, FOCUS, Park, Vocabulary

MAX_QUERY: Final = search.MAX_QUERY
# The facets that choose places.
PLACES: Final = ("park", "province", "corridor")
# Any code of facets that stand together is enough.
_TOGETHER: Final = (*((facet,) for facet in FACET if facet not in FOCUS), FOCUS)


@dataclass(frozen=True)
class Dropped:
    """A URL parameter that was ignored, or cut, on reading: its name and its value."""

    parameter: str
    value: str
    cut: bool = False


@dataclass(frozen=True)
class ResourceFilter:
    """What to show. Each facet holds codes in the vocabulary's order; empty means no restriction.

    Inside a facet any code is enough, across facets all must hold; `chain` and `cluster` are one
    facet. The constructor brings every spelling of one selection to one value: duplicates go,
    the cluster 生物医药 becomes the chain, and all four corridor nodes become `g2`.
    Unknown codes raise `ValueError`; `from_query` is the door for text from outside.
    """

    vocabulary: Vocabulary = field(repr=False)
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
        wanted = {facet: set(getattr(self, facet)) for facet in FACET}
        for twin, chain in self.vocabulary.twins.items():
            if twin in wanted["cluster"]:
                wanted["cluster"].remove(twin)
                wanted["chain"].add(chain)
        nodes = {node.code for node in self.vocabulary.nodes}
        if CORRIDOR in wanted["corridor"] or nodes <= wanted["corridor"]:
            wanted["corridor"] = wanted["corridor"] - nodes | {CORRIDOR}
        for facet, codes in wanted.items():
            terms = self.vocabulary.terms[facet]
            if unknown := codes - set(terms):
                raise ValueError(f"{facet}: {sorted(unknown)}")
            ordered = tuple(code for code in terms if code in codes)
            object.__setattr__(self, facet, ordered)
        object.__setattr__(self, "q", search.clean(self.q))

    def __bool__(self) -> bool:
        return bool(self.q) or any(getattr(self, facet) for facet in FACET)

    def cleared(self) -> "ResourceFilter":
        """Return the filter that lets everything through."""
        return ResourceFilter(self.vocabulary)

    def anywhere(self) -> "ResourceFilter":
        """Return the filter without its choice of places."""
        free: dict[str, Any] = dict.fromkeys(PLACES, ())
        return replace(self, **free)

    @classmethod
    def from_query(
        cls, query: Mapping[str, Sequence[str]], vocabulary: Vocabulary
    ) -> tuple["ResourceFilter", tuple[Dropped, ...]]:
        """Read a filter from URL parameters, with whatever of them could not be used.

        Never raises: unknown codes are dropped, a long `q` is cut at `MAX_QUERY` characters.
        Parameters that are no facet's are not this function's to judge.
        """
        kept: dict[str, tuple[str, ...]] = {}
        dropped = []
        for facet, known in vocabulary.terms.items():
            values = query.get(facet, ())
            kept[facet] = tuple(v for v in values if v in known)
            dropped += [Dropped(facet, v) for v in values if v not in known]
        text = " ".join(query.get("q", ()))
        if len(search.whole(text)) > MAX_QUERY:
            dropped.append(Dropped("q", text, cut=True))
        return cls(vocabulary, **kept, q=text), tuple(dropped)

    def to_query(self) -> dict[str, str | list[str]]:
        """Return the URL parameters of this filter, repeated ones as lists; empty ones left out."""
        query: dict[str, str | list[str]] = {
            facet: list(getattr(self, facet)) for facet in FACET if getattr(self, facet)
        }
        return query | ({"q": self.q} if self.q else {})

    def parameters(self) -> dict[str, list[str]]:
        """Return `to_query` as `from_query` takes it: every value a list."""
        return {k: v if isinstance(v, list) else [v] for k, v in self.to_query().items()}

    def within(self, vocabulary: Vocabulary) -> tuple["ResourceFilter", tuple[Dropped, ...]]:
        """Return the same filter over another vocabulary, with what that does not have."""
        return self.from_query(self.parameters(), vocabulary)

    def parts(self, lang: Lang) -> tuple[tuple[str, str, str], ...]:
        """Return every restriction as (facet, code, words); the free text is of facet `q`."""
        t = translator(lang)
        suffix = {"chain": t("{name}链"), "cluster": t("{name}集群")}
        found = [
            (facet, code, suffix.get(facet, "{name}").format(name=self._name(facet, code, lang)))
            for facet in FACET
            for code in getattr(self, facet)
        ]
        # Searched from right to left, it must not turn round what stands after it.
        words = t("“{text}”").format(text=isolated(self.q))
        return tuple(found + ([("q", self.q, words)] if self.q else []))

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

    def choices(self) -> list[dict[str, tuple[str, ...]]]:
        """Return the facets' choices, all of which must hold: of each the facets that stand
        together, with codes of which any is enough."""
        chosen = [{f: codes for f in facets if (codes := getattr(self, f))} for facets in _TOGETHER]
        return [choice for choice in chosen if choice]

    def mask(self, members: Membership) -> Mask:
        """Return which rows of the frame behind `members` pass."""
        passes = self._having(members, ())[members.combination]
        return passes & search.mask(members.index, self.q) if self.q else passes

    def sizes(self, members: Membership, *, apart_from: Sequence[str] = ()) -> Counts:
        """Return how many rows of each combination of `members` pass, whatever is chosen in the
        facets `apart_from` (of which `chain` and `cluster` are one)."""
        sizes = members.sizes
        if self.q:
            found = members.combination[search.mask(members.index, self.q)]
            sizes = np.bincount(found, minlength=len(sizes))
        return sizes * self._having(members, apart_from)

    def counts(self, members: Membership, facet: str) -> dict[str, int]:
        """Return how many rows each code of `facet` would give under the other facets' choices."""
        rest = self.sizes(members, apart_from=(facet,))
        counts = (rest @ members.facets[facet]).tolist()
        return dict(zip(members.vocabulary.terms[facet], counts, strict=True))

    @cached_property
    def focus(self) -> tuple[Tag, ...]:
        """The chosen chains and clusters, in the vocabulary's order."""
        return tuple(t for t in self.vocabulary.focus_areas if t.code in getattr(self, t.facet))

    @property
    def parks(self) -> tuple[Park, ...]:
        """The member zones that the filter's parks and provinces leave, in order of members."""
        return tuple(
            park
            for park in self.vocabulary.parks
            if (not self.park or park.code in self.park)
            and (not self.province or park.province in self.province)
        )

    def pin(self, facet: str, *codes: str) -> "ResourceFilter":
        """Return the filter with `codes` as the only choice of their facet, of which chains and
        clusters are one; without codes the facet is free."""
        cleared: dict[str, Any] = dict.fromkeys(group(facet), ())
        return replace(self, **cleared | {facet: codes})

    def is_pinned(self, facet: str, code: str) -> bool:
        """Whether `code` is the only choice of its facet."""
        return self.pin(facet, code) == self

    def _having(self, members: Membership, apart_from: Sequence[str]) -> Mask:
        """Which combinations pass the facets' choices."""
        passes = np.ones(len(members.sizes), dtype=bool)
        free = {facet for each in apart_from for facet in group(each)}
        for chosen in self.choices():
            if not chosen.keys() & free:
                passes &= np.any([members.having(f, codes) for f, codes in chosen.items()], axis=0)
        return passes

    def _name(self, facet: str, code: str, lang: Lang) -> str:
        tag = Tag(facet, code)
        full = facet == "park"
        return self.vocabulary.term(tag).name(lang) if full else self.vocabulary.label(tag, lang)
