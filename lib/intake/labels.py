"""Names of terms, as lists write them, and the codes they mean. Nothing is guessed: a name that may
mean two terms means none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from lib.base.i18n import LANGS, mark, translator
from lib.intake.faults import Names
from lib.intake.fields import fold
from lib.query.questions import Alias
from lib.register import schema
from lib.terms.tags import Tag
from lib.terms.taxonomy import FOCUS, Park, Term, Vocabulary

# Facets of which a row has one term; chains and clusters are asked for together, as `TAG`.
SINGLE: Final = ("category", "park", "level", "status", "province")
TAG: Final = "tag"
# What our own exports write for no tag.
_UNTAGGED: Final = mark("未标注")


@dataclass(frozen=True, eq=False)
class Labels:
    """The names of a vocabulary's terms: official, short, English, codes, and aliases."""

    vocabulary: Vocabulary
    aliases: tuple[Alias, ...] = ()

    def code(self, column: str, text: str) -> str | None:
        """Return the code that `text` means in a column of one code (for the province its name);
        `None` where it means none for certain."""
        return self._codes[column].get(fold(text))

    def tags(self, text: str, facets: Iterable[str] = FOCUS) -> tuple[Tag, ...]:
        """Return the chains and clusters that go by a name; none where it is no such name, or may
        mean several chains or several clusters."""
        found = self._tags.get(fold(text), ())
        return tuple(tag for tag in found if tag.facet in set(facets))

    def allowed(self, column: str) -> tuple[Names, ...]:
        """Return what a column of codes may hold, as people read it in each language."""
        if column in schema.WORDS:
            words = schema.WORDS[column].values()
            return tuple({lang: translator(lang)(word) for lang in LANGS} for word in words)
        facets = FOCUS if column == TAG else (column,)
        terms = [term for facet in facets for term in self.vocabulary.terms[facet].values()]
        by_name = {term.zh: {lang: term.name(lang) for lang in LANGS} for term in terms}
        return tuple(by_name.values())

    @cached_property
    def untagged(self) -> frozenset[str]:
        """How our own exports write that there is no tag, folded."""
        return frozenset(fold(translator(lang)(_UNTAGGED)) for lang in LANGS)

    @cached_property
    def _codes(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for facet in SINGLE:
            terms = self.vocabulary.terms[facet]
            pairs = [(name, code) for code, term in terms.items() for name in _names(term)]
            pairs += [(a.name, a.tag.code) for a in self.aliases if a.tag.facet == facet]
            found[facet] = _certain(pairs)
        provinces = self.vocabulary.terms["province"]
        found["province"] = {name: provinces[c].zh for name, c in found["province"].items()}
        for column, words in schema.WORDS.items():
            found[column] = _certain(
                (name, code)
                for code, word in words.items()
                for name in (code, *(translator(lang)(word) for lang in LANGS))
            )
        return MappingProxyType(found)

    @cached_property
    def _tags(self) -> Mapping[str, tuple[Tag, ...]]:
        found: dict[str, list[Tag]] = {}
        for facet in FOCUS:
            terms = self.vocabulary.terms[facet]
            pairs = [(name, code) for code, term in terms.items() for name in _names(term)]
            pairs += [(a.name, a.tag.code) for a in self.aliases if a.tag.facet == facet]
            for name, code in _certain(pairs).items():
                found.setdefault(name, []).append(Tag(facet, code))
        return MappingProxyType({name: tuple(tags) for name, tags in found.items()})


def _names(term: Term) -> set[str]:
    names = {term.code, term.zh, term.en, term.short("zh"), term.short("en")}
    if isinstance(term, Park):
        names |= {term.full_name, f"{term.short('zh')}高新区"}
    return names - {""}


def _certain(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The code of each name, folded, that means just one."""
    found: dict[str, set[str]] = {}
    for name, code in pairs:
        found.setdefault(fold(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1 and name}
