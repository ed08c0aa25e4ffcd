"""A question in plain words, and the filter it means: 沧州附近的生物医药检测.

No model: the names of the vocabulary and a list of other names (`data/aliases.csv`) are looked for
in what was typed. What is none of them, and none of the words that only hold a question together,
is left as text to search for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lib.base import tables
from lib.base.files import Sources
from lib.base.problems import Reading
from lib.query import search
from lib.query.filters import PLACES, ResourceFilter
from lib.query.membership import Membership
from lib.query.spelling import fold, fold_character
from lib.terms.tags import Tag
from lib.terms.taxonomy import CORRIDOR, Park, Term, Vocabulary

# The facets whose terms go by the vocabulary's names; 运行 is too common a word to mean a status.
_NAMED: Final = ("park", "province", "category", "chain", "cluster", "level")
_COMMON: Final = frozenset(("其他", "Other"))
_NOT: Final = re.compile(
    "不是|不要|不在|不含|除了|除去|除开|排除|(?<!有)没有|以外|之外|除外|[除非]$"
)
# What stands between words of a name: read as a space, so that every character keeps its place.
_BETWEEN: Final = re.compile(r"[\s\-‐-―_/·•、，。；：！？,.;:!?()（）\[\]【】《》“”‘’\"'~…]")
# What parts the words of the rest, and what may stand round one: v1.2 is one word.
_WORD: Final = re.compile(r"[^\s、，。；！？,;!?（）【】《》“”…]+")
_ROUND: Final = "-‐‑–—―_/·•：.:()[]‘’\"'~"


def _read_words() -> dict[str, frozenset[str]]:
    """The words of `questions.txt` by what they do."""
    words: dict[str, set[str]] = {}
    for line in Path(__file__).with_name("questions.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, *found = line.split()
            words.setdefault(kind, set()).update(found)
    return {kind: frozenset(found) for kind, found in words.items()}


_WORDS: Final = _read_words()


def _any(*kinds: str, at_least: int = 1) -> str:
    """A regular expression for any Chinese word of these kinds that is so long, or is 的."""
    words = {w for kind in kinds for w in _WORDS[kind] if not w.isascii()}
    long = [word for word in words if len(word) >= at_least or word == "的"]
    return f"(?:{'|'.join(sorted(long, key=len, reverse=True))})"


_ONLY: Final = re.compile(f"{_any('asking', 'holding', 'near')}+")
_ENDS: Final = _any("asking", "near", at_least=2)
_OFF_ENDS: Final = re.compile(f"^{_ENDS}{_any('asking', 'holding', 'near')}*|{_ENDS}+$")
_IS_NEAR: Final = re.compile(_any("near"))


@dataclass(frozen=True)
class Alias:
    """Another name of a term, as people say it."""

    tag: Tag
    name: str


@dataclass(frozen=True)
class Offer:
    """The filter that a question means, and how many rows it leaves. Its free text is what was not
    understood; `is_near` tells that the question asks for what lies near a place. Where that is one
    zone or node and the question names more, it is the `origin` of an order by distance and no part
    of the filter; else the filter keeps to the place."""

    selection: ResourceFilter
    count: int
    is_near: bool
    origin: str = ""


def read_aliases(sources: Sources, vocabulary: Vocabulary) -> Reading[tuple[Alias, ...]]:
    """Return the other names of terms, row by row; one of a term that the vocabulary does not have
    is a problem. The file may be missing: the names of the vocabulary are then all there are."""
    if "aliases.csv" not in sources:
        return Reading(())
    tags = {str(Tag(facet, code)) for facet in vocabulary.terms for code in vocabulary.terms[facet]}
    return tables.read(
        sources,
        "aliases.csv",
        ("tag", "aliases"),
        lambda r: tuple(Alias(Tag.parse(r["tag"]), name) for name in tables.split(r["aliases"])),
        required=("tag", "aliases"),
        known={"tag": tags},
    )


class Names:
    """The names that a question is searched for, each with the terms that go by it."""

    def __init__(self, vocabulary: Vocabulary, aliases: tuple[Alias, ...]) -> None:
        found: dict[str, set[Tag]] = {}
        pairs = [*_vocabulary_names(vocabulary), *((alias.tag, alias.name) for alias in aliases)]
        for tag, name in pairs:
            if key := _key(name):
                found.setdefault(key, set()).add(tag)
        self.vocabulary = vocabulary
        self._tags: Mapping[str, set[Tag]] = found
        patterns = map(_pattern, sorted(found, key=len, reverse=True))
        self._any = re.compile("|".join(patterns)) if found else None

    def find(self, folded: str) -> Iterator[tuple[int, int, set[Tag]]]:
        """Yield where a name stands in a folded text, from left to right and the longest first:
        start, end, terms."""
        for match in self._any.finditer(folded) if self._any else ():
            key = _key(match[0])
            singular = next(one for one in (key, key[:-1], key[:-2]) if one in self._tags)
            yield match.start(), match.end(), self._tags[singular]


def _vocabulary_names(vocabulary: Vocabulary) -> Iterator[tuple[Tag, str]]:
    """The names of the vocabulary's terms. A zone goes by its city too, a node that is a zone by
    the zone's name."""
    provinces = {province.zh for province in vocabulary.provinces}
    parks = vocabulary.terms["park"]
    nodes = [t for t in vocabulary.terms["corridor"].values() if t.code not in parks]
    terms: list[tuple[str, Term]] = [("corridor", node) for node in nodes]
    terms += [(facet, term) for facet in _NAMED for term in vocabulary.terms[facet].values()]
    for facet, term in terms:
        names = {term.zh, term.short("zh"), term.en, term.short("en")} - _COMMON
        if isinstance(term, Park):
            names.add(term.full_name)
            if term.city not in provinces:
                names |= {term.city, term.city.removesuffix("市")}
        yield from ((Tag(facet, term.code), name) for name in names)


def _spaced(folded: str) -> str:
    """A folded text with a space for each character that stands between words."""
    return _BETWEEN.sub(" ", folded)


def _key(name: str) -> str:
    return _spaced(fold(name)).replace(" ", "")


def _pattern(key: str) -> str:
    """A regular expression for a name; spaces may be anywhere but inside words of letters, and a
    Latin name stands by itself, with or without a plural's ending."""
    spaced = " *".join(map(re.escape, key))
    before = r"(?<![a-z0-9])" if key[0].isascii() else ""
    after = r"(?:e?s)?(?![a-z0-9])" if key[-1].isascii() else ""
    return f"{before}{spaced}{after}"


@lru_cache(maxsize=256)
def offer(names: Names, members: Membership, query: str) -> Offer | None:
    """Return the filter that `query` means; `None` where it names no term, says what is not wanted,
    names places that no one filter holds together, or is a good search as it stands."""
    text = search.clean(query)
    characters = [(i, c) for i, whole in enumerate(text) for c in fold_character(whole)]
    folded = "".join(c for _, c in characters)
    named: set[Tag] = set()
    rest, end = [], 0
    for start, stop, tags in (*names.find(_spaced(folded)), (len(folded), len(folded), set())):
        named |= tags
        rest += [(end + a, word) for a, word in _words(folded[end:start])]
        end = stop
    if not named or any(_is_negation(word) for _, word in rest):
        return None
    is_near = any(_says_near(word) for _, word in rest)
    left = []
    for start, word in rest:
        if kept := _unknown(word):
            at = start + word.index(kept)
            left.append(text[characters[at][0] : characters[at + len(kept) - 1][0] + 1])
    chosen = _placed(named, names.vocabulary)
    if chosen is None:
        return None
    origin = _origin(chosen) if is_near and (len(chosen) > 1 or left) else ""
    if origin:
        chosen = {facet: codes for facet, codes in chosen.items() if facet not in PLACES}
    selection = ResourceFilter(names.vocabulary, **chosen, q=" ".join(left))
    passes = selection.mask(members)
    found = search.mask(members.index, text)
    # The words alone find all that the filter would, or what has that very name; or little was
    # understood, and nothing is of it.
    is_search = found.any() and not (passes & ~found).any()
    is_name = bool(left) and search.is_named(members.index, text)
    is_guess = bool(left) and len(chosen) == 1 and not passes.any()
    if is_search or is_name or is_guess:
        return None
    return Offer(selection, int(passes.sum()), is_near, origin)


def _words(piece: str) -> Iterator[tuple[int, str]]:
    """The words of a piece that is no name, each with where it begins."""
    for match in _WORD.finditer(piece):
        if word := match[0].strip(_ROUND):
            yield match.start() + match[0].index(word), word


def _is_negation(word: str) -> bool:
    return word in _WORDS["not"] or bool(_NOT.search(word))


def _says_near(word: str) -> bool:
    ends = [word] if _ONLY.fullmatch(word) else [end[0] for end in _OFF_ENDS.finditer(word)]
    return word in _WORDS["near"] or any(_IS_NEAR.search(end) for end in ends)


def _unknown(word: str) -> str:
    """What of a word that is no name means something else; empty where nothing does."""
    is_known = word in _WORDS["holding"] or word in _WORDS["near"] or _ONLY.fullmatch(word)
    return "" if is_known else _OFF_ENDS.sub("", word)


def _origin(chosen: Mapping[str, tuple[str, ...]]) -> str:
    """The one zone or node among places that are chosen; empty where there is none, or another."""
    places = [code for facet in PLACES for code in chosen.get(facet, ())]
    is_seat = len(places) == 1 and "province" not in chosen and places[0] != CORRIDOR
    return places[0] if is_seat else ""


def _placed(named: set[Tag], vocabulary: Vocabulary) -> dict[str, Any] | None:
    """The codes by facet, places such that one filter holds them: zones and provinces are one
    choice, and so are nodes and zones that are nodes. `None` where there is no such filter."""
    codes: dict[str, set[str]] = {}
    for tag in named:
        codes.setdefault(tag.facet, set()).add(tag.code)
    parks, provinces = codes.get("park", set()), codes.pop("province", set())
    if parks and provinces:
        # 河北沧州 is 沧州, 北京和沧州 is 中关村 and 沧州.
        of = {park.code: park.province for park in vocabulary.parks}
        rest = provinces - {of[park] for park in parks}
        codes["park"] = parks | {park for park, province in of.items() if province in rest}
    elif provinces:
        codes["province"] = provinces
    nodes = codes.get("corridor", set()) - {CORRIDOR}
    if nodes and parks:
        if not parks <= {node.code for node in vocabulary.nodes}:
            return None
        codes["corridor"] |= codes.pop("park")
    return {facet: tuple(found) for facet, found in codes.items()}
